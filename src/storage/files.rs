//! The files of an index: written under a fresh name, sealed, swept when no commit names them.

use super::failure;
use super::failure::no_room;
use super::folder::Folder;
use super::ledger::Ledger;
use super::names;
use super::names::KINDS;
use super::names::META;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;
use tantivy::Index;
use tantivy::directory::Directory;
use tantivy::directory::META_LOCK;
use tantivy::directory::OwnedBytes;
use tantivy::directory::TerminatingWrite;
use tantivy::directory::WritePtr;

/// A file being written.
pub(crate) struct Draft {
    path: PathBuf,
    out: WritePtr,
}

impl Draft {
    /// Starts a file of an index.
    pub(crate) fn new(ledger: &Arc<Ledger>, name: &str) -> Result<Self> {
        let path = ledger.folder().join(name);
        let failed = |cause: tantivy::TantivyError| unwritten(&path, io::Error::other(cause));
        ledger.check()?;
        let files = Folder::of(ledger).map_err(|cause| failed(cause.into()))?;
        let out = files.open_write(Path::new(name)).map_err(|cause| failed(cause.into()))?;
        Ok(Draft { path, out })
    }

    /// Ends the file and makes sure it is on the disk.
    pub(crate) fn finish(self) -> Result<()> {
        let Draft { path, out } = self;
        out.terminate().map_err(|cause| unwritten(&path, cause))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The ends of the names of files of ours that are there, whole or not: the number of a commit, and what tells it
/// from any other; the last commit first.
pub(crate) fn commits(folder: &Path) -> Result<Vec<(u64, String)>> {
    let names = names::names(folder).map_err(|cause| failure::unreadable(folder, cause))?;
    let commit = |name: &String| {
        let end = KINDS.iter().find_map(|kind| name.strip_prefix(kind))?;
        Some((end.split_once('-')?.0.parse().ok()?, end.to_owned()))
    };
    let mut commits: Vec<(u64, String)> = names.iter().filter_map(commit).collect();
    commits.sort_unstable_by(|a, b| b.cmp(a));
    commits.dedup();
    Ok(commits)
}

/// Does something with the last commit, and again as long as that goes wrong and another commit was made meanwhile,
/// which may have swept away what was being read.
pub(crate) fn retry_on_newer_commit<T>(
    folder: &Path,
    does: impl Fn() -> T,
    is_wrong: impl Fn(&T) -> bool,
) -> T {
    let mut before = state(folder);
    loop {
        let done = does();
        let after = state(folder);
        if !is_wrong(&done) || after == before {
            return done;
        }
        before = after;
    }
}

/// When a file was written, where the system knows.
pub(crate) fn written(folder: &Path, name: &str) -> Option<SystemTime> {
    fs::metadata(folder.join(name)).and_then(|metadata| metadata.modified()).ok()
}

/// What the folder's last commit is known by, without reading it.
fn state(folder: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(folder.join(META)).ok()?;
    Some((metadata.modified().ok()?, inode(&metadata)))
}

/// The number of a file: a commit is another file of the same name.
#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(metadata: &fs::Metadata) -> u64 {
    metadata.len()
}

fn unwritten(path: &Path, cause: io::Error) -> Error {
    Error::new(ErrorKind::Write, message!("could not be written")).at(path).because(cause).advise(no_room())
}

/// Writes a file of an index and makes sure it is on the disk.
pub(crate) fn write(ledger: &Arc<Ledger>, name: &str, bytes: &[u8]) -> Result<()> {
    let mut draft = Draft::new(ledger, name)?;
    draft.write_all(bytes).map_err(|cause| unwritten(&draft.path, cause))?;
    draft.finish()
}

/// The bytes of a file, mapped, as they were written.
pub(crate) fn read(folder: &Path, name: &str) -> Result<OwnedBytes> {
    let files = Folder::open(folder).map_err(|cause| failure::from_tantivy(folder, cause.into()))?;
    files.whole(Path::new(name)).map_err(|cause| failure::unreadable(folder, failure::cause_of(cause)))
}

/// Removes what was written and the last commit does not need; `keep` are those of our files that it has.
pub(crate) fn sweep(ledger: &Arc<Ledger>, keep: &[impl AsRef<str>]) {
    let Ok(files) = Folder::of(ledger) else { return };
    // Who is just opening an earlier commit is let finish.
    drop(files.acquire_lock(&META_LOCK));
    // What cannot be read is not swept either; whoever mends an index reads less of it than it has.
    let Ok(metas) = Index::open(files).and_then(|index| index.load_metas()) else { return };
    let segments = metas.list_segment_files();
    let segments = segments.iter().map(|file| file.to_string_lossy().into_owned());
    let ours = keep.iter().map(|kept| kept.as_ref().to_owned());
    ledger.sweep(&segments.chain(ours).chain([META.to_owned()]).collect());
}
