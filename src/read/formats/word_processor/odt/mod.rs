//! ODT: OpenDocument text, as ISO/IEC 26300 and OASIS ODF 1.3 have it: elements are known by their names, whatever
//! namespace these are in.

mod styles;
mod walk;

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
                     list items, descriptions of pictures and formulas are no text; text boxes come after their paragraph; \
                     a part that is broken is read up to there; encrypted ones are not read",
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
        if let Some(styles) = parts.other("styles.xml")? {
            parts.note("styles.xml", walk.read(&styles));
        }
        parts.note(content, walk.read(&text));
        let (text, title) = walk.finish();
        let mut metadata = Metadata::default();
        if let Some(meta) = parts.other("meta.xml")? {
            parts.note("meta.xml", properties::read(&meta, &mut metadata));
        }
        parts.give(sink, text, metadata.or(&Metadata { title, ..Metadata::default() }))
    }
}

/// Reads a document that is one XML file.
fn read_flat(input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let Decoded { text: xml, encoding, damaged } = input.decoded()?;
    let (mut walk, mut metadata) = (Walk::default(), Metadata::default());
    let fault = |broken: BrokenXml| -> Message { torn("document", broken) };
    let faults = walk.read(&xml).err().map(fault).into_iter().collect();
    // What is broken has been said.
    let _broken = properties::read(&xml, &mut metadata);
    let (text, title) = walk.finish();
    let metadata = metadata.or(&Metadata { title, ..Metadata::default() });
    give(input, sink, Read { text, metadata, damaged, faults, encoding })
}
