//! The pages of a book, and the notes that some of them have for others.

use super::package::Book;
use super::package::Chapter;
use crate::message;
use crate::read::archives::Package;
use crate::read::decode::Decoded;
use crate::read::encoding::Encoding;
use crate::read::formats::html::OF_BYTE;
use crate::read::formats::html::ParsedPage;
use crate::read::formats::html::declared::decoded;
use crate::read::formats::html::notes::Asked;
use crate::read::formats::html::notes::Outside;
use crate::read::formats::page::Piece;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use std::collections::HashMap;

/// How links to places in other pages end before the names of these.
const TO_PLACES: [&str; 3] = ["html#", "htm#", "xml#"];

/// The pages of a book.
pub(super) struct Pages<'a> {
    pub(super) input: &'a Input,
    pub(super) package: &'a Package<'a>,
}

/// A page that was parsed, and how it was decoded.
pub(super) struct Parsed {
    pub(super) page: ParsedPage,
    pub(super) encoding: Encoding,
    pub(super) damaged: usize,
}

/// The notes that pages have for others.
#[derive(Default)]
pub(super) struct Shared {
    /// By page, what others ask of it.
    pub(super) asked: HashMap<String, Asked>,
    /// The notes themselves, until they are shown; nothing of those that were.
    pub(super) notes: HashMap<Outside, Vec<Piece>>,
}

impl Pages<'_> {
    /// The page at a path; none where that is a picture.
    pub(super) fn parsed(&self, path: &str) -> Result<Option<Parsed>, Refusal> {
        let Some(Decoded { text, encoding, damaged }) = self.text(path)? else { return Ok(None) };
        self.input.has_room(OF_BYTE * text.len() as u64)?;
        Ok(Some(Parsed { page: ParsedPage::of_book(&text, path)?, encoding, damaged }))
    }

    fn text(&self, path: &str) -> Result<Option<Decoded>, Refusal> {
        let Some(bytes) = self.package.part(path)? else {
            return Err(message!("the book does not hold it").into());
        };
        if is_picture(&bytes) {
            return Ok(None);
        }
        Ok(Some(decoded(bytes)?))
    }

    /// The notes that pages have for others. What cannot be read is told when its own turn comes.
    pub(super) fn shared(&self, book: &Book) -> Result<Shared, Refusal> {
        let mut shared = Shared::default();
        for chapter in &book.spine {
            let (Chapter::Part(path) | Chapter::Contents(path)) = chapter else { continue };
            let parsed = known(self.text(path))?.flatten().and_then(|Decoded { text, .. }| {
                let has_links = TO_PLACES.iter().any(|end| text.contains(end));
                let has_room = self.input.has_room(OF_BYTE * text.len() as u64).is_ok();
                if has_links && has_room { ParsedPage::of_book(&text, path).ok() } else { None }
            });
            for ((page, name), says_so) in parsed.map(|parsed| parsed.asks()).unwrap_or_default() {
                let asked = shared.asked.entry(page).or_default();
                *asked.names.entry(name).or_default() |= says_so;
                asked.paths.insert(path.clone());
            }
        }
        shared.asked.retain(|path, _| self.package.has(path));
        let mut bytes = 0;
        let mut pages: Vec<&String> = shared.asked.keys().collect();
        pages.sort();
        for path in pages {
            let Some(parsed) = known(self.parsed(path))?.flatten() else { continue };
            let Some(asked) = shared.asked.get(path) else { continue };
            for (name, pieces) in parsed.page.give(asked) {
                bytes += pieces.iter().map(size).sum::<u64>();
                self.input.has_room(bytes)?;
                shared.notes.insert((path.clone(), name), pieces);
            }
        }
        Ok(shared)
    }
}

/// What was read, if it was.
fn known<T>(read: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(Refusal::System(why)) => Err(Refusal::System(why)),
        Err(Refusal::Content(_) | Refusal::Longer) => Ok(None),
    }
}

/// What a piece takes.
fn size(piece: &Piece) -> u64 {
    let own = size_of::<Piece>();
    let text = match piece {
        Piece::Text(_, text) | Piece::Reference(text, _) => text.len(),
        Piece::LineEnd => 0,
    };
    (own + text) as u64
}

/// Whether this is a picture and no page, whatever it is called.
fn is_picture(bytes: &[u8]) -> bool {
    [&b"\xFF\xD8\xFF"[..], b"\x89PNG", b"GIF8", b"RIFF", b"BM"].iter().any(|begin| bytes.starts_with(begin))
}
