//! Where something stands: spans of source text and of folded text, and the only code that slices text.
//!
//! Two units never mix because each has its type. [`OriginalSpan`] counts Unicode scalar values of the
//! decoded source, the unit of everything a user sees. [`FoldedSpan`] counts the characters that are
//! left of a document after folding (`fold`), the unit in which copies are found and aligned.

mod name;

pub use name::Part;
pub use name::Place;

use serde::Deserialize;
use serde::Serialize;
use std::fmt;
use std::fmt::Debug;
use std::ops::Range;
use std::slice::SliceIndex;

/// A half-open span `[begin, end)` in Unicode scalar values of the decoded source text of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Span))]
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

impl FoldedSpan {
    /// The place of `to` that lies over against a place of this span, in proportion.
    pub(crate) fn project(self, to: FoldedSpan, at: u32) -> u32 {
        let offset = u64::from(at.saturating_sub(self.begin)) * u64::from(to.len());
        to.begin + narrow(offset / u64::from(self.len().max(1)))
    }
}

/// Spans in ascending order that do not overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SpanSet(Vec<FoldedSpan>);

impl SpanSet {
    /// What spans cover together; those that touch are one.
    pub(crate) fn union(spans: impl IntoIterator<Item = FoldedSpan>) -> Self {
        SpanSet::joined(spans, |last, next| next.begin <= last.end)
    }

    /// The same, but for those that only touch: they stay apart.
    pub(crate) fn overlapping(spans: impl IntoIterator<Item = FoldedSpan>) -> Self {
        SpanSet::joined(spans, |last, next| next.begin < last.end)
    }

    fn joined(
        spans: impl IntoIterator<Item = FoldedSpan>,
        is_one: impl Fn(FoldedSpan, FoldedSpan) -> bool,
    ) -> Self {
        let mut spans: Vec<FoldedSpan> = spans.into_iter().collect();
        spans.sort_unstable();
        spans.dedup_by(|next, last| {
            let joins = is_one(*last, *next);
            if joins {
                last.end = last.end.max(next.end);
            }
            joins
        });
        SpanSet(spans)
    }

    /// What of a span none of these covers.
    pub(crate) fn complement(&self, span: FoldedSpan) -> Vec<FoldedSpan> {
        let begins = [span.begin].into_iter().chain(self.0.iter().map(|taken| taken.end));
        let ends = self.0.iter().map(|taken| taken.begin).chain([span.end]);
        let gaps =
            begins.zip(ends).map(|(begin, end)| span.intersect(FoldedSpan::new(begin, end.max(begin))));
        gaps.filter(|gap| !gap.is_empty()).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = FoldedSpan> {
        self.0.iter().copied()
    }

    /// How many characters they cover.
    pub(crate) fn covered(&self) -> u32 {
        self.iter().map(FoldedSpan::len).sum()
    }
}

/// Whether a character ends a sentence wherever it stands; others do so in some texts only.
pub(crate) fn is_sentence_end(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '!' | '?')
}

/// How many Unicode scalar values `text` has.
pub(crate) fn scalars(text: &str) -> u32 {
    narrow(text.chars().count())
}

/// The number of a document inside one index: given when it is added, never used again, and of no
/// meaning outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct DocNo(pub(crate) u32);

/// A document's place in the order of keys, from 0, by which links and copies know it. With the next change of the
/// collection it may be another document's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rank(u32);

impl Rank {
    /// That of the first document.
    pub const FIRST: Rank = Rank(0);
    /// Behind those of all documents: that of none.
    pub(crate) const NONE: Rank = Rank(u32::MAX);

    /// That of the document at an index of all in their order.
    pub(crate) fn at(index: usize) -> Self {
        Rank(narrow(index))
    }

    /// Those of so many documents, which are all there are.
    pub(crate) fn all(documents: usize) -> impl Iterator<Item = Rank> {
        Rank::FIRST.up_to(Rank::at(documents))
    }

    /// The document's index among all in their order.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    /// This and all that come after it.
    pub(crate) fn onward(self) -> impl Iterator<Item = Rank> {
        (self.0..).map(Rank)
    }

    /// From this one up to another, which is left out.
    pub(crate) fn up_to(self, end: Rank) -> impl Iterator<Item = Rank> {
        (self.0..end.0).map(Rank)
    }

    /// That of the document so many places further on.
    pub(crate) fn plus(self, places: u32) -> Self {
        Rank(self.0 + places)
    }

    /// How many places it lies behind another; `None` when it lies before it.
    pub(crate) fn behind(self, other: Rank) -> Option<u32> {
        self.0.checked_sub(other.0)
    }
}

impl From<u32> for Rank {
    fn from(documents_before: u32) -> Self {
        Rank(documents_before)
    }
}

impl From<Rank> for u32 {
    fn from(rank: Rank) -> Self {
        rank.0
    }
}

impl From<Rank> for u64 {
    fn from(rank: Rank) -> Self {
        rank.0.into()
    }
}

/// A document's place in the order of dates, those without a date last, those of one date in the order of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DateRank(pub(crate) u32);

impl DateRank {
    /// Behind all documents.
    pub(crate) const LAST: DateRank = DateRank(u32::MAX);
}

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

impl fmt::Display for SourceText {
    /// All of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// A count or a place as 32 bits, which all that is indexed fits: longer texts are not read.
pub(crate) fn narrow(count: impl TryInto<u32> + Copy + Debug) -> u32 {
    debug_assert!(count.try_into().is_ok(), "{count:?} is more than any text has");
    count.try_into().unwrap_or(u32::MAX)
}

/// A part of a slice that has it: nothing where it does not, which a debug build takes for a bug.
pub(crate) fn part<T, R>(all: &[T], range: R) -> &[T]
where
    R: SliceIndex<[T], Output = [T]> + Clone + Debug,
{
    debug_assert!(all.get(range.clone()).is_some(), "{range:?} of {}", all.len());
    all.get(range).unwrap_or_default()
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
