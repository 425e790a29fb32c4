//! Edges: where a copy begins or ends inside the passage. What stands outside `app` beyond them is not
//! attributed to it.

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
        let speaks = |unit: &Unit| !witness.is_silent(unit.columns.start);
        let (first, last) = (units.iter().position(speaks), units.iter().rposition(speaks));
        if let Some(edges) = first.filter(|&first| first > 0).and_then(|first| edges.get_mut(first)) {
            edges.before.entry("witStart").or_default().push(nth);
        }
        if let Some(edges) = last.filter(|&last| last + 1 < units.len()).and_then(|last| edges.get_mut(last))
        {
            edges.after.entry("witEnd").or_default().push(nth);
        }
    }
    edges
}
