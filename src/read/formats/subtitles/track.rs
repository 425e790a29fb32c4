//! A track: what is said, one cue after the other, as paragraphs.

use crate::place;
use crate::reading::Composer;
use crate::reading::Layer;
use crate::reading::LocusKind;
use crate::reading::ReadingText;

/// Whoever says nothing for so many milliseconds begins anew.
const PAUSE: u64 = 2_500;
/// A cue has ten to twenty characters. The first sentence that ends after so many ends the paragraph: a shorter one is
/// an answer, and nobody looks for it without its question.
const SENTENCES: u32 = 40;
/// Many have no punctuation; one of them ends with the cue that fills so many.
const LONGEST: u32 = 200;

/// What stands around a reading beside its characters in the text of a cue: two that are no characters.
pub(super) const READING: [char; 2] = ['\u{FDD0}', '\u{FDD1}'];

/// A time, in milliseconds.
pub(super) type Time = u64;

/// A time of hours, minutes and seconds that a text begins with, the hours left out or not, and what comes after it.
pub(super) fn time(text: &str) -> Option<(Time, &str)> {
    let mut rest = text;
    let mut seconds = 0;
    for part in 0..3 {
        let (number, after) = digits(rest)?;
        seconds = seconds * 60 + number;
        rest = after;
        match after.strip_prefix([':', '：']) {
            Some(after) if part < 2 => rest = after.trim_start(),
            _ if part == 0 => return None,
            _ => break,
        }
    }
    let fraction = rest.strip_prefix([',', '.', ':', '，', '：']).map(str::trim_start);
    let Some((number, after)) = fraction.and_then(digits) else { return Some((seconds * 1000, rest)) };
    let length = fraction.map_or(0, str::len) - after.len();
    let millis = match length {
        1 => number * 100,
        2 => number * 10,
        _ => number / 10_u64.pow(u32::try_from(length).unwrap_or_default().saturating_sub(3)),
    };
    Some((seconds * 1000 + millis, after))
}

/// At most nine digits, and what comes after them.
fn digits(text: &str) -> Option<(u64, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, after) = text.split_at_checked(length).filter(|_| (1..=9).contains(&length))?;
    Some((digits.parse().ok()?, after))
}

/// As it is written: `00:01:02`.
fn clock(time: Time) -> String {
    let seconds = time / 1000;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// What is said from one time to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) begin: Time,
    pub(super) end: Time,
    /// As it is shown, in lines.
    pub(super) text: String,
}

/// Cues as a text.
#[derive(Default)]
pub(super) struct Track {
    composer: Composer,
    last: Option<Cue>,
    begun: u32,
}

impl Track {
    /// The next cue. What is said twice at the same time has a shadow, or an edge.
    pub(super) fn cue(&mut self, cue: Cue) {
        if cue.text.trim().is_empty() || self.last.as_ref() == Some(&cue) {
            return;
        }
        let begins = self.last.as_ref().is_some_and(|last| {
            let length = self.composer.len() - self.begun;
            let ended =
                last.text.trim_end().trim_end_matches(['」', '』', '”', '"', '）', ')']).chars().next_back();
            let ended = ended.is_some_and(place::is_sentence_end);
            let apart =
                cue.begin > last.end.saturating_add(PAUSE) || last.begin > cue.begin.saturating_add(PAUSE);
            apart || length >= LONGEST || ended && length >= SENTENCES
        });
        if begins {
            self.end_paragraph();
        }
        self.composer.locus(LocusKind::Time, clock(cue.begin));
        self.lines(&cue.text);
        self.last = Some(cue);
    }

    /// Lines that have no time.
    pub(super) fn lines(&mut self, text: &str) {
        for line in text.lines() {
            self.composer.end_line();
            for (nth, part) in line.trim().split(READING).enumerate() {
                let layer = if nth % 2 == 0 { Layer::Main } else { Layer::Sign };
                self.composer.push(layer, part);
            }
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        self.composer.end_paragraph();
        self.begun = self.composer.len();
    }

    pub(super) fn finish(self) -> ReadingText {
        self.composer.finish()
    }
}
