//! Chains: pieces of a passage that stand in its order in another text are one copy, whatever differs, lacks or is
//! more between them (collinear chaining of local alignments, as in Abouelhoda and Ohlebusch, 2005).

use super::align::Alignment;
use super::align::EqualRun;
use super::similarity::MATCHES;
use crate::place::FoldedSpan;
use std::cmp::Reverse;

/// So many times its own length a small piece may lie apart from what it belongs to.
const NEAR: u32 = 4;

/// Joins alignments of one passage with one text, given in any order, where they ascend in both and the text has at
/// most `apart` characters between two of them. Where they overlap, the one with more agreeing characters keeps what
/// both have. Small ones count only where they lie near a larger one; by themselves they are chance.
#[must_use]
pub(crate) fn chains(pieces: Vec<Alignment>, small: Vec<Alignment>, apart: u32) -> Vec<Alignment> {
    let is_near = |small: &Alignment| {
        let limit = NEAR * small.matches();
        pieces.iter().any(|piece| between(piece.a, small.a).max(between(piece.b, small.b)) <= limit)
    };
    let mut small: Vec<Alignment> = small.into_iter().filter(is_near).collect();
    let mut pieces = pieces;
    for group in [&mut pieces, &mut small] {
        group.sort_by_key(|piece| (Reverse(piece.matches()), piece.b, piece.a));
    }
    let mut chains: Vec<Vec<Alignment>> = Vec::new();
    for piece in pieces {
        if let Err(piece) = join(&mut chains, piece, apart) {
            chains.push(vec![piece]);
        }
    }
    for piece in small {
        // By itself it is nothing.
        let _ = join(&mut chains, piece, apart);
    }
    let whole = |chain: Vec<Alignment>| {
        let runs: Vec<EqualRun> = chain.into_iter().flat_map(|piece| piece.runs).collect();
        Alignment::of(&runs)
    };
    let mut whole: Vec<Alignment> = chains.into_iter().filter_map(whole).collect();
    whole.sort_by_key(|chain| (chain.a, chain.b));
    whole
}

/// Adds a piece to the chain that is nearest in the text; gives it back where it fits into none.
fn join(chains: &mut [Vec<Alignment>], piece: Alignment, apart: u32) -> Result<(), Alignment> {
    let fitting = chains.iter().enumerate().filter_map(|(nth, chain)| {
        let at = chain.partition_point(|other| other.a.begin < piece.a.begin);
        let before = at.checked_sub(1).and_then(|at| chain.get(at));
        let neighbours = before.into_iter().chain(chain.get(at));
        let far = neighbours.map(|other| between(other.b, piece.b)).min()?;
        let rest = free(&piece, before, chain.get(at)).filter(|_| far <= apart)?;
        Some((far, nth, at, rest))
    });
    let nearest = fitting.min_by_key(|(far, nth, ..)| (*far, *nth));
    match nearest.and_then(|(_, nth, at, rest)| Some((chains.get_mut(nth)?, at, rest))) {
        Some((chain, at, rest)) => {
            chain.insert(at, rest);
            Ok(())
        }
        None => Err(piece),
    }
}

/// What of a piece lies between two others in both texts; `None` when that is less than half of it, and would be
/// nothing by itself.
fn free(piece: &Alignment, before: Option<&Alignment>, after: Option<&Alignment>) -> Option<Alignment> {
    let from = before.map_or((0, 0), |before| (before.a.end, before.b.end));
    let to = after.map_or((u32::MAX, u32::MAX), |after| (after.a.begin, after.b.begin));
    let rest = piece.runs.iter().filter_map(|run| {
        let begin = from.0.saturating_sub(run.a).max(from.1.saturating_sub(run.b));
        let end = run.length.min(to.0.saturating_sub(run.a)).min(to.1.saturating_sub(run.b));
        (begin < end).then(|| EqualRun { a: run.a + begin, b: run.b + begin, length: end - begin })
    });
    let rest: Vec<EqualRun> = rest.collect();
    Alignment::of(&rest).filter(|rest| rest.matches() * 2 >= piece.matches() || rest.matches() >= MATCHES)
}

/// How many characters lie between two spans.
fn between(one: FoldedSpan, other: FoldedSpan) -> u32 {
    other.begin.saturating_sub(one.end).max(one.begin.saturating_sub(other.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(a: u32, b: u32, length: u32) -> Alignment {
        let runs = [EqualRun { a, b, length }];
        Alignment::of(&runs).unwrap_or_else(|| panic!("a run is an alignment"))
    }

    fn spans(pieces: &[(u32, u32, u32)], apart: u32) -> Vec<[u32; 4]> {
        let pieces = pieces.iter().map(|&(a, b, length)| piece(a, b, length)).collect();
        let chains = chains(pieces, Vec::new(), apart);
        chains.iter().map(|chain| [chain.a.begin, chain.a.end, chain.b.begin, chain.b.end]).collect()
    }

    #[test]
    fn pieces_in_order_are_one_copy_and_others_are_not() {
        // One side lacks a stretch, the other has one more.
        assert_eq!(spans(&[(0, 0, 20), (50, 20, 20)], 100), [[0, 70, 0, 40]]);
        assert_eq!(spans(&[(0, 0, 20), (20, 90, 20)], 100), [[0, 40, 0, 110]]);
        assert_eq!(spans(&[(0, 0, 20), (20, 190, 20)], 100), [[0, 20, 0, 20], [20, 40, 190, 210]]);
        assert_eq!(spans(&[(0, 50, 20), (30, 10, 20)], 100), [[0, 20, 50, 70], [30, 50, 10, 30]], "moved");
        assert_eq!(spans(&[(0, 0, 40), (0, 40, 40)], 100), [[0, 40, 0, 40], [0, 40, 40, 80]], "repeated");
        assert_eq!(spans(&[(0, 0, 22), (20, 20, 20)], 100), [[0, 40, 0, 40]], "they overlap");
    }

    #[test]
    fn each_of_several_copies_gets_the_piece_that_is_nearest() {
        let found = spans(&[(0, 0, 20), (30, 20, 20), (0, 100, 20), (30, 120, 20)], 200);
        assert_eq!(found, [[0, 50, 0, 40], [0, 50, 100, 140]]);
    }
}
