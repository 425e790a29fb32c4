//! Whose a folder is: nothing is written to one that holds anything else than an index.

use super::VERSION;
use super::entries::Entries;
use super::failure;
use super::names;
use super::names::LOCKS;
use super::names::META;
use super::names::is_catalogue;
use super::seal;
use super::seal::Label;
use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use serde::Deserialize;
use std::fs;
use std::path::Path;
use uuid::Uuid;

/// What every manifest says, of whatever format.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// Says whether a manifest is of this format.
///
/// # Errors
/// [`ErrorKind::Version`] when it is of another one, [`ErrorKind::Damaged`] when it is none.
pub(crate) fn is_of_this_version(manifest: &str, folder: &Path) -> Result<()> {
    let found: Versioned =
        serde_json::from_str(manifest).map_err(|cause| no_manifest(folder).because(cause))?;
    if found.version == VERSION { Ok(()) } else { Err(other_version(found.version, folder)) }
}

/// Says that what should be a manifest is none.
pub(crate) fn no_manifest(folder: &Path) -> Error {
    Error::new(ErrorKind::Damaged, message!("this is not an index of duikan, or a damaged one")).at(folder)
}

/// Says whether an index may be made, or be written to, in a folder.
///
/// # Errors
/// [`ErrorKind::Argument`] when it holds something else; [`ErrorKind::Read`] when that cannot be told.
pub(super) fn claim(folder: &Path) -> Result<()> {
    if let Some(version) = version_before(folder) {
        return Err(other_version(version, folder));
    }
    let names = names::names(folder).map_err(|cause| failure::unreadable(folder, cause))?;
    let is_begun = || {
        let only_locks = names.iter().all(|name| LOCKS.contains(&name.as_str()));
        only_locks && Entries::of(folder).is_none_or(|entries| entries.is_one())
    };
    if names.is_empty() || is_begun() || is_ours(folder)? {
        return Ok(());
    }
    let what = message!("this folder is not empty, and what is in it is no index; nothing was written there");
    Err(Error::new(ErrorKind::Argument, what).at(folder).advise(Advice::OtherFolder))
}

/// Whether an index was begun in a folder, in any format.
fn is_ours(folder: &Path) -> Result<bool> {
    Ok(is_index(folder)? || is_ledgered(folder))
}

/// Whether a folder has a ledger that says which index it holds.
pub(super) fn is_ledgered(folder: &Path) -> bool {
    Entries::of(folder).is_some_and(|entries| entries.index.is_some())
}

/// Which index a folder holds; `None` where nothing says so. Its ledger says it, and `meta.json`; where they do not
/// agree, one of them came from elsewhere: it is not the one whose catalogue is there.
pub(crate) fn identify(folder: &Path) -> Option<Uuid> {
    let ledger = Entries::of(folder).and_then(|entries| entries.index);
    let meta = Label::at(&folder.join(META)).map(|label| label.index);
    match (ledger, meta) {
        (Some(ledger), Some(meta)) if ledger == meta => Some(meta),
        (Some(ledger), Some(meta)) => {
            Some(if catalogued(folder).any(|index| index == meta) { meta } else { ledger })
        }
        (Some(ledger), None) => Some(ledger),
        // Without a ledger the catalogues have the word.
        (None, meta) => {
            let catalogued: Vec<Uuid> = catalogued(folder).collect();
            let is_known = meta.is_some_and(|meta| catalogued.contains(&meta));
            if is_known { meta } else { catalogued.first().copied().or(meta) }
        }
    }
}

/// The indexes that catalogues in a folder belong to.
fn catalogued(folder: &Path) -> impl Iterator<Item = Uuid> {
    let names = names::names(folder).unwrap_or_default().into_iter().filter(|name| is_catalogue(name));
    names.filter_map(move |name| Some(Label::at(&folder.join(name))?.index))
}

/// Whether there is an index in a folder, or a part of one, sound or not, of any format.
///
/// # Errors
/// [`ErrorKind::Read`] when that cannot be told: who took it for none would write another over it.
pub(crate) fn is_index(folder: &Path) -> Result<bool> {
    let names = names::names(folder).map_err(|cause| failure::unreadable(folder, cause))?;
    let is_sealed = |name: &str| {
        let path = folder.join(name);
        seal::is_sealed(&path) || seal::was_sealed(&path)
    };
    let is_ours = |name: &String| (name == META || is_catalogue(name)) && is_sealed(name);
    let is_meta = || names.iter().any(|name| name == META) && version_before(folder).is_some();
    let has_some = || is_ledgered(folder) && names.iter().any(|name| name == META || is_catalogue(name));
    Ok(names.iter().any(is_ours) || is_meta() || has_some())
}

/// The version of an index of an earlier format, when it is one.
pub(crate) fn version_before(folder: &Path) -> Option<u32> {
    #[derive(Deserialize)]
    struct Meta {
        payload: Option<String>,
    }
    #[derive(Deserialize)]
    struct Payload {
        version: u32,
    }
    let path = folder.join(META);
    if seal::is_sealed(&path) {
        return None;
    }
    if seal::was_sealed(&path) {
        return Some(LAST_WITHOUT_LABELS);
    }
    let meta: Meta = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    let payload: Payload = serde_json::from_str(&meta.payload?).ok()?;
    Some(payload.version).filter(|version| *version < LAST_WITHOUT_LABELS)
}

/// The last format whose seals do not say which file they belong to; those before it had none.
const LAST_WITHOUT_LABELS: u32 = 4;

/// Says that an index has another format.
pub(crate) fn other_version(theirs: u32, folder: &Path) -> Error {
    let what = message!(
        "the index has format {theirs}, this duikan reads and writes format {ours}",
        theirs,
        ours = VERSION
    );
    Error::new(ErrorKind::Version, what).at(folder).advise(failure::how_to_rebuild(folder))
}
