//! Clusters: the places of a collection that links connect.

use super::forest::Forest;
use super::store::Link;
use super::store::LinkedSpan;
use crate::place::FoldedSpan;
use std::collections::BTreeMap;

/// The clusters that links connect, each with at least two places; places and clusters in
/// ascending order.
///
/// Passages of one document are one place when they share more than half of the longer, so a quotation
/// inside a story makes a cluster of its own over its own length.
#[must_use]
pub(crate) fn clusters(links: &[Link]) -> Vec<Vec<LinkedSpan>> {
    let mut sides: Vec<LinkedSpan> = links.iter().flat_map(Link::sides).collect();
    sides.sort_unstable();
    sides.dedup();
    let mut forest = Forest::of(sides.len());
    join_overlapping(&sides, &mut forest);
    let at = |side: LinkedSpan| sides.binary_search(&side).ok();
    for link in links {
        if let [Some(a), Some(b)] = link.sides().map(at) {
            forest.join(a, b);
        }
    }
    let mut clusters: BTreeMap<usize, Vec<LinkedSpan>> = BTreeMap::new();
    for (side, &place) in sides.iter().enumerate() {
        clusters.entry(forest.root(side)).or_default().push(place);
    }
    let mut clusters: Vec<_> =
        clusters.into_values().map(merge).filter(|cluster| cluster.len() > 1).collect();
    clusters.sort_unstable();
    clusters
}

/// Joins passages of a document, given in order, that are the same but for less than half.
pub(crate) fn join_overlapping(sides: &[LinkedSpan], forest: &mut Forest) {
    let mut open: Vec<usize> = Vec::new();
    for (at, &LinkedSpan { document, span }) in sides.iter().enumerate() {
        open.retain(|&other| {
            sides.get(other).is_some_and(|side| side.document == document && side.span.end > span.begin)
        });
        for &other in &open {
            if sides.get(other).is_some_and(|side| is_one_place(side.span, span)) {
                forest.join(at, other);
            }
        }
        open.push(at);
    }
}

fn is_one_place(a: FoldedSpan, b: FoldedSpan) -> bool {
    a.intersect(b).len() * 2 > a.len().max(b.len())
}

/// One place for all overlapping passages of a document.
pub(crate) fn merge(sides: Vec<LinkedSpan>) -> Vec<LinkedSpan> {
    let mut places: Vec<LinkedSpan> = Vec::new();
    for side in sides {
        match places.last_mut() {
            Some(last) if last.document == side.document && side.span.begin < last.span.end => {
                last.span.end = last.span.end.max(side.span.end);
            }
            _ => places.push(side),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: u32, span_a: (u32, u32), b: u32, span_b: (u32, u32)) -> Link {
        let span = |(begin, end)| FoldedSpan::new(begin, end);
        Link { a: a.into(), span_a: span(span_a), b: b.into(), span_b: span(span_b), matches: 30 }
    }

    #[test]
    fn links_that_meet_make_one_cluster_and_a_quotation_its_own() {
        let story = [link(0, (0, 500), 1, (10, 512)), link(0, (0, 498), 2, (0, 490))];
        let quotation = [link(0, (100, 140), 3, (7, 47))];
        let clusters = clusters(&[&story[..], &quotation[..]].concat());
        let place = |document: u32, begin, end| LinkedSpan {
            document: document.into(),
            span: FoldedSpan::new(begin, end),
        };
        assert_eq!(
            clusters,
            [
                vec![place(0, 0, 500), place(1, 10, 512), place(2, 0, 490)],
                vec![place(0, 100, 140), place(3, 7, 47)],
            ]
        );
    }
}
