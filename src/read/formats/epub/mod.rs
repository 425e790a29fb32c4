//! EPUB: a document for each chapter, in the order in which they are read.

mod metadata;
mod package;
mod pages;

use super::html::Shown;
use super::html::notes::Asked;
use crate::message;
use crate::message::Message;
use crate::read::Document;
use crate::read::Sink;
use crate::read::Unfit;
use crate::read::archives::Package;
use crate::read::archives::is_zip;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::is_blank;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::unfit;
use package::Book;
use package::Chapter;
use pages::Pages;
use pages::Parsed;
use pages::Shared;
use std::ops::ControlFlow;

pub(in crate::read) struct Epub;

impl Reader for Epub {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Epub,
            endings: &["epub"],
            told_by: "its ending",
            layers: "as of HTML; notes in another file of the book too",
            loci: "division: each heading; page: each page break that is marked",
            fields: "of the book: its title, which is the series of the chapters, author, translator, editor, language, \
                     publisher, `published` (the book's own date, which is not that of its text); the title of a chapter \
                     is its heading",
            keys: "the path and the number of the chapter in the order of reading: `book.epub#3`; what has no text, such \
                   as a cover, is counted and is no document",
            limits: "a chapter at a time; `<nav>`, scripts and what is hidden are no text, all else is; a protected book is \
                     not read",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        is_zip(head)
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        let package = Package::open(input)?;
        let book = Book::of(&package)?;
        let pages = Pages { input, package: &package };
        let shared = pages.shared(&book)?;
        if let Some(fault) = &book.fault {
            sink.unfit(&input.path, Unfit::torn(fault.clone()));
        }
        let mut reading = Reading { pages, book: &book, sink, shared, number: 0, count: 0 };
        for chapter in &book.spine {
            if reading.chapter(chapter)?.is_break() {
                return Ok(());
            }
        }
        if reading.count == 0 {
            return Err(message!("no chapter of it has a text").into());
        }
        Ok(())
    }
}

/// A table of contents of so many letters, beside its links, is a text too.
const PROSE: usize = 16;

/// A book on its way.
struct Reading<'a> {
    pages: Pages<'a>,
    book: &'a Book,
    sink: &'a mut dyn Sink,
    shared: Shared,
    /// Which chapter it is, and how many were documents.
    number: usize,
    count: usize,
}

impl Reading<'_> {
    /// Gives a chapter, or says why it cannot be read.
    fn chapter(&mut self, chapter: &Chapter) -> Result<ControlFlow<()>, Refusal> {
        let input = self.pages.input;
        let path = match chapter {
            Chapter::Part(path) | Chapter::Contents(path) => path,
            Chapter::Unknown(name) => {
                let why = message!("`{name}`, which its spine names, is not in its manifest", name);
                self.sink.unfit(&input.path, Unfit::torn(why));
                return Ok(ControlFlow::Continue(()));
            }
        };
        self.number += 1;
        let id = format!("{}#{}", input.key, self.number);
        let Shown { text, heading, metadata } = match self.shown(path) {
            Ok(Some(shown)) => shown,
            Ok(None) => return Ok(ControlFlow::Continue(())),
            Err(Refusal::Longer) => {
                let why = input.longer()?;
                return Ok(self.left_out(path, Unfit { id: Some(id), needs_room: true, ..Unfit::torn(why) }));
            }
            Err(Refusal::Content(why)) => {
                return Ok(self.left_out(path, Unfit { id: Some(id), ..Unfit::torn(why) }));
            }
            Err(refusal) => return Err(refusal),
        };
        // A table of contents has nothing but links and a heading, and is no chapter.
        let letters = text.text.chars().filter(|c| c.is_alphanumeric()).count();
        if matches!(chapter, Chapter::Contents(_)) && letters < PROSE {
            self.number -= 1;
            return Ok(ControlFlow::Continue(()));
        }
        if is_blank(&text.text) {
            return Ok(ControlFlow::Continue(()));
        }
        self.count += 1;
        let metadata = self.book.of_chapter(heading, metadata);
        Ok(self.sink.document(Document { id, text, metadata }))
    }

    fn left_out(&mut self, path: &str, unfit: Unfit) -> ControlFlow<()> {
        self.sink.unfit(&self.pages.input.path.join(path), unfit);
        ControlFlow::Continue(())
    }

    /// What a page shows, if it is one.
    fn shown(&mut self, path: &str) -> Result<Option<Shown>, Refusal> {
        let Some(Parsed { page, encoding, damaged }) = self.pages.parsed(path)? else { return Ok(None) };
        let nothing = Asked::default();
        let asked = self.shared.asked.get(path).unwrap_or(&nothing);
        let shown = page.show(asked, &mut self.shared.notes);
        if !is_blank(&shown.text.text) {
            let fit: Result<(), Message> = unfit(&shown.text.text);
            fit?;
            self.sink.decoded(&self.pages.input.path.join(path), encoding, damaged);
        }
        Ok(Some(shown))
    }
}

#[cfg(test)]
mod tests;
