//! DOCX: WordprocessingML, of Word and all that write as it does, by ECMA-376, Transitional and Strict: elements are
//! known by their names, whatever namespace these are in.

mod attached;
mod fields;
mod mhtml;
mod notes;
mod relations;
mod run;
mod styles;
mod walk;

use super::page::Embedded;
use super::parts::Parts;
use super::properties;
use crate::message;
use crate::read::Metadata;
use crate::read::Sink;
use crate::read::archives::is_zip;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use attached::Attached;
use relations::Relations;
use styles::Styles;
use walk::Walk;

pub(in crate::read) struct Docx;

impl Reader for Docx {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Docx,
            endings: &["docx", "docm", "dotx", "dotm"],
            told_by: "its ending",
            layers: "note: footnotes and endnotes, each at its mark; sign: their marks, counted where they are not typed, \
                     and ruby behind its characters; furniture: tables of contents, indexes and page numbers",
            loci: "division: each heading",
            fields: "of its properties title, author, subject and keywords; the title is its own, else the paragraph in the \
                     style of a title, else the first heading of the first rank, else the first heading; when the file was \
                     made is not its date",
            keys: "the path",
            limits: "held whole; what tracked changes deleted, hidden text, comments, page headers and footers, numbers of \
                     list items and descriptions of pictures are no text; text boxes, diagrams and the names on charts \
                     come after their paragraph; of what is embedded as a file only pages, texts and documents of Word \
                     are read (`altChunk`); a part that is broken is read up to there; encrypted ones are not read",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        is_zip(head)
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        let mut parts = Parts::open(input)?;
        let (Embedded { text, title }, package) = compose(&mut parts)?;
        let mut metadata = Metadata::default();
        let path = package.of("core-properties").unwrap_or("docProps/core.xml");
        if let Some(properties) = parts.other(path)? {
            parts.note(path, properties::read(&properties, &mut metadata));
        }
        parts.give(sink, text, metadata.or(&Metadata { title, ..Metadata::default() }))
    }
}

/// The text of a document, and the relations of its package.
fn compose(parts: &mut Parts<'_>) -> Result<(Embedded, Relations), Refusal> {
    let package = relations(parts, "_rels/.rels")?;
    let main = package.of("officeDocument").unwrap_or("word/document.xml").to_owned();
    let Some(text) = parts.text(&main)? else {
        return Err(
            message!("there is no document of Word in it: the part {part} is lacking", part = main).into()
        );
    };
    let relations = relations(parts, &relations::path_of(&main))?;
    let mut styles = Styles::default();
    if let Some((path, text)) = part(parts, &relations, "styles")? {
        parts.note(&path, styles.read(&text));
    }
    let mut walk = Walk::new(&styles);
    for kind in ["footnotes", "endnotes"] {
        if let Some((path, text)) = part(parts, &relations, kind)? {
            walk.attached = attached(parts, &path)?;
            parts.note(&path, walk.read_part(&text));
        }
    }
    walk.attached = Attached::read(parts, relations)?;
    parts.note(&main, walk.read_part(&text));
    let lacking = walk.lacking_notes();
    if lacking > 0 {
        let why = message!("of {n} {n|note|notes} only the {n|mark is|marks are} in it", n = lacking);
        parts.found.faults.push(why);
    }
    Ok((walk.finish(), package))
}

/// What is attached to a part.
fn attached(parts: &mut Parts<'_>, path: &str) -> Result<Attached, Refusal> {
    let relations = relations(parts, &relations::path_of(path))?;
    Attached::read(parts, relations)
}

/// Which parts belong to which, as one of them says.
fn relations(parts: &mut Parts<'_>, path: &str) -> Result<Relations, Refusal> {
    let mut relations = Relations::default();
    if let Some(text) = parts.other(path)? {
        let read = relations.read(path, &text);
        parts.note(path, read);
    }
    Ok(relations)
}

/// The part that is of a kind to the document, with its path; where nobody says which, that of the usual name.
fn part(
    parts: &mut Parts<'_>,
    relations: &Relations,
    kind: &str,
) -> Result<Option<(String, String)>, Refusal> {
    let usual = || format!("word/{kind}.xml");
    let path = relations.of(kind).map_or_else(usual, str::to_owned);
    Ok(parts.other(&path)?.map(|text| (path, text)))
}
