//! The links of a collection, as rows of numbers that are read where they lie.

use super::family::Tie;
use crate::place::FoldedSpan;

/// Two passages that are the same, in documents of the given numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The first document.
    pub a: u32,
    /// Its passage.
    pub span_a: FoldedSpan,
    /// The second document; the same as the first for a repeat inside it.
    pub b: u32,
    /// Its passage.
    pub span_b: FoldedSpan,
    /// How many characters agree.
    pub matches: u32,
}

const NUMBERS: usize = 7;
const ROW: usize = NUMBERS * 4;

/// The rows of links, each listed under both its documents, in the order of documents and spans.
#[must_use]
pub fn encode(links: &[Link]) -> Vec<u8> {
    let mut rows: Vec<[u32; NUMBERS]> = Vec::with_capacity(links.len() * 2);
    for link in links {
        let (a, b, matches) = (link.span_a, link.span_b, link.matches);
        rows.push([link.a, a.begin, a.end, link.b, b.begin, b.end, matches]);
        rows.push([link.b, b.begin, b.end, link.a, a.begin, a.end, matches]);
    }
    rows.sort_unstable();
    rows.iter().flatten().flat_map(|number| number.to_le_bytes()).collect()
}

/// Links over the bytes that [`encode`] made.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    rows: &'a [[u8; ROW]],
}

impl<'a> Rows<'a> {
    /// Whether bytes are whole rows.
    #[must_use]
    pub fn fits(bytes: &[u8]) -> bool {
        bytes.len().is_multiple_of(ROW)
    }

    /// A table over bytes; a last, incomplete row does not count.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Rows { rows: bytes.as_chunks().0 }
    }

    /// How many rows there are: two for each link.
    #[must_use]
    pub fn len(self) -> usize {
        self.rows.len()
    }

    /// Whether there is no link.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.rows.is_empty()
    }

    /// The links of a document, in the order of its passages.
    pub fn ties(self, document: u32) -> impl Iterator<Item = Tie> + 'a {
        let first = self.rows.partition_point(|row| number(row, 0) < document);
        let rows = self.rows.get(first..).unwrap_or_default();
        rows.iter().take_while(move |row| number(row, 0) == document).map(|row| Tie {
            own: FoldedSpan::new(number(row, 1), number(row, 2)),
            document: number(row, 3),
            other: FoldedSpan::new(number(row, 4), number(row, 5)),
            matches: number(row, 6),
        })
    }

    /// Every link once, in the order of documents.
    pub fn links(self) -> impl Iterator<Item = Link> + 'a {
        let all = self.rows.iter().map(|row| Link {
            a: number(row, 0),
            span_a: FoldedSpan::new(number(row, 1), number(row, 2)),
            b: number(row, 3),
            span_b: FoldedSpan::new(number(row, 4), number(row, 5)),
            matches: number(row, 6),
        });
        all.filter(|link| (link.a, link.span_a) <= (link.b, link.span_b))
    }
}

fn number(row: &[u8; ROW], at: usize) -> u32 {
    row.as_chunks::<4>().0.get(at).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn any_link()(a in 0u32..9, b in 0u32..9, begins in (0u32..99, 0u32..99), lengths in (1u32..50, 1u32..50)) -> Link {
            let span = |begin, length| FoldedSpan::new(begin, begin + length);
            let sides = ((a, span(begins.0, lengths.0)), (b, span(begins.1, lengths.1)));
            let ((a, span_a), (b, span_b)) = if sides.0 <= sides.1 { sides } else { (sides.1, sides.0) };
            Link { a, span_a, b, span_b, matches: 20 }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(links in proptest::collection::btree_set(any_link(), 0..30)) {
            let links: Vec<Link> = links.into_iter().filter(|link| (link.a, link.span_a) != (link.b, link.span_b)).collect();
            let bytes = encode(&links);
            let rows = Rows::new(&bytes);
            prop_assert_eq!(rows.len(), links.len() * 2);
            prop_assert_eq!(rows.links().collect::<Vec<_>>(), links.clone());
            for document in 0..9 {
                let sides = links.iter().map(|l| usize::from(l.a == document) + usize::from(l.b == document));
                prop_assert_eq!(rows.ties(document).count(), sides.sum::<usize>());
            }
        }
    }
}
