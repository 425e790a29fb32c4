//! What BM25 counts, of live paragraphs only: a score does not depend on what was there before.
//!
//! tantivy counts removed paragraphs too, until their segments are merged; then it adds up the lengths of the others
//! from their fieldnorms, of one byte each. Here they are counted out of each document frequency, and the average
//! length of a field is always that of fieldnorms: of the paragraphs that are there, however they came to be.

use super::time::Time;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;
use tantivy::DocId;
use tantivy::DocSet;
use tantivy::Searcher;
use tantivy::SegmentReader;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::SegmentPostings;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

/// So many document frequencies are remembered at the most: some hundred kilobytes.
const REMEMBERED: usize = 1 << 12;

/// What was counted in one commit.
#[derive(Default)]
pub(super) struct Counts {
    removed: OnceLock<Vec<Runs>>,
    known: Mutex<KnownCounts>,
}

#[derive(Default)]
struct KnownCounts {
    /// How many live paragraphs hold a term.
    frequencies: FxHashMap<Term, u64>,
    /// How many tokens all live paragraphs have in a field.
    tokens: FxHashMap<Field, u64>,
}

impl Counts {
    fn known(&self) -> MutexGuard<'_, KnownCounts> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// BM25's statistics of live paragraphs, while there is time to count.
pub(super) struct Live<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) counts: &'a Counts,
    pub(super) time: Time,
}

impl Live<'_> {
    /// The segments, and the runs to count in each.
    fn segments(&self) -> impl Iterator<Item = (&SegmentReader, &Runs)> {
        let readers = self.searcher.segment_readers();
        readers.iter().zip(self.counts.removed.get_or_init(|| readers.iter().map(Runs::of).collect()))
    }
}

impl Bm25StatisticsProvider for Live<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        if let Some(&known) = self.counts.known().tokens.get(&field) {
            return Ok(known);
        }
        let mut twice = 0;
        for (reader, runs) in self.segments() {
            let norms = reader.get_fieldnorms_reader(field)?;
            twice += runs.live(|docs| lengths(&norms, docs));
        }
        self.counts.known().tokens.insert(field, twice / 2);
        Ok(twice / 2)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.searcher.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        if let Some(&known) = self.counts.known().frequencies.get(term) {
            return Ok(known);
        }
        let mut frequency = 0;
        for (reader, runs) in self.segments() {
            let inverted = reader.inverted_index(term.field())?;
            let Some(info) = inverted.get_term_info(term)? else { continue };
            frequency += if runs.docs.is_empty() {
                u64::from(info.doc_freq)
            } else {
                self.time.left_to_tantivy()?;
                let postings = inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
                runs.frequency(postings)
            };
        }
        let frequencies = &mut self.counts.known().frequencies;
        if frequencies.len() >= REMEMBERED {
            frequencies.clear();
        }
        frequencies.insert(term.clone(), frequency);
        Ok(frequency)
    }
}

/// What to count in a segment, so that little is read: its removed paragraphs or, where these are more, the live ones.
/// A document's paragraphs stand side by side, so they are few runs.
struct Runs {
    docs: Vec<Range<DocId>>,
    are_live: bool,
    /// How many paragraphs the segment has, removed ones included.
    all: DocId,
}

impl Runs {
    fn of(reader: &SegmentReader) -> Self {
        let are_live = reader.num_deleted_docs() > reader.num_docs();
        let all = reader.max_doc();
        let mut runs: Vec<Range<DocId>> = Vec::new();
        let docs = if reader.has_deletes() { 0..all } else { 0..0 };
        for doc in docs.filter(|&doc| reader.is_deleted(doc) != are_live) {
            match runs.last_mut() {
                Some(run) if run.end == doc => run.end += 1,
                _ => runs.push(doc..doc + 1),
            }
        }
        Runs { docs: runs, are_live, all }
    }

    /// What all live paragraphs sum up to.
    fn live(&self, sum: impl Fn(Range<DocId>) -> u64) -> u64 {
        let counted = self.docs.iter().cloned().map(&sum).sum();
        if self.are_live { counted } else { sum(0..self.all).saturating_sub(counted) }
    }

    /// How many live paragraphs a term's postings name.
    fn frequency(&self, mut postings: SegmentPostings) -> u64 {
        let all = u64::from(postings.doc_freq());
        let (mut counted, mut doc, mut at) = (0, postings.doc(), 0);
        while doc != TERMINATED {
            let rest = self.docs.get(at..).unwrap_or_default();
            at += rest.partition_point(|run| run.end <= doc);
            let Some(run) = self.docs.get(at) else { break };
            if doc < run.start {
                doc = postings.seek(run.start);
            }
            while doc < run.end {
                counted += 1;
                doc = postings.advance();
            }
        }
        if self.are_live { counted } else { all.saturating_sub(counted) }
    }
}

/// Twice the tokens of paragraphs in a field: of each as many as the middle of those lengths that have its fieldnorm,
/// so that their sum is nearly that of the lengths themselves.
fn lengths(norms: &FieldNormReader, docs: Range<DocId>) -> u64 {
    let mut counts = [0_u64; 256];
    for doc in docs {
        if let Some(count) = counts.get_mut(usize::from(norms.fieldnorm_id(doc))) {
            *count += 1;
        }
    }
    let twice = |norm: u8| {
        let least = FieldNormReader::id_to_fieldnorm(norm);
        let most = norm.checked_add(1).map_or(least, |next| FieldNormReader::id_to_fieldnorm(next) - 1);
        u64::from(least) + u64::from(most)
    };
    (0..=u8::MAX).zip(counts).map(|(norm, count)| twice(norm) * count).sum()
}
