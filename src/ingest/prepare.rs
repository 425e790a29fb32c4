//! From files to paragraphs in the index, several files at a time.

use super::memory::MemoryBudget;
use super::memory::Permit;
use super::plan::Job;
use super::plan::Plan;
use crate::catalogue::Origin;
use crate::catalogue::Reason;
use crate::catalogue::Record;
use crate::catalogue::Unread;
use crate::error::Result;
use crate::fold::Folded;
use crate::index::Entry;
use crate::index::Writer;
use crate::matching;
use crate::matching::TextSpool;
use crate::message;
use crate::paragraphs;
use crate::paragraphs::Paragraph;
use crate::place::DocNo;
use crate::place::narrow;
use crate::place::part;
use crate::place::scalars;
use crate::read;
use crate::read::Cause;
use crate::read::Damaged;
use crate::read::Document;
use crate::read::Encoding;
use crate::read::Metadata;
use crate::read::Refused;
use crate::read::Skipped;
use crate::read::SourceFile;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use std::collections::HashMap;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

/// A document that is in the index now.
pub(super) struct Prepared {
    pub(super) record: Record,
    /// Its folded text.
    pub(super) text: matching::Spooled,
}

/// A packed text is taken to be so many times as long as it looks.
const UNPACKED: u64 = 8;

/// What is said of something that is left out.
type LeftOut = (Skipped, Reason);

/// What becomes of a document that was read.
enum Read {
    Prepared(Box<Prepared>),
    LeftOut(LeftOut),
}

/// What reading gave.
#[derive(Default)]
pub(super) struct FilesRead {
    pub(super) prepared: Vec<Prepared>,
    /// Documents that were read anew.
    pub(super) replaced: Vec<Record>,
    /// Documents that their files do not hold any more.
    pub(super) lapsed: Vec<Record>,
    /// Documents whose files could not be read this time: they stay.
    pub(super) rescued: Vec<Record>,
    pub(crate) unread: Vec<Unread>,
    /// Files that were read with lacunae.
    pub(super) damaged: Vec<Damaged>,
}

impl FilesRead {
    fn join(mut self, other: FilesRead) -> FilesRead {
        self.prepared.extend(other.prepared);
        self.replaced.extend(other.replaced);
        self.lapsed.extend(other.lapsed);
        self.rescued.extend(other.rescued);
        self.unread.extend(other.unread);
        self.damaged.extend(other.damaged);
        self
    }
}

impl Job {
    /// What came from the file before, and which document of it each was.
    fn ordinals(&self) -> impl Iterator<Item = (Ordinal<'_>, &Record)> {
        let mut records: Vec<&Record> = self.old.records.iter().collect();
        records.sort_by_key(|record| (record.position, record.number));
        let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
        ordinals(ids.into_iter()).zip(records)
    }

    /// Lines that said nothing of which record they were when the file was read last.
    fn torn(&self) -> impl Iterator<Item = &Unread> {
        self.old.unread.iter().filter(|unread| unread.reason == Reason::Torn)
    }

    /// Whether a document may have been in such a line: it was not read from the file as it was then.
    fn was_hidden(&self, record: &Record) -> bool {
        self.torn().next().is_some_and(|unread| unread.origin.digest != record.origin.digest)
    }

    /// What there is when nothing could be read of it: what there was.
    fn kept(&self, origin: &Origin, (mut skipped, reason): LeftOut) -> FilesRead {
        if !self.old.records.is_empty() {
            skipped.why = message!("{why}; what was indexed of it stays", why = skipped.why);
        }
        let rescued = self.old.records.iter().cloned().map(|record| as_of(record, origin)).collect();
        let torn: Vec<Unread> =
            if reason == Reason::System { self.torn().cloned().collect() } else { Vec::new() };
        let unread = std::iter::once(unread(origin, (skipped, reason))).chain(torn).collect();
        FilesRead { rescued, unread, ..FilesRead::default() }
    }
}

/// A document that stays as it was, though its file is another by now: when that is tried again, what could not be
/// read of it says; which file it was read from, its digest.
fn as_of(record: Record, file: &Origin) -> Record {
    let Origin { encoding, digest, .. } = record.origin;
    Record { origin: Origin { encoding, digest, ..file.clone() }, ..record }
}

fn unread(origin: &Origin, (skipped, reason): LeftOut) -> Unread {
    Unread { origin: origin.clone(), skipped, reason }
}

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

/// Reads the files of a plan into the index.
pub(super) struct FileReader<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) encoding: Option<Encoding>,
    pub(super) writer: &'a Writer,
    pub(super) spool: &'a TextSpool,
    pub(super) budget: MemoryBudget,
    /// The next document number to give.
    pub(super) next: AtomicU32,
    /// Hears after each file how many are done, and may stop the work.
    pub(super) step: &'a (dyn Fn(usize) -> Result<()> + Sync),
}

impl FileReader<'_> {
    /// Reads everything.
    pub(crate) fn run(&self) -> Result<FilesRead> {
        let done = AtomicUsize::new(0);
        let read = self.plan.jobs.par_iter().map(|job| {
            let outcome = self.file(job)?;
            (self.step)(done.fetch_add(1, Ordering::Relaxed) + 1)?;
            Ok(outcome)
        });
        read.try_reduce(FilesRead::default, |one, other| Ok(one.join(other)))
    }

    fn file(&self, job: &Job) -> Result<FilesRead> {
        let encoding = self.encoding.or(job.encoding);
        let mut origin = Origin {
            root: job.root.clone(),
            file: job.file.key.clone(),
            size: job.file.size,
            modified: job.file.modified,
            read: now(),
            encoding: encoding.map_or_else(String::new, |encoding| encoding.to_string()),
            digest: 0,
        };
        let (reading, _permit) = match self.read_in_budget(&job.file, encoding) {
            Ok(read) => read,
            Err(why) => {
                // What is tried every time is written down alike every time.
                let origin = if why.1 == Reason::System { origin.outdated() } else { origin };
                return Ok(job.kept(&origin, why));
            }
        };
        (origin.encoding, origin.digest) = (reading.encoding.to_string(), reading.digest);
        self.documents(job, &origin, reading)
    }

    /// Puts what was read of a file into the index, and says what becomes of what was there of it.
    fn documents(&self, job: &Job, origin: &Origin, reading: read::FileContents) -> Result<FilesRead> {
        let before: HashMap<Ordinal<'_>, &Record> = job.ordinals().collect();
        let ids: Vec<String> = reading.documents.iter().map(|document| document.key.clone()).collect();
        let mut outcome = FilesRead { damaged: reading.damaged_of(&job.file), ..FilesRead::default() };
        for skipped in reading.skipped {
            let is_torn = skipped.line.is_some_and(|line| reading.torn.contains(&line));
            let reason = if is_torn { Reason::Torn } else { Reason::Content };
            outcome.unread.push(unread(origin, (skipped, reason)));
        }
        let counts: HashMap<&str, usize> = ordinals(ids.iter().map(String::as_str)).collect();
        let mut is_read = HashMap::new();
        let documents = (0..).zip(ordinals(ids.iter().map(String::as_str))).zip(reading.documents);
        for ((position, ordinal), document) in documents {
            // Of several of one id it is not known which one is torn: they stay as they were.
            let more = counts.get(ordinal.0).map_or(0, |count| count + 1);
            let is_one_of_more = !reading.torn.is_empty() && before.contains_key(&(ordinal.0, more));
            if is_one_of_more {
                is_read.insert(ordinal, false);
                continue;
            }
            let old = before.get(&ordinal).copied();
            let result = self.document(document, (origin, position, old), job)?;
            is_read.insert(ordinal, matches!(result, Read::Prepared(_)));
            match result {
                Read::Prepared(document) => outcome.prepared.push(*document),
                Read::LeftOut(why) => outcome.unread.push(unread(origin, why)),
            }
        }
        // A document that was not found may be in a line that says nothing, if there are more of these than those
        // that hide another one.
        let is_found = |ordinal: &Ordinal<'_>| is_read.get(ordinal) == Some(&true);
        let mended = job.ordinals().filter(|(ordinal, record)| is_found(ordinal) && job.was_hidden(record));
        let has_more = reading.torn.len() + mended.count() > job.torn().count();
        for (ordinal, record) in job.ordinals() {
            let may_hide = reading.unfit.contains(&record.id)
                || !reading.torn.is_empty() && (has_more || job.was_hidden(record));
            let record = record.clone();
            match is_read.get(&ordinal) {
                Some(true) => outcome.replaced.push(record),
                None if !may_hide => outcome.lapsed.push(record),
                Some(false) | None => outcome.rescued.push(as_of(record, origin)),
            }
        }
        Ok(outcome)
    }

    /// Reads a file when there is room for it, which it has until the permit is dropped. What is in a packed one is
    /// guessed at first: most are as large as that, and a larger one is read again when it has all the budget.
    fn read_in_budget(
        &self,
        file: &SourceFile,
        encoding: Option<Encoding>,
    ) -> std::result::Result<(read::FileContents, Permit<'_>), LeftOut> {
        let longest = if file.is_one_document() { self.budget.longest_text() } else { read::LONGEST_FILE };
        let longest = longest.min(read::LONGEST_FILE);
        let likely = if file.is_packed() { file.size.saturating_mul(UNPACKED) } else { file.size };
        let refused = |Refused { skipped, cause }| match cause {
            Cause::Content => (skipped, Reason::Content),
            Cause::System => (skipped, Reason::System),
        };
        for most in [likely.min(longest), longest] {
            let permit = self.budget.acquire(most);
            let reading = read::read(file, encoding, most).map_err(refused)?;
            if let Some(reading) = reading {
                return Ok((reading, permit));
            }
        }
        let n = longest >> 20;
        let (why, needed) = if longest < read::LONGEST_FILE {
            let why = message!("longer than {n} MiB; split it, or allow more memory", n);
            (why, self.budget.most() + 1)
        } else {
            (message!("longer than {n} MiB; split it", n), u64::MAX)
        };
        Err((Skipped { path: file.path.clone(), line: None, why }, Reason::Memory(needed)))
    }

    /// Puts a document into the index, or says why it is left out.
    fn document(
        &self,
        document: Document,
        (origin, position, old): (&Origin, u32, Option<&Record>),
        job: &Job,
    ) -> Result<Read> {
        let pieces = paragraphs::pieces(&document.text, document.body);
        if let Err(needed) = self.budget.holds(document.text.len(), pieces.len()) {
            let n = needed.div_ceil(1 << 20);
            let why = message!("takes {n} MiB of memory to index; split it, or allow as much", n);
            let is_whole = document.key == job.file.key;
            let why = if is_whole { why } else { message!("`{key}` {why}", key = &document.key, why) };
            let skipped = Skipped { path: job.file.path.clone(), line: None, why };
            return Ok(Read::LeftOut((skipped, Reason::Memory(needed))));
        }
        let number = DocNo(self.next.fetch_add(1, Ordering::Relaxed));
        let (text, paragraphs) = put(self.writer, number, &pieces)?;
        let table = self.plan.tables.get(&origin.root);
        let before = old.map(|old| &old.listed);
        let listed = table.map(|table| table.of(&document.key, before)).or_else(|| before.cloned());
        let record = Record {
            number,
            id: document.key.clone(),
            position,
            key: document.key,
            own: document.metadata,
            listed: Metadata::default(),
            metadata: Metadata::default(),
            origin: origin.clone(),
            paragraphs,
            characters: scalars(&document.text),
            folded: narrow(text.len()),
        };
        let text = self.spool.put(&text)?;
        Ok(Read::Prepared(Box::new(Prepared { record: record.described(listed.unwrap_or_default()), text })))
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
            folded_begin: narrow(*begin),
            text,
            folded,
            following: part(&whole, begin + folded.characters().len()..),
        })
        .collect();
    writer.add(number, &entries)?;
    let count = narrow(entries.len());
    Ok((whole, count))
}

/// Nanoseconds since 1970.
fn now() -> i128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i128::try_from(since.as_nanos()).unwrap_or(0)
}
