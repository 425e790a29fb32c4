//! Markdown, as CommonMark with tables, footnotes and front matter: the reading text is what its signs show.
//!
//! Links show their text, pictures their caption; a footnote stands at its anchor. Many a text that is called Markdown
//! is what OCR read, or a book typed by somebody who never heard of indented code: [`prepare`] keeps its lines what they
//! were meant to be, and paragraphs are told by the shape of their lines as in plain text, between the blank lines.

mod caption;
mod html;
mod loose;
mod prepare;
mod walk;

use super::front::Front;
use super::page::Page;
use crate::read::Metadata;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::reader::document_of_lines;
use crate::reading::Division;
use crate::reading::ReadingText;

pub(in crate::read) struct Markdown;

/// So many bytes a sign may take while it is parsed: 96 in what was tried, and its text.
const OF_SIGN: u64 = 128;

impl Reader for Markdown {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Markdown,
            endings: &["md", "markdown", "mdown", "mkd", "qmd"],
            told_by: "its ending",
            layers: "note: footnotes, each at its first mark, or at the end where it has none; \
                     sign: their marks, and `<rt>` beside its characters",
            loci: "division: each heading",
            fields: "front matter, YAML between `---` or TOML between `+++`; \
                     the title is its own, else the first heading of the first rank, else the first heading",
            keys: "the path",
            limits: "held whole; prose in the front matter (a sentence, or more than 40 characters) is text too, and \
                     comes first",
        }
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        document_of_lines(input, sink, |text| {
            input.has_room(OF_SIGN * signs(&text))?;
            let front = Front::of(&text);
            let mut page = Page::default();
            for prose in &front.prose {
                walk::compose(prose, &mut page);
            }
            walk::compose(text.get(front.end..).unwrap_or_default(), &mut page);
            let (text, title) = page.finish();
            let text = ReadingText { division: Division::Blocks, ..text };
            Ok::<_, Refusal>((text, front.metadata.or(&Metadata { title, ..Metadata::default() })))
        })
    }
}

/// How many characters of a text may be signs of Markdown, or end a line.
fn signs(text: &str) -> u64 {
    text.bytes().filter(|byte| b"\n\r*_`~[]<>!&\\|$".contains(byte)).count() as u64
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
