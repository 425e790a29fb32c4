//! Which field of a record is its text, and what a reader sees of it.

use super::record::Field;
use super::record::Record;
use super::record::decoded;
use crate::message;
use crate::message::Message;
use crate::read::Rule;
use crate::read::is_blank;
use crate::read::unfit;
use crate::reading::Composer;
use crate::reading::Layer;
use crate::reading::LocusKind;
use crate::reading::ReadingText;
use serde_json::Map;
use serde_json::Value;

/// What the text of a record is called, in any letter case; the first that holds one is it.
pub(super) const NAMES: [&str; 8] =
    ["text", "content", "contents", "body", "paragraphs", "正文", "内容", "全文"];

/// What the name of a part of a text is called.
const HEADINGS: [&str; 3] = ["title", "chapter", "标题"];

/// The fields that may be the text, by the names they have there; the one that is told goes before all.
fn candidates<'r>(record: &'r Record<'_>, rule: &'r Rule) -> impl Iterator<Item = (&'r str, &'r Field<'r>)> {
    let names = rule.text.as_deref().into_iter().chain(NAMES);
    names.filter_map(|name| record.find(name)).filter(|(_, field)| !field.is_null())
}

/// Whether something is there that would be the text.
pub(super) fn is_in(record: &Record<'_>, rule: &Rule) -> bool {
    candidates(record, rule).next().is_some()
}

/// The name of the field that is the text, and what a reader sees of it.
pub(super) fn of(record: &Record<'_>, rule: &Rule) -> Result<(String, ReadingText), Message> {
    let mut refused = None;
    for (name, field) in candidates(record, rule) {
        match reading(name, field).and_then(|text| unfit(&text.text).map(|()| text)) {
            Ok(text) => return Ok((name.to_owned(), text)),
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    Err(refused.unwrap_or(message!("no field of it is a text")))
}

fn reading(name: &str, field: &Field<'_>) -> Result<ReadingText, Message> {
    let json = match field {
        Field::Cell(cell) => return Ok(ReadingText::plain((*cell).to_owned())),
        Field::Json(json) => json.get(),
    };
    match json.as_bytes().first() {
        Some(b'"') => decoded(json).map(ReadingText::plain),
        Some(b'[') => {
            let mut composer = Composer::default();
            for part in decoded::<Vec<Value>>(json)? {
                paragraph(&part, &mut composer);
            }
            Ok(composer.finish())
        }
        _ => Err(message!("\"{name}\" is neither a string nor a list of strings", name)),
    }
}

/// So many parts of a list show whether there are texts in it.
const PARTS: usize = 16;

/// Whether a field beside the text is a list of objects with texts that do not stand in it: names of persons that were
/// found in a text do.
pub(super) fn is_beside(field: &Field<'_>, text: &str) -> bool {
    let Field::Json(json) = field else { return false };
    let inner = json.get().strip_prefix('[').unwrap_or_default();
    if !inner.trim_start().starts_with('{') {
        return false;
    }
    let parts: Vec<Value> = serde_json::from_str(json.get()).unwrap_or_default();
    parts.iter().take(PARTS).filter_map(Value::as_object).any(|members| {
        let mut composer = Composer::default();
        object(members, &mut composer);
        let part = composer.finish().text;
        !is_blank(&part) && !text.contains(part.trim())
    })
}

/// One of a list: a string is a paragraph, and so is a list of strings, each of which is a line; an object is what its
/// own text is, and what has none, such as a picture, is no part of it. Nor are numbers and truth values.
fn paragraph(part: &Value, composer: &mut Composer) {
    match part {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => lines(text, composer),
        Value::Array(parts) => {
            for part in parts {
                match part {
                    Value::String(text) => {
                        lines(text, composer);
                        composer.end_line();
                    }
                    other => paragraph(other, composer),
                }
            }
        }
        Value::Object(members) => object(members, composer),
    }
    composer.end_paragraph();
}

fn object(members: &Map<String, Value>, composer: &mut Composer) {
    let text = NAMES.iter().find_map(|name| members.get(*name).filter(|text| !text.is_null()));
    let heading = HEADINGS.iter().find_map(|name| members.get(*name)?.as_str());
    if let (Some(heading), Some(_)) = (heading, text) {
        composer.locus(LocusKind::Division, heading);
    }
    match text {
        Some(Value::Array(parts)) => parts.iter().for_each(|part| paragraph(part, composer)),
        Some(text) => paragraph(text, composer),
        None => {}
    }
}

/// Adds a string; a blank line in it ends a paragraph, as in any text.
fn lines(text: &str, composer: &mut Composer) {
    for (nth, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            composer.end_paragraph();
            continue;
        }
        if nth > 0 {
            composer.end_line();
        }
        composer.push(Layer::Main, line);
    }
}
