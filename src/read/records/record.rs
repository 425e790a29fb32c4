//! A record: which of its fields is its text, what it is called, and what is known of it.
//!
//! The shape is that which passim reads (`id`, `text`, and any other fields), or that which it writes (also `cluster`,
//! `begin` and `end`: a passage of a document).

use super::Unfit;
use crate::message;
use crate::read::Document;
use crate::read::Metadata;
use crate::read::input::Input;
use crate::read::metadata;
use crate::read::name;
use crate::read::unfit;
use crate::reading::ReadingText;
use serde_json::Map;
use serde_json::Value;
use std::ffi::OsStr;

/// Where a passage that passim found stands in the document whose id it bears, as others of that document do.
fn passage(record: &Map<String, Value>) -> Option<(u64, u64)> {
    let _is_passims = (record.get("cluster")?, record.get("size")?);
    Some((record.get("begin")?.as_u64()?, record.get("end")?.as_u64()?))
}

/// The document of a record; `name` is what it is called when it does not say.
pub(super) fn document(
    mut record: Map<String, Value>,
    _input: &Input,
    name: impl Fn() -> String,
) -> Result<Document, Unfit> {
    let id = match record.remove("id") {
        None | Some(Value::Null) => String::new(),
        Some(id) => {
            let id = metadata::scalar(&id).ok_or(message!("\"id\" is neither a string nor a number"));
            name::legible(OsStr::new(&id.map_err(Unfit::torn)?))
        }
    };
    let id = match passage(&record) {
        _ if id.is_empty() => name(),
        None => id,
        Some((begin, end)) => format!("{id}#{begin}-{end}"),
    };
    let has_text = record.contains_key("text");
    let text = match record.remove("text") {
        Some(Value::String(text)) => unfit(&text).map(|()| text),
        Some(_) => Err(message!("\"text\" is not a string")),
        None => Err(message!("no \"text\" field")),
    };
    let text = text.map_err(|why| Unfit { line: None, id: Some(id.clone()), has_text, why })?;
    let mut metadata = Metadata::default();
    record.iter().for_each(|(field, value)| metadata.set(field, value));
    Ok(Document { id, text: ReadingText::plain(text), metadata })
}
