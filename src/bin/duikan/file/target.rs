//! What a path means to somebody who writes: the file behind its links, also one that is not there yet, or something
//! that is no file.

use duikan::message;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// What is written to.
pub(super) enum Target {
    /// A regular file, or none yet.
    File(PathBuf),
    /// A pipe, a device, or whatever a descriptor of this process leads to.
    Stream(PathBuf),
}

/// So many links are followed, as the system does it.
const LINKS: usize = 40;

/// What `path` leads to.
pub(super) fn of(path: &Path) -> io::Result<Target> {
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        if is_descriptor(&path) {
            return Ok(Target::Stream(path));
        }
        let kind = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Target::File(path)),
            Err(error) => return Err(error),
        };
        if kind.is_dir() {
            return Err(io::Error::other(message!("that is a folder; name a file")));
        }
        if !kind.is_symlink() {
            return Ok(if kind.is_file() { Target::File(path) } else { Target::Stream(path) });
        }
        let link = fs::read_link(&path)?;
        path = folder(&path).join(link);
    }
    Err(io::Error::other(message!("its links lead in a circle")))
}

/// The folder a path lies in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

/// Whether a path names a file that some process has open, and not the file itself.
fn is_descriptor(path: &Path) -> bool {
    let folder = fs::canonicalize(folder(path)).unwrap_or_default();
    folder.ends_with("fd") && (folder.starts_with("/proc") || folder.starts_with("/dev"))
}

/// Whether a path means standard output, under its usual names.
pub(crate) fn is_standard_output(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}
