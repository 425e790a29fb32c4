//! The candidate scan: all places of the fingerprints of some documents, found by reading every text.
//!
//! Fingerprints are not stored: they would take more room than the index, and to make them again takes
//! less time than to read them. Those of other documents are sieved as they come, so that memory and
//! sorting follow the documents asked about, not the collection.

use super::Change;
use super::texts::TextCache;
use crate::copies::fingerprint;
use crate::copies::fingerprint::Fingerprint;
use crate::copies::seed::Occurrence;
use crate::error::Result;
use crate::place::Rank;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;
use rayon::slice::ParallelSliceMut;

/// Documents whose fingerprints are made side by side.
const DOCUMENTS: usize = 256;
/// Places of fingerprints that are looked through side by side.
const SECTION: usize = 1 << 18;
/// So few places fit any memory.
const LEAST_PLACES: usize = 64;
/// Passes at the most; each reads every text once.
const MOST_PASSES: u64 = 1024;

/// Which fingerprints are wanted, of which documents, and in which texts they are looked for.
pub(super) struct Scan<'a> {
    pub(super) change: &'a Change<'a>,
    pub(super) texts: &'a TextCache<'a>,
    /// Whose fingerprints.
    pub(super) of: &'a (dyn Fn(Rank) -> bool + Sync),
    /// Whose places.
    pub(super) among: &'a (dyn Fn(Rank) -> bool + Sync),
}

impl Scan<'_> {
    /// Gives every fingerprint with all its places to `group`, in parallel, and what that makes of them
    /// to `take`, in a fixed order. Groups without a document asked about may appear.
    pub(super) fn run<T: Send>(
        &self,
        group: impl Fn(&[Occurrence]) -> Vec<T> + Sync,
        mut take: impl FnMut(Vec<T>) -> Result<()>,
    ) -> Result<()> {
        let passes = self.passes();
        let mut parts: Vec<(u64, u64)> = (0..passes).rev().map(|pass| (pass, passes)).collect();
        while let Some((pass, passes)) = parts.pop() {
            let Some(mut occurrences) = self.occurrences(pass, passes)? else {
                // More than fits: in two parts.
                parts.extend([(pass + passes, passes * 2), (pass, passes * 2)]);
                continue;
            };
            occurrences.par_sort_unstable();
            let mut rest = occurrences.as_slice();
            while let Some(last) = rest.get(..SECTION.min(rest.len())).and_then(<[_]>::last) {
                // A section ends where a fingerprint does.
                let end = rest.partition_point(|occurrence| occurrence.hash <= last.hash);
                let (section, behind) = rest.split_at(end);
                let groups = section.par_chunk_by(|one, next| one.hash == next.hash);
                take(groups.flat_map_iter(&group).collect())?;
                rest = behind;
            }
        }
        Ok(())
    }

    /// The places of one part of the fingerprints; `None` when they do not fit the memory.
    fn occurrences(&self, pass: u64, passes: u64) -> Result<Option<Vec<Occurrence>>> {
        let most = if passes < MOST_PASSES { self.most() } else { usize::MAX };
        let is_now = |print: &Fingerprint| (print.hash >> 8) % passes == pass;
        let mut occurrences = Vec::new();
        if !self.collect(&|at| (self.of)(at), &is_now, &mut occurrences, most)? {
            return Ok(None);
        }
        let sieve = Sieve::of(&occurrences);
        let is_met = |print: &Fingerprint| is_now(print) && sieve.holds(print.hash);
        let fits = self.collect(&|at| !(self.of)(at), &is_met, &mut occurrences, most)?;
        Ok(fits.then_some(occurrences))
    }

    /// How many places fit the memory.
    fn most(&self) -> usize {
        (self.change.memory / 8 / size_of::<Occurrence>()).max(LEAST_PLACES)
    }

    /// How often the texts are read at the least, so that the places of a part of the fingerprints fit the
    /// memory.
    fn passes(&self) -> u64 {
        let entries = Rank::FIRST.onward().zip(&self.change.entries);
        let asked = entries.filter(|(at, _)| (self.of)(*at)).map(|(_, entry)| u64::from(entry.length));
        (1 + asked.sum::<u64>() / (self.most() as u64)).min(MOST_PASSES)
    }

    /// Adds the places of wanted fingerprints; false when they became more than `most`.
    fn collect(
        &self,
        of: &(dyn Fn(Rank) -> bool + Sync),
        wanted: &(dyn Fn(&Fingerprint) -> bool + Sync),
        into: &mut Vec<Occurrence>,
        most: usize,
    ) -> Result<bool> {
        let entries = Rank::all(self.change.entries.len());
        let entries: Vec<Rank> = entries.filter(|&at| (self.among)(at) && of(at)).collect();
        let of_entry = |&rank: &Rank| {
            let prints = fingerprint::fingerprints(&self.texts.get(rank)?);
            let occurrence = |print: Fingerprint| Occurrence { hash: print.hash, rank, at: print.at };
            Ok(prints.into_iter().filter(wanted).map(occurrence).collect::<Vec<_>>())
        };
        for some in entries.chunks(DOCUMENTS) {
            (self.change.step)(0, None)?;
            let lists: Vec<Vec<Occurrence>> = some.par_iter().map(of_entry).collect::<Result<_>>()?;
            into.extend(lists.into_iter().flatten());
            if into.len() > most {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Tells quickly that a hash is not among those wanted (Bloom: "Space/time trade-offs in hash coding
/// with allowable errors", CACM 13, 1970; with one bit for each).
struct Sieve {
    bits: Vec<u64>,
}

impl Sieve {
    /// With 16 bits for each occurrence one of 16 strangers passes.
    fn of(occurrences: &[Occurrence]) -> Self {
        let mut sieve = Sieve { bits: vec![0; (occurrences.len() / 4).next_power_of_two()] };
        for occurrence in occurrences {
            let (word, bit) = sieve.slot(occurrence.hash);
            if let Some(word) = sieve.bits.get_mut(word) {
                *word |= bit;
            }
        }
        sieve
    }

    fn holds(&self, hash: u64) -> bool {
        let (word, bit) = self.slot(hash);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }

    fn slot(&self, hash: u64) -> (usize, u64) {
        // The hash's own bits are uneven at both ends; the middle of a product with an odd number is not.
        let mixed = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let word = usize::try_from(mixed >> 6).unwrap_or(0) & (self.bits.len() - 1);
        (word, 1 << (mixed & 63))
    }
}
