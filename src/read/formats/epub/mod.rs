//! EPUB: a document for each chapter, in the order in which they are read.

mod package;

use super::html;
use super::html::Shown;
use crate::message;
use crate::read::Document;
use crate::read::Sink;
use crate::read::Unfit;
use crate::read::archives::Package;
use crate::read::archives::is_zip;
use crate::read::decode;
use crate::read::encoding::Encoding;
use crate::read::encoding::declared;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::is_blank;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::unfit;
use package::Book;

pub(in crate::read) struct Epub;

impl Reader for Epub {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Epub,
            endings: &["epub"],
            told_by: "its ending",
            layers: "as of HTML",
            loci: "division: each heading",
            fields: "of the book: its title, which is the series of the chapters, author, language, publisher, \
                     `published` (the book's own date, which is not that of its text); the title of a chapter is its \
                     heading",
            keys: "the path and the number of the chapter in the order of reading: `book.epub#3`; what has no text, such \
                   as a cover, is counted and is no document",
            limits: "a chapter at a time; tables of contents are left out; a protected book is not read",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        is_zip(head)
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        let package = Package::open(input)?;
        let book = Book::of(&package)?;
        let mut chapters = 0;
        for (number, path) in (1..).zip(&book.chapters) {
            let id = format!("{}#{number}", input.key);
            let path_within = input.path.join(path);
            let read = match package.part(path) {
                Ok(Some(bytes)) => chapter(bytes),
                Ok(None) => Err(message!("the book does not hold it").into()),
                Err(Refusal::Longer) => Err(input.longer()?.into()),
                Err(refusal) => Err(refusal),
            };
            match read {
                Ok(None) => {}
                Ok(Some(Shown { text, heading, metadata })) => {
                    chapters += 1;
                    let metadata = book.of_chapter(heading, metadata);
                    if sink.document(Document { id, text, metadata }).is_break() {
                        return Ok(());
                    }
                }
                Err(Refusal::Content(why)) => {
                    sink.unfit(&path_within, Unfit { id: Some(id), ..Unfit::torn(why) });
                }
                Err(refusal) => return Err(refusal),
            }
        }
        if chapters == 0 {
            return Err(message!("no chapter of it has a text").into());
        }
        sink.decoded(&input.path, Encoding::Utf8, 0);
        Ok(())
    }
}

/// What a chapter shows, if that is anything.
fn chapter(bytes: Vec<u8>) -> Result<Option<Shown>, Refusal> {
    let declared = declared(bytes.get(..1 << 10).unwrap_or(&bytes));
    let text = decode::decode(bytes, declared)?.text;
    let shown = html::show(&text)?;
    if is_blank(&shown.text.text) {
        return Ok(None);
    }
    unfit(&shown.text.text)?;
    Ok(Some(shown))
}

#[cfg(test)]
mod tests;
