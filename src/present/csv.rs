//! Pairs of passages as comma-separated values, for spreadsheets.

use crate::collection::PassagePair;
use std::io;
use std::io::Write;

/// Writes pairs as rows under a heading.
pub struct Csv<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    /// Begins with the heading.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(out: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        let heading = ["a_doc", "a_begin", "a_end", "b_doc", "b_begin", "b_end", "similarity"];
        writer.write_record(heading).map_err(unwrapped)?;
        Ok(Csv { writer })
    }

    /// Writes a pair.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&mut self, pair: &PassagePair) -> io::Result<()> {
        let (a, b) = (&pair.a, &pair.b);
        let numbers = [a.span.begin, a.span.end, b.span.begin, b.span.end].map(|number| number.to_string());
        let [a_begin, a_end, b_begin, b_end] = &numbers;
        let similarity = pair.similarity.to_string();
        let row = [&a.document, a_begin, a_end, &b.document, b_begin, b_end, &similarity];
        self.writer.write_record(row).map_err(unwrapped)
    }
}

/// The writer's own error, so that a closed pipe is seen to be one.
pub(super) fn unwrapped(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
