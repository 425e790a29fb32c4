//! Inspecting: which files of an index are not what was written, and which segments are to be left alone.

use super::schema;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::message::Message;
use crate::storage::Exclusions;
use crate::storage::Folder;
use crate::storage::LEDGER;
use crate::storage::META;
use crate::storage::failure;
use crate::storage::files;
use crate::storage::ledger;
use crate::storage::ownership;
use std::collections::HashSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use tantivy::Index;
use tantivy::SegmentMeta;
use tantivy::index::SegmentComponent;

/// A file that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// Its name in the folder of the index.
    pub(crate) file: String,
    /// What is wrong with it, as a sentence.
    pub(crate) what: Message,
}

impl Flaw {
    /// What is wrong with a file that could not be read.
    ///
    /// # Errors
    /// The error itself when it says nothing of the file: that it may not be read, or that there is no memory.
    pub(crate) fn of(file: &str, error: Error) -> Result<Self> {
        if error.kind() != ErrorKind::Damaged {
            return Err(error);
        }
        let what = error.cause().unwrap_or_else(|| error.message().clone());
        Ok(Flaw { file: file.to_owned(), what })
    }
}

/// What an inspection found.
#[derive(Debug, Default)]
pub(crate) struct Inspected {
    /// The flaws of what tantivy wrote.
    pub(crate) flaws: Vec<Flaw>,
    /// The segments that have one.
    pub(crate) without: Exclusions,
    /// The manifest of the last commit, where it can be read.
    pub(crate) manifest: Option<String>,
}

/// Reads every file that tantivy wrote.
///
/// # Errors
/// [`ErrorKind::Version`](crate::error::ErrorKind::Version) for an index of another format.
pub(crate) fn inspect(folder: &Path) -> Result<Inspected> {
    if let Some(version) = ownership::version_before(folder) {
        return Err(ownership::other_version(version, folder));
    }
    let mut inspected = Inspected::default();
    if ledger::is_damaged(folder) {
        let what = message!("{file} is not as it was written", file = LEDGER);
        inspected.flaws.push(Flaw { file: LEDGER.to_owned(), what });
    }
    let directory = Folder::open(folder).map_err(|cause| failure::from_tantivy(folder, cause.into()))?;
    let metas = match Index::open(directory).and_then(|index| index.load_metas()) {
        Ok(metas) => metas,
        Err(cause) => {
            inspected.flaws.push(Flaw::of(META, failure::from_tantivy(folder, cause))?);
            inspected.without = schema::without_segments()?;
            return Ok(inspected);
        }
    };
    let mut damaged = HashSet::new();
    for segment in &metas.segments {
        for file in components(segment) {
            if let Some(flaw) = flaw(folder, &file.to_string_lossy())? {
                damaged.insert(segment.id().uuid_string());
                inspected.flaws.push(flaw);
            }
        }
    }
    if !damaged.is_empty() {
        inspected.without = Exclusions::Segments(Arc::new(damaged));
    }
    inspected.manifest = metas.payload;
    Ok(inspected)
}

/// What is wrong with a file, if anything is.
pub(crate) fn flaw(folder: &Path, file: &str) -> Result<Option<Flaw>> {
    files::read(folder, file).err().map(|error| Flaw::of(file, error)).transpose()
}

/// The files that a segment must have.
pub(super) fn components(segment: &SegmentMeta) -> Vec<PathBuf> {
    use SegmentComponent::Delete;
    use SegmentComponent::FastFields;
    use SegmentComponent::FieldNorms;
    use SegmentComponent::Positions;
    use SegmentComponent::Postings;
    use SegmentComponent::Store;
    use SegmentComponent::Terms;
    let always = [Terms, Postings, Positions, Store, FastFields, FieldNorms];
    let all = always.into_iter().chain(segment.has_deletes().then_some(Delete));
    all.map(|component| segment.relative_path(component)).collect()
}
