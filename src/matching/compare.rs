//! The comparison: documents that seeds edge are aligned, block by block of documents.

use super::Change;
use super::ChangedDocument;
use super::buckets::Buckets;
use super::texts::TextCache;
use crate::copies::align::Alignment;
use crate::copies::link::Effort;
use crate::copies::link::Links;
use crate::copies::seed::Seed;
use crate::copies::similarity::Similar;
use crate::copies::store::Link;
use crate::error::Result;
use crate::place::Rank;
use rayon::iter::IntoParallelIterator;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Neighbouring documents whose texts fit into memory together.
pub(super) struct Blocks {
    /// The first entry of each block, and the end.
    bounds: Vec<Rank>,
}

impl Blocks {
    /// Blocks of texts of at most `memory` bytes; a longer text is a block of its own.
    pub(super) fn of(entries: &[ChangedDocument], memory: usize) -> Self {
        let most = memory / size_of::<char>();
        let (mut bounds, mut held) = (vec![Rank::FIRST], 0);
        for (at, entry) in Rank::FIRST.onward().zip(entries) {
            if held > 0 && held + entry.length as usize > most {
                bounds.push(at);
                held = 0;
            }
            held += entry.length as usize;
        }
        bounds.push(Rank::at(entries.len()));
        Blocks { bounds }
    }

    pub(super) fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// How many pairs of blocks there are.
    pub(super) fn pairs(&self) -> usize {
        self.len() * self.len()
    }

    pub(super) fn entries(&self, block: usize) -> Vec<Rank> {
        let bound = |at: usize| self.bounds.get(at).copied().unwrap_or(Rank::FIRST);
        bound(block).up_to(bound(block + 1)).collect()
    }

    fn block(&self, entry: Rank) -> usize {
        self.bounds.partition_point(|&bound| bound <= entry).saturating_sub(1)
    }

    /// Adds a link between two entries to the edges of both; `to` are their ranks after the change.
    pub(super) fn edge(&self, edges: &mut Buckets<7>, link: Link, to: (Rank, Rank)) -> Result<()> {
        let Link { a, span_a, b, span_b, matches } = link;
        let (to_a, to_b) = (to.0.into(), to.1.into());
        let there = [to_a, span_a.begin, span_a.end, to_b, span_b.begin, span_b.end, matches];
        let back = [to_b, span_b.begin, span_b.end, to_a, span_a.begin, span_a.end, matches];
        edges.push(self.block(a), there)?;
        edges.push(self.block(b), back)
    }

    /// The number of the pair of blocks that two entries lie in.
    pub(super) fn pair(&self, a: Rank, b: Rank) -> usize {
        self.block(a) * self.len() + self.block(b)
    }
}

type Loaded<'a> = FxHashMap<Rank, Cow<'a, [char]>>;

/// Pairs of documents that are compared side by side.
const PAIRS: usize = 1 << 14;

impl Change<'_> {
    /// Aligns all documents that seeds edge; the edges, in terms of documents after the change, by blocks
    /// of the documents they are listed under.
    pub(super) fn compare(
        &self,
        texts: &TextCache<'_>,
        blocks: &Blocks,
        mut seeds: Buckets<4>,
    ) -> Result<(Buckets<7>, Effort)> {
        let mut edges = Buckets::new(self.folder, self.memory / 8, blocks.len());
        let mut effort = Effort::default();
        let new = |at: Rank| self.entry(at).new.unwrap_or(Rank::NONE);
        for pair in 0..blocks.pairs() {
            let mut seeds: Vec<Seed> = seeds.take(pair)?.into_iter().map(seed).collect();
            seeds.par_sort_unstable();
            effort += self.links_of(texts, &seeds, |link| {
                let (to_a, to_b) = (new(link.a), new(link.b));
                blocks.edge(&mut edges, link, (to_a, to_b))
            })?;
        }
        Ok((edges, effort))
    }

    /// Gives `each` the links that grow from sorted seeds.
    fn links_of(
        &self,
        texts: &TextCache<'_>,
        seeds: &[Seed],
        mut each: impl FnMut(Link) -> Result<()>,
    ) -> Result<Effort> {
        let mut effort = Effort::default();
        let documents: FxHashSet<Rank> = seeds.iter().flat_map(|seed| [seed.a, seed.b]).collect();
        let load = |at: Rank| Ok((at, texts.get(at)?));
        let texts: Loaded<'_> = documents.into_par_iter().map(load).collect::<Result<_>>()?;
        let pairs: Vec<&[Seed]> = seeds.chunk_by(|one, next| (one.a, one.b) == (next.a, next.b)).collect();
        for (done, some) in (0..).step_by(PAIRS).zip(pairs.chunks(PAIRS)) {
            (self.step)(done, Some(pairs.len()))?;
            let links = some.par_iter().map_init(Links::default, |links, pair| {
                let &Seed { a, b, .. } = pair.first()?;
                let found = links_of_pair((texts.get(&a)?, texts.get(&b)?), pair, links);
                Some((found, links.take_effort()))
            });
            for (links, spent) in links.collect::<Vec<_>>().into_iter().flatten() {
                links.into_iter().try_for_each(&mut each)?;
                effort += spent;
            }
        }
        Ok(effort)
    }
}

/// The links between two texts that grow from all their seeds, given in order.
pub(crate) fn links_of_pair(texts: (&[char], &[char]), seeds: &[Seed], links: &mut Links) -> Vec<Link> {
    let Some(&Seed { a, b, .. }) = seeds.first() else { return Vec::new() };
    grow(texts, seeds, links);
    take((a, b), links)
}

/// Grows alignments from all seeds of two texts.
pub(crate) fn grow((a, b): (&[char], &[char]), seeds: &[Seed], links: &mut Links) {
    for &Seed { at_a, at_b, .. } in seeds {
        links.grow(a, b, (at_a, at_b));
    }
}

/// Takes the links between two documents out of what has grown.
pub(crate) fn take((a, b): (Rank, Rank), links: &mut Links) -> Vec<Link> {
    // Every place is paired with the first one, so what comes next is paired through it.
    let apart = |same: Alignment| if a == b { same.apart().next() } else { Some(same) };
    let link = |same: Alignment| Link { a, span_a: same.a, b, span_b: same.b, matches: same.matches() };
    let same = links.take(Similar::Normal).into_iter().filter_map(apart);
    same.filter(|same| Similar::Normal.holds(same)).map(link).collect()
}

/// A seed that lay in a bucket.
fn seed([a, b, at_a, at_b]: [u32; 4]) -> Seed {
    Seed { a: a.into(), b: b.into(), at_a, at_b }
}
