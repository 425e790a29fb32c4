//! A comparison as one object: both sides, what they share with its variants, what only one has.

use super::AboutObject;
use super::Json;
use super::SpanObject;
use super::hits::VariantObject;
use super::write;
use crate::collate::compare::Order;
use crate::collate::comparison::Comparison;
use crate::collate::comparison::Row;
use crate::collate::comparison::Shared;
use crate::collate::comparison::Side;
use crate::copies::class::Class;
use crate::place::OriginalSpan;
use crate::present::share;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::io::Write;

/// The JSON form of a [`Comparison`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Comparison))]
pub struct ComparisonObject<'a> {
    a: SideObject<'a>,
    b: SideObject<'a>,
    /// Variants by class, and stretches by the order they stand in.
    counts: BTreeMap<&'static str, usize>,
    shared: Vec<SharedObject<'a>>,
    only_a: Vec<SpanObject>,
    only_b: Vec<SpanObject>,
    /// Both texts from beginning to end, side by side.
    rows: Vec<RowObject>,
}

/// The JSON form of a [`Side`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Side))]
struct SideObject<'a> {
    #[serde(flatten)]
    about: AboutObject<'a>,
    begin: u32,
    end: u32,
    characters: u32,
    agreement: f32,
    /// Where its paragraphs begin in the source.
    paragraphs: &'a [u32],
    /// The source text from `begin` to `end`.
    text: &'a str,
}

/// The JSON form of a [`Shared`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Shared))]
struct SharedObject<'a> {
    order: &'static str,
    a: SpanObject,
    b: SpanObject,
    similarity: f32,
    variants: Vec<VariantObject<'a>>,
}

/// A row of two texts side by side.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Row))]
#[serde(tag = "row", rename_all = "kebab-case")]
enum RowObject {
    /// What both have: a stretch of `shared`, by its index.
    Both { shared: usize },
    /// What only the first has.
    OnlyA { span: SpanObject },
    /// What only the second has.
    OnlyB { span: SpanObject },
    /// Where the second has a stretch of `shared` that stands elsewhere in the first.
    MovedAway { shared: usize },
}

impl<'a> ComparisonObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(comparison: &'a Comparison) -> Self {
        let rows = comparison.rows();
        let classes = Class::ALL.into_iter().map(|class| (class.name(), comparison.count(class)));
        let orders = Order::ALL.into_iter().map(|order| (order.name(), comparison.count_of(order)));
        let nth =
            comparison.shared.iter().zip(0..).map(|(shared, nth)| ((shared.a, shared.b), nth)).collect();
        let only_a = |row: &Row| if let Row::OnlyA(span) = row { Some(SpanObject::of(*span)) } else { None };
        let only_b = |row: &Row| if let Row::OnlyB(span) = row { Some(SpanObject::of(*span)) } else { None };
        ComparisonObject {
            a: SideObject::of(&comparison.a),
            b: SideObject::of(&comparison.b),
            counts: classes.chain(orders).collect(),
            shared: comparison.shared.iter().map(SharedObject::of).collect(),
            only_a: rows.iter().filter_map(only_a).collect(),
            only_b: rows.iter().filter_map(only_b).collect(),
            rows: rows.into_iter().map(|row| RowObject::of(row, &nth)).collect(),
        }
    }
}

impl RowObject {
    fn of(row: Row<'_>, nth: &BTreeMap<(OriginalSpan, OriginalSpan), usize>) -> Self {
        let nth = |shared: &Shared| nth.get(&(shared.a, shared.b)).copied().unwrap_or_default();
        match row {
            Row::Both(shared) => RowObject::Both { shared: nth(shared) },
            Row::OnlyA(span) => RowObject::OnlyA { span: SpanObject::of(span) },
            Row::OnlyB(span) => RowObject::OnlyB { span: SpanObject::of(span) },
            Row::MovedAway(shared) => RowObject::MovedAway { shared: nth(shared) },
        }
    }
}

impl Json for Comparison {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&ComparisonObject::of(self), out)
    }
}

impl<'a> SideObject<'a> {
    fn of(side: &'a Side) -> Self {
        SideObject {
            about: AboutObject::of(&side.about),
            begin: side.span.begin,
            end: side.span.end,
            characters: side.characters,
            agreement: side.agreement(),
            paragraphs: &side.paragraphs,
            text: side.text.as_str(),
        }
    }
}

impl<'a> SharedObject<'a> {
    fn of(shared: &'a Shared) -> Self {
        SharedObject {
            order: shared.order.name(),
            a: SpanObject::of(shared.a),
            b: SpanObject::of(shared.b),
            similarity: share(shared.similarity),
            variants: shared.variants.iter().map(VariantObject::of).collect(),
        }
    }
}
