//! Clusters: the places of a collection that links connect.

use super::forest::Forest;
use super::store::Link;
use crate::place::FoldedSpan;
use std::collections::BTreeMap;

/// A place of a cluster: the document and the passage.
pub(crate) type Place = (u32, FoldedSpan);

/// The clusters that links connect, each with at least two places; places and clusters in
/// ascending order.
///
/// Passages of one document are one place when they share more than half of the longer, so a quotation
/// inside a story makes a cluster of its own over its own length.
#[must_use]
pub(crate) fn clusters(links: &[Link]) -> Vec<Vec<Place>> {
    let mut sides: Vec<Place> =
        links.iter().flat_map(|link| [(link.a, link.span_a), (link.b, link.span_b)]).collect();
    sides.sort_unstable();
    sides.dedup();
    let mut forest = Forest::of(sides.len());
    join_overlapping(&sides, &mut forest);
    let at = |place: Place| sides.binary_search(&place).ok();
    for link in links {
        if let (Some(a), Some(b)) = (at((link.a, link.span_a)), at((link.b, link.span_b))) {
            forest.join(a, b);
        }
    }
    let mut clusters: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
    for (side, &place) in sides.iter().enumerate() {
        clusters.entry(forest.root(side)).or_default().push(place);
    }
    let mut clusters: Vec<_> =
        clusters.into_values().map(merge).filter(|cluster| cluster.len() > 1).collect();
    clusters.sort_unstable();
    clusters
}

/// Joins passages of a document, given in order, that are the same but for less than half.
pub(crate) fn join_overlapping(sides: &[Place], forest: &mut Forest) {
    let mut open: Vec<usize> = Vec::new();
    for (at, &(document, span)) in sides.iter().enumerate() {
        open.retain(|&other| {
            sides.get(other).is_some_and(|side| side.0 == document && side.1.end > span.begin)
        });
        for &other in &open {
            if sides.get(other).is_some_and(|side| is_one_place(side.1, span)) {
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
pub(crate) fn merge(sides: Vec<Place>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for (document, span) in sides {
        match places.last_mut() {
            Some((last, place)) if *last == document && span.begin < place.end => {
                place.end = place.end.max(span.end);
            }
            _ => places.push((document, span)),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: u32, span_a: (u32, u32), b: u32, span_b: (u32, u32)) -> Link {
        let span = |(begin, end)| FoldedSpan::new(begin, end);
        Link { a, span_a: span(span_a), b, span_b: span(span_b), matches: 30 }
    }

    #[test]
    fn links_that_meet_make_one_cluster_and_a_quotation_its_own() {
        let story = [link(0, (0, 500), 1, (10, 512)), link(0, (0, 498), 2, (0, 490))];
        let quotation = [link(0, (100, 140), 3, (7, 47))];
        let clusters = clusters(&[&story[..], &quotation[..]].concat());
        let place = |document, begin, end| (document, FoldedSpan::new(begin, end));
        assert_eq!(
            clusters,
            [
                vec![place(0, 0, 500), place(1, 10, 512), place(2, 0, 490)],
                vec![place(0, 100, 140), place(3, 7, 47)],
            ]
        );
    }
}
