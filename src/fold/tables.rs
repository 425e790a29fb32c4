//! What one character folds to: tables from `data/fold`, Unicode's NFKC and lower case.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// The Han characters of the basic plane, the ones looked up all the time.
const FIRST_HAN: u32 = 0x3400;
const LAST_HAN: u32 = 0x9fff;

/// How far the full-width forms of ASCII lie behind it.
const FULL_WIDTH: u32 = 0xff01 - 0x21;

struct Tables {
    /// By character, from [`FIRST_HAN`] on.
    basic: Vec<char>,
    beyond: FxHashMap<char, char>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables {
        basic: (FIRST_HAN..=LAST_HAN).filter_map(char::from_u32).collect(),
        beyond: FxHashMap::default(),
    };
    let lines = include_str!("../../data/fold/traditional.tsv")
        .lines()
        .chain(include_str!("../../data/fold/variants.tsv").lines());
    for (from, to) in lines.filter_map(|line| line.split_once('\t')) {
        if let (Some(from), Some(to)) = (from.chars().next(), to.chars().next()) {
            match basic_index(from).and_then(|at| tables.basic.get_mut(at)) {
                Some(slot) => *slot = to,
                None => drop(tables.beyond.insert(from, to)),
            }
        }
    }
    tables
});

fn basic_index(character: char) -> Option<usize> {
    (u32::from(character)).checked_sub(FIRST_HAN).map(|at| at as usize)
}

fn unify(character: char) -> char {
    let tables = &*TABLES;
    match basic_index(character).and_then(|at| tables.basic.get(at)) {
        Some(&folded) => folded,
        None => tables.beyond.get(&character).copied().unwrap_or(character),
    }
}

/// Calls `each` for every letter or digit that `character` folds to: mostly one, none for punctuation.
pub(super) fn fold_character(character: char, mut each: impl FnMut(char)) {
    // Full width stands in the order of ASCII.
    let narrow = if let '\u{ff01}'..='\u{ff5e}' = character {
        char::from_u32(u32::from(character) - FULL_WIDTH).unwrap_or(character)
    } else {
        character
    };
    if narrow.is_ascii() {
        if narrow.is_ascii_alphanumeric() {
            each(narrow.to_ascii_lowercase());
        }
    } else if is_basic_han(character) {
        each(unify(character));
    } else if !is_common_punctuation(character) {
        general(character).for_each(each);
    }
}

/// The rule for any character.
fn general(character: char) -> impl Iterator<Item = char> {
    let folded = std::iter::once(character).nfkc().flat_map(char::to_lowercase);
    // A circle is no letter, but stands for one.
    folded.map(unify).filter(|c| c.is_alphanumeric())
}

/// Whether a character is a Han one of the basic plane; the hexagrams that lie among them are not.
fn is_basic_han(character: char) -> bool {
    (FIRST_HAN..=LAST_HAN).contains(&u32::from(character)) && !('\u{4dc0}'..='\u{4dff}').contains(&character)
}

/// Punctuation met all the time; what it says follows from the general rule too, only slower.
fn is_common_punctuation(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{2010}'..='\u{2027}')
}

/// Whether a folded character is written without spaces around it: Han and its kin, not Latin or digits.
pub(super) fn stands_alone(folded: char) -> bool {
    u32::from(folded) >= 0x2e80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_ways_lead_where_the_general_rule_leads() {
        for character in '\0'..=char::MAX {
            let mut folded = Vec::new();
            fold_character(character, |c| folded.push(c));
            assert!(general(character).eq(folded.iter().copied()), "{character:?} folds to {folded:?}");
        }
    }
}
