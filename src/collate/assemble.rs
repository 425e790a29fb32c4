//! Assembling: the best full text of a story from all its copies, each stretch with its source.

use super::columns::Cell;
use super::columns::Collated;
use super::columns::WitnessText;
use super::columns::collate;
use super::compare;
use super::compare::Block;
use super::compare::Order;
use super::corpus::Found;
use super::corpus::StoryCorpus;
use super::order;
use super::page::PrintedPage;
use super::story::Assembled;
use super::story::Sourced;
use super::story::Story;
use super::story::StoryWitness;
use crate::fold;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Rank;
use crate::place::SpanSet;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;

/// A copy lacks a stretch when it lacks more folded characters in a row.
const GAP: u32 = 24;

/// What a document has of a story, as one text.
struct Text<'a> {
    page: &'a PrintedPage,
    /// Where its parts stand in the folded document, in the order in which they are read.
    parts: Vec<FoldedSpan>,
}

impl Text<'_> {
    fn length(&self) -> u32 {
        self.parts.iter().map(|part| part.len()).sum()
    }

    fn characters(&self) -> Vec<char> {
        self.parts.iter().flat_map(|&part| self.page.stretch.slice(part)).copied().collect()
    }

    /// Where a span of the text stands in the folded document.
    fn places(&self, span: FoldedSpan) -> Vec<FoldedSpan> {
        let mut before = 0;
        let mut places = Vec::new();
        for part in &self.parts {
            let own = span.intersect(FoldedSpan::new(before, before + part.len()));
            if !own.is_empty() {
                places.push(FoldedSpan::new(part.begin + own.begin - before, part.begin + own.end - before));
            }
            before += part.len();
        }
        places
    }

    fn originals(&self, span: FoldedSpan) -> Vec<OriginalSpan> {
        self.places(span).into_iter().filter_map(|place| self.page.stretch.original(place)).collect()
    }
}

/// Puts a story together from all its copies.
#[must_use]
pub(crate) fn assemble(corpus: &StoryCorpus<'_>, story: Story, found: &Found) -> Assembled {
    // In the order of the story's copies: the most complete first.
    let text = |document: &Rank| {
        Some(Text { page: corpus.page(*document)?, parts: found.parts.get(document)?.clone() })
    };
    let order = corpus.order(found);
    let mut texts: Vec<Text<'_>> = order.iter().filter_map(text).collect();
    let mut blocks = compared(&texts);
    if let Some(base) = texts.first_mut() {
        let parts = order::agreed(base.length(), &blocks);
        let places: Vec<FoldedSpan> = parts.into_iter().flat_map(|part| base.places(part)).collect();
        if places != base.parts {
            base.parts = places;
            blocks = compared(&texts);
        }
    }
    let base = StoryWitness { gaps: Vec::new(), transpositions: Vec::new() };
    let others = texts.iter().zip(&blocks).skip(1).map(|(text, blocks)| witness(&texts, text, blocks));
    let witnesses = std::iter::once(base).chain(others).collect();
    let rows = rows(&texts, &blocks);
    let collated = collate(&rows.iter().map(StoryRow::copy).collect::<Vec<_>>());
    let (stretches, confidence) = (Sourcing::of(&collated, &rows).stretches(), collated.confidence());
    Assembled { story, witnesses, stretches, confidence }
}

/// What each copy has in common with the first; the first has all in common with itself.
fn compared(texts: &[Text<'_>]) -> Vec<Vec<Block>> {
    let base = texts.first().map(Text::characters).unwrap_or_default();
    let others = texts.get(1..).unwrap_or_default();
    let others: Vec<Vec<Block>> =
        others.par_iter().map(|text| compare::blocks(&base, &text.characters())).collect();
    std::iter::once(Vec::new()).chain(others).collect()
}

fn witness(texts: &[Text<'_>], text: &Text<'_>, blocks: &[Block]) -> StoryWitness {
    let Some(base) = texts.first() else {
        return StoryWitness { gaps: Vec::new(), transpositions: Vec::new() };
    };
    let mut at = 0;
    let mut gaps = Vec::new();
    let end = base.length();
    let spans = blocks.iter().map(|block| block.alignment.a).chain([FoldedSpan::new(end, end)]);
    for span in spans {
        if span.begin > at + GAP {
            gaps.extend(base.originals(FoldedSpan::new(at, span.begin)));
        }
        at = at.max(span.end);
    }
    gaps.sort_unstable();
    let moved = blocks.iter().filter(|block| block.order == Order::Moved);
    let transpositions = moved.flat_map(|block| text.originals(block.alignment.b)).collect();
    StoryWitness { gaps, transpositions }
}

/// A stretch of a copy, over against a part of the first.
struct StoryRow<'a> {
    /// Which copy of the story.
    copy: usize,
    page: &'a PrintedPage,
    spans: Vec<FoldedSpan>,
    of: FoldedSpan,
    /// How much of the story the copy has in all.
    extent: u32,
}

impl StoryRow<'_> {
    fn copy(&self) -> WitnessText<'_> {
        WitnessText {
            stretch: &self.page.stretch,
            spans: self.spans.clone(),
            of: self.of,
            extent: self.extent,
            paragraphs: self.page.paragraphs.clone(),
        }
    }
}

/// The first copy whole; of the others what they have in its order as one row, and what moved by itself.
fn rows<'a>(texts: &[Text<'a>], blocks: &[Vec<Block>]) -> Vec<StoryRow<'a>> {
    let mut rows = Vec::new();
    for (copy, (text, blocks)) in texts.iter().zip(blocks).enumerate() {
        let extent = text.length();
        let row =
            |spans: Vec<FoldedSpan>, of: FoldedSpan| StoryRow { copy, page: text.page, spans, of, extent };
        if copy == 0 {
            rows.push(row(text.parts.clone(), FoldedSpan::new(0, text.length())));
        }
        let (kept, others): (Vec<&Block>, Vec<&Block>) =
            blocks.iter().partition(|block| block.order == Order::Kept);
        // What the first copy has once more is part of what is kept here.
        let taken = others.iter().filter(|block| block.order != Order::RepeatedInA);
        let taken = SpanSet::union(taken.map(|block| block.alignment.b));
        let moved: Vec<&Block> = others.into_iter().filter(|block| block.order == Order::Moved).collect();
        // Where the first copy has what moved, a copy that has it elsewhere is two rows: it lacks nothing there.
        let is_parted = |last: &Block, next: &Block| {
            let between = last.alignment.a.end..=next.alignment.a.begin;
            moved.iter().any(|moved| between.contains(&moved.alignment.a.begin))
        };
        for kept in kept.chunk_by(|last, next| !is_parted(last, next)) {
            let (Some(first), Some(last)) = (kept.first(), kept.last()) else { continue };
            let (first, last) = (&first.alignment, &last.alignment);
            let own = taken.complement(FoldedSpan::new(first.b.begin, last.b.end));
            let places = own.into_iter().flat_map(|span| text.places(span)).collect();
            rows.push(row(places, FoldedSpan::new(first.a.begin, last.a.end)));
        }
        rows.extend(moved.iter().map(|moved| row(text.places(moved.alignment.b), moved.alignment.a)));
    }
    rows
}

/// Where the columns of an assembled text come from.
struct Sourcing<'a> {
    collated: &'a Collated,
    rows: &'a [StoryRow<'a>],
    /// The rows, the first copy first, then the best.
    order: Vec<usize>,
}

impl<'a> Sourcing<'a> {
    fn of(collated: &'a Collated, rows: &'a [StoryRow<'a>]) -> Self {
        let quality = |row: &usize| collated.quality.get(*row).copied().unwrap_or(0.0);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.get_mut(1..).unwrap_or_default().sort_by(|one, other| quality(other).total_cmp(&quality(one)));
        Sourcing { collated, rows, order }
    }

    /// Neighbouring columns from one copy, together.
    fn stretches(&self) -> Vec<Sourced> {
        let mut stretches: Vec<Sourced> = Vec::new();
        let mut last: Option<usize> = None;
        for (at, column) in
            self.collated.columns.iter().enumerate().filter(|(_, column)| !column.text.is_empty())
        {
            let Some((row, span)) = self.row(at, last) else { continue };
            let Some(copy) = self.rows.get(row).map(|row| row.copy) else { continue };
            match stretches.last_mut() {
                Some(stretch)
                    if last == Some(row)
                        && stretch.span.end <= span.begin
                        && span.begin - stretch.span.end < GAP =>
                {
                    stretch.text += &column.text;
                    stretch.span.end = span.end;
                    stretch.votes = stretch.votes.min(column.votes);
                }
                _ => stretches.push(Sourced { text: column.text.clone(), copy, span, votes: column.votes }),
            }
            last = Some(row);
        }
        stretches
    }

    /// A row that has what most have in a column: the first copy, else the one before, else the best.
    fn row(&self, at: usize, last: Option<usize>) -> Option<(usize, OriginalSpan)> {
        let wanted = fold::characters(&self.collated.columns.get(at)?.text);
        let agrees = |row: usize| match *self.collated.cells.get(row)?.get(at)? {
            Cell::Reads(span) => {
                let own = fold::characters(&self.rows.get(row)?.page.stretch.source(span));
                (own == wanted).then_some((row, span))
            }
            Cell::Lacks | Cell::Silent => None,
        };
        let first = self.order.first().copied();
        first.into_iter().chain(last).chain(self.order.iter().copied()).find_map(agrees)
    }
}
