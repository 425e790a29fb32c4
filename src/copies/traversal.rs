//! Traversal: all places of a cluster, reached from one of them along the links, breadth first.

use crate::place::FoldedSpan;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// One side of a link, seen from the document it is listed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The passage in the document it is listed under.
    pub own: FoldedSpan,
    /// The other document.
    pub document: u32,
    /// The passage in the other document.
    pub other: FoldedSpan,
    /// How many characters agree.
    pub matches: u32,
}

/// A place that links lead to, and the part of the starting passage it stands over against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The document of the place.
    pub document: u32,
    /// The place.
    pub place: FoldedSpan,
    /// The part of the starting passage.
    pub start: FoldedSpan,
    /// Whether it is one of the many places of a formula.
    pub formula: bool,
    /// How many links lead to it.
    pub hops: u32,
}

/// What is done with boilerplate (套语): short passages that stand in very many places.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Formulae {
    /// Its places are left out, but where the passage is little more than the boilerplate itself: only as many are
    /// reached as show that it is one.
    #[default]
    Folded,
    /// All of its places are reached.
    Shown,
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
pub struct Start<W: Fn(FoldedSpan) -> bool> {
    /// Its document.
    pub document: u32,
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
/// `edges` gives the links of a document with characters in a span. Spans are carried over links in
/// proportion; they say where to align, not where the copies end.
pub fn members<T, W>(from: &Start<W>, edges: impl Fn(u32, FoldedSpan) -> T) -> Vec<Member>
where
    T: Iterator<Item = Edge>,
    W: Fn(FoldedSpan) -> bool,
{
    let &Start { document, passage, itself, formulae, ref wanted } = from;
    let mut seen: FxHashMap<u32, Vec<FoldedSpan>> = FxHashMap::default();
    seen.entry(document).or_default().push(itself);
    let mut short = ShortPlaces::along(passage);
    let mut members = Vec::new();
    let start = Member { document, place: passage, start: passage, formula: false, hops: 0 };
    let mut queue = VecDeque::from([start]);
    while let Some(from) = queue.pop_front() {
        for edge in edges(from.document, from.place) {
            let Some(mut member) = follow(from, edge, passage).filter(|member| wanted(member.start)) else {
                continue;
            };
            member.formula = edge.own.len() <= FORMULA_LENGTH;
            if member.formula && formulae == Formulae::Folded && short.places(member.start) > FORMULA_PLACES {
                continue;
            }
            let known = seen.entry(edge.document).or_default();
            if known.iter().any(|&known| covers(known, member.place)) {
                continue;
            }
            if member.formula {
                short.count(member.start);
            }
            known.push(member.place);
            members.push(member);
            if member.hops < HOPS {
                queue.push_back(member);
            }
        }
    }
    for member in &mut members {
        member.formula = member.formula && short.places(member.start) > FORMULA_PLACES;
    }
    members
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

    fn slot(&mut self, start: FoldedSpan) -> Option<&mut u32> {
        let middle = start.begin + start.len() / 2;
        self.counts.get_mut((middle.saturating_sub(self.begin) / BLOCK) as usize)
    }

    fn count(&mut self, start: FoldedSpan) {
        self.slot(start).into_iter().for_each(|count| *count += 1);
    }

    fn places(&mut self, start: FoldedSpan) -> u32 {
        self.slot(start).map_or(0, |count| *count)
    }
}
