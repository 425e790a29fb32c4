//! Fingerprints: which stretches of a text are worth comparing with others.
//!
//! Hashes of all n-grams, thinned by winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local
//! algorithms for document fingerprinting", SIGMOD 2003): of every window of neighbouring n-grams the
//! one with the smallest hash is kept, so two texts that share a window share its fingerprint. Two
//! lengths serve two ends: short n-grams survive between OCR errors, long ones stay rare where a
//! phrase is on everybody's lips.

/// Bits of a hash. Of a hundred thousand million n-grams fewer than one in a hundred meets another one by chance
/// in so many, and the prefilter tells them apart; more would only be more to send between machines.
pub(crate) const BITS: u32 = 48;

/// One kept n-gram of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fingerprint {
    /// Hash of the n-gram, of [`BITS`] bits; its lowest bit says which [`Scale`] it is of.
    pub hash: u64,
    /// Where the n-gram begins, in folded characters of its text.
    pub at: u32,
}

/// A length of n-grams and how they are thinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scale {
    /// Characters of an n-gram.
    pub length: usize,
    /// Neighbouring n-grams of which one is kept; every run of `length + window - 1` equal characters
    /// is sure to share one.
    pub window: usize,
}

impl Scale {
    /// The scale of a fingerprint, from its hash or the lowest bit of it.
    #[must_use]
    pub(crate) fn of(hash: u64) -> Self {
        if is_long(hash) { LONG } else { SHORT }
    }

    /// The lowest bit of its hashes.
    pub(crate) fn tag(self) -> u64 {
        u64::from(self == LONG)
    }
}

/// Short n-grams: they stand clean between the errors of a badly read page.
pub(crate) const SHORT: Scale = Scale { length: 6, window: 2 };
/// Long n-grams: rare even inside boilerplate. Whatever is long enough to be linked has one of them.
pub(crate) const LONG: Scale = Scale { length: 10, window: 5 };

/// A short n-gram is kept only where so many characters from its beginning on …
const AROUND: usize = 32;
/// … are more than so many different ones: two stretches of so few agree by chance, and go on agreeing for as
/// long as they last. Digits are ten, and of 32 characters of a Chinese text more than 20 are different.
const POOR: usize = 5;

/// The fingerprints of a folded text, ascending by position within each scale.
#[must_use]
pub(crate) fn fingerprints(text: &[char]) -> Vec<Fingerprint> {
    let mut kept = Vec::with_capacity(text.len());
    for scale in [SHORT, LONG] {
        winnow(text, scale, &mut kept);
    }
    kept
}

/// Whether a fingerprint is of the long scale.
#[must_use]
pub(crate) fn is_long(hash: u64) -> bool {
    hash & 1 == 1
}

fn winnow(text: &[char], scale: Scale, kept: &mut Vec<Fingerprint>) {
    let hashes: Vec<u64> = hashes(text, scale.length).map(|hash| tagged(hash, scale.tag())).collect();
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
        if scale == SHORT && is_poor(text, begin + rightmost) {
            continue;
        }
        kept.extend(u32::try_from(begin + rightmost).map(|at| Fingerprint { hash: smallest, at }));
    }
}

/// Whether the text consists of hardly any different characters where a short n-gram begins.
fn is_poor(text: &[char], at: usize) -> bool {
    let Some(around) = text.get(at..at + AROUND) else { return false };
    let mut different = [None; POOR];
    around.iter().map(Some).all(|character| {
        let place = different.iter_mut().find(|known| known.is_none() || **known == character);
        place.map(|known| *known = character).is_some()
    })
}

/// The hash of the n-gram of a scale that begins at a place of a text, kept as a fingerprint or not; `None`
/// when the text ends before it does.
#[must_use]
pub(crate) fn hash(text: &[char], at: usize, scale: Scale) -> Option<u64> {
    let ngram = text.get(at..at + scale.length)?;
    hashes(ngram, scale.length).next().map(|hash| tagged(hash, scale.tag()))
}

fn tagged(hash: u64, tag: u64) -> u64 {
    ((hash >> (u64::BITS - BITS)) & !1) | tag
}

/// The hashes of all n-grams of a text, each made from the one before (Karp, Rabin: "Efficient
/// randomized pattern-matching algorithms", IBM J. Res. Dev. 31, 1987).
fn hashes(text: &[char], length: usize) -> impl Iterator<Item = u64> {
    let first = text.get(..length).unwrap_or_default();
    let leaving = (0..length).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let add = |hash: u64, &c: &char| hash.wrapping_mul(BASE).wrapping_add(u64::from(c));
    let start = (!first.is_empty()).then(|| first.iter().fold(0, add));
    let rest = text.iter().zip(text.get(length..).unwrap_or_default());
    let rolled = rest.scan(start.unwrap_or(0), move |hash, (&out, next)| {
        *hash = add(*hash, next).wrapping_sub(u64::from(out).wrapping_mul(leaving));
        Some(*hash)
    });
    start.into_iter().chain(rolled).map(mix)
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads what tells two hashes apart over all bits (the finalizer of Steele, Lea, Flood: "Fast
/// splittable pseudorandom number generators", OOPSLA 2014).
fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
