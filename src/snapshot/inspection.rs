//! What is damaged of an index: its files, read through.

use super::Manifest;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index;
use crate::index::Flaw;
use crate::index::Without;
use crate::index::files;
use std::path::Path;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Inspection {
    /// The files that are not as they were written.
    pub(crate) flaws: Vec<Flaw>,
    /// Segments that have such a file.
    pub(crate) without: Without,
    /// The manifest of the last commit, where it can be read.
    pub(crate) manifest: Option<Manifest>,
}

impl Inspection {
    /// Reads every file of an index, or of a part of one, through.
    ///
    /// # Errors
    /// [`ErrorKind::Version`] for an index of another format.
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        let inspected = index::inspect(folder)?;
        let mut inspection =
            Inspection { flaws: inspected.flaws, without: inspected.without, manifest: None };
        let Some(manifest) = inspected.manifest else { return Ok(inspection) };
        match Manifest::parse(&manifest, folder) {
            Ok(manifest) => {
                let flaw = |name: &str| {
                    let error = files::read(folder, name).err()?;
                    let what =
                        std::error::Error::source(&error).map_or(error.to_string(), ToString::to_string);
                    Some(Flaw { file: name.to_owned(), what })
                };
                inspection.flaws.extend(manifest.files().into_iter().filter_map(flaw));
                inspection.manifest = Some(manifest);
            }
            Err(error) if error.kind() == ErrorKind::Version => return Err(error),
            Err(error) => {
                inspection.flaws.push(Flaw { file: files::META.to_owned(), what: error.to_string() });
            }
        }
        Ok(inspection)
    }

    /// Whether one of our files is as it was written.
    pub(crate) fn spares(&self, name: &str) -> bool {
        self.flaws.iter().all(|flaw| flaw.file != name)
    }
}
