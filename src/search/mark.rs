//! A match looked at in the text: where the words stand in it, and the hit that is shown of it.

use super::answer::Hit;
use super::answer::MatchedWords;
use super::answer::PassageCopy;
use super::occurrences::Paragraph;
use super::present::present;
use crate::copies::align::EqualRun;
use crate::error::Result;
use crate::fold::Stretch;
use crate::index::Match;
use crate::index::grams;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;
use crate::witnesses::CopyKind;
use crate::witnesses::Entry;
use crate::witnesses::GAP;
use crate::witnesses::Passage;
use crate::witnesses::Piece;
use crate::witnesses::Witnesses;

/// A match and how much of the query it meets.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub(super) found: Match,
    pub(super) loose: bool,
}

/// The fewest characters that must agree, and …
const VIA_MATCHES: u32 = 32;
/// … the least similarity of a copy that is shown although it lacks what was searched for.
const VIA_SIMILARITY: f32 = 0.75;

/// So similar, a text is the same whatever it reads there.
const SURE_SIMILARITY: f32 = 0.95;
/// Folded characters on either side of a reading that tell one from another.
const AROUND_READING: u32 = 3;
/// The shortest reading that tells one text from another, in folded characters.
const READING: usize = 4;

/// A paragraph with the words of the query found in it.
pub(super) struct Marked {
    candidate: Candidate,
    paragraph: Paragraph,
    /// Where the words stand, in order, each place once.
    parts: Vec<FoldedSpan>,
    /// The paragraph, up to the end of the last word.
    span: FoldedSpan,
}

impl Marked {
    /// A paragraph in which words stand at `parts`.
    pub(super) fn new(candidate: Candidate, paragraph: Paragraph, mut parts: Vec<FoldedSpan>) -> Self {
        parts.sort_unstable();
        parts.dedup();
        let end = parts.iter().map(|part| part.end).fold(paragraph.own.end, u32::max);
        let span = FoldedSpan::new(paragraph.own.begin, end);
        Marked { candidate, paragraph, parts, span }
    }

    /// The document it stands in.
    pub(super) fn document(&self) -> DocNo {
        self.candidate.found.document
    }

    /// The match that a copy is when it is dated before this one, and holds words of the query itself.
    pub(super) fn earlier(&self, snapshot: &Snapshot, copy: &Entry) -> Result<Option<Candidate>> {
        let catalogue = &snapshot.catalogue;
        let date = |document| catalogue.rank(document).map(|rank| catalogue.date_rank(rank));
        if date(copy.document) >= date(self.document()) {
            return Ok(None);
        }
        let contexts = copy.contexts(snapshot)?;
        let place = |(piece, context): (&Piece, &Context)| {
            let text = context.stretch.slice(piece.alignment.b);
            let at = self.parts.iter().find_map(|part| self.place_in(text, *part))?;
            Some(context.number_at(piece.alignment.b.begin + at))
        };
        let paragraph = copy.pieces.iter().zip(&contexts).find_map(place);
        let found = |paragraph| Match { document: copy.document, paragraph, ..self.candidate.found };
        Ok(paragraph.map(|paragraph| Candidate { found: found(paragraph), ..self.candidate }))
    }

    /// What is wanted of it: the words, or all of it where there are none.
    pub(super) fn wanted(&self) -> &[FoldedSpan] {
        if self.parts.is_empty() { std::slice::from_ref(&self.span) } else { &self.parts }
    }

    /// The paragraph and what surrounds it.
    pub(super) fn context(&self) -> &Context {
        &self.paragraph.context
    }

    fn stretch(&self) -> &Stretch {
        &self.paragraph.context.stretch
    }

    /// What copies are looked for of.
    pub(super) fn passage(&self) -> Passage {
        Passage { document: self.candidate.found.document, span: self.span }
    }

    /// Where the words stand in it.
    pub(super) fn parts(&self) -> &[FoldedSpan] {
        &self.parts
    }

    /// Whether a copy that lacks the words is likely the same passage, spoilt there. A phrase that many texts
    /// share, each with words of its own next to it, is none.
    pub(super) fn is_likely(entry: &Entry) -> bool {
        let (matches, similarity) = entry.around();
        entry.is_printing() && matches >= VIA_MATCHES && similarity >= VIA_SIMILARITY
    }

    /// Whether a copy has so much of the passage that it may be one although it lacks the words.
    pub(super) fn is_enough(entry: &Entry) -> bool {
        !entry.is_formula() && (entry.kind() == CopyKind::Copy || entry.matches >= VIA_MATCHES)
    }

    /// The beginnings of the words that are marked.
    pub(super) fn words(&self) -> impl Iterator<Item = &[char]> {
        let word = |part: &FoldedSpan| self.stretch().slice(*part);
        let exact = |word: &'_ [char]| word.len().min(grams::EXACT);
        self.parts.iter().map(word).map(move |word| word.get(..exact(word)).unwrap_or_default())
    }

    /// Whether a copy is the same text but for little, whatever it reads where the words should stand.
    pub(super) fn is_sure(entry: &Entry) -> bool {
        entry.around().1 >= SURE_SIMILARITY
    }

    /// Whether a copy has something else where all the words should stand, as long as that it is not aligned: then it is
    /// the text around them that is the same.
    pub(super) fn is_replaced_in(&self, entry: &Entry) -> bool {
        self.parts.iter().all(|part| unaligned(entry, *part).any(|there| there >= GAP))
    }

    /// Whether all the words stand, or begin or end, in stretches that are not aligned with a copy.
    pub(super) fn is_apart_in(&self, entry: &Entry) -> bool {
        self.parts.iter().all(|part| unaligned(entry, *part).next().is_some())
    }

    /// What a copy reads where the words should stand and it first reads otherwise, and a little around it.
    pub(super) fn readings(&self, entry: &Entry, contexts: &[Context]) -> Vec<Vec<char>> {
        let reading = |piece: &Piece, context: &Context, part: FoldedSpan| {
            let around =
                FoldedSpan::new(part.begin.saturating_sub(AROUND_READING), part.end + AROUND_READING);
            let clipped = piece.alignment.clip(around)?;
            let first = clipped.runs.iter().find(|run| run.length > 0)?;
            // It differs where its first run of equal characters ends, or before that run.
            let differs = if first.b > clipped.b.begin { clipped.b.begin } else { first.b + first.length };
            let begin = differs.saturating_sub(AROUND_READING * 2).max(clipped.b.begin);
            let rest = context.stretch.slice(FoldedSpan::new(begin, clipped.b.end));
            let reading = rest.get(..rest.len().min(grams::EXACT))?;
            (differs < clipped.b.end && reading.len() >= READING).then(|| reading.to_vec())
        };
        let pieces = || entry.pieces.iter().zip(contexts);
        let readings = |part: &FoldedSpan| {
            pieces().filter_map(|(piece, context)| reading(piece, context, *part)).collect::<Vec<_>>()
        };
        self.parts.iter().flat_map(readings).collect()
    }

    /// Whether a copy agrees with all of one of the words: told without reading it.
    pub(super) fn is_held_by(&self, entry: &Entry) -> bool {
        let mut runs = entry.pieces.iter().flat_map(|piece| &piece.alignment.runs);
        let holds = |run: &EqualRun, part: &FoldedSpan| run.a <= part.begin && part.end <= run.a + run.length;
        self.parts.is_empty() || runs.any(|run| self.parts.iter().any(|part| holds(run, part)))
    }

    /// Whether a copy lacks all the words it stands over against.
    pub(super) fn is_via(&self, entry: &Entry, contexts: &[Context]) -> bool {
        let texts = || {
            let both = entry.pieces.iter().zip(contexts);
            both.map(|(piece, context)| context.stretch.slice(piece.alignment.b))
        };
        let holds = |part: &FoldedSpan| texts().any(|text| self.place_in(text, *part).is_some());
        !self.is_held_by(entry) && !self.parts.iter().any(holds)
    }

    /// Where a text holds what stands at one of the parts.
    fn place_in(&self, text: &[char], part: FoldedSpan) -> Option<u32> {
        let word = self.stretch().slice(part);
        let at = text.windows(word.len().max(1)).position(|window| window == word)?;
        u32::try_from(at).ok()
    }

    /// The hit, with as many copies as are to be listed.
    pub(super) fn hit(&self, snapshot: &Snapshot, copies: &Witnesses, listed: usize) -> Result<Option<Hit>> {
        let own = self.paragraph.context.paragraphs.first().map(|paragraph| paragraph.span);
        let Some((record, own)) = snapshot.catalogue.get(self.document()).zip(own) else { return Ok(None) };
        let stretch = self.stretch();
        let context = self.context();
        let words = self.parts.iter().filter_map(|&part| stretch.original(part));
        let matches: Vec<MatchedWords> =
            words.map(|span| MatchedWords { span, regions: context.regions(span) }).collect();
        let end = matches.iter().map(|words| words.span.end).fold(own.end, u32::max);
        let span = OriginalSpan::new(own.begin, end);
        let is_met = |boilerplate: FoldedSpan| {
            self.wanted().iter().any(|part| !part.intersect(boilerplate).is_empty())
        };
        let listed = copies.entries.iter().take(listed).map(|entry| self.copy(snapshot, entry));
        Ok(Some(Hit {
            about: record.about(),
            paragraph: self.paragraph.number,
            span,
            score: self.candidate.found.score,
            text: stretch.source(span),
            origin: context.marks(span).origin(span.begin),
            before: Vec::new(),
            after: Vec::new(),
            matches,
            loose: self.candidate.loose,
            formula: copies.boilerplate.iter().any(is_met),
            copies: listed.filter_map(Result::transpose).collect::<Result<_>>()?,
            copies_total: copies.copies_total,
            parts_total: copies.parts_total,
        }))
    }

    fn copy(&self, snapshot: &Snapshot, entry: &Entry) -> Result<Option<PassageCopy>> {
        let contexts = entry.contexts(snapshot)?;
        let record = snapshot.catalogue.get(entry.document);
        let copy = record.and_then(|record| present(record, self.context(), (entry, &contexts)));
        Ok(copy.map(|copy| PassageCopy { via: self.is_via(entry, &contexts), ..copy }))
    }
}

/// The stretches of a passage that are not aligned with a copy and meet a part of it: how much the copy has there.
fn unaligned(entry: &Entry, part: FoldedSpan) -> impl Iterator<Item = u32> {
    let pairs = entry.pieces.iter().flat_map(|piece| piece.alignment.runs.windows(2));
    pairs.filter_map(move |pair| {
        let [last, next] = pair else { return None };
        let (begin, there) = (last.a + last.length, next.b - last.b - last.length);
        let meets = begin < part.end && part.begin < next.a.max(begin + 1);
        (meets && (next.a - begin).max(there) >= GAP).then_some(there)
    })
}
