//! A record: its fields, which of them is what, and the document that it makes.
//!
//! The shape is that which passim reads (`id`, `text`, and any other fields), or that which it writes (also `cluster`,
//! `begin` and `end`: a passage of a document).

use super::Unfit;
use super::text;
use crate::message;
use crate::message::Message;
use crate::read::Document;
use crate::read::Metadata;
use crate::read::Rule;
use crate::read::name;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;

/// The most fields of a record.
pub(super) const FIELDS: usize = 1_000;

/// How deep an object is taken apart, and how long in bytes the dotted name of its members may be, before it is kept
/// as it is.
const DEPTH: usize = 8;
const NAME: usize = 256;

/// Under which names records have what we know, in any letter case; the first goes before the others.
const KNOWN: [(&str, &[&str]); 3] = [
    ("title", &["title", "题名", "題名", "标题", "標題", "篇名", "chapter"]),
    ("date", &["date", "日期"]),
    ("series", &["series", "报刊", "報刊", "刊名"]),
];

/// A record, not yet told what each of its fields is.
#[derive(Debug, Default)]
pub(super) struct Record<'a> {
    /// By their names; dotted ones are those of members of an object.
    fields: BTreeMap<Cow<'a, str>, Field<'a>>,
}

/// Why something is no record.
#[derive(Debug)]
pub(super) enum NoRecord {
    /// It is something else.
    Other(Message),
    /// It looks like one.
    Broken(Message),
}

/// What a field says.
#[derive(Debug, Clone)]
pub(super) enum Field<'a> {
    /// The cell of a table.
    Cell(&'a str),
    /// JSON as it is written: numbers keep their digits.
    Json(&'a RawValue),
}

/// What a field says, as it is kept.
struct Said {
    /// As it would be written in a text; `None` for what is neither a string nor a number.
    plain: Option<String>,
    json: String,
}

impl Field<'_> {
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Field::Json(json) if json.get() == "null")
    }

    fn said(&self) -> Result<Said, Message> {
        let string =
            |text: &str| Said { plain: Some(text.trim().to_owned()), json: Value::from(text).to_string() };
        let json = match self {
            Field::Cell(cell) => return Ok(string(cell)),
            Field::Json(json) => json.get(),
        };
        Ok(match json.as_bytes().first() {
            Some(b'"') => string(&decoded::<String>(json)?),
            Some(b'-' | b'0'..=b'9') => {
                // What no program could read as a number is kept for the digits alone.
                let is_number = serde_json::from_str::<Value>(json).is_ok();
                let kept = if is_number { json.to_owned() } else { Value::from(json).to_string() };
                Said { plain: Some(json.to_owned()), json: kept }
            }
            _ => Said { plain: None, json: decoded::<Value>(json)?.to_string() },
        })
    }
}

/// JSON that is known to be well-formed, but may be too deep, or have half a character in it.
pub(super) fn decoded<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Message> {
    serde_json::from_str(json).map_err(|error| message!("not JSON: {error}", error = without_place(&error)))
}

/// Why a record that begins on this line is no JSON.
fn not_json(error: &serde_json::Error, line: usize) -> Message {
    let (line, column) = (line + error.line().saturating_sub(1), error.column());
    let said = without_place(error);
    message!("not JSON: {error}", error = format!("{said} at line {line} column {column}"))
}

/// What is wrong, but not where: that counts from where a value begins.
fn without_place(error: &serde_json::Error) -> String {
    let (said, place) = (error.to_string(), format!(" at line {} column {}", error.line(), error.column()));
    said.strip_suffix(&place).unwrap_or(&said).to_owned()
}

/// The members of an object; of two with one name the last counts, as with other readers of JSON. One more than
/// [`FIELDS`] stands for any number of them.
struct Members<'a>(BTreeMap<Cow<'a, str>, &'a RawValue>);

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((Name(name), value)) = map.next_entry()? {
            if members.len() <= FIELDS {
                members.insert(name, value);
            }
        }
        Ok(Members(members))
    }
}

impl<'a> Record<'a> {
    /// A JSON object that begins on this line.
    pub(super) fn json(json: &'a str, line: usize) -> Result<Self, NoRecord> {
        if !json.starts_with('{') {
            let is_json = serde_json::from_str::<&RawValue>(json);
            let why = is_json.map_or_else(|error| not_json(&error, line), |_| message!("not a JSON object"));
            return Err(NoRecord::Other(why));
        }
        let members = serde_json::from_str(json).map_err(|error| NoRecord::Broken(not_json(&error, line)));
        let Members(members) = members?;
        if members.len() > FIELDS {
            return Err(NoRecord::Broken(message!("more than {n} fields", n = FIELDS)));
        }
        let mut record = Record::default();
        let mut left = FIELDS - members.len();
        for (name, value) in members {
            record.add(name, value, (DEPTH, &mut left));
        }
        Ok(record)
    }

    /// Adds a field, the members of an object each by itself, as long as there is room for more.
    fn add(&mut self, name: Cow<'a, str>, value: &'a RawValue, (depth, left): (usize, &mut usize)) {
        let is_open = value.get().starts_with('{') && depth > 0 && name.len() <= NAME;
        let members = is_open.then(|| serde_json::from_str(value.get()).ok()).flatten();
        match members {
            Some(Members(members)) if members.len() <= *left => {
                *left -= members.len();
                for (member, value) in members {
                    self.add(format!("{name}.{member}").into(), value, (depth - 1, left));
                }
            }
            _ => {
                self.fields.insert(name, Field::Json(value));
            }
        }
    }

    /// A row of a table: of two columns with one name the last counts that has something in it.
    pub(super) fn row(cells: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let cells = cells.filter(|(_, cell)| !cell.trim().is_empty());
        Record { fields: cells.map(|(name, cell)| (Cow::Borrowed(name), Field::Cell(cell))).collect() }
    }

    /// The names of its fields.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(AsRef::as_ref)
    }

    /// A field, and its name as it is written there: in the same letters where there is one, else in others.
    pub(super) fn find(&self, name: &str) -> Option<(&str, &Field<'a>)> {
        let same = self.fields.get_key_value(name);
        let found =
            same.or_else(|| self.fields.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)))?;
        Some((found.0.as_ref(), found.1))
    }

    /// Takes a field out.
    fn take(&mut self, name: &str) -> Option<Field<'a>> {
        let name = self.find(name)?.0.to_owned();
        self.fields.remove(name.as_str())
    }

    /// Gives fields the names that the rule has for them.
    fn rename(&mut self, rule: &Rule) {
        for (ours, theirs) in &rule.fields {
            if let Some(field) = self.take(theirs) {
                self.fields.insert(Cow::Owned(ours.clone()), field);
            }
        }
    }

    /// What it is called; empty when it does not say.
    fn id(&mut self) -> Result<String, Message> {
        match self.take("id") {
            Some(field) if !field.is_null() => {
                let id = field.said()?.plain.ok_or(message!("\"id\" is neither a string nor a number"))?;
                Ok(name::legible(OsStr::new(&id)))
            }
            _ => Ok(String::new()),
        }
    }

    /// Where a passage that passim found stands in the document whose id it bears, as others of that document do.
    fn passage(&self) -> Option<(u64, u64)> {
        let number = |name| match self.fields.get(name)? {
            Field::Json(json) => json.get().parse().ok(),
            Field::Cell(cell) => cell.trim().parse().ok(),
        };
        let _is_passims = (self.fields.get("cluster")?, self.fields.get("size")?);
        Some((number("begin")?, number("end")?))
    }

    /// What it says beside its text.
    fn metadata(mut self) -> Result<Metadata, Message> {
        let mut metadata = Metadata::default();
        for (ours, names) in KNOWN {
            for name in names {
                let Some((name, field)) = self.find(name) else { continue };
                let (name, said) = (name.to_owned(), field.said()?);
                if said.plain.as_ref().is_some_and(|plain| !plain.is_empty()) {
                    metadata.keep(ours, said.plain, || said.json);
                    self.fields.remove(name.as_str());
                    break;
                }
            }
        }
        for (name, field) in self.fields.iter().filter(|(_, field)| !field.is_null()) {
            let said = field.said()?;
            metadata.keep(name, said.plain, || said.json);
        }
        Ok(metadata)
    }

    /// The series of the records within it: its own, else its title.
    pub(super) fn series(mut self, rule: &Rule) -> Option<String> {
        self.rename(rule);
        let metadata = self.metadata().ok()?;
        metadata.series.or(metadata.title)
    }

    /// The document that it is, and the name of another field that holds texts, which are no part of it; `name` is what
    /// it is called when it does not say.
    pub(super) fn document(
        mut self,
        rule: &Rule,
        name: impl FnOnce() -> String,
    ) -> Result<(Document, Option<String>), Unfit> {
        self.rename(rule);
        let has_text = text::is_in(&self, rule);
        let id = self.id().map_err(|why| Unfit { has_text, ..Unfit::torn(why) })?;
        let id = match self.passage() {
            _ if id.is_empty() => name(),
            None => id,
            Some((begin, end)) => format!("{id}#{begin}-{end}"),
        };
        let unfit = |why| Unfit { id: Some(id.clone()), has_text, ..Unfit::torn(why) };
        let (field, text) = text::of(&self, rule).map_err(unfit)?;
        self.fields.remove(field.as_str());
        let mut others = self.fields.iter();
        let unread = others.find(|(_, field)| text::is_beside(field, &text.text));
        let unread = unread.map(|(name, _)| name.as_ref().to_owned());
        let metadata = self.metadata().map_err(unfit)?;
        Ok((Document { id, text, metadata }, unread))
    }
}
