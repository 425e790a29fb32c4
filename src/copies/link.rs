//! Links: the passages that two documents share, from the seeds they have in common.

use super::align::Alignment;
use super::budget::Work;
use super::budget::WorkBudget;
use super::extend::Extender;
use super::prefilter;
use super::similarity::Similar;
use crate::place::FoldedSpan;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::AddAssign;

/// So many agreeing characters in order beside a passage that is the same belong to it.
const PIECE: u32 = 6;
/// Seeds that lie this near to the line of a known alignment belong to it.
const NEAR: u32 = 24;
/// How much work the seeds of fingerprints may take, for each character of both texts: of six million pairs
/// of documents of news, laws and broadcasts none asked for more than 12.
const BUDGET: u64 = 32;
/// The same where every n-gram is a seed, and somebody waits for these two texts alone.
const BUDGET_OF_SEARCH: u64 = 256;
/// So many characters that agree are compared as fast as a cell of an alignment is reckoned.
const QUICK: u64 = 8;
/// Characters that serve as a seed when two regions are already known to be related.
const NGRAM: usize = 4;

/// What finding links took, in counts that do not depend on the machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Effort {
    /// Seeds looked at: places that two documents have in common.
    pub seeds: u64,
    /// Seeds that were extended to alignments.
    pub alignments: u64,
    /// Cells of these alignments.
    pub cells: u64,
}

impl AddAssign for Effort {
    fn add_assign(&mut self, other: Effort) {
        self.seeds += other.seeds;
        self.alignments += other.alignments;
        self.cells += other.cells;
    }
}

/// The alignments between two texts, grown from seeds.
#[derive(Debug, Default, Clone)]
pub(crate) struct Links {
    extender: Extender,
    tried: Vec<Alignment>,
    /// What of the first text each of them looked at.
    explored: Vec<FoldedSpan>,
    /// The alignments by the diagonal they begin on.
    begins: BTreeSet<(i64, usize)>,
    /// How far an alignment strays from that diagonal, at the most.
    drift: i64,
    work: Work,
    effort: Effort,
}

impl Links {
    /// Extends the seed unless an alignment already passes by it.
    pub(crate) fn grow(&mut self, a: &[char], b: &[char], seed: (u32, u32)) {
        self.extend((a, b), seed, budget(a, b, BUDGET));
    }

    fn extend(&mut self, (a, b): (&[char], &[char]), seed: (u32, u32), budget: WorkBudget) {
        self.effort.seeds += 1;
        let here = FoldedSpan::new(seed.0, seed.0 + 1);
        if self.work.is_exhausted(budget, seed.0) {
            return;
        }
        let (is_passed, looked_at) = self.is_passed((a, b), seed);
        self.work.spend(budget, here, 1 + looked_at);
        if is_passed || !prefilter::is_promising(a, b, seed.0, seed.1) {
            return;
        }
        let before = self.extender.cells();
        let alignment = self.extender.extend(a, b, seed.0, seed.1);
        let cells = self.extender.cells() - before;
        self.work.spend(budget, alignment.a, cells + u64::from(alignment.matches()) / QUICK);
        self.effort += Effort { seeds: 0, alignments: 1, cells };
        let begin = diagonal((alignment.a.begin, alignment.b.begin));
        let drift = alignment.runs.iter().map(|run| (diagonal((run.a, run.b)) - begin).abs()).max();
        self.drift = self.drift.max(drift.unwrap_or(0));
        self.begins.insert((begin, self.tried.len()));
        self.tried.push(alignment);
        self.explored.push(self.extender.explored());
    }

    /// The parts of the first text that alignments between the two texts at hand depend on, beside what
    /// lies within [`REACH`](super::prefilter::REACH) characters of a seed. They may reach beyond its end.
    #[must_use]
    pub(crate) fn explored(&self) -> &[FoldedSpan] {
        &self.explored
    }

    /// Whether an alignment passes by a seed, and how many were looked at for that.
    fn is_passed(&self, (a, b): (&[char], &[char]), seed: (u32, u32)) -> (bool, u64) {
        let (at, reach) = (diagonal(seed), self.drift + i64::from(NEAR));
        let mut looked_at = 0;
        let mut near = self.begins.range((at - reach, 0)..=(at + reach, usize::MAX));
        let is_passed = near.any(|&(_, tried)| {
            looked_at += 1;
            let far = self.tried.get(tried).and_then(|tried| tried.distance(seed.0, seed.1));
            // What repeats itself beside the line is a copy of its own.
            far.is_some_and(|far| far == 0 || (far <= NEAR && !prefilter::is_long(a, b, seed)))
        });
        (is_passed, looked_at)
    }

    /// Looks for seeds between two regions that are known to be related, and extends them.
    pub(crate) fn search(&mut self, a: &[char], b: &[char], region_a: FoldedSpan, region_b: FoldedSpan) {
        // Where an n-gram stands first, and for each place of one, where it stands next.
        let ngrams = slice(b, region_b).windows(NGRAM);
        let mut first: FxHashMap<&[char], u32> = FxHashMap::default();
        first.reserve(ngrams.len());
        let mut next = vec![None; ngrams.len()];
        let places: Vec<u32> = (region_b.begin..).take(next.len()).collect();
        for ((ngram, next), &at) in ngrams.zip(&mut next).zip(&places).rev() {
            *next = first.insert(ngram, at);
        }
        let budget = budget(a, b, BUDGET_OF_SEARCH);
        for (at, ngram) in (region_a.begin..).zip(slice(a, region_a).windows(NGRAM)) {
            let mut place = first.get(ngram).copied();
            while let Some(other) = place.filter(|_| !self.work.is_exhausted(budget, at)) {
                self.extend((a, b), (at, other), budget);
                place = next.get((other - region_b.begin) as usize).copied().flatten();
            }
        }
    }

    /// The alignments that are similar enough, in order of their place in the first text; what was found
    /// is forgotten, and the next two texts can be given.
    pub(crate) fn take(&mut self, similar: Similar) -> Vec<Alignment> {
        self.take_pieces(similar).0
    }

    /// The alignments that are similar enough, as [`Links::take`] has them, and others as similar in which at least
    /// 6 characters agree: too few to say anything by themselves.
    pub(crate) fn take_pieces(&mut self, similar: Similar) -> (Vec<Alignment>, Vec<Alignment>) {
        let all = self.take_all();
        let is_piece = |found: &&Alignment| {
            found.matches() >= PIECE && found.similarity() >= similar.similarity(0) && !similar.holds(found)
        };
        let pieces = all.iter().filter(is_piece).cloned().collect();
        let mut same: Vec<Alignment> = all.into_iter().flat_map(|found| similar.cores(found)).collect();
        same.sort_by_key(|link| (link.a, link.b));
        same.dedup_by_key(|link| (link.a, link.b));
        (same, pieces)
    }

    /// What was done since this was asked last.
    pub(crate) fn take_effort(&mut self) -> Effort {
        std::mem::take(&mut self.effort)
    }

    /// As [`Links::take`], similar or not.
    pub(crate) fn take_all(&mut self) -> Vec<Alignment> {
        self.begins.clear();
        self.explored.clear();
        self.drift = 0;
        self.work = Work::default();
        let mut found: Vec<Alignment> = self.tried.drain(..).collect();
        found.sort_by_key(|link| (link.a, link.b));
        found.dedup_by_key(|link| (link.a, link.b));
        found
    }
}

/// On which diagonal of the two texts a pair of places lies.
fn diagonal((a, b): (u32, u32)) -> i64 {
    i64::from(b) - i64::from(a)
}

fn budget(a: &[char], b: &[char], each: u64) -> WorkBudget {
    WorkBudget { each, characters: (a.len() + b.len()) as u64 }
}

fn slice(text: &[char], region: FoldedSpan) -> &[char] {
    let end = (region.end as usize).min(text.len());
    text.get((region.begin as usize).min(end)..end).unwrap_or_default()
}
