//! Two texts side by side: the blocks they share, of whole characters, with the punctuation at their edges.

use super::compare;
use super::compare::Block;
use super::comparison::Comparison;
use super::comparison::Shared;
use super::comparison::Side;
use crate::copies::align::Alignment;
use crate::copies::align::EqualRun;
use crate::copies::class::Class;
use crate::copies::variants::Variant;
use crate::copies::variants::variants;
use crate::fold::Stretch;
use crate::fold::is_opening;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::narrow;
use crate::place::scalars;
use std::collections::VecDeque;

/// A part of a document that is compared.
pub(crate) struct ComparedPart {
    pub(crate) side: Side,
    /// What is compared and nothing else, from its first folded character on.
    pub(crate) stretch: Stretch,
}

/// What two texts share, and what only one has.
pub(crate) fn side_by_side(mut a: ComparedPart, mut b: ComparedPart) -> Comparison {
    let blocks = compare::blocks(a.stretch.characters(), b.stretch.characters());
    let blocks: Vec<Block> = blocks.into_iter().filter_map(|block| whole(block, &a, &b)).collect();
    a.side.agreeing = agreeing(a.side.characters, &blocks, |run| run.a);
    b.side.agreeing = agreeing(b.side.characters, &blocks, |run| run.b);
    let shared = blocks.into_iter().filter_map(|block| shared(block, &a.stretch, &b.stretch)).collect();
    Comparison { a: a.side, b: b.side, shared }
}

/// How many characters of a text of so many agree with the other in some block, by where their runs begin.
fn agreeing(length: u32, blocks: &[Block], begin: impl Fn(&EqualRun) -> u32) -> u32 {
    let mut agrees = vec![false; length as usize];
    for run in blocks.iter().flat_map(|block| &block.alignment.runs) {
        let span = FoldedSpan::new(begin(run), begin(run) + run.length);
        agrees.get_mut(span.range()).into_iter().flatten().for_each(|agrees| *agrees = true);
    }
    narrow(agrees.into_iter().filter(|&agrees| agrees).count())
}

/// A block that ends with whole characters of both sources: of ㍿, which is 株式会社, it has all or nothing.
/// `None` when nothing is left of it.
fn whole(block: Block, a: &ComparedPart, b: &ComparedPart) -> Option<Block> {
    let parts = |stretch: &Stretch, at: u32| {
        let before = at.checked_sub(1).and_then(|last| stretch.character(last));
        before.is_some() && before == stretch.character(at)
    };
    let is_cut = |at_a: u32, at_b: u32| parts(&a.stretch, at_a) || parts(&b.stretch, at_b);
    let mut runs = VecDeque::from(block.alignment.runs);
    // A run without length is the end of a text.
    while let Some(first) = runs.front_mut().filter(|first| is_cut(first.a, first.b)) {
        (first.a, first.b, first.length) = (first.a + 1, first.b + 1, first.length.saturating_sub(1));
        if first.length == 0 {
            runs.pop_front();
        }
    }
    while let Some(last) = runs.back_mut().filter(|last| is_cut(last.a + last.length, last.b + last.length)) {
        last.length = last.length.saturating_sub(1);
        if last.length == 0 {
            runs.pop_back();
        }
    }
    let alignment = Alignment::of(&Vec::from(runs)).filter(|alignment| alignment.matches() > 0)?;
    Some(Block { order: block.order, alignment })
}

fn shared(block: Block, a: &Stretch, b: &Stretch) -> Option<Shared> {
    let Block { order, alignment } = block;
    let mut inner = variants(&alignment, a, b);
    let (mut in_a, mut in_b) = (a.original(alignment.a)?, b.original(alignment.b)?);
    // A gap at the edge may have punctuation beside it.
    for variant in &inner {
        (in_a, in_b) = (hull(in_a, variant.a), hull(in_b, variant.b));
    }
    // The punctuation around the stretch belongs to it.
    let (lead_a, lead_b) = (lead(a, alignment.a.begin, in_a), lead(b, alignment.b.begin, in_b));
    inner.splice(..0, punctuation((a, lead_a), (b, lead_b)));
    let (tail_a, tail_b) = (tail(a, alignment.a.end, in_a), tail(b, alignment.b.end, in_b));
    inner.extend(punctuation((a, tail_a), (b, tail_b)));
    let similarity = alignment.similarity();
    let (in_a, in_b) = (hull(hull(lead_a, in_a), tail_a), hull(hull(lead_b, in_b), tail_b));
    Some(Shared { order, a: in_a, b: in_b, similarity, variants: inner })
}

/// From the beginning of the first to the end of the last.
fn hull(one: OriginalSpan, other: OriginalSpan) -> OriginalSpan {
    OriginalSpan::new(one.begin.min(other.begin), one.end.max(other.end))
}

/// What stands before a stretch and belongs to it: what opens before its first character, or all there is at the
/// beginning of the text.
fn lead(text: &Stretch, first: u32, stretch: OriginalSpan) -> OriginalSpan {
    let at_begin = || OriginalSpan::new(text.whole().begin, stretch.begin);
    let opening = if first == 0 { Some(at_begin()) } else { text.opening(first) };
    let span = opening.unwrap_or(OriginalSpan::new(stretch.begin, stretch.begin));
    let lead = text.source(span);
    let begin = span.end - scalars(lead.trim_start());
    OriginalSpan::new(begin.min(stretch.begin), stretch.begin)
}

/// What stands after a stretch and belongs to it: what closes behind its last character, on its line or on lines of
/// its own, or all there is at the end of the text.
fn tail(text: &Stretch, end: u32, stretch: OriginalSpan) -> OriginalSpan {
    let after = end.checked_sub(1).and_then(|last| text.after(last));
    let after = after.map_or(stretch.end, |after| after.end).max(stretch.end);
    let dropped = text.source(OriginalSpan::new(stretch.end, after));
    let closing = if end == text.span().end {
        dropped.as_str()
    } else {
        let lines = dropped.rsplit_once('\n').map_or(dropped.as_str(), |(lines, _)| lines);
        lines.find(is_opening).map_or(lines, |at| lines.split_at(at).0)
    };
    OriginalSpan::new(stretch.end, stretch.end + scalars(closing.trim_end()))
}

/// How the punctuation at the edge of a stretch differs.
fn punctuation((a, in_a): (&Stretch, OriginalSpan), (b, in_b): (&Stretch, OriginalSpan)) -> Option<Variant> {
    let (a_text, b_text) = (a.source(in_a), b.source(in_b));
    let class = Class::between(&a_text, &b_text)?;
    Some(Variant::new(class, [(in_a, a_text), (in_b, b_text)]))
}
