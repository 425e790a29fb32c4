//! JSON Lines: a record on each line.

use super::Unfit;
use super::record;
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
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;

pub(in crate::read) struct Lines;

impl Reader for Lines {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::JsonLines,
            endings: &["jsonl", "ndjson", "json"],
            told_by: "its ending; a .json file by an object on its first line",
            layers: "–",
            loci: "–",
            fields: "all but the text",
            keys: "the record's `id`, else the path and the line: `a.jsonl#12`",
            limits: "read line by line",
        }
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        let (text, encoding) = input.transcoded()?;
        let mut text = BufReader::new(text);
        let (mut records, mut texts) = (0, 0);
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let read = text.by_ref().take(input.most.saturating_add(1)).read_until(b'\n', &mut line);
            if read.map_err(|error| input.refusal(&error))? == 0 {
                break;
            }
            if line.len() as u64 > input.most {
                return Err(Refusal::Longer);
            }
            // Transcoded, it is UTF-8.
            let line = str::from_utf8(&line).unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let document = object(line).map_err(Unfit::torn).and_then(|record| {
                records += 1;
                let document = record::document(record, input, || format!("{}#{number}", input.key));
                texts += usize::from(document.as_ref().map_or_else(|unfit| unfit.has_text, |_| true));
                document
            });
            match document {
                Ok(document) => {
                    if sink.document(document).is_break() {
                        return Ok(());
                    }
                }
                Err(unfit) => sink.unfit(&input.path, unfit.at(number)),
            }
        }
        sink.decoded(&input.path, encoding, text.get_ref().damaged);
        match (records, texts) {
            (0, _) => Err(message!("no line is a JSON object").into()),
            (_, 0) => Err(message!("no record has a \"text\" field").into()),
            _ => Ok(()),
        }
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
