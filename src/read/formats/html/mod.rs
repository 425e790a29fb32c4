//! HTML: what a page shows, without what it has around its text.

pub(in crate::read::formats) mod declared;
pub(in crate::read::formats) mod elements;
mod furniture;
mod head;
pub(in crate::read::formats) mod markup;
pub(in crate::read::formats) mod notes;
mod parsed;
pub(in crate::read::formats) mod sink;
pub(in crate::read::formats) mod tree;
mod walk;
mod weights;
pub(in crate::read::formats) mod xhtml;

use crate::message;
use crate::message::Message;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::is_blank;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::reader::document_of;
use elements::Kind;
pub(in crate::read::formats) use parsed::ParsedPage;
pub(in crate::read::formats) use parsed::Shown;
use std::collections::HashMap;
use xhtml::Syntax;

pub(in crate::read) struct Html;

/// So many bytes a page may take while it is parsed, for each of its own: a tag of four bytes is a node.
pub(in crate::read::formats) const OF_BYTE: u64 = 64;

impl Reader for Html {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Html,
            endings: &["html", "htm", "xhtml", "xht", "shtml"],
            told_by: "its ending",
            layers: "note: footnotes, each at its first mark; sign: their marks, and `<rt>` beside its characters",
            loci: "division: each heading; page: each page break that is marked",
            fields: "`<title>` and `<meta>`: title, author, date, series (the name of the site); the language; the title is \
                     without the name of the house where a heading or `og:site_name` says so",
            keys: "the path",
            limits: "held whole; XHTML as XML where it is that; 10,000 elements in each other; not text: what is hidden, \
                     scripts, forms, `<noscript>`, closed `<dialog>`s, `<nav>`, what stands beside the one `<main>` or \
                     `<article>`, and outside of that `<footer>`, `<aside>` and blocks that are links for the most part, \
                     but for lists between paragraphs; the name of a class alone leaves nothing out; nor the text that \
                     stands for a picture",
        }
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        let decoded = match input.encoding {
            Some(_) => input.decoded()?,
            None => declared::decoded(input.bytes()?)?,
        };
        if is_blank(&decoded.text) {
            return Err(message!("empty").into());
        }
        let name = input.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        document_of(decoded, input, sink, |text| {
            input.has_room(OF_BYTE * text.len() as u64)?;
            let Shown { text, metadata, .. } = show(&text, &name)?;
            Ok::<_, Refusal>((text, metadata))
        })
    }
}

/// What a page of the web shows, by the name of its file.
///
/// # Errors
/// Says why it cannot be parsed.
pub(super) fn show(text: &str, name: &str) -> Result<Shown, Message> {
    let is_xhtml = name
        .rsplit('.')
        .next()
        .is_some_and(|ending| ["xhtml", "xht"].iter().any(|known| ending.eq_ignore_ascii_case(known)));
    let syntax = if is_xhtml { Syntax::Xhtml } else { Syntax::of(text) };
    Ok(ParsedPage::of(text, Kind::Web, (name, syntax))?.show(&notes::Asked::default(), &mut HashMap::new()))
}

#[cfg(test)]
mod tests;
