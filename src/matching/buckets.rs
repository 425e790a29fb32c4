//! Rows of numbers, sorted into buckets; what outgrows the memory waits in a file without a name.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// Buckets of rows of `N` numbers.
pub(super) struct Buckets<const N: usize> {
    folder: PathBuf,
    /// Rows that may be held in memory.
    most: usize,
    held: usize,
    all: Vec<Bucket<N>>,
    file: Option<File>,
}

/// Rows that are read at a time.
const PORTION: usize = 1 << 14;

#[derive(Clone, Default)]
struct Bucket<const N: usize> {
    rows: Vec<[u32; N]>,
    /// Stretches of the file, each with its first byte and its rows.
    written: Vec<(u64, usize)>,
}

impl<const N: usize> Buckets<N> {
    /// Empty buckets that hold `memory` bytes, and the rest in a file in `folder`.
    pub(super) fn new(folder: &Path, memory: usize, buckets: usize) -> Self {
        let all = vec![Bucket { rows: Vec::new(), written: Vec::new() }; buckets];
        Buckets { folder: folder.to_path_buf(), most: memory / (N * 4), held: 0, all, file: None }
    }

    pub(super) fn push(&mut self, bucket: usize, row: [u32; N]) -> Result<()> {
        if let Some(bucket) = self.all.get_mut(bucket) {
            bucket.rows.push(row);
            self.held += 1;
        }
        if self.held > self.most { self.write().map_err(|cause| self.failed(cause)) } else { Ok(()) }
    }

    /// Takes the rows of a bucket out.
    pub(super) fn take(&mut self, bucket: usize) -> Result<Vec<[u32; N]>> {
        let Some(bucket) = self.all.get_mut(bucket).map(std::mem::take) else { return Ok(Vec::new()) };
        self.held -= bucket.rows.len();
        let mut rows = bucket.rows;
        for (at, count) in bucket.written {
            self.read(at, count, &mut rows).map_err(|cause| self.failed(cause))?;
        }
        Ok(rows)
    }

    fn write(&mut self) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile_in(&self.folder)?,
        };
        let mut at = file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::new(&mut file);
        for bucket in self.all.iter_mut().filter(|bucket| !bucket.rows.is_empty()) {
            let rows = std::mem::take(&mut bucket.rows);
            for number in rows.iter().flatten() {
                out.write_all(&number.to_le_bytes())?;
            }
            bucket.written.push((at, rows.len()));
            at += (rows.len() * N * 4) as u64;
        }
        out.flush()?;
        drop(out);
        self.file = Some(file);
        self.held = 0;
        Ok(())
    }

    fn read(&mut self, at: u64, count: usize, rows: &mut Vec<[u32; N]>) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.seek(SeekFrom::Start(at))?;
        rows.reserve_exact(count);
        let mut bytes = vec![0; count.min(PORTION) * N * 4];
        let mut left = count;
        while left > 0 {
            let portion = left.min(PORTION);
            let bytes = bytes.get_mut(..portion * N * 4).unwrap_or_default();
            file.read_exact(bytes)?;
            let mut numbers = bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number));
            rows.extend((0..portion).map(|_| std::array::from_fn(|_| numbers.next().unwrap_or(0))));
            left -= portion;
        }
        Ok(())
    }

    fn failed(&self, cause: io::Error) -> Error {
        no_room(&self.folder, cause)
    }
}

/// Says that a file for the work in hand could not be written or read.
pub(super) fn no_room(folder: &Path, cause: io::Error) -> Error {
    let what = message!("the work needs more room than there is");
    Error::new(ErrorKind::Write, what).at(folder).because(cause).advise(message!("is the disk full?"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_pushed_is_taken(rows in proptest::collection::vec((0usize..5, any::<[u32; 3]>()), 0..60), memory in 0usize..400) {
            let folder = tempfile::tempdir().unwrap();
            let mut buckets = Buckets::new(folder.path(), memory, 5);
            for &(bucket, row) in &rows {
                buckets.push(bucket, row).unwrap();
            }
            for bucket in 0..5 {
                let mut expected: Vec<_> = rows.iter().filter(|row| row.0 == bucket).map(|row| row.1).collect();
                let mut found = buckets.take(bucket).unwrap();
                expected.sort_unstable();
                found.sort_unstable();
                prop_assert_eq!(found, expected);
            }
            prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
