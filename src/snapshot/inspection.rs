//! What is damaged of an index: its files, read through.

use super::Manifest;
use crate::error::Result;
use crate::index;
use crate::index::Flaw;
use crate::storage::Exclusions;
use crate::storage::names;
use std::path::Path;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Inspection {
    /// The files that are not as they were written.
    pub(crate) flaws: Vec<Flaw>,
    /// What cannot be read because of that.
    pub(crate) without: Exclusions,
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
                for name in manifest.files() {
                    inspection.flaws.extend(index::flaw(folder, name)?);
                }
                inspection.manifest = Some(manifest);
            }
            Err(error) => inspection.flaws.push(Flaw::of(names::META, error)?),
        }
        Ok(inspection)
    }
}
