//! JSON: one object a line, the same for the command, HTTP and every other face. The contract stands
//! here and nowhere else. Offsets are Unicode scalar values of the decoded source, half-open.

mod collation;
mod comparison;
mod stories;

use crate::collate::about::About;
use crate::collection::Blamed;
use crate::collection::DocumentInfo;
use crate::collection::Family;
use crate::collection::PassagePair;
use crate::collection::PassagePlace;
use crate::collection::Report;
use crate::collection::Stats;
use crate::copies::class::Class;
use crate::copies::variants::Variant;
use crate::place::OriginalSpan;
use crate::search::Copy;
use crate::search::DocumentMatches;
use crate::search::Hit;
use crate::search::ParagraphText;
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

/// What is said of a document whose copies are laid side by side.
#[derive(Serialize)]
struct AboutObject<'a> {
    document: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    series: Option<&'a str>,
}

impl<'a> AboutObject<'a> {
    fn of(about: &'a About) -> Self {
        AboutObject {
            document: &about.document,
            title: about.title.as_deref(),
            date: about.date.as_deref(),
            series: about.series.as_deref(),
        }
    }
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
    copies_exact: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    before: Vec<PassageObject<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    after: Vec<PassageObject<'a>>,
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

pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
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
            copies_exact: self.copies_exact,
            before: self.before.iter().map(|paragraph| PassageObject::of(paragraph, None)).collect(),
            after: self.after.iter().map(|paragraph| PassageObject::of(paragraph, None)).collect(),
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

impl Json for Family {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let places: Vec<Value> = self.places.iter().map(place).collect();
        write(&json!({"family": self.number, "size": places.len(), "places": places}), out)
    }
}

#[derive(Serialize)]
struct BlamedObject<'a> {
    #[serde(flatten)]
    sentence: PassageObject<'a>,
    date: Option<&'a str>,
    earliest: Option<CopyObject<'a>>,
}

impl Json for Blamed {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let earliest = self.earliest.and_then(|nth| self.copies.get(nth));
        let object = BlamedObject {
            sentence: PassageObject::of(&self.sentence, Some(&self.copies)),
            date: self.date.as_deref(),
            earliest: earliest.map(CopyObject::of),
        };
        write(&object, out)
    }
}

impl Json for ParagraphText {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&PassageObject::of(self, None), out)
    }
}

/// A passage and every other place of it, as one object.
#[derive(Debug, Clone, Copy)]
pub struct WithCopies<'a> {
    /// The passage.
    pub passage: &'a ParagraphText,
    /// Its other places.
    pub copies: &'a [Copy],
}

impl Json for WithCopies<'_> {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&PassageObject::of(self.passage, Some(self.copies)), out)
    }
}

#[derive(Serialize)]
struct PassageObject<'a> {
    document: &'a str,
    paragraph: u32,
    begin: u32,
    end: u32,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    copies: Option<Vec<CopyObject<'a>>>,
}

impl<'a> PassageObject<'a> {
    fn of(passage: &'a ParagraphText, copies: Option<&'a [Copy]>) -> Self {
        PassageObject {
            document: &passage.document,
            paragraph: passage.paragraph,
            begin: passage.span.begin,
            end: passage.span.end,
            text: &passage.text,
            copies: copies.map(|copies| copies.iter().map(CopyObject::of).collect()),
        }
    }
}

/// A place of a family as passim writes it: cluster, size, begin, end and text beside the fields of the
/// input.
#[derive(Debug, Clone, Copy)]
pub struct Passim<'a> {
    /// The family.
    pub family: &'a Family,
    /// One of its places.
    pub place: &'a PassagePlace,
    /// The document it stands in.
    pub document: &'a DocumentInfo,
    /// Its source text.
    pub text: &'a str,
}

impl Json for Passim<'_> {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let (document, span) = (self.document, self.place.span);
        let mut record = json!({
            "cluster": self.family.number, "size": self.family.places.len(),
            "id": document.document, "begin": span.begin, "end": span.end, "text": self.text,
        });
        let known = [("title", &document.title), ("date", &document.date), ("series", &document.series)];
        for (name, value) in known.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            record[name] = json!(value);
        }
        for (name, value) in &document.other {
            if record.get(name).is_none() {
                record[name.as_str()] = serde_json::from_str(value).unwrap_or(Value::Null);
            }
        }
        write(&record, out)
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
    other: BTreeMap<String, Box<RawValue>>,
}

impl Json for DocumentInfo {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let raw = |(name, value): (&'_ String, &String)| {
            Some((name.clone(), RawValue::from_string(value.clone()).ok()?))
        };
        let object = DocumentObject {
            document: &self.document,
            title: self.title.as_deref(),
            date: self.date.as_deref(),
            series: self.series.as_deref(),
            paragraphs: self.paragraphs,
            characters: self.characters,
            encoding: &self.encoding,
            other: self.other.iter().filter_map(raw).collect(),
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
            "seeds": self.effort.seeds, "alignments": self.effort.alignments, "cells": self.effort.cells,
            "skipped": skipped.collect::<Vec<Value>>(),
        });
        write(&object, out)
    }
}

impl Json for DocumentMatches {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&json!({"document": self.document, "paragraphs": self.paragraphs}), out)
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
