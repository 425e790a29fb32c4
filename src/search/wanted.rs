//! Which hits are wanted for the copies they have, and for how these differ.

use super::filter::Extent;
use super::filter::Filter;
use super::filter::Name;
use super::present::differences;
use crate::copies::class::Class;
use crate::error::Result;
use crate::place::DocNo;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;
use crate::witnesses::CopyKind;
use crate::witnesses::Entry;
use crate::witnesses::Witnesses;

/// What is asked of the copies of a hit; nothing by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The fewest places, the hit's own among them.
    pub(crate) places: usize,
    /// Part of the series that all of them belong to.
    pub(crate) only_in: Option<String>,
    /// Kinds of difference of which a copy shows at least one.
    pub(crate) variants: Vec<Class>,
}

impl Wanted {
    /// Whether any of this is asked for, so that all copies have to be looked at.
    pub(super) fn depends_on_copies(&self) -> bool {
        *self != Wanted::default()
    }

    /// Whether the copies of a passage of a document, which stands in `own`, are as wanted.
    pub(super) fn accepts(
        &self,
        snapshot: &Snapshot,
        document: DocNo,
        own: &Context,
        copies: &Witnesses,
    ) -> Result<bool> {
        let series = self.only_in.as_deref().map(|part| Filter::Series(Name::new(Extent::Part, part)));
        let whole = copies.places.iter().filter(|(_, _, kind)| *kind == CopyKind::Copy);
        let mut documents = whole.map(|(document, ..)| *document).chain([document]);
        let is_only_there = series.is_none_or(|series| {
            documents
                .all(|document| snapshot.catalogue.get(document).is_some_and(|record| series.accepts(record)))
        });
        let differs = |entry: &Entry| {
            let found = differences(own, entry, &entry.contexts(snapshot)?);
            Ok(found.iter().any(|variant| self.variants.contains(&variant.class)))
        };
        let mut is_different = self.variants.is_empty();
        for entry in copies.entries.iter().filter(|entry| entry.kind() == CopyKind::Copy) {
            is_different = is_different || differs(entry)?;
        }
        Ok(copies.copies_total + 1 >= self.places && is_only_there && is_different)
    }
}
