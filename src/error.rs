//! What can go wrong, as a sentence: what, where, and what to do. A leaf: it names no other room.

use std::error::Error as StdError;
use std::fmt;
use std::path::Path;
use std::path::PathBuf;

/// The kinds of trouble a caller may want to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A source file or folder could not be read or understood, or the system does not let us read the index.
    Read,
    /// The query or another argument makes no sense as written.
    Argument,
    /// No document, paragraph or passage of that name.
    NotFound,
    /// There is no index at that place.
    NoIndex,
    /// The index was written in another format version.
    Version,
    /// Another process is writing to the index.
    Locked,
    /// The index is not what was written.
    Damaged,
    /// It takes longer than the caller would wait.
    TooLong,
    /// The index could not be written: no space, no permission.
    Write,
}

/// An error: its message says what happened, its path where, its hint what to do.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    path: Option<PathBuf>,
    hint: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The result of everything in this library that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of a kind, with the sentence that says what happened.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into(), path: None, hint: None, source: None }
    }

    /// Says which file or folder it happened at.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Self {
        self.path = Some(path.as_ref().to_path_buf());
        self
    }

    /// Says what the reader can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Keeps the error of a lower layer as the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The kind of trouble.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file or folder it happened at, when there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// What the reader can do about it, when something can be done.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    /// One line: `path: what happened: cause (what to do)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}: ", path.display())?;
        }
        f.write_str(&self.message)?;
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
