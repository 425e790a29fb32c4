//! The files of an index: written whole under a fresh name, sealed, swept when no commit names them.

use super::folder::Folder;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use serde::Deserialize;
use std::fs;
use std::io;
use std::io::ErrorKind::NotADirectory;
use std::io::ErrorKind::NotFound;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::time::SystemTime;
use tantivy::Index;
use tantivy::directory::Directory;
use tantivy::directory::META_LOCK;
use tantivy::directory::OwnedBytes;
use tantivy::directory::TerminatingWrite;
use tantivy::directory::WritePtr;

/// What the names of our files begin with; the rest is the number of the commit that wrote them.
pub(crate) const KINDS: [&str; 3] = ["catalogue-", "links-", "userdict-"];

/// What the name of a file begins with that is to take the place of another.
pub(super) const HALF_WRITTEN: &str = ".half-";

/// What tantivy's commits are written to.
pub(crate) const META: &str = "meta.json";

/// A file being written.
pub(crate) struct Draft {
    path: PathBuf,
    out: WritePtr,
}

impl Draft {
    /// Starts a file.
    pub(crate) fn new(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name);
        let failed = |cause: tantivy::TantivyError| unwritten(&path, io::Error::other(cause));
        let files = Folder::open(folder).map_err(|cause| failed(cause.into()))?;
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

/// Whether there is an index in a folder, or a part of one, sound or not.
///
/// # Errors
/// [`ErrorKind::Read`] when that cannot be told: who took it for none would write another over it.
pub(crate) fn is_index(folder: &Path) -> Result<bool> {
    let [catalogue, ..] = KINDS;
    let is_ours = |name: &String| name == META || name.starts_with(catalogue);
    Ok(names(folder)?.iter().any(is_ours))
}

/// The numbers of the commits that files of ours are there of, whole or not, the last one first.
pub(crate) fn numbers(folder: &Path) -> Result<Vec<u64>> {
    let number = |name: &String| KINDS.iter().find_map(|kind| name.strip_prefix(kind)?.parse().ok());
    let mut numbers: Vec<u64> = names(folder)?.iter().filter_map(number).collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.dedup();
    Ok(numbers)
}

/// The names of all files in a folder; none when there is no such folder.
fn names(folder: &Path) -> Result<Vec<String>> {
    let listed = fs::read_dir(folder).and_then(|entries| {
        let names = entries.map(|entry| Ok(entry?.file_name().into_string().ok()));
        names.filter_map(io::Result::transpose).collect()
    });
    match listed {
        Err(cause) if matches!(cause.kind(), NotFound | NotADirectory) => Ok(Vec::new()),
        listed => listed.map_err(|cause| super::unreadable(folder, cause)),
    }
}

/// Does something with the last commit, and again as long as that goes wrong and another commit was made meanwhile,
/// which may have swept away what was being read.
pub(crate) fn steadily<T>(folder: &Path, does: impl Fn() -> T, is_wrong: impl Fn(&T) -> bool) -> T {
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

/// The version of an index that was written before files were sealed, when it is one.
pub(super) fn version_before_seals(folder: &Path) -> Option<u32> {
    #[derive(Deserialize)]
    struct Meta {
        payload: Option<String>,
    }
    #[derive(Deserialize)]
    struct Payload {
        version: u32,
    }
    let meta: Meta = serde_json::from_slice(&fs::read(folder.join(META)).ok()?).ok()?;
    let payload: Payload = serde_json::from_str(&meta.payload?).ok()?;
    Some(payload.version).filter(|version| *version <= LAST_UNSEALED)
}

/// The last format whose files were not sealed.
const LAST_UNSEALED: u32 = 3;

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
    Error::new(ErrorKind::Write, "could not be written").at(path).because(cause).hint(NO_ROOM)
}

/// Writes a file and makes sure it is on the disk.
pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let mut draft = Draft::new(folder, name)?;
    draft.write_all(bytes).map_err(|cause| unwritten(&draft.path, cause))?;
    draft.finish()
}

/// The bytes of a file, mapped, as they were written.
pub(crate) fn read(folder: &Path, name: &str) -> Result<OwnedBytes> {
    let files = Folder::open(folder).map_err(|cause| super::trouble(folder, cause.into()))?;
    files.whole(Path::new(name)).map_err(|cause| super::unreadable(folder, super::cause_of(cause)))
}

/// Removes what the last commit does not need: all our files but `keep`, all of tantivy's but those of its segments,
/// and what a process that was killed left half written. Only who holds the lock may do it.
pub(crate) fn sweep(folder: &Path, keep: &[impl AsRef<str>]) {
    let Ok(files) = Folder::open(folder) else { return };
    // Who is just opening an earlier commit is let finish.
    drop(files.acquire_lock(&META_LOCK));
    // What cannot be read is not swept either; whoever mends an index reads less of it than it has.
    let Ok(metas) = Index::open(files).and_then(|index| index.load_metas()) else { return };
    let segments = metas.list_segment_files();
    for name in names(folder).unwrap_or_default() {
        let is_ours =
            KINDS.iter().any(|kind| name.starts_with(kind)) && !keep.iter().any(|kept| kept.as_ref() == name);
        let is_tantivys = is_of_a_segment(&name) && !segments.contains(Path::new(&name));
        let is_half_written = name.starts_with(HALF_WRITTEN);
        if is_ours || is_tantivys || is_half_written {
            // A file that a reader still has open stays readable; one that cannot be removed does no harm.
            drop(fs::remove_file(folder.join(&name)));
        }
    }
}

/// Whether a name is that of a file of a segment: its number, in 32 digits, and what it holds.
fn is_of_a_segment(name: &str) -> bool {
    name.split_once('.')
        .is_some_and(|(number, _)| number.len() == 32 && number.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What to do about an index that this program cannot read.
pub(crate) const REBUILD: &str = "delete the index folder and run `duikan index` again";

/// What to do about a damaged index.
pub(crate) const REPAIR: &str = "`duikan check` says what is damaged, `duikan check --repair` mends it";

/// What to do when nothing can be read.
pub(super) const LET_READ: &str = "may you read it, and are there memory and open files left?";

/// What to do when nothing can be written.
pub(super) const NO_ROOM: &str =
    "is the disk full, or the folder not yours to write? what was indexed before is kept";
