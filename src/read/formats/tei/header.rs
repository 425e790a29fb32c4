//! The header: what it says of a text, which witnesses its apparatus has, and which characters are described.

use super::glyphs::Glyphs;
use super::plain::Due;
use super::plain::Plain;
use super::sigla::Sigla;
use super::source::Element;
use super::titles::Title;
use super::titles::Titles;
use crate::read::Metadata;
use serde_json::Value;
use std::collections::BTreeMap;

/// The most bytes of a field: what is longer is a description.
const LONGEST_FIELD: usize = 2_000;
/// By these words a source is told that is a digital text itself: its date is none of the text.
const DIGITAL: [&str; 10] =
    ["電子", "电子", "數位", "数字", "數據", "CBETA", "lectronic", "igital", "nline", "http"];

/// A header under way.
#[derive(Default)]
pub(super) struct Header {
    open: Vec<Open>,
    /// The characters of the element of the header that is open.
    plain: Plain,
    titles: Titles,
    fields: BTreeMap<&'static str, Vec<String>>,
    /// When the text was written; else when its source was.
    dates: (Vec<String>, Vec<String>),
    /// Whether the source is a digital text.
    is_digital: bool,
    /// How many descriptions of sources are open: the outermost holds what the others say.
    sources: usize,
}

/// An open element.
struct Open {
    name: String,
    /// Where its characters begin.
    begin: usize,
    kind: Option<String>,
    level: Option<String>,
    language: Option<String>,
    /// The date, the identifier, or the name that an attribute says.
    said: Option<String>,
    has_elements: bool,
}

impl Header {
    pub(super) fn start(&mut self, element: &Element<'_>, glyphs: &mut Glyphs) {
        if let Some(above) = self.open.last_mut() {
            above.has_elements = true;
        }
        self.plain.end(Due::Space);
        let name = element.name();
        if matches!(name, "char" | "glyph") {
            glyphs.begin(element.attribute("id"));
        }
        self.sources += usize::from(name == "sourceDesc");
        let said = match name {
            "date" | "origDate" => date(element),
            "witness" => element.attribute("id"),
            "language" => element.attribute("ident"),
            _ => None,
        };
        self.open.push(Open {
            name: name.to_owned(),
            begin: self.plain.len(),
            kind: element.attribute("type"),
            level: element.attribute("level"),
            language: element.attribute("lang"),
            said,
            has_elements: false,
        });
    }

    /// Whether an element of it is open.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub(super) fn text(&mut self, text: &str) {
        self.plain.push(text);
    }

    /// An element of it ends.
    pub(super) fn end(&mut self, sigla: &mut Sigla, glyphs: &mut Glyphs) {
        let Some(open) = self.open.pop() else { return };
        let whole = self.plain.since(open.begin).trim();
        let text = if whole.len() <= LONGEST_FIELD { whole.to_owned() } else { String::new() };
        if open.name == "sourceDesc" {
            self.sources -= 1;
            self.is_digital |= self.sources == 0 && DIGITAL.iter().any(|word| whole.contains(word));
        }
        match open.name.as_str() {
            "witness" => sigla.add(open.said, &text),
            "mapping" | "value" | "localName" => glyphs.says(&open.name, open.kind.as_deref(), &text),
            _ => self.field(open, text),
        }
        // What is parted from the next only by its element is not one word with it.
        self.plain.end(Due::Space);
    }

    fn field(&mut self, open: Open, text: String) {
        let is_in = |name: &str| self.open.iter().rev().take(8).any(|above| above.name == name);
        let above = self.open.last().map(|above| above.name.as_str()).unwrap_or_default();
        let of_source = is_in("sourceDesc");
        let title =
            |open: Open, text| Title { kind: open.kind, level: open.level, language: open.language, text };
        match (open.name.as_str(), above) {
            ("title", "titleStmt") => self.titles.add(title(open, text)),
            ("title", _) if of_source => self.titles.add_source(title(open, text)),
            ("author", "titleStmt") => self.add("author", text),
            ("editor", "titleStmt") => self.add("editor", text),
            ("edition", _) if is_in("editionStmt") => self.add("edition", text),
            ("extent", "fileDesc") => self.add("extent", text),
            ("idno", _) if of_source || is_in("publicationStmt") => self.add("idno", text),
            ("language", "langUsage") => self.add("language", open.said.unwrap_or(text)),
            ("bibl", "sourceDesc") if !open.has_elements => self.add("source", text),
            ("date", "creation") => self.dates.0.push(open.said.unwrap_or(text)),
            ("origDate", _) | ("date", "bibl" | "imprint") if of_source => {
                self.dates.1.push(open.said.unwrap_or(text));
            }
            _ => {}
        }
    }

    fn add(&mut self, name: &'static str, text: String) {
        let values = self.fields.entry(name).or_default();
        if !text.is_empty() && !values.contains(&text) && values.len() < 1_000 {
            values.push(text);
        }
    }

    /// What it says of the text.
    pub(super) fn finish(mut self) -> Metadata {
        let (title, series, more) = std::mem::take(&mut self.titles).finish();
        for (name, title) in more {
            self.add(name, title);
        }
        let (written, source) = self.dates;
        let dates = match written.is_empty() {
            false => written,
            // When a file was made does not date the text.
            true if self.is_digital => Vec::new(),
            true => source,
        };
        let mut metadata = Metadata { title, series, date: only(dates), ..Metadata::default() };
        for (name, mut values) in self.fields {
            let value = match values.pop() {
                Some(one) if values.is_empty() => Value::from(one),
                last => values.into_iter().chain(last).collect(),
            };
            if value != Value::Array(Vec::new()) {
                metadata.other.insert(name.to_owned(), value.to_string());
            }
        }
        metadata
    }
}

/// Of several dates nobody knows which one is meant.
fn only(mut dates: Vec<String>) -> Option<String> {
    dates.retain(|date| !date.is_empty());
    dates.dedup();
    dates.pop().filter(|_| dates.is_empty())
}

/// The date that attributes say, in the calendar of all.
fn date(element: &Element<'_>) -> Option<String> {
    let said = |names: [&str; 2]| names.into_iter().find_map(|name| element.attribute(name));
    let interval = said(["from", "notBefore"]).zip(said(["to", "notAfter"]));
    said(["when", "when-iso"]).or_else(|| interval.map(|(from, to)| format!("{from}/{to}")))
}
