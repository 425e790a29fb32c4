//! Seeds: pairs of places that share a fingerprint, as few as connect every copy with its cluster.

use super::fingerprint;
use crate::place::Rank;

/// Where a fingerprint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Occurrence {
    /// The fingerprint's hash.
    pub hash: u64,
    /// The document: its place in the order of keys, so that the head of a posting list is the same one in
    /// whatever order documents were indexed.
    pub rank: Rank,
    /// Where the n-gram begins, in folded characters of the document.
    pub at: u32,
}

/// Two occurrences of one fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seed {
    /// Rank of the earlier document.
    pub a: Rank,
    /// Rank of the later document; the same as `a` for a repeat within a document.
    pub b: Rank,
    /// Place in the earlier document.
    pub at_a: u32,
    /// Place in the later document.
    pub at_b: u32,
}

/// How long the head of a posting list is: each later occurrence is paired with all of it. One would do for
/// clean text; an occurrence that OCR spoiled next to the fingerprint must not be the only one.
const HEADS: usize = 6;
/// The same of a long fingerprint: where it stands clean, so does much around it.
const HEADS_OF_LONG: usize = 3;
/// Of a short fingerprint the occurrences after so many are not paired: it is a turn of phrase, and the long
/// scale decides. Those before stay paired, so that one more occurrence never takes a seed away behind it.
const COMMON: usize = 48;

/// The seeds of one fingerprint's occurrences, given in the order of [`Occurrence`].
pub(crate) fn seeds(occurrences: &[Occurrence], mut each: impl FnMut(Seed)) {
    let Some(first) = occurrences.first() else { return };
    let (paired, heads) = (places(first.hash), heads(first.hash));
    for (later, b) in occurrences.iter().enumerate().take(paired).skip(1) {
        for a in occurrences.iter().take(later.min(heads)) {
            each(Seed { a: a.rank, b: b.rank, at_a: a.at, at_b: b.at });
        }
    }
}

/// How many of a fingerprint's first occurrences are paired at all.
#[must_use]
pub(crate) fn places(hash: u64) -> usize {
    if fingerprint::is_long(hash) { usize::MAX } else { COMMON }
}

/// With how many first occurrences of a fingerprint each later one is paired.
#[must_use]
pub(crate) fn heads(hash: u64) -> usize {
    if fingerprint::is_long(hash) { HEADS_OF_LONG } else { HEADS }
}

/// Whether the occurrence at one place in the order of [`Occurrence`] is paired with that at a later one.
#[must_use]
pub(crate) fn is_paired(hash: u64, earlier: usize, later: usize) -> bool {
    earlier < heads(hash) && earlier < later && later < places(hash)
}
