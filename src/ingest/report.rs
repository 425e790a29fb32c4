//! What a build did, and how far it is.

use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::catalogue::Rest;
use crate::copies::link::Effort;
use crate::matching::Matched;
use crate::message;
use crate::message::Message;
use crate::read::Damaged;
use crate::read::Skipped;
use crate::read::Unsupported;
use crate::read::path_text;
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use std::path::PathBuf;

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
        /// Pairs with something in common; `None` while they are still looked for.
        of: Option<usize>,
    },
    /// The commit is written.
    Writing,
}

/// What a build did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Report {
    /// Documents that were not in the index before.
    pub added: usize,
    /// Documents that were read again.
    pub changed: usize,
    /// Documents that are gone from their folder.
    pub removed: usize,
    /// Documents whose files have not changed.
    pub unchanged: usize,
    /// Documents in the index now.
    pub documents: usize,
    /// Paragraphs in the index now.
    pub paragraphs: u64,
    /// Links in the index now.
    pub links: u64,
    /// What finding new links took.
    #[serde(flatten)]
    pub effort: Effort,
    /// Files and records that could not be read, and folders that are not there; what was indexed of them before is
    /// kept.
    pub skipped: Vec<Skipped>,
    /// Files that no reader is there for, by their endings.
    pub unsupported: Vec<Unsupported>,
    /// Documents that got another name than their folder has for them, because another document has that.
    pub renamed: Vec<Renamed>,
    /// Files read this time that are damaged: what of them could not be read is U+FFFD in their texts.
    pub damaged: Vec<Damaged>,
}

/// A document that is called otherwise than its folder calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Renamed {
    /// Its key.
    pub document: String,
    /// What its folder calls it: another document has that key.
    pub name: String,
    /// Its file.
    #[serde(serialize_with = "path_text")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub path: PathBuf,
}

impl Renamed {
    fn of(record: &Record) -> Self {
        let path = Path::new(&record.origin.root);
        let path = if path.is_file() { path.to_path_buf() } else { path.join(&record.origin.file) };
        Renamed { document: record.key.clone(), name: record.id.clone(), path }
    }

    /// `path: called … here, because another document is called …`.
    #[must_use]
    pub fn message(&self) -> Message {
        let Renamed { document, name, path } = self;
        let path = path.as_path();
        message!(
            "{path}: called `{document}` here, because another document is `{name}`",
            path,
            document,
            name
        )
    }
}

impl fmt::Display for Renamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl Report {
    /// What came and went between two catalogues; `unlisted` could not even be listed.
    pub(crate) fn between(
        before: &Catalogue,
        after: &Catalogue,
        unlisted: Vec<Skipped>,
        matched: Matched,
    ) -> Self {
        let mut report =
            Report { skipped: unlisted, links: matched.links, effort: matched.effort, ..Report::default() };
        let known: HashSet<_> = before.records().map(Record::identity).collect();
        let mut left: HashSet<_> = known.clone();
        for record in after.records() {
            let old = before.get(record.number);
            match (old, known.contains(&record.identity())) {
                (Some(_), _) => report.unchanged += 1,
                (None, true) => report.changed += 1,
                (None, false) => report.added += 1,
            }
            left.remove(&old.unwrap_or(record).identity());
            report.paragraphs += u64::from(record.paragraphs);
            if record.key != record.id && old.is_none_or(|old| old.key != record.key) {
                report.renamed.push(Renamed::of(record));
            }
        }
        report.removed = left.len();
        report.documents = after.len();
        let Rest { unread, unsupported, .. } = after.rest();
        report.skipped.extend(unread.into_iter().map(|unread| unread.skipped));
        report.unsupported = Unsupported::group(unsupported.into_iter().map(|file| file.path));
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
            self.renamed.splice(..0, earlier.renamed);
            self.damaged.splice(..0, earlier.damaged);
        }
        self
    }
}
