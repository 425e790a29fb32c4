//! What stands in parts of its own, and is shown where the document refers to it: diagrams, charts, and documents that
//! are put in as they are (`altChunk`).

use super::super::page::Embedded;
use super::super::parts::OLE;
use super::super::parts::Parts;
use super::super::parts::lacking;
use super::compose;
use super::mhtml;
use super::relations::Relations;
use crate::message;
use crate::read::archives::is_zip;
use crate::read::formats::html;
use crate::read::formats::html::declared::declared;
use crate::read::raw::Refusal;
use crate::read::xml::Elements;
use crate::read::xml::Tag;
use crate::reading::Composer;
use crate::reading::Layer;
use std::collections::HashMap;
use std::collections::HashSet;

/// So many documents may lie in each other.
const DEEPEST: u32 = 4;
/// How paths of plain text end.
const TXT: &str = ".txt";
/// So many characters show that XML is a document of Word.
const HEAD: usize = 1 << 10;

/// What is attached to a part.
#[derive(Default)]
pub(super) struct Attached {
    paths: HashMap<String, String>,
    texts: HashMap<String, Embedded>,
}

impl Attached {
    /// Reads what a part names by its relations.
    pub(super) fn read(parts: &mut Parts<'_>, relations: Relations) -> Result<Self, Refusal> {
        let mut attached = Attached::default();
        for relation in relations.0 {
            let read = match relation.kind.as_str() {
                "aFChunk" => chunk,
                "diagramData" | "chart" => drawing,
                _ => continue,
            };
            if !attached.texts.contains_key(&relation.path) {
                let text = match read(parts, &relation.path) {
                    Err(Refusal::Content(why)) => {
                        parts.not_read(&relation.path, why);
                        Embedded::default()
                    }
                    text => text?,
                };
                attached.texts.insert(relation.path.clone(), text);
            }
            attached.paths.insert(relation.id, relation.path);
        }
        Ok(attached)
    }

    /// What has this id, once.
    pub(super) fn take(&mut self, id: &str) -> Option<Embedded> {
        self.texts.get_mut(self.paths.get(id)?).map(std::mem::take)
    }
}

/// A document that is put in: a page, with what belongs to it or without, a document of Word, or plain text.
fn chunk(parts: &mut Parts<'_>, path: &str) -> Result<Embedded, Refusal> {
    let bytes = parts.bytes(path)?.ok_or_else(lacking)?;
    if is_zip(&bytes) {
        return document(parts, path, bytes);
    }
    if bytes.starts_with(&OLE) || bytes.starts_with(b"{\\rtf") {
        return Err(unknown());
    }
    let (bytes, encoding) = match mhtml::page(&bytes) {
        Some((page, encoding)) => (page, encoding),
        None => (bytes, None),
    };
    let encoding = encoding.or_else(|| declared(bytes.get(..HEAD).unwrap_or(&bytes)));
    let text = parts.decoded(bytes, encoding)?;
    let is_page = text.trim_start().starts_with('<') && !path.to_lowercase().ends_with(TXT);
    if !is_page {
        return Ok(Embedded::of(text.lines()));
    }
    let head: String = text.chars().take(HEAD).collect();
    if ["pkg:package", "wordDocument"].iter().any(|root| head.contains(root)) {
        return Err(unknown());
    }
    parts.input.has_room(html::OF_BYTE * text.len() as u64)?;
    let page = html::show(&text, path)?;
    Ok(Embedded { text: page.text, title: page.heading })
}

/// A document of Word in another one.
fn document(parts: &mut Parts<'_>, path: &str, bytes: Vec<u8>) -> Result<Embedded, Refusal> {
    let input = parts.input.member(path, bytes)?;
    if input.depth > DEEPEST {
        return Err(message!("lies in {n} documents, each in the other", n = DEEPEST).into());
    }
    let mut inner = Parts::open(&input)?;
    let read = compose(&mut inner);
    let found = inner.found;
    parts.found.take(found);
    read.map(|(embedded, _)| embedded)
}

fn unknown() -> Refusal {
    message!("in a format that is not read there; put it in as DOCX").into()
}

/// What stands on a diagram or a chart.
fn drawing(parts: &mut Parts<'_>, path: &str) -> Result<Embedded, Refusal> {
    let xml = parts.text(path)?.ok_or_else(lacking)?;
    let mut drawing = Drawing::default();
    let read = drawing.read(&xml);
    parts.note(path, read);
    Ok(Embedded { text: drawing.composer.finish(), title: None })
}

/// A drawing on its way to its text.
#[derive(Default)]
struct Drawing {
    composer: Composer,
    open: Vec<Element>,
    line: String,
    /// Names that a chart has written: each row of its values has those of all.
    names: HashSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Other,
    Paragraph,
    Text,
    Name,
}

impl Drawing {
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.composer.push(Layer::Main, line.trim());
        self.composer.end_paragraph();
    }
}

impl Elements for Drawing {
    type Element = Element;

    fn open(&mut self) -> &mut Vec<Element> {
        &mut self.open
    }

    fn start(&mut self, tag: &Tag<'_>) -> Option<Element> {
        Some(match tag.name() {
            // What is drawn of numbers are bars and curves.
            "numCache" | "numLit" => return None,
            "p" | "v" => {
                self.line.clear();
                if tag.name() == "p" { Element::Paragraph } else { Element::Name }
            }
            "t" => Element::Text,
            "br" => {
                self.line.push(' ');
                Element::Other
            }
            _ => Element::Other,
        })
    }

    fn text(&mut self, text: &str) {
        if let Some(Element::Text | Element::Name) = self.open.last() {
            self.line.push_str(text);
        }
    }

    fn end(&mut self, element: Element) {
        match element {
            Element::Paragraph => self.end_line(),
            Element::Name if self.names.insert(self.line.clone()) => self.end_line(),
            Element::Name | Element::Text | Element::Other => {}
        }
    }
}
