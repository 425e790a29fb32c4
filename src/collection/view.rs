//! What is shown of a collection beside hits: its documents, their paragraphs, its numbers.

use crate::catalogue::About;
use crate::catalogue::Record;
use crate::catalogue::Rest;
use crate::notation::told_json;
use crate::notation::told_known_share;
use crate::place::Rank;
use crate::read::Skipped;
use crate::read::Unsupported;
use crate::reading::Confidence;
use crate::snapshot::Snapshot;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A document of the index.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Document))]
#[non_exhaustive]
pub struct DocumentInfo {
    /// What it is called, and what its source says of it.
    #[serde(flatten)]
    pub about: About,
    /// How many paragraphs it has.
    pub paragraphs: u32,
    /// How long its source is, in Unicode scalar values.
    pub characters: u32,
    /// The encoding it was read in.
    pub encoding: String,
    /// How well it was read, 0 to 1: `confidence`, else the share of its Chinese characters, or of a sample of them, that
    /// make a word of the dictionary with a neighbour; none where it has none.
    #[serde(serialize_with = "told_known_share", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub quality: Option<f32>,
    /// How sure its source is on the average that it was read well, 0 to 1; none where it does not say.
    #[serde(serialize_with = "told_known_share", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub confidence: Option<f32>,
    /// Further metadata: each value as JSON text, in JSON the value itself.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", serialize_with = "told_json")]
    #[cfg_attr(feature = "schema", schema(value_type = BTreeMap<String, serde_json::Value>))]
    pub other: BTreeMap<String, String>,
}

impl DocumentInfo {
    pub(super) fn of(record: &Record) -> Self {
        DocumentInfo {
            about: record.about(),
            other: record.metadata.other.clone(),
            paragraphs: record.paragraphs,
            characters: record.characters,
            encoding: record.origin.encoding.clone(),
            quality: record.quality(),
            confidence: record.confidence.map(Confidence::share),
        }
    }
}

/// What an index holds, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Stats {
    /// Documents.
    pub documents: usize,
    /// Paragraphs.
    pub paragraphs: u64,
    /// Unicode scalar values of all sources.
    pub characters: u64,
    /// Stored links between passages.
    pub links: u64,
    /// Documents with at least one copy of a passage elsewhere.
    pub documents_with_copies: usize,
    /// Files and records that could not be read, and why.
    pub skipped: Vec<Skipped>,
    /// Files that no reader is there for, by their endings.
    pub unsupported: Vec<Unsupported>,
    /// How well its documents were read on the average, each weighed by its characters; none where nobody knows.
    #[serde(serialize_with = "told_known_share", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub quality: Option<f32>,
    /// Size of the index on the disk, in bytes.
    pub bytes: u64,
    /// Version of the index format.
    pub version: u32,
}

impl Stats {
    pub(super) fn of(snapshot: &Snapshot, folder: &Path) -> Self {
        let catalogue = &snapshot.catalogue;
        let Rest { unread, unsupported, .. } = catalogue.rest();
        let sizes =
            fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| entry.metadata().ok());
        Stats {
            documents: catalogue.len(),
            paragraphs: snapshot.reader.len(),
            characters: catalogue.records().map(|record| u64::from(record.characters)).sum(),
            links: snapshot.links().len(),
            documents_with_copies: Rank::all(catalogue.len())
                .filter(|&rank| snapshot.links().edges(rank).next().is_some())
                .count(),
            skipped: unread.into_iter().map(|unread| unread.skipped).collect(),
            unsupported: Unsupported::group(unsupported.into_iter().map(|file| file.path)),
            quality: mean_quality(catalogue.records()),
            bytes: sizes.filter(fs::Metadata::is_file).map(|metadata| metadata.len()).sum(),
            version: snapshot.manifest.version,
        }
    }
}

/// How well documents were read on the average, each weighed by its characters.
fn mean_quality<R: std::borrow::Borrow<Record>>(records: impl Iterator<Item = R>) -> Option<f32> {
    let known = records.filter_map(|record| {
        let record = record.borrow();
        Some((f64::from(record.quality()?), f64::from(record.characters)))
    });
    let (sum, weight) =
        known.fold((0.0, 0.0), |(sum, weight), (quality, of)| (quality.mul_add(of, sum), weight + of));
    #[expect(clippy::cast_possible_truncation, reason = "it is of 0 to 1")]
    (weight > 0.0).then(|| (sum / weight) as f32)
}
