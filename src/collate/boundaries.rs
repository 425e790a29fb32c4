//! An article boundary is where two stories meet that some documents print one after the other.
//!
//! A document runs on at every place, so what tells a boundary are the others: some have only what stands before
//! it, some only what stands after, and they are as many as those that run on there too.

use crate::copies::store::Edge;
use crate::copies::store::Link;
use crate::place::FoldedSpan;
use crate::place::Rank;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Characters that a headline or a line of the page takes between two stories.
const HEADLINE: u32 = 80;
/// Characters beyond a boundary in which a document that has only one of the stories shares nothing.
const BEYOND: u32 = 400;
/// Characters by which ends of links may miss a boundary.
const MARGIN: u32 = 24;

/// Where documents are cut, ascending: at jump lines, given, and at boundaries.
#[must_use]
pub(crate) fn cuts(links: &[Link], jumps_of: impl Fn(Rank) -> Vec<u32>) -> BTreeMap<Rank, Vec<u32>> {
    let mut edges: BTreeMap<Rank, Vec<Edge>> = BTreeMap::new();
    for link in links {
        edges.entry(link.a).or_default().push(Edge {
            own: link.span_a,
            document: link.b,
            other: link.span_b,
            matches: link.matches,
        });
        edges.entry(link.b).or_default().push(Edge {
            own: link.span_b,
            document: link.a,
            other: link.span_a,
            matches: link.matches,
        });
    }
    let mut cuts: BTreeMap<Rank, BTreeSet<u32>> = BTreeMap::new();
    let mut found: Vec<(Rank, u32)> = Vec::new();
    for (&document, edges) in &edges {
        let jumps = jumps_of(document);
        found.extend(boundaries(edges, &jumps_of).into_iter().map(|at| (document, at)));
        cuts.entry(document).or_default().extend(jumps);
    }
    // What is a boundary in one document is one in all that run on there.
    while let Some((document, at)) = found.pop() {
        let known = cuts.entry(document).or_default();
        known.insert(at);
        for edge in edges.get(&document).into_iter().flatten().filter(|edge| runs_over(edge.own, at)) {
            let there = edge.own.project(edge.other, at);
            let near = there.saturating_sub(MARGIN)..=there.saturating_add(MARGIN);
            if cuts.entry(edge.document).or_default().range(near).next().is_none() {
                cuts.entry(edge.document).or_default().insert(there);
                found.push((edge.document, there));
            }
        }
    }
    cuts.into_iter().map(|(document, cuts)| (document, cuts.into_iter().collect())).collect()
}

fn runs_over(span: FoldedSpan, at: u32) -> bool {
    span.begin + MARGIN < at && at + MARGIN < span.end
}

/// The boundaries of one document.
fn boundaries(edges: &[Edge], jumps: &impl Fn(Rank) -> Vec<u32>) -> Vec<u32> {
    let ends: BTreeSet<u32> = edges.iter().map(|edge| edge.own.end).collect();
    let near = |one: u32, other: u32| one.abs_diff(other) <= MARGIN;
    // What goes on behind a jump line does not end there.
    let is_jump = |edge: &&Edge, at: u32| jumps(edge.document).iter().any(|&jump| near(jump, at));
    let ending: Vec<&Edge> = edges.iter().filter(|edge| !is_jump(edge, edge.other.end)).collect();
    let beginning: Vec<&Edge> = edges.iter().filter(|edge| !is_jump(edge, edge.other.begin)).collect();
    let is_boundary = |&at: &u32| {
        let runs_on = runs_on(edges, at);
        let (low, high) = (at.saturating_sub(MARGIN), at + MARGIN);
        let apart = |having: &mut dyn Iterator<Item = Rank>, from: u32, to: u32| -> BTreeSet<Rank> {
            let lies = |edge: &&Edge| edge.own.begin < to && from < edge.own.end;
            let others: BTreeSet<Rank> = edges.iter().filter(lies).map(|edge| edge.document).collect();
            having.filter(|document| !others.contains(document) && !runs_on.contains(document)).collect()
        };
        let mut ends = ending.iter().filter(|edge| near(edge.own.end, at)).map(|edge| edge.document);
        let mut begins = beginning
            .iter()
            .filter(|edge| (low..=at + HEADLINE).contains(&edge.own.begin))
            .map(|edge| edge.document);
        let before = apart(&mut ends, high, high + BEYOND);
        let after = apart(&mut begins, low.saturating_sub(BEYOND), low);
        let parted = before.union(&after).count();
        !runs_on.is_empty() && !before.is_empty() && !after.is_empty() && parted > runs_on.len()
    };
    ends.into_iter().filter(is_boundary).collect()
}

/// The documents that run on at a place: with what stands before and after it, and no more than a headline
/// between.
fn runs_on(edges: &[Edge], at: u32) -> BTreeSet<Rank> {
    let goes_on = |last: &Edge| {
        let follows = |next: &&Edge| {
            next.document == last.document
                && (last.own.end..=at + HEADLINE).contains(&next.own.begin)
                && next.other.begin.abs_diff(last.other.end) <= HEADLINE
        };
        last.own.end.abs_diff(at) <= MARGIN && edges.iter().any(|next| follows(&next))
    };
    let over = edges.iter().filter(|edge| runs_over(edge.own, at) || goes_on(edge));
    over.map(|edge| edge.document).collect()
}
