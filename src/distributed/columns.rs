//! A message's body: columns of numbers and texts, each compressed with its like.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::narrow;
use serde::Deserialize;
use serde::Serialize;

/// Columns of numbers, and texts, in the order in which they are written and read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ColumnWriter {
    columns: Vec<Column>,
    texts: Vec<Vec<u8>>,
}

/// Numbers by planes: the lowest byte of all, then the next; a plane of high bytes is mostly zeros, one of
/// low bytes noise, and they compress best apart.
type Column = Vec<Vec<u8>>;

/// zstd's effort for numbers, where more brings nothing.
const QUICK: i32 = 1;
/// And for texts, which are sent once and read once.
const THOROUGH: i32 = 9;

impl ColumnWriter {
    /// Adds a column.
    pub(super) fn column(&mut self, numbers: &[u64]) -> Result<()> {
        let most = numbers.iter().copied().max().unwrap_or(0);
        let width = (8 - most.leading_zeros() / 8).max(1);
        let plane = |at: u32| -> Vec<u8> {
            let byte = |number: &u64| u8::try_from(number >> (8 * at) & 0xff).unwrap_or(0);
            numbers.iter().map(byte).collect()
        };
        let packed = |at| zstd::bulk::compress(&plane(at), QUICK).map_err(unwritten);
        self.columns.push((0..width).map(packed).collect::<Result<_>>()?);
        Ok(())
    }

    /// Adds a column of ascending numbers, as what each has more than the one before.
    pub(super) fn ascending(&mut self, numbers: &[u64]) -> Result<()> {
        let mut last = 0;
        let more = |&number: &u64| number.wrapping_sub(std::mem::replace(&mut last, number));
        self.column(&numbers.iter().map(more).collect::<Vec<_>>())
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: &str) -> Result<()> {
        self.texts.push(zstd::stream::encode_all(text.as_bytes(), THOROUGH).map_err(unwritten)?);
        Ok(())
    }

    /// The bytes that [`ColumnReader::open`] reads: the columns, and their CRC-32.
    pub(super) fn finish(&self) -> Result<Vec<u8>> {
        let bytes = postcard::to_stdvec(self).map_err(unwritten)?;
        let checksum = crc32fast::hash(&bytes);
        postcard::to_extend(&checksum.to_le_bytes(), bytes).map_err(unwritten)
    }
}

/// The columns of a message, one after the other.
pub(super) struct ColumnReader {
    columns: std::vec::IntoIter<Column>,
    texts: std::vec::IntoIter<Vec<u8>>,
}

impl ColumnReader {
    /// Opens what [`ColumnWriter::finish`] gave.
    pub(super) fn open(bytes: &[u8]) -> Result<Self> {
        let (bytes, checksum) = bytes.split_last_chunk::<4>().ok_or_else(damaged)?;
        if crc32fast::hash(bytes) != u32::from_le_bytes(*checksum) {
            return Err(damaged());
        }
        let written: ColumnWriter = postcard::from_bytes(bytes).map_err(|_| damaged())?;
        Ok(ColumnReader { columns: written.columns.into_iter(), texts: written.texts.into_iter() })
    }

    /// The next column.
    pub(super) fn column(&mut self) -> Result<Vec<u64>> {
        let planes = self.columns.next().ok_or_else(damaged)?;
        let mut numbers = Vec::new();
        for (at, plane) in planes.iter().enumerate() {
            let bytes = zstd::stream::decode_all(plane.as_slice()).map_err(|_| damaged())?;
            numbers.resize(bytes.len(), 0);
            let shift = narrow(8 * at);
            for (number, byte) in numbers.iter_mut().zip(bytes) {
                *number |= u64::from(byte).checked_shl(shift).ok_or_else(damaged)?;
            }
        }
        Ok(numbers)
    }

    /// The next column, of ascending numbers.
    pub(super) fn ascending(&mut self) -> Result<Vec<u64>> {
        let mut numbers = self.column()?;
        let mut sum = 0u64;
        for number in &mut numbers {
            sum = sum.wrapping_add(*number);
            *number = sum;
        }
        Ok(numbers)
    }

    /// The next column, of numbers that fit 32 bits.
    pub(super) fn small(&mut self) -> Result<Vec<u32>> {
        self.column()?.into_iter().map(|number| u32::try_from(number).map_err(|_| damaged())).collect()
    }

    /// The next text.
    pub(super) fn text(&mut self) -> Result<String> {
        let text = self.texts.next().ok_or_else(damaged)?;
        let bytes = zstd::stream::decode_all(text.as_slice()).map_err(|_| damaged())?;
        String::from_utf8(bytes).map_err(|_| damaged())
    }
}

/// A message that no worker of this version wrote.
pub(super) fn damaged() -> Error {
    Error::new(ErrorKind::Damaged, message!("a message between workers is damaged"))
        .advise(message!("does every worker have the same version of duikan?"))
}

fn unwritten(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Write, message!("a message between workers cannot be written")).because(cause)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers in proptest::collection::vec(any::<u64>(), 0..50), text in "\\PC{0,40}") {
            let mut columns = ColumnWriter::default();
            columns.column(&numbers).unwrap();
            columns.text(&text).unwrap();
            columns.ascending(&numbers).unwrap();
            let mut columns = ColumnReader::open(&columns.finish().unwrap()).unwrap();
            prop_assert_eq!(columns.column().unwrap(), numbers.clone());
            prop_assert_eq!(columns.text().unwrap(), text);
            prop_assert_eq!(columns.ascending().unwrap(), numbers);
            prop_assert!(columns.column().is_err() && columns.text().is_err());
        }

        #[test]
        fn bytes_that_are_none_are_refused_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(mut columns) = ColumnReader::open(&bytes) {
                drop((columns.column(), columns.text()));
            }
        }
    }
}
