//! JSONL: one document per line, in the shape that passim reads (`id`, `text`, and any other fields), or one
//! passage per line, in the shape that passim writes (also `cluster`, `begin` and `end`).

use super::Document;
use super::FileContents;
use super::Metadata;
use super::Skipped;
use super::SourceFile;
use super::metadata;
use super::walk;
use crate::message;
use crate::message::Message;
use serde_json::Map;
use serde_json::Value;
use std::ffi::OsStr;

/// Why a .json file is not read whose first line is no object.
pub(super) fn not_lines() -> Message {
    message!("not JSON lines: a .json file must have an object on each line, as `jq -c` writes it")
}

/// Whether the first line is a record.
pub(super) fn begins(text: &str) -> bool {
    lines(text).next().is_some_and(|(_, line)| record(line).is_ok())
}

/// The documents of a file, and its lines that are none; why, where it has no document at all.
pub(super) fn documents(file: &SourceFile, text: &str) -> Result<FileContents, Message> {
    let mut reading = FileContents::default();
    let (mut records, mut texts) = (0, 0);
    for (number, line) in lines(text) {
        let result = record(line).map_err(Unfit::torn).and_then(|record| {
            records += 1;
            texts += usize::from(record.contains_key("text"));
            document(record, || format!("{}#{number}", file.key))
        });
        match result {
            Ok(document) => reading.documents.push(document),
            Err(Unfit { id, why }) => {
                reading.skipped.push(Skipped::line(&file.path, number, why));
                reading.torn.extend(id.is_none().then_some(number));
                reading.unfit.extend(id);
            }
        }
    }
    match (records, texts) {
        (0, _) => Err(message!("no line is a JSON object")),
        (_, 0) => Err(message!("no record has a \"text\" field")),
        _ => Ok(reading),
    }
}

/// Why a line is no document.
struct Unfit {
    /// The id of its record, where it says one.
    id: Option<String>,
    why: Message,
}

impl Unfit {
    fn torn(why: Message) -> Self {
        Unfit { id: None, why }
    }
}

/// The lines that are not blank, numbered from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.split('\n'))
        .map(|(number, line)| (number, line.trim()))
        .filter(|(_, line)| !line.is_empty())
}

/// One line as a JSON object.
pub(super) fn record(line: &str) -> Result<Map<String, Value>, Message> {
    match serde_json::from_str(line) {
        Ok(Value::Object(record)) => Ok(record),
        Ok(_) => Err(message!("not a JSON object")),
        Err(error) => Err(message!("not JSON: {error}", error = error.to_string())),
    }
}

/// Where a passage that passim found stands in the document whose id it bears, as others of that document do.
fn passage(record: &Map<String, Value>) -> Option<(u64, u64)> {
    let _is_passims = (record.get("cluster")?, record.get("size")?);
    Some((record.get("begin")?.as_u64()?, record.get("end")?.as_u64()?))
}

fn document(mut record: Map<String, Value>, name: impl Fn() -> String) -> Result<Document, Unfit> {
    let id = match record.remove("id") {
        None | Some(Value::Null) => String::new(),
        Some(id) => {
            let id = metadata::scalar(&id).ok_or(message!("\"id\" is neither a string nor a number"));
            walk::legible(OsStr::new(&id.map_err(Unfit::torn)?))
        }
    };
    let key = match passage(&record) {
        _ if id.is_empty() => name(),
        None => id,
        Some((begin, end)) => format!("{id}#{begin}-{end}"),
    };
    let text = match record.remove("text") {
        Some(Value::String(text)) => super::unfit(&text).map(|()| text),
        Some(_) => Err(message!("\"text\" is not a string")),
        None => Err(message!("no \"text\" field")),
    };
    let text = text.map_err(|why| Unfit { id: Some(key.clone()), why })?;
    let mut metadata = Metadata::default();
    record.iter().for_each(|(field, value)| metadata.set(field, value));
    Ok(Document { key, text, body: 0, metadata })
}
