//! The copies of a passage: the family found along the links, each member aligned with the passage
//! itself, so that spans and variants are those of the two texts one looks at.

use crate::copies::align::Alignment;
use crate::copies::family;
use crate::copies::family::Formulae;
use crate::copies::family::Member;
use crate::copies::link::Links;
use crate::error::Result;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;

/// Folded characters around a passage that take part in the alignment, so that short passages have
/// enough to hold on to.
const AROUND: u32 = 80;

/// A copy of a passage, aligned with it.
pub(crate) struct Found {
    pub(crate) document: DocNo,
    /// The passage against the copy, in folded characters of both documents.
    pub(crate) alignment: Alignment,
    /// The copy's neighbourhood.
    pub(crate) context: Context,
    /// Whether the passage is a formula there.
    pub(crate) formula: bool,
}

/// A passage whose copies are wanted.
pub(crate) struct Passage<'a> {
    pub(crate) document: DocNo,
    pub(crate) span: FoldedSpan,
    /// Only copies of these parts count, at least half of one of them; all of the passage when empty.
    pub(crate) focus: &'a [FoldedSpan],
}

/// All copies of a passage, in order of date, document and place.
pub(crate) fn copies(snapshot: &Snapshot, passage: &Passage<'_>) -> Result<Vec<Found>> {
    let links = snapshot.links();
    let around = widen(passage.span, AROUND);
    let Some(rank) = snapshot.catalogue.rank(passage.document) else {
        return Ok(Vec::new());
    };
    let members = family::members(rank, around, Formulae::All, |rank| links.ties(rank));
    let wanted: Vec<Member> = members.into_iter().filter(|member| passage.may_meet(member.start)).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let own = snapshot.context(passage.document, around)?;
    let mut found: Vec<Found> = Vec::new();
    for member in &wanted {
        passage.compare(snapshot, &own, member, &mut found)?;
    }
    let order = |found: &Found| {
        let record = snapshot.catalogue.get(found.document);
        let date = record.and_then(|record| record.metadata.date.clone());
        (date.is_none(), date, record.map(|record| record.key.clone()), found.alignment.b)
    };
    found.sort_by_cached_key(order);
    Ok(found)
}

impl Passage<'_> {
    /// Whether a place over against `start` may hold a copy of what is wanted. Places are carried over
    /// links in proportion, so this asks for nearness only.
    fn may_meet(&self, start: FoldedSpan) -> bool {
        let near = widen(start, AROUND);
        self.parts().iter().any(|part| !near.intersect(*part).is_empty())
    }

    fn parts(&self) -> &[FoldedSpan] {
        if self.focus.is_empty() { std::slice::from_ref(&self.span) } else { self.focus }
    }

    /// Whether an alignment covers enough of what is wanted.
    fn is_met_by(&self, alignment: &Alignment) -> bool {
        if self.focus.is_empty() {
            let shared = alignment.a.intersect(self.span).len();
            return shared > 0 && (shared * 2 >= self.span.len() || crate::copies::link::is_same(alignment));
        }
        self.focus.iter().any(|part| alignment.a.intersect(*part) == *part)
    }

    /// Aligns a member of the family with the passage and adds what is really the same.
    fn compare(
        &self,
        snapshot: &Snapshot,
        own: &Context,
        member: &Member,
        found: &mut Vec<Found>,
    ) -> Result<()> {
        let Some(record) = snapshot.catalogue.at(member.document) else {
            return Ok(());
        };
        let document = record.number;
        let context = snapshot.context(document, widen(member.place, AROUND))?;
        let (a, b) = (&own.stretch, &context.stretch);
        let mut links = Links::default();
        let local = |span: FoldedSpan, of: FoldedSpan| {
            let span = of.intersect(span);
            FoldedSpan::new(span.begin - of.begin, span.end - of.begin)
        };
        let (region_a, region_b) = (widen(member.start, AROUND), widen(member.place, AROUND));
        links.search(a.characters(), b.characters(), local(region_a, a.span()), local(region_b, b.span()));
        for alignment in links.into_same() {
            let alignment = alignment.shift(a.span().begin, b.span().begin);
            let Some(alignment) = alignment.clip(self.span) else {
                continue;
            };
            let is_itself = document == self.document && !alignment.b.intersect(self.span).is_empty();
            let is_known = |known: &Found| {
                known.document == document
                    && known.alignment.b.intersect(alignment.b).len() * 2 > alignment.b.len()
            };
            if self.is_met_by(&alignment) && !is_itself && !found.iter().any(is_known) {
                let context = Context::of(context.paragraphs.clone());
                found.push(Found { document, alignment, context, formula: member.formula });
            }
        }
        Ok(())
    }
}

fn widen(span: FoldedSpan, by: u32) -> FoldedSpan {
    FoldedSpan::new(span.begin.saturating_sub(by), span.end.saturating_add(by))
}
