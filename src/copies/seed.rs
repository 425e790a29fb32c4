//! Seeds: pairs of places that share a fingerprint, as few as tie every copy to its family.

use super::fingerprint;

/// Where a fingerprint stands: `rank` is the document's place in the order of keys, which makes the
/// result independent of the order in which documents were indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The fingerprint's hash.
    pub hash: u64,
    /// The document's place in the order of keys.
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
/// A short fingerprint that stands in more places than this is a turn of phrase: the long scale decides.
const COMMON: usize = 48;

/// The seeds of one fingerprint's occurrences, given in the order of [`Occurrence`].
pub fn seeds(occurrences: &[Occurrence], mut each: impl FnMut(Seed)) {
    let Some(first) = occurrences.first() else { return };
    if occurrences.len() > COMMON && !fingerprint::is_long(first.hash) {
        return;
    }
    for (later, b) in occurrences.iter().enumerate().skip(1) {
        for a in occurrences.iter().take(later.min(WITNESSES)) {
            each(Seed { a: a.rank, b: b.rank, at_a: a.at, at_b: b.at });
        }
    }
}
