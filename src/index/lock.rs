//! The lock of an index: one process writes at a time, and the others can say which. The system lets go of it
//! when the process ends, however it ends.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::io::Read;
use std::io::Write;
use std::path::Path;

/// Its file in the folder of the index; it says which process holds it.
pub(super) const NAME: &str = ".writing";

/// Who holds it, writes.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the index in `folder`, which is made when it is not there; `Err` in the result is the
    /// number of the process that has it, where that is known.
    ///
    /// # Errors
    /// [`ErrorKind::Write`] when nothing can be written there.
    pub(crate) fn take(folder: &Path) -> Result<std::result::Result<Self, Option<u32>>> {
        let failed = |cause| {
            Error::new(ErrorKind::Write, "the index cannot be written here")
                .at(folder)
                .because(cause)
                .hint("is the folder yours to write, and is there room on the disk?")
        };
        fs::create_dir_all(folder).map_err(failed)?;
        let path = folder.join(NAME);
        let options = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = options.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Err(holder(&mut file))),
            Err(TryLockError::Error(cause)) => return Err(failed(cause)),
        }
        // On a full disk there may be no room for the number; what needs room says so itself.
        drop(file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())));
        Ok(Ok(Lock { _file: file }))
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut number = String::new();
    file.read_to_string(&mut number).ok()?;
    number.parse().ok()
}

/// Says that another process writes.
pub(crate) fn taken(folder: &Path, holder: Option<u32>) -> Error {
    let who = holder.map_or_else(|| "another process".to_owned(), |process| format!("process {process}"));
    Error::new(ErrorKind::Locked, format!("{who} is writing to this index"))
        .at(folder)
        .hint("try again when it has ended; `duikan index --wait` waits for it")
}
