//! The alignment table: many copies in columns, each column a place that is the same in all of them.
//!
//! Every copy is aligned with one reference, the others meet through it (star alignment; Gusfield:
//! "Efficient methods for multiple sequence alignment with guaranteed error bounds", Bull. Math. Biol. 55,
//! 1993), so the cost is linear in the number of copies. What copies have beyond the reference is
//! aligned among them in the same way.

use super::whole;
use crate::copies::align::EqualRun;
use crate::place::narrow;
use crate::place::part;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use std::collections::BTreeMap;
use std::mem;
use std::ops::Range;

/// Differing stretches are laid against each other, character by character, up to this length: longer
/// ones are other words, not other readings of the same characters.
const SUBSTITUTED: usize = 8;
/// Texts of which less than one character in so many agrees are not laid against each other.
const ALIKE: usize = 3;
/// How often what lies beyond a reference is given a reference of its own.
const DEPTH: usize = 4;

/// A folded copy, and which characters of the reference it stands over against.
#[derive(Debug, Clone)]
pub(crate) struct Strip<'a> {
    /// The copy.
    pub(crate) text: &'a [char],
    /// A part of the reference.
    pub(crate) of: Range<usize>,
}

/// Copies in columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AlignmentTable {
    /// How many columns there are.
    pub(crate) width: u32,
    /// For each copy the columns of its characters, ascending.
    pub(crate) rows: Vec<Vec<u32>>,
}

impl AlignmentTable {
    /// The same without columns in which no copy has a character.
    fn occupied(mut self) -> Self {
        // For each column first whether it is occupied, then how many occupied ones stand before it.
        let mut before = vec![0; self.width as usize];
        for &column in self.rows.iter().flatten() {
            before.get_mut(column as usize).into_iter().for_each(|occupied| *occupied = 1);
        }
        self.width = 0;
        for column in &mut before {
            self.width += mem::replace(column, self.width);
        }
        for column in self.rows.iter_mut().flatten() {
            *column = before.get(*column as usize).copied().unwrap_or(self.width);
        }
        self
    }
}

/// Aligns copies in columns, through a reference that need not be one of them: what only the reference has,
/// has no column.
#[must_use]
pub(crate) fn star_alignment(reference: &[char], copies: &[Strip<'_>]) -> AlignmentTable {
    lay_within(reference, copies, DEPTH).occupied()
}

fn lay_within(reference: &[char], copies: &[Strip<'_>], depth: usize) -> AlignmentTable {
    let place = |copy: &Strip<'_>| {
        let of = part(reference, copy.of.clone());
        let runs = whole::align(of, copy.text);
        let agree: usize = runs.iter().map(|run| run.length as usize).sum();
        let is_alike = agree * ALIKE >= of.len().min(copy.text.len());
        places(&copy.of, copy.text.len(), if is_alike { &runs } else { &[] })
    };
    let places: Vec<Vec<Place>> = copies.par_iter().map(place).collect();
    let slots = slots(&places, copies, depth);
    // The columns before each character of the reference: one for each before it, and what the slots take.
    let mut begins = Vec::with_capacity(reference.len() + 1);
    let mut width = 0;
    for at in 0..=reference.len() {
        begins.push(width);
        width += slots.get(&at).map_or(0, |slot| slot.table.width) + u32::from(at < reference.len());
    }
    let begin = |at: usize| begins.get(at).copied().unwrap_or(width);
    let column = |place: &Place, row: usize| match *place {
        Place::On(at) => begin(at + 1).saturating_sub(1),
        Place::Before(at, offset) => {
            let columns = slots.get(&at).and_then(|slot| slot.row(row));
            begin(at) + columns.and_then(|columns| columns.get(offset).copied()).unwrap_or(0)
        }
    };
    // The column of a reference's character is the last before the next one begins.
    let rows = places
        .iter()
        .enumerate()
        .map(|(row, places)| places.iter().map(|place| column(place, row)).collect());
    AlignmentTable { width, rows: rows.collect() }
}

/// Where a character of a copy stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// On a character of the reference.
    On(usize),
    /// Before one, or at the end: which of the characters that the copy has there beyond the reference.
    Before(usize, usize),
}

/// Where the characters of a copy stand, in order, that agrees with a part of the reference in `runs`.
fn places(of: &Range<usize>, copy: usize, runs: &[EqualRun]) -> Vec<Place> {
    let mut places = Vec::with_capacity(copy);
    let mut at = of.start;
    for run in runs {
        let next = of.start + run.a as usize;
        let extra = (run.b as usize).saturating_sub(places.len());
        differing(&mut places, at, next, extra);
        at = next + run.length as usize;
        places.extend((next..at).map(Place::On));
    }
    let extra = copy - places.len();
    differing(&mut places, at, of.end, extra);
    places
}

/// Characters that differ from those of the reference between two places.
fn differing(places: &mut Vec<Place>, from: usize, to: usize, extra: usize) {
    let paired = paired(to - from, extra);
    places.extend((from..from + paired).map(Place::On));
    before(places, from + paired, extra - paired);
}

fn before(places: &mut Vec<Place>, at: usize, count: usize) {
    places.extend((0..count).map(|offset| Place::Before(at, offset)));
}

/// How many characters of two differing stretches stand against each other.
fn paired(reference: usize, copy: usize) -> usize {
    if reference.max(copy) <= SUBSTITUTED { reference.min(copy) } else { 0 }
}

/// What copies have before one character of the reference.
struct Slot {
    copies: Vec<usize>,
    table: AlignmentTable,
}

impl Slot {
    /// The columns of a copy's characters here.
    fn row(&self, copy: usize) -> Option<&[u32]> {
        let at = self.copies.binary_search(&copy).ok()?;
        self.table.rows.get(at).map(Vec::as_slice)
    }
}

/// Gathers what copies have beyond the reference, and lays it in columns.
fn slots(places: &[Vec<Place>], copies: &[Strip<'_>], depth: usize) -> BTreeMap<usize, Slot> {
    let mut texts: BTreeMap<usize, Vec<(usize, &[char])>> = BTreeMap::new();
    for (row, (places, copy)) in places.iter().zip(copies).enumerate() {
        let mut at = 0;
        for group in places.chunk_by(|one, next| slot(one).is_some() && slot(one) == slot(next)) {
            if let Some(slot) = group.first().and_then(slot) {
                let text = part(copy.text, at..at + group.len());
                texts.entry(slot).or_default().push((row, text));
            }
            at += group.len();
        }
    }
    let star_alignment = |(at, texts): (usize, Vec<(usize, &[char])>)| {
        let (copies, texts): (Vec<usize>, Vec<&[char]>) = texts.into_iter().unzip();
        let table = if depth == 0 || texts.len() == 1 {
            stack(&texts)
        } else {
            let longest = texts.iter().copied().rev().max_by_key(|text| text.len()).unwrap_or_default();
            let rows: Vec<Strip<'_>> =
                texts.iter().map(|text| Strip { text, of: 0..longest.len() }).collect();
            lay_within(longest, &rows, depth - 1)
        };
        (at, Slot { copies, table })
    };
    texts.into_iter().map(star_alignment).collect()
}

fn slot(place: &Place) -> Option<usize> {
    match *place {
        Place::On(_) => None,
        Place::Before(at, _) => Some(at),
    }
}

/// Texts one above the other, as they begin.
fn stack(texts: &[&[char]]) -> AlignmentTable {
    let length = |text: &&[char]| narrow(text.len());
    AlignmentTable {
        width: texts.iter().map(length).max().unwrap_or(0),
        rows: texts.iter().map(|text| (0..length(text)).collect()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Each copy with `·` in the columns it has nothing in.
    fn shown(reference: &str, copies: &[&str]) -> Vec<String> {
        let copies: Vec<Vec<char>> = copies.iter().map(|copy| copy.chars().collect()).collect();
        let reference: Vec<char> = reference.chars().collect();
        let rows: Vec<Strip<'_>> = copies.iter().map(|text| Strip { text, of: 0..reference.len() }).collect();
        let table = star_alignment(&reference, &rows);
        let row = |(columns, copy): (&Vec<u32>, &Vec<char>)| {
            let mut line = vec!['·'; table.width as usize];
            for (&column, &character) in columns.iter().zip(copy) {
                line[column as usize] = character;
            }
            line.into_iter().collect()
        };
        table.rows.iter().zip(&copies).map(row).collect()
    }

    #[test]
    fn copies_meet_in_columns() {
        assert_eq!(
            shown("渡口重新开渡", &["渡口重新开渡", "渡口今日重新开渡", "渡曰今曰重新开", "口重新并渡"]),
            ["渡口··重新开渡", "渡口今日重新开渡", "渡曰今曰重新开·", "·口··重新并渡"]
        );
    }

    proptest! {
        #[test]
        fn every_character_has_a_column_of_its_own_and_every_column_a_character(
            reference in "[甲乙丙]{0,30}", copies in proptest::collection::vec("[甲乙丙丁]{0,40}", 0..6),
        ) {
            let copies: Vec<Vec<char>> = copies.iter().map(|copy| copy.chars().collect()).collect();
            let reference: Vec<char> = reference.chars().collect();
            let rows: Vec<Strip<'_>> = copies.iter().map(|text| Strip { text, of: 0..reference.len() }).collect();
            let table = star_alignment(&reference, &rows);
            for (columns, copy) in table.rows.iter().zip(&copies) {
                prop_assert_eq!(columns.len(), copy.len());
                prop_assert!(columns.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(columns.last().is_none_or(|&last| last < table.width));
            }
            let occupied: BTreeSet<u32> = table.rows.iter().flatten().copied().collect();
            prop_assert!(occupied.into_iter().eq(0..table.width));
        }
    }
}
