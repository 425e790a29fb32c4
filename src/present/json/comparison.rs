//! A comparison as one object: both sides, what they share with its variants, what only one has.

use super::Json;
use super::write;
use crate::collate::compare::Order;
use crate::collate::comparison::Comparison;
use crate::collate::comparison::Row;
use crate::collate::comparison::Shared;
use crate::collate::comparison::Side;
use crate::copies::class::Class;
use crate::place::OriginalSpan;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::io::Write;

/// Two texts side by side.
// `Comparison` has what both share; counts, rows and what only one has follow from it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Comparison))]
pub struct ComparisonObject<'a> {
    /// The first text.
    a: &'a Side,
    /// The second text.
    b: &'a Side,
    /// How many variants of each class there are, and how many stretches of each order.
    counts: BTreeMap<&'static str, usize>,
    /// The stretches that stand in both, in the order of the first.
    shared: &'a [Shared],
    /// What only the first has.
    only_a: Vec<OriginalSpan>,
    /// What only the second has.
    only_b: Vec<OriginalSpan>,
    /// Both texts from beginning to end, side by side, every character once.
    rows: Vec<RowObject>,
}

/// A row of two texts side by side.
// `Row` refers to what is shared; here it is an index.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Row))]
struct RowObject {
    /// What stands there.
    row: RowKind,
    /// Which stretch of `shared`, from 0, for `both` and `moved-away`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    index: Option<usize>,
    /// What only one of the two has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    span: Option<OriginalSpan>,
}

/// What a row of two texts side by side shows.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
enum RowKind {
    /// What both have.
    Both,
    /// What only the first has.
    OnlyA,
    /// What only the second has.
    OnlyB,
    /// Where the second has a stretch that stands elsewhere in the first.
    MovedAway,
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
        let only_a = |row: &Row| if let Row::OnlyA(span) = row { Some(*span) } else { None };
        let only_b = |row: &Row| if let Row::OnlyB(span) = row { Some(*span) } else { None };
        ComparisonObject {
            a: &comparison.a,
            b: &comparison.b,
            counts: classes.chain(orders).collect(),
            shared: &comparison.shared,
            only_a: rows.iter().filter_map(only_a).collect(),
            only_b: rows.iter().filter_map(only_b).collect(),
            rows: rows.into_iter().map(|row| RowObject::of(row, &nth)).collect(),
        }
    }
}

impl RowObject {
    fn of(row: Row<'_>, nth: &BTreeMap<(OriginalSpan, OriginalSpan), usize>) -> Self {
        let stretch = |row, shared: &Shared| {
            let index = nth.get(&(shared.a, shared.b)).copied().unwrap_or_default();
            RowObject { row, index: Some(index), span: None }
        };
        let only = |row, span| RowObject { row, index: None, span: Some(span) };
        match row {
            Row::Both(shared) => stretch(RowKind::Both, shared),
            Row::OnlyA(span) => only(RowKind::OnlyA, span),
            Row::OnlyB(span) => only(RowKind::OnlyB, span),
            Row::MovedAway(shared) => stretch(RowKind::MovedAway, shared),
        }
    }
}

impl Json for Comparison {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&ComparisonObject::of(self), out)
    }
}
