//! The tantivy index: one record a paragraph, keyed by document and paragraph, and the files of the
//! same commit. It stores and finds; what a query means and what a copy is, other rooms know.

mod analyser;
mod best;
mod collect;
mod counts;
mod exact;
pub(crate) mod files;
mod folder;
pub(crate) mod grams;
mod inspect;
pub(crate) mod ledger;
mod open;
pub(crate) mod ownership;
mod queue;
pub(crate) mod schema;
mod seal;
mod time;
mod write;

pub(crate) use best::AnyOf;
pub(crate) use exact::Exact;
pub(crate) use inspect::Flaw;
pub(crate) use inspect::Without;
pub(crate) use inspect::flaw;
pub(crate) use inspect::inspect;
pub(crate) use open::Match;
pub(crate) use open::Reader;
pub(crate) use open::Stored;
pub(crate) use open::none;
pub(crate) use time::Time;
pub(crate) use write::Base;
pub(crate) use write::Entry;
pub(crate) use write::Writer;

use crate::error::Error;
use crate::error::ErrorKind;
use std::io;
use std::path::Path;
use tantivy::TantivyError;
use tantivy::directory::error::OpenReadError;

/// Says in our words what tantivy could not do.
fn trouble(folder: &Path, cause: TantivyError) -> Error {
    let unwritten = |cause: TantivyError| {
        let error = Error::new(ErrorKind::Write, "the index could not be written").at(folder);
        error.because(cause).hint(files::NO_ROOM)
    };
    match cause {
        TantivyError::LockFailure(..) => ledger::taken(folder, None),
        TantivyError::OpenReadError(cause) => unreadable(folder, cause_of(cause)),
        TantivyError::OpenDirectoryError(cause) => unreadable(folder, io::Error::other(cause)),
        TantivyError::IoError(cause) if is_damage(&cause) => {
            unreadable(folder, io::Error::new(cause.kind(), cause))
        }
        TantivyError::ErrorInThread(_) | TantivyError::IoError(_) | TantivyError::OpenWriteError(_) => {
            unwritten(cause)
        }
        TantivyError::SchemaError(_) | TantivyError::IncompatibleIndex(_) => {
            Error::new(ErrorKind::Version, "the index was written by another version of duikan")
                .at(folder)
                .because(cause)
                .hint(ownership::how_to_rebuild(folder))
        }
        cause => unreadable(folder, io::Error::new(io::ErrorKind::InvalidData, cause)),
    }
}

/// Says that an index cannot be read: it is damaged, or the system does not let us.
fn unreadable(folder: &Path, cause: io::Error) -> Error {
    let (kind, what, hint) = if is_damage(&cause) {
        (ErrorKind::Damaged, "the index is damaged", files::REPAIR)
    } else {
        (ErrorKind::Read, "the index cannot be read", files::LET_READ)
    };
    Error::new(kind, what).at(folder).because(cause).hint(hint)
}

/// Whether it says that what was read is not what was written.
fn is_damage(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::NotFound
    )
}

/// Why a file could not be opened; which one is part of the sentence.
fn cause_of(error: OpenReadError) -> io::Error {
    match error {
        OpenReadError::FileDoesNotExist(name) => {
            io::Error::new(io::ErrorKind::NotFound, format!("{} is missing", name.display()))
        }
        OpenReadError::IoError { io_error, .. } if is_damage(&io_error) => {
            io::Error::new(io_error.kind(), io_error)
        }
        OpenReadError::IoError { io_error, filepath } => {
            io::Error::new(io_error.kind(), format!("{}: {io_error}", filepath.display()))
        }
        OpenReadError::IncompatibleIndex(cause) => {
            io::Error::new(io::ErrorKind::InvalidData, format!("{cause:?}"))
        }
    }
}
