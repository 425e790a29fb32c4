//! What becomes of each document of a file that has changed: those that are the same stay, the others are indexed.

use super::gathered::Gathered;
use super::gathered::as_of;
use super::outline::Item;
use super::outline::Outline;
use super::plan::Job;
use crate::catalogue::Origin;
use crate::catalogue::Reason;
use crate::catalogue::Record;
use crate::catalogue::Unread;
use crate::place::narrow;
use std::collections::HashMap;
use std::collections::HashSet;

/// Which document of a file one is: its id, and which of those that have it, from 1.
type Ordinal<'a> = (&'a str, usize);

/// Which document of a file each is: its id, and how many before it have that.
fn ordinals<'a>(ids: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Ordinal<'a>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    ids.map(move |id| {
        let before = seen.entry(id).or_default();
        *before += 1;
        (id, *before)
    })
}

impl Job {
    /// What came from the file before, and which document of it each was.
    fn ordinals(&self) -> impl Iterator<Item = (Ordinal<'_>, &Record)> {
        let mut records: Vec<&Record> = self.old.records.iter().collect();
        records.sort_by_key(|record| (record.position, record.number));
        let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
        ordinals(ids.into_iter()).zip(records)
    }

    /// Lines that said nothing of which record they were when the file was read last; one that was too long was not
    /// even looked at.
    pub(super) fn torn(&self) -> impl Iterator<Item = &Unread> {
        let is_torn = |unread: &&Unread| match unread.reason {
            Reason::Torn => true,
            Reason::Memory(_) => unread.skipped.line.is_some(),
            Reason::Content | Reason::System => false,
        };
        self.old.unread.iter().filter(is_torn)
    }

    /// Whether a document may have been in such a line: it was not read from the file as it was then.
    fn was_hidden(&self, record: &Record) -> bool {
        self.torn().next().is_some_and(|unread| unread.origin.digest != record.origin.digest)
    }
}

/// What becomes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is as it was.
    Same,
    /// It is new, or another.
    Indexed,
    /// Of several of one id it is not known which one is torn: they stay as they were.
    Unknown,
}

/// What becomes of the documents of a file.
pub(super) struct Fates<'a> {
    job: &'a Job,
    outline: &'a Outline,
    /// Of each document which it is, what becomes of it, and what it was.
    items: Vec<(Ordinal<'a>, Fate, Option<&'a Record>)>,
}

impl<'a> Fates<'a> {
    pub(super) fn of(job: &'a Job, outline: &'a Outline) -> Self {
        let before: HashMap<Ordinal<'_>, &Record> = job.ordinals().collect();
        let ids = || outline.items.iter().map(|item| item.id.as_str());
        let counts: HashMap<&str, usize> = ordinals(ids()).collect();
        let is_torn = outline.torn() > 0;
        let fate = |(ordinal, item): (Ordinal<'a>, &Item)| {
            let old = before.get(&ordinal).copied();
            let more = counts.get(ordinal.0).map_or(0, |count| count + 1);
            let is_one_of_more = is_torn && before.contains_key(&(ordinal.0, more));
            let fate = match old {
                _ if is_one_of_more => Fate::Unknown,
                Some(old) if old.digest == item.digest && !job.is_renewed => Fate::Same,
                _ => Fate::Indexed,
            };
            (ordinal, fate, old)
        };
        let items = ordinals(ids()).zip(&outline.items).map(fate).collect();
        Fates { job, outline, items }
    }

    /// What is to be known of the nth document: its outline, what becomes of it, and what it was.
    pub(super) fn get(&self, nth: usize) -> Option<(&'a Item, Fate, Option<&'a Record>)> {
        let &(_, fate, old) = self.items.get(nth)?;
        Some((self.outline.items.get(nth)?, fate, old))
    }

    /// Says what becomes of what was there of the file, when those of its documents are `indexed` that could be.
    pub(super) fn settle(&self, origin: &Origin, indexed: &HashSet<usize>, gathered: &mut Gathered) {
        let is_there = |nth: usize, fate: Fate| fate == Fate::Same || indexed.contains(&nth);
        let found: HashMap<Ordinal<'_>, (usize, Fate)> =
            self.items.iter().enumerate().map(|(nth, &(ordinal, fate, _))| (ordinal, (nth, fate))).collect();
        // A document that was not found may be in a line that says nothing, if there are more of these than those
        // that hide another one.
        let is_found =
            |ordinal: &Ordinal<'_>| found.get(ordinal).is_some_and(|&(nth, fate)| is_there(nth, fate));
        let mended =
            self.job.ordinals().filter(|(ordinal, record)| is_found(ordinal) && self.job.was_hidden(record));
        let torn = self.outline.torn();
        let unfit = self.outline.unfit();
        let has_more = torn + mended.count() > self.job.torn().count();
        for (ordinal, record) in self.job.ordinals() {
            let may_hide =
                unfit.contains(record.id.as_str()) || torn > 0 && (has_more || self.job.was_hidden(record));
            let record = record.clone();
            match found.get(&ordinal) {
                Some(&(nth, Fate::Same)) => {
                    gathered.staying.push(Record { origin: origin.clone(), position: narrow(nth), ..record });
                }
                Some((nth, _)) if indexed.contains(nth) => gathered.replaced.push(record),
                None if !may_hide => gathered.lapsed.push(record),
                Some(_) | None => gathered.staying.push(as_of(record, origin)),
            }
        }
    }
}

impl Outline {
    /// How many records do not say which they are.
    fn torn(&self) -> usize {
        self.unfit.iter().filter(|(_, unfit)| unfit.id.is_none()).count()
    }

    /// The ids of records that are no documents.
    fn unfit(&self) -> HashSet<&str> {
        self.unfit.iter().filter_map(|(_, unfit)| unfit.id.as_deref()).collect()
    }
}
