//! Whose a folder is: nothing is written to one that holds anything else than an index.

use super::files;
use super::ledger;
use super::ledger::Entries;
use super::schema;
use super::seal;
use super::seal::Label;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use std::fs;
use std::fs::File;
use std::fs::Metadata;
use std::io;
use std::io::ErrorKind::NotADirectory;
use std::io::ErrorKind::NotFound;
use std::path::Path;
use uuid::Uuid;

/// Files that lie in the folder of an index and in no ledger.
const LOCKS: [&str; 3] = [ledger::NAME, ".tantivy-writer.lock", ".tantivy-meta.lock"];

/// Says whether an index may be made, or be written to, in a folder.
///
/// # Errors
/// [`ErrorKind::Argument`] when it holds something else; [`ErrorKind::Read`] when that cannot be told.
pub(super) fn claim(folder: &Path) -> Result<()> {
    if let Some(version) = files::version_before(folder) {
        return Err(schema::other_version(version, folder));
    }
    let names = names(folder).map_err(|cause| super::unreadable(folder, cause))?;
    let is_begun = || {
        let only_locks = names.iter().all(|name| LOCKS.contains(&name.as_str()));
        only_locks && Entries::of(folder).is_none_or(|entries| entries.is_one())
    };
    if names.is_empty() || is_begun() || is_ours(folder)? {
        return Ok(());
    }
    let what = "this folder is not empty, and what is in it is no index; nothing was written there";
    Err(Error::new(ErrorKind::Argument, what)
        .at(folder)
        .hint("name a folder that is empty, or not there yet, with --index"))
}

/// Whether an index was begun in a folder, in any format.
fn is_ours(folder: &Path) -> Result<bool> {
    Ok(files::is_index(folder)? || is_ledgered(folder))
}

/// Whether a folder has a ledger that says which index it holds.
pub(super) fn is_ledgered(folder: &Path) -> bool {
    Entries::of(folder).is_some_and(|entries| entries.index.is_some())
}

/// Which index a folder holds; `None` where nothing says so. Its ledger says it, and `meta.json`; where they do not
/// agree, one of them came from elsewhere: it is not the one whose catalogue is there.
pub(super) fn identify(folder: &Path) -> Option<Uuid> {
    let ledger = Entries::of(folder).and_then(|entries| entries.index);
    let meta = Label::at(&folder.join(files::META)).map(|label| label.index);
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
    let names = names(folder).unwrap_or_default().into_iter().filter(|name| files::is_catalogue(name));
    names.filter_map(move |name| Some(Label::at(&folder.join(name))?.index))
}

/// What to do about an index that this program cannot read: its folder may only go where nothing else is in it.
pub(crate) fn how_to_rebuild(folder: &Path) -> String {
    let is_ours = |name: &String| {
        let path = folder.join(name);
        LOCKS.contains(&name.as_str())
            || name == ".writing"
            || seal::is_sealed(&path)
            || seal::was_sealed(&path)
    };
    if names(folder).is_ok_and(|names| names.iter().all(is_ours)) {
        "delete the index folder and run `duikan index` again".to_owned()
    } else {
        "run `duikan index` again with another folder after --index; this one may hold files that are not duikan's"
            .to_owned()
    }
}

/// The names of what lies in a folder, as far as they are UTF-8; none when there is no such folder.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(cause) if matches!(cause.kind(), NotFound | NotADirectory) => return Ok(Vec::new()),
        entries => entries?,
    };
    // A name that is none in UTF-8 is not one of ours, but it is something.
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// Makes a folder and those above it, and makes sure that they are on the disk.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|path| !path.exists()).collect();
    fs::create_dir_all(folder)?;
    missing.into_iter().filter_map(Path::parent).try_for_each(sync_folder)
}

/// Makes sure that what was made in a folder is on the disk.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether two are one file.
#[cfg(unix)]
pub(super) fn is_same(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
pub(super) fn is_same(a: &Metadata, b: &Metadata) -> bool {
    a.created().ok() == b.created().ok()
}
