//! From files to paragraphs in the index, several files at a time.

use super::plan;
use super::plan::Job;
use super::plan::Plan;
use super::room::Room;
use super::room::Seat;
use crate::catalogue::Origin;
use crate::catalogue::Reason;
use crate::catalogue::Record;
use crate::catalogue::Unread;
use crate::discover;
use crate::discover::Drawer;
use crate::error::Result;
use crate::fold::Folded;
use crate::index::Entry;
use crate::index::Writer;
use crate::paragraphs;
use crate::paragraphs::Paragraph;
use crate::place::DocNo;
use crate::place::scalars;
use crate::read;
use crate::read::Damaged;
use crate::read::Document;
use crate::read::Encoding;
use crate::read::Skipped;
use crate::read::SourceFile;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use std::collections::HashSet;
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

/// A document that is in the index now.
pub(super) struct Prepared {
    pub(super) record: Record,
    /// Its folded text.
    pub(super) text: discover::Place,
    path: PathBuf,
}

/// A packed text is taken to be so many times as long as it looks.
const UNPACKED: u64 = 8;

/// What is said of something that is left out.
type Refused = (Skipped, Reason);

/// What reading gave.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) prepared: Vec<Prepared>,
    /// Documents whose files were read anew.
    pub(super) replaced: Vec<Record>,
    /// Documents whose files could not be read this time: they stay.
    pub(super) rescued: Vec<Record>,
    pub(super) unread: Vec<Unread>,
    /// Files that were read with lacunae.
    pub(super) damaged: Vec<Damaged>,
}

impl Outcome {
    fn join(mut self, other: Outcome) -> Outcome {
        self.prepared.extend(other.prepared);
        self.replaced.extend(other.replaced);
        self.rescued.extend(other.rescued);
        self.unread.extend(other.unread);
        self.damaged.extend(other.damaged);
        self
    }
}

impl Job {
    /// What there is when nothing could be read of it: what there was.
    fn kept(&self, origin: &Origin, unread: Vec<Unread>) -> Outcome {
        let rescued = self.old.records.iter().cloned().map(|record| as_of(record, origin)).collect();
        Outcome { rescued, unread, ..Outcome::default() }
    }
}

/// A document that stays as it was, though its file is another by now: when that is tried again, what could not be
/// read of it says.
fn as_of(record: Record, file: &Origin) -> Record {
    let encoding = record.origin.encoding;
    Record { origin: Origin { encoding, ..file.clone() }, ..record }
}

/// Reads the files of a plan into the index.
pub(super) struct Reading<'a> {
    pub(super) plan: &'a Plan,
    pub(super) encoding: Option<Encoding>,
    pub(super) writer: &'a Writer,
    pub(super) drawer: &'a Drawer,
    pub(super) room: Room,
    /// The next document number to give.
    pub(super) next: AtomicU32,
    /// Hears after each file how many are done, and may stop the work.
    pub(super) step: &'a (dyn Fn(usize) -> Result<()> + Sync),
}

impl Reading<'_> {
    /// Reads everything; of several documents with one key the first is kept, in the order of folders
    /// and files.
    pub(super) fn run(&self) -> Result<Outcome> {
        let done = AtomicUsize::new(0);
        let read = self.plan.jobs.par_iter().map(|job| {
            let outcome = self.file(job)?;
            (self.step)(done.fetch_add(1, Ordering::Relaxed) + 1)?;
            Ok(outcome)
        });
        let mut outcome = read.try_reduce(Outcome::default, |one, other| Ok(one.join(other)))?;
        self.drop_namesakes(&mut outcome);
        Ok(outcome)
    }

    fn file(&self, job: &Job) -> Result<Outcome> {
        let encoding = self.encoding.or(job.encoding);
        let mut origin = Origin {
            root: job.root.clone(),
            file: job.file.key.clone(),
            size: job.file.size,
            modified: job.file.modified,
            read: now(),
            encoding: encoding.map_or_else(String::new, |encoding| encoding.to_string()),
        };
        let unread = |origin: &Origin, (skipped, reason)| Unread { origin: origin.clone(), skipped, reason };
        let (reading, _seat) = match self.seated(&job.file, encoding) {
            Ok(read) => read,
            Err(why) => {
                // What is tried every time is written down alike every time.
                let origin = if why.1 == Reason::System { origin.outdated() } else { origin };
                return Ok(job.kept(&origin, vec![unread(&origin, why)]));
            }
        };
        origin.encoding = reading.encoding.to_string();
        let damaged = reading.damaged_of(&job.file);
        let in_vain = |skipped| unread(&origin, (skipped, Reason::Content));
        let mut skipped: Vec<Unread> = reading.skipped.into_iter().map(in_vain).collect();
        let (mut prepared, mut refused) = (Vec::new(), HashSet::new());
        for document in reading.documents {
            let key = document.key.clone();
            match self.document(document, &origin, job)? {
                Ok(document) => prepared.push(document),
                Err(why) => {
                    refused.insert(key);
                    skipped.push(unread(&origin, why));
                }
            }
        }
        if prepared.is_empty() {
            return Ok(job.kept(&origin, skipped));
        }
        let (rescued, replaced): (Vec<Record>, Vec<Record>) =
            job.old.records.iter().cloned().partition(|record| refused.contains(&record.key));
        let rescued = rescued.into_iter().map(|record| as_of(record, &origin)).collect();
        Ok(Outcome { prepared, replaced, rescued, unread: skipped, damaged })
    }

    /// Reads a file when there is room for it, which it has until the seat is dropped. What is in a packed one is
    /// guessed at first: most are as large as that, and a larger one is read again when it has all the room.
    fn seated(
        &self,
        file: &SourceFile,
        encoding: Option<Encoding>,
    ) -> std::result::Result<(read::Reading, Seat<'_>), Refused> {
        let longest = if file.is_one_document() { self.room.longest_text() } else { read::LONGEST_FILE };
        let longest = longest.min(read::LONGEST_FILE);
        let likely = if file.is_packed() { file.size.saturating_mul(UNPACKED) } else { file.size };
        // What the system keeps from us today it may give us tomorrow.
        let reason = || if File::open(&file.path).is_ok() { Reason::Content } else { Reason::System };
        for most in [likely.min(longest), longest] {
            let seat = self.room.enter(most);
            let reading = read::read(file, encoding, most).map_err(|skipped| (skipped, reason()))?;
            if let Some(reading) = reading {
                return Ok((reading, seat));
            }
        }
        let more = if longest < read::LONGEST_FILE { ", or allow more --memory" } else { "" };
        let why = format!("longer than {} MiB; split it{more}", longest >> 20);
        let needed = if more.is_empty() { u64::MAX } else { self.room.most() + 1 };
        Err((Skipped { path: file.path.clone(), line: None, why }, Reason::Memory(needed)))
    }

    /// Puts a document into the index, or says why it is left out.
    fn document(
        &self,
        document: Document,
        origin: &Origin,
        job: &Job,
    ) -> Result<std::result::Result<Prepared, Refused>> {
        let pieces = paragraphs::pieces(&document.text, document.body);
        if let Err(needed) = self.room.holds(document.text.len(), pieces.len()) {
            let which =
                if document.key == job.file.key { String::new() } else { format!("`{}` ", document.key) };
            let mebibytes = needed.div_ceil(1 << 20);
            let why = format!(
                "{which}takes {mebibytes} MiB of memory to index; split it, or allow as much with --memory"
            );
            let skipped = Skipped { path: job.file.path.clone(), line: None, why };
            return Ok(Err((skipped, Reason::Memory(needed))));
        }
        let number = DocNo(self.next.fetch_add(1, Ordering::Relaxed));
        let (text, paragraphs) = put(self.writer, number, &pieces)?;
        let table = self.plan.tables.get(&origin.root);
        let metadata = table.map(|table| plan::complete(&document.metadata, &document.key, table));
        let record = Record {
            number,
            metadata: metadata.unwrap_or_else(|| document.metadata.clone()),
            own: document.metadata,
            origin: origin.clone(),
            paragraphs,
            characters: scalars(&document.text),
            folded: u32::try_from(text.len()).unwrap_or(u32::MAX),
            key: document.key,
        };
        let text = self.drawer.put(&text)?;
        Ok(Ok(Prepared { record, text, path: job.file.path.clone() }))
    }

    /// Of documents with the same key the first stays; the others are taken out again and reported.
    fn drop_namesakes(&self, outcome: &mut Outcome) {
        let stay = self.plan.kept.iter().chain(&outcome.rescued);
        let mut taken: HashSet<String> = stay.map(|record| record.key.clone()).collect();
        let order = |prepared: &Prepared| {
            let Record { origin, number, .. } = &prepared.record;
            (origin.root.clone(), origin.file.clone(), *number)
        };
        outcome.prepared.sort_by_cached_key(order);
        let unread = &mut outcome.unread;
        outcome.prepared.retain(|prepared| {
            let is_first = taken.insert(prepared.record.key.clone());
            if !is_first {
                self.writer.remove(prepared.record.number);
                let why = format!(
                    "another document is already called `{}`; rename one of them",
                    prepared.record.key
                );
                let skipped = Skipped { path: prepared.path.clone(), line: None, why };
                let reason = Reason::Namesake(prepared.record.key.clone());
                unread.push(Unread { origin: prepared.record.origin.clone(), skipped, reason });
            }
            is_first
        });
    }
}

/// Puts the paragraphs of a document into the index; returns its folded text and their number.
pub(super) fn put(writer: &Writer, number: DocNo, pieces: &[(Paragraph, &str)]) -> Result<(Vec<char>, u32)> {
    let mut texts = Vec::with_capacity(pieces.len());
    let mut whole = Vec::new();
    for &(paragraph, text) in pieces {
        let folded = Folded::of(text, paragraph.span.begin);
        let begin = whole.len();
        whole.extend_from_slice(folded.characters());
        texts.push((paragraph, text, folded, begin));
    }
    let entries: Vec<Entry<'_>> = texts
        .iter()
        .map(|(paragraph, text, folded, begin)| Entry {
            number: paragraph.number,
            begin: paragraph.span.begin,
            folded_begin: u32::try_from(*begin).unwrap_or(u32::MAX),
            text,
            folded,
            following: whole.get(begin + folded.characters().len()..).unwrap_or_default(),
        })
        .collect();
    writer.add(number, &entries)?;
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    Ok((whole, count))
}

/// Nanoseconds since 1970.
fn now() -> i128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i128::try_from(since.as_nanos()).unwrap_or(0)
}
