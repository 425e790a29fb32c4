//! Folders that are made whole or not at all: beside their place first, then moved there.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::storage::ledger;
use crate::storage::ledger::Accepted;
use crate::storage::ledger::Held;
use crate::storage::ledger::Ledger;
use crate::storage::ledger::Taken;
use crate::storage::names;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// What the names of folders under way begin with.
const DRAFT: &str = ".draft-";

/// Whether a folder is one under way.
pub(super) fn is_one(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DRAFT))
}

/// Says whether a folder may be made.
///
/// # Errors
/// [`ErrorKind::Argument`] when there is something already.
pub(super) fn is_free(folder: &Path) -> Result<()> {
    if folder.exists() && !fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_none()) {
        let what = message!("there is something already");
        return Err(Error::new(ErrorKind::Argument, what)
            .at(folder)
            .advise(message!("name a folder that is not there yet")));
    }
    Ok(())
}

/// Fills the folder of an index, which is made beside its place, and moved there when it is done. What others left
/// under way for the same place, and do not work on any more, is removed.
pub(super) fn fill(folder: &Path, fill: impl FnOnce(&Arc<Ledger>) -> Result<()>) -> Result<()> {
    let unwritten = |cause| {
        Error::new(ErrorKind::Write, message!("the folder cannot be written"))
            .at(folder)
            .because(cause)
            .advise(message!("is there room, and may you write there?"))
    };
    let above = folder.parent().filter(|above| *above != Path::new("")).unwrap_or(Path::new("."));
    names::make_folder(above).map_err(unwritten)?;
    let name = format!("{DRAFT}{}-", folder.file_name().unwrap_or_default().to_string_lossy());
    sweep(above, &name);
    let ledger = begin(above, &name, unwritten)?;
    let moved = fill(&ledger).and_then(|()| {
        open_to_all(ledger.folder(), above).map_err(unwritten)?;
        fs::rename(ledger.folder(), folder).map_err(unwritten)?;
        names::sync_folder(above).map_err(unwritten)
    });
    if moved.is_err() {
        // Where it is moved already, nothing is left of that name.
        ledger.remove_all();
    }
    moved
}

/// A new folder, and the right to write to it.
fn begin(above: &Path, name: &str, unwritten: impl Fn(io::Error) -> Error) -> Result<Held> {
    loop {
        let folder = tempfile::Builder::new().prefix(name).tempdir_in(above).map_err(&unwritten)?.keep();
        match Ledger::take(&folder, Accepted::Sound) {
            Ok(Taken::Ours(ledger)) => {
                let name = folder.file_name().unwrap_or_default().to_string_lossy();
                return ledger.draft(&name).map(|()| ledger);
            }
            Err(error) if folder.exists() => return Err(error),
            // Somebody who swept took it for one that was left.
            Ok(Taken::Theirs(_)) | Err(_) => {}
        }
    }
}

/// Removes folders that were left under way.
fn sweep(above: &Path, name: &str) {
    let Ok(entries) = fs::read_dir(above) else { return };
    for entry in entries.flatten() {
        let folder = entry.path();
        let is_one = entry.file_name().to_string_lossy().starts_with(name);
        if !is_one || fs::remove_dir(&folder).is_ok() {
            continue;
        }
        // What holds anything else, or is an index in its place, is no draft; one that somebody works in is theirs.
        if ledger::is_draft(&folder)
            && let Ok(Taken::Ours(ledger)) = Ledger::take(&folder, Accepted::Any)
        {
            ledger.remove_all();
        }
    }
}

/// Gives a folder the permissions of the one above it, and its files those that files have which are not made
/// for a moment only: who merges shards is often not who wrote them.
fn open_to_all(folder: &Path, above: &Path) -> io::Result<()> {
    let usual = fs::metadata(folder.join(names::META))?.permissions();
    for entry in fs::read_dir(folder)? {
        fs::set_permissions(entry?.path(), usual.clone())?;
    }
    fs::set_permissions(folder, fs::metadata(above)?.permissions())
}
