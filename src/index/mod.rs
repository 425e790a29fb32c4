//! The tantivy index: one record a paragraph, keyed by document and paragraph, and the files of the
//! same commit. It stores and finds; what a query means and what a copy is, other rooms know.

mod analyser;
mod collect;
mod exact;
pub(crate) mod files;
pub(crate) mod grams;
mod open;
mod queue;
pub(crate) mod schema;
mod write;

pub(crate) use exact::Exact;
pub(crate) use open::Match;
pub(crate) use open::Reader;
pub(crate) use open::Stored;
pub(crate) use write::Entry;
pub(crate) use write::Writer;

use crate::error::Error;
use crate::error::ErrorKind;
use std::path::Path;
use tantivy::TantivyError;

/// Says in our words what tantivy could not do.
fn trouble(folder: &Path, cause: TantivyError) -> Error {
    match cause {
        TantivyError::LockFailure(..) => {
            Error::new(ErrorKind::Locked, "another process is writing to this index")
                .at(folder)
                .hint("wait for it to end, then try again")
        }
        TantivyError::ErrorInThread(_) | TantivyError::IoError(_) | TantivyError::OpenWriteError(_) => {
            Error::new(ErrorKind::Write, "the index could not be read or written")
                .at(folder)
                .because(cause)
                .hint("is the disk full, or the folder not yours to write? what was indexed before is kept")
        }
        TantivyError::SchemaError(_) | TantivyError::IncompatibleIndex(_) => {
            Error::new(ErrorKind::Version, "the index was written by another version of duikan")
                .at(folder)
                .because(cause)
                .hint(files::REBUILD)
        }
        cause => Error::new(ErrorKind::Damaged, "the index is damaged")
            .at(folder)
            .because(cause)
            .hint(files::REBUILD),
    }
}
