//! A passage against the places that links lead to: what is really the same there.

use super::AROUND;
use super::Entry;
use super::Formulae;
use super::Passage;
use super::entry;
use super::extent;
use super::piece::Piece;
use super::reached;
use super::widen;
use crate::copies::align::Alignment;
use crate::copies::align::EqualRun;
use crate::copies::chain::chains;
use crate::copies::link::Links;
use crate::copies::similarity::Similar;
use crate::copies::traversal::Member;
use crate::error::Result;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;

/// What agrees in fewer characters says nothing by itself.
const EDGE: u32 = 6;

/// A passage with what surrounds it, to be aligned with other places.
pub(super) struct Aligner<'a> {
    snapshot: &'a Snapshot,
    passage: Passage,
    own: Context,
    similar: Similar,
    formulae: Formulae,
}

impl<'a> Aligner<'a> {
    pub(super) fn new(
        snapshot: &'a Snapshot,
        passage: Passage,
        (similar, formulae): (Similar, Formulae),
    ) -> Result<Self> {
        let own = snapshot.context(passage.document, widen(passage.span, AROUND))?;
        Ok(Aligner { snapshot, passage, own, similar, formulae })
    }

    /// What a document has of the passage, given the places in it that links lead to.
    pub(super) fn entries(&self, document: DocNo, places: &[Member]) -> Result<Vec<Entry>> {
        let mut entries = entry::entries(document, self.pieces(document, places)?, &self.passage);
        entries.retain(|entry| entry.holds(self.similar, self.formulae));
        Ok(entries)
    }

    /// What places of one document have of the passage, pieces that stand near each other and in order as one.
    fn pieces(&self, document: DocNo, places: &[Member]) -> Result<Vec<Piece>> {
        let mut pieces = Vec::new();
        for group in reached::groups(places, self.passage.reach()) {
            self.align(document, group, &mut pieces)?;
        }
        Ok(pieces)
    }

    fn align(&self, document: DocNo, group: &[Member], pieces: &mut Vec<Piece>) -> Result<()> {
        let Some((start, place)) = reached::bounds(group) else { return Ok(()) };
        let span = self.passage.span;
        // A copy may reach as far beyond a place as the passage reaches beyond its part.
        let before = slack(start.begin.saturating_sub(span.begin));
        let after = slack(span.end.saturating_sub(start.end));
        let reached = FoldedSpan::new(place.begin.saturating_sub(before), place.end.saturating_add(after));
        let context = self.snapshot.context(document, reached)?;
        let is_itself = |b: FoldedSpan| document == self.passage.document && !b.intersect(span).is_empty();
        let exact = self.exact(group, &context);
        let found = exact.unwrap_or_else(|| self.similar(group, &context));
        let clip = |found: &Alignment| found.clip(span).filter(|clipped| !is_itself(clipped.b));
        let clipped = found.same.iter().filter_map(clip).collect();
        let small = found.small.iter().filter_map(clip).collect();
        let formula = group.iter().all(|member| member.formula);
        let chains = chains(clipped, small, self.passage.reach());
        let reaching = chains.into_iter().map(|chain| {
            let whole = extent::whole(&self.own, &context, span, &chain);
            (chain.matches(), whole.filter(|whole| !is_itself(whole.b)).unwrap_or(chain))
        });
        pieces.extend(without_edges(reaching.collect()).map(|alignment| {
            let around = found.around(alignment.b);
            Piece { alignment, around, moved: false, formula }
        }));
        Ok(())
    }

    /// Where a text has the passage to the letter, when every place in it is one of these: most of what is printed very
    /// often is printed so.
    fn exact(&self, group: &[Member], context: &Context) -> Option<Aligned> {
        let passage = self.own.stretch.slice(self.passage.span);
        let first = passage.first()?;
        let (text, begin) = (context.stretch.characters(), context.stretch.span().begin);
        let mut same = Vec::new();
        let mut at = 0;
        while let Some(next) = text.get(at..)?.iter().position(|character| character == first) {
            at += next;
            if text.get(at..)?.starts_with(passage) {
                let b = begin + u32::try_from(at).ok()?;
                let run = EqualRun { a: self.passage.span.begin, b, length: self.passage.span.len() };
                same.extend(Alignment::of(&[run]));
                at += passage.len();
            } else {
                at += 1;
            }
        }
        let is_one =
            |place: &FoldedSpan| same.iter().any(|found: &Alignment| !found.b.intersect(*place).is_empty());
        group.iter().all(|member| is_one(&member.place)).then(|| Aligned { same, small: Vec::new() })
    }

    /// What is similar to the passage and what surrounds it near some places.
    fn similar(&self, group: &[Member], context: &Context) -> Aligned {
        let (a, b) = (&self.own.stretch, &context.stretch);
        let mut links = Links::default();
        for member in group {
            let region = |around: FoldedSpan, of: FoldedSpan| local(widen(around, AROUND), of);
            let (region_a, region_b) = (region(member.start, a.span()), region(member.place, b.span()));
            links.search(a.characters(), b.characters(), region_a, region_b);
        }
        let (same, small) = links.take_pieces(self.similar);
        let shift = |found: Alignment| found.shift(a.span().begin, b.span().begin);
        Aligned { same: same.into_iter().map(shift).collect(), small: small.into_iter().map(shift).collect() }
    }
}

/// What reached into the passage by a few characters only, and from there over another copy, is part of that one: given
/// are alignments, and in how many characters each agreed before it was carried to the ends of the passage.
fn without_edges(reaching: Vec<(u32, Alignment)>) -> impl Iterator<Item = Alignment> {
    let (edges, mut wholes): (Vec<_>, Vec<_>) =
        reaching.into_iter().partition(|(matches, _)| *matches < EDGE);
    let meet = |one: FoldedSpan, other: FoldedSpan| !one.intersect(other).is_empty();
    let is_apart =
        |edge: &Alignment| !wholes.iter().any(|(_, whole)| meet(edge.a, whole.a) && meet(edge.b, whole.b));
    let apart: Vec<_> = edges.into_iter().filter(|(_, edge)| is_apart(edge)).collect();
    wholes.extend(apart);
    wholes.into_iter().map(|(_, alignment)| alignment)
}

/// Alignments of the passage and what surrounds it with another text.
struct Aligned {
    same: Vec<Alignment>,
    /// Too short to say anything by themselves.
    small: Vec<Alignment>,
}

impl Aligned {
    /// How many characters agree in the longest over a place of the other text, and how similar it is.
    fn around(&self, b: FoldedSpan) -> (u32, f32) {
        let over = self.same.iter().filter(|found| !found.b.intersect(b).is_empty());
        let longest = over.max_by_key(|found| found.matches());
        longest.map_or((0, 0.0), |found| (found.matches(), found.similarity()))
    }
}

/// A span in what lies in another.
fn local(span: FoldedSpan, of: FoldedSpan) -> FoldedSpan {
    let span = of.intersect(span);
    FoldedSpan::new(span.begin.saturating_sub(of.begin), span.end.saturating_sub(of.begin))
}

/// How far a copy may reach where the passage reaches so far: gaps and noise make it longer.
fn slack(length: u32) -> u32 {
    AROUND + length + length / 4
}
