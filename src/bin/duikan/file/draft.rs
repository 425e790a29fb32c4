//! A file under way: without a name where the system knows such files, else under one that goes when the process
//! ends. At the end it takes the place of the file that is there, and its permissions.

use super::target::folder;
use crate::interrupt;
use crate::interrupt::Undone;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// What will stand at a path.
pub(super) struct Draft {
    path: PathBuf,
    file: DraftKind,
}

enum DraftKind {
    #[cfg(target_os = "linux")]
    Nameless(File),
    Named(NamedTempFile, Undone),
}

impl Draft {
    /// Begins what will stand at `path`, where a file is that may be written to, or none.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        match File::options().append(true).open(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let folder = folder(path);
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::create(folder)? {
            return Ok(Draft { path: path.to_path_buf(), file: DraftKind::Nameless(file) });
        }
        Draft::named(path, folder)
    }

    fn named(path: &Path, folder: &Path) -> io::Result<Self> {
        let undo = |file: &NamedTempFile| {
            let name = file.path().to_path_buf();
            move || drop(fs::remove_file(name))
        };
        let (file, undone) = Undone::made(|| builder().tempfile_in(folder), undo)?;
        Ok(Draft { path: path.to_path_buf(), file: DraftKind::Named(file, undone) })
    }

    /// Puts it in its place, or leaves nothing.
    pub(super) fn keep(self) -> io::Result<()> {
        let Draft { path, file } = self;
        let written = match &file {
            #[cfg(target_os = "linux")]
            DraftKind::Nameless(file) => file,
            DraftKind::Named(file, _) => file.as_file(),
        };
        if let Ok(before) = fs::metadata(&path) {
            become_like(written, &before)?;
        }
        written.sync_all()?;
        match file {
            #[cfg(target_os = "linux")]
            DraftKind::Nameless(file) => interrupt::whole(|| nameless::put(&file, &path)),
            DraftKind::Named(file, _undone) => {
                interrupt::whole(|| file.persist(&path).map(drop)).map_err(|error| error.error)
            }
        }
    }

    fn out(&mut self) -> &mut dyn Write {
        match &mut self.file {
            #[cfg(target_os = "linux")]
            DraftKind::Nameless(file) => file,
            DraftKind::Named(file, _) => file,
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out().flush()
    }
}

/// Gives a file the owner of another, where we may, and its permissions.
fn become_like(file: &File, before: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (before.uid(), before.gid()) {
            drop(std::os::unix::fs::fchown(file, Some(before.uid()), Some(before.gid())));
        }
    }
    file.set_permissions(before.permissions())
}

/// A file with the permissions of any other; those of temporary files keep everybody else out.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".duikan-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// Files without names.
#[cfg(target_os = "linux")]
mod nameless {
    use super::builder;
    use super::folder;
    use rustix::fs::AtFlags;
    use rustix::fs::CWD;
    use rustix::fs::Mode;
    use rustix::fs::OFlags;
    use rustix::io::Errno;
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::Path;

    /// Where a file without a name can be named.
    const DESCRIPTORS: &str = "/proc/self/fd";

    /// A file without a name in a folder; none where there are no such files.
    pub(super) fn create(folder: &Path) -> io::Result<Option<File>> {
        if !Path::new(DESCRIPTORS).exists() {
            return Ok(None);
        }
        let flags = OFlags::WRONLY | OFlags::TMPFILE | OFlags::CLOEXEC;
        match rustix::fs::open(folder, flags, Mode::from_raw_mode(0o666)) {
            Ok(file) => Ok(Some(File::from(file))),
            Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives it its name. Where that is taken, it stands beside it for a moment.
    pub(super) fn put(file: &File, path: &Path) -> io::Result<()> {
        match link(file, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let beside = builder().make_in(folder(path), |name| link(file, name))?;
                beside.persist(path).map_err(|error| error.error)
            }
            linked => linked,
        }
    }

    fn link(file: &File, path: &Path) -> io::Result<()> {
        let descriptor = Path::new(DESCRIPTORS).join(file.as_raw_fd().to_string());
        Ok(rustix::fs::linkat(CWD, &descriptor, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_needed_goes_with_the_draft_or_becomes_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let names = || {
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>()
        };
        let path = folder.path().join("out");
        let draft = Draft::named(&path, folder.path()).unwrap();
        assert_eq!(names().len(), 1);
        drop(draft);
        assert!(names().is_empty());
        let mut draft = Draft::named(&path, folder.path()).unwrap();
        draft.write_all(b"x").unwrap();
        draft.keep().unwrap();
        assert_eq!((names(), fs::read(&path).unwrap()), (vec!["out".into()], b"x".to_vec()));
    }
}
