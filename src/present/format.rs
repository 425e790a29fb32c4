//! Formats: how a comparison, a collation and an export can be written, each stated once, for every face.

use super::collatex::collatex;
use super::collation_csv::collation_csv;
use super::html;
use super::json::json;
use super::tei::tei;
use crate::collate::collation::Collation;
use crate::collate::comparison::Comparison;
use crate::copies::class::Class;
use crate::message::Language;
use crate::notation::choice;
use std::io;
use std::io::Write;

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";

choice! {
/// How a comparison is written.
#[derive(Default)]
#[non_exhaustive]
pub enum ComparisonFormat {
    /// A page that stands for itself, with a switch for each class of differences
    Html = "html",
    /// One JSON object
    #[default]
    Json = "json",
}
}

choice! {
/// How a collation is written.
#[derive(Default)]
#[non_exhaustive]
pub enum CollationFormat {
    /// A page that stands for itself, with a switch for each class of differences
    Html = "html",
    /// One JSON object
    #[default]
    Json = "json",
    /// A TEI P5 document with a critical apparatus, in parallel segmentation
    Tei = "tei",
    /// An alignment table of CollateX, in its JSON
    Collatex = "collatex",
    /// A row a unit, for spreadsheets: an empty cell lacks the text, a `[silent]` copy does not reach there
    Csv = "csv",
}
}

choice! {
/// How an export is written.
#[derive(Default)]
#[non_exhaustive]
pub enum ExportFormat {
    /// One JSON object a line: a pair, or a cluster with all its places
    #[default]
    Jsonl = "jsonl",
    /// Comma-separated values under a heading: a row for a pair, or for a place of a cluster
    Csv = "csv",
    /// Apache Parquet with the columns of the CSV; not for a terminal
    ///
    /// Packed with Zstandard.
    Parquet = "parquet" if "parquet",
}
}

impl ComparisonFormat {
    /// What it is called in a `Content-Type`.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            ComparisonFormat::Html => HTML,
            ComparisonFormat::Json => JSON,
        }
    }

    /// Writes a comparison, a page in a language and with the differences of some classes unmarked.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::Class;
    /// use duikan::Language;
    /// use duikan::present::ComparisonFormat;
    ///
    /// let comparison = collection.compare("chenbao/0301-01:9", "ribao/0302-01:44")?;
    /// let mut page = Vec::new();
    /// ComparisonFormat::Html.write(&comparison, &[Class::Punctuation], Language::Chinese, &mut page)?;
    /// assert!(String::from_utf8(page)?.contains("<html lang=\"zh\">"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(
        self,
        comparison: &Comparison,
        hidden: &[Class],
        language: Language,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            ComparisonFormat::Html => html::comparison(comparison, hidden, language, out),
            ComparisonFormat::Json => json(comparison, out),
        }
    }
}

impl CollationFormat {
    /// What it is called in a `Content-Type`.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            CollationFormat::Html => HTML,
            CollationFormat::Json => JSON,
            CollationFormat::Tei => "application/tei+xml",
            CollationFormat::Collatex => "application/x-collatex+json",
            CollationFormat::Csv => "text/csv; charset=utf-8",
        }
    }

    /// Writes a collation, a page in a language.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::CopyFilter;
    /// use duikan::Language;
    /// use duikan::present::CollationFormat;
    ///
    /// let collation = collection.collate("chenbao/0301-01:9", None, &CopyFilter::default())?;
    /// let format: CollationFormat = "tei".parse()?;
    /// let mut out = Vec::new();
    /// format.write(&collation, Language::English, &mut out)?;
    /// assert!(String::from_utf8(out)?.contains("<rdg wit="));
    /// assert_eq!(format.media_type(), "application/tei+xml");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(self, collation: &Collation, language: Language, out: &mut dyn Write) -> io::Result<()> {
        match self {
            CollationFormat::Html => html::collation(collation, language, out),
            CollationFormat::Json => json(collation, out),
            CollationFormat::Tei => tei(collation, out),
            CollationFormat::Collatex => collatex(collation, out),
            CollationFormat::Csv => collation_csv(collation, out),
        }
    }
}
