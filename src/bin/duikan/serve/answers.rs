//! Answers that were given: many ask the same, and whoever deletes a character asks again what he asked before.

use super::search::Asked;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde_json::value::RawValue;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What was found by a search, its hits already written.
#[derive(Debug)]
pub(super) struct CachedAnswer {
    pub(super) hits: Box<RawValue>,
    pub(super) paragraphs: usize,
    pub(super) documents: usize,
    /// How long it took to find.
    took: Duration,
    /// Whether it was asked for again.
    again: AtomicBool,
}

impl CachedAnswer {
    pub(super) fn new(
        hits: Box<RawValue>,
        (paragraphs, documents): (usize, usize),
        took: Duration,
    ) -> Arc<Self> {
        Arc::new(CachedAnswer { hits, paragraphs, documents, took, again: AtomicBool::new(false) })
    }
}

/// The latest answers out of one commit.
pub(super) struct Answers(Cache<Asked, Arc<CachedAnswer>, Bytes>);

/// All answers together may be so long, in bytes.
const ROOM: u64 = 64 * 1024 * 1024;
/// What an answer may be expected to have, in bytes.
const USUAL: u64 = 16 * 1024;

/// What takes longer is not looked up before somebody asks.
const QUICK: Duration = Duration::from_millis(100);

#[derive(Clone)]
struct Bytes;

impl Weighter<Asked, Arc<CachedAnswer>> for Bytes {
    fn weight(&self, asked: &Asked, found: &Arc<CachedAnswer>) -> u64 {
        USUAL / 8 + (asked.length() + found.hits.get().len()) as u64
    }
}

impl Answers {
    pub(super) fn new() -> Self {
        let usual = usize::try_from(ROOM / USUAL).unwrap_or(usize::MAX);
        Answers(Cache::with_weighter(usual, ROOM, Bytes))
    }

    /// What was found when the same was asked before.
    pub(super) fn known(&self, asked: &Asked) -> Option<Arc<CachedAnswer>> {
        let found = self.0.get(asked)?;
        found.again.store(true, Ordering::Relaxed);
        Some(found)
    }

    /// What was asked more than once lately, and is quickly found.
    pub(super) fn asked_again(&self) -> Vec<Asked> {
        let is_worth_it = |found: &CachedAnswer| found.took < QUICK && found.again.load(Ordering::Relaxed);
        let again = self.0.iter().filter(|(_, found)| is_worth_it(found));
        again.map(|(asked, _)| asked).collect()
    }

    pub(super) fn keep(&self, asked: Asked, found: Arc<CachedAnswer>) {
        self.0.insert(asked, found);
    }
}
