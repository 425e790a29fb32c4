//! Incremental matching: which links a change of the collection adds, and which it removes.
//!
//! The links of two documents follow from their texts and from the seeds they share, and the seeds from the heads
//! of the posting lists of fingerprints. So only fingerprints of documents that came or went can change a seed.
//! Their posting lists are made from all texts ([`scan`]); pairs of documents that lose or win a seed are
//! invalidated and aligned again ([`compare`]); every other link stays. The result is that of a fresh build of the
//! same documents. A first build is the change in which every document came.
//!
//! Memory: fingerprints are scanned in as many passes as fit, documents aligned in blocks that fit, and rows in
//! between go to external buckets ([`buckets`]).

mod buckets;
mod compare;
mod pack;
mod scan;
mod spool;
#[cfg(test)]
mod tests;
mod texts;

pub(crate) use compare::grow;
pub(crate) use compare::links_of_pair;
pub(crate) use compare::take;
pub(crate) use pack::pack_links;
pub(crate) use spool::Spooled;
pub(crate) use spool::TextSpool;

use crate::copies::link::Effort;
use crate::copies::seed;
use crate::copies::seed::Occurrence;
use crate::copies::seed::Seed;
use crate::copies::store::Rows;
use crate::error::Result;
use crate::place::Rank;
use buckets::Buckets;
use compare::Blocks;
use rustc_hash::FxHashSet;
use scan::Scan;
use std::io::Write;
use std::path::Path;
use texts::TextCache;

/// A document before or after the change, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ChangedDocument {
    /// Its folded characters.
    pub(crate) length: u32,
    /// Its rank before the change; `None` when it came.
    pub(crate) old: Option<Rank>,
    /// Its rank after the change; `None` when it went.
    pub(crate) new: Option<Rank>,
}

impl ChangedDocument {
    fn has_changed(self) -> bool {
        self.old.is_none() || self.new.is_none()
    }
}

/// A change of the collection.
pub(crate) struct Change<'a> {
    /// All documents of before and after, in the order of their keys; one whose text changed went and
    /// came. An entry has a rank among these like any document: seeds and alignments are the same whatever is counted.
    /// So occurrences, seeds and links name entries here, and edges the documents after the change.
    pub(crate) entries: Vec<ChangedDocument>,
    /// The folded text of an entry.
    pub(crate) load: &'a (dyn Fn(Rank) -> Result<Vec<char>> + Sync),
    /// The links before.
    pub(crate) links: Rows<'a>,
    /// Bytes of memory to work in, more or less.
    pub(crate) memory: usize,
    /// Where a file may lie that outgrows them.
    pub(crate) folder: &'a Path,
    /// Hears how many pairs of documents are compared, and of how many when that is known; may stop the work.
    pub(crate) step: &'a (dyn Fn(usize, Option<usize>) -> Result<()> + Sync),
}

/// What a change came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Matched {
    /// How many links there are now.
    pub(crate) links: u64,
    pub(crate) effort: Effort,
}

/// What comes of one fingerprint.
enum Finding {
    /// A seed of two documents of which one came.
    Seed(Seed),
    /// Two documents that stay and whose seeds change.
    Invalidated(Rank, Rank),
}

impl Change<'_> {
    /// Writes the links after the change.
    pub(crate) fn write_links(&self, out: impl Write) -> Result<Matched> {
        let texts = TextCache::new(self, self.memory / 8);
        let blocks = Blocks::of(&self.entries, self.memory / 16);
        let mut seeds = Buckets::new(self.folder, self.memory / 8, blocks.pairs());
        let mut invalidated = FxHashSet::default();
        let changed = |at: Rank| self.entry(at).has_changed();
        self.scan(&texts, &changed, &|_| true).run(
            |group| self.findings(group),
            |findings| {
                for finding in findings {
                    match finding {
                        Finding::Seed(seed) => seeds.push(blocks.pair(seed.a, seed.b), row(seed))?,
                        Finding::Invalidated(a, b) => drop(invalidated.insert((a, b))),
                    }
                }
                Ok(())
            },
        )?;
        if !invalidated.is_empty() {
            let of_pairs: FxHashSet<Rank> = invalidated.iter().flat_map(|&(a, b)| [a, b]).collect();
            let stays = |at: Rank| self.entry(at).new.is_some();
            let is_of_pairs = |seed: &Seed| invalidated.contains(&(seed.a, seed.b));
            self.scan(&texts, &|at| of_pairs.contains(&at), &stays).run(
                |group| all_seeds(group).into_iter().filter(is_of_pairs).collect(),
                |found| {
                    found.into_iter().try_for_each(|seed| seeds.push(blocks.pair(seed.a, seed.b), row(seed)))
                },
            )?;
        }
        let (edges, effort) = self.compare(&texts, &blocks, seeds)?;
        Ok(Matched { links: self.pack(&blocks, edges, &invalidated, out)?, effort })
    }

    fn entry(&self, at: Rank) -> ChangedDocument {
        self.entries.get(at.index()).copied().unwrap_or_default()
    }

    fn scan<'s>(
        &'s self,
        texts: &'s TextCache<'s>,
        of: &'s (dyn Fn(Rank) -> bool + Sync),
        among: &'s (dyn Fn(Rank) -> bool + Sync),
    ) -> Scan<'s> {
        Scan { change: self, texts, of, among }
    }

    /// From one posting list: the seeds of documents that came, and which pairs of the others win or lose one.
    fn findings(&self, group: &[Occurrence]) -> Vec<Finding> {
        let entry = |occurrence: &Occurrence| self.entry(occurrence.rank);
        if group.len() < 2 || !group.iter().any(|occurrence| entry(occurrence).has_changed()) {
            return Vec::new();
        }
        let of = |is_there: fn(ChangedDocument) -> bool| {
            let there = group.iter().filter(|occurrence| is_there(entry(occurrence)));
            all_seeds(&there.copied().collect::<Vec<_>>())
        };
        let came = |at: Rank| self.entry(at).old.is_none();
        let (fresh, kept): (Vec<Seed>, Vec<Seed>) =
            of(|entry| entry.new.is_some()).into_iter().partition(|seed| came(seed.a) || came(seed.b));
        let mut findings: Vec<Finding> = fresh.into_iter().map(Finding::Seed).collect();
        if group.iter().any(|occurrence| !entry(occurrence).has_changed()) {
            let went = |at: Rank| self.entry(at).new.is_none();
            let mut before = of(|entry| entry.old.is_some());
            before.retain(|seed| !went(seed.a) && !went(seed.b));
            findings.extend(differing(before, kept).map(|seed| Finding::Invalidated(seed.a, seed.b)));
        }
        findings
    }
}

fn all_seeds(group: &[Occurrence]) -> Vec<Seed> {
    let mut seeds = Vec::new();
    seed::seeds(group, |seed| seeds.push(seed));
    seeds
}

/// What only one of two lists has.
fn differing(mut one: Vec<Seed>, mut other: Vec<Seed>) -> impl Iterator<Item = Seed> {
    one.sort_unstable();
    other.sort_unstable();
    let only_one: Vec<Seed> = one.iter().filter(|seed| other.binary_search(seed).is_err()).copied().collect();
    let only_other = other.into_iter().filter(move |seed| one.binary_search(seed).is_err());
    only_one.into_iter().chain(only_other)
}

/// A seed as it lies in a bucket.
fn row(seed: Seed) -> [u32; 4] {
    [seed.a.into(), seed.b.into(), seed.at_a, seed.at_b]
}
