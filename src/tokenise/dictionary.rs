//! jieba's dictionary as a sorted text, searched where it lies: nothing is loaded to look a word up.

use rustc_hash::FxHashSet;
use std::sync::OnceLock;

/// A line for each word, with its frequency, in the order of their bytes. A static, which is there once.
static LINES: &[u8] = include_bytes!("../../data/words/words.txt");

/// The sum of all frequencies.
pub(super) const TOTAL: usize = 60_101_964;

/// The whole dictionary, a word and its frequency a line.
pub(super) fn lines() -> &'static [u8] {
    LINES
}

/// The words that stand in a text, wherever they begin and end, with their frequencies.
pub(super) fn words_in(text: &str) -> Vec<(&str, usize)> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut words = Vec::new();
    for (nth, &begin) in ends.iter().enumerate() {
        let mut line = 0;
        for part in ends.iter().skip(nth + 1).filter_map(|&end| text.get(begin..end)) {
            line = first_from(line, part.as_bytes());
            let Some(rest) = LINES.get(line..).and_then(|lines| lines.strip_prefix(part.as_bytes())) else {
                break;
            };
            words.extend(frequency(rest).map(|frequency| (part, frequency)));
        }
    }
    words
}

/// The words of two characters, loaded once: for many texts that is sooner done than to look each up where it lies.
pub(super) fn pairs() -> &'static FxHashSet<[char; 2]> {
    static PAIRS: OnceLock<FxHashSet<[char; 2]>> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let words =
            LINES.split(|&byte| byte == b'\n').filter_map(|line| line.split(|&byte| byte == b' ').next());
        let pair = |word: &[u8]| {
            let mut characters = std::str::from_utf8(word).ok()?.chars();
            let pair = [characters.next()?, characters.next()?];
            characters.next().is_none().then_some(pair)
        };
        // Three bytes a character.
        words.filter(|word| word.len() == 6).filter_map(pair).collect()
    })
}

/// Whether a text is a word.
pub(super) fn is_word(text: &str) -> bool {
    let rest =
        LINES.get(first_from(0, text.as_bytes())..).and_then(|lines| lines.strip_prefix(text.as_bytes()));
    rest.and_then(frequency).is_some()
}

/// The frequency in what follows a word on its line; `None` when the word goes on.
fn frequency(rest: &[u8]) -> Option<usize> {
    let digits = rest.strip_prefix(b" ")?.split(|&byte| byte == b'\n').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Where the first line begins that does not come before `word`, at or after the line at `from`.
fn first_from(from: usize, word: &[u8]) -> usize {
    let (mut low, mut high) = (from, LINES.len());
    while low < high {
        let middle = line_at(low, low.midpoint(high));
        let line = LINES.get(middle..).unwrap_or_default();
        let end = line.iter().position(|&byte| byte == b'\n').map_or(line.len(), |end| end + 1);
        if line.get(..end).unwrap_or_default() < word {
            low = middle + end;
        } else {
            high = middle;
        }
    }
    low
}

/// Where the line begins in which `at` lies, no earlier than `from`, where a line begins.
fn line_at(from: usize, at: usize) -> usize {
    let before = LINES.get(from..at).unwrap_or_default();
    before.iter().rposition(|&byte| byte == b'\n').map_or(from, |end| from + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_begin() {
        let words = words_in("长江大桥");
        let found: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        assert_eq!(found, ["长", "长江", "长江大桥", "江", "大", "大桥", "桥"]);
        assert_eq!(words_in("c++和甲\u{20bb7}").len(), 3, "{:?}", words_in("c++和甲\u{20bb7}"));
    }

    #[test]
    fn every_word_is_found_with_its_frequency() {
        let mut total = 0;
        for line in LINES.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            let (word, frequency) =
                std::str::from_utf8(line).ok().and_then(|line| line.split_once(' ')).unwrap_or_default();
            let frequency: usize = frequency.parse().unwrap_or_default();
            total += frequency;
            // Looking up every word in a build for tests takes a while; every seventh stands for all.
            if total % 7 == 0 {
                assert!(words_in(word).contains(&(word, frequency)), "{word}");
            }
        }
        assert_eq!(total, TOTAL);
    }
}
