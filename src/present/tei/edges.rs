//! Edges: where a copy begins or ends inside the passage, and where it has lost a stretch. What stands
//! outside `app` between them is not attributed to it.

use crate::collate::collation::Collation;
use crate::collate::collation::Unit;
use std::collections::BTreeMap;

/// Copies, by their index, under the name of TEI's element for what happens to them.
pub(super) type Marks = BTreeMap<&'static str, Vec<usize>>;

/// What begins before a unit, and what ends after it.
#[derive(Clone, Default)]
pub(super) struct Edges {
    pub(super) before: Marks,
    pub(super) after: Marks,
}

/// The edges of each unit.
pub(super) fn edges(collation: &Collation, units: &[Unit]) -> Vec<Edges> {
    let mut edges = vec![Edges::default(); units.len()];
    for (nth, witness) in collation.witnesses.iter().enumerate() {
        let speaks: Vec<bool> = units.iter().map(|unit| !witness.is_silent(unit.columns.start)).collect();
        let first = speaks.iter().position(|speaks| *speaks);
        let last = speaks.iter().rposition(|speaks| *speaks);
        for (at, pair) in speaks.windows(2).enumerate() {
            match *pair {
                [false, true] => {
                    let mark = if first == Some(at + 1) { "witStart" } else { "lacunaEnd" };
                    let here = edges.get_mut(at + 1).into_iter();
                    here.for_each(|edges| edges.before.entry(mark).or_default().push(nth));
                }
                [true, false] => {
                    let mark = if last == Some(at) { "witEnd" } else { "lacunaStart" };
                    let here = edges.get_mut(at).into_iter();
                    here.for_each(|edges| edges.after.entry(mark).or_default().push(nth));
                }
                _ => {}
            }
        }
    }
    edges
}
