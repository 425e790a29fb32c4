//! JSONL: one document per line, in the shape that passim reads (`id`, `text`, and any other fields), or one
//! passage per line, in the shape that passim writes (also `cluster`, `begin` and `end`).

use super::Document;
use super::Metadata;
use super::Skipped;
use super::SourceFile;
use super::metadata;
use super::walk;
use serde_json::Map;
use serde_json::Value;
use std::collections::HashSet;
use std::ffi::OsStr;

/// Why a .json file is not read whose first line is no object.
pub(super) const NOT_LINES: &str =
    "not JSON lines: a .json file must have an object on each line, as `jq -c` writes it";

/// Whether the first line is a record.
pub(super) fn begins(text: &str) -> bool {
    lines(text).next().is_some_and(|(_, line)| record(line).is_ok())
}

/// The documents of a file, and its lines that are none.
///
/// A file that has no document at all is one trouble, not one per line.
pub(super) fn documents(file: &SourceFile, text: &str) -> Result<(Vec<Document>, Vec<Skipped>), Skipped> {
    let mut documents = Vec::new();
    let mut skipped = Vec::new();
    let mut seen = HashSet::new();
    let (mut records, mut texts) = (0, 0);
    for (number, line) in lines(text) {
        let result = record(line).and_then(|record| {
            records += 1;
            texts += usize::from(record.contains_key("text"));
            document(record, || format!("{}#{number}", file.key))
        });
        match result {
            Ok(document) if seen.insert(document.key.clone()) => documents.push(document),
            Ok(document) => {
                let why = format!("another record of the file has its id, {}", document.key);
                skipped.push(Skipped::line(&file.path, number, why));
            }
            Err(why) => skipped.push(Skipped::line(&file.path, number, why)),
        }
    }
    if texts == 0 {
        let why = if records == 0 { "no line is a JSON object" } else { "no record has a \"text\" field" };
        return Err(Skipped::file(&file.path, why));
    }
    Ok((documents, skipped))
}

/// The lines that are not blank, numbered from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.split('\n'))
        .map(|(number, line)| (number, line.trim()))
        .filter(|(_, line)| !line.is_empty())
}

/// One line as a JSON object.
pub(super) fn record(line: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(record)) => Ok(record),
        Ok(_) => Err("not a JSON object".to_owned()),
        Err(error) => Err(format!("not JSON: {error}")),
    }
}

/// Where a passage that passim found stands in the document whose id it bears, as others of that document do.
fn passage(record: &Map<String, Value>) -> Option<(u64, u64)> {
    let _is_passims = (record.get("cluster")?, record.get("size")?);
    Some((record.get("begin")?.as_u64()?, record.get("end")?.as_u64()?))
}

fn document(mut record: Map<String, Value>, name: impl Fn() -> String) -> Result<Document, String> {
    let text = match record.remove("text") {
        Some(Value::String(text)) => text,
        Some(_) => return Err("\"text\" is not a string".to_owned()),
        None => return Err("no \"text\" field".to_owned()),
    };
    super::unfit(&text)?;
    let id = match record.remove("id") {
        None | Some(Value::Null) => String::new(),
        Some(id) => {
            let id = metadata::scalar(&id).ok_or("\"id\" is neither a string nor a number")?;
            walk::legible(OsStr::new(&id))
        }
    };
    let key = match passage(&record) {
        _ if id.is_empty() => name(),
        None => id,
        Some((begin, end)) => format!("{id}#{begin}-{end}"),
    };
    let mut metadata = Metadata::default();
    record.iter().for_each(|(field, value)| metadata.set(field, value));
    Ok(Document { key, text, body: 0, metadata })
}
