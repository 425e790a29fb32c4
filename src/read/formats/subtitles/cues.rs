//! `SubRip` and `WebVTT`: cues, each below a line with its times.

use super::track;
use super::track::Cue;
use super::track::Time;
use super::track::Track;
use crate::read::Metadata;
use crate::reading::ReadingText;

/// The most bytes of a tag.
const LONGEST_TAG: usize = 256;

/// What a file shows. Whatever stands below a line with times, up to the next one and the number of its cue, is said
/// then: blank lines inside of a cue, no blank line between two, no numbers at all are no trouble.
pub(super) fn compose(text: &str) -> (ReadingText, Metadata) {
    let text = text.trim_start_matches('\u{FEFF}');
    let is_web = text.starts_with("WEBVTT");
    // Captions made by a machine have the time of each word, and say each line again while the next one comes.
    let rolls = is_web && text.contains("<0");
    let mut cues = Cues { is_web, rolls, blank: true, ..Cues::default() };
    let mut in_block = is_web;
    let mut after_blank = true;
    for line in text.lines().map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')) {
        let opens = is_web && after_blank && is_block(line);
        in_block = (in_block || opens) && !line.is_empty() && times(line).is_none();
        after_blank = line.is_empty();
        if !in_block {
            cues.line(line);
        }
    }
    cues.end();
    (cues.track.finish(), Metadata::default())
}

/// Whether a line opens what is no cue.
fn is_block(line: &str) -> bool {
    let word = line.split_whitespace().next();
    matches!(word, Some("NOTE" | "STYLE" | "REGION"))
}

#[derive(Default)]
struct Cues {
    is_web: bool,
    rolls: bool,
    track: Track,
    /// The times of the cue under way.
    cue: Option<(Time, Time)>,
    /// Its text.
    text: String,
    /// A line that may be the number or the name of the next cue.
    held: Option<Held>,
    /// Whether a blank line came last.
    blank: bool,
    /// The number of the last cue that had one.
    number: u64,
    /// The last line that was said.
    last: String,
}

/// A line of which the next one says what it is.
struct Held {
    line: String,
    /// Whether a blank line came before it.
    stands_apart: bool,
}

impl Cues {
    fn line(&mut self, line: &str) {
        if line.is_empty() {
            self.blank = true;
        } else if let Some(times) = times(line) {
            self.name();
            self.end();
            self.cue = Some(times);
            self.blank = false;
        } else {
            self.release();
            self.held = Some(Held { line: line.to_owned(), stands_apart: self.blank });
            self.blank = false;
        }
    }

    /// The held line comes right before times: a number counts the cue, and on the web any line may name it that stands
    /// apart from the text before; others are text.
    fn name(&mut self) {
        let Some(Held { line, stands_apart }) = self.held.take() else { return };
        let number = line.parse::<u64>().ok().filter(|_| line.len() <= 9);
        match number {
            Some(number) if !self.blank || number == self.number + 1 => self.number = number,
            None if self.is_web && stands_apart && !self.blank => {}
            _ => self.say(&line),
        }
    }

    /// The held line is text.
    fn release(&mut self) {
        if let Some(Held { line, .. }) = self.held.take() {
            self.say(&line);
        }
    }

    fn say(&mut self, line: &str) {
        let shown = shown(line);
        if !self.rolls || self.last != shown {
            self.text.push_str(&shown);
            self.text.push('\n');
        }
        self.last = shown;
    }

    /// The cue ends.
    fn end(&mut self) {
        self.release();
        let text = std::mem::take(&mut self.text);
        if let Some((begin, end)) = self.cue.take() {
            self.track.cue(Cue { begin, end, text });
        } else {
            self.track.lines(&text);
            self.track.end_paragraph();
        }
    }
}

/// Two times with an arrow between; what comes after them says where the cue is shown.
fn times(line: &str) -> Option<(Time, Time)> {
    let (begin, rest) = track::time(line)?;
    let rest = rest.trim_start().strip_prefix('-')?.trim_start_matches('-').strip_prefix('>')?;
    let (end, _) = track::time(rest.trim_start())?;
    Some((begin, end))
}

/// What a line shows: without tags, and without commands of another format that players obey here too.
fn shown(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut beside = Beside::Nothing;
    let line = &line.replace(track::READING, "");
    let mut rest = line.as_str();
    while let Some(at) = rest.find(['<', '{', '&']) {
        shown.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let length = match rest.chars().next() {
            Some('&') => entity(rest).map(|(c, length)| {
                shown.push(c);
                length
            }),
            Some('{') => rest.starts_with("{\\").then(|| within(rest, '}')).flatten(),
            _ => is_tag(rest).then(|| within(rest, '>')).flatten().inspect(|length| {
                beside = beside.after(rest.get(..*length).unwrap_or_default(), &mut shown);
            }),
        };
        let length = length.unwrap_or_else(|| {
            shown.extend(rest.chars().next());
            1
        });
        rest = rest.get(length..).unwrap_or_default();
    }
    shown.push_str(rest);
    let _nothing = beside.after("</ruby>", &mut shown);
    shown
}

/// What stands beside characters where one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    /// How they are read.
    Reading,
    /// A bracket for those who cannot show that, from this byte of what is shown.
    Bracket(usize),
}

impl Beside {
    /// The same behind a tag.
    fn after(self, tag: &str, shown: &mut String) -> Self {
        let [begin, end] = track::READING;
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if !matches!(name, "ruby" | "rb" | "rt" | "rtc" | "rp") {
            return self;
        }
        match self {
            Beside::Nothing => {}
            Beside::Reading => shown.push(end),
            Beside::Bracket(from) => shown.truncate(from),
        }
        match name {
            _ if tag.starts_with("</") => Beside::Nothing,
            "rt" | "rtc" => {
                shown.push(begin);
                Beside::Reading
            }
            "rp" => Beside::Bracket(shown.len()),
            _ => Beside::Nothing,
        }
    }
}

/// Whether a text begins with a tag, or with the time of a word.
fn is_tag(text: &str) -> bool {
    let name = text.strip_prefix('<').unwrap_or_default();
    let name = name.strip_prefix('/').unwrap_or(name);
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        || track::time(name).is_some_and(|(_, rest)| rest.starts_with('>'))
}

/// The bytes up to a closing bracket.
fn within(text: &str, close: char) -> Option<usize> {
    let mut inner = text.char_indices().skip(1).take_while(|(at, c)| *at < LONGEST_TAG && *c != '<');
    inner.find(|(_, c)| *c == close).map(|(at, c)| at + c.len_utf8())
}

fn entity(text: &str) -> Option<(char, usize)> {
    let known = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&nbsp;", ' '),
        ("&#39;", '\''),
        ("&lrm;", '\u{200E}'),
        ("&rlm;", '\u{200F}'),
    ];
    known.into_iter().find(|(name, _)| text.starts_with(name)).map(|(name, c)| (c, name.len()))
}
