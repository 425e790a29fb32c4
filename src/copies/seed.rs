//! Seeds: pairs of places that share a fingerprint, as few as tie every copy to its family.

use super::fingerprint;

/// Where a fingerprint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The fingerprint's hash.
    pub hash: u64,
    /// The document: its place in the order of keys, so that the first witness is the same one in
    /// whatever order documents were indexed.
    pub rank: u32,
    /// Where the n-gram begins, in folded characters of the document.
    pub at: u32,
}

/// Two occurrences of one fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seed {
    /// Rank of the earlier document.
    pub a: u32,
    /// Rank of the later document; the same as `a` for a repeat within a document.
    pub b: u32,
    /// Place in the earlier document.
    pub at_a: u32,
    /// Place in the later document.
    pub at_b: u32,
}

/// To how many first witnesses of a fingerprint each further occurrence is tied. One would do for
/// clean text; a witness that OCR spoiled next to the fingerprint must not be the only tie.
const WITNESSES: usize = 6;
/// The same of a long fingerprint: where it stands clean, so does much around it.
const WITNESSES_OF_LONG: usize = 3;
/// Of a short fingerprint the occurrences after so many are not tied: it is a turn of phrase, and the long
/// scale decides. Those before stay tied, so that one more occurrence never takes a tie away behind it.
const COMMON: usize = 48;

/// The seeds of one fingerprint's occurrences, given in the order of [`Occurrence`].
pub fn seeds(occurrences: &[Occurrence], mut each: impl FnMut(Seed)) {
    let Some(first) = occurrences.first() else { return };
    let (tied, witnesses) = (places(first.hash), witnesses(first.hash));
    for (later, b) in occurrences.iter().enumerate().take(tied).skip(1) {
        for a in occurrences.iter().take(later.min(witnesses)) {
            each(Seed { a: a.rank, b: b.rank, at_a: a.at, at_b: b.at });
        }
    }
}

/// How many of a fingerprint's first occurrences are tied at all.
#[must_use]
pub fn places(hash: u64) -> usize {
    if fingerprint::is_long(hash) { usize::MAX } else { COMMON }
}

/// To how many first occurrences of a fingerprint each further one is tied.
#[must_use]
pub fn witnesses(hash: u64) -> usize {
    if fingerprint::is_long(hash) { WITNESSES_OF_LONG } else { WITNESSES }
}

/// Whether the occurrence at one place in the order of [`Occurrence`] is tied to that at a later one.
#[must_use]
pub fn is_tied(hash: u64, earlier: usize, later: usize) -> bool {
    earlier < witnesses(hash) && earlier < later && later < places(hash)
}
