//! The copies of a passage: the family found along the links, each member aligned with the passage
//! itself, so that spans and variants are those of the two texts one looks at.

use crate::copies::align::Alignment;
use crate::copies::family;
use crate::copies::family::Formulae;
use crate::copies::family::Member;
use crate::copies::family::Start;
use crate::copies::family::Ties;
use crate::copies::link::Links;
use crate::copies::link::Similar;
use crate::error::Result;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// Folded characters around a passage that take part in the alignment, so that short passages have
/// enough to hold on to.
const AROUND: u32 = 80;
/// Folded characters around what is wanted from which links are followed: enough to overlap with a link
/// that ends near it.
const MARGIN: u32 = 16;

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
    /// Only copies of these parts count, at least half of one of them; all of the passage when empty.
    pub(crate) focus: &'a [FoldedSpan],
    /// How similar a copy must be.
    pub(crate) similar: Similar,
}

/// The copies of a passage.
#[derive(Default)]
pub(crate) struct Copies {
    /// In order of date, document and place.
    pub(crate) found: Vec<Found>,
    /// Whether the passage is a formula, or what is wanted of it stands in one.
    pub(crate) formula: bool,
}

/// All copies of a passage. The other places of a formula count only when the passage is little more
/// than the formula: a turn of phrase does not make two stories copies of each other.
pub(crate) fn copies(snapshot: &Snapshot, passage: &Passage<'_>) -> Result<Copies> {
    let links = snapshot.links();
    let Some(document) = snapshot.catalogue.rank(passage.document) else { return Ok(Copies::default()) };
    let decoded: RefCell<FxHashMap<u32, Rc<Ties>>> = RefCell::default();
    let ties = |rank: u32| {
        let mut decoded = decoded.borrow_mut();
        Rc::clone(decoded.entry(rank).or_insert_with(|| Rc::new(links.ties(rank).collect())))
    };
    let family = |formulae, wanted: &dyn Fn(FoldedSpan) -> bool| {
        let start = Start { document, passage: widen(passage.hull(), MARGIN), formulae, wanted };
        family::members(&start, ties)
    };
    let mut members = family(Formulae::Folded, &|start| passage.may_meet(start));
    let formula = members.iter().any(|member| member.formula);
    members.retain(|member| !member.formula);
    if formula {
        let whole = family(Formulae::All, &|start| passage.is_mostly(start));
        members.extend(whole.into_iter().filter(|member| member.formula));
    }
    if members.is_empty() {
        return Ok(Copies { found: Vec::new(), formula });
    }
    let own = snapshot.context(passage.document, widen(passage.span, AROUND))?;
    let mut found: Vec<Found> = Vec::new();
    for member in &members {
        passage.compare(snapshot, &own, member, &mut found)?;
    }
    let order = |found: &Found| {
        let record = snapshot.catalogue.get(found.document);
        let date = record.and_then(|record| record.metadata.date.clone());
        (date.is_none(), date, record.map(|record| record.key.clone()), found.alignment.b)
    };
    found.sort_by_cached_key(order);
    Ok(Copies { found, formula })
}

impl Passage<'_> {
    /// Whether a place over against `start` may hold a copy of what is wanted. Places are carried over
    /// links in proportion, so this asks for nearness only.
    fn may_meet(&self, start: FoldedSpan) -> bool {
        let near = widen(start, MARGIN);
        self.parts().iter().any(|part| !near.intersect(*part).is_empty())
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
        let ends = self.parts().iter().map(|part| (part.begin, part.end));
        let (begin, end) =
            ends.fold((u32::MAX, 0), |(begin, end), part| (begin.min(part.0), end.max(part.1)));
        FoldedSpan::new(begin, end)
    }

    /// Whether an alignment covers enough of what is wanted.
    fn is_met_by(&self, alignment: &Alignment) -> bool {
        if self.focus.is_empty() {
            let shared = alignment.a.intersect(self.span).len();
            return shared > 0 && (shared * 2 >= self.span.len() || self.similar.holds(alignment));
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
        // The copy may reach as far beyond the place as the passage reaches beyond its part.
        let reach = AROUND + self.span.len();
        let context = Rc::new(snapshot.context(document, widen(member.place, reach))?);
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
            let is_known = |known: &Found| {
                known.document == document
                    && known.alignment.b.intersect(alignment.b).len() * 2 > alignment.b.len()
            };
            if self.is_met_by(&alignment) && !is_itself && !found.iter().any(is_known) {
                let context = Rc::clone(&context);
                found.push(Found { document, alignment, context, formula: member.formula, around });
            }
        }
        Ok(())
    }
}

fn widen(span: FoldedSpan, by: u32) -> FoldedSpan {
    FoldedSpan::new(span.begin.saturating_sub(by), span.end.saturating_add(by))
}
