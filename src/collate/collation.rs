//! A collation: the copies of a passage side by side, and the units in which they differ.

use super::columns;
use super::columns::Agreement;
use super::columns::Cell;
use super::columns::Column;
use crate::catalogue::About;
use crate::copies::class::Class;
use crate::fold;
use crate::notation::shown;
use crate::notation::told_share;
use crate::place::OriginalSpan;
use crate::place::SourceText;
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::Range;

/// The copies of a passage in columns, and what most of them say.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Collation {
    /// The copies: first the base, then the others in order of date, document and place.
    pub witnesses: Vec<Witness>,
    /// The columns; [`Witness::cells`] has one cell for each.
    pub columns: Vec<Column>,
}

/// A copy in a collation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Witness {
    /// A short name for it in this collation: A, B, …, Z, AA, …
    pub sigil: String,
    /// The document it stands in.
    #[serde(flatten)]
    pub about: About,
    /// The paragraph in which the copy begins, from 1.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    pub paragraph: u32,
    /// Where the copy stands in the source of its document.
    #[serde(flatten)]
    pub span: OriginalSpan,
    /// The share of columns in which it says what most copies say, 0 to 1.
    #[serde(serialize_with = "told_share")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub quality: f32,
    /// Its source text.
    #[serde(serialize_with = "shown")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub text: SourceText,
    /// What it has in each column.
    #[serde(skip)]
    pub cells: Vec<Cell>,
}

/// Neighbouring columns in which the same copies say something, each in one piece, and agree equally far.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Unit {
    /// Its columns.
    pub columns: Range<usize>,
    /// How far the copies agree in each of them.
    pub agreement: Agreement,
    /// What most copies say; empty where most have nothing.
    pub text: String,
    /// How many copies bear out each column, at least.
    pub votes: u32,
    /// How many copies say anything here.
    pub voters: u32,
    /// The least confidence of its columns, 0 to 1.
    pub confidence: f32,
    /// What the copies have, each reading once, in the order of the copies.
    pub readings: Vec<Reading>,
}

/// What some copies have in a unit.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// The text, as their sources write it; empty where they have nothing.
    pub text: String,
    /// How it differs from what most copies say; `None` where it does not.
    pub class: Option<Class>,
    /// The copies, by their index in [`Collation::witnesses`], and where each has it in its source: an empty
    /// span where it would stand.
    pub witnesses: Vec<(usize, OriginalSpan)>,
}

impl Collation {
    /// The reading that most copies support. It stands in no document; each column says how many copies
    /// bear it out.
    #[must_use]
    pub fn majority(&self) -> String {
        self.columns.iter().map(|column| column.text.as_str()).collect::<String>().trim_end().to_owned()
    }

    /// How likely a character of the majority reading is right, on average, 0 to 1; 1 when it is empty.
    #[must_use]
    pub fn confidence(&self) -> f32 {
        columns::confidence(&self.columns)
    }

    /// The columns gathered into units, in order; together they are the whole passage.
    #[must_use]
    pub fn units(&self) -> Vec<Unit> {
        let breaks: BTreeSet<usize> = self.witnesses.iter().flat_map(Witness::breaks).collect();
        let is_one = |at: &usize, next: &usize| {
            let agreement = |at: usize| self.columns.get(at).map(|column| column.agreement);
            agreement(*at) == agreement(*next)
                && !breaks.contains(next)
                && self.witnesses.iter().all(|witness| witness.is_silent(*at) == witness.is_silent(*next))
        };
        let columns: Vec<usize> = (0..self.columns.len()).collect();
        let range = |group: &[usize]| Some(*group.first()?..group.last()? + 1);
        columns.chunk_by(is_one).filter_map(range).filter_map(|columns| self.unit(columns)).collect()
    }

    /// Some neighbouring columns as one unit, which agrees as far as the first of them; `None` when there are
    /// none.
    #[must_use]
    pub fn unit(&self, range: Range<usize>) -> Option<Unit> {
        let columns = self.columns.get(range.clone())?;
        let text: String = columns.iter().map(|column| column.text.as_str()).collect();
        let mut readings: Vec<Reading> = Vec::new();
        for (nth, witness) in self.witnesses.iter().enumerate() {
            let Some(span) = witness.span_of(range.clone()) else { continue };
            let own = witness.source(span);
            if let Some(reading) = readings.iter_mut().find(|reading| reading.text == own) {
                reading.witnesses.push((nth, span));
            } else {
                let class = Class::between(&text, &own);
                readings.push(Reading { text: own, class, witnesses: vec![(nth, span)] });
            }
        }
        Some(Unit {
            agreement: columns.first()?.agreement,
            votes: columns.iter().map(|column| column.votes).min()?,
            voters: columns.iter().map(|column| column.voters).min()?,
            confidence: columns.iter().map(|column| column.confidence).fold(1.0, f32::min),
            columns: range,
            text,
            readings,
        })
    }
}

impl Witness {
    /// Whether it says nothing in a column.
    #[must_use]
    pub fn is_silent(&self, column: usize) -> bool {
        self.cells.get(column).is_none_or(|cell| *cell == Cell::Silent)
    }

    /// The columns before which its text does not run on: it has them elsewhere, or has more in between than the
    /// columns say.
    fn breaks(&self) -> impl Iterator<Item = usize> {
        let spans = self.cells.iter().enumerate().filter_map(|(column, cell)| match *cell {
            Cell::Reads(span) => Some((column, span)),
            Cell::Lacks | Cell::Silent => None,
        });
        let runs_on = |last: OriginalSpan, next: OriginalSpan| {
            let between = || self.text.slice(OriginalSpan::new(last.end, next.begin));
            last.end <= next.begin && !between().chars().any(char::is_alphanumeric)
        };
        let pairs = spans.clone().zip(spans.skip(1));
        pairs.filter(move |((_, last), (_, next))| !runs_on(*last, *next)).map(|(_, (column, _))| column)
    }

    /// Where it has what stands in some neighbouring columns, in its source: an empty span where it would
    /// stand when it lacks it, `None` when it says nothing of any of them.
    #[must_use]
    pub fn span_of(&self, columns: Range<usize>) -> Option<OriginalSpan> {
        let cells = self.cells.get(columns.clone())?;
        let span = |cell: &Cell| if let Cell::Reads(span) = *cell { Some(span) } else { None };
        let mut spans = cells.iter().filter_map(span);
        if let Some(first) = spans.next() {
            return Some(OriginalSpan::new(first.begin, spans.next_back().unwrap_or(first).end));
        }
        if !cells.contains(&Cell::Lacks) {
            return None;
        }
        let before = self.cells.get(..columns.start)?.iter().rev().find_map(span);
        let at = before.map_or(self.span.begin, |before| before.end);
        Some(OriginalSpan::new(at, at))
    }

    /// Its source text in a span, on one line.
    #[must_use]
    pub fn source(&self, span: OriginalSpan) -> String {
        let mut line = String::new();
        let mut space = false;
        for character in self.text.slice(span).chars() {
            if character.is_whitespace() || character.is_control() {
                space = true;
                continue;
            }
            if space && line.chars().next_back().is_some_and(|last| fold::is_word_space(last, character)) {
                line.push(' ');
            }
            space = false;
            line.push(character);
        }
        line
    }
}
