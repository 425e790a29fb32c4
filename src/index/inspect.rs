//! Inspecting: which files of an index are not what was written, and which segments are to be left alone.

use super::files;
use super::folder::Folder;
use super::folder::MANAGED;
use super::schema;
use super::trouble;
use crate::error::Result;
use std::collections::HashSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use tantivy::Index;
use tantivy::SegmentMeta;
use tantivy::directory::Directory;
use tantivy::index::SegmentComponent;

/// A file that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// Its name in the folder of the index.
    pub(crate) file: String,
    /// What is wrong with it, as a sentence.
    pub(crate) what: String,
}

/// Segments that are not read because something in them is damaged, by the names their files begin with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Without(Arc<HashSet<String>>);

impl Without {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a segment is left alone, by its number as tantivy writes it.
    pub(super) fn holds(&self, number: &str) -> bool {
        self.0.contains(&number.replace('-', ""))
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
    if let Some(version) = files::version_before_seals(folder) {
        return Err(schema::other_version(version, folder));
    }
    let mut inspected = Inspected::default();
    let directory = Folder::open(folder).map_err(|cause| trouble(folder, cause.into()))?;
    let managed = Path::new(MANAGED);
    if directory.exists(managed).is_ok_and(|exists| exists)
        && let Err(cause) = directory.whole(managed)
    {
        inspected.flaws.push(Flaw { file: MANAGED.to_owned(), what: super::cause_of(cause).to_string() });
    }
    let metas = match Index::open(directory.clone()).and_then(|index| index.load_metas()) {
        Ok(metas) => metas,
        Err(cause) => {
            let what = super::cause(cause);
            inspected.flaws.push(Flaw { file: files::META.to_owned(), what });
            return Ok(inspected);
        }
    };
    let mut without = HashSet::new();
    for segment in &metas.segments {
        for file in components(segment) {
            if let Err(cause) = directory.whole(&file) {
                without.insert(segment.id().uuid_string());
                let (file, what) = (file.display().to_string(), super::cause_of(cause).to_string());
                inspected.flaws.push(Flaw { file, what });
            }
        }
    }
    inspected.without = Without(Arc::new(without));
    inspected.manifest = metas.payload;
    Ok(inspected)
}

/// The files that a segment must have.
fn components(segment: &SegmentMeta) -> Vec<PathBuf> {
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
