//! The work budget of two texts, so that a text that repeats itself costs no square.
//!
//! Work is counted in cells of alignments, characters aligned, seeds and known alignments looked at. What
//! goes beyond the bound of both texts is put down to the blocks of the first in which it was done, and a
//! block that has had its share begins no more alignments. So the work is linear in the lengths, and what
//! repeats itself does not use up the budget of the rest.

use crate::place::FoldedSpan;
use rustc_hash::FxHashMap;

/// Characters of the first text whose share of the work is counted together.
const BLOCK: u32 = 256;
/// Shorter texts have the budget of those that have so many characters between them.
const LEAST: u64 = 1 << 15;

/// The work spent on two texts.
#[derive(Debug, Default, Clone)]
pub(super) struct Work {
    spent: u64,
    /// What was spent beyond the bound, by block of the first text.
    beyond: FxHashMap<u32, u64>,
}

/// How much work may go into two texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorkBudget {
    /// Work for each character.
    pub(super) each: u64,
    /// Characters of both texts.
    pub(super) characters: u64,
}

impl Work {
    /// Counts work that was done over a span of the first text.
    pub(super) fn spend(&mut self, budget: WorkBudget, over: FoldedSpan, work: u64) {
        self.spent += work;
        if self.spent <= budget.each * budget.characters.max(LEAST) {
            return;
        }
        let blocks = over.begin / BLOCK..=over.end.saturating_sub(1).max(over.begin) / BLOCK;
        let share = work.div_ceil(u64::from(blocks.end() - blocks.start() + 1));
        for block in blocks {
            *self.beyond.entry(block).or_default() += share;
        }
    }

    /// Whether more work went into two texts than their budget, and more than its share over this place
    /// of the first.
    pub(super) fn is_exhausted(&self, budget: WorkBudget, at: u32) -> bool {
        self.beyond.get(&(at / BLOCK)).is_some_and(|&spent| spent > budget.each * u64::from(BLOCK))
    }
}
