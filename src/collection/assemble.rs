//! Assembling: the best full text of a story from all its copies, each stretch with its source.

use super::Collection;
use super::page::Page;
use super::stories::Found;
use super::stories::Pile;
use crate::collate::columns::Cell;
use crate::collate::columns::Collated;
use crate::collate::columns::Laid;
use crate::collate::columns::collate;
use crate::collate::compare;
use crate::collate::compare::Block;
use crate::collate::compare::Order;
use crate::collate::order;
use crate::collate::story::Assembled;
use crate::collate::story::Sourced;
use crate::collate::story::Story;
use crate::collate::story::StoryWitness;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;

/// A copy lacks a stretch when it lacks more folded characters in a row.
const GAP: u32 = 24;

impl Collection {
    /// Puts a story, by its number in [`Collection::stories`], together from all its copies; all stories
    /// when no number is given.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when there is no such story, [`ErrorKind::Damaged`] when the index cannot be
    /// read.
    pub fn assemble(&self, number: Option<usize>) -> Result<Vec<Assembled>> {
        let pile = Pile::load(&self.snapshot)?;
        let all = pile.stories();
        let is_wanted = |&(nth, _): &(usize, &Found)| number.is_none_or(|number| number == nth);
        let wanted: Vec<(usize, &Found)> = (1..).zip(&all).filter(is_wanted).collect();
        if let (Some(number), true) = (number, wanted.is_empty()) {
            let only = match (number, all.len()) {
                (_, 0) => "there are no stories: no text stands in two documents".to_owned(),
                (0, _) => "stories are counted from 1".to_owned(),
                (_, last) => format!("there is no story {number}, only 1 to {last}"),
            };
            let error = Error::new(ErrorKind::NotFound, only);
            return Err(if all.is_empty() { error } else { error.hint("`duikan stories` lists them") });
        }
        let assemble = |&(number, found): &(usize, &Found)| assemble(&pile, pile.story(number, found), found);
        Ok(wanted.par_iter().map(assemble).collect())
    }
}

/// What a document has of a story, as one text.
struct Text<'a> {
    page: &'a Page,
    /// Where its parts stand in the folded document, in the order in which they are read.
    parts: Vec<FoldedSpan>,
}

impl Text<'_> {
    fn length(&self) -> u32 {
        self.parts.iter().map(|part| part.len()).sum()
    }

    fn characters(&self) -> Vec<char> {
        self.parts.iter().flat_map(|&part| self.page.stretch().slice(part)).copied().collect()
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
        self.places(span).into_iter().filter_map(|place| self.page.stretch().original(place)).collect()
    }
}

fn assemble(pile: &Pile<'_>, story: Story, found: &Found) -> Assembled {
    // In the order of the story's copies: the most complete first.
    let text = |document: &u32| {
        Some(Text { page: pile.page(*document)?, parts: found.parts.get(document)?.clone() })
    };
    let order = pile.order(found);
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
    let base = StoryWitness { gaps: Vec::new(), moved: Vec::new() };
    let others = texts.iter().zip(&blocks).skip(1).map(|(text, blocks)| witness(&texts, text, blocks));
    let witnesses = std::iter::once(base).chain(others).collect();
    let rows = rows(&texts, &blocks);
    let collated = collate(&rows.iter().map(Row::copy).collect::<Vec<_>>());
    let (stretches, confidence) = (Source::of(&collated, &rows).stretches(), collated.confidence());
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
    let Some(base) = texts.first() else { return StoryWitness { gaps: Vec::new(), moved: Vec::new() } };
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
    StoryWitness { gaps, moved: moved.flat_map(|block| text.originals(block.alignment.b)).collect() }
}

/// A stretch of a copy, over against a part of the first.
struct Row<'a> {
    /// Which copy of the story.
    copy: usize,
    page: &'a Page,
    spans: Vec<FoldedSpan>,
    of: FoldedSpan,
    /// How much of the story the copy has in all.
    extent: u32,
}

impl Row<'_> {
    fn copy(&self) -> Laid<'_> {
        let paragraphs =
            self.page.context.paragraphs.iter().map(|paragraph| paragraph.folded_begin).collect();
        Laid {
            stretch: self.page.stretch(),
            spans: self.spans.clone(),
            of: self.of,
            extent: self.extent,
            paragraphs,
        }
    }
}

/// The first copy whole; of the others what they have in its order as one row, and what moved by itself.
fn rows<'a>(texts: &[Text<'a>], blocks: &[Vec<Block>]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (copy, (text, blocks)) in texts.iter().zip(blocks).enumerate() {
        let extent = text.length();
        let row = |spans: Vec<FoldedSpan>, of: FoldedSpan| Row { copy, page: text.page, spans, of, extent };
        if copy == 0 {
            rows.push(row(text.parts.clone(), FoldedSpan::new(0, text.length())));
        }
        let (kept, others): (Vec<&Block>, Vec<&Block>) =
            blocks.iter().partition(|block| block.order == Order::Kept);
        // What the first copy has once more is part of what is kept here.
        let taken = others.iter().filter(|block| block.order != Order::RepeatedInA);
        let taken: Vec<FoldedSpan> = taken.map(|block| block.alignment.b).collect();
        let moved: Vec<&Block> = others.into_iter().filter(|block| block.order == Order::Moved).collect();
        // Where the first copy has what moved, a copy that has it elsewhere is two rows: it lacks nothing there.
        let is_parted = |last: &Block, next: &Block| {
            let between = last.alignment.a.end..=next.alignment.a.begin;
            moved.iter().any(|moved| between.contains(&moved.alignment.a.begin))
        };
        for kept in kept.chunk_by(|last, next| !is_parted(last, next)) {
            let (Some(first), Some(last)) = (kept.first(), kept.last()) else { continue };
            let (first, last) = (&first.alignment, &last.alignment);
            let own = without(FoldedSpan::new(first.b.begin, last.b.end), taken.clone());
            let places = own.into_iter().flat_map(|span| text.places(span)).collect();
            rows.push(row(places, FoldedSpan::new(first.a.begin, last.a.end)));
        }
        rows.extend(moved.iter().map(|moved| row(text.places(moved.alignment.b), moved.alignment.a)));
    }
    rows
}

/// What is left of a span.
fn without(span: FoldedSpan, mut taken: Vec<FoldedSpan>) -> Vec<FoldedSpan> {
    taken.sort_unstable();
    let mut left = Vec::new();
    let mut at = span.begin;
    for taken in taken.into_iter().chain([FoldedSpan::new(span.end, span.end)]) {
        if at < taken.begin.min(span.end) {
            left.push(FoldedSpan::new(at, taken.begin.min(span.end)));
        }
        at = at.max(taken.end);
    }
    left
}

/// Where the columns of an assembled text come from.
struct Source<'a> {
    collated: &'a Collated,
    rows: &'a [Row<'a>],
    /// The rows, the first copy first, then the best.
    order: Vec<usize>,
}

impl<'a> Source<'a> {
    fn of(collated: &'a Collated, rows: &'a [Row<'a>]) -> Self {
        let quality = |row: &usize| collated.quality.get(*row).copied().unwrap_or(0.0);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.get_mut(1..).unwrap_or_default().sort_by(|one, other| quality(other).total_cmp(&quality(one)));
        Source { collated, rows, order }
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
                let own = fold::characters(&self.rows.get(row)?.page.stretch().source(span));
                (own == wanted).then_some((row, span))
            }
            Cell::Lacks | Cell::Silent => None,
        };
        let first = self.order.first().copied();
        first.into_iter().chain(last).chain(self.order.iter().copied()).find_map(agrees)
    }
}
