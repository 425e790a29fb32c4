//! Rows as comma-separated values, for spreadsheets.

use super::table::Cell;
use super::table::Table;
use std::io;
use std::io::Write;

/// Writes rows under a heading.
pub(super) struct Csv<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    /// Begins with the heading of a table.
    pub(super) fn new<T: Table>(out: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(T::COLUMNS.iter().map(|(name, _)| name)).map_err(unwrapped)?;
        Ok(Csv { writer })
    }

    /// Writes a row.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.writer.write_record(cells.iter().map(Cell::to_string)).map_err(unwrapped)
    }

    /// Writes what is still held.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The writer's own error, so that a closed pipe is seen to be one.
pub(super) fn unwrapped(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
