//! What cannot be read or written, as a sentence; and what to do about it.

use super::names;
use super::names::LOCKS;
use super::seal;
use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::message;
use crate::message::Message;
use std::io;
use std::path::Path;
use tantivy::TantivyError;
use tantivy::directory::error::OpenReadError;

/// Says in our words what tantivy could not do.
pub(crate) fn from_tantivy(folder: &Path, cause: TantivyError) -> Error {
    let unwritten = |cause: TantivyError| {
        let error = Error::new(ErrorKind::Write, message!("the index could not be written")).at(folder);
        error.because(cause).advise(no_room())
    };
    match cause {
        TantivyError::LockFailure(..) => taken(folder, None),
        TantivyError::OpenReadError(cause) => unreadable(folder, cause_of(cause)),
        TantivyError::OpenDirectoryError(cause) => unreadable(folder, io::Error::other(cause)),
        TantivyError::IoError(cause) if is_damage(&cause) => {
            unreadable(folder, io::Error::new(cause.kind(), cause))
        }
        TantivyError::ErrorInThread(_) | TantivyError::IoError(_) | TantivyError::OpenWriteError(_) => {
            unwritten(cause)
        }
        TantivyError::SchemaError(_) | TantivyError::IncompatibleIndex(_) => {
            Error::new(ErrorKind::Version, message!("the index was written by another version of duikan"))
                .at(folder)
                .because(cause)
                .advise(how_to_rebuild(folder))
        }
        cause => unreadable(folder, io::Error::new(io::ErrorKind::InvalidData, cause)),
    }
}

/// Says that an index cannot be read: it is damaged, or the system does not let us.
pub(super) fn unreadable(folder: &Path, cause: io::Error) -> Error {
    let error = if is_damage(&cause) {
        Error::new(ErrorKind::Damaged, message!("the index is damaged")).advise(Advice::Repair)
    } else {
        let advice = message!("may you read it, and are there memory and open files left?");
        Error::new(ErrorKind::Read, message!("the index cannot be read")).advise(advice)
    };
    error.at(folder).because(cause)
}

/// Whether it says that what was read is not what was written.
fn is_damage(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::NotFound
    )
}

/// Why a file could not be opened; which one is part of the sentence.
pub(super) fn cause_of(error: OpenReadError) -> io::Error {
    match error {
        OpenReadError::FileDoesNotExist(name) => {
            io::Error::new(io::ErrorKind::NotFound, message!("{file} is missing", file = name.as_path()))
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

/// Says that another process writes.
pub(crate) fn taken(folder: &Path, holder: Option<u32>) -> Error {
    let who = match holder {
        Some(process) => message!("process {process}", process),
        None => message!("another process"),
    };
    Error::new(ErrorKind::Locked, message!("{who} is writing to this index", who))
        .at(folder)
        .advise(Advice::Wait)
}

/// What to do about an index that this program cannot read: its folder may only go where nothing else is in it.
pub(crate) fn how_to_rebuild(folder: &Path) -> Advice {
    let is_ours = |name: &String| {
        let path = folder.join(name);
        LOCKS.contains(&name.as_str())
            || name == ".writing"
            || seal::is_sealed(&path)
            || seal::was_sealed(&path)
    };
    if names::names(folder).is_ok_and(|names| names.iter().all(is_ours)) {
        Advice::Rebuild
    } else {
        Advice::RebuildElsewhere
    }
}

/// What to do when nothing can be written.
pub(crate) fn no_room() -> Message {
    message!("is the disk full, or the folder not yours to write? what was indexed before is kept")
}
