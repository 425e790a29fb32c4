//! What was found of the passages that were asked for last: a search, the page beside it and the table under it ask
//! for the same ones.

use super::CopyKind;
use super::Entry;
use super::Formulae;
use super::Passage;
use super::piece::Piece;
use crate::copies::align::EqualRun;
use crate::copies::similarity::Similar;
use crate::copies::traversal::Member;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::Rank;
use crate::place::SpanSet;
use crate::place::part;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHashMap;
use std::mem::size_of;
use std::sync::Arc;

/// Where links lead from a passage, and what is there.
#[derive(Debug, Default)]
pub(super) struct Surveyed {
    /// Where links lead, in the order of documents.
    pub(super) places: Vec<Member>,
    /// What is there, …
    pub(super) told: Vec<Told>,
    /// … as it was found, where that is not very much.
    pub(super) found: Found,
    /// Which parts of the passage are boilerplate.
    pub(super) boilerplate: SpanSet,
}

/// What documents have of a passage.
pub(super) type Found = FxHashMap<DocNo, Vec<Entry>>;

/// An entry as far as it has to be known to be counted and put in order.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) document: DocNo,
    pub(super) kind: CopyKind,
    pub(super) coverage: f32,
    pub(super) similarity: f32,
    pub(super) matches: u32,
    /// What it has of the passage, from its first piece to its last.
    pub(super) a: FoldedSpan,
    /// Where its first piece stands, and …
    pub(super) b: FoldedSpan,
    /// … the others.
    more: Box<[FoldedSpan]>,
}

impl Told {
    pub(super) fn of(entry: &Entry) -> Self {
        let mut pieces = entry.pieces.iter().map(|piece| &piece.alignment);
        let nothing = FoldedSpan::new(0, 0);
        let (a, b) = pieces.next().map_or((nothing, nothing), |first| (first.a, first.b));
        Told {
            document: entry.document,
            kind: entry.kind(),
            coverage: entry.coverage,
            similarity: entry.similarity,
            matches: entry.matches,
            a: pieces.clone().map(|piece| piece.a).fold(a, FoldedSpan::hull),
            b,
            more: pieces.map(|piece| piece.b).collect(),
        }
    }

    /// Whether this is told of an entry of the same document.
    pub(super) fn is(&self, entry: &Entry) -> bool {
        let own = self.places().map(|(_, span, _)| span);
        own.eq(entry.pieces.iter().map(|piece| piece.alignment.b))
    }

    /// Where it stands: each piece.
    pub(super) fn places(&self) -> impl Iterator<Item = (DocNo, FoldedSpan, CopyKind)> {
        std::iter::once(&self.b).chain(&*self.more).map(|span| (self.document, *span, self.kind))
    }
}

impl Surveyed {
    /// Where links lead in a document, given by its rank.
    pub(super) fn places_in(&self, rank: Rank) -> &[Member] {
        let begin = self.places.partition_point(|place| place.document < rank);
        let end = self.places.partition_point(|place| place.document <= rank);
        part(&self.places, begin..end)
    }
}

type Key = (Passage, Similar, Formulae);

/// The passages of one commit that were asked for last.
pub(crate) struct Kept(Cache<Key, Arc<Surveyed>, Bytes>);

/// All of them together may take so many bytes.
const ROOM: u64 = 64 * 1024 * 1024;
/// How many there are at the least when it is full.
const FEW: usize = 32;

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Arc<Surveyed>> for Bytes {
    fn weight(&self, _: &Key, surveyed: &Arc<Surveyed>) -> u64 {
        let told = |told: &Told| size_of::<Told>() + size_of::<FoldedSpan>() * told.more.len();
        let told: usize = surveyed.told.iter().map(told).sum();
        let runs = |entry: &Entry| entry.pieces.iter().map(|piece| piece.alignment.runs.len()).sum::<usize>();
        let entry = |entry: &Entry| {
            size_of::<Entry>() + size_of::<Piece>() * entry.pieces.len() + size_of::<EqualRun>() * runs(entry)
        };
        let found: usize = surveyed.found.values().flatten().map(entry).sum();
        (size_of::<Surveyed>() + told + found + size_of::<Member>() * surveyed.places.len()) as u64
    }
}

impl Kept {
    pub(super) fn get(&self, key: &Key) -> Option<Arc<Surveyed>> {
        self.0.get(key)
    }

    pub(super) fn keep(&self, key: Key, surveyed: Surveyed) -> Arc<Surveyed> {
        let surveyed = Arc::new(surveyed);
        self.0.insert(key, Arc::clone(&surveyed));
        surveyed
    }
}

impl Default for Kept {
    fn default() -> Self {
        // Few, so that the cache is one piece: the most frequent boilerplate takes a large part of it.
        Kept(Cache::with_weighter(FEW, ROOM, Bytes))
    }
}
