//! Tells UTF-16, GB18030 and Big5 apart, which nearly any bytes are valid in, by what they would say.
//!
//! Read in the right encoding, most of a Chinese text is common characters and punctuation, whatever its
//! script and period; read in a wrong one, nearly none of it is. Ten characters are enough. The same is true of
//! Korean syllables and Japanese kana: what is read best in an encoding of theirs is not taken for Chinese. Where
//! two encodings come close, `chardetng` has the word.

mod common;

use super::encoding::Encoding;
use super::stream;
use chardetng::EncodingDetector;
use chardetng::Iso2022JpDetection;
use chardetng::Utf8Detection;
use common::Language;

/// What bytes are that are not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    /// Chinese, in this encoding.
    Ours(Encoding),
    /// Korean or Japanese, in an encoding of this name.
    Foreign(&'static str),
}

impl Guess {
    const ALL: [Guess; 7] = [
        Guess::Ours(Encoding::Gb18030),
        Guess::Ours(Encoding::Big5),
        Guess::Ours(Encoding::Utf16Le),
        Guess::Ours(Encoding::Utf16Be),
        Guess::Foreign(EUC_KR),
        Guess::Foreign(EUC_JP),
        Guess::Foreign(SHIFT_JIS),
    ];

    /// What decodes it.
    pub(super) fn decoder(self) -> &'static encoding_rs::Encoding {
        match self {
            Guess::Ours(encoding) => encoding.decoder(),
            Guess::Foreign(EUC_KR) => encoding_rs::EUC_KR,
            Guess::Foreign(EUC_JP) => encoding_rs::EUC_JP,
            Guess::Foreign(_) => encoding_rs::SHIFT_JIS,
        }
    }

    fn language(self) -> Language {
        match self {
            Guess::Ours(_) => Language::Chinese,
            Guess::Foreign(EUC_KR) => Language::Korean,
            Guess::Foreign(_) => Language::Japanese,
        }
    }
}

const EUC_KR: &str = "EUC-KR";
const EUC_JP: &str = "EUC-JP";
const SHIFT_JIS: &str = "Shift-JIS";

/// What `chardetng` gets, in bytes from the first that is not ASCII: it reads 3 MB a second.
const SAMPLE: usize = 1 << 20;

/// How much of a text is what its language has all the time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Share {
    /// Common characters and punctuation.
    known: u64,
    /// All that is not ASCII.
    foreign: u64,
}

impl Share {
    /// That of a Chinese text.
    pub(super) fn of(text: &str) -> Share {
        let mut share = Share::default();
        text.chars().for_each(|c| share.add(c, Language::Chinese));
        share
    }

    fn add(&mut self, c: char, language: Language) {
        self.known += u64::from(language.is_common(c));
        self.foreign += u64::from(!c.is_ascii());
    }

    /// Whether it is more than another.
    pub(super) fn exceeds(self, other: Share) -> bool {
        self.known * other.foreign > other.known * self.foreign
    }

    /// Whether it is at least one in so many.
    fn is_one_in(self, many: u64) -> bool {
        self.known * many >= self.foreign
    }
}

/// The encoding that makes a text of these bytes, when they are not UTF-8, and how much of that text is common;
/// none when none surely does.
pub(super) fn guess(bytes: &[u8]) -> Option<(Guess, Share)> {
    let tallies = tallies(bytes);
    let best = choice(bytes, &tallies)?;
    tallies.into_iter().find(|(guess, _)| *guess == best).map(|(guess, tally)| (guess, tally.share))
}

/// What the bytes are in each encoding that they may be in, the best first.
fn tallies(bytes: &[u8]) -> Vec<(Guess, Tally)> {
    let mut tallies: Vec<(Guess, Tally)> =
        Guess::ALL.into_iter().filter_map(|guess| Some((guess, Tally::of(bytes, guess)?))).collect();
    tallies.sort_by_key(|(_, tally)| -tally.score);
    tallies
}

fn choice(bytes: &[u8], tallies: &[(Guess, Tally)]) -> Option<Guess> {
    let (best, tally) = tallies.first()?;
    let is_close = tallies.get(1).is_some_and(|(_, second)| second.score * 10 >= tally.score * 9);
    if tally.is_sure(*best) && !is_close {
        return Some(*best);
    }
    let likely = |wanted: &Guess| tallies.iter().any(|(guess, tally)| guess == wanted && tally.is_likely());
    arbiter(bytes).filter(likely).or(tally.is_sure(*best).then_some(*best))
}

fn arbiter(bytes: &[u8]) -> Option<Guess> {
    let begin = bytes.iter().position(|byte| !byte.is_ascii())?;
    let sample = bytes.get(begin..)?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // Without an end: a character cut in two would rule out the right encoding.
    detector.feed(sample.get(..SAMPLE).unwrap_or(sample), false);
    match detector.guess(None, Utf8Detection::Deny).name() {
        "GBK" | "gb18030" => Some(Guess::Ours(Encoding::Gb18030)),
        "Big5" => Some(Guess::Ours(Encoding::Big5)),
        "EUC-KR" => Some(Guess::Foreign(EUC_KR)),
        "EUC-JP" => Some(Guess::Foreign(EUC_JP)),
        "Shift_JIS" => Some(Guess::Foreign(SHIFT_JIS)),
        _ => None,
    }
}

/// How much like a text of its language the bytes are in one encoding.
#[derive(Debug, Default)]
struct Tally {
    score: i64,
    share: Share,
    has_nul: bool,
}

impl Tally {
    /// None when the bytes are no text in it.
    fn of(bytes: &[u8], guess: Guess) -> Option<Tally> {
        let mut tally = Tally::default();
        let language = guess.language();
        let broken = stream::stream(bytes, guess.decoder(), |part, broken| {
            part.chars().for_each(|c| tally.add(c, language));
            broken.is_tolerable(bytes)
        });
        (broken.is_tolerable(bytes) && !tally.has_nul).then_some(tally)
    }

    fn add(&mut self, c: char, language: Language) {
        self.share.add(c, language);
        self.has_nul |= c == '\0';
        self.score += match c {
            _ if language.is_common(c) => 3,
            _ if stream::is_control(c) => -8,
            '\0'..='\u{7F}' | '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => 1,
            '\u{E000}'..='\u{F8FF}' | '\u{80}'..='\u{9F}' | char::REPLACEMENT_CHARACTER => -6,
            _ if language.has(c) => -1,
            _ => -3,
        };
    }

    /// Whether enough of what is not ASCII is common, and it is not a letter or two.
    fn is_sure(&self, guess: Guess) -> bool {
        let few = if matches!(guess, Guess::Ours(_)) { FEW } else { 2 * FEW };
        let Share { known, foreign } = self.share;
        self.score > 0 && self.share.is_one_in(SURE) && (known >= few || foreign == 0)
    }

    fn is_likely(&self) -> bool {
        self.score > 0 && self.share.is_one_in(LIKELY)
    }
}

/// One character in so many must be a common one, or where `chardetng` agrees, one in so many.
const SURE: u64 = 3;
const LIKELY: u64 = 4;
/// So few common characters may be chance.
const FEW: u64 = 2;

#[cfg(test)]
mod tests;
