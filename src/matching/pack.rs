//! The last step: the old links that stay and the new ones, written document after document.

use super::Change;
use super::ChangedDocument;
use super::buckets::Buckets;
use super::compare::Blocks;
use crate::copies::store::Edge;
use crate::copies::store::Link;
use crate::copies::store::List;
use crate::copies::store::ListedEdge;
use crate::copies::store::Packer;
use crate::copies::store::Rows;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::FoldedSpan;
use crate::place::Rank;
use rayon::iter::IntoParallelIterator;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashSet;
use std::io;
use std::io::Write;
use std::path::Path;

/// Writes links that are found already, given some at a time, between documents of the given lengths, in the order of keys; returns
/// how many they are.
pub(crate) fn pack_links(
    lengths: &[u32],
    links: impl Iterator<Item = Result<Vec<Link>>>,
    memory: usize,
    folder: &Path,
    out: impl Write,
) -> Result<u64> {
    let entry = |(rank, &length)| ChangedDocument { length, old: None, new: Some(rank) };
    let change = Change {
        entries: Rank::FIRST.onward().zip(lengths).map(entry).collect(),
        load: &|_| Ok(Vec::new()),
        links: Rows::default(),
        memory,
        folder,
        step: &|_, _| Ok(()),
    };
    let blocks = Blocks::of(&change.entries, memory / 16);
    let mut edges = Buckets::new(folder, memory / 8, blocks.len());
    for some in links {
        for link in some? {
            blocks.edge(&mut edges, link, (link.a, link.b))?;
        }
    }
    change.pack(&blocks, edges, &FxHashSet::default(), out)
}

impl Change<'_> {
    /// Writes the links after the change; returns how many they are. Links between documents of a stale
    /// pair are found again among the new ones.
    pub(super) fn pack(
        &self,
        blocks: &Blocks,
        mut edges: Buckets<7>,
        stale: &FxHashSet<(Rank, Rank)>,
        out: impl Write,
    ) -> Result<u64> {
        // Both orders are that of the keys, so these stand in the old one.
        let before = Rank::FIRST.onward().zip(&self.entries).filter(|(_, entry)| entry.old.is_some());
        let before: Vec<(Rank, Option<Rank>)> = before.map(|(at, entry)| (at, entry.new)).collect();
        let stays = |at: Rank, edge: Edge| {
            let &(other, new) = before.get(edge.document.index())?;
            let is_stale = stale.contains(&(at.min(other), at.max(other)));
            Some(Edge { document: new?, ..edge }).filter(|_| !is_stale)
        };
        let mut packer = Packer::new(out);
        for block in 0..blocks.len() {
            let mut fresh: Vec<ListedEdge> = edges.take(block)?.into_iter().map(listed).collect();
            fresh.par_sort_unstable();
            let list = |at: Rank| {
                let entry = self.entry(at);
                let new = entry.new?;
                let first = fresh.partition_point(|listed| listed.under < new);
                let own = fresh.iter().skip(first).take_while(|listed| listed.under == new);
                let old = entry.old.into_iter().flat_map(|old| self.links.edges(old));
                let mut list: Vec<Edge> =
                    own.map(|listed| listed.edge).chain(old.filter_map(|edge| stays(at, edge))).collect();
                list.sort_unstable();
                Some(List::of(&list))
            };
            let lists: Vec<io::Result<List>> =
                blocks.entries(block).into_par_iter().filter_map(list).collect();
            for list in lists {
                list.and_then(|list| packer.document(&list)).map_err(|cause| self.unwritten(cause))?;
            }
        }
        packer.finish().map_err(|cause| self.unwritten(cause))
    }

    fn unwritten(&self, cause: io::Error) -> Error {
        let what = message!("the links could not be written");
        Error::new(ErrorKind::Write, what)
            .at(self.folder)
            .because(cause)
            .advise(message!("is the disk full?"))
    }
}

/// An edge that lay in a bucket.
fn listed([under, begin, end, document, other_begin, other_end, matches]: [u32; 7]) -> ListedEdge {
    let (own, other) = (FoldedSpan::new(begin, end), FoldedSpan::new(other_begin, other_end));
    ListedEdge { under: under.into(), edge: Edge { own, document: document.into(), other, matches } }
}
