//! Classes of differences: each difference between two copies is of exactly one.

use crate::fold;
use crate::notation::choice;
use crate::tokenise;

choice! {
/// What kind of difference a variant is.
#[non_exhaustive]
pub enum Class {
    /// Another script or form of a character: 繁/简, 异体
    Script = "script",
    /// Punctuation, width, letter case
    Punctuation = "punctuation",
    /// One or two characters for as many others
    ///
    /// As OCR misreads them; a Latin word or a number counts as one. Two characters that are a word on both sides are
    /// wording.
    Character = "character",
    /// Words changed
    Wording = "wording",
    /// A stretch that one of the two lacks
    Gap = "gap",
}
}

impl Class {
    /// How two texts differ that stand for the same place; `None` when a reader sees no difference.
    #[must_use]
    pub fn between(a: &str, b: &str) -> Option<Self> {
        let (folded_a, folded_b) = (fold::characters(a), fold::characters(b));
        if folded_a != folded_b {
            return Some(Class::of(&folded_a, &folded_b));
        }
        let han = |text: &str| text.chars().filter(|&c| is_han(c)).collect::<String>();
        match () {
            () if han(a) != han(b) => Some(Class::Script),
            () if visible(a).ne(visible(b)) => Some(Class::Punctuation),
            () => None,
        }
    }

    /// The class of two folded readings that differ, by the part in which they do.
    pub(super) fn of(a: &[char], b: &[char]) -> Self {
        let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
        let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let (a, b) =
            (a.get(..a.len() - same).unwrap_or_default(), b.get(..b.len() - same).unwrap_or_default());
        if a.is_empty() || b.is_empty() {
            return Class::Gap;
        }
        // 战略 and 规划 are two words, 曰口 is none.
        let are_words = || [a, b].iter().all(|text| tokenise::is_word(&text.iter().collect::<String>()));
        match (signs(a), signs(b)) {
            (1, 1) => Class::Character,
            (2, 2) if !are_words() => Class::Character,
            _ => Class::Wording,
        }
    }
}

/// How many signs a reader sees: a Latin word or a number is one.
fn signs(text: &[char]) -> usize {
    text.chunk_by(|one, next| one.is_ascii_alphanumeric() && next.is_ascii_alphanumeric()).count()
}

/// What a reader sees of a text: all but white space and controls.
pub(super) fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control())
}

/// Whether two forms of a character differ in width or case only.
pub(super) fn is_width(a: &str, b: &str) -> bool {
    !a.chars().chain(b.chars()).any(is_han)
}

fn is_han(character: char) -> bool {
    matches!(character, '々' | '〇' | '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{fe4f}' | '\u{20000}'..)
}
