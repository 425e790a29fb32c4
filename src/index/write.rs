//! Writing: paragraphs go in and out by document; a commit makes all of it visible at once.

use super::Reader;
use super::analyser;
use super::analyser::Words;
use super::queue::Queue;
use super::schema;
use super::schema::Fields;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold::Folded;
use crate::message;
use crate::place::DocNo;
use crate::reading::Marks;
use crate::storage::Exclusions;
use crate::storage::Folder;
use crate::storage::WriteErrors;
use crate::storage::failure;
use crate::storage::files;
use crate::storage::ledger::Ledger;
use crate::tokenise::Tokeniser;
use std::io;
use std::io::Write;
use std::sync::Arc;
use tantivy::Index;
use tantivy::IndexWriter;
use tantivy::TantivyDocument;
use tantivy::TantivyError;
use tantivy::Term;
use tantivy::directory::Directory;
use tantivy::directory::TerminatingWrite;
use tantivy::indexer::LogMergePolicy;
use tantivy::indexer::MergeCandidate;
use tantivy::indexer::MergePolicy;
use tantivy::indexer::NoMergePolicy;
use tantivy::indexer::UserOperation;

/// Of the memory for paragraphs, the part that text may take on its way, counted once; in its several
/// fields it takes about five times as much.
const WAITING: usize = 16;
/// tantivy's least memory for one thread.
const LEAST_MEMORY: usize = 16 << 20;
/// tantivy takes no more than 4 GB for one thread; more than this is of no use anyway.
const MOST_MEMORY: usize = 1 << 30;

/// One paragraph on its way into the index.
pub(crate) struct Entry<'a> {
    /// Its number in the document, from 1.
    pub(crate) number: u32,
    /// Where it begins in the source, in Unicode scalar values.
    pub(crate) begin: u32,
    /// Where it begins in the folded text of its document, in folded characters.
    pub(crate) folded_begin: u32,
    /// The paragraph as it stands in the source.
    pub(crate) text: &'a str,
    /// Which stretch of the document is what, as far as it concerns the paragraph.
    pub(crate) marks: &'a Marks,
    /// The paragraph, folded.
    pub(crate) folded: &'a Folded,
    /// What follows it in the folded document.
    pub(crate) following: &'a [char],
    /// The title of the document, folded, where it is to be found by this paragraph.
    pub(crate) title: &'a [char],
}

/// What a writer starts from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Base<'a> {
    /// The right to write to it.
    pub(crate) ledger: &'a Arc<Ledger>,
    /// Our files of its last commit.
    pub(crate) files: &'a [&'a str],
    /// What of its last commit is damaged.
    pub(crate) without: &'a Exclusions,
}

/// The one writer of an index; a second one, in any process, is refused while it lives.
pub(crate) struct Writer {
    ledger: Arc<Ledger>,
    /// Our files of the last commit.
    files: Vec<String>,
    fields: Fields,
    tantivy: IndexWriter<TantivyDocument>,
    queue: Arc<Queue>,
    told: WriteErrors,
}

impl Writer {
    /// Opens an index for writing, and makes it when there is none; what a process that was killed left there is
    /// removed. For paragraphs that are not on disk yet, all threads together take about `memory` bytes.
    pub(crate) fn open(base: Base<'_>, threads: usize, memory: usize, tokeniser: Tokeniser) -> Result<Self> {
        let Base { ledger, files, without } = base;
        let folder = ledger.folder();
        let directory =
            Folder::of(ledger).map_err(|cause| failure::from_tantivy(folder, cause.into()))?.without(without);
        let told = directory.write_errors();
        let index = Index::open_or_create(directory, schema::load()?)
            .map_err(|cause| failure::from_tantivy(folder, cause))?;
        let queue = Arc::new(Queue::new(memory / WAITING));
        let words = Words { tokeniser: Arc::new(tokeniser), queue: Arc::clone(&queue) };
        index.tokenizers().register(schema::WORDS, words);
        index.tokenizers().register(schema::GRAMS, analyser::Grams::default());
        let fields = Fields::of(&index.schema())?;
        let threads = threads.max(1);
        let memory = (memory / threads).clamp(LEAST_MEMORY, MOST_MEMORY) * threads;
        let tantivy = index
            .writer_with_num_threads(threads, memory)
            .map_err(|cause| failure::from_tantivy(folder, cause))?;
        // A merge is a commit of its own, of what was there before: it has to wait.
        tantivy.set_merge_policy(Box::new(NoMergePolicy));
        let files = files.iter().map(|&name| name.to_owned()).collect();
        let writer = Writer { ledger: Arc::clone(ledger), files, fields, tantivy, queue, told };
        files::sweep(ledger, &writer.files);
        Ok(writer)
    }

    /// Adds all paragraphs of a document; they stay side by side in one segment.
    pub(crate) fn add(&self, document: DocNo, paragraphs: &[Entry<'_>]) -> Result<()> {
        let mut bytes = 0;
        let operations: Vec<_> = paragraphs
            .iter()
            .map(|paragraph| UserOperation::Add(self.record(document, paragraph, &mut bytes)))
            .collect();
        self.queue.enter(bytes);
        self.tantivy.run(operations).map(drop).map_err(|cause| self.failed(cause))
    }

    /// The record of a paragraph; adds the bytes the queue will hear of.
    fn record(&self, document: DocNo, paragraph: &Entry<'_>, bytes: &mut usize) -> TantivyDocument {
        let fields = &self.fields;
        let mut record = TantivyDocument::new();
        record.add_u64(fields.document, u64::from(document.0));
        record.add_u64(fields.paragraph, u64::from(paragraph.number));
        record.add_u64(fields.begin, u64::from(paragraph.begin));
        record.add_u64(fields.folded, u64::from(paragraph.folded_begin));
        record.add_text(fields.text, paragraph.text);
        if let Some(marks) = paragraph.marks.bytes().filter(|_| !paragraph.marks.is_empty()) {
            record.add_bytes(fields.marks, &marks);
        }
        let words = analyser::words_value(paragraph.folded);
        *bytes += words.len();
        record.add_text(fields.words, words);
        record.add_text(
            fields.grams,
            analyser::grams_value(paragraph.folded.characters(), paragraph.following, paragraph.title),
        );
        record
    }

    /// Takes in all paragraphs of another index as they lie, of which none was deleted. The documents of the two
    /// have different numbers.
    pub(crate) fn adopt(&self, other: &Reader) -> Result<()> {
        let failed = |cause| failure::from_tantivy(self.ledger.folder(), cause);
        let copied = |cause: io::Error| failure::from_tantivy(self.ledger.folder(), cause.into());
        let index = self.tantivy.index();
        for segment in other.segments()? {
            // As long as this lives, its files are not taken for rubbish.
            let adopted = index.new_segment_meta(segment.id(), segment.max_doc());
            for (name, bytes) in other.segment_files(&segment)? {
                let mut out = index.directory().open_write(&name).map_err(|cause| failed(cause.into()))?;
                out.write_all(&bytes).map_err(copied)?;
                out.terminate().map_err(copied)?;
            }
            self.tantivy.add_segment(adopted).map_err(failed)?;
        }
        Ok(())
    }

    /// Removes all paragraphs of a document.
    pub(crate) fn remove(&self, document: DocNo) {
        self.tantivy.delete_term(Term::from_field_u64(self.fields.document, u64::from(document.0)));
    }

    /// Makes all changes visible together with `manifest`, which names the files that belong to them.
    pub(crate) fn commit(mut self, manifest: &str, keep: &[&str]) -> Result<()> {
        if let Err(error) = self.ledger.check() {
            self.abandon();
            return Err(error);
        }
        let prepared = self.tantivy.prepare_commit();
        let committed = prepared.and_then(|mut commit| {
            commit.set_payload(manifest);
            commit.commit()
        });
        if let Err(cause) = committed {
            let error = self.failed(cause);
            self.abandon();
            return Err(error);
        }
        // The commit stands; a merge of segments that fails is tried again by the next one.
        drop(merge(self.tantivy));
        files::sweep(&self.ledger, keep);
        Ok(())
    }

    /// Gives up all changes since the last commit, and what they left on the disk.
    pub(crate) fn abandon(self) {
        drop(self.tantivy);
        files::sweep(&self.ledger, &self.files);
    }

    /// tantivy's threads end when they cannot write and do not say why; the folder was told.
    fn failed(&self, cause: TantivyError) -> Error {
        if let Err(error) = self.ledger.check() {
            return error;
        }
        match self.told.first() {
            Some(told) => Error::new(ErrorKind::Write, message!("the index could not be written"))
                .at(self.ledger.folder())
                .because(told)
                .advise(failure::no_room()),
            None => failure::from_tantivy(self.ledger.folder(), cause),
        }
    }
}

/// Merges segments where there are many.
fn merge(mut tantivy: IndexWriter<TantivyDocument>) -> tantivy::Result<()> {
    let policy = LogMergePolicy::default();
    let candidates = policy.compute_merge_candidates(&tantivy.index().searchable_segment_metas()?);
    tantivy.set_merge_policy(Box::new(policy));
    for MergeCandidate(segments) in candidates {
        drop(tantivy.merge(&segments));
    }
    tantivy.wait_merging_threads()
}
