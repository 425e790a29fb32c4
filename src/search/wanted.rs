//! Which hits are wanted for the copies they have, and for how these differ.

use super::copies::Copies;
use super::copies::Found;
use super::filter::Filter;
use crate::catalogue::Record;
use crate::copies::variants;
use crate::copies::variants::Class;
use crate::fold;
use crate::fold::Stretch;
use crate::snapshot::Snapshot;

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
    /// Whether the copies of a passage, which stands in `own`, are as wanted.
    pub(super) fn accepts(
        &self,
        snapshot: &Snapshot,
        record: &Record,
        own: &Stretch,
        copies: &Copies,
    ) -> bool {
        let found = || copies.found.iter();
        let records = || found().filter_map(|copy| snapshot.catalogue.get(copy.document));
        let series = self.only_in.as_deref().map(|part| Filter::Series(fold::characters(part)));
        let is_in = |record: &Record| series.as_ref().is_none_or(|series| series.accepts(record));
        let differs = |copy: &Found| {
            let found = variants::variants(&copy.alignment, own, &copy.context.stretch);
            found.iter().any(|variant| self.variants.contains(&variant.class))
        };
        copies.found.len() + 1 >= self.places
            && is_in(record)
            && records().all(is_in)
            && (self.variants.is_empty() || found().any(differs))
    }
}
