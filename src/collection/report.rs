//! What a build did, and how far it is.

use crate::catalogue::Catalogue;
use crate::copies::link::Effort;
use crate::discover::Discovered;
use crate::read::Damaged;
use crate::read::Skipped;

/// How far a build is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Another process writes to the index.
    Waiting {
        /// Its number, where that is known.
        process: Option<u32>,
    },
    /// The user dictionary has changed: all documents of the index are going to be read again.
    Recutting {
        /// How many there are.
        documents: usize,
    },
    /// Files are read, cut into words and indexed.
    Reading {
        /// Files done.
        done: usize,
        /// Files that are new or changed.
        of: usize,
    },
    /// The documents are compared with each other.
    Comparing {
        /// Pairs of documents done.
        done: usize,
        /// Pairs with something in common; 0 while they are still looked for.
        of: usize,
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
    /// Files read this time that are damaged: what of them could not be read is U+FFFD in their texts.
    pub damaged: Vec<Damaged>,
    /// Documents in the index now.
    pub documents: usize,
    /// Paragraphs in the index now.
    pub paragraphs: u64,
    /// Links in the index now.
    pub links: u64,
    /// What finding new links took.
    pub effort: Effort,
}

impl Report {
    /// What came and went between two catalogues; `unlisted` could not even be listed.
    pub(super) fn between(
        before: &Catalogue,
        after: &Catalogue,
        unlisted: Vec<Skipped>,
        discovered: Discovered,
    ) -> Self {
        let mut report = Report {
            skipped: unlisted,
            links: discovered.links,
            effort: discovered.effort,
            ..Report::default()
        };
        for record in after.records() {
            match before.by_key(&record.key) {
                None => report.added += 1,
                Some(old) if old.number != record.number => report.changed += 1,
                Some(_) => report.unchanged += 1,
            }
            report.paragraphs += u64::from(record.paragraphs);
        }
        report.removed = before.records().filter(|record| after.by_key(&record.key).is_none()).count();
        report.documents = after.len();
        report.skipped.extend(after.unread().into_iter().map(|unread| unread.skipped));
        report
    }

    /// What was done in all, after what an earlier portion did.
    pub(super) fn after(mut self, earlier: Option<Report>) -> Self {
        if let Some(earlier) = earlier {
            self.added += earlier.added;
            self.changed += earlier.changed;
            self.removed += earlier.removed;
            self.unchanged = self.documents.saturating_sub(self.added + self.changed);
            self.effort += earlier.effort;
            self.damaged.splice(..0, earlier.damaged);
        }
        self
    }
}
