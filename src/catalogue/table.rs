//! The catalogue as it is kept: records one after the other, and tables that say where each ends, which
//! document stands where, and in which order they are dated.

use super::Record;
use super::Rest;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::DateRank;
use crate::place::DocNo;
use crate::place::Rank;
use serde::Serialize;
use tantivy::directory::OwnedBytes;

/// Bytes of a number in a table.
const WIDTH: usize = 4;
/// Tables: where records end, documents by number, their ranks, ranks by date.
const TABLES: usize = 4;

/// A catalogue over bytes.
#[derive(Debug, Clone)]
pub(super) struct RecordTable {
    bytes: OwnedBytes,
    /// How many records there are.
    length: usize,
    /// Where the tables begin.
    tables: usize,
}

impl Default for RecordTable {
    fn default() -> Self {
        RecordTable { bytes: OwnedBytes::empty(), length: 0, tables: 0 }
    }
}

impl RecordTable {
    /// A table of records in the order of their keys.
    pub(super) fn of(records: &[Record], rest: &Rest) -> Result<Self> {
        let (mut body, mut ends) = (Vec::new(), Vec::new());
        for record in records {
            write(record, &mut body)?;
            ends.push(body.len());
        }
        write(rest, &mut body)?;
        let mut numbers: Vec<(u32, usize)> =
            records.iter().enumerate().map(|(rank, record)| (record.number.0, rank)).collect();
        numbers.sort_unstable();
        let mut by_date: Vec<usize> = (0..records.len()).collect();
        by_date.sort_by_cached_key(|&rank| {
            let day = records.get(rank).and_then(Record::day);
            (day.is_none(), day)
        });
        let mut date_ranks = vec![0; records.len()];
        for (at, &rank) in by_date.iter().enumerate() {
            date_ranks.get_mut(rank).into_iter().for_each(|date_rank| *date_rank = at);
        }
        let tables = body.len();
        let columns = ends.into_iter().chain(numbers.iter().map(|number| number.0 as usize));
        for number in columns.chain(numbers.iter().map(|number| number.1)).chain(date_ranks) {
            let number = u32::try_from(number).map_err(|cause| {
                Error::new(ErrorKind::Write, message!("the catalogue outgrew 4 GiB")).because(cause)
            })?;
            body.extend(number.to_le_bytes());
        }
        body.extend((records.len() as u64).to_le_bytes());
        Ok(RecordTable { bytes: OwnedBytes::new(body), length: records.len(), tables })
    }

    /// The table that [`RecordTable::bytes`] gave; `None` when these are none.
    pub(super) fn open(bytes: OwnedBytes) -> Option<Self> {
        let (rest, footer) = bytes.split_last_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*footer)).ok()?;
        let tables = rest.len().checked_sub(length.checked_mul(WIDTH * TABLES)?)?;
        Some(RecordTable { bytes, length, tables })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    fn cell(&self, table: usize, at: usize) -> Option<u32> {
        let begin = self.tables + (table * self.length + at) * WIDTH;
        self.bytes.get(begin..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// Where a record ends.
    fn end(&self, at: usize) -> Option<usize> {
        self.cell(0, at).map(|end| end as usize)
    }

    /// Where a record begins, or, of the one after the last, the rest.
    fn begin(&self, at: usize) -> Option<usize> {
        at.checked_sub(1).map_or(Some(0), |before| self.end(before))
    }

    pub(super) fn record(&self, rank: Rank) -> Option<Record> {
        let (begin, end) = (self.begin(rank.index())?, self.end(rank.index())?);
        let record: Record = postcard::from_bytes(self.bytes.get(begin..end)?).ok()?;
        let listed = record.listed.clone();
        Some(record.described(listed))
    }

    pub(super) fn rest(&self) -> Rest {
        let bytes = self.begin(self.length).and_then(|begin| self.bytes.get(begin..self.tables));
        bytes.and_then(|bytes| postcard::from_bytes(bytes).ok()).unwrap_or_default()
    }

    pub(super) fn rank(&self, number: DocNo) -> Option<Rank> {
        let (mut low, mut high) = (0, self.length);
        while low < high {
            let middle = low.midpoint(high);
            if self.cell(1, middle)? < number.0 {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let is_found = low < self.length && self.cell(1, low)? == number.0;
        if is_found { self.cell(2, low).map(Rank::from) } else { None }
    }

    pub(super) fn date_rank(&self, rank: Rank) -> DateRank {
        self.cell(3, rank.index()).map_or(DateRank::LAST, DateRank)
    }
}

fn write(value: &impl Serialize, body: &mut Vec<u8>) -> Result<()> {
    let failed =
        |cause| Error::new(ErrorKind::Write, message!("the catalogue cannot be written")).because(cause);
    *body = postcard::to_extend(value, std::mem::take(body)).map_err(failed)?;
    Ok(())
}
