//! The links of a collection, packed, and read where they lie.
//!
//! Each link is listed under both its documents. A document's list is ordered by place and written in
//! blocks of differences, each number in as few bytes as it needs; blocks that lie elsewhere are stepped
//! over. Where the lists end is written after them.

use super::align::ratio;
use crate::place::FoldedSpan;
use crate::place::Rank;
use std::io;
use std::io::Write;

/// A passage that a link ties: a stretch of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LinkedSpan {
    /// The document.
    pub document: Rank,
    /// Where the passage stands in it.
    pub span: FoldedSpan,
}

/// Two passages that are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    /// The first document.
    pub a: Rank,
    /// Its passage.
    pub span_a: FoldedSpan,
    /// The second document; the same as the first for a repeat inside it.
    pub b: Rank,
    /// Its passage.
    pub span_b: FoldedSpan,
    /// How many characters agree.
    pub matches: u32,
}

impl Link {
    /// Both passages.
    #[must_use]
    pub(crate) fn sides(&self) -> [LinkedSpan; 2] {
        [(self.a, self.span_a), (self.b, self.span_b)].map(|(document, span)| LinkedSpan { document, span })
    }

    /// Whether the first passage comes first, or both are one: each link is listed from either side.
    #[must_use]
    pub(crate) fn is_in_order(&self) -> bool {
        let [a, b] = self.sides();
        a <= b
    }

    /// Twice the agreeing characters over the characters of both passages, 0 to 1.
    #[must_use]
    pub(crate) fn similarity(&self) -> f32 {
        ratio(2 * self.matches, self.span_a.len() + self.span_b.len())
    }
}

/// One side of a link, seen from the document it is listed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    /// The passage in the document it is listed under.
    pub own: FoldedSpan,
    /// The other document.
    pub document: Rank,
    /// The passage in the other document.
    pub other: FoldedSpan,
    /// How many characters agree.
    pub matches: u32,
}

/// An edge with the document it is listed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListedEdge {
    /// The document.
    pub under: Rank,
    /// The edge.
    pub edge: Edge,
}

/// An edge as it is written: how much further it begins than the one before it, its length, how much
/// higher its other document is, where it stands there, how much longer it is there, and how many
/// characters of the shorter side do not agree.
type Packed = (u32, u32, i32, u32, i32, u32);

/// What stands before the edges of a block: how much further its first edge begins than that of the block
/// before it, how far its edges reach from there, and how many bytes they take.
type Header = (u32, u32, u32);

/// Edges of a block: few enough to read them all for one, enough that headers cost little.
const BLOCK: usize = 64;

/// The last bytes: how many edges and how many documents there are.
const FOOTER: usize = 16;

/// The edges of a document, packed.
#[derive(Debug, Default)]
pub(crate) struct List {
    bytes: Vec<u8>,
    edges: u64,
}

impl List {
    /// Packs edges, given in their order.
    ///
    /// # Errors
    /// Never, as long as there is memory.
    pub(crate) fn of(edges: &[Edge]) -> io::Result<Self> {
        let mut bytes = Vec::new();
        let mut last = 0;
        for block in edges.chunks(BLOCK) {
            let packed = Self::block(block)?;
            let first = block.first().map_or(last, |edge| edge.own.begin);
            let end = block.iter().map(|edge| edge.own.end).max().unwrap_or(first);
            let length = u32::try_from(packed.len()).map_err(io::Error::other)?;
            let header: Header = (first - last, end - first, length);
            bytes = postcard::to_extend(&header, bytes).map_err(io::Error::other)?;
            bytes.extend(packed);
            last = first;
        }
        Ok(List { bytes, edges: edges.len() as u64 })
    }

    /// Packs the edges of a block.
    fn block(edges: &[Edge]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let (mut begin, mut document) = (edges.first().map_or(0, |edge| edge.own.begin), 0);
        for edge in edges {
            let other = u32::from(edge.document).cast_signed();
            let packed: Packed = (
                edge.own.begin - begin,
                edge.own.len(),
                other.wrapping_sub(document),
                edge.other.begin,
                edge.other.len().cast_signed().wrapping_sub(edge.own.len().cast_signed()),
                edge.own.len().min(edge.other.len()).wrapping_sub(edge.matches),
            );
            (begin, document) = (edge.own.begin, other);
            bytes = postcard::to_extend(&packed, bytes).map_err(io::Error::other)?;
        }
        Ok(bytes)
    }
}

/// Writes the edges of documents, one document after the other.
#[derive(Debug)]
pub(crate) struct Packer<W> {
    out: W,
    ends: Vec<u64>,
    edges: u64,
}

impl<W: Write> Packer<W> {
    /// Starts with the first document.
    pub(crate) fn new(out: W) -> Self {
        Packer { out, ends: Vec::new(), edges: 0 }
    }

    /// Writes the edges of the next document.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(crate) fn document(&mut self, list: &List) -> io::Result<()> {
        self.out.write_all(&list.bytes)?;
        self.edges += list.edges;
        self.ends.push(self.ends.last().unwrap_or(&0) + list.bytes.len() as u64);
        Ok(())
    }

    /// Writes where the documents end; returns how many links there are.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn finish(mut self) -> io::Result<u64> {
        for number in self.ends.iter().chain(&[self.edges, self.ends.len() as u64]) {
            self.out.write_all(&number.to_le_bytes())?;
        }
        Ok(self.edges / 2)
    }
}

/// Links over the bytes that a [`Packer`] wrote.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rows<'a> {
    lists: &'a [u8],
    ends: &'a [[u8; 8]],
    edges: u64,
}

impl<'a> Rows<'a> {
    /// Links over bytes; `None` when a packer never wrote them.
    #[must_use]
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Self> {
        let (rest, footer) = bytes.split_at_checked(bytes.len().checked_sub(FOOTER)?)?;
        let [edges, documents] = footer.as_chunks::<8>().0 else { return None };
        let table = usize::try_from(u64::from_le_bytes(*documents)).ok()?.checked_mul(8)?;
        let (lists, ends) = rest.split_at_checked(rest.len().checked_sub(table)?)?;
        let ends = ends.as_chunks::<8>().0;
        let end = ends.last().map_or(0, |end| u64::from_le_bytes(*end));
        (end == lists.len() as u64).then_some(Rows { lists, ends, edges: u64::from_le_bytes(*edges) })
    }

    /// How many links there are.
    #[must_use]
    pub(crate) fn len(self) -> u64 {
        self.edges / 2
    }

    /// The links of a document, in the order of its passages.
    pub(crate) fn edges(self, document: Rank) -> impl Iterator<Item = Edge> + 'a {
        self.edges_over(document, FoldedSpan::new(0, u32::MAX))
    }

    /// The links of a document with characters in a span, in the order of its passages.
    pub(crate) fn edges_over(self, document: Rank, span: FoldedSpan) -> impl Iterator<Item = Edge> + 'a {
        self.blocks_over(document, span).flat_map(move |block| block.edges_over(span))
    }

    /// The same in blocks, which are read when they are asked for.
    pub(super) fn blocks_over(self, document: Rank, span: FoldedSpan) -> impl Iterator<Item = Block<'a>> {
        let blocks = Blocks { list: self.list(document), last: FoldedSpan::new(0, 0) };
        let near = blocks.take_while(move |block| block.span.begin < span.end);
        near.filter(move |block| block.span.end > span.begin)
    }

    fn list(self, document: Rank) -> &'a [u8] {
        let end = |at: usize| {
            self.ends.get(at).and_then(|end| usize::try_from(u64::from_le_bytes(*end)).ok()).unwrap_or(0)
        };
        let at = document.index();
        let begin = at.checked_sub(1).map_or(0, end);
        self.lists.get(begin..end(at)).unwrap_or_default()
    }

    /// Every link once, in the order of documents.
    pub(crate) fn links(self) -> impl Iterator<Item = Link> + 'a {
        let all = Rank::all(self.ends.len()).flat_map(move |a| {
            self.edges(a).map(move |edge| Link {
                a,
                span_a: edge.own,
                b: edge.document,
                span_b: edge.other,
                matches: edge.matches,
            })
        });
        all.filter(Link::is_in_order)
    }
}

/// Neighbouring edges of a document.
pub(super) struct Block<'a> {
    /// From where the first one begins to where the last one ends.
    pub(super) span: FoldedSpan,
    /// What all of them cover, where that can be told without reading them: of very many that begin at one place.
    pub(super) common: Option<FoldedSpan>,
    edges: &'a [u8],
}

impl<'a> Block<'a> {
    /// Those with characters in a span.
    pub(super) fn edges_over(self, span: FoldedSpan) -> impl Iterator<Item = Edge> + 'a {
        let edges = Edges { list: self.edges, begin: self.span.begin, document: 0 };
        edges.filter(move |edge| edge.own.begin < span.end && edge.own.end > span.begin)
    }
}

/// The blocks of one document.
struct Blocks<'a> {
    list: &'a [u8],
    /// What the block before covers.
    last: FoldedSpan,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        if self.list.is_empty() {
            return None;
        }
        // Bytes that are no block end the list; `check` finds such damage by the file's checksum.
        let (header, rest) = postcard::take_from_bytes::<Header>(self.list).ok()?;
        let (further, reach, length) = header;
        let (edges, rest) = rest.split_at_checked(length as usize)?;
        let begin = self.last.begin.wrapping_add(further);
        let span = FoldedSpan::new(begin, begin.wrapping_add(reach));
        // Edges are ordered by where they begin, then by where they end: between two blocks that begin where this one
        // does, all begin there, and end no earlier than the last one of the block before.
        let next = postcard::take_from_bytes::<Header>(rest).ok();
        let is_between = further == 0 && next.is_some_and(|((further, ..), _)| further == 0);
        let common = is_between.then(|| FoldedSpan::new(begin, self.last.end));
        (self.list, self.last) = (rest, span);
        Some(Block { span, common, edges })
    }
}

/// The edges of one block.
struct Edges<'a> {
    list: &'a [u8],
    begin: u32,
    document: i32,
}

impl Iterator for Edges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        if self.list.is_empty() {
            return None;
        }
        let (packed, rest) = postcard::take_from_bytes::<Packed>(self.list).ok()?;
        let (further, length, higher, other, longer, misses) = packed;
        self.list = rest;
        self.begin = self.begin.wrapping_add(further);
        self.document = self.document.wrapping_add(higher);
        let there = length.wrapping_add(longer.cast_unsigned());
        Some(Edge {
            own: FoldedSpan::new(self.begin, self.begin.wrapping_add(length)),
            document: self.document.cast_unsigned().into(),
            other: FoldedSpan::new(other, other.wrapping_add(there)),
            matches: length.min(there).wrapping_sub(misses),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn any_edge()(document in 0u32..5, begins in (0u32..99, 0u32..99), lengths in (1u32..50, 1u32..50), matches in 0u32..50) -> Edge {
            let span = |begin, length| FoldedSpan::new(begin, begin + length);
            Edge { own: span(begins.0, lengths.0), document: document.into(), other: span(begins.1, lengths.1), matches }
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_is_read(lists in proptest::collection::vec(proptest::collection::btree_set(any_edge(), 0..200), 0..5), begin in 0u32..150) {
            let mut bytes = Vec::new();
            let mut packer = Packer::new(&mut bytes);
            for list in &lists {
                packer.document(&List::of(&list.iter().copied().collect::<Vec<_>>()).unwrap()).unwrap();
            }
            packer.finish().unwrap();
            let rows = Rows::new(&bytes).unwrap();
            for (document, list) in Rank::FIRST.onward().zip(&lists) {
                prop_assert!(rows.edges(document).eq(list.iter().copied()));
                let span = FoldedSpan::new(begin, begin + 5);
                let over = list.iter().copied().filter(|edge| !edge.own.intersect(span).is_empty());
                prop_assert!(rows.edges_over(document, span).eq(over));
                for block in rows.blocks_over(document, FoldedSpan::new(0, u32::MAX)) {
                    let common = block.common.unwrap_or(FoldedSpan::new(0, 0));
                    let mut own = block.edges_over(FoldedSpan::new(0, u32::MAX)).map(|edge| edge.own);
                    prop_assert!(own.all(|own| own.intersect(common).len() == common.len()), "{common:?}");
                }
            }
            prop_assert_eq!(rows.edges(Rank::from(99)).count(), 0);
        }

        #[test]
        fn damaged_bytes_are_refused_or_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(rows) = Rows::new(&bytes) {
                rows.links().for_each(drop);
            }
        }
    }
}
