//! What reading files gave: what is in the index now, what stays as it was, and what could not be read.

use super::plan::Job;
use crate::catalogue::Origin;
use crate::catalogue::Reason;
use crate::catalogue::Record;
use crate::catalogue::Unread;
use crate::catalogue::UnsupportedFile;
use crate::matching::Spooled;
use crate::message;
use crate::read::Damaged;
use crate::read::Refusal;
use crate::read::Skipped;
use std::path::Path;

/// A document that is in the index now.
pub(super) struct Prepared {
    pub(super) record: Record,
    /// Its folded text.
    pub(super) text: Spooled,
}

/// What is said of something that is left out.
pub(super) type LeftOut = (Skipped, Reason);

/// What reading gave.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) prepared: Vec<Prepared>,
    /// Documents that were read anew.
    pub(super) replaced: Vec<Record>,
    /// Documents that their files do not hold any more.
    pub(super) lapsed: Vec<Record>,
    /// Documents that stay: they have not changed, or could not be read this time.
    pub(super) staying: Vec<Record>,
    pub(super) unread: Vec<Unread>,
    /// Members of archives that no reader is there for.
    pub(super) unsupported: Vec<UnsupportedFile>,
    /// Files that were read with lacunae.
    pub(super) damaged: Vec<Damaged>,
}

impl Gathered {
    pub(super) fn join(mut self, other: Gathered) -> Gathered {
        self.prepared.extend(other.prepared);
        self.replaced.extend(other.replaced);
        self.lapsed.extend(other.lapsed);
        self.staying.extend(other.staying);
        self.unread.extend(other.unread);
        self.unsupported.extend(other.unsupported);
        self.damaged.extend(other.damaged);
        self
    }

    /// When nothing could be read of a file: what there was of it.
    pub(super) fn nothing(job: &Job, origin: &Origin, (mut skipped, reason): LeftOut) -> Gathered {
        if !job.old.records.is_empty() {
            skipped.why = message!("{why}; what was indexed of it stays", why = skipped.why);
        }
        // What is tried every time is written down alike every time.
        let outdated = origin.outdated();
        let origin = if reason == Reason::System { &outdated } else { origin };
        let staying = job.old.records.iter().cloned().map(|record| as_of(record, origin)).collect();
        let torn: Vec<Unread> =
            if reason == Reason::System { job.torn().cloned().collect() } else { Vec::new() };
        let unread = std::iter::once(unread(origin, (skipped, reason))).chain(torn).collect();
        let unsupported = job.old.unsupported.clone();
        Gathered { staying, unread, unsupported, ..Gathered::default() }
    }
}

/// A document that stays as it was, though its file is another by now: when that is tried again, what could not be
/// read of it says; which file it was read from, its digest.
pub(super) fn as_of(record: Record, file: &Origin) -> Record {
    let Origin { encoding, digest, .. } = record.origin;
    Record { origin: Origin { encoding, digest, ..file.clone() }, ..record }
}

pub(super) fn unread(origin: &Origin, (skipped, reason): LeftOut) -> Unread {
    Unread { origin: origin.clone(), skipped, reason }
}

/// Why a file is left out that was refused.
pub(super) fn left_out(path: &Path, refusal: Refusal) -> LeftOut {
    let (why, reason) = match refusal {
        Refusal::Content(why) => (why, Reason::Content),
        Refusal::System(why) => (why, Reason::System),
        Refusal::Longer => (message!("it has grown while it was read"), Reason::System),
    };
    (Skipped::file(path, why), reason)
}
