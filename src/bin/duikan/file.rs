//! A file that is written whole or not at all: beside its place first, then renamed.

use crate::screen::Failure;
use std::fs;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// A file of which nothing is seen before it is [kept](Whole::keep).
pub(crate) struct Whole {
    path: PathBuf,
    out: BufWriter<NamedTempFile>,
}

impl Whole {
    /// Starts a file that will stand at `path`, in the place of one that stands there.
    pub(crate) fn at(path: &Path) -> Result<Self, Failure> {
        // Where there is a link, the file behind it is meant.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if path.exists() && !path.is_file() {
            let why = "not a regular file; name another one, or leave --output out for standard output";
            return Err(Failure::Sentence(format!("{}: {why}", path.display())));
        }
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let file = draft().tempfile_in(folder).map_err(|error| unwritten(&path, &error))?;
        Ok(Whole { path, out: BufWriter::new(file) })
    }

    /// Puts the file in its place.
    pub(crate) fn keep(self) -> Result<(), Failure> {
        let Whole { path, out } = self;
        let put = || {
            let file = out.into_inner()?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            Ok(())
        };
        put().map_err(|error: io::Error| unwritten(&path, &error))
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A file with the permissions of any other; those of temporary files keep everybody else out.
fn draft() -> tempfile::Builder<'static, 'static> {
    let mut draft = tempfile::Builder::new();
    draft.prefix(".duikan-");
    #[cfg(unix)]
    draft.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    draft
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::Sentence(format!("{}: cannot be written: {error}", path.display()))
}
