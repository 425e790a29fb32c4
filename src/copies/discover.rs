//! Discovery: all links of a collection, from the texts of its documents.
//!
//! Fingerprints of all texts are sorted, equal ones tied to their first witnesses, and every pair of
//! documents so tied is aligned outward from its seeds. Time and memory are linear in the texts and in
//! the number of copies. The result depends on the texts and their order only.

use super::align::Alignment;
use super::fingerprint;
use super::link::Links;
use super::seed;
use super::seed::Occurrence;
use super::seed::Seed;
use super::store::Link;
use rayon::iter::IndexedParallelIterator;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSliceMut;

/// The links between texts, given in the order of their documents' keys; `a` and `b` of a link are
/// places in that order.
pub fn discover<T: AsRef<[char]> + Sync>(texts: &[T]) -> Vec<Link> {
    let seeds = seeds(&occurrences(texts));
    let pairs: Vec<&[Seed]> = seeds.chunk_by(|one, next| (one.a, one.b) == (next.a, next.b)).collect();
    pairs.par_iter().flat_map_iter(|pair| links_of(texts, pair)).collect()
}

fn occurrences<T: AsRef<[char]> + Sync>(texts: &[T]) -> Vec<Occurrence> {
    let of_text = |(rank, text): (usize, &T)| {
        let rank = u32::try_from(rank).unwrap_or(u32::MAX);
        let fingerprints = fingerprint::fingerprints(text.as_ref());
        fingerprints.into_iter().map(move |print| Occurrence { hash: print.hash, rank, at: print.at })
    };
    let mut occurrences: Vec<Occurrence> = texts.par_iter().enumerate().flat_map_iter(of_text).collect();
    occurrences.par_sort_unstable();
    occurrences
}

fn seeds(occurrences: &[Occurrence]) -> Vec<Seed> {
    let mut seeds = Vec::new();
    for same in occurrences.chunk_by(|one, next| one.hash == next.hash) {
        seed::seeds(same, |seed| seeds.push(seed));
    }
    seeds.par_sort_unstable();
    seeds
}

fn links_of<T: AsRef<[char]>>(texts: &[T], seeds: &[Seed]) -> Vec<Link> {
    let Some(&Seed { a, b, .. }) = seeds.first() else {
        return Vec::new();
    };
    let (Some(text_a), Some(text_b)) = (texts.get(a as usize), texts.get(b as usize)) else {
        return Vec::new();
    };
    let mut links = Links::default();
    for seed in seeds {
        links.grow(text_a.as_ref(), text_b.as_ref(), (seed.at_a, seed.at_b));
    }
    // A text that repeats itself without a break aligns with its own neighbourhood: that is no copy.
    let apart = |same: &Alignment| a != b || same.a.intersect(same.b).is_empty();
    let link = |same: Alignment| Link { a, span_a: same.a, b, span_b: same.b, matches: same.matches() };
    links.into_same().into_iter().filter(apart).map(link).collect()
}
