//! LRC: the lines of a song, each with the times at which it is sung before it.

use super::track;
use super::track::Cue;
use super::track::Time;
use super::track::Track;
use crate::read::Metadata;
use crate::reading::ReadingText;
use serde_json::Value;

/// A line is sung in so many milliseconds at most: it has no end of its own.
const LONGEST_LINE: Time = 8_000;
/// Lines that are sung again make so many times of a file at most.
const MOST: usize = 4;

/// What a file shows, and what it says of itself. A line with several times is a refrain: who hears the song, and who
/// reads it, has it at each.
pub(super) fn compose(text: &str) -> (ReadingText, Metadata) {
    let mut metadata = Metadata::default();
    let mut track = Track::default();
    // What has no time belongs to the line before.
    let mut lines: Vec<(Option<Time>, &str)> = Vec::new();
    let (mut sung, mut last) = (0, None);
    for line in text.lines().map(|line| line.trim_start_matches('\u{FEFF}').trim()) {
        let (times, rest) = times(line);
        match field(line) {
            Some((key, value)) if times.is_empty() => say(&mut metadata, key, value),
            _ if times.is_empty() => lines.push((last, rest)),
            _ => {}
        }
        for (nth, time) in times.into_iter().enumerate() {
            sung += rest.len() + 1;
            if nth == 0 || sung <= MOST * text.len() {
                last = Some(time);
                lines.push((last, rest));
            }
        }
    }
    lines.sort_by_key(|(time, _)| *time);
    for (time, line) in lines {
        match time {
            _ if line.is_empty() => track.end_paragraph(),
            Some(begin) => {
                track.cue(Cue { begin, end: begin.saturating_add(LONGEST_LINE), text: shown(line) });
            }
            None => track.lines(&shown(line)),
        }
    }
    (track.finish(), metadata)
}

/// The times that a line begins with, and what comes after them.
fn times(line: &str) -> (Vec<Time>, &str) {
    let mut times = Vec::new();
    let mut rest = line;
    while let Some((stamp, after)) =
        rest.strip_prefix('[').and_then(|rest| rest.split_at_checked(rest.find(']')?))
    {
        let Some(time) = time(stamp) else { break };
        times.push(time);
        rest = after.get(1..).unwrap_or_default().trim_start();
    }
    (times, rest)
}

/// Minutes, seconds and hundredths; some write `01:02:50`, and a song has hours only where a full stop comes after them.
fn time(stamp: &str) -> Option<Time> {
    let stamp = stamp.trim();
    let hundredths =
        stamp.rsplit_once(':').filter(|(before, _)| before.contains(':') && !stamp.contains('.'));
    let stamp = hundredths.map_or_else(|| stamp.to_owned(), |(before, after)| format!("{before}.{after}"));
    track::time(&stamp).filter(|(_, rest)| rest.is_empty()).map(|(time, _)| time)
}

/// A line that says something of the song: `[ti:渡口]`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix('[')?.strip_suffix(']')?.split_once(':')?;
    let key = key.trim();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'#');
    (!key.is_empty() && key.len() <= 20 && key.bytes().all(is_name)).then_some((key, value.trim()))
}

fn say(metadata: &mut Metadata, key: &str, value: &str) {
    let key = key.to_ascii_lowercase();
    let name = match key.as_str() {
        "ti" => return metadata.set("title", &Value::from(value)),
        "ar" => "artist",
        "al" => "album",
        "au" => "author",
        other => other,
    };
    if !value.is_empty() {
        metadata.other.insert(name.to_owned(), Value::from(value).to_string());
    }
}

/// What a line shows: without the times of its words.
fn shown(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        shown.push_str(before);
        let inner = after.get(1..).unwrap_or_default();
        let word = track::time(inner).and_then(|(_, after)| after.strip_prefix('>'));
        rest = word.unwrap_or_else(|| {
            shown.push('<');
            inner
        });
    }
    shown.push_str(rest);
    shown
}
