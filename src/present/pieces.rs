//! Pieces: two texts that are copies, cut where they differ, for those who show them side by side.

use super::excerpt;
use crate::collate::comparison::Comparison;
use crate::collate::comparison::Shared;
use crate::collate::comparison::Side;
use crate::copies::class::Class;
use crate::place::OriginalSpan;

/// A piece of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// What both have, on one line.
    Same(String),
    /// What they have differently.
    Differ(Class, String, String),
    /// A paragraph of the first begins.
    Break,
}

/// The pieces of a stretch that stands in both texts; differences of a hidden class are written as the first
/// text has them.
pub(super) fn pieces(comparison: &Comparison, shared: &Shared, hidden: &[Class]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = shared.a.begin;
    for variant in shared.variants.iter().filter(|variant| !hidden.contains(&variant.class)) {
        same(&comparison.a, OriginalSpan::new(at, variant.a.begin), &mut pieces);
        let (a, b) = (excerpt::one_line(&variant.a_text), excerpt::one_line(&variant.b_text));
        pieces.push(Piece::Differ(variant.class, a, b));
        at = variant.a.end;
    }
    same(&comparison.a, OriginalSpan::new(at, shared.a.end), &mut pieces);
    pieces
}

fn same(side: &Side, span: OriginalSpan, pieces: &mut Vec<Piece>) {
    for (nth, line) in lines(side, span).into_iter().enumerate() {
        if nth > 0 {
            pieces.push(Piece::Break);
        }
        if !line.is_empty() {
            pieces.push(Piece::Same(line));
        }
    }
}

/// The text in a span, a paragraph a line.
pub(super) fn lines(side: &Side, span: OriginalSpan) -> Vec<String> {
    let inside = |begin: &&u32| span.begin < **begin && **begin < span.end;
    let begins: Vec<u32> = side.paragraphs.iter().filter(inside).copied().collect();
    let ends = begins.iter().copied().chain([span.end]);
    let begins = [span.begin].into_iter().chain(begins.iter().copied());
    begins
        .zip(ends)
        .map(|(begin, end)| excerpt::one_line(&side.source(OriginalSpan::new(begin, end))))
        .collect()
}
