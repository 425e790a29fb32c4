//! HTML: what a page shows, without what it has around its text.

pub(in crate::read::formats) mod elements;
mod furniture;
mod head;
mod notes;
mod sink;
mod tree;
mod walk;

use super::page::Page;
use crate::message::Message;
use crate::read::Metadata;
use crate::read::Sink;
use crate::read::encoding::declared;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::reader::document_of;
use crate::reading::Layer;
use crate::reading::ReadingText;
use ego_tree::NodeId;
use notes::References;
use std::collections::HashSet;
use walk::Walk;

pub(in crate::read) struct Html;

/// So many bytes a page may take while it is parsed, for each of its own: a tag of four bytes is a node.
pub(super) const OF_BYTE: u64 = 64;

impl Reader for Html {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Html,
            endings: &["html", "htm", "xhtml", "xht", "shtml"],
            told_by: "its ending",
            layers: "note: footnotes, each at its first mark; sign: their marks, and `<rt>` beside its characters",
            loci: "division: each heading",
            fields: "`<title>` and `<meta>`: title, author, date, series (the name of the site); the language; the \
                     title is without the name of the house behind it where a heading says so",
            keys: "the path",
            limits: "held whole; 10,000 elements in each other; not text: what is hidden, scripts, forms, navigation, \
                     the foot of the page, small blocks that are links for the most part, what stands beside `<main>`; \
                     nor the text that stands for a picture",
        }
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        let decoded = input.decoded_as(declared(&input.head))?;
        document_of(decoded, input, sink, |text| {
            input.has_room(OF_BYTE * text.len() as u64)?;
            let Shown { text, metadata, .. } = show(&text)?;
            Ok::<_, Refusal>((text, metadata))
        })
    }
}

/// What a page shows.
pub(super) struct Shown {
    pub(super) text: ReadingText,
    /// Its first heading, of the highest rank.
    pub(super) heading: Option<String>,
    /// What it says of itself.
    pub(super) metadata: Metadata,
}

/// What a page shows.
///
/// # Errors
/// Says why it cannot be parsed.
pub(super) fn show(text: &str) -> Result<Shown, Message> {
    let tree = tree::parse(text)?;
    let references = References::of(&tree);
    let mut left_out = furniture::left_out(&tree);
    left_out.extend(references.back.iter().copied());
    let mut page = Page::default();
    for (id, name) in &references.notes {
        let Some(note) = tree.get(*id) else { continue };
        page.begin_note();
        let layer = std::mem::replace(&mut page.layer, Layer::Note);
        Walk::new(&mut page, &left_out, &References::default()).show(note);
        page.layer = layer;
        let pieces = page.end_note();
        page.notes.add(name, 0, pieces);
    }
    page.joins = true;
    let notes: HashSet<NodeId> = references.notes.iter().map(|(id, _)| *id).collect();
    left_out.extend(notes);
    Walk::new(&mut page, &left_out, &references).show(tree.root());
    page.write_other_notes();
    let (text, heading) = page.finish();
    Ok(Shown { text, metadata: head::metadata(&tree, heading.as_deref()), heading })
}

#[cfg(test)]
mod tests;
