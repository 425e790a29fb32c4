//! The seal of a file: checksums of its blocks at its end, so that what is read of it, and no more, can be
//! verified.
//!
//! body ‖ CRC-32 of each 4 KiB of the body ‖ length of the body (u64) ‖ CRC-32 of these two ‖ `DKS1`; numbers are
//! little-endian. Blocks have checksums as in `RocksDB` and ZFS: a damaged byte is found when it is read, however
//! long the file.

use rayon::iter::IntoParallelIterator;
use rayon::iter::ParallelIterator;
use std::io;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use tantivy::HasLen;
use tantivy::directory::FileHandle;
use tantivy::directory::OwnedBytes;

/// Bytes of a block: a page of memory, so that verifying reads no page that is not asked for.
const BLOCK: usize = 4096;
/// Bytes that a thread verifies at a time, a multiple of [`BLOCK`].
const PART: usize = 4 << 20;
/// Bytes of a checksum.
const SUM: usize = 4;
/// Bytes at the very end: length, checksum, mark.
const FOOTER: usize = 16;
const MARK: [u8; 4] = *b"DKS1";

/// Seals what is written to `out`.
pub(super) struct Sealing<W> {
    out: W,
    block: crc32fast::Hasher,
    /// Bytes of the block under way.
    filled: usize,
    sums: Vec<u8>,
    length: u64,
}

impl<W: Write> Sealing<W> {
    pub(super) fn new(out: W) -> Self {
        Sealing { out, block: crc32fast::Hasher::new(), filled: 0, sums: Vec::new(), length: 0 }
    }

    fn end_block(&mut self) {
        if self.filled > 0 {
            self.sums.extend(std::mem::take(&mut self.block).finalize().to_le_bytes());
            self.filled = 0;
        }
    }

    /// Writes the seal; gives back where it was written.
    pub(super) fn seal(&mut self) -> io::Result<&mut W> {
        self.end_block();
        let mut seal = std::mem::take(&mut self.sums);
        seal.extend(self.length.to_le_bytes());
        seal.extend(crc32fast::hash(&seal).to_le_bytes());
        seal.extend(MARK);
        self.out.write_all(&seal)?;
        self.out.flush()?;
        Ok(&mut self.out)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        let mut rest = bytes.get(..written).unwrap_or_default();
        self.length += written as u64;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(BLOCK - self.filled));
            self.block.update(now);
            self.filled += now.len();
            if self.filled == BLOCK {
                self.end_block();
            }
            rest = later;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A sealed file, opened. Each block is verified when it is first read.
#[derive(Debug, Clone)]
pub(super) struct Sealed {
    name: PathBuf,
    file: OwnedBytes,
    /// Bytes of the body.
    length: usize,
    /// One bit for each block that was verified.
    verified: Arc<[AtomicU64]>,
}

impl Sealed {
    /// Opens a file by all its bytes.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when it is not sealed, or cut short.
    pub(super) fn open(name: &Path, file: OwnedBytes) -> io::Result<Self> {
        let length = body(&file).ok_or_else(|| damaged(name, "is cut short, or damaged at its end"))?;
        let words = length.div_ceil(BLOCK).div_ceil(64);
        let verified = (0..words).map(|_| AtomicU64::new(0)).collect();
        Ok(Sealed { name: name.to_path_buf(), file, length, verified })
    }

    /// All bytes, verified by all cores: for files that are read without tantivy.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when a byte is not as it was written.
    pub(super) fn whole(&self) -> io::Result<OwnedBytes> {
        let parts = (0..self.length.div_ceil(PART)).into_par_iter();
        parts.try_for_each(|part| self.verify(part * PART..self.length.min((part + 1) * PART)))?;
        Ok(self.file.slice(0..self.length))
    }

    fn verify(&self, range: Range<usize>) -> io::Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        for block in range.start / BLOCK..range.end.div_ceil(BLOCK) {
            let Some(word) = self.verified.get(block / 64) else { return Err(self.beyond()) };
            let bit = 1 << (block % 64);
            if word.load(Ordering::Relaxed) & bit == 0 {
                self.verify_block(block)?;
                word.fetch_or(bit, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    fn verify_block(&self, block: usize) -> io::Result<()> {
        let begin = block * BLOCK;
        let end = self.length.min(begin + BLOCK);
        let bytes = self.file.get(begin..end).unwrap_or_default();
        let sums = self.file.get(self.length..).unwrap_or_default().as_chunks::<SUM>().0;
        if sums.get(block).is_some_and(|sum| u32::from_le_bytes(*sum) == crc32fast::hash(bytes)) {
            return Ok(());
        }
        Err(damaged(&self.name, &format!("is damaged between bytes {begin} and {end}")))
    }

    fn beyond(&self) -> io::Error {
        damaged(&self.name, "something points beyond its end")
    }
}

impl HasLen for Sealed {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for Sealed {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.length {
            return Err(self.beyond());
        }
        self.verify(range.clone())?;
        Ok(self.file.slice(range))
    }
}

/// How long the body of a file is; `None` when its end is not a seal.
fn body(file: &[u8]) -> Option<usize> {
    let (rest, footer) = file.split_at_checked(file.len().checked_sub(FOOTER)?)?;
    let (length, footer) = footer.split_first_chunk::<8>()?;
    let (sum, mark) = footer.split_first_chunk::<SUM>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let sums = length.div_ceil(BLOCK).checked_mul(SUM)?;
    let whole = rest.len() == length.checked_add(sums)? && mark == MARK;
    let sealed = file.get(length..rest.len() + 8)?;
    (whole && crc32fast::hash(sealed) == u32::from_le_bytes(*sum)).then_some(length)
}

/// Bytes, sealed.
pub(super) fn seal(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut sealing = Sealing::new(Vec::new());
    sealing.write_all(bytes)?;
    sealing.seal().map(std::mem::take)
}

fn damaged(name: &Path, what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{} {what}", name.display()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::Index;

    fn open(file: &[u8]) -> io::Result<Sealed> {
        Sealed::open(Path::new("a.store"), OwnedBytes::new(file.to_vec()))
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..20_000), cut in 0usize..5000) {
            let mut sealing = Sealing::new(Vec::new());
            bytes.chunks(cut.max(1)).for_each(|part| sealing.write_all(part).unwrap());
            let file = std::mem::take(sealing.seal().unwrap());
            prop_assert_eq!(&file, &seal(&bytes).unwrap());
            let read = open(&file).unwrap().whole().unwrap();
            prop_assert_eq!(read.as_slice(), bytes);
        }

        #[test]
        fn no_damaged_byte_is_read(
            bytes in proptest::collection::vec(any::<u8>(), 0..20_000),
            spoilt in any::<Index>(),
            bit in 0u8..8,
            (begin, end) in any::<(Index, Index)>(),
        ) {
            let mut file = seal(&bytes).unwrap();
            let spoilt = spoilt.index(file.len());
            file[spoilt] ^= 1 << bit;
            let (begin, end) = (begin.index(bytes.len() + 1), end.index(bytes.len() + 1));
            let wanted = begin.min(end)..begin.max(end);
            let Ok(sealed) = open(&file) else { return Ok(()) };
            if let Ok(read) = sealed.read_bytes(wanted.clone()) {
                prop_assert_eq!(read.as_slice(), &bytes[wanted]);
            }
            prop_assert!(sealed.whole().is_err());
        }

        #[test]
        fn what_is_cut_short_is_refused(length in 0usize..20_000, left in any::<Index>()) {
            let file = seal(&vec![7; length]).unwrap();
            prop_assert!(open(&file[..left.index(file.len())]).is_err());
        }
    }
}
