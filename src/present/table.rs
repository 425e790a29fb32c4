//! Tables: results as rows of named columns, the same in every format that has columns.

use crate::collection::Cluster;
use crate::collection::PassagePair;
use crate::present::share;
use std::fmt;
use std::io;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A whole number from 0.
    Number,
    /// A number from 0 to 1.
    Share,
}

/// What a row says in one column.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Cell<'a> {
    /// Text.
    Text(&'a str),
    /// A whole number from 0.
    Number(u64),
    /// A number from 0 to 1.
    Share(f32),
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Text(text) => f.write_str(text),
            Cell::Number(number) => number.fmt(f),
            Cell::Share(share) => share.fmt(f),
        }
    }
}

/// Takes the rows of a table, one after the other.
pub type EachRow<'a> = dyn FnMut(&[Cell<'_>]) -> io::Result<()> + 'a;

/// Something that has a form of rows.
pub trait Table {
    /// The names of the columns, and what they hold.
    const COLUMNS: &'static [(&'static str, ColumnKind)];

    /// Hands out the rows, a cell for each column.
    ///
    /// # Errors
    /// What `each` returns.
    fn rows(&self, each: &mut EachRow<'_>) -> io::Result<()>;
}

/// A pair is a row.
impl Table for PassagePair {
    const COLUMNS: &'static [(&'static str, ColumnKind)] = &[
        ("a_document", ColumnKind::Text),
        ("a_begin", ColumnKind::Number),
        ("a_end", ColumnKind::Number),
        ("b_document", ColumnKind::Text),
        ("b_begin", ColumnKind::Number),
        ("b_end", ColumnKind::Number),
        ("similarity", ColumnKind::Share),
    ];

    fn rows(&self, each: &mut EachRow<'_>) -> io::Result<()> {
        let (a, b) = (&self.a, &self.b);
        each(&[
            Cell::Text(&a.document),
            Cell::Number(a.span.begin.into()),
            Cell::Number(a.span.end.into()),
            Cell::Text(&b.document),
            Cell::Number(b.span.begin.into()),
            Cell::Number(b.span.end.into()),
            Cell::Share(share(self.similarity)),
        ])
    }
}

/// A place of a cluster is a row.
impl Table for Cluster {
    const COLUMNS: &'static [(&'static str, ColumnKind)] = &[
        ("cluster", ColumnKind::Number),
        ("size", ColumnKind::Number),
        ("document", ColumnKind::Text),
        ("begin", ColumnKind::Number),
        ("end", ColumnKind::Number),
    ];

    fn rows(&self, each: &mut EachRow<'_>) -> io::Result<()> {
        self.places.iter().try_for_each(|place| {
            each(&[
                Cell::Number(self.number as u64),
                Cell::Number(self.places.len() as u64),
                Cell::Text(&place.document),
                Cell::Number(place.span.begin.into()),
                Cell::Number(place.span.end.into()),
            ])
        })
    }
}
