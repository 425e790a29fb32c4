//! An entry of the list of copies: what one document has of a passage, once.

use super::Formulae;
use super::GAP;
use super::Passage;
use super::piece::Piece;
use crate::copies::align::ratio;
use crate::copies::similarity::Similar;
use crate::error::Result;
use crate::notation::choice;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::SpanSet;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;
use std::cmp::Reverse;

choice! {
/// How much of a passage another place has.
#[non_exhaustive]
pub enum CopyKind {
    /// At least half of it
    Copy = "copy",
    /// Less, but at least fourteen characters
    Part = "part",
    /// Less than that: a turn of phrase, or what an alignment of the text beside it leaves
    Echo = "echo",
}
}

/// What has at least so much of a passage is a copy of it.
const HALF: f32 = 0.5;
/// What has less than so much of a sentence is no printing of it.
const PRINTED: f32 = 0.7;
/// The fewest agreeing characters of a part.
const PART: u32 = 14;
/// The fewest agreeing characters that are told at all of what is no copy.
const ECHO: u32 = 8;
/// A piece belongs to an entry that has at most a quarter of it already.
const TAKEN: u32 = 4;

/// What a document has of a passage, once.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) document: DocNo,
    /// In the order of the passage; at least one.
    pub(crate) pieces: Vec<Piece>,
    /// Characters of the passage that have one of it over against them, over all of them, 0 to 1.
    pub(crate) coverage: f32,
    /// Twice the agreeing characters over the characters of both sides of what is aligned, 0 to 1.
    pub(crate) similarity: f32,
    /// How many characters agree.
    pub(crate) matches: u32,
    /// How many characters of the passage are aligned with it.
    pub(crate) covered: u32,
    /// How many characters the passage has.
    pub(crate) passage: u32,
}

impl Entry {
    pub(crate) fn kind(&self) -> CopyKind {
        if self.coverage >= HALF {
            CopyKind::Copy
        } else if self.matches >= PART {
            CopyKind::Part
        } else {
            CopyKind::Echo
        }
    }

    /// Whether it has so much of the passage that its document printed it.
    pub(crate) fn is_printing(&self) -> bool {
        self.coverage >= PRINTED
    }

    /// How many characters agree of what lies around the passage too, at its best piece, and how similar that is.
    pub(crate) fn around(&self) -> (u32, f32) {
        let best = self.pieces.iter().map(|piece| piece.around).max_by_key(|around| around.0);
        best.unwrap_or((0, 0.0))
    }

    /// What surrounds each piece.
    pub(crate) fn contexts(&self, snapshot: &Snapshot) -> Result<Vec<Context>> {
        self.pieces.iter().map(|piece| snapshot.context(self.document, piece.alignment.b)).collect()
    }

    fn of(document: DocNo, mut pieces: Vec<Piece>, passage: &Passage) -> Self {
        pieces.sort_by_key(|piece| (piece.alignment.a, piece.alignment.b));
        mark_moved(&mut pieces);
        let matches = pieces.iter().map(|piece| piece.alignment.matches()).sum();
        let stretches: Vec<(FoldedSpan, FoldedSpan)> =
            pieces.iter().flat_map(|piece| piece.alignment.stretches(GAP)).collect();
        let both: u32 = stretches.iter().map(|(a, b)| a.len() + b.len()).sum();
        let aligned = SpanSet::union(pieces.iter().flat_map(|piece| piece.alignment.aligned(GAP)));
        let covered = aligned.covered();
        let length = passage.span.len();
        Entry {
            document,
            pieces,
            coverage: ratio(covered, length),
            similarity: ratio(2 * matches, both),
            matches,
            covered,
            passage: length,
        }
    }

    /// Whether it is similar enough, and enough of it to be told. Of boilerplate that is left out, only what has most
    /// of the passage was followed to all of its places.
    pub(super) fn holds(&self, similar: Similar, formulae: Formulae) -> bool {
        let is_enough = self.coverage >= HALF || self.matches >= ECHO;
        let is_seen = formulae == Formulae::Shown || !self.is_formula() || self.coverage >= HALF;
        is_enough && is_seen && self.similarity >= similar.similarity(self.matches)
    }

    /// Whether links lead to all of it as to boilerplate.
    pub(crate) fn is_formula(&self) -> bool {
        self.pieces.iter().all(|piece| piece.formula)
    }
}

/// The entries that pieces of one document make: those of different parts of the passage are one, those of the same
/// part are repeats.
pub(super) fn entries(document: DocNo, mut pieces: Vec<Piece>, passage: &Passage) -> Vec<Entry> {
    pieces.sort_by_key(|piece| (Reverse(piece.alignment.matches()), piece.alignment.b));
    let mut entries: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        let of = piece.alignment.a;
        let is_free = |entry: &&mut Vec<Piece>| {
            let taken: u32 = entry.iter().map(|other| other.alignment.a.intersect(of).len()).sum();
            let stands_there =
                entry.iter().any(|other| !other.alignment.b.intersect(piece.alignment.b).is_empty());
            taken * TAKEN <= of.len() && !stands_there
        };
        // What stands where another piece of it stands already says the same once more.
        let known = |other: &Piece| {
            let shared = other.alignment.b.intersect(piece.alignment.b);
            shared.len() * 2 > piece.alignment.b.len()
        };
        if entries.iter().flatten().any(known) {
            continue;
        }
        match entries.iter_mut().find(is_free) {
            Some(entry) => entry.push(piece),
            None => entries.push(vec![piece]),
        }
    }
    entries.into_iter().map(|pieces| Entry::of(document, pieces, passage)).collect()
}

/// Marks the pieces, given in the order of the passage, that are not among the most text that stands in this order in
/// the document too.
fn mark_moved(pieces: &mut [Piece]) {
    if pieces.len() < 2 {
        return;
    }
    // The heaviest chain that ends with each piece, and the piece before it there.
    let mut best: Vec<(u32, Option<usize>)> = Vec::with_capacity(pieces.len());
    for piece in &*pieces {
        let before = pieces.iter().zip(&best).enumerate();
        let fitting = before.filter(|(_, (other, _))| other.alignment.b.end <= piece.alignment.b.begin);
        let last = fitting.max_by_key(|(_, (_, (weight, _)))| *weight).map(|(at, (_, best))| (at, best.0));
        let own = piece.alignment.matches();
        best.push((own + last.map_or(0, |(_, weight)| weight), last.map(|(at, _)| at)));
    }
    for piece in &mut *pieces {
        piece.moved = true;
    }
    let heaviest = best.iter().enumerate().rev().max_by_key(|(_, (weight, _))| *weight);
    let mut next = heaviest.map(|(at, _)| at);
    while let Some(at) = next {
        pieces.get_mut(at).into_iter().for_each(|piece| piece.moved = false);
        next = best.get(at).and_then(|(_, before)| *before);
    }
}
