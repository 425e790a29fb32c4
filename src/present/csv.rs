//! Rows as comma-separated values, for spreadsheets: a text is text there and never a formula.

use super::legible;
use super::table::Cell;
use super::table::Table;
use std::io;
use std::io::Write;

/// Writes rows under a heading.
pub(super) struct Csv<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    /// Begins with a heading.
    pub(super) fn new<'a>(out: W, heading: impl IntoIterator<Item = &'a str>) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(heading.into_iter().map(text)).map_err(unwrapped)?;
        Ok(Csv { writer })
    }

    /// Begins with the heading of a table.
    pub(super) fn of<T: Table>(out: W) -> io::Result<Self> {
        Csv::new(out, T::COLUMNS.iter().map(|(name, _)| *name))
    }

    /// Writes a row.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.writer.write_record(cells.iter().map(cell)).map_err(unwrapped)
    }

    /// Writes what is still held.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Writes the mark by which Excel knows UTF-8; without it, it takes the code page of the machine. It comes before
/// anything else of a file of comma-separated values, for those who ask for it: not every reader skips it.
///
/// ```
/// let mut out = Vec::new();
/// duikan::present::byte_order_mark(&mut out)?;
/// assert_eq!(String::from_utf8(out)?, "\u{feff}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the writer.
pub fn byte_order_mark(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"\xef\xbb\xbf")
}

/// What a spreadsheet takes for a formula when a cell begins with it, wide forms included.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

fn cell(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(said) => text(said),
        Cell::Number(_) | Cell::Share(_) => cell.to_string(),
    }
}

/// A text as a cell: legible, behind an apostrophe where it would be a formula.
fn text(said: &str) -> String {
    let said = legible(said);
    if said.starts_with(FORMULA) { format!("'{said}") } else { said.into_owned() }
}

/// The writer's own error, so that a closed pipe is seen to be one.
fn unwrapped(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_a_formula_and_a_number_stays_one() {
        for said in ["=1+1", "+1", "-1", "@A1", "＝1", "－1", "\t=1", "\r=1", "\n=1"] {
            let cell = text(said);
            assert!(!cell.starts_with(FORMULA) && !cell.starts_with(char::is_control), "{cell:?}");
        }
        assert_eq!(
            (text("=1").as_str(), text("\t=1").as_str(), text("甲=乙").as_str()),
            ("'=1", "\\x09=1", "甲=乙")
        );
        assert_eq!(cell(&Cell::Share(-0.5)), "-0.5");
    }
}
