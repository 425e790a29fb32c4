//! Seams: where two stories meet that some documents print one after the other.
//!
//! A document runs on at every place, so what tells a seam are the others: some have only what stands before
//! it, some only what stands after, and they are as many as those that run on there too.

use crate::copies::store::Link;
use crate::place::FoldedSpan;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Characters that a headline or a line of the page takes between two stories.
const HEADLINE: u32 = 80;
/// Characters beyond a seam in which a document that has only one of the stories shares nothing.
const BEYOND: u32 = 400;
/// Characters by which ends of links may miss a seam.
const MARGIN: u32 = 24;

/// One side of a link, seen from a document.
#[derive(Clone, Copy)]
struct Tie {
    own: FoldedSpan,
    document: u32,
    other: FoldedSpan,
}

/// Where documents are cut, ascending: at jump lines, given, and at seams.
#[must_use]
pub(crate) fn cuts(links: &[Link], jumps_of: impl Fn(u32) -> Vec<u32>) -> BTreeMap<u32, Vec<u32>> {
    let mut ties: BTreeMap<u32, Vec<Tie>> = BTreeMap::new();
    for link in links {
        ties.entry(link.a).or_default().push(Tie { own: link.span_a, document: link.b, other: link.span_b });
        ties.entry(link.b).or_default().push(Tie { own: link.span_b, document: link.a, other: link.span_a });
    }
    let mut cuts: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (&document, ties) in &ties {
        let jumps = jumps_of(document);
        found.extend(seams(ties, &jumps_of).into_iter().map(|at| (document, at)));
        cuts.entry(document).or_default().extend(jumps);
    }
    // What is a seam in one document is one in all that run on there.
    while let Some((document, at)) = found.pop() {
        let known = cuts.entry(document).or_default();
        known.insert(at);
        for tie in ties.get(&document).into_iter().flatten().filter(|tie| runs_over(tie.own, at)) {
            let there = carry(tie.own, tie.other, at);
            let near = there.saturating_sub(MARGIN)..=there.saturating_add(MARGIN);
            if cuts.entry(tie.document).or_default().range(near).next().is_none() {
                cuts.entry(tie.document).or_default().insert(there);
                found.push((tie.document, there));
            }
        }
    }
    cuts.into_iter().map(|(document, cuts)| (document, cuts.into_iter().collect())).collect()
}

/// The place of `to` that lies over against a place of `from`, in proportion.
pub(super) fn carry(from: FoldedSpan, to: FoldedSpan, at: u32) -> u32 {
    let offset =
        u64::from(at.saturating_sub(from.begin)) * u64::from(to.len()) / u64::from(from.len().max(1));
    to.begin + u32::try_from(offset).unwrap_or(u32::MAX)
}

fn runs_over(span: FoldedSpan, at: u32) -> bool {
    span.begin + MARGIN < at && at + MARGIN < span.end
}

/// The seams of one document.
fn seams(ties: &[Tie], jumps: &impl Fn(u32) -> Vec<u32>) -> Vec<u32> {
    let ends: BTreeSet<u32> = ties.iter().map(|tie| tie.own.end).collect();
    let near = |one: u32, other: u32| one.abs_diff(other) <= MARGIN;
    // What goes on behind a jump line does not end there.
    let is_jump = |tie: &&Tie, at: u32| jumps(tie.document).iter().any(|&jump| near(jump, at));
    let ending: Vec<&Tie> = ties.iter().filter(|tie| !is_jump(tie, tie.other.end)).collect();
    let beginning: Vec<&Tie> = ties.iter().filter(|tie| !is_jump(tie, tie.other.begin)).collect();
    let is_seam = |&at: &u32| {
        let runs_on = runs_on(ties, at);
        let (low, high) = (at.saturating_sub(MARGIN), at + MARGIN);
        let apart = |having: &mut dyn Iterator<Item = u32>, from: u32, to: u32| -> BTreeSet<u32> {
            let lies = |tie: &&Tie| tie.own.begin < to && from < tie.own.end;
            let others: BTreeSet<u32> = ties.iter().filter(lies).map(|tie| tie.document).collect();
            having.filter(|document| !others.contains(document) && !runs_on.contains(document)).collect()
        };
        let mut ends = ending.iter().filter(|tie| near(tie.own.end, at)).map(|tie| tie.document);
        let mut begins = beginning
            .iter()
            .filter(|tie| (low..=at + HEADLINE).contains(&tie.own.begin))
            .map(|tie| tie.document);
        let before = apart(&mut ends, high, high + BEYOND);
        let after = apart(&mut begins, low.saturating_sub(BEYOND), low);
        let parted = before.union(&after).count();
        !runs_on.is_empty() && !before.is_empty() && !after.is_empty() && parted > runs_on.len()
    };
    ends.into_iter().filter(is_seam).collect()
}

/// The documents that run on at a place: with what stands before and after it, and no more than a headline
/// between.
fn runs_on(ties: &[Tie], at: u32) -> BTreeSet<u32> {
    let goes_on = |last: &Tie| {
        let follows = |next: &&Tie| {
            next.document == last.document
                && (last.own.end..=at + HEADLINE).contains(&next.own.begin)
                && next.other.begin.abs_diff(last.other.end) <= HEADLINE
        };
        last.own.end.abs_diff(at) <= MARGIN && ties.iter().any(|next| follows(&next))
    };
    let over = ties.iter().filter(|tie| runs_over(tie.own, at) || goes_on(tie));
    over.map(|tie| tie.document).collect()
}
