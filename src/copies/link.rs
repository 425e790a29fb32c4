//! Links: the passages that two documents share, from the seeds they have in common.

use super::align::Alignment;
use super::extend::Extender;
use super::glance;
use crate::place::FoldedSpan;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::ops::AddAssign;

/// The fewest characters that must agree for two passages to be linked.
pub(super) const MATCHES: u32 = 14;
/// So many agreeing characters make a long passage, in which chance is out of the question.
const LONG: u32 = 60;
/// Seeds that lie this near to the line of a known alignment belong to it.
const NEAR: u32 = 24;
/// How much work two texts are worth, for each of their characters: cells of alignments, characters
/// aligned, seeds looked at. Only a text that repeats itself without end asks for more.
const PATIENCE: u64 = 256;
/// Characters that serve as a seed when two regions are already known to be related.
const NGRAM: usize = 4;

/// How similar two passages must be to count as the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Similar {
    /// Nine of ten characters agree: reprints with a few misread characters.
    Strict,
    /// Seven of ten agree, or six of ten of a long passage: badly read and edited copies.
    #[default]
    Normal,
    /// Half of them agree: the same thing said a little differently.
    Loose,
}

impl Similar {
    /// The fewest characters that must agree.
    #[must_use]
    pub fn matches(self) -> u32 {
        match self {
            Similar::Strict | Similar::Normal => MATCHES,
            Similar::Loose => 10,
        }
    }

    /// The least [`Alignment::similarity`] of a passage in which so many characters agree.
    #[must_use]
    pub fn similarity(self, matches: u32) -> f32 {
        match self {
            Similar::Strict => 0.9,
            Similar::Normal if matches < LONG => 0.7,
            Similar::Normal => 0.62,
            Similar::Loose => 0.5,
        }
    }

    /// Whether two aligned passages count as the same.
    #[must_use]
    pub fn holds(self, alignment: &Alignment) -> bool {
        let matches = alignment.matches();
        matches >= self.matches() && alignment.similarity() >= self.similarity(matches)
    }
}

/// What finding links took, in counts that do not depend on the machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
#[derive(Debug, Default)]
pub struct Links {
    extender: Extender,
    tried: Vec<Alignment>,
    /// The alignments by the diagonal they begin on.
    begins: BTreeSet<(i64, usize)>,
    /// How far an alignment strays from that diagonal, at the most.
    drift: i64,
    spent: u64,
    effort: Effort,
}

impl Links {
    /// Extends the seed unless an alignment already passes by it.
    pub fn grow(&mut self, a: &[char], b: &[char], seed: (u32, u32)) {
        self.spent += 1;
        self.effort.seeds += 1;
        if self.is_tired(a, b) || self.is_passed(seed) || !glance::is_promising(a, b, seed.0, seed.1) {
            return;
        }
        let before = self.extender.cells();
        let alignment = self.extender.extend(a, b, seed.0, seed.1);
        let cells = self.extender.cells() - before;
        self.spent += cells + u64::from(alignment.matches());
        self.effort += Effort { seeds: 0, alignments: 1, cells };
        let begin = diagonal((alignment.a.begin, alignment.b.begin));
        let drift = alignment.runs.iter().map(|run| (diagonal((run.a, run.b)) - begin).abs()).max();
        self.drift = self.drift.max(drift.unwrap_or(0));
        self.begins.insert((begin, self.tried.len()));
        self.tried.push(alignment);
    }

    fn is_passed(&mut self, seed: (u32, u32)) -> bool {
        let (at, reach) = (diagonal(seed), self.drift + i64::from(NEAR));
        let mut near = self.begins.range((at - reach, 0)..=(at + reach, usize::MAX));
        near.any(|&(_, tried)| {
            self.spent += 1;
            let far = self.tried.get(tried).and_then(|tried| tried.distance(seed.0, seed.1));
            far.is_some_and(|far| far <= NEAR)
        })
    }

    /// Whether more work went into two texts than they can be worth.
    fn is_tired(&self, a: &[char], b: &[char]) -> bool {
        self.spent > PATIENCE * (a.len() + b.len()) as u64
    }

    /// Looks for seeds between two regions that are known to be related, and extends them.
    pub fn search(&mut self, a: &[char], b: &[char], region_a: FoldedSpan, region_b: FoldedSpan) {
        let mut places: FxHashMap<&[char], Vec<u32>> = FxHashMap::default();
        for (at, ngram) in (region_b.begin..).zip(slice(b, region_b).windows(NGRAM)) {
            places.entry(ngram).or_default().push(at);
        }
        for (at, ngram) in (region_a.begin..).zip(slice(a, region_a).windows(NGRAM)) {
            for &other in places.get(ngram).into_iter().flatten() {
                self.grow(a, b, (at, other));
            }
            if self.is_tired(a, b) {
                break;
            }
        }
    }

    /// The alignments that are similar enough, in order of their place in the first text; what was found
    /// is forgotten, and the next two texts can be given.
    pub fn take(&mut self, similar: Similar) -> Vec<Alignment> {
        let mut same = self.take_all();
        same.retain(|alignment| similar.holds(alignment));
        same
    }

    /// What was done since this was asked last.
    pub fn take_effort(&mut self) -> Effort {
        std::mem::take(&mut self.effort)
    }

    /// As [`Links::take`], similar or not.
    pub fn take_all(&mut self) -> Vec<Alignment> {
        self.begins.clear();
        (self.drift, self.spent) = (0, 0);
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

fn slice(text: &[char], region: FoldedSpan) -> &[char] {
    let end = (region.end as usize).min(text.len());
    text.get((region.begin as usize).min(end)..end).unwrap_or_default()
}
