//! What earlier runs read: by folder and file, what came of it, and whether it has to be read again.

use crate::catalogue::Catalogue;
use crate::catalogue::Origin;
use crate::catalogue::Reason;
use crate::catalogue::Record;
use crate::catalogue::Rest;
use crate::catalogue::Unread;
use crate::catalogue::UnsupportedFile;
use crate::place::DocNo;
use crate::read::Encoding;
use crate::read::SourceFile;
use std::collections::BTreeMap;
use std::collections::HashSet;

/// What came from a file before.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) records: Vec<Record>,
    pub(crate) unread: Vec<Unread>,
    /// Members that no reader is there for.
    pub(crate) unsupported: Vec<UnsupportedFile>,
}

/// By root and file key; what the listing of a root had that no reader is there for, by an empty key.
pub(super) type Sources = BTreeMap<(String, String), Known>;

/// Which files are read although they have not changed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Again {
    /// None.
    Never,
    /// Those that were not read in this encoding.
    Unless(Encoding),
    /// Every file of every root.
    Always,
}

/// What becomes of the documents of a folder that is empty, or not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// They stay.
    Kept,
    /// They are gone.
    Pruned,
}

/// What the portions of a run have done.
#[derive(Default)]
pub(crate) struct Past {
    /// Files that were read, by folder and key: they are not new any more.
    pub(crate) read: HashSet<(String, String)>,
    /// Documents that their files do not hold any more.
    pub(super) lapsed: HashSet<DocNo>,
}

/// What a run asks.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub(super) again: Again,
    pub(super) missing: Missing,
    /// Bytes of memory there is room for.
    pub(super) memory: u64,
    pub(super) past: &'a Past,
}

/// What is known of files, by where they lie.
pub(crate) fn sources(catalogue: &Catalogue) -> Sources {
    let mut sources = Sources::new();
    let source = |origin: &Origin| (origin.root.clone(), origin.file.clone());
    for record in catalogue.records() {
        sources.entry(source(&record.origin)).or_default().records.push(record.clone());
    }
    let Rest { unread, unsupported, .. } = catalogue.rest();
    for unread in unread {
        sources.entry(source(&unread.origin)).or_default().unread.push(unread);
    }
    for file in unsupported {
        sources.entry((file.root.clone(), file.file.clone())).or_default().unsupported.push(file);
    }
    sources
}

/// The sources of one folder, taken out.
pub(crate) fn take(sources: &mut Sources, root: &str) -> BTreeMap<String, Known> {
    let (own, others) = std::mem::take(sources).into_iter().partition(|((of, _), _)| of == root);
    *sources = others;
    let own: Sources = own;
    own.into_iter().map(|((_, file), known)| (file, known)).collect()
}

impl Known {
    pub(super) fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.records
            .iter()
            .map(|record| &record.origin)
            .chain(self.unread.iter().map(|unread| &unread.origin))
    }

    pub(super) fn origins_mut(&mut self) -> impl Iterator<Item = &mut Origin> {
        let records = self.records.iter_mut().map(|record| &mut record.origin);
        records.chain(self.unread.iter_mut().map(|unread| &mut unread.origin))
    }

    /// Whether the file is as it was when it was read.
    pub(super) fn is_current(&self, file: &SourceFile, Terms { again, memory, .. }: Terms<'_>) -> bool {
        let may_be_read = |unread: &Unread| match unread.reason {
            Reason::Content | Reason::Torn => false,
            Reason::Memory(needed) => needed <= memory,
            Reason::System => true,
        };
        let same = |origin: &Origin| {
            // A clock that was set back makes files of the future: those will not bear their time once more.
            let settled = (origin.read - file.modified).abs() > CLOCK;
            settled
                && origin.size == file.size
                && origin.modified == file.modified
                && origin.rule == file.rule()
        };
        let as_asked = |origin: &Origin| match again {
            Again::Never => true,
            Again::Unless(encoding) => origin.encoding == encoding.to_string(),
            Again::Always => false,
        };
        self.origins().next().is_some()
            && self.origins().all(|origin| same(origin) && as_asked(origin))
            && !self.unread.iter().any(may_be_read)
    }
}

/// How long after a change another one may bear the same time, in nanoseconds.
const CLOCK: i128 = 2_000_000_000;
