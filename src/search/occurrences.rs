//! Literals in a paragraph: where they begin in it, and whether it meets an expression.

use super::parse::Expression;
use crate::catalogue::Record;
use crate::error::Result;
use crate::fold::Folded;
use crate::index::Stored;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;

/// A paragraph with as much of what follows it as a literal that begins in it may need.
pub(super) struct Paragraph {
    pub(super) number: u32,
    pub(super) context: Context,
    /// The paragraph itself, without what follows.
    pub(super) own: FoldedSpan,
}

impl Paragraph {
    /// Loads a paragraph, with at least `reach` folded characters after it when there are as many.
    pub(super) fn load(
        snapshot: &Snapshot,
        document: DocNo,
        number: u32,
        reach: usize,
    ) -> Result<Option<Self>> {
        let Some(first) = snapshot.reader.paragraph(document, number)? else {
            return Ok(None);
        };
        let length = |paragraph: &Stored| Folded::of(&paragraph.text, 0).len();
        let own = FoldedSpan::new(first.folded_begin, first.folded_begin + length(&first));
        let mut paragraphs = vec![first];
        let (mut after, mut next) = (0, number);
        while after < u32::try_from(reach).unwrap_or(u32::MAX) {
            next += 1;
            let Some(following) = snapshot.reader.paragraph(document, next)? else { break };
            after += length(&following);
            paragraphs.push(following);
        }
        let context = Context::of(paragraphs);
        Ok(Some(Paragraph { number, context, own }))
    }

    /// Where `literal` stands, beginning in the paragraph, in order.
    pub(super) fn places(&self, literal: &[char]) -> Vec<FoldedSpan> {
        let length = u32::try_from(literal.len()).unwrap_or(u32::MAX);
        let windows = self.context.stretch.characters().windows(literal.len().max(1));
        (self.own.begin..self.own.end)
            .zip(windows)
            .filter(|(_, window)| *window == literal)
            .map(|(at, _)| FoldedSpan::new(at, at + length))
            .collect()
    }

    /// Whether the paragraph meets an expression.
    pub(super) fn meets(&self, expression: &Expression, record: &Record) -> bool {
        match expression {
            Expression::Literal(literal) => !self.places(&literal.characters).is_empty(),
            Expression::Filter(filter) => filter.accepts(record),
            Expression::All(parts) => parts.iter().all(|part| self.meets(part, record)),
            Expression::Any(parts) => parts.iter().any(|part| self.meets(part, record)),
            Expression::Not(not) => !self.meets(not, record),
        }
    }
}
