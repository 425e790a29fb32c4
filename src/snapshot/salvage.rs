//! What can be saved of a damaged index, and what has to be made anew.

use super::Inspection;
use super::Manifest;
use super::Snapshot;
use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::catalogue::outdate;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index;
use crate::index::Reader;
use crate::message;
use crate::storage::failure;
use crate::storage::files;
use std::path::Path;

/// What can be saved of a damaged index.
pub(crate) struct Salvaged {
    /// What is sound, as a commit whose links are not known: the documents that lie whole in segments without a
    /// flaw. Files of which a document is lost are to be read again.
    pub(crate) sound: Snapshot,
    /// All documents there were; `None` when that is not known either.
    pub(crate) before: Option<Catalogue>,
    /// Those of them that are not sound.
    pub(crate) lost: Vec<Record>,
    /// The folders that all documents came from, as far as that is known.
    pub(crate) roots: Vec<String>,
    /// The file of the user dictionary, when that is damaged.
    pub(crate) userdict: Option<String>,
}

impl Salvaged {
    /// Opens what is sound; `found` says what is not.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] for a part of an index, [`ErrorKind::Damaged`] when not even the names of the folders
    /// can be read any more.
    pub(crate) fn of(folder: &Path, found: &Inspection) -> Result<Self> {
        let manifest = found.manifest.as_ref();
        if manifest.is_some_and(|manifest| manifest.part.is_some()) {
            return Err(Error::new(
                ErrorKind::Argument,
                message!("this is a part of an index, which is not mended by itself"),
            )
            .at(folder)
            .advise(message!("write the shard again, to another folder")));
        }
        let mut manifest = manifest.map_or_else(|| last_manifest(folder), |known| Ok(known.clone()))?;
        let before = if_sound(Snapshot::catalogue(folder, &manifest))?;
        // Numbers are never given again, whether the manifest tells which were or not.
        let given = before.iter().flat_map(Catalogue::records).map(|record| record.number.0 + 1);
        manifest.next = given.fold(manifest.next, u32::max);
        let roots = before.as_ref().map_or_else(|| manifest.roots.clone(), Catalogue::roots);
        if before.is_none() && roots.is_empty() {
            let what = message!("the index is too damaged to tell what it was built from");
            return Err(Error::new(ErrorKind::Damaged, what)
                .at(folder)
                .advise(failure::how_to_rebuild(folder)));
        }
        let user_words = if_sound(Snapshot::user_words(folder, &manifest))?;
        // A paragraph is nobody's where it is not sure which documents belong to this commit.
        let is_known = found.manifest.is_some() && before.is_some();
        let without = if is_known { found.without.clone() } else { index::without_segments()? };
        let (reader, _) = Reader::open(folder, &without)?;
        let (sound, lost) = sorted(before.as_ref(), &reader)?;
        Ok(Salvaged {
            userdict: user_words.is_none().then(|| manifest.userdict.clone()),
            sound: Snapshot {
                manifest,
                reader,
                catalogue: sound,
                links: None,
                user_words: user_words.unwrap_or_default(),
                written: None,
                without,
            },
            before,
            lost,
            roots,
        })
    }
}

/// What can be told of the last commit when nothing names its files.
fn last_manifest(folder: &Path) -> Result<Manifest> {
    let commits = files::commits(folder)?;
    let last = commits.first().map(|commit| commit.0).unwrap_or_default();
    for (number, end) in commits {
        let manifest = Manifest::of(number, &end);
        if if_sound(Snapshot::catalogue(folder, &manifest))?.is_some() {
            // The next commit is behind all that lies there.
            return Ok(Manifest { commit: last, ..manifest });
        }
    }
    Ok(Manifest::of(last, ""))
}

/// What was read, unless it is damaged.
fn if_sound<T>(read: Result<T>) -> Result<Option<T>> {
    match read {
        Err(error) if error.kind() == ErrorKind::Damaged => Ok(None),
        read => read.map(Some),
    }
}

/// The documents that lie whole in an index, and those that do not.
fn sorted(before: Option<&Catalogue>, reader: &Reader) -> Result<(Catalogue, Vec<Record>)> {
    let Some(before) = before else { return Ok(Default::default()) };
    let (mut sound, mut lost) = (Vec::new(), Vec::new());
    for record in before.records() {
        let is_whole = reader.paragraphs_of(record.number)? == record.paragraphs;
        if is_whole { &mut sound } else { &mut lost }.push(record.clone());
    }
    let mut rest = before.rest();
    outdate((&mut sound, &mut rest.unread), &lost);
    Ok((Catalogue::new(sound, &rest)?, lost))
}
