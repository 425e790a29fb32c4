//! What the files of an index are called, and the folder they lie in.

use std::fs;
use std::fs::File;
use std::fs::Metadata;
use std::io;
use std::io::ErrorKind::NotADirectory;
use std::io::ErrorKind::NotFound;
use std::path::Path;

/// What the names of our files begin with; the rest is the number of the commit that wrote them, and eight digits that
/// no other file of that number has.
pub(crate) const KINDS: [&str; 3] = ["catalogue-", "links-", "userdict-"];

/// What the name of a file begins with that is to take the place of another.
pub(super) const HALF_WRITTEN: &str = ".half-";

/// What tantivy's commits are written to.
pub(crate) const META: &str = "meta.json";

/// The ledger of an index.
pub(crate) const LEDGER: &str = ".ledger";

/// Files that lie in the folder of an index and in no ledger.
pub(super) const LOCKS: [&str; 3] = [LEDGER, ".tantivy-writer.lock", ".tantivy-meta.lock"];

/// Whether a name is that of a catalogue.
pub(super) fn is_catalogue(name: &str) -> bool {
    let [catalogue, ..] = KINDS;
    name.starts_with(catalogue)
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
