//! What a build did, and how far it is.

use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::read::Skipped;
use std::collections::HashSet;

/// How far a build is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Files are read, cut into words and indexed.
    Reading {
        /// Files done.
        done: usize,
        /// Files that are new or changed.
        of: usize,
    },
    /// The documents are compared with each other.
    Comparing {
        /// All documents of the index.
        documents: usize,
    },
    /// The commit is written.
    Writing,
}

/// What a build did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents that were not in the index before.
    pub added: usize,
    /// Documents that were read again.
    pub changed: usize,
    /// Documents that are gone from their folder.
    pub removed: usize,
    /// Documents whose files have not changed.
    pub unchanged: usize,
    /// Files and records that could not be read; what was indexed of them before is kept.
    pub skipped: Vec<Skipped>,
    /// Documents in the index now.
    pub documents: usize,
    /// Paragraphs in the index now.
    pub paragraphs: u64,
    /// Links in the index now.
    pub links: usize,
}

impl Report {
    /// Counts what came and went between two catalogues.
    pub(super) fn compare(&mut self, before: &[Record], fresh: &HashSet<&str>, after: &Catalogue) {
        let old: HashSet<&str> = before.iter().map(|record| record.key.as_str()).collect();
        self.changed = fresh.intersection(&old).count();
        self.added = fresh.len() - self.changed;
        self.removed = old.iter().filter(|key| after.by_key(key).is_none()).count();
        self.unchanged = after.records().len() - fresh.len();
    }

    /// Completes the report with what the index holds now.
    pub(super) fn holding(mut self, catalogue: &Catalogue, links: usize) -> Self {
        self.documents = catalogue.records().len();
        self.paragraphs = catalogue.records().iter().map(|record| u64::from(record.paragraphs)).sum();
        self.links = links;
        self
    }
}
