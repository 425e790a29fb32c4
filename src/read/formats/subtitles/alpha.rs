//! Advanced `SubStation` Alpha: sections of `Key: value`, one of which is a table of what is said.

use super::track;
use super::track::Cue;
use super::track::Track;
use crate::read::Metadata;
use crate::reading::ReadingText;
use serde_json::Value;

/// The columns of the table where the file does not say.
const COLUMNS: Columns = Columns { begin: 1, end: 2, text: 9 };

/// Titles that an editor of subtitles gives to all it makes.
const DEFAULTS: [&str; 2] = ["Default Aegisub file", "<untitled>"];

/// Where in a row stands what is read.
#[derive(Clone, Copy)]
struct Columns {
    begin: usize,
    end: usize,
    /// The last: it may have commas in it.
    text: usize,
}

impl Columns {
    fn of(format: &str) -> Option<Self> {
        let names: Vec<String> =
            format.split(',').take(64).map(|name| name.trim().to_ascii_lowercase()).collect();
        let find = |name: &str| names.iter().position(|column| column == name);
        Some(Columns { begin: find("start")?, end: find("end")?, text: find("text")? })
    }
}

/// What a file shows, and what it says of itself.
pub(super) fn compose(text: &str) -> (ReadingText, Metadata) {
    let mut track = Track::default();
    let mut metadata = Metadata::default();
    let mut columns = COLUMNS;
    let mut section = String::new();
    for line in text.lines().map(|line| line.trim_start_matches('\u{FEFF}').trim()) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name.trim().to_ascii_lowercase();
            continue;
        }
        let Some((key, value)) = line.split_once(':').filter(|_| !line.starts_with([';', '!'])) else {
            continue;
        };
        match (section.as_str(), key.trim().to_ascii_lowercase().as_str()) {
            ("script info", "title") if !DEFAULTS.contains(&value.trim()) => {
                metadata.set("title", &Value::from(value.trim()));
            }
            ("script info", _) => {
                let value = Value::from(value.trim());
                metadata.other.insert(key.trim().to_owned(), value.to_string());
            }
            // Whoever has lost the section has its rows all the same.
            (_, "dialogue") => track.cues_of(value, columns),
            ("events", "format") => columns = Columns::of(value).unwrap_or(columns),
            _ => {}
        }
    }
    (track.finish(), metadata)
}

impl Track {
    /// A row.
    fn cues_of(&mut self, row: &str, columns: Columns) {
        let cells: Vec<&str> = row.splitn(columns.text + 1, ',').collect();
        let time = |column: usize| cells.get(column).and_then(|cell| track::time(cell.trim()));
        let Some(text) = cells.get(columns.text) else { return };
        let (begin, end) = (time(columns.begin), time(columns.end));
        let begin = begin.map_or(0, |(begin, _)| begin);
        self.cue(Cue { begin, end: end.map_or(begin, |(end, _)| end), text: shown(text) });
    }
}

/// What a text shows: without what stands in braces, and without the lines of a drawing.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut draws = false;
    // A brace that nothing closes is one.
    let closed = text.rfind('}').unwrap_or_default();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '\\']) {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        if !draws {
            shown.push_str(before);
        }
        let is_closed = text.len() - after.len() < closed;
        let command = after.strip_prefix('{').filter(|_| is_closed).and_then(|inner| inner.split_once('}'));
        let escape = after.get(..2).unwrap_or_default();
        rest = match (command, escape) {
            (Some((command, after)), _) => {
                draws = drawing(command).unwrap_or(draws);
                after
            }
            (None, "\\N" | "\\n" | "\\h") => {
                shown.push(if escape == "\\h" { ' ' } else { '\n' });
                after.get(2..).unwrap_or_default()
            }
            // Braces that are meant to be seen.
            (None, "\\{" | "\\}") => {
                shown.extend(escape.chars().nth(1).filter(|_| !draws));
                after.get(2..).unwrap_or_default()
            }
            (None, _) => {
                shown.extend(after.chars().next().filter(|_| !draws));
                after.get(1..).unwrap_or_default()
            }
        };
    }
    if !draws {
        shown.push_str(rest);
    }
    shown
}

/// Whether commands begin or end a drawing, if they do either: `\p1`, `\p0`.
fn drawing(commands: &str) -> Option<bool> {
    let mut scales =
        commands.split('\\').filter_map(|command| command.strip_prefix('p')?.trim().parse::<u32>().ok());
    scales.next_back().map(|scale| scale > 0)
}
