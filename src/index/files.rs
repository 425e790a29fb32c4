//! The index's own files beside tantivy's: written whole under a fresh name, ended by a CRC-32.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use std::fs;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::time::SystemTime;
use tantivy::directory::Directory;
use tantivy::directory::MmapDirectory;
use tantivy::directory::OwnedBytes;

const CHECKSUM: usize = 4;
/// What the names of our files begin with; the rest is the number of the commit that wrote them.
pub(crate) const KINDS: [&str; 3] = ["catalogue-", "links-", "userdict-"];

/// A file being written.
pub(crate) struct Draft {
    path: PathBuf,
    out: BufWriter<File>,
    checksum: crc32fast::Hasher,
}

impl Draft {
    /// Starts a file.
    pub(crate) fn new(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name);
        let file = File::create(&path).map_err(|cause| unwritten(&path, cause))?;
        Ok(Draft { path, out: BufWriter::new(file), checksum: crc32fast::Hasher::new() })
    }

    /// Ends the file and makes sure it is on the disk.
    pub(crate) fn finish(self) -> Result<()> {
        let Draft { path, mut out, checksum } = self;
        let end = || {
            out.write_all(&checksum.finalize().to_le_bytes())?;
            out.flush()?;
            out.get_ref().sync_all()
        };
        end().map_err(|cause| unwritten(&path, cause))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.checksum.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether there is an index in a folder, or a part of one, sound or not.
pub(crate) fn is_index(folder: &Path) -> bool {
    folder.join("meta.json").exists()
}

/// When a file was written, where the system knows.
pub(crate) fn written(folder: &Path, name: &str) -> Option<SystemTime> {
    fs::metadata(folder.join(name)).and_then(|metadata| metadata.modified()).ok()
}

fn unwritten(path: &Path, cause: io::Error) -> Error {
    Error::new(ErrorKind::Write, "could not be written").at(path).because(cause).hint("is the disk full?")
}

/// Writes a file and makes sure it is on the disk.
pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let mut draft = Draft::new(folder, name)?;
    draft.write_all(bytes).map_err(|cause| unwritten(&draft.path, cause))?;
    draft.finish()
}

/// The bytes of a file, mapped, without its checksum, which is not verified: see [`verify`].
pub(crate) fn read(folder: &Path, name: &str) -> Result<OwnedBytes> {
    let bytes = map(folder, name)?;
    let body = bytes.len() - CHECKSUM;
    Ok(bytes.slice(0..body))
}

/// The same, verified.
pub(crate) fn read_sound(folder: &Path, name: &str) -> Result<OwnedBytes> {
    let bytes = map(folder, name)?;
    sound(&bytes, &folder.join(name))?;
    let body = bytes.len() - CHECKSUM;
    Ok(bytes.slice(0..body))
}

/// A file, mapped, at least as long as a checksum.
fn map(folder: &Path, name: &str) -> Result<OwnedBytes> {
    let damaged = |what: &str| Error::new(ErrorKind::Damaged, what).at(folder.join(name)).hint(REBUILD);
    let directory = MmapDirectory::open(folder).map_err(|cause| damaged("cannot be read").because(cause))?;
    let slice =
        directory.open_read(Path::new(name)).map_err(|cause| damaged("cannot be read").because(cause))?;
    let bytes = slice.read_bytes().map_err(|cause| damaged("cannot be read").because(cause))?;
    if bytes.len() < CHECKSUM { Err(damaged("is cut short")) } else { Ok(bytes) }
}

/// Whether a file is the one that was written.
pub(crate) fn verify(folder: &Path, name: &str) -> Result<()> {
    let path = folder.join(name);
    let damaged = |what: &str| Error::new(ErrorKind::Damaged, what).at(&path).hint(REBUILD);
    let bytes = fs::read(&path).map_err(|cause| damaged("cannot be read").because(cause))?;
    sound(&bytes, &path)
}

/// Whether the bytes of a file end with their checksum.
fn sound(bytes: &[u8], path: &Path) -> Result<()> {
    match bytes.split_last_chunk::<CHECKSUM>() {
        Some((body, checksum)) if crc32fast::hash(body) == u32::from_le_bytes(*checksum) => Ok(()),
        _ => Err(Error::new(ErrorKind::Damaged, "is damaged").at(path).hint(REBUILD)),
    }
}

/// Removes files of earlier commits, and those of commits that never came to be.
pub(crate) fn sweep(folder: &Path, keep: &[&str]) {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    for name in names.filter_map(|name| name.into_string().ok()) {
        if KINDS.iter().any(|kind| name.starts_with(kind)) && !keep.contains(&name.as_str()) {
            // A file that a reader still has open stays readable; one that cannot be removed does no harm.
            drop(fs::remove_file(folder.join(&name)));
        }
    }
}

/// What to do about a damaged index.
pub(crate) const REBUILD: &str = "delete the index folder and run `duikan index` again";
