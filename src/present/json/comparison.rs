//! A comparison as one object: both sides, what they share with its variants, what only one has.

use super::AboutObject;
use super::Json;
use super::Pair;
use super::VariantObject;
use super::pair;
use super::write;
use crate::collate::compare::Order;
use crate::collate::comparison::Comparison;
use crate::collate::comparison::Row;
use crate::collate::comparison::Shared;
use crate::collate::comparison::Side;
use crate::copies::class::Class;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::io::Write;

#[derive(Serialize)]
struct ComparisonObject<'a> {
    a: SideObject<'a>,
    b: SideObject<'a>,
    /// Variants by class, and stretches by the order they stand in.
    counts: BTreeMap<&'static str, usize>,
    shared: Vec<SharedObject<'a>>,
    only_a: Vec<Pair>,
    only_b: Vec<Pair>,
}

#[derive(Serialize)]
struct SideObject<'a> {
    #[serde(flatten)]
    about: AboutObject<'a>,
    begin: u32,
    end: u32,
    characters: u32,
    agreement: f32,
}

#[derive(Serialize)]
struct SharedObject<'a> {
    order: &'static str,
    a: Pair,
    b: Pair,
    similarity: f32,
    variants: Vec<VariantObject<'a>>,
}

impl Json for Comparison {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.rows();
        let classes = Class::ALL.into_iter().map(|class| (class.name(), self.count(class)));
        let orders = Order::ALL.into_iter().map(|order| (order.name(), self.count_of(order)));
        let object = ComparisonObject {
            a: SideObject::of(&self.a),
            b: SideObject::of(&self.b),
            counts: classes.chain(orders).collect(),
            shared: self.shared.iter().map(SharedObject::of).collect(),
            only_a: rows
                .iter()
                .filter_map(|row| if let Row::OnlyA(span) = row { Some(pair(*span)) } else { None })
                .collect(),
            only_b: rows
                .iter()
                .filter_map(|row| if let Row::OnlyB(span) = row { Some(pair(*span)) } else { None })
                .collect(),
        };
        write(&object, out)
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
        }
    }
}

impl<'a> SharedObject<'a> {
    fn of(shared: &'a Shared) -> Self {
        SharedObject {
            order: shared.order.name(),
            a: pair(shared.a),
            b: pair(shared.b),
            similarity: shared.similarity,
            variants: shared.variants.iter().map(VariantObject::of).collect(),
        }
    }
}
