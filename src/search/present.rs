//! A copy as it is shown.

use super::answer::CopyPiece;
use super::answer::ParagraphText;
use super::answer::PassageCopy;
use crate::catalogue::Record;
use crate::copies::class::Class;
use crate::copies::variants;
use crate::copies::variants::Variant;
use crate::index::Stored;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::SourceText;
use crate::snapshot::Context;
use crate::witnesses::Entry;
use crate::witnesses::Piece;

impl ParagraphText {
    /// A paragraph of a document, with all its marks.
    pub(crate) fn of(document: &str, stored: Stored) -> Self {
        let Stored { number, span, text, marks, .. } = stored;
        let text = SourceText::new(text, span.begin).slice(span).to_owned();
        ParagraphText {
            document: document.to_owned(),
            paragraph: number,
            span,
            text,
            origin: marks.origin(span.begin),
        }
    }

    /// A passage of a document that stands in a context, with all its marks.
    pub(crate) fn passage(document: &str, context: &Context, span: OriginalSpan) -> Self {
        ParagraphText {
            document: document.to_owned(),
            paragraph: context.number_at_source(span.begin),
            span,
            text: context.stretch.source(span),
            origin: context.marks(span).origin(span.begin),
        }
    }
}

/// A copy as it is shown, its differences against `own`.
pub(crate) fn present(
    record: &Record,
    own: &Context,
    (entry, contexts): (&Entry, &[Context]),
) -> Option<PassageCopy> {
    let shown = |(piece, context): (&Piece, &Context)| {
        let span = context.stretch.original(piece.alignment.b)?;
        let passage = own.stretch.original(piece.alignment.a)?;
        let paragraph = context.number_at(piece.alignment.b.begin);
        Some(CopyPiece { paragraph, span, passage, moved: piece.moved, regions: context.regions(span) })
    };
    let longest = entry.pieces.iter().zip(contexts).rev().max_by_key(|(piece, _)| piece.alignment.matches());
    let CopyPiece { paragraph, span, .. } = shown(longest?)?;
    let context = longest?.1;
    Some(PassageCopy {
        about: record.about(),
        paragraph,
        span,
        kind: entry.kind(),
        coverage: entry.coverage,
        similarity: entry.similarity,
        covered: entry.covered,
        passage: entry.passage,
        text: context.stretch.source(span),
        origin: context.marks(span).origin(span.begin),
        via: false,
        variants: differences(own, entry, contexts),
        pieces: entry.pieces.iter().zip(contexts).filter_map(shown).collect(),
    })
}

/// What differs in the pieces of a copy, and what of the passage none of them has that lies between them.
pub(super) fn differences(own: &Context, entry: &Entry, contexts: &[Context]) -> Vec<Variant> {
    let mut all: Vec<Variant> = Vec::new();
    let mut last: Option<(FoldedSpan, OriginalSpan)> = None;
    for (Piece { alignment, .. }, context) in entry.pieces.iter().zip(contexts) {
        all.extend(last.and_then(|last| lacking(own, last, alignment.a)));
        let span = context.stretch.original(alignment.b);
        let found = variants::variants(alignment, &own.stretch, &context.stretch).into_iter();
        let found = found.map(|variant| within(variant, span));
        all.extend(found.map(|variant| Variant { b_regions: context.regions(variant.b), ..variant }));
        last = span.map(|b| (alignment.a, b));
    }
    for variant in &mut all {
        variant.a_regions = own.regions(variant.a);
    }
    all
}

/// A variant at the edge of a copy, without the punctuation beyond it.
fn within(mut variant: Variant, copy: Option<OriginalSpan>) -> Variant {
    if let Some(copy) = copy.filter(|_| variant.b.is_empty()) {
        let at = variant.b.begin.clamp(copy.begin, copy.end);
        variant.b = OriginalSpan::new(at, at);
    }
    variant
}

/// What neither of two neighbouring pieces has of the passage.
fn lacking(
    Context { stretch: own, .. }: &Context,
    (last, b): (FoldedSpan, OriginalSpan),
    next: FoldedSpan,
) -> Option<Variant> {
    let between = FoldedSpan::new(last.end, next.begin.max(last.end));
    let a = own.original(between).filter(|_| !between.is_empty())?;
    let b = OriginalSpan::new(b.end, b.end);
    Some(Variant::new(Class::Gap, [(a, own.source(a)), (b, String::new())]))
}
