//! Comparisons: two documents, or parts of them, side by side.

use super::Collection;
use super::name;
use crate::collate::compare;
use crate::collate::compare::Block;
use crate::collate::comparison::Comparison;
use crate::collate::comparison::Shared;
use crate::collate::comparison::Side;
use crate::copies::align::EqualRun;
use crate::copies::class::Class;
use crate::copies::variants::Variant;
use crate::copies::variants::variants;
use crate::error::Result;
use crate::fold::Stretch;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::SourceText;
use crate::snapshot::Context;

/// A part of a document that is compared.
struct Part {
    side: Side,
    context: Context,
    span: FoldedSpan,
}

impl Collection {
    /// Compares two documents, or parts of them, named as in [`Collection::copies`], whether they are copies
    /// or not.
    ///
    /// # Errors
    /// As for [`Collection::copies`].
    pub fn compare(&self, a: &str, b: &str) -> Result<Comparison> {
        let (mut a, mut b) = (self.part(a)?, self.part(b)?);
        let blocks = compare::blocks(a.characters(), b.characters());
        a.side.agreeing = agreeing(a.span.len(), &blocks, |run| run.a);
        b.side.agreeing = agreeing(b.span.len(), &blocks, |run| run.b);
        let shared = blocks.into_iter().filter_map(|block| shared(block, &a, &b)).collect();
        Ok(Comparison { a: a.side, b: b.side, shared })
    }

    fn part(&self, name: &str) -> Result<Part> {
        let (record, part) = name::resolve(&self.snapshot.catalogue, name)?;
        let context = self.context(record.number, part)?;
        let span = part.folded(&context);
        let source = part.source(&context);
        let side = Side {
            about: record.about(),
            span: source,
            text: SourceText::new(context.stretch.source(source), source.begin),
            paragraphs: context.paragraphs.iter().map(|paragraph| paragraph.span.begin).collect(),
            characters: span.len(),
            agreeing: 0,
        };
        Ok(Part { side, context, span })
    }
}

impl Part {
    fn characters(&self) -> &[char] {
        self.stretch().slice(self.span)
    }

    fn stretch(&self) -> &Stretch {
        &self.context.stretch
    }
}

/// How many characters of a text of so many agree with the other in some block, by where their runs begin.
fn agreeing(length: u32, blocks: &[Block], begin: impl Fn(&EqualRun) -> u32) -> u32 {
    let mut agrees = vec![false; length as usize];
    for run in blocks.iter().flat_map(|block| &block.alignment.runs) {
        let span = FoldedSpan::new(begin(run), begin(run) + run.length);
        agrees.get_mut(span.range()).into_iter().flatten().for_each(|agrees| *agrees = true);
    }
    u32::try_from(agrees.into_iter().filter(|&agrees| agrees).count()).unwrap_or(u32::MAX)
}

fn shared(block: Block, a: &Part, b: &Part) -> Option<Shared> {
    let Block { order, alignment } = block;
    let similarity = alignment.similarity();
    let alignment = alignment.shift(a.span.begin, b.span.begin);
    let mut inner = variants(&alignment, a.stretch(), b.stretch());
    let (mut in_a, mut in_b) = (a.stretch().original(alignment.a)?, b.stretch().original(alignment.b)?);
    let agrees = |run: Option<&EqualRun>| run.is_some_and(|run| run.length > 0);
    // Where the stretch begins and ends with what agrees, the punctuation around it belongs to it.
    if agrees(alignment.runs.first()) {
        let (lead_a, lead_b) =
            (a.stretch().opening(alignment.a.begin)?, b.stretch().opening(alignment.b.begin)?);
        inner.splice(..0, punctuation(a, lead_a, b, lead_b));
        (in_a.begin, in_b.begin) = (lead_a.begin, lead_b.begin);
    }
    if agrees(alignment.runs.last()) {
        let end = |part: &Part, span: FoldedSpan| part.stretch().closing(span.end.checked_sub(1)?);
        let (tail_a, tail_b) = (end(a, alignment.a)?, end(b, alignment.b)?);
        inner.extend(punctuation(a, tail_a, b, tail_b));
        (in_a.end, in_b.end) = (tail_a.end, tail_b.end);
    }
    // A gap at the edge may have punctuation beside it.
    for variant in &inner {
        (in_a.end, in_b.end) = (in_a.end.max(variant.a.end), in_b.end.max(variant.b.end));
    }
    Some(Shared { order, a: in_a, b: in_b, similarity, variants: inner })
}

/// How the punctuation at the edge of a stretch differs.
fn punctuation(a: &Part, in_a: OriginalSpan, b: &Part, in_b: OriginalSpan) -> Option<Variant> {
    let (a_text, b_text) = (a.stretch().source(in_a), b.stretch().source(in_b));
    let class = Class::between(&a_text, &b_text)?;
    Some(Variant { class, a: in_a, b: in_b, a_text, b_text })
}
