//! A comparison: two texts side by side, every character of both in one row.

use super::compare::Order;
use crate::catalogue::About;
use crate::copies::class::Class;
use crate::copies::variants::Variant;
use crate::fold;
use crate::notation::shown;
use crate::notation::told_share;
use crate::place::OriginalSpan;
use crate::place::SourceText;
use crate::place::scalars;
use serde::Serialize;

/// Two documents, or parts of them, side by side.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// The first text.
    pub a: Side,
    /// The second text.
    pub b: Side,
    /// The stretches that stand in both, in the order of the first.
    pub shared: Vec<Shared>,
}

/// One of two texts that are compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Side {
    /// The document it stands in.
    #[serde(flatten)]
    pub about: About,
    /// What is compared, in its source.
    #[serde(flatten)]
    pub span: OriginalSpan,
    /// How many characters it has after folding.
    pub characters: u32,
    /// How many of these agree with the other text.
    pub agreeing: u32,
    /// Where its paragraphs begin in the source, ascending.
    pub paragraphs: Vec<u32>,
    /// The source text from `begin` to `end`.
    #[serde(serialize_with = "shown")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub text: SourceText,
}

/// A stretch that stands in both texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Shared {
    /// How it stands in the order of both.
    pub order: Order,
    /// Where it stands in the first text.
    pub a: OriginalSpan,
    /// Where it stands in the second text.
    pub b: OriginalSpan,
    /// Twice the agreeing characters over the characters of both, after folding, 0 to 1.
    #[serde(serialize_with = "told_share")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub similarity: f32,
    /// Where they differ, in order.
    pub variants: Vec<Variant>,
}

/// A row of two texts side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Row<'a> {
    /// What stands in both, at its place in the first text; for what the second has once more, at its place
    /// there.
    Both(&'a Shared),
    /// What only the first has.
    OnlyA(OriginalSpan),
    /// What only the second has.
    OnlyB(OriginalSpan),
    /// Where the second text has what stands elsewhere in the first.
    MovedAway(&'a Shared),
}

impl Side {
    /// The share of its characters that agree with the other text, 0 to 1; 1 when it has none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share for people; 24 bits are enough")]
    pub fn agreeing_share(&self) -> f32 {
        if self.characters == 0 { 1.0 } else { self.agreeing as f32 / self.characters as f32 }
    }

    /// The source text in a span, clipped to what is compared.
    #[must_use]
    pub fn source(&self, span: OriginalSpan) -> String {
        self.text.slice(span).to_owned()
    }

    /// What lies between two places, without the white space around it; `None` when there is nothing else.
    fn between(&self, from: u32, to: u32) -> Option<OriginalSpan> {
        let text = self.source(OriginalSpan::new(from, to.max(from)));
        Some(trimmed(from, &text)).filter(|span| !span.is_empty())
    }
}

/// Where a text that begins at `from` stands without the white space around it.
fn trimmed(from: u32, text: &str) -> OriginalSpan {
    let begin = from + scalars(text) - scalars(text.trim_start());
    OriginalSpan::new(begin, begin + scalars(text.trim()))
}

/// Where a text that begins at `from` stands without the white space around it; `None` when nothing can be read
/// in it.
pub(crate) fn readable(from: u32, text: &str) -> Option<OriginalSpan> {
    (!fold::characters(text).is_empty()).then(|| trimmed(from, text))
}

impl Comparison {
    /// How many variants of a class there are.
    #[must_use]
    pub fn count(&self, class: Class) -> usize {
        self.shared
            .iter()
            .flat_map(|shared| &shared.variants)
            .filter(|variant| variant.class == class)
            .count()
    }

    /// How many shared stretches stand so.
    #[must_use]
    pub fn count_of(&self, order: Order) -> usize {
        self.shared.iter().filter(|shared| shared.order == order).count()
    }

    /// Both texts from beginning to end: all of the first in its order; what the second has in between, up to
    /// the next stretch that kept its order, in that of the second.
    #[must_use]
    pub fn rows(&self) -> Vec<Row<'_>> {
        let in_a = self.shared.iter().filter(|shared| shared.order != Order::RepeatedInB);
        let mut in_b: Vec<&Shared> =
            self.shared.iter().filter(|shared| shared.order != Order::RepeatedInA).collect();
        in_b.sort_by_key(|shared| shared.b);
        let (mut rows, mut at_a, mut at_b) = (Vec::new(), self.a.span.begin, self.b.span.begin);
        let mut in_b = in_b.into_iter();
        for shared in in_a {
            rows.extend(self.a.between(at_a, shared.a.begin).map(Row::OnlyA));
            at_a = at_a.max(shared.a.end);
            if shared.order == Order::Kept {
                self.rest_of_b(&mut in_b, &mut at_b, &mut rows);
            }
            rows.push(Row::Both(shared));
        }
        rows.extend(self.a.between(at_a, self.a.span.end).map(Row::OnlyA));
        self.rest_of_b(&mut in_b, &mut at_b, &mut rows);
        rows.extend(self.b.between(at_b, self.b.span.end).map(Row::OnlyB));
        rows
    }

    /// What the second text has up to the next stretch that kept its order, that one taken out too.
    fn rest_of_b<'a>(
        &self,
        in_b: &mut impl Iterator<Item = &'a Shared>,
        at: &mut u32,
        rows: &mut Vec<Row<'a>>,
    ) {
        for shared in in_b {
            rows.extend(self.b.between(*at, shared.b.begin).map(Row::OnlyB));
            *at = (*at).max(shared.b.end);
            match shared.order {
                Order::Kept => return,
                Order::Moved => rows.push(Row::MovedAway(shared)),
                Order::RepeatedInA | Order::RepeatedInB => rows.push(Row::Both(shared)),
            }
        }
    }
}
