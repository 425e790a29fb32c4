//! Pieces: two texts that are copies, cut where they differ, for those who show them side by side.

use super::excerpt;
use crate::collate::comparison::Comparison;
use crate::collate::comparison::Shared;
use crate::copies::variants::Class;
use crate::place::OriginalSpan;

/// A piece of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// What both have, on one line.
    Same(String),
    /// What they have differently.
    Differ(Class, String, String),
    /// A blank line in the first.
    Break,
}

/// The pieces of a stretch that stands in both texts; differences of a hidden class are written as the first
/// text has them.
pub(super) fn pieces(comparison: &Comparison, shared: &Shared, hidden: &[Class]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = shared.a.begin;
    let mut text = String::new();
    for variant in shared.variants.iter().filter(|variant| !hidden.contains(&variant.class)) {
        text += &comparison.a.source(OriginalSpan::new(at, variant.a.begin));
        same(&std::mem::take(&mut text), &mut pieces);
        let (a, b) = (excerpt::one_line(&variant.a_text), excerpt::one_line(&variant.b_text));
        pieces.push(Piece::Differ(variant.class, a, b));
        at = variant.a.end;
    }
    same(&comparison.a.source(OriginalSpan::new(at, shared.a.end)), &mut pieces);
    pieces
}

fn same(text: &str, pieces: &mut Vec<Piece>) {
    for (nth, paragraph) in text.split("\n\n").enumerate() {
        if nth > 0 {
            pieces.push(Piece::Break);
        }
        let line = excerpt::one_line(paragraph);
        if !line.is_empty() {
            pieces.push(Piece::Same(line));
        }
    }
}
