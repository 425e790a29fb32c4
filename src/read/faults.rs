//! Faults of the system, for tests: a file of which the nth call fails.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Calls until one fails, by file.
static FAULTS: Mutex<Option<HashMap<PathBuf, usize>>> = Mutex::new(None);

/// Has the nth call, from 0, of those that open and read a file fail; the next is sound again.
pub(crate) fn fail(path: &Path, nth: usize) {
    let mut faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    faults.get_or_insert_default().insert(path.to_path_buf(), nth);
}

/// Ends what [`fail`] began; whether a call failed.
pub(crate) fn has_failed(path: &Path) -> bool {
    let mut faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    faults.get_or_insert_default().remove(path).is_none()
}

fn call(path: &Path) -> io::Result<()> {
    let mut faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    let faults = faults.get_or_insert_default();
    match faults.get_mut(path) {
        Some(0) => {
            faults.remove(path);
            Err(io::Error::other("input/output error"))
        }
        Some(left) => {
            *left -= 1;
            Ok(())
        }
        None => Ok(()),
    }
}

/// A file whose calls may be made to fail.
pub(super) struct Failing(File, PathBuf);

impl Failing {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        call(path)?;
        Ok(Failing(File::open(path)?, path.to_path_buf()))
    }
}

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        call(&self.1)?;
        self.0.read(buffer)
    }
}

impl Seek for Failing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        call(&self.1)?;
        self.0.seek(to)
    }
}
