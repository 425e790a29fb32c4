//! The copies of a passage: each place that links lead to, looked at.

use super::CopyFilter;
use super::Entry;
use super::Kept;
use super::Passage;
use super::entry::CopyKind;
use super::filter::CopyOrder;
use super::kept::Found;
use super::kept::Surveyed;
use super::kept::Told;
use super::pieces::Aligner;
use super::reached;
use crate::catalogue::Record;
use crate::copies::traversal::Member;
use crate::error::Result;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::SpanSet;
use crate::snapshot::Snapshot;
use std::cmp::Reverse;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

/// Finds the copies of passages in one snapshot.
#[derive(Clone, Copy)]
pub(crate) struct Finder<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) kept: &'a Kept,
    pub(crate) filter: &'a CopyFilter,
    /// Asked before each document is looked at.
    pub(crate) go_on: &'a (dyn Fn() -> Result<()> + Sync),
}

/// The copies of a passage, and what has less of it.
#[derive(Debug, Default)]
pub(crate) struct Witnesses {
    /// What was to be listed, in the order asked for.
    pub(crate) entries: Vec<Entry>,
    /// How many places have at least half of the passage, listed or not.
    pub(crate) copies_total: usize,
    /// How many have less.
    pub(crate) parts_total: usize,
    /// Which parts of the passage are boilerplate.
    pub(crate) boilerplate: SpanSet,
    /// Where all of them stand, and as what.
    pub(crate) places: Vec<(DocNo, FoldedSpan, CopyKind)>,
}

/// What is wanted of a passage by somebody who looks for words in it.
pub(crate) struct Focus<'a> {
    /// Where the words stand; the whole passage where there are none.
    pub(crate) parts: &'a [FoldedSpan],
    /// At most so many entries are listed.
    pub(crate) listed: usize,
    /// Whether an entry that reaches over some of the words is listed.
    pub(crate) accepts: &'a dyn Fn(&Entry) -> Result<bool>,
}

impl Finder<'_> {
    /// All places of a passage that the filter lets through.
    pub(crate) fn find(&self, passage: Passage) -> Result<Witnesses> {
        let accepts = |_: &Entry| Ok(true);
        self.find_at(passage, &Focus { parts: &[], listed: usize::MAX, accepts: &accepts })
    }

    /// How many places have at least half of a passage, and how many have less.
    pub(crate) fn count(&self, passage: Passage) -> Result<Witnesses> {
        let accepts = |_: &Entry| Ok(false);
        self.find_at(passage, &Focus { parts: &[], listed: 0, accepts: &accepts })
    }

    /// The places of a passage for somebody who looks for words in it: all are counted, those are listed that reach over
    /// the words.
    pub(crate) fn find_at(&self, passage: Passage, focus: &Focus<'_>) -> Result<Witnesses> {
        let (surveyed, mut found) = self.survey(passage)?;
        let mut told: Vec<&Told> = surveyed.told.iter().filter(|told| self.holds(passage, told)).collect();
        told.sort_by_cached_key(|told| self.place_in_order(told));
        let copies_total = told.iter().filter(|told| told.kind == CopyKind::Copy).count();
        let mut witnesses = Witnesses {
            copies_total,
            parts_total: told.len() - copies_total,
            boilerplate: surveyed.boilerplate.clone(),
            places: told.iter().flat_map(|told| told.places()).collect(),
            entries: Vec::new(),
        };
        let mut aligner = None;
        let mut refused = 0;
        for told in told.into_iter().filter(|told| focus.may_be_met(told)) {
            let is_vain = refused >= MOST_REFUSED && focus.listed < usize::MAX;
            if witnesses.entries.len() >= focus.listed || is_vain {
                break;
            }
            (self.go_on)()?;
            let is_known = |found: &Found| found.contains_key(&told.document);
            if !is_known(&surveyed.found) && !is_known(&found) {
                let aligner = match &aligner {
                    Some(aligner) => aligner,
                    None => aligner.insert(self.aligner(passage)?),
                };
                let rank = self.snapshot.catalogue.rank(told.document);
                let places = rank.map(|rank| surveyed.places_in(rank)).unwrap_or_default();
                found.insert(told.document, aligner.entries(told.document, places)?);
            }
            let entries = [&surveyed.found, &found].into_iter().filter_map(|found| found.get(&told.document));
            let entry = entries.flatten().find(|entry| told.is(entry));
            let is_listed = match entry {
                Some(entry) => focus.is_met_by(entry) && (focus.accepts)(entry)?,
                None => false,
            };
            refused = if is_listed { 0 } else { refused + 1 };
            witnesses.entries.extend(entry.filter(|_| is_listed).cloned());
        }
        Ok(witnesses)
    }

    /// Follows the links of a passage and looks at every document they lead to, or remembers; what was found just now is
    /// given too.
    fn survey(&self, passage: Passage) -> Result<(Arc<Surveyed>, Found)> {
        let key = (passage, self.filter.similar, self.filter.formulae);
        if let Some(known) = self.kept.get(&key) {
            return Ok((known, Found::default()));
        }
        let reached = reached::places(self.snapshot, &passage, self.filter.formulae);
        let mut surveyed =
            Surveyed { boilerplate: reached.boilerplate, places: reached.places, ..Surveyed::default() };
        let mut found = Found::default();
        if !surveyed.places.is_empty() {
            let aligner = self.aligner(passage)?;
            let documents: Vec<&[Member]> =
                surveyed.places.chunk_by(|one, other| one.document == other.document).collect();
            let entries = |places: &&[Member]| -> Result<Option<(DocNo, Vec<Entry>)>> {
                (self.go_on)()?;
                let record = places.first().and_then(|place| self.snapshot.catalogue.at(place.document));
                let entries = |record: &Record| Ok((record.number, aligner.entries(record.number, places)?));
                record.map(entries).transpose()
            };
            let all = shared(&documents, entries).into_iter();
            found = all.filter_map(Result::transpose).collect::<Result<_>>()?;
        }
        surveyed.told = found.values().flatten().map(Told::of).collect();
        if surveyed.told.len() <= FEW {
            surveyed.found = std::mem::take(&mut found);
        }
        Ok((self.kept.keep(key, surveyed), found))
    }

    fn aligner(&self, passage: Passage) -> Result<Aligner<'_>> {
        Aligner::new(self.snapshot, passage, (self.filter.similar, self.filter.formulae))
    }

    /// Whether the filter lets an entry through.
    fn holds(&self, passage: Passage, told: &Told) -> bool {
        let catalogue = &self.snapshot.catalogue;
        let records = || catalogue.get(passage.document).zip(catalogue.get(told.document));
        let is_wanted = !self.filter.chooses_documents()
            || records().is_some_and(|(own, other)| self.filter.accepts(own, other));
        is_wanted && self.filter.is_enough(told.coverage, told.matches)
    }

    /// What entries are ordered by.
    fn place_in_order(&self, entry: &Told) -> impl Ord + use<> {
        let catalogue = &self.snapshot.catalogue;
        let date = catalogue.rank(entry.document).map(|rank| catalogue.date_rank(rank));
        let (coverage, similarity) = (rounded(entry.coverage), rounded(entry.similarity));
        let key = match self.filter.order {
            CopyOrder::Coverage => (Reverse(coverage), Reverse(similarity)),
            CopyOrder::Different => (Reverse(10_000 - similarity), Reverse(coverage)),
        };
        (key, date, entry.b)
    }
}

impl Focus<'_> {
    /// Whether an entry reaches over some of the words, even where it lacks them.
    fn is_met_by(&self, entry: &Entry) -> bool {
        let spans = || entry.pieces.iter().map(|piece| piece.alignment.a);
        self.parts.is_empty()
            || self.parts.iter().any(|part| spans().any(|span| span.intersect(*part) == *part))
    }

    /// Whether it may do so: told without looking.
    fn may_be_met(&self, told: &Told) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|part| told.a.intersect(*part) == *part)
    }
}

/// So many entries in a row are looked at in vain before nobody looks further.
const MOST_REFUSED: usize = 16;

/// For fewer documents it costs more to start a thread.
const WORTHWHILE: usize = 32;

/// Does the same with each of some things, on all cores when they are many; in no order. The threads are its own: in a
/// pool it would wait for what others do there, who may take their time.
fn shared<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores =
        if all.len() < WORTHWHILE { 1 } else { thread::available_parallelism().map_or(1, NonZero::get) };
    let (work, next) = (&work, &AtomicUsize::new(0));
    let some = move || {
        let each = std::iter::from_fn(|| all.get(next.fetch_add(1, Ordering::Relaxed)));
        each.map(work).collect::<Vec<R>>()
    };
    thread::scope(|scope| {
        // Where the system gives no thread, the others do its work.
        let others = (1..cores).filter_map(|_| thread::Builder::new().spawn_scoped(scope, some).ok());
        let others: Vec<_> = others.collect();
        let mut done = some();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    })
}

/// So many entries of a passage are kept as they are; of more, only what is told of them.
const FEW: usize = 256;

/// A share as it is told, which is what is ordered by: to a ten-thousandth.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares are 0 to 1")]
fn rounded(share: f32) -> u32 {
    (share * 10_000.0).round() as u32
}
