//! Literals in a paragraph: where they begin in it, and whether it meets an expression.

use super::expression::Expression;
use super::expression::Literal;
use super::expression::Near;
use crate::catalogue::Record;
use crate::error::Result;
use crate::fold;
use crate::fold::Folded;
use crate::index::Stored;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::narrow;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;
use rustc_hash::FxHashSet;

/// The paragraph by which a document's title is found.
const FIRST: u32 = 1;

/// A paragraph with as much of what follows it as a literal that begins in it may need.
pub(super) struct Paragraph {
    pub(super) number: u32,
    pub(super) context: Context,
    /// The paragraph itself, without what follows.
    pub(super) own: FoldedSpan,
    /// The title that its document has, folded, where it is found by this paragraph.
    title: Vec<char>,
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
        while after < narrow(reach) {
            next += 1;
            let Some(following) = snapshot.reader.paragraph(document, next)? else { break };
            after += length(&following);
            paragraphs.push(following);
        }
        let context = Context::of(paragraphs);
        let record = snapshot.catalogue.get(document).filter(|_| number == FIRST);
        let title = record.and_then(|record| record.own.title.as_deref()).map(fold::characters);
        Ok(Some(Paragraph { number, context, own, title: title.unwrap_or_default() }))
    }

    /// Where `literal` stands, beginning in the paragraph, in order.
    pub(super) fn places(&self, literal: &[char]) -> Vec<FoldedSpan> {
        let length = narrow(literal.len());
        let windows = self.context.stretch.characters().windows(literal.len().max(1));
        (self.own.begin..self.own.end)
            .zip(windows)
            .filter(|(_, window)| *window == literal)
            .map(|(at, _)| FoldedSpan::new(at, at + length))
            .collect()
    }

    /// Where what an expression asks for stands, in order of the expression.
    pub(super) fn marks(&self, expression: &Expression) -> Vec<FoldedSpan> {
        match expression {
            Expression::Literal(literal) => self.places(&literal.characters),
            Expression::Near(near) => self.places_near(near),
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().flat_map(|part| self.marks(part)).collect()
            }
            Expression::Filter(_) | Expression::Not(_) => Vec::new(),
        }
    }

    /// The places of literals that stand near each other: wherever one follows the other closely enough
    /// until all of them have come.
    fn places_near(&self, near: &Near) -> Vec<FoldedSpan> {
        let of_part = |(part, literal): (usize, &Literal)| {
            self.places(&literal.characters).into_iter().map(move |place| (place, part))
        };
        let mut places: Vec<(FoldedSpan, usize)> = near.parts.iter().enumerate().flat_map(of_part).collect();
        places.sort_unstable();
        let mut end = 0;
        let mut groups: Vec<Vec<(FoldedSpan, usize)>> = Vec::new();
        for (place, part) in places {
            match groups.last_mut() {
                Some(group) if place.begin.saturating_sub(end) <= near.within => group.push((place, part)),
                _ => groups.push(vec![(place, part)]),
            }
            end = place.end.max(end);
        }
        let is_whole = |group: &Vec<(FoldedSpan, usize)>| {
            let held: FxHashSet<usize> = group.iter().map(|(_, part)| *part).collect();
            held.len() == near.parts.len()
        };
        groups.into_iter().filter(is_whole).flatten().map(|(place, _)| place).collect()
    }

    /// Whether the paragraph meets an expression.
    pub(super) fn meets(&self, expression: &Expression, record: &Record) -> bool {
        match expression {
            Expression::Literal(literal) => {
                let is_in_title = self
                    .title
                    .windows(literal.characters.len().max(1))
                    .any(|window| *window == *literal.characters);
                is_in_title || !self.places(&literal.characters).is_empty()
            }
            Expression::Near(near) => !self.places_near(near).is_empty(),
            Expression::Filter(filter) => filter.accepts(record),
            Expression::All(parts) => parts.iter().all(|part| self.meets(part, record)),
            Expression::Any(parts) => parts.iter().any(|part| self.meets(part, record)),
            Expression::Not(not) => !self.meets(not, record),
        }
    }
}
