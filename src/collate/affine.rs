//! Alignment of two short texts, character against character, with affine gaps (Gotoh: "An improved
//! algorithm for matching biological sequences", J. Mol. Biol. 162, 1982).

use crate::copies::align::EqualRun;
use crate::place::narrow;

/// What a character instead of another costs, what a gap costs, and each character in it: a misread
/// character is cheaper than two gaps, and one long gap cheaper than two short ones.
const SUBSTITUTION: u32 = 4;
const GAP: u32 = 4;
const LACK: u32 = 2;
const FAR: u32 = u32::MAX / 2;

/// How a cell was reached: the state of each of its three costs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Both characters are laid against each other.
    Pair,
    /// Only the first text has the character.
    OnlyA,
    /// Only the second text has it.
    OnlyB,
}

/// Cheapest costs of a cell, by state.
type Costs = [u32; 3];
const STATES: [State; 3] = [State::Pair, State::OnlyA, State::OnlyB];

/// The stretches that agree in the cheapest alignment. Takes time and room for every pair of characters.
pub(super) fn align(a: &[char], b: &[char]) -> Vec<EqualRun> {
    let width = b.len() + 1;
    let mut steps = vec![[State::Pair; 3]; (a.len() + 1) * width];
    let mut above: Vec<Costs> = vec![[FAR; 3]; width];
    let mut here = above.clone();
    for i in 0..=a.len() {
        for j in 0..width {
            let mut costs = if (i, j) == (0, 0) { [0, FAR, FAR] } else { [FAR; 3] };
            let mut from = [State::Pair; 3];
            if let (Some(x), Some(y)) = (i.checked_sub(1), j.checked_sub(1)) {
                let differ = if a.get(x) == b.get(y) { 0 } else { SUBSTITUTION };
                (costs[0], from[0]) = cheapest(cell(&above, y), [differ; 3]);
            }
            if i > 0 {
                (costs[1], from[1]) = cheapest(cell(&above, j), [GAP + LACK, LACK, GAP + LACK]);
            }
            if let Some(y) = j.checked_sub(1) {
                (costs[2], from[2]) = cheapest(cell(&here, y), [GAP + LACK, GAP + LACK, LACK]);
            }
            if let Some(slot) = here.get_mut(j) {
                *slot = costs;
            }
            if let Some(slot) = steps.get_mut(i * width + j) {
                *slot = from;
            }
        }
        std::mem::swap(&mut above, &mut here);
    }
    back(a, b, &steps, cheapest(cell(&above, b.len()), [0; 3]).1)
}

fn cell(row: &[Costs], at: usize) -> Costs {
    row.get(at).copied().unwrap_or([FAR; 3])
}

/// The cheapest way into a state, of equal ones the first.
fn cheapest(from: Costs, more: Costs) -> (u32, State) {
    let ways = from.iter().zip(more).map(|(from, more)| from.saturating_add(more));
    let best = ways.zip(STATES).min_by_key(|&(cost, _)| cost);
    best.unwrap_or((FAR, State::Pair))
}

/// The way back from the last cell.
fn back(a: &[char], b: &[char], steps: &[[State; 3]], mut state: State) -> Vec<EqualRun> {
    let (mut i, mut j) = (a.len(), b.len());
    let mut runs: Vec<EqualRun> = Vec::new();
    while i > 0 || j > 0 {
        let from = steps.get(i * (b.len() + 1) + j).copied().unwrap_or([State::Pair; 3]);
        match state {
            State::Pair => {
                (i, j) = (i.saturating_sub(1), j.saturating_sub(1));
                if a.get(i) == b.get(j) {
                    extend_front(&mut runs, i, j);
                }
            }
            State::OnlyA => i = i.saturating_sub(1),
            State::OnlyB => j = j.saturating_sub(1),
        }
        state = from[state as usize];
    }
    runs.reverse();
    runs
}

/// Adds an agreeing pair before those found so far, which stand in the order from the end.
fn extend_front(runs: &mut Vec<EqualRun>, i: usize, j: usize) {
    let (a, b) = (narrow(i), narrow(j));
    match runs.last_mut() {
        Some(first) if (first.a, first.b) == (a + 1, b + 1) => {
            *first = EqualRun { a, b, length: first.length + 1 };
        }
        _ => runs.push(EqualRun { a, b, length: 1 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_long_gap_beats_two_short_ones_and_a_misread_character_two_gaps() {
        let runs = |a: &str, b: &str| {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            align(&a, &b).iter().map(|run| (run.a, run.b, run.length)).collect::<Vec<_>>()
        };
        assert_eq!(runs("甲乙丙", "甲丁丙"), [(0, 0, 1), (2, 2, 1)]);
        assert_eq!(runs("甲乙丙乙丁", "甲丁"), [(0, 0, 1), (4, 1, 1)]);
        assert_eq!(runs("甲乙丙丁", "丙丁戊"), [(2, 0, 2)]);
    }
}
