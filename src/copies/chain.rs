//! Chains: pieces of a passage that stand in its order in another text are one copy, whatever differs, lacks or is
//! more between them (collinear chaining of local alignments, as in Abouelhoda and Ohlebusch, 2005).

use super::align::Alignment;
use super::align::EqualRun;

/// Joins alignments of one passage with one text, given in any order, where they ascend in both and the text has at
/// most `apart` characters between two of them. Where they overlap, the first keeps what both have.
#[must_use]
pub fn chains(mut pieces: Vec<Alignment>, apart: u32) -> Vec<Alignment> {
    pieces.sort_by_key(|piece| (piece.a, piece.b));
    let mut chains: Vec<Alignment> = Vec::new();
    for piece in pieces {
        let near = |chain: &Alignment| piece.b.begin.saturating_sub(chain.b.end) <= apart;
        let before = chains.iter().enumerate().filter(|(_, chain)| near(chain));
        let fitting = before.filter_map(|(at, chain)| Some((at, beyond(chain, &piece)?)));
        // The nearest one: a text may have the passage several times.
        let nearest = fitting.min_by_key(|(at, rest)| {
            let end = chains.get(*at).map_or(0, |chain| chain.b.end);
            rest.first().map_or(u32::MAX, |run| run.b.saturating_sub(end))
        });
        let joined = nearest.and_then(|(at, rest)| {
            let chain = chains.get_mut(at)?;
            chain.runs.extend(rest);
            *chain = Alignment::of(&chain.runs)?;
            Some(())
        });
        if joined.is_none() {
            chains.push(piece);
        }
    }
    chains
}

/// What a piece has behind a chain in both texts; `None` when that is less than half of it.
fn beyond(chain: &Alignment, piece: &Alignment) -> Option<Vec<EqualRun>> {
    let rest = piece.runs.iter().filter_map(|run| {
        let taken = chain.a.end.saturating_sub(run.a).max(chain.b.end.saturating_sub(run.b));
        let length = run.length.checked_sub(taken).filter(|&length| length > 0)?;
        Some(EqualRun { a: run.a + taken, b: run.b + taken, length })
    });
    let rest: Vec<EqualRun> = rest.collect();
    let left: u32 = rest.iter().map(|run| run.length).sum();
    (left > 0 && left * 2 >= piece.matches()).then_some(rest)
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
        chains(pieces, apart)
            .iter()
            .map(|chain| [chain.a.begin, chain.a.end, chain.b.begin, chain.b.end])
            .collect()
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
