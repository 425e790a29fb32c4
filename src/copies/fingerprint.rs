//! Fingerprints: which stretches of a text are worth comparing with others.
//!
//! Hashes of all n-grams, thinned by winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local
//! algorithms for document fingerprinting", SIGMOD 2003): of every window of neighbouring n-grams the
//! one with the smallest hash is kept, so two texts that share a window share its fingerprint. Two
//! lengths serve two ends: short n-grams survive between OCR errors, long ones stay rare where a
//! phrase is on everybody's lips.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// One kept n-gram of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    /// Hash of the n-gram; its lowest bit says which [`Scale`] it is of.
    pub hash: u64,
    /// Where the n-gram begins, in folded characters of its text.
    pub at: u32,
}

/// A length of n-grams and how they are thinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Characters of an n-gram.
    pub length: usize,
    /// Neighbouring n-grams of which one is kept; every run of `length + window - 1` equal characters
    /// is sure to share one.
    pub window: usize,
}

/// Short n-grams: they stand clean between the errors of a badly read page.
pub const SHORT: Scale = Scale { length: 6, window: 2 };
/// Long n-grams: rare even inside formulae.
pub const LONG: Scale = Scale { length: 16, window: 8 };

/// The fingerprints of a folded text, ascending by position within each scale.
#[must_use]
pub fn fingerprints(text: &[char]) -> Vec<Fingerprint> {
    let mut kept = Vec::with_capacity(text.len());
    for (scale, tag) in [(SHORT, 0), (LONG, 1)] {
        winnow(text, scale, tag, &mut kept);
    }
    kept
}

/// Whether a fingerprint is of the long scale.
#[must_use]
pub fn is_long(hash: u64) -> bool {
    hash & 1 == 1
}

fn winnow(text: &[char], scale: Scale, tag: u64, kept: &mut Vec<Fingerprint>) {
    let hashes: Vec<u64> = text.windows(scale.length).map(|ngram| (hash(ngram) & !1) | tag).collect();
    let mut last: Option<usize> = None;
    for (begin, window) in hashes.windows(scale.window.min(hashes.len().max(1))).enumerate() {
        let Some(&smallest) = window.iter().min() else { continue };
        // Robust winnowing: the last one kept serves as long as it is as small, so that a run of equal
        // hashes is not kept whole.
        if last.is_some_and(|last| last >= begin && hashes.get(last) == Some(&smallest)) {
            continue;
        }
        let rightmost = window.iter().rposition(|&hash| hash == smallest).unwrap_or(0);
        last = Some(begin + rightmost);
        kept.extend(u32::try_from(begin + rightmost).map(|at| Fingerprint { hash: smallest, at }));
    }
}

fn hash(ngram: &[char]) -> u64 {
    let mut hasher = FxHasher::default();
    for &character in ngram {
        hasher.write_u32(u32::from(character));
    }
    hasher.finish()
}
