//! The copies of a passage: the family found along the links, each member aligned with the passage
//! itself, so that spans and variants are those of the two texts one looks at.

use super::extent::Sides;
use crate::catalogue::Record;
use crate::copies::align::Alignment;
use crate::copies::align::ratio;
use crate::copies::chain::chains;
use crate::copies::family;
use crate::copies::family::Formulae;
use crate::copies::family::Member;
use crate::copies::family::Start;
use crate::copies::link::Links;
use crate::copies::link::Similar;
use crate::error::Result;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;
use std::cmp::Reverse;
use std::rc::Rc;

/// Folded characters around a passage that take part in the alignment, so that short passages have
/// enough to hold on to.
const AROUND: u32 = 80;
/// Folded characters around what is wanted from which links are followed: enough to overlap with a link
/// that ends near it.
const MARGIN: u32 = 16;

/// A stretch of so many characters that one text lacks, or has instead of another, is a difference like any other, and
/// says nothing of how well the rest agrees.
pub(crate) const GAP: u32 = 10;

/// What has so much of a passage is a copy of it.
pub(super) const HALF: f32 = 0.5;

/// A copy may lack as much as this of what is wanted and of what stands beside it.
const LACKING: u32 = 220;

/// So many places in a row are looked at in vain before the rest are only counted.
const PATIENCE: usize = 16;

/// Folded characters of a document that are followed together.
const PART: u32 = 64;

/// A copy of a passage, aligned with it.
pub(crate) struct Found {
    pub(crate) document: DocNo,
    /// The passage against the copy, in folded characters of both documents.
    pub(crate) alignment: Alignment,
    /// The copy's neighbourhood.
    pub(crate) context: Rc<Context>,
    /// Whether the passage is a formula there.
    pub(crate) formula: bool,
    /// How much of the passage it has, 0 to 1.
    pub(crate) coverage: f32,
    /// How many characters agree with the passage and what surrounds it, and how similar all that is.
    pub(crate) around: (u32, f32),
}

/// A passage whose copies are wanted.
pub(crate) struct Passage<'a> {
    pub(crate) document: DocNo,
    pub(crate) span: FoldedSpan,
    /// Only copies of one of these parts count; of half the passage when there are none.
    pub(crate) focus: &'a [FoldedSpan],
    /// How similar a copy must be.
    pub(crate) similar: Similar,
}

/// The copies of a passage.
#[derive(Default)]
pub(crate) struct Copies {
    /// As many as were to be listed: those that have most of the passage first, then the most similar, then by date,
    /// document and place.
    pub(crate) found: Vec<Found>,
    /// Where links say the others stand, in the same order; nobody has looked.
    others: Vec<(DocNo, FoldedSpan)>,
    /// Whether there are places besides that nobody looked at because they are unlikely to be copies.
    unseen: bool,
    /// Whether the passage is a formula, or what is wanted of it stands in one.
    pub(crate) formula: bool,
}

impl Copies {
    /// How many there are.
    pub(crate) fn total(&self) -> usize {
        self.found.len() + self.others.len()
    }

    /// Whether somebody has looked at each of them.
    pub(crate) fn is_exact(&self) -> bool {
        self.others.is_empty() && !self.unseen
    }

    /// Where all of them stand.
    pub(crate) fn places(&self) -> impl Iterator<Item = (DocNo, FoldedSpan)> {
        let found = self.found.iter().map(|copy| (copy.document, copy.alignment.b));
        found.chain(self.others.iter().copied())
    }
}

/// The copies of a passage that are acceptable. At most `listed` are aligned with it, the others are
/// counted where the links lead. The other places of a formula count only when the passage is little more
/// than the formula: a turn of phrase does not make two stories copies of each other.
pub(crate) fn copies(
    snapshot: &Snapshot,
    passage: &Passage<'_>,
    listed: usize,
    accepts: &dyn Fn(&Found) -> Result<bool>,
) -> Result<Copies> {
    let (members, formula) = members(snapshot, passage);
    let mut copies = Copies { formula, ..Copies::default() };
    if members.is_empty() {
        return Ok(copies);
    }
    let date_rank = |rank: u32| snapshot.catalogue.date_rank(rank);
    let own = snapshot.context(passage.document, widen(passage.span, AROUND))?;
    // Whoever wants all of them also looks where links lead beside what is wanted, if only just.
    let is_likely = |member: &Member| listed == usize::MAX || passage.is_met_there(member.start);
    let (mut likely, unlikely): (Vec<Member>, Vec<Member>) =
        merge(members, passage.reach(), date_rank).into_iter().partition(is_likely);
    // Where only some are looked at, these are the ones that seem to have most.
    likely.sort_by_key(|member| passage.is_little(member.start));
    copies.unseen = !unlikely.is_empty();
    let mut refused = 0;
    let mut members = likely.into_iter();
    while copies.found.len() < listed && (refused < PATIENCE || listed == usize::MAX) {
        let Some(member) = members.next() else { break };
        let before = copies.found.len();
        for found in passage.compare(snapshot, &own, &member)? {
            let is_known = |known: &Found| {
                known.document == found.document
                    && known.alignment.b.intersect(found.alignment.b).len() * 2 > found.alignment.b.len()
            };
            if !copies.found.iter().any(is_known) && accepts(&found)? {
                copies.found.push(found);
            }
        }
        refused = if copies.found.len() > before { 0 } else { refused + 1 };
    }
    let place = |member: Member| {
        let record = snapshot.catalogue.at(member.document)?;
        Some((record.number, member.place))
    };
    copies.others = members.filter_map(place).collect();
    copies.found.sort_by_cached_key(|found| {
        let (coverage, similarity) = (ranked(found.coverage), ranked(found.alignment.similarity_beside(GAP)));
        let date = snapshot.catalogue.rank(found.document).map(date_rank);
        (Reverse((coverage, similarity)), date, found.alignment.b)
    });
    Ok(copies)
}

/// A share as it is told, which is what is ordered by: to a ten-thousandth.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares are 0 to 1")]
fn ranked(share: f32) -> u32 {
    (share * 10_000.0).round() as u32
}

/// How many other places links lead to from a passage, or from enough of it to count as a copy, without looking
/// at them, and whether they are those of a formula.
pub(crate) fn count(snapshot: &Snapshot, passage: &Passage<'_>) -> (usize, bool) {
    let (mut members, formula) = members(snapshot, passage);
    let enough = passage.similar.matches().min(passage.span.len().div_ceil(2));
    members.retain(|member| member.start.intersect(passage.span).len() >= enough);
    (merge(members, passage.reach(), |rank| snapshot.catalogue.date_rank(rank)).len(), formula)
}

/// Where all that is like some part of a document stands, by the rank of its document, over against which part;
/// nobody looks at it. Formulae are left out.
pub(crate) fn places(snapshot: &Snapshot, record: &Record) -> impl Iterator<Item = (u32, FoldedSpan)> {
    // A place that is reached over against one part is not reached again over against another: so each short
    // part is followed by itself.
    let parts = (0..record.folded).step_by(PART as usize);
    parts.flat_map(move |begin| {
        let span = FoldedSpan::new(begin, begin.saturating_add(PART).min(record.folded));
        let passage = Passage { document: record.number, span, focus: &[], similar: Similar::Normal };
        let (members, _) = members(snapshot, &passage);
        let place = move |member: Member| (member.document, member.start.intersect(span));
        members.into_iter().filter(|member| !member.formula).map(place)
    })
}

/// Makes one of members that stand no further apart in a document; in order of date, document and place.
fn merge(mut members: Vec<Member>, apart: u32, date_rank: impl Fn(u32) -> u32) -> Vec<Member> {
    members.sort_by_cached_key(|member| (date_rank(member.document), member.place));
    let mut merged: Vec<Member> = Vec::new();
    for member in members {
        match merged.last_mut() {
            Some(last)
                if last.document == member.document
                    && member.place.begin <= last.place.end.saturating_add(apart) =>
            {
                last.place = hull(last.place, member.place);
                last.start = hull(last.start, member.start);
                last.formula &= member.formula;
            }
            _ => merged.push(member),
        }
    }
    merged
}

/// Where links lead from a passage, and whether it is a formula.
fn members(snapshot: &Snapshot, passage: &Passage<'_>) -> (Vec<Member>, bool) {
    let Some(document) = snapshot.catalogue.rank(passage.document) else { return (Vec::new(), false) };
    let links = snapshot.links();
    let family = |formulae, wanted: &dyn Fn(FoldedSpan) -> bool| {
        let start = Start { document, passage: passage.neighbourhood(), formulae, wanted };
        family::members(&start, |rank, span| links.ties_over(rank, span))
    };
    let mut members = family(Formulae::Folded, &|start| passage.may_meet(start));
    let formula = members.iter().any(|member| member.formula);
    members.retain(|member| !member.formula);
    if formula {
        let whole = family(Formulae::All, &|start| passage.is_mostly(start));
        members.extend(whole.into_iter().filter(|member| member.formula));
    }
    (members, formula)
}

impl Passage<'_> {
    /// Where it stands.
    pub(crate) fn place(&self) -> (DocNo, FoldedSpan) {
        (self.document, self.span)
    }

    /// Where links are followed from: beside what is wanted stands what a copy has that lacks it.
    fn neighbourhood(&self) -> FoldedSpan {
        widen(self.hull(), self.beside()).intersect(widen(self.span, MARGIN))
    }

    fn beside(&self) -> u32 {
        if self.focus.is_empty() { MARGIN } else { LACKING }
    }

    /// Whether a place over against `start` may hold a copy of what is wanted. Places are carried over
    /// links in proportion, so this asks for nearness only.
    fn may_meet(&self, start: FoldedSpan) -> bool {
        let near = widen(start, self.beside());
        self.parts().iter().any(|part| !near.intersect(*part).is_empty())
    }

    /// The same for a place that nobody looks at: all of a part must lie over against it.
    fn is_met_there(&self, start: FoldedSpan) -> bool {
        self.parts().iter().any(|part| start.intersect(*part) == *part)
    }

    /// Whether less than half of the passage lies over against a place.
    fn is_little(&self, start: FoldedSpan) -> bool {
        start.intersect(self.span).len() * 2 < self.span.len()
    }

    /// Whether the passage is little more than a part of it.
    fn is_mostly(&self, part: FoldedSpan) -> bool {
        part.intersect(self.span).len() * 5 >= self.span.len() * 3
    }

    fn parts(&self) -> &[FoldedSpan] {
        if self.focus.is_empty() { std::slice::from_ref(&self.span) } else { self.focus }
    }

    /// From the first part that is wanted to the last.
    fn hull(&self) -> FoldedSpan {
        self.parts().iter().copied().reduce(hull).unwrap_or(self.span)
    }

    /// Whether an alignment is one of what is wanted: as similar as is asked, and enough of it.
    fn is_met_by(&self, alignment: &Alignment) -> bool {
        let matches = alignment.matches();
        let is_enough = matches >= self.similar.matches() || self.coverage(alignment) >= HALF;
        if !is_enough || alignment.similarity_beside(GAP) < self.similar.similarity(matches) {
            return false;
        }
        self.focus.is_empty() || self.focus.iter().any(|part| alignment.a.intersect(*part) == *part)
    }

    /// How much of the passage an alignment has.
    fn coverage(&self, alignment: &Alignment) -> f32 {
        ratio(alignment.covered(GAP), self.span.len())
    }

    /// Aligns a member of the family with the passage; what is really the same.
    fn compare(&self, snapshot: &Snapshot, own: &Context, member: &Member) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        let Some(record) = snapshot.catalogue.at(member.document) else {
            return Ok(found);
        };
        let document = record.number;
        // The copy may reach as far beyond the place as the passage reaches beyond its part.
        let before = slack(member.start.begin.saturating_sub(self.span.begin));
        let after = slack(self.span.end.saturating_sub(member.start.end));
        let reached = FoldedSpan::new(
            member.place.begin.saturating_sub(before),
            member.place.end.saturating_add(after),
        );
        let context = Rc::new(snapshot.context(document, reached)?);
        let (a, b) = (&own.stretch, &context.stretch);
        let mut links = Links::default();
        let local = |span: FoldedSpan, of: FoldedSpan| {
            let span = of.intersect(span);
            FoldedSpan::new(span.begin - of.begin, span.end - of.begin)
        };
        let (region_a, region_b) = (widen(member.start, AROUND), widen(member.place, AROUND));
        links.search(a.characters(), b.characters(), local(region_a, a.span()), local(region_b, b.span()));
        let shift = |alignment: Alignment| alignment.shift(a.span().begin, b.span().begin);
        let (same, pieces) = links.take_pieces(self.similar);
        let same: Vec<Alignment> = same.into_iter().map(shift).collect();
        let around = chains(same.clone(), self.reach());
        let clip = |piece: Alignment| piece.clip(self.span);
        let pieces = same.iter().cloned().chain(pieces.into_iter().map(shift)).filter_map(clip).collect();
        let is_one = |chain: &Alignment| {
            let meets = |one: &Alignment| {
                !one.b.intersect(chain.b).is_empty() && !one.a.intersect(chain.a).is_empty()
            };
            same.iter().any(meets)
        };
        let sides = Sides { own, other: &context };
        for chain in chains(pieces, self.reach()).into_iter().filter(is_one) {
            let Some(alignment) = sides.whole(self, &chain) else { continue };
            let is_itself = document == self.document && !alignment.b.intersect(self.span).is_empty();
            if self.is_met_by(&alignment) && !is_itself {
                let whole = around.iter().find(|whole| !whole.b.intersect(chain.b).is_empty());
                let around = whole.unwrap_or(&chain);
                let around = (around.matches(), around.similarity_beside(GAP));
                let context = Rc::clone(&context);
                let (coverage, formula) = (self.coverage(&alignment), member.formula);
                found.push(Found { document, alignment, context, coverage, formula, around });
            }
        }
        Ok(found)
    }

    /// How much more another document may have between two pieces of one copy.
    fn reach(&self) -> u32 {
        self.span.len().max(AROUND)
    }
}

/// From the beginning of the first to the end of the last.
fn hull(one: FoldedSpan, other: FoldedSpan) -> FoldedSpan {
    FoldedSpan::new(one.begin.min(other.begin), one.end.max(other.end))
}

/// How far a copy may reach where the passage reaches so far: gaps and noise make it longer.
fn slack(length: u32) -> u32 {
    AROUND + length + length / 4
}

fn widen(span: FoldedSpan, by: u32) -> FoldedSpan {
    FoldedSpan::new(span.begin.saturating_sub(by), span.end.saturating_add(by))
}
