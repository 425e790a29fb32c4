//! The comparison: documents that seeds tie are aligned, block by block of documents.

use super::Change;
use super::Entry;
use super::spill::Spill;
use super::texts::Texts;
use crate::copies::align::Alignment;
use crate::copies::link::Links;
use crate::copies::store::Link;
use crate::error::Result;
use rayon::iter::IntoParallelIterator;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;
use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// Neighbouring documents whose texts fit into memory together.
pub(super) struct Blocks {
    /// The first entry of each block, and the end.
    bounds: Vec<u32>,
}

impl Blocks {
    /// Blocks of texts of at most `memory` bytes; a longer text is a block of its own.
    pub(super) fn of(entries: &[Entry], memory: usize) -> Self {
        let most = memory / size_of::<char>();
        let (mut bounds, mut held) = (vec![0], 0);
        for (at, entry) in (0u32..).zip(entries) {
            if held > 0 && held + entry.length as usize > most {
                bounds.push(at);
                held = 0;
            }
            held += entry.length as usize;
        }
        bounds.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        Blocks { bounds }
    }

    pub(super) fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// How many pairs of blocks there are.
    pub(super) fn pairs(&self) -> usize {
        self.len() * self.len()
    }

    pub(super) fn entries(&self, block: usize) -> Range<u32> {
        let bound = |at: usize| self.bounds.get(at).copied().unwrap_or(0);
        bound(block)..bound(block + 1)
    }

    fn block(&self, entry: u32) -> usize {
        self.bounds.partition_point(|&bound| bound <= entry).saturating_sub(1)
    }

    /// The number of the pair of blocks that two entries lie in.
    pub(super) fn pair(&self, a: u32, b: u32) -> usize {
        self.block(a) * self.len() + self.block(b)
    }
}

type Row = [u32; 4];
type Loaded<'a> = FxHashMap<u32, Cow<'a, [char]>>;

/// So many seeds go to a thread at a time.
const PORTION: usize = 1 << 14;

impl Change<'_> {
    /// Aligns all documents that seeds tie; the ties, in terms of documents after the change, by blocks
    /// of the documents they are listed under.
    pub(super) fn compare(
        &self,
        texts: &Texts<'_>,
        blocks: &Blocks,
        mut seeds: Spill<4>,
    ) -> Result<Spill<7>> {
        let mut ties = Spill::new(self.folder, self.memory / 4, blocks.len());
        let new = |at: u32| self.entry(at as usize).new.unwrap_or(u32::MAX);
        for pair in 0..blocks.pairs() {
            let mut rows = seeds.take(pair)?;
            rows.par_sort_unstable();
            for Link { a, span_a, b, span_b, matches } in self.links_of(texts, &rows)? {
                let (to_a, to_b) = (new(a), new(b));
                ties.push(
                    blocks.block(a),
                    [to_a, span_a.begin, span_a.end, to_b, span_b.begin, span_b.end, matches],
                )?;
                ties.push(
                    blocks.block(b),
                    [to_b, span_b.begin, span_b.end, to_a, span_a.begin, span_a.end, matches],
                )?;
            }
        }
        Ok(ties)
    }

    fn links_of(&self, texts: &Texts<'_>, seeds: &[Row]) -> Result<Vec<Link>> {
        let documents: FxHashSet<u32> = seeds.iter().flat_map(|&[a, b, ..]| [a, b]).collect();
        let load = |at: u32| Ok((at, texts.get(at)?));
        let texts: Loaded<'_> = documents.into_par_iter().map(load).collect::<Result<_>>()?;
        let pairs: Vec<&[Row]> =
            seeds.chunk_by(|one, next| one.iter().take(2).eq(next.iter().take(2))).collect();
        let (done, of) = (AtomicUsize::new(0), pairs.len());
        let portion = 1 + PORTION * of / seeds.len().max(1);
        let portions = pairs.par_chunks(portion).map_init(Links::default, |links, portion| {
            let found: Vec<Link> =
                portion.iter().flat_map(|pair| links_of_pair(&texts, pair, links)).collect();
            (self.step)(done.fetch_add(portion.len(), Ordering::Relaxed) + portion.len(), of)?;
            Ok(found)
        });
        Ok(portions.collect::<Result<Vec<_>>>()?.concat())
    }
}

fn links_of_pair(texts: &Loaded<'_>, seeds: &[Row], links: &mut Links) -> Vec<Link> {
    let Some(&[a, b, ..]) = seeds.first() else { return Vec::new() };
    let (Some(text_a), Some(text_b)) = (texts.get(&a), texts.get(&b)) else { return Vec::new() };
    for &[_, _, at_a, at_b] in seeds {
        links.grow(text_a, text_b, (at_a, at_b));
    }
    // A text that repeats itself without a break aligns with its own neighbourhood: that is no copy.
    let apart = |same: &Alignment| a != b || same.a.intersect(same.b).is_empty();
    let link = |same: Alignment| Link { a, span_a: same.a, b, span_b: same.b, matches: same.matches() };
    links.take_same().into_iter().filter(apart).map(link).collect()
}
