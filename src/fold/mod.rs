//! Folding: what is the same to a reader becomes the same characters, with the exact way back.
//!
//! Per character: NFKC (width, compatibility forms), lower case, traditional and variant forms to
//! simplified ones; a combining mark joins its base. Punctuation, spaces, line ends and controls are
//! dropped, so that a word is one run of characters however it was wrapped. Search and copies both
//! work on this text, and this room holds the only road from it back to the source.

mod stretch;
mod tables;

pub use stretch::Stretch;
pub(crate) use stretch::is_opening;

use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::narrow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;
use unicode_normalization::char::is_combining_mark;

/// Folded text: its characters, and where each of them stands in the source.
///
/// ```
/// use duikan::FoldedSpan;
/// use duikan::OriginalSpan;
/// use duikan::fold::Folded;
///
/// let folded = Folded::of("《渡船》，ＰＭ２.５！", 0);
/// assert_eq!(folded.characters().iter().collect::<String>(), "渡船pm25");
/// assert_eq!(folded.original(FoldedSpan::new(0, 2)), Some(OriginalSpan::new(1, 3)));
/// assert_eq!(folded.within(OriginalSpan::new(4, 9)), FoldedSpan::new(2, 5));
/// let runs: Vec<String> = folded.runs().map(|run| run.iter().collect()).collect();
/// assert_eq!(runs, ["渡船", "pm2", "5"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    characters: Vec<char>,
    /// For each folded character the source span it was made from.
    origins: Vec<OriginalSpan>,
    /// Ascending positions before which no word goes on: punctuation, or a space between Latin words.
    breaks: Vec<u32>,
}

impl Folded {
    /// Folds `text`, whose first scalar value stands at `begin` in its document.
    #[must_use]
    pub fn of(text: &str, begin: u32) -> Self {
        let mut folded = Folded::default();
        folded.append(text, begin);
        folded
    }

    /// Folds `text` and adds it at the end, as a paragraph of its own.
    pub fn append(&mut self, text: &str, begin: u32) {
        let mut gap = Gap::Punctuation;
        // Most characters are Han, of three bytes.
        self.characters.reserve(text.len() / 3);
        self.origins.reserve(text.len() / 3);
        for (at, character) in (begin..).zip(text.chars()) {
            let before = self.characters.len();
            tables::fold_character(character, |folded| {
                self.characters.push(folded);
                self.origins.push(OriginalSpan::new(at, at + 1));
            });
            if before == self.characters.len() {
                gap = if is_combining_mark(character) {
                    self.combine(character, at, gap)
                } else {
                    gap.or(character)
                };
            } else {
                self.break_before(before, gap);
                gap = Gap::None;
            }
        }
    }

    /// A mark that directly follows a folded character becomes part of it.
    fn combine(&mut self, mark: char, at: u32, gap: Gap) -> Gap {
        if let (Gap::None, Some(base), Some(&origin)) = (gap, self.characters.last_mut(), self.origins.last())
        {
            // One character of the source may have folded to several.
            let own = self.origins.iter_mut().rev().take_while(|other| **other == origin);
            own.for_each(|origin| origin.end = at + 1);
            if let Some(whole) = compose(*base, mark) {
                *base = whole;
            }
        }
        gap
    }

    fn break_before(&mut self, at: usize, gap: Gap) {
        let words_apart = || {
            let mut pair = self.characters.iter().skip(at.saturating_sub(1)).take(2);
            pair.all(|&c| !tables::stands_alone(c))
        };
        if gap == Gap::Punctuation || (gap == Gap::Space && words_apart()) {
            self.breaks.extend(u32::try_from(at));
        }
    }

    /// The folded characters.
    #[must_use]
    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    /// The folded characters, when the way back is no longer needed.
    #[must_use]
    pub fn into_characters(self) -> Vec<char> {
        self.characters
    }

    /// How many folded characters there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        narrow(self.characters.len())
    }

    /// Whether nothing is left after folding.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// The source span of a span of this text (counted from its beginning), from the beginning of its
    /// first character to the end of its last; `None` when it is empty or reaches outside.
    #[must_use]
    pub fn original(&self, span: FoldedSpan) -> Option<OriginalSpan> {
        let origins = self.origins.get(span.range())?;
        Some(OriginalSpan::new(origins.first()?.begin, origins.last()?.end))
    }

    /// The folded characters that were made from inside a source span.
    #[must_use]
    pub fn within(&self, span: OriginalSpan) -> FoldedSpan {
        let begin = self.origins.partition_point(|origin| origin.begin < span.begin);
        let end = self.origins.partition_point(|origin| origin.begin < span.end);
        FoldedSpan::new(narrow(begin), narrow(end))
    }

    /// The runs of characters in which words are looked for, in order; together they are the whole text.
    pub fn runs(&self) -> impl Iterator<Item = &[char]> {
        let ends = self.breaks.iter().map(|&at| at as usize).chain(std::iter::once(self.characters.len()));
        ends.scan(0, |begin, end| {
            let run = self.characters.get(*begin..end);
            *begin = end;
            run
        })
        .filter(|run| !run.is_empty())
    }
}

/// What was dropped since the last folded character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Space,
    Punctuation,
}

impl Gap {
    fn or(self, dropped: char) -> Gap {
        match self {
            Gap::Punctuation => Gap::Punctuation,
            _ if dropped.is_whitespace() || dropped.is_control() => Gap::Space,
            _ => Gap::Punctuation,
        }
    }
}

/// The folded characters of a short text, such as a query, when the way back is not needed.
///
/// ```
/// use duikan::fold;
///
/// assert_eq!(fold::characters("擺渡，\n開船"), fold::characters("摆渡开船"));
/// ```
#[must_use]
pub fn characters(text: &str) -> Vec<char> {
    Folded::of(text, 0).characters
}

/// Whether a space between two characters parts words: those of an alphabet. Between others it is only how
/// the line was set.
pub(crate) fn is_word_space(last: char, next: char) -> bool {
    let is_narrow = |c: char| c.is_ascii() || (c.is_alphanumeric() && !tables::stands_alone(c));
    is_narrow(last) && is_narrow(next)
}

/// A text as it is written in narrow characters: ，and , are the same, 。and . too.
pub(crate) fn narrowed(text: &str) -> String {
    text.nfkc().map(|character| if character == '。' { '.' } else { character }).collect()
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(folded: &Folded) -> String {
        folded.characters().iter().collect()
    }

    #[test]
    fn what_a_reader_takes_for_the_same_folds_to_the_same() {
        for (one, other) in [
            ("理事會", "理事会"),
            ("ＡＢＣ　１２３", "abc123"),
            ("平急\n两用", "“平急两用”"),
            ("⼈民", "人民"),
            ("㈱", "株"),
            ("cafe\u{301}", "CAFÉ"),
            ("が", "か\u{3099}"),
            ("為爲", "为为"),
            ("馀", "餘"),
            ("𠮷野", "𠮷 野"),
        ] {
            assert_eq!(characters(one), characters(other), "{one} and {other}");
        }
    }

    #[test]
    fn a_span_leads_back_to_whole_characters() {
        let folded = Folded::of("（㍿cafe\u{301}，會）", 10);
        assert_eq!(text_of(&folded), "株式会社café会");
        assert_eq!(folded.original(FoldedSpan::new(0, 4)), Some(OriginalSpan::new(11, 12)));
        assert_eq!(folded.original(FoldedSpan::new(7, 8)), Some(OriginalSpan::new(15, 17)));
        assert_eq!(folded.original(FoldedSpan::new(8, 9)), Some(OriginalSpan::new(18, 19)));
        assert_eq!(folded.original(FoldedSpan::new(8, 10)), None);
        // A mark belongs to all that its base folds to.
        let folded = Folded::of("㍿\u{301}渡", 0);
        assert_eq!(folded.original(FoldedSpan::new(0, 1)), Some(OriginalSpan::new(0, 2)));
    }

    #[test]
    fn words_end_at_punctuation_and_between_latin_words_but_not_at_a_line_wrap() {
        let runs: Vec<String> = Folded::of("城市 \n 更新，open data。5G 网络", 0)
            .runs()
            .map(|run| run.iter().collect())
            .collect();
        assert_eq!(runs, ["城市更新", "open", "data", "5g网络"]);
    }
}
