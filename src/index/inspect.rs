//! Inspecting: which files of an index are not what was written, and which segments are to be left alone.

use super::files;
use super::folder::Folder;
use super::ledger;
use super::schema;
use super::trouble;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use serde_json::Value;
use std::collections::HashSet;
use std::io;
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
    pub(crate) what: String,
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
        let what = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        Ok(Flaw { file: file.to_owned(), what })
    }
}

/// What of a commit is left alone, as if it had never been there, because it is damaged.
#[derive(Debug, Clone, Default)]
pub(crate) enum Without {
    #[default]
    Nothing,
    /// Segments, by the names their files begin with.
    Segments(Arc<HashSet<String>>),
    /// All segments, and the list of them.
    Everything,
}

impl Without {
    /// tantivy's list of segments without those.
    pub(super) fn reduced(&self, meta: &[u8]) -> io::Result<Vec<u8>> {
        let segments = match self {
            Without::Nothing => return Ok(meta.to_vec()),
            Without::Everything => return schema::blank().map_err(io::Error::other),
            Without::Segments(segments) => segments,
        };
        let mut meta: Value = serde_json::from_slice(meta)?;
        if let Some(listed) = meta.get_mut("segments").and_then(Value::as_array_mut) {
            let name = |segment: &Value| Some(segment.get("segment_id")?.as_str()?.replace('-', ""));
            listed.retain(|segment| !name(segment).is_some_and(|name| segments.contains(&name)));
        }
        Ok(serde_json::to_vec(&meta)?)
    }
}

/// What an inspection found.
#[derive(Debug, Default)]
pub(crate) struct Inspected {
    /// The flaws of what tantivy wrote.
    pub(crate) flaws: Vec<Flaw>,
    /// The segments that have one.
    pub(crate) without: Without,
    /// The manifest of the last commit, where it can be read.
    pub(crate) manifest: Option<String>,
}

/// Reads every file that tantivy wrote.
///
/// # Errors
/// [`ErrorKind::Version`](crate::error::ErrorKind::Version) for an index of another format.
pub(crate) fn inspect(folder: &Path) -> Result<Inspected> {
    if let Some(version) = files::version_before(folder) {
        return Err(schema::other_version(version, folder));
    }
    let mut inspected = Inspected::default();
    if ledger::is_damaged(folder) {
        let what = format!("{} is not as it was written", ledger::NAME);
        inspected.flaws.push(Flaw { file: ledger::NAME.to_owned(), what });
    }
    let directory = Folder::open(folder).map_err(|cause| trouble(folder, cause.into()))?;
    let metas = match Index::open(directory).and_then(|index| index.load_metas()) {
        Ok(metas) => metas,
        Err(cause) => {
            inspected.flaws.push(Flaw::of(files::META, trouble(folder, cause))?);
            inspected.without = Without::Everything;
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
        inspected.without = Without::Segments(Arc::new(damaged));
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
