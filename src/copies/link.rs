//! Links: the passages that two documents share, from the seeds they have in common.

use super::align::Alignment;
use super::extend::Extender;
use super::glance;
use crate::place::FoldedSpan;
use rustc_hash::FxHashMap;

/// The fewest characters that must agree for two passages to be called the same.
pub(super) const MATCHES: u32 = 14;
/// The least [`Alignment::similarity`] of a link …
const SIMILARITY: f32 = 0.7;
/// … and of one so long that chance is out of the question.
const SIMILARITY_OF_LONG: f32 = 0.62;
/// So many agreeing characters make a long passage.
const LONG: u32 = 60;
/// Seeds that lie this near to the line of a known alignment belong to it.
const NEAR: u32 = 24;
/// Characters that serve as a seed when two regions are already known to be related.
const NGRAM: usize = 4;

/// Whether two aligned passages are the same passage.
#[must_use]
pub fn is_same(alignment: &Alignment) -> bool {
    let matches = alignment.matches();
    let least = if matches < LONG { SIMILARITY } else { SIMILARITY_OF_LONG };
    matches >= MATCHES && alignment.similarity() >= least
}

/// The alignments between two texts, grown from seeds.
#[derive(Debug, Default)]
pub struct Links {
    extender: Extender,
    tried: Vec<Alignment>,
    /// Which of them reach beyond the last seed: seeds mostly come in ascending order.
    open: Vec<usize>,
    last: u32,
}

impl Links {
    /// Extends the seed unless an alignment already passes by it.
    pub fn grow(&mut self, a: &[char], b: &[char], seed: (u32, u32)) {
        if seed.0 < self.last {
            self.open = (0..self.tried.len()).collect();
        }
        self.last = seed.0;
        let Links { extender, tried, open, .. } = self;
        open.retain(|&at| tried.get(at).is_some_and(|tried| tried.a.end > seed.0));
        let passes = |&at: &usize| tried.get(at)?.distance(seed.0, seed.1);
        if open.iter().rev().filter_map(passes).all(|far| far > NEAR)
            && glance::is_promising(a, b, seed.0, seed.1)
        {
            open.push(tried.len());
            tried.push(extender.extend(a, b, seed.0, seed.1));
        }
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
        }
    }

    /// The alignments that are good enough, in order of their place in the first text; what was found
    /// is forgotten, and the next two texts can be given.
    pub fn take_same(&mut self) -> Vec<Alignment> {
        (self.last, self.open) = (0, Vec::new());
        let mut same: Vec<Alignment> = self.tried.drain(..).filter(is_same).collect();
        same.sort_by_key(|link| (link.a, link.b));
        same.dedup_by_key(|link| (link.a, link.b));
        same
    }
}

fn slice(text: &[char], region: FoldedSpan) -> &[char] {
    let end = (region.end as usize).min(text.len());
    text.get((region.begin as usize).min(end)..end).unwrap_or_default()
}
