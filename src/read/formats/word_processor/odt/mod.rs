//! ODT: OpenDocument text, as ISO/IEC 26300 and OASIS ODF 1.3 have it: elements are known by their names, whatever
//! namespace these are in.

mod styles;
mod walk;

use super::page::Embedded;
use super::parts::Parts;
use super::parts::Read;
use super::parts::encrypted;
use super::parts::give;
use super::parts::torn;
use super::properties;
use crate::message;
use crate::message::Message;
use crate::read::Metadata;
use crate::read::Sink;
use crate::read::archives::is_zip;
use crate::read::decode::Decoded;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::xml::BrokenXml;
use crate::read::xml::Elements;
use crate::read::xml::Xml;
use crate::read::xml::XmlEvent;
use std::collections::HashMap;
use walk::Walk;

pub(in crate::read) struct Odt;

impl Reader for Odt {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Odt,
            endings: &["odt", "ott", "fodt"],
            told_by: "its ending",
            layers: "note: footnotes and endnotes, each at its mark; sign: their marks, and ruby behind its characters; \
                     furniture: tables of contents, indexes and page numbers",
            loci: "division: each heading",
            fields: "of its properties title, author, subject and keywords; the title is its own, else the paragraph in the \
                     style of a title, else the first heading of the first rank, else the first heading; when the file was \
                     made is not its date",
            keys: "the path",
            limits: "held whole; what tracked changes deleted, hidden text, annotations, page headers and footers, numbers of \
                     list items and descriptions of pictures are no text; text boxes and the names on charts come after \
                     their paragraph; a part that is broken is read up to there; encrypted ones are not read",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        is_zip(head)
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        // One XML file in which all parts are.
        if !input.head.starts_with(b"PK") && input.head.trim_ascii_start().starts_with(b"<") {
            return read_flat(input, sink);
        }
        let mut parts = Parts::open(input)?;
        let manifest = parts.other("META-INF/manifest.xml")?.unwrap_or_default();
        if parts.has("encrypted-package") || manifest.contains("encryption-data") {
            return Err(encrypted());
        }
        let content = "content.xml";
        let Some(text) = parts.text(content)? else {
            return Err(message!(
                "there is no OpenDocument text in it: the part {part} is lacking",
                part = content
            )
            .into());
        };
        let mut walk = Walk::default();
        walk.objects = objects(&mut parts, &text)?;
        if let Some(styles) = parts.other("styles.xml")? {
            parts.note("styles.xml", walk.read(&styles));
        }
        parts.note(content, walk.read(&text));
        for (path, broken) in std::mem::take(&mut walk.faults) {
            parts.note(&part_of(&path), Err(broken));
        }
        let Embedded { text, title } = walk.finish();
        let mut metadata = Metadata::default();
        if let Some(meta) = parts.other("meta.xml")? {
            parts.note("meta.xml", properties::read(&meta, &mut metadata));
        }
        parts.give(sink, text, metadata.or(&Metadata { title, ..Metadata::default() }))
    }
}

/// The objects that a text shows, formulas and charts, by where it says that they are.
fn objects(parts: &mut Parts<'_>, text: &str) -> Result<HashMap<String, String>, Refusal> {
    let (mut xml, mut objects) = (Xml::of(text), HashMap::new());
    while let Ok(Some(event)) = xml.next() {
        let XmlEvent::Start(tag) = event else { continue };
        let path = tag.attribute("href").filter(|_| tag.name() == "object");
        // What lies elsewhere is not asked for.
        let Some(path) = path.filter(|path| !path.contains(':') && !path.starts_with(['/', '#'])) else {
            continue;
        };
        if !objects.contains_key(&*path)
            && let Some(object) = parts.needed(&part_of(&path))?
        {
            objects.insert(path.into_owned(), object);
        }
    }
    Ok(objects)
}

/// The part in which the content of an object is.
fn part_of(object: &str) -> String {
    format!("{}/content.xml", object.trim_start_matches("./").trim_end_matches('/'))
}

/// Reads a document that is one XML file.
fn read_flat(input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let Decoded { text: xml, encoding, damaged } = input.decoded()?;
    let (mut walk, mut metadata) = (Walk::default(), Metadata::default());
    let fault = |broken: BrokenXml| -> Message { torn("document", broken) };
    let faults = walk.read(&xml).err().map(fault).into_iter().collect();
    // What is broken has been said.
    let _broken = properties::read(&xml, &mut metadata);
    let Embedded { text, title } = walk.finish();
    let metadata = metadata.or(&Metadata { title, ..Metadata::default() });
    give(input, sink, Read { text, metadata, damaged, faults, encoding })
}
