//! Where something stands: spans of source text and of folded text, and the only code that slices text.
//!
//! Two units never mix because each has its type. [`OriginalSpan`] counts Unicode scalar values of the
//! decoded source, the unit of everything a user sees. [`FoldedSpan`] counts the characters that are
//! left of a document after folding (`fold`), the unit in which copies are found and aligned.

use serde::Deserialize;
use serde::Serialize;
use std::ops::Range;

/// A half-open span `[begin, end)` in Unicode scalar values of the decoded source text of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OriginalSpan {
    /// The first scalar value of the span, counted from 0.
    pub begin: u32,
    /// The scalar value after the last one of the span.
    pub end: u32,
}

/// A half-open span `[begin, end)` in folded characters of a whole document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FoldedSpan {
    /// The first folded character of the span, counted from 0.
    pub begin: u32,
    /// The folded character after the last one of the span.
    pub end: u32,
}

macro_rules! span {
    ($name:ident) => {
        impl $name {
            /// The span from `begin` up to, not including, `end`.
            #[must_use]
            pub fn new(begin: u32, end: u32) -> Self {
                $name { begin, end }
            }

            /// How many units it spans.
            #[must_use]
            pub fn len(self) -> u32 {
                self.end.saturating_sub(self.begin)
            }

            /// Whether it spans nothing.
            #[must_use]
            pub fn is_empty(self) -> bool {
                self.end <= self.begin
            }

            /// Whether the unit at `at` lies inside.
            #[must_use]
            pub fn contains(self, at: u32) -> bool {
                self.begin <= at && at < self.end
            }

            /// What both spans cover; empty when they do not meet.
            #[must_use]
            pub fn intersect(self, other: Self) -> Self {
                let begin = self.begin.max(other.begin);
                $name { begin, end: self.end.min(other.end).max(begin) }
            }

            /// From where the first of both begins to where the last ends.
            #[must_use]
            pub fn hull(self, other: Self) -> Self {
                $name { begin: self.begin.min(other.begin), end: self.end.max(other.end) }
            }

            /// The same span as indices of a slice.
            #[must_use]
            pub fn range(self) -> Range<usize> {
                self.begin as usize..self.end as usize
            }
        }
    };
}

span!(OriginalSpan);
span!(FoldedSpan);

/// What spans cover together, ascending, without overlaps; those that touch are one.
pub(crate) fn union(spans: impl IntoIterator<Item = FoldedSpan>) -> Vec<FoldedSpan> {
    let mut spans: Vec<FoldedSpan> = spans.into_iter().collect();
    spans.sort_unstable();
    let mut union: Vec<FoldedSpan> = Vec::new();
    for span in spans {
        match union.last_mut() {
            Some(last) if span.begin <= last.end => last.end = last.end.max(span.end),
            _ => union.push(span),
        }
    }
    union
}

/// How many Unicode scalar values `text` has.
pub(crate) fn scalars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The number of a document inside one index: given when it is added, never used again, and of no
/// meaning outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct DocNo(pub(crate) u32);

/// A stretch of source text, cut at any place in a bounded number of steps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceText {
    text: String,
    begin: u32,
    /// Where each scalar value that a step ends at begins, in bytes.
    steps: Vec<usize>,
}

/// Scalar values of a step.
const STEP: usize = 64;

impl SourceText {
    /// The text that begins at `begin` in its document.
    #[must_use]
    pub fn new(text: String, begin: u32) -> Self {
        let steps = text.char_indices().step_by(STEP).map(|(at, _)| at).collect();
        SourceText { text, begin, steps }
    }

    /// All of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands in a span of the document, clipped to the text.
    #[must_use]
    pub fn slice(&self, span: OriginalSpan) -> &str {
        let (from, to) = (self.byte(span.begin), self.byte(span.end));
        self.text.get(from..to.max(from)).unwrap_or_default()
    }

    fn byte(&self, at: u32) -> usize {
        let at = at.saturating_sub(self.begin) as usize;
        let Some(&step) = self.steps.get(at / STEP) else { return self.text.len() };
        let rest = self.text.get(step..).unwrap_or_default();
        rest.char_indices().nth(at % STEP).map_or(self.text.len(), |(offset, _)| step + offset)
    }
}

/// Cuts a text into pieces from front to back, each scalar value looked at once.
#[derive(Debug)]
pub(crate) struct Pieces<'a> {
    rest: &'a str,
    at: u32,
}

impl<'a> Pieces<'a> {
    /// Starts at the beginning of `text`.
    pub(crate) fn of(text: &'a str) -> Self {
        Pieces { rest: text, at: 0 }
    }

    /// The text from where the last piece ended up to `end`, counted from the beginning of the text.
    pub(crate) fn up_to(&mut self, end: u32) -> &'a str {
        let length = end.saturating_sub(self.at) as usize;
        let cut = self.rest.char_indices().nth(length).map_or(self.rest.len(), |(at, _)| at);
        let (piece, rest) = self.rest.split_at(cut);
        self.rest = rest;
        self.at = self.at.max(end);
        piece
    }
}
