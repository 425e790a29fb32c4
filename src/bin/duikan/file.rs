//! A file that `--output` names: written whole or not at all, with the permissions it has.
//!
//! It is written where nobody sees it, without a name where the system can, and takes its place at the end: whatever
//! ends the process, nothing is left. What is no regular file (a pipe, a device) is written to as it stands.

mod draft;
mod target;

use crate::screen::Failure;
use draft::Draft;
use duikan::message;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use target::Target;

pub(crate) use target::is_standard_output;

/// A file of which nothing is seen before it is [kept](Whole::keep).
pub(crate) struct Whole {
    /// As it was named.
    path: PathBuf,
    out: Out,
}

enum Out {
    Draft(BufWriter<Draft>),
    Stream(BufWriter<File>),
}

impl Whole {
    /// Starts a file that will stand at `path`, in the place of one that stands there.
    pub(crate) fn at(path: &Path) -> Result<Self, Failure> {
        let begin = || {
            Ok(match target::of(path)? {
                Target::File(target) => Out::Draft(BufWriter::new(Draft::of(&target)?)),
                Target::Stream(stream) => {
                    Out::Stream(BufWriter::new(File::options().append(true).open(stream)?))
                }
            })
        };
        let out = begin().map_err(|error| unwritten(path, &error))?;
        Ok(Whole { path: path.to_path_buf(), out })
    }

    /// Puts the file in its place.
    pub(crate) fn keep(self) -> Result<(), Failure> {
        let Whole { path, out } = self;
        let keep = || match out {
            Out::Draft(out) => out.into_inner()?.keep(),
            Out::Stream(mut out) => out.flush(),
        };
        keep().map_err(|error: io::Error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => unwritten(&path, &error),
        })
    }

    fn out(&mut self) -> &mut dyn Write {
        match &mut self.out {
            Out::Draft(out) => out,
            Out::Stream(out) => out,
        }
    }

    /// Says which file an error is of.
    fn named<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", self.path.display())))
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out().write(bytes);
        self.named(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out().flush();
        self.named(flushed)
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::Sentence(message!("{path}: cannot be written: {error}", path, error))
}
