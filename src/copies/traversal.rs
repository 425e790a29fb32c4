//! Traversal: all places of a cluster, reached from one of them along the links, breadth first.

use super::store::Block;
use super::store::Edge;
use super::store::Rows;
use crate::notation::choice;
use crate::place::FoldedSpan;
use crate::place::Rank;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// A place that links lead to, and the part of the starting passage it stands over against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    /// The document of the place.
    pub document: Rank,
    /// The place.
    pub place: FoldedSpan,
    /// The part of the starting passage.
    pub start: FoldedSpan,
    /// Whether it is one of the many places of a formula.
    pub formula: bool,
    /// How many links lead to it.
    pub hops: u32,
}

choice! {
/// What is done with boilerplate (套语): short passages that stand in very many places.
#[derive(Default)]
pub enum Formulae {
    /// Its places are left out
    ///
    /// But where the passage is little more than the boilerplate itself: only as many are reached as show that it is
    /// one.
    #[default]
    Folded = "folded",
    /// All of its places are reached
    Shown = "shown",
}
}

/// A link is followed where it shares at least this many characters with the passage, or all of it.
pub(crate) const SHARED: u32 = 12;
/// A formula is at most this long, in folded characters …
pub(crate) const FORMULA_LENGTH: u32 = 64;
/// … and stands in at least this many places.
const FORMULA_PLACES: u32 = 40;
/// So many links are followed at the most. Each fingerprint makes seeds with the head of its posting list,
/// so a copy is few links away; a longer way leads through texts that are less and less the same.
const HOPS: u32 = 2;
/// Characters of the starting passage whose places are counted together.
const BLOCK: u32 = 8;

/// A passage whose cluster is wanted.
pub(crate) struct Start<W: Fn(FoldedSpan) -> bool> {
    /// Its document.
    pub document: Rank,
    /// The passage, with as much around it as links may reach over.
    pub passage: FoldedSpan,
    /// The passage itself, which is no copy of itself.
    pub itself: FoldedSpan,
    /// How formulae are followed.
    pub formulae: Formulae,
    /// Whether a place over against this part of the passage is wanted; others are not followed.
    pub wanted: W,
}

/// Every place that links lead to from a passage, itself left out, in the order they are reached.
///
/// Spans are carried over links in proportion; they say where to align, not where the copies end.
pub(crate) fn members<W: Fn(FoldedSpan) -> bool>(start: &Start<W>, links: Rows<'_>) -> Vec<Member> {
    traverse(start, links, |traversal, from, block| !traversal.is_spent(from, block))
}

/// The same along the blocks of links that are to be read.
fn traverse<W: Fn(FoldedSpan) -> bool>(
    start: &Start<W>,
    links: Rows<'_>,
    is_read: impl Fn(&Traversal<'_, W>, Member, &Block<'_>) -> bool,
) -> Vec<Member> {
    let Start { document, passage, itself, .. } = *start;
    let mut traversal = Traversal {
        start,
        seen: FxHashMap::default(),
        short: ShortPlaces::along(passage),
        members: Vec::new(),
        queue: VecDeque::from([Member { document, place: passage, start: passage, formula: false, hops: 0 }]),
    };
    traversal.seen.entry(document).or_default().push(itself);
    while let Some(from) = traversal.queue.pop_front() {
        for block in links.blocks_over(from.document, from.place) {
            if is_read(&traversal, from, &block) {
                block.edges_over(from.place).for_each(|edge| traversal.visit(from, edge));
            }
        }
    }
    // Only now it is known which short places are of boilerplate.
    let Traversal { mut members, short, .. } = traversal;
    for member in &mut members {
        member.formula = member.formula && short.are_many(member.start);
    }
    members
}

/// A traversal under way.
struct Traversal<'s, W: Fn(FoldedSpan) -> bool> {
    start: &'s Start<W>,
    seen: FxHashMap<Rank, Vec<FoldedSpan>>,
    short: ShortPlaces,
    members: Vec<Member>,
    queue: VecDeque<Member>,
}

impl<W: Fn(FoldedSpan) -> bool> Traversal<'_, W> {
    /// Goes along a link from a place.
    fn visit(&mut self, from: Member, edge: Edge) {
        let Some(mut member) = follow(from, edge, self.start.passage) else { return };
        if !(self.start.wanted)(member.start) {
            return;
        }
        member.formula = edge.own.len() <= FORMULA_LENGTH;
        if member.formula && self.is_folded() && self.short.are_many(member.start) {
            return;
        }
        let known = self.seen.entry(edge.document).or_default();
        if known.iter().any(|&known| covers(known, member.place)) {
            return;
        }
        if member.formula {
            self.short.count(member.start);
        }
        known.push(member.place);
        self.members.push(member);
        if member.hops < HOPS {
            self.queue.push_back(member);
        }
    }

    fn is_folded(&self) -> bool {
        self.start.formulae == Formulae::Folded
    }

    /// Whether a block of links from a place leads to nothing but more places of boilerplate that has many already: most
    /// links of a document that has it early are such.
    fn is_spent(&self, from: Member, block: &Block<'_>) -> bool {
        let start = |links: FoldedSpan| carry(from.place, from.start, links.intersect(from.place));
        let Some(common) = block.common.filter(|common| !common.intersect(from.place).is_empty()) else {
            return false;
        };
        let (least, most) = (start(common), start(block.span));
        let is_short = block.span.len() <= FORMULA_LENGTH;
        is_short && self.is_folded() && self.short.are_all_many(most.hull(least), least)
    }
}

/// Where a link leads from a place, when it shares enough with it.
fn follow(from: Member, edge: Edge, passage: FoldedSpan) -> Option<Member> {
    let shared = edge.own.intersect(from.place);
    if shared.len() < SHARED.min(passage.len()).max(1) {
        return None;
    }
    let place = carry(edge.own, edge.other, shared);
    let start = carry(from.place, from.start, shared);
    Some(Member { document: edge.document, place, start, formula: false, hops: from.hops + 1 })
}

/// Whether a place is known already, but for a fifth of it.
fn covers(known: FoldedSpan, place: FoldedSpan) -> bool {
    known.intersect(place).len() * 5 >= place.len() * 4
}

/// The part of `to` that lies over against `part` of `from`, in proportion.
fn carry(from: FoldedSpan, to: FoldedSpan, part: FoldedSpan) -> FoldedSpan {
    let begin = from.project(to, part.begin);
    FoldedSpan::new(begin, from.project(to, part.end).min(to.end).max(begin + 1))
}

/// How many short places each part of the starting passage has.
struct ShortPlaces {
    begin: u32,
    counts: Vec<u32>,
}

impl ShortPlaces {
    fn along(passage: FoldedSpan) -> Self {
        ShortPlaces { begin: passage.begin, counts: vec![0; (passage.len() / BLOCK) as usize + 1] }
    }

    /// Where places over against something in the middle of which this stands are counted.
    fn slot(&self, middle: u32) -> usize {
        (middle.saturating_sub(self.begin) / BLOCK) as usize
    }

    fn count(&mut self, start: FoldedSpan) {
        let slot = self.slot(start.begin + start.len() / 2);
        self.counts.get_mut(slot).into_iter().for_each(|count| *count += 1);
    }

    /// Whether what stands over against a part has so many places that it is boilerplate.
    fn are_many(&self, start: FoldedSpan) -> bool {
        let slot = self.slot(start.begin + start.len() / 2);
        self.counts.get(slot).is_some_and(|count| *count > FORMULA_PLACES)
    }

    /// Whether that is so of each part that holds one span and is held by another.
    fn are_all_many(&self, most: FoldedSpan, least: FoldedSpan) -> bool {
        let middle = |begin: u32, end: u32| self.slot(begin + (end - begin) / 2);
        let counts = self.counts.get(middle(most.begin, least.end)..=middle(least.begin, most.end));
        counts.is_some_and(|counts| counts.iter().all(|count| *count > FORMULA_PLACES))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::super::store::List;
    use super::super::store::Packer;
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;

    prop_compose! {
        /// Links of the first document to very many places, most of them over against the same few characters.
        fn hub()(
            begins in proptest::collection::vec(0u32..3, 3), lengths in proptest::collection::vec(12u32..80, 3),
            places in proptest::collection::vec((0usize..3, 0u32..6, 1u32..9, 0u32..4_000), 0..900),
        ) -> Vec<Edge> {
            let edge = |(kind, shift, document, other): (usize, u32, u32, u32)| {
                let (begin, length) = (begins[kind] * 9 + shift / 5, lengths[kind] + shift / 4);
                let span = |begin| FoldedSpan::new(begin, begin + length);
                Edge { own: span(begin), document: document.into(), other: span(other), matches: length }
            };
            let mut edges: Vec<Edge> = places.into_iter().map(edge).collect();
            edges.sort_unstable();
            edges
        }
    }

    proptest! {
        #[test]
        fn what_is_left_out_of_a_hub_would_not_have_been_reached(edges in hub(), passage in (0u32..30, 12u32..90)) {
            let mut bytes = Vec::new();
            let mut packer = Packer::new(&mut bytes);
            packer.document(&List::of(&edges).unwrap()).unwrap();
            (1..9).for_each(|_| packer.document(&List::default()).unwrap());
            packer.finish().unwrap();
            let links = Rows::new(&bytes).unwrap();
            let passage = FoldedSpan::new(passage.0, passage.0 + passage.1);
            for formulae in [Formulae::Folded, Formulae::Shown] {
                let start = Start { document: Rank::FIRST, passage, itself: passage, formulae, wanted: |_| true };
                prop_assert_eq!(members(&start, links), traverse(&start, links, |_, _, _| true));
            }
        }
    }

    #[test]
    fn most_of_a_hub_is_left_out() {
        let edge = |document: u32| Edge {
            own: FoldedSpan::new(0, 20),
            document: document.into(),
            other: FoldedSpan::new(0, 20),
            matches: 20,
        };
        let edges: Vec<Edge> = (1..2_000).map(edge).collect();
        let mut bytes = Vec::new();
        let mut packer = Packer::new(&mut bytes);
        packer.document(&List::of(&edges).unwrap()).unwrap();
        (1..2_000).for_each(|_| packer.document(&List::default()).unwrap());
        packer.finish().unwrap();
        let passage = FoldedSpan::new(0, 20);
        let start = Start {
            document: Rank::FIRST,
            passage,
            itself: passage,
            formulae: Formulae::Folded,
            wanted: |_| true,
        };
        let read = Cell::new(0);
        let members = traverse(&start, Rows::new(&bytes).unwrap(), |traversal, from, block| {
            let is_read = !traversal.is_spent(from, block);
            read.set(read.get() + usize::from(is_read));
            is_read
        });
        // Of more than thirty blocks the first, which tells that it is boilerplate, and the last, of which nobody knows.
        assert_eq!((members.len(), read.get()), (41, 2));
    }
}
