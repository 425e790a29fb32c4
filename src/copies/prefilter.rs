//! A prefilter of seeds: whether an alignment through one is worth its cost.
//!
//! Most seeds are turns of phrase that two texts share by chance. Beside such a seed hardly anything
//! else agrees, and that is seen faster than an extension gives up: how many pairs of neighbouring
//! characters stand in both texts near the end of the seed, on any diagonal close to it.

use super::similarity::MATCHES;
use std::array;
use std::iter::zip;

/// Characters looked at on each side of the seed.
const WIDTH: usize = 16;
/// How many characters more or less one text may have than the other.
const DRIFT: usize = 8;
/// So far from where a seed begins it looks, each way: over what agrees, then at its neighbours.
pub(crate) const REACH: usize = MATCHES as usize + WIDTH + 1;
/// So many pairs of neighbouring characters must agree beside a seed that is too short in itself.
const PAIRS: u32 = 2;

/// Whether the texts agree to the letter at a seed for as long as a link needs.
#[must_use]
pub(crate) fn is_long(a: &[char], b: &[char], (at_a, at_b): (u32, u32)) -> bool {
    let (ahead, behind) = agreement((a, b), (at_a, at_b), MATCHES as usize);
    ahead + behind >= MATCHES as usize
}

/// How many characters agree ahead of a seed and behind it, each up to a limit.
fn agreement((a, b): (&[char], &[char]), (at_a, at_b): (u32, u32), limit: usize) -> (usize, usize) {
    let (front_a, back_a) = a.split_at((at_a as usize).min(a.len()));
    let (front_b, back_b) = b.split_at((at_b as usize).min(b.len()));
    let ahead = zip(back_a, back_b).take(limit).take_while(|(a, b)| a == b).count();
    let behind =
        zip(front_a.iter().rev(), front_b.iter().rev()).take(limit).take_while(|(a, b)| a == b).count();
    (ahead, behind)
}

/// Whether the texts that agree at `a[at_a..]` and `b[at_b..]` agree further, there or near by.
#[must_use]
pub(crate) fn is_promising(a: &[char], b: &[char], at_a: u32, at_b: u32) -> bool {
    let (front_a, back_a) = a.split_at((at_a as usize).min(a.len()));
    let (front_b, back_b) = b.split_at((at_b as usize).min(b.len()));
    let (ahead, behind) = agreement((a, b), (at_a, at_b), MATCHES as usize);
    if ahead + behind >= MATCHES as usize {
        return true;
    }
    let rest = |text: &[char]| Near::new(text.iter().skip(ahead));
    let lead = |text: &[char]| Near::new(text.iter().rev().skip(behind));
    rest(back_a).pairs(&rest(back_b)) + lead(front_a).pairs(&lead(front_b)) >= PAIRS
}

/// The characters next to a seed, in the order in which one moves away from it.
struct Near {
    characters: [u32; WIDTH + 1],
}

/// Stands beyond the end of a text; two texts have different ones, so that they never agree.
const END: u32 = 0x11_0000;

impl Near {
    fn new<'a>(mut text: impl Iterator<Item = &'a char>) -> Self {
        Near { characters: array::from_fn(|_| text.next().map_or(END, |&character| u32::from(character))) }
    }

    /// How many pairs of neighbours agree, on all diagonals within the drift.
    fn pairs(&self, other: &Near) -> u32 {
        let mut shifted = [END + 1; WIDTH + 1 + 2 * DRIFT];
        for (slot, &character) in shifted.iter_mut().skip(DRIFT).zip(&other.characters) {
            *slot = if character == END { END + 1 } else { character };
        }
        let on = |near: &[u32]| {
            let same: [u32; WIDTH + 1] =
                array::from_fn(|at| u32::from(self.characters.get(at) == near.get(at)));
            same.windows(2).map(|pair| pair.iter().product::<u32>()).sum::<u32>()
        };
        shifted.windows(WIDTH + 1).map(on).sum()
    }
}
