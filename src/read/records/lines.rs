//! JSON Lines: a record on each line.

use super::each_line;
use super::json;
use super::json::Json;
use crate::message;
use crate::message::Message;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use serde_json::Map;
use serde_json::Value;
use serde_json::value::RawValue;

pub(in crate::read) struct Lines;

impl Reader for Lines {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::JsonLines,
            endings: &["jsonl", "ndjson", "json"],
            told_by: "its ending, where it is no array and no object of several lines; a .json file by a whole object on its first line and more below it",
            layers: "–",
            loci: "headings of objects in a list of texts",
            fields: "all but the text",
            keys: "the record's `id`, else the path and the line: `a.jsonl#12`",
            limits: "a line at a time; of each 1,000 fields and, in what is kept, 127 levels",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
        let whole = |line: &&[u8]| {
            let line = str::from_utf8(line).unwrap_or_default().trim();
            line.starts_with('{') && serde_json::from_str::<&RawValue>(line).is_ok()
        };
        // The last may be cut.
        let mut lines =
            head.split(|byte| matches!(byte, b'\r' | b'\n')).filter(|line| !line.trim_ascii().is_empty());
        let has_more = lines.clone().nth(1).is_some();
        let is_first_whole = lines.clone().next().is_some_and(|line| whole(&line));
        // The first line may be the one that is broken.
        head.starts_with(b"{")
            && has_more
            && (is_first_whole || lines.by_ref().filter(whole).nth(1).is_some())
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        // What is called so may be an array, or objects of many lines.
        let is_told = input.rule.format.is_some() || self.recognises(&input.head);
        if !is_told && json::spreads(input) { Json.read(input, sink) } else { each_line::read(input, sink) }
    }
}

/// One line as a JSON object.
pub(in crate::read) fn object(line: &str) -> Result<Map<String, Value>, Message> {
    match serde_json::from_str(line) {
        Ok(Value::Object(record)) => Ok(record),
        Ok(_) => Err(message!("not a JSON object")),
        Err(error) => Err(message!("not JSON: {error}", error = error.to_string())),
    }
}

/// The lines that are not blank, numbered from 1.
pub(in crate::read) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.split('\n'))
        .map(|(number, line)| (number, line.trim()))
        .filter(|(_, line)| !line.is_empty())
}
