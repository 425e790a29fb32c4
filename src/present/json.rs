//! JSON: one object a line, the same for the command, HTTP and every other face. The contract stands
//! here and nowhere else. Offsets are Unicode scalar values of the decoded source, half-open.

use crate::collection::DocumentInfo;
use crate::collection::ParagraphText;
use crate::collection::PassagePair;
use crate::collection::PassagePlace;
use crate::collection::Report;
use crate::collection::Stats;
use crate::copies::variants::Class;
use crate::copies::variants::Variant;
use crate::place::OriginalSpan;
use crate::search::Copy;
use crate::search::Hit;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io;
use std::io::Write;

/// Something that has a JSON form.
pub trait Json {
    /// Writes the object, without a line end.
    ///
    /// # Errors
    /// Those of the writer.
    fn json(&self, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes one object and a line end.
///
/// # Errors
/// Those of the writer.
pub fn json(value: &dyn Json, out: &mut dyn Write) -> io::Result<()> {
    value.json(out)?;
    out.write_all(b"\n")
}

type Pair = (u32, u32);

fn pair(span: OriginalSpan) -> Pair {
    (span.begin, span.end)
}

#[derive(Serialize)]
struct HitObject<'a> {
    document: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    series: Option<&'a str>,
    paragraph: u32,
    begin: u32,
    end: u32,
    score: f32,
    text: &'a str,
    matches: Vec<Pair>,
    loose: bool,
    formula: bool,
    copies: Vec<CopyObject<'a>>,
    copies_total: usize,
}

#[derive(Serialize)]
struct CopyObject<'a> {
    document: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    series: Option<&'a str>,
    paragraph: u32,
    begin: u32,
    end: u32,
    similarity: f32,
    text: &'a str,
    via: bool,
    variants: Vec<VariantObject<'a>>,
}

#[derive(Serialize)]
struct VariantObject<'a> {
    class: Class,
    a: Pair,
    b: Pair,
    a_text: &'a str,
    b_text: &'a str,
}

impl<'a> CopyObject<'a> {
    fn of(copy: &'a Copy) -> Self {
        CopyObject {
            document: &copy.document,
            title: copy.title.as_deref(),
            date: copy.date.as_deref(),
            series: copy.series.as_deref(),
            paragraph: copy.paragraph,
            begin: copy.span.begin,
            end: copy.span.end,
            similarity: copy.similarity,
            text: &copy.text,
            via: copy.via,
            variants: copy.variants.iter().map(VariantObject::of).collect(),
        }
    }
}

impl<'a> VariantObject<'a> {
    fn of(variant: &'a Variant) -> Self {
        VariantObject {
            class: variant.class,
            a: pair(variant.a),
            b: pair(variant.b),
            a_text: &variant.a_text,
            b_text: &variant.b_text,
        }
    }
}

fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

impl Json for Hit {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let object = HitObject {
            document: &self.document,
            title: self.title.as_deref(),
            date: self.date.as_deref(),
            series: self.series.as_deref(),
            paragraph: self.paragraph,
            begin: self.span.begin,
            end: self.span.end,
            score: self.score,
            text: &self.text,
            matches: self.matches.iter().copied().map(pair).collect(),
            loose: self.loose,
            formula: self.formula,
            copies: self.copies.iter().map(CopyObject::of).collect(),
            copies_total: self.copies_total,
        };
        write(&object, out)
    }
}

impl Json for Copy {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&CopyObject::of(self), out)
    }
}

fn place(place: &PassagePlace) -> Value {
    json!({"doc": place.document, "begin": place.span.begin, "end": place.span.end})
}

impl Json for PassagePair {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&json!({"a": place(&self.a), "b": place(&self.b), "similarity": self.similarity}), out)
    }
}

/// A family as an object: its number and its places.
impl Json for (usize, &[PassagePlace]) {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let places: Vec<Value> = self.1.iter().map(place).collect();
        write(&json!({"family": self.0, "size": places.len(), "places": places}), out)
    }
}

impl Json for ParagraphText {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let (begin, end) = pair(self.span);
        write(&json!({"document": self.document, "paragraph": self.paragraph, "begin": begin, "end": end, "text": self.text}), out)
    }
}

#[derive(Serialize)]
struct DocumentObject<'a> {
    document: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    series: Option<&'a str>,
    paragraphs: u32,
    characters: u32,
    encoding: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    other: BTreeMap<&'a str, Box<RawValue>>,
}

impl Json for DocumentInfo {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let raw = |(name, value): (&'_ String, &String)| Some((name.clone(), RawValue::from_string(value.clone()).ok()?));
        let other: BTreeMap<String, Box<RawValue>> = self.other.iter().filter_map(raw).collect();
        let object = DocumentObject {
            document: &self.document,
            title: self.title.as_deref(),
            date: self.date.as_deref(),
            series: self.series.as_deref(),
            paragraphs: self.paragraphs,
            characters: self.characters,
            encoding: &self.encoding,
            other: other.iter().map(|(name, value)| (name.as_str(), value.clone())).collect(),
        };
        write(&object, out)
    }
}

impl Json for Report {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let skipped = self.skipped.iter().map(|skipped| {
            json!({"path": skipped.path.display().to_string(), "line": skipped.line, "why": skipped.why})
        });
        let object = json!({
            "added": self.added, "changed": self.changed, "removed": self.removed, "unchanged": self.unchanged,
            "documents": self.documents, "paragraphs": self.paragraphs, "links": self.links,
            "skipped": skipped.collect::<Vec<Value>>(),
        });
        write(&object, out)
    }
}

impl Json for Stats {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let object = json!({
            "documents": self.documents, "paragraphs": self.paragraphs, "characters": self.characters,
            "links": self.links, "documents_with_copies": self.documents_with_copies, "unread": self.unread,
            "bytes": self.bytes, "version": self.version,
        });
        write(&object, out)
    }
}
