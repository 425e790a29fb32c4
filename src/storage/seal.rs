//! The seal of a file: checksums of its blocks at its end, so that what is read of it, and no more, can be
//! verified, and which file of which index it is.
//!
//! body ‖ CRC-32 of each 4 KiB of the body ‖ length of the body (u64) ‖ index (UUID) ‖ XXH64 of the name ‖ CRC-32 of
//! these four ‖ `DKS2`; numbers are little-endian. Blocks have checksums as in `RocksDB` and ZFS: a damaged byte is
//! found when it is read, however long the file. A whole file in the place of another, of this index or of another,
//! now or earlier, is found when it is opened: no two files of an index ever have one name, but for `meta.json`,
//! which is the commit.

use crate::message;
use crate::message::Message;
use crate::place::part;
use rayon::iter::IntoParallelIterator;
use rayon::iter::ParallelIterator;
use std::fs;
use std::fs::File;
use std::fs::Metadata;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
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
use twox_hash::XxHash64;
use uuid::Uuid;

/// Bytes of a block: a page of memory, so that verifying reads no page that is not asked for.
const BLOCK: usize = 4096;
/// Bytes that a thread verifies at a time, a multiple of [`BLOCK`].
const PART: usize = 4 << 20;
/// Bytes of a checksum.
const SUM: usize = 4;
/// Bytes at the very end: length, label, checksum, mark.
const FOOTER: usize = 8 + LABEL + SUM + 4;
const MARK: [u8; 4] = *b"DKS2";
/// The mark of format 4.
const MARK_BEFORE: [u8; 4] = *b"DKS1";
/// Bytes of a label.
const LABEL: usize = 24;

/// Which file a seal belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// The index.
    pub(super) index: Uuid,
    /// The name of the file in its folder, hashed.
    name: u64,
}

impl Label {
    pub(crate) fn of(index: Uuid, name: &Path) -> Self {
        Label { index, name: XxHash64::oneshot(0, name.as_os_str().as_encoded_bytes()) }
    }

    fn bytes(&self) -> [u8; LABEL] {
        let mut bytes = [0; LABEL];
        let (index, name) = bytes.split_at_mut(16);
        index.copy_from_slice(self.index.as_bytes());
        name.copy_from_slice(&self.name.to_le_bytes());
        bytes
    }

    fn read(bytes: [u8; LABEL]) -> Option<Self> {
        let (index, name) = bytes.split_first_chunk::<16>()?;
        let name = u64::from_le_bytes(*name.first_chunk()?);
        Some(Label { index: Uuid::from_bytes(*index), name })
    }
}

/// Seals what is written to `out`.
pub(super) struct Sealing<W> {
    out: W,
    label: Label,
    block: crc32fast::Hasher,
    /// Bytes of the block under way.
    filled: usize,
    sums: Vec<u8>,
    length: u64,
}

impl<W: Write> Sealing<W> {
    pub(crate) fn new(out: W, label: Label) -> Self {
        Sealing { out, label, block: crc32fast::Hasher::new(), filled: 0, sums: Vec::new(), length: 0 }
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
        seal.extend(self.label.bytes());
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
    /// Opens a file of an index by all its bytes.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when it is not sealed, cut short, or not the file that was written under its
    /// name.
    pub(crate) fn open(name: &Path, index: Uuid, file: OwnedBytes) -> io::Result<Self> {
        let (length, label) =
            foot(&file).ok_or_else(|| damaged(name, message!("is cut short, or damaged at its end")))?;
        if label.index != index {
            return Err(damaged(name, message!("is a file of another index")));
        }
        if label != Label::of(index, name) {
            return Err(damaged(
                name,
                message!("is another file of this index, or one of an earlier commit"),
            ));
        }
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
        let sums = part(&self.file, self.length..).as_chunks::<SUM>().0;
        if sums.get(block).is_some_and(|sum| u32::from_le_bytes(*sum) == crc32fast::hash(bytes)) {
            return Ok(());
        }
        Err(damaged(&self.name, message!("is damaged between bytes {begin} and {end}", begin, end)))
    }

    fn beyond(&self) -> io::Error {
        damaged(&self.name, message!("something points beyond its end"))
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

/// How long the body of a file is, and which file it is; `None` when its end is not a seal.
fn foot(file: &[u8]) -> Option<(usize, Label)> {
    let (_, footer) = file.split_at_checked(file.len().checked_sub(FOOTER)?)?;
    let length = usize::try_from(u64::from_le_bytes(*footer.first_chunk()?)).ok()?;
    Some((length, label(file.get(length..)?, length)?))
}

/// Which file a seal, the end of a file behind a body of so many bytes, says it is; `None` when it is none.
fn label(seal: &[u8], length: usize) -> Option<Label> {
    let (rest, footer) = seal.split_at_checked(seal.len().checked_sub(FOOTER)?)?;
    let (label, end) = footer.get(8..)?.split_first_chunk::<LABEL>()?;
    let (sum, mark) = end.split_first_chunk::<SUM>()?;
    let is_whole = rest.len() == length.div_ceil(BLOCK).checked_mul(SUM)? && mark == MARK;
    let is_sound =
        is_whole && crc32fast::hash(seal.get(..rest.len() + 8 + LABEL)?) == u32::from_le_bytes(*sum);
    Label::read(*label).filter(|_| is_sound)
}

impl Label {
    /// Which file the seal of a file on the disk says it is; `None` when it is not sealed, or cannot be read.
    pub(super) fn at(path: &Path) -> Option<Self> {
        // A pipe would keep who opens it waiting.
        fs::metadata(path).ok().filter(Metadata::is_file)?;
        let mut file = File::open(path).ok()?;
        let size = file.metadata().ok()?.len();
        let mut last = |bytes: u64| {
            let mut end = Vec::new();
            file.seek(SeekFrom::Start(size.checked_sub(bytes)?)).ok()?;
            (&file).take(bytes).read_to_end(&mut end).ok()?;
            Some(end)
        };
        let length = u64::from_le_bytes(*last(FOOTER as u64)?.first_chunk()?);
        label(&last(size.checked_sub(length)?)?, usize::try_from(length).ok()?)
    }
}

/// What a file ends with, of any format; `None` when it is shorter than that, or cannot be read.
fn mark(path: &Path) -> Option<[u8; 4]> {
    fs::metadata(path).ok().filter(Metadata::is_file)?;
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::End(-4)).ok()?;
    let mut mark = [0; 4];
    file.read_exact(&mut mark).ok()?;
    Some(mark)
}

/// Whether a file ends as files of this format do.
pub(super) fn is_sealed(path: &Path) -> bool {
    mark(path) == Some(MARK)
}

/// Whether a file ends as files of format 4 did, whose seals do not say which file they belong to.
pub(super) fn was_sealed(path: &Path) -> bool {
    mark(path) == Some(MARK_BEFORE)
}

/// Bytes, sealed.
pub(super) fn seal(bytes: &[u8], label: Label) -> io::Result<Vec<u8>> {
    let mut sealing = Sealing::new(Vec::new(), label);
    sealing.write_all(bytes)?;
    sealing.seal().map(std::mem::take)
}

fn damaged(name: &Path, what: Message) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message!("{file} {what}", file = name, what))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::Index;

    const NAME: &str = "a.store";
    const INDEX: Uuid = Uuid::from_u128(7);

    fn label() -> Label {
        Label::of(INDEX, Path::new(NAME))
    }

    fn open(file: &[u8]) -> io::Result<Sealed> {
        Sealed::open(Path::new(NAME), INDEX, OwnedBytes::new(file.to_vec()))
    }

    #[test]
    fn a_file_in_the_place_of_another_is_refused() {
        let own =
            |index, name: &str| seal(b"text", Label::of(Uuid::from_u128(index), Path::new(name))).unwrap();
        assert!(open(&own(7, NAME)).is_ok());
        let why = |file: &[u8]| open(file).unwrap_err().to_string();
        assert!(why(&own(8, NAME)).contains("another index"));
        assert!(why(&own(7, "b.store")).contains("another file"));
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..20_000), cut in 0usize..5000) {
            let mut sealing = Sealing::new(Vec::new(), label());
            bytes.chunks(cut.max(1)).for_each(|part| sealing.write_all(part).unwrap());
            let file = std::mem::take(sealing.seal().unwrap());
            prop_assert_eq!(&file, &seal(&bytes, label()).unwrap());
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
            let mut file = seal(&bytes, label()).unwrap();
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
            let file = seal(&vec![7; length], label()).unwrap();
            prop_assert!(open(&file[..left.index(file.len())]).is_err());
        }
    }
}
