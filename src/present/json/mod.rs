//! JSON: one object a line, the same for the command, HTTP and every other face. The contract stands
//! here and nowhere else. Offsets are Unicode scalar values of the decoded source, half-open.

mod collation;
mod comparison;
mod hits;
mod legible;
mod stories;

pub use collation::CollationObject;
pub use comparison::ComparisonObject;
pub use hits::CopyObject;
pub use hits::HitObject;
pub use hits::PassageObject;
pub use hits::SurveyedObject;
pub use hits::WithCopies;
pub use stories::AssembledObject;
pub use stories::StoryObject;

use crate::collate::about::About;
use crate::collection::Cluster;
use crate::collection::DocumentInfo;
use crate::collection::PassagePair;
use crate::collection::PassagePlace;
use crate::collection::Stats;
use crate::ingest::Report;
use crate::place::OriginalSpan;
use crate::present::share;
use crate::search::DocumentMatches;
use crate::verify::Damage;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io;
use std::io::Write;
use twox_hash::XxHash64;

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

/// A half-open span, `[begin, end)`, in Unicode scalar values of the decoded source.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Span))]
struct SpanObject {
    begin: u32,
    end: u32,
}

impl SpanObject {
    fn of(OriginalSpan { begin, end }: OriginalSpan) -> Self {
        SpanObject { begin, end }
    }
}

/// A stretch of a document.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Place))]
pub(super) struct PlaceObject<'a> {
    document: &'a str,
    begin: u32,
    end: u32,
}

impl<'a> PlaceObject<'a> {
    pub(super) fn of(place: &'a PassagePlace) -> Self {
        PlaceObject { document: &place.document, begin: place.span.begin, end: place.span.end }
    }
}

/// Two passages that are the same.
#[derive(Debug, Serialize)]
struct LinkObject<'a> {
    a: PlaceObject<'a>,
    b: PlaceObject<'a>,
    similarity: f32,
}

/// Places that links connect.
#[derive(Debug, Serialize)]
struct ClusterObject<'a> {
    cluster: usize,
    size: usize,
    places: Vec<PlaceObject<'a>>,
}

/// What is said of a document whose copies are laid side by side.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = About))]
pub struct AboutObject<'a> {
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

/// Writes a value as JSON in which nothing is obeyed by a terminal, and no line end.
///
/// # Errors
/// Those of the writer, and of a value that has no JSON form.
pub fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, legible::Legible);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

impl Json for PassagePair {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let [a, b] = [&self.a, &self.b].map(PlaceObject::of);
        write(&LinkObject { a, b, similarity: share(self.similarity) }, out)
    }
}

impl Json for Cluster {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let places: Vec<PlaceObject<'_>> = self.places.iter().map(PlaceObject::of).collect();
        write(&ClusterObject { cluster: self.number, size: places.len(), places }, out)
    }
}

/// A place of a cluster as passim writes it: cluster, size, begin, end, uid and text beside the fields of the
/// input.
#[derive(Debug, Clone, Copy)]
pub struct Passim<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
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
            "cluster": self.cluster.number, "size": self.cluster.places.len(),
            "id": document.document, "begin": span.begin, "end": span.end, "text": self.text,
            "uid": uid(&document.document),
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

/// The number by which passim knows a document: what Spark's `xxhash64` makes of its id.
fn uid(id: &str) -> i64 {
    const SEED: u64 = 42;
    XxHash64::oneshot(SEED, id.as_bytes()).cast_signed()
}

/// The JSON form of a [`DocumentInfo`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Document))]
pub struct DocumentObject<'a> {
    document: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    /// The date as 2031, 2031-05 or 2031-05-02, where it is understood.
    day: Option<&'a str>,
    series: Option<&'a str>,
    paragraphs: u32,
    characters: u32,
    encoding: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = BTreeMap<String, Value>))]
    other: BTreeMap<String, Box<RawValue>>,
}

impl<'a> DocumentObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(document: &'a DocumentInfo) -> Self {
        let raw = |(name, value): (&'_ String, &String)| {
            Some((name.clone(), RawValue::from_string(value.clone()).ok()?))
        };
        DocumentObject {
            document: &document.document,
            title: document.title.as_deref(),
            date: document.date.as_deref(),
            day: document.day.as_deref(),
            series: document.series.as_deref(),
            paragraphs: document.paragraphs,
            characters: document.characters,
            encoding: &document.encoding,
            other: document.other.iter().filter_map(raw).collect(),
        }
    }
}

impl Json for DocumentInfo {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&DocumentObject::of(self), out)
    }
}

impl Json for Damage {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&json!({"path": self.path.display().to_string(), "what": self.what}), out)
    }
}

impl Json for Report {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let skipped = self.skipped.iter().map(|skipped| {
            json!({"path": skipped.path.display().to_string(), "line": skipped.line, "why": skipped.why})
        });
        let renamed = self.renamed.iter().map(|renamed| {
            json!({"document": renamed.document, "name": renamed.name, "path": renamed.path.display().to_string()})
        });
        let damaged = self.damaged.iter().map(|damaged| {
            let encoding = damaged.encoding.to_string();
            json!({"path": damaged.path.display().to_string(), "encoding": encoding, "characters": damaged.characters})
        });
        let object = json!({
            "added": self.added, "changed": self.changed, "removed": self.removed, "unchanged": self.unchanged,
            "documents": self.documents, "paragraphs": self.paragraphs, "links": self.links,
            "seeds": self.effort.seeds, "alignments": self.effort.alignments, "cells": self.effort.cells,
            "skipped": skipped.collect::<Vec<Value>>(), "renamed": renamed.collect::<Vec<Value>>(),
            "damaged": damaged.collect::<Vec<Value>>(),
        });
        write(&object, out)
    }
}

impl Json for DocumentMatches {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&json!({"document": self.document, "paragraphs": self.paragraphs}), out)
    }
}

/// The JSON form of [`Stats`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Stats))]
pub struct StatsObject {
    documents: usize,
    paragraphs: u64,
    characters: u64,
    links: u64,
    documents_with_copies: usize,
    unread: usize,
    bytes: u64,
    version: u32,
}

impl StatsObject {
    /// The object of a value.
    #[must_use]
    pub fn of(stats: &Stats) -> Self {
        let &Stats {
            documents,
            paragraphs,
            characters,
            links,
            documents_with_copies,
            unread,
            bytes,
            version,
        } = stats;
        StatsObject {
            documents,
            paragraphs,
            characters,
            links,
            documents_with_copies,
            unread,
            bytes,
            version,
        }
    }
}

impl Json for Stats {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&StatsObject::of(self), out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_the_number_that_spark_gives_it() {
        // The example of PySpark's documentation of xxhash64.
        assert_eq!(uid("ABC"), 4_105_715_581_806_190_027);
    }
}
