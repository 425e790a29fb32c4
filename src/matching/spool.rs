//! The folded texts that a build has read: put aside in a file without a name until they are compared.

use super::buckets::no_room;
use crate::error::Result;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Texts, put down and fetched from any thread.
pub(crate) struct TextSpool {
    folder: PathBuf,
    file: Mutex<File>,
}

/// Where a text lies on its spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spooled {
    at: u64,
    bytes: usize,
}

impl TextSpool {
    /// An empty spool whose file lies in `folder`.
    pub(crate) fn new(folder: &Path) -> Result<Self> {
        let file = tempfile::tempfile_in(folder).map_err(|cause| no_room(folder, cause))?;
        Ok(TextSpool { folder: folder.to_path_buf(), file: Mutex::new(file) })
    }

    pub(crate) fn put(&self, text: &[char]) -> Result<Spooled> {
        let text: String = text.iter().collect();
        let at = self.with(|file| {
            let at = file.seek(SeekFrom::End(0))?;
            file.write_all(text.as_bytes())?;
            Ok(at)
        })?;
        Ok(Spooled { at, bytes: text.len() })
    }

    pub(crate) fn get(&self, place: Spooled) -> Result<Vec<char>> {
        let mut bytes = vec![0; place.bytes];
        self.with(|file| {
            file.seek(SeekFrom::Start(place.at))?;
            file.read_exact(&mut bytes)
        })?;
        Ok(String::from_utf8_lossy(&bytes).chars().collect())
    }

    fn with<T>(&self, act: impl FnOnce(&mut File) -> io::Result<T>) -> Result<T> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut file).map_err(|cause| no_room(&self.folder, cause))
    }
}
