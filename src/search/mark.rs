//! A match looked at in the text: where the words stand in it, and the hit that is shown of it.

use super::answer::Copy;
use super::answer::Hit;
use super::copies::Copies;
use super::copies::Found;
use super::copies::Passage;
use super::occurrences::Paragraph;
use crate::catalogue::Record;
use crate::copies::link::Similar;
use crate::copies::variants;
use crate::fold::Stretch;
use crate::index::Match;
use crate::index::grams;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::snapshot::Snapshot;

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
    pub(super) fn earlier(&self, snapshot: &Snapshot, copy: &Found) -> Option<Candidate> {
        let catalogue = &snapshot.catalogue;
        let date = |document| catalogue.rank(document).map(|rank| catalogue.date_rank(rank));
        if date(copy.document) >= date(self.document()) {
            return None;
        }
        let span = copy.alignment.b;
        let text = copy.context.stretch.slice(span);
        let at = self.parts.iter().find_map(|part| self.place_in(text, *part))?;
        let paragraph = copy.context.number_at(span.begin + at);
        let found = Match { document: copy.document, paragraph, ..self.candidate.found };
        Some(Candidate { found, ..self.candidate })
    }

    /// What is wanted of it: the words, or all of it where there are none.
    pub(super) fn wanted(&self) -> &[FoldedSpan] {
        if self.parts.is_empty() { std::slice::from_ref(&self.span) } else { &self.parts }
    }

    /// The paragraph and what surrounds it.
    pub(super) fn stretch(&self) -> &Stretch {
        &self.paragraph.context.stretch
    }

    /// What copies are looked for of.
    pub(super) fn passage(&self, similar: Similar) -> Passage<'_> {
        let document = self.candidate.found.document;
        Passage { document, span: self.span, focus: &self.parts, similar }
    }

    /// Whether a copy that lacks the words is likely the same passage, spoilt there. A phrase that many texts
    /// share, each with words of its own next to it, is none.
    pub(super) fn is_likely(copy: &Found) -> bool {
        let (matches, similarity) = copy.around;
        !copy.formula && matches >= VIA_MATCHES && similarity >= VIA_SIMILARITY
    }

    /// Whether a copy is the same text but for little, whatever it reads where the words should stand.
    pub(super) fn is_sure(copy: &Found) -> bool {
        copy.around.1 >= SURE_SIMILARITY
    }

    /// What a copy reads where the words should stand and it first reads otherwise, and a little around it.
    pub(super) fn readings<'c>(&self, copy: &'c Found) -> impl Iterator<Item = &'c [char]> {
        let reading = move |part: &FoldedSpan| {
            let around =
                FoldedSpan::new(part.begin.saturating_sub(AROUND_READING), part.end + AROUND_READING);
            let clipped = copy.alignment.clip(around)?;
            let first = clipped.runs.iter().find(|run| run.length > 0)?;
            // It differs where its first run of equal characters ends, or before that run.
            let differs = if first.b > clipped.b.begin { clipped.b.begin } else { first.b + first.length };
            let begin = differs.saturating_sub(AROUND_READING * 2).max(clipped.b.begin);
            let rest = copy.context.stretch.slice(FoldedSpan::new(begin, clipped.b.end));
            let reading = rest.get(..rest.len().min(grams::EXACT))?;
            (differs < clipped.b.end && reading.len() >= READING).then_some(reading)
        };
        self.parts.iter().filter_map(reading)
    }

    /// Whether a copy lacks all the words it stands over against.
    pub(super) fn is_via(&self, copy: &Found) -> bool {
        let text = copy.context.stretch.slice(copy.alignment.b);
        let focus = self.parts.iter().filter(|part| !copy.alignment.a.intersect(**part).is_empty());
        let mut focus = focus.peekable();
        focus.peek().is_some() && !focus.any(|part| self.place_in(text, *part).is_some())
    }

    /// Where a text holds what stands at one of the parts.
    fn place_in(&self, text: &[char], part: FoldedSpan) -> Option<u32> {
        let word = self.stretch().slice(part);
        let at = text.windows(word.len().max(1)).position(|window| window == word)?;
        u32::try_from(at).ok()
    }

    /// The hit, with as many copies listed as were found.
    pub(super) fn hit(&self, snapshot: &Snapshot, copies: &Copies) -> Option<Hit> {
        let record = snapshot.catalogue.get(self.candidate.found.document)?;
        let stretch = self.stretch();
        let own = self.paragraph.context.paragraphs.first()?.span;
        let matches: Vec<OriginalSpan> =
            self.parts.iter().filter_map(|&part| stretch.original(part)).collect();
        let end = matches.iter().map(|span| span.end).fold(own.end, u32::max);
        let span = OriginalSpan::new(own.begin, end);
        Some(Hit {
            document: record.key.clone(),
            title: record.metadata.title.clone(),
            date: record.metadata.date.clone(),
            series: record.metadata.series.clone(),
            paragraph: self.paragraph.number,
            span,
            score: self.candidate.found.score,
            text: stretch.source(span),
            before: Vec::new(),
            after: Vec::new(),
            matches,
            loose: self.candidate.loose,
            formula: copies.formula,
            copies: copies.found.iter().filter_map(|copy| self.copy(snapshot, copy)).collect(),
            copies_total: copies.total(),
            copies_exact: copies.is_exact(),
        })
    }

    fn copy(&self, snapshot: &Snapshot, found: &Found) -> Option<Copy> {
        let record = snapshot.catalogue.get(found.document)?;
        let copy = present(record, self.stretch(), found)?;
        Some(Copy { via: self.is_via(found), ..copy })
    }
}

/// A copy as it is shown, its differences against `own`.
pub(crate) fn present(record: &Record, own: &Stretch, found: &Found) -> Option<Copy> {
    let stretch = &found.context.stretch;
    let span = stretch.original(found.alignment.b)?;
    Some(Copy {
        document: record.key.clone(),
        title: record.metadata.title.clone(),
        date: record.metadata.date.clone(),
        series: record.metadata.series.clone(),
        paragraph: found.context.number_at(found.alignment.b.begin),
        span,
        similarity: found.alignment.similarity(),
        text: stretch.source(span),
        via: false,
        variants: variants::variants(&found.alignment, own, stretch),
    })
}
