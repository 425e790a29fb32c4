//! The copies of a passage: the family found along the links, each member aligned with the passage
//! itself, so that spans and variants are those of the two texts one looks at.

use crate::catalogue::Record;
use crate::copies::align::Alignment;
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
use std::rc::Rc;

/// Folded characters around a passage that take part in the alignment, so that short passages have
/// enough to hold on to.
const AROUND: u32 = 80;
/// Folded characters around what is wanted from which links are followed: enough to overlap with a link
/// that ends near it.
const MARGIN: u32 = 16;

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
    /// As many as were to be listed, in order of date, document and place.
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
    let (likely, unlikely): (Vec<Member>, Vec<Member>) =
        merge(members, date_rank).into_iter().partition(is_likely);
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
    let order = |found: &Found| (snapshot.catalogue.rank(found.document).map(date_rank), found.alignment.b);
    copies.found.sort_by_cached_key(order);
    Ok(copies)
}

/// How many other places links lead to from a passage, or from enough of it to count as a copy, without looking
/// at them, and whether they are those of a formula.
pub(crate) fn count(snapshot: &Snapshot, passage: &Passage<'_>) -> (usize, bool) {
    let (mut members, formula) = members(snapshot, passage);
    let enough = passage.similar.matches().min(passage.span.len().div_ceil(2));
    members.retain(|member| member.start.intersect(passage.span).len() >= enough);
    (merge(members, |rank| snapshot.catalogue.date_rank(rank)).len(), formula)
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

/// Makes one of members that stand near each other in a document; in order of date, document and place.
fn merge(mut members: Vec<Member>, date_rank: impl Fn(u32) -> u32) -> Vec<Member> {
    members.sort_by_cached_key(|member| (date_rank(member.document), member.place));
    let mut merged: Vec<Member> = Vec::new();
    for member in members {
        match merged.last_mut() {
            Some(last)
                if last.document == member.document && member.place.begin <= last.place.end + AROUND =>
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
        let start = Start { document, passage: widen(passage.hull(), MARGIN), formulae, wanted };
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

    /// Whether a place over against `start` may hold a copy of what is wanted. Places are carried over
    /// links in proportion, so this asks for nearness only.
    fn may_meet(&self, start: FoldedSpan) -> bool {
        let near = widen(start, MARGIN);
        self.parts().iter().any(|part| !near.intersect(*part).is_empty())
    }

    /// The same for a place that nobody looks at: all of a part must lie over against it.
    fn is_met_there(&self, start: FoldedSpan) -> bool {
        self.parts().iter().any(|part| start.intersect(*part) == *part)
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

    /// Whether an alignment covers enough of what is wanted.
    fn is_met_by(&self, alignment: &Alignment) -> bool {
        if self.focus.is_empty() {
            let shared = alignment.a.intersect(self.span).len();
            return shared > 0 && (shared * 2 >= self.span.len() || self.similar.holds(alignment));
        }
        self.focus.iter().any(|part| alignment.a.intersect(*part) == *part)
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
        for alignment in links.take(self.similar) {
            let around = (alignment.matches(), alignment.similarity());
            let alignment = alignment.shift(a.span().begin, b.span().begin);
            let Some(alignment) = alignment.clip(self.span) else {
                continue;
            };
            let is_itself = document == self.document && !alignment.b.intersect(self.span).is_empty();
            if self.is_met_by(&alignment) && !is_itself {
                let context = Rc::clone(&context);
                found.push(Found { document, alignment, context, formula: member.formula, around });
            }
        }
        Ok(found)
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
