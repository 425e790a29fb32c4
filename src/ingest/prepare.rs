//! From files to paragraphs in the index, several files at a time.

use super::fate::Fate;
use super::fate::Fates;
use super::gathered::Gathered;
use super::gathered::LeftOut;
use super::gathered::Prepared;
use super::gathered::left_out;
use super::gathered::unread;
use super::memory::MemoryBudget;
use super::memory::Permit;
use super::outline;
use super::outline::Item;
use super::outline::Outline;
use super::plan::Job;
use super::plan::Plan;
use crate::catalogue::Origin;
use crate::catalogue::Reason;
use crate::catalogue::Record;
use crate::catalogue::UnsupportedFile;
use crate::error::Error;
use crate::error::Result;
use crate::fold;
use crate::fold::Folded;
use crate::index::Entry;
use crate::index::Writer;
use crate::matching::TextSpool;
use crate::message;
use crate::message::Message;
use crate::paragraphs;
use crate::paragraphs::Paragraph;
use crate::place::DocNo;
use crate::place::narrow;
use crate::place::part;
use crate::place::scalars;
use crate::read;
use crate::read::Document;
use crate::read::Encoding;
use crate::read::Metadata;
use crate::read::OpenFile;
use crate::read::Refusal;
use crate::read::Sink;
use crate::read::Skipped;
use crate::read::SourceFile;
use crate::read::Unfit;
use crate::reading::Confidence;
use crate::tokenise;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

/// A packed text is taken to be so many times as long as it looks.
const UNPACKED: u64 = 8;

/// What becomes of a document that was read.
enum Read {
    Prepared(Box<Prepared>),
    LeftOut(LeftOut),
}

/// A file that is open, and what is in it.
struct Opened<'a> {
    file: OpenFile,
    outline: Outline,
    digest: u64,
    _permit: Permit<'a>,
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
    pub(crate) fn run(&self) -> Result<Gathered> {
        let done = AtomicUsize::new(0);
        let read = self.plan.jobs.par_iter().map(|job| {
            let outcome = self.file(job)?;
            (self.step)(done.fetch_add(1, Ordering::Relaxed) + 1)?;
            Ok(outcome)
        });
        read.try_reduce(Gathered::default, |one, other| Ok(one.join(other)))
    }

    fn file(&self, job: &Job) -> Result<Gathered> {
        let encoding = self.encoding.or(job.encoding);
        let mut origin = Origin {
            root: job.root.clone(),
            file: job.file.key.clone(),
            size: job.file.size,
            modified: job.file.modified,
            read: now(),
            encoding: encoding.map_or_else(String::new, |encoding| encoding.to_string()),
            rule: job.file.rule(),
            digest: 0,
        };
        let opened = match self.open_in_budget(&job.file, encoding) {
            Ok(opened) => opened,
            Err(why) => return Ok(Gathered::nothing(job, &origin, why)),
        };
        origin.encoding = match opened.outline.encodings() {
            [] => encoding.unwrap_or_default().to_string(),
            [told] => told.to_string(),
            // Each member is told by itself again.
            [..] => String::new(),
        };
        origin.digest = opened.digest;
        self.documents(job, &origin, opened)
    }

    /// Puts what is new in a file into the index, and says what becomes of what was there of it.
    fn documents(&self, job: &Job, origin: &Origin, mut opened: Opened<'_>) -> Result<Gathered> {
        let held = opened.outline.take_held();
        let Opened { file, outline, .. } = &opened;
        let fates = Fates::of(job, outline);
        let mut indexing = Indexing::new(self, (job, origin), &fates);
        match held {
            Some(documents) => {
                for (nth, document) in documents.into_iter().enumerate() {
                    indexing.take(nth, &document)?;
                }
            }
            None => {
                if let Err(why) = indexing.read(file)? {
                    return Ok(Gathered::nothing(job, origin, why));
                }
            }
        }
        let Indexing { mut gathered, indexed, .. } = indexing;
        for (path, record) in &outline.unfit {
            let reason = match record.id {
                _ if record.needs_room => Reason::Memory(self.too_long().1),
                None => Reason::Torn,
                Some(_) => Reason::Content,
            };
            let skipped = Skipped { path: path.clone(), line: record.line, why: record.why.clone() };
            gathered.unread.push(unread(origin, (skipped, reason)));
        }
        gathered.unsupported.extend(outline.passed_over.iter().map(|path| UnsupportedFile {
            root: origin.root.clone(),
            file: origin.file.clone(),
            path: path.clone(),
        }));
        gathered.damaged.clone_from(&outline.damaged);
        fates.settle(origin, &indexed, &mut gathered);
        for record in &mut gathered.staying {
            *record = self.described(record.clone(), Some(&record.listed));
        }
        Ok(gathered)
    }

    /// Opens a file when there is room for what has to be held of it, which it has until the permit is dropped, and
    /// reads what is in it. How much that is, is guessed at first: one that turns out larger is read again when it has
    /// all the budget.
    fn open_in_budget(
        &self,
        file: &SourceFile,
        encoding: Option<Encoding>,
    ) -> std::result::Result<Opened<'_>, LeftOut> {
        let longest = self.longest();
        let likely = file.size.saturating_mul(UNPACKED).min(longest);
        let mut steps = vec![likely.min(outline::HELD), likely, longest];
        steps.dedup();
        for most in steps {
            let permit = self.budget.acquire(most);
            let read = || {
                let open = OpenFile::open(file, encoding, most)?;
                let open = if most == longest { open.finally() } else { open };
                let mut outline = Outline::default();
                open.read(&mut outline)?;
                let digest = open.digest()?;
                Ok((open, outline, digest))
            };
            match read() {
                Ok((file, outline, digest)) => return Ok(Opened { file, outline, digest, _permit: permit }),
                Err(Refusal::Longer) => {}
                Err(refusal) => return Err(left_out(&file.path, refusal)),
            }
        }
        let (why, needed) = self.too_long();
        Err((Skipped::file(&file.path, why), Reason::Memory(needed)))
    }

    /// Why a text that all the budget is too small for is left out, and how many bytes of memory may be enough.
    fn too_long(&self) -> (Message, u64) {
        let longest = self.longest();
        let n = longest >> 20;
        if longest < read::LONGEST_FILE {
            (message!("longer than {n} MiB; split it, or allow more memory", n), self.budget.most() + 1)
        } else {
            (message!("longer than {n} MiB; split it", n), u64::MAX)
        }
    }

    /// How long a text may be at all, in bytes.
    fn longest(&self) -> u64 {
        self.budget.longest_text().min(read::LONGEST_FILE)
    }

    /// Puts a document into the index, or says why it is left out.
    fn document(
        &self,
        document: &Document,
        (origin, position, old): (&Origin, u32, Option<&Record>),
        job: &Job,
    ) -> Result<Read> {
        let digest = document.digest();
        let Document { id, text: reading, metadata } = document;
        let pieces = paragraphs::pieces(&reading.text, reading.body, reading.division);
        if let Err(needed) = self.budget.holds(reading.text.len(), pieces.len()) {
            let n = needed.div_ceil(1 << 20);
            let why = message!("takes {n} MiB of memory to index; split it, or allow as much", n);
            let why = if *id == job.file.key { why } else { message!("`{key}` {why}", key = id, why) };
            return Ok(Read::LeftOut((Skipped::file(&job.file.path, why), Reason::Memory(needed))));
        }
        let number = DocNo(self.next.fetch_add(1, Ordering::Relaxed));
        let (text, paragraphs) = put(self.writer, number, (document, &pieces))?;
        let record = Record {
            number,
            key: id.clone(),
            id: id.clone(),
            position,
            own: metadata.clone(),
            listed: Metadata::default(),
            metadata: Metadata::default(),
            origin: origin.clone(),
            digest,
            paragraphs,
            characters: scalars(&reading.text),
            folded: narrow(text.len()),
            confidence: reading.marks.layout.confidence(),
            placed: placed(&text),
        };
        let text = self.spool.put(&text)?;
        let record = self.described(record, old.map(|old| &old.listed));
        Ok(Read::Prepared(Box::new(Prepared { record, text })))
    }

    /// The record with what the tables of its folder say of it, of which they said something before.
    fn described(&self, record: Record, before: Option<&Metadata>) -> Record {
        let table = self.plan.tables.get(&record.origin.root);
        let listed = table.map(|table| table.of(&record.id, before)).or_else(|| before.cloned());
        record.described(listed.unwrap_or_default())
    }
}

/// The documents of a file on their way into the index.
struct Indexing<'a> {
    reader: &'a FileReader<'a>,
    job: &'a Job,
    origin: &'a Origin,
    fates: &'a Fates<'a>,
    /// Which were put into the index, by their place in the file.
    indexed: HashSet<usize>,
    gathered: Gathered,
    /// How many were read the second time, and what ended that.
    read: usize,
    ended: Option<Ended>,
}

/// Why documents are not read on.
enum Ended {
    Failed(Error),
    /// The file is not what it was a moment ago.
    Changed,
}

impl<'a> Indexing<'a> {
    fn new(reader: &'a FileReader<'a>, (job, origin): (&'a Job, &'a Origin), fates: &'a Fates<'a>) -> Self {
        let (indexed, gathered) = (HashSet::new(), Gathered::default());
        Indexing { reader, job, origin, fates, indexed, gathered, read: 0, ended: None }
    }

    /// Puts the nth document into the index, if it has to be.
    fn take(&mut self, nth: usize, document: &Document) -> Result<()> {
        let Some((_, Fate::Indexed, old)) = self.fates.get(nth) else { return Ok(()) };
        match self.reader.document(document, (self.origin, narrow(nth), old), self.job)? {
            Read::Prepared(document) => {
                self.indexed.insert(nth);
                self.gathered.prepared.push(*document);
            }
            Read::LeftOut(why) => self.gathered.unread.push(unread(self.origin, why)),
        }
        Ok(())
    }

    /// Reads the file once more, of which not all documents could be held. Where that fails, nothing of it is indexed.
    fn read(&mut self, file: &OpenFile) -> Result<std::result::Result<(), LeftOut>> {
        let read = file.read(self);
        let path = &self.job.file.path;
        let why = match (self.ended.take(), read) {
            (Some(Ended::Failed(error)), _) => return Err(error),
            (None, Err(refusal)) => left_out(path, refusal),
            (None, Ok(())) if self.fates.get(self.read).is_none() => return Ok(Ok(())),
            _ => (Skipped::file(path, message!("it has changed while it was read")), Reason::System),
        };
        for document in &self.gathered.prepared {
            self.reader.writer.remove(document.record.number);
        }
        Ok(Err(why))
    }
}

impl Sink for Indexing<'_> {
    fn document(&mut self, document: Document) -> ControlFlow<()> {
        let nth = self.read;
        self.read += 1;
        let is_same = self.fates.get(nth).is_some_and(|(item, ..)| *item == Item::of(&document));
        let taken =
            if is_same { self.take(nth, &document).map_err(Ended::Failed) } else { Err(Ended::Changed) };
        match taken {
            Ok(()) => ControlFlow::Continue(()),
            Err(ended) => {
                self.ended = Some(ended);
                ControlFlow::Break(())
            }
        }
    }

    fn unfit(&mut self, _path: &Path, _unfit: Unfit) {}

    fn passed_over(&mut self, _path: &Path) {}

    fn decoded(&mut self, _path: &Path, _encoding: Encoding, _damaged: usize) {}
}

/// How much of a folded text the dictionary can place.
pub(super) fn placed(text: &[char]) -> Option<Confidence> {
    tokenise::placed_share(text).and_then(Confidence::of)
}

/// Puts the paragraphs of a document into the index, with what is known of their stretches; returns its folded text and
/// their number.
pub(super) fn put(
    writer: &Writer,
    number: DocNo,
    (document, pieces): (&Document, &[(Paragraph, &str)]),
) -> Result<(Vec<char>, u32)> {
    let mut marks = document.text.marks.sweep();
    let title = document.metadata.title.as_deref().map(fold::characters).unwrap_or_default();
    let mut texts = Vec::with_capacity(pieces.len());
    let mut whole = Vec::new();
    for &(paragraph, text) in pieces {
        let folded = Folded::of(text, paragraph.span.begin);
        let begin = whole.len();
        whole.extend_from_slice(folded.characters());
        texts.push((paragraph, text, folded, begin, marks.of(paragraph.span)));
    }
    let entries: Vec<Entry<'_>> = texts
        .iter()
        .map(|(paragraph, text, folded, begin, marks)| Entry {
            number: paragraph.number,
            begin: paragraph.span.begin,
            folded_begin: narrow(*begin),
            text,
            marks,
            folded,
            following: part(&whole, begin + folded.characters().len()..),
            // A heading is found as text.
            title: if paragraph.number == 1 && !holds(folded, &title) { &title } else { &[] },
        })
        .collect();
    writer.add(number, &entries)?;
    let count = narrow(entries.len());
    Ok((whole, count))
}

/// Whether a title stands in a paragraph.
fn holds(paragraph: &Folded, title: &[char]) -> bool {
    paragraph.characters().windows(title.len().max(1)).any(|window| window == title)
}

/// Nanoseconds since 1970.
fn now() -> i128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i128::try_from(since.as_nanos()).unwrap_or(0)
}
