//! What a book says of itself: its manifest and its spine, and who wrote it (EPUB 3.3, 5 and 6; EPUB 2 says it alike).

use super::metadata::Said;
use crate::message;
use crate::message::Message;
use crate::read::Metadata;
use crate::read::archives::Package;
use crate::read::formats::html::declared::decoded;
use crate::read::raw::Refusal;
use crate::read::xml::Tag;
use crate::read::xml::Xml;
use crate::read::xml::XmlEvent;
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::HashSet;

/// Where it stands which part lists the others.
const CONTAINER: &str = "META-INF/container.xml";
/// What is there of a book that only some programs may open.
const ENCRYPTION: &str = "META-INF/encryption.xml";

/// A book.
pub(super) struct Book {
    /// What its spine names, in order.
    pub(super) spine: Vec<Chapter>,
    /// What is wrong with its list of parts.
    pub(super) fault: Option<Message>,
    metadata: Metadata,
}

/// What the spine names.
pub(super) enum Chapter {
    /// A part.
    Part(String),
    /// One that is the table of contents.
    Contents(String),
    /// What the manifest does not have, by its id.
    Unknown(String),
}

impl Book {
    pub(super) fn of(package: &Package<'_>) -> Result<Self, Refusal> {
        let Some(container) = package.part(CONTAINER)? else {
            return Err(message!("not a book: it has no {part}", part = CONTAINER).into());
        };
        let mut path = None;
        let fault = each(CONTAINER, container, |tag, _| {
            if tag.name() == "rootfile" && path.is_none() {
                path = tag.attribute("full-path").map(|path| package.path("", &path));
            }
        })?;
        let Some(path) = path else {
            let lacking = message!("not a book: its {part} names no list of parts", part = CONTAINER);
            return Err(fault.unwrap_or(lacking).into());
        };
        let Some(listed) = package.part(&path)? else {
            return Err(message!("not a book: it has no {part}", part = path).into());
        };
        if is_protected(package)? {
            return Err(message!("protected; only the program it was sold for can open it").into());
        }
        let mut listed_parts = Manifest::default();
        let fault = each(&path, listed, |tag, text| listed_parts.take(tag, text))?;
        let Manifest { spine, said, .. } = &listed_parts;
        if let Some(fault) = fault.as_ref().filter(|_| spine.is_empty()) {
            return Err(fault.clone().into());
        }
        let metadata = said.metadata();
        Ok(Book { spine: listed_parts.chapters(&path, package), fault, metadata })
    }

    /// What is known of a chapter with this heading that says this of itself.
    pub(super) fn of_chapter(&self, heading: Option<String>, own: Metadata) -> Metadata {
        // In many books each page has the title of the book.
        let title = own.title.filter(|title| Some(title) != self.metadata.series.as_ref());
        Metadata { title: heading.or(title), ..Metadata::default() }.or(&self.metadata)
    }
}

/// An item of the manifest.
struct Item {
    href: String,
    is_contents: bool,
    /// What is read where this cannot be.
    fallback: Option<String>,
    is_picture: bool,
}

/// The manifest, and what stands beside it.
#[derive(Default)]
struct Manifest {
    /// By their ids.
    items: HashMap<String, Item>,
    /// The ids of what is read, in order.
    spine: Vec<String>,
    said: Said,
}

impl Manifest {
    fn take(&mut self, tag: &Tag<'_>, text: &str) {
        let said = |name| tag.attribute(name).map(Cow::into_owned).unwrap_or_default();
        match tag.name() {
            "item" => {
                let item = Item {
                    href: said("href").trim().to_owned(),
                    is_contents: said("properties").split_ascii_whitespace().any(|word| word == "nav"),
                    fallback: tag.attribute("fallback").map(Cow::into_owned),
                    is_picture: said("media-type").starts_with("image/")
                        && !said("media-type").contains("svg"),
                };
                self.items.insert(said("id").trim().to_owned(), item);
            }
            "itemref" => self.spine.push(said("idref").trim().to_owned()),
            _ => self.said.take(tag, text),
        }
    }

    /// What the spine names; what it names again has been read.
    fn chapters(&self, from: &str, package: &Package<'_>) -> Vec<Chapter> {
        let mut known = HashSet::new();
        let mut chapters = Vec::new();
        for id in &self.spine {
            let Some(mut item) = self.items.get(id) else {
                chapters.push(Chapter::Unknown(id.clone()));
                continue;
            };
            let text = item.fallback.as_ref().filter(|_| item.is_picture).and_then(|id| self.items.get(id));
            item = text.unwrap_or(item);
            let path = package.path(from, &item.href);
            if known.insert(path.clone()) {
                chapters.push(if item.is_contents { Chapter::Contents(path) } else { Chapter::Part(path) });
            }
        }
        chapters
    }
}

/// Whether chapters are encrypted; fonts may be.
fn is_protected(package: &Package<'_>) -> Result<bool, Refusal> {
    let Some(encryption) = package.part(ENCRYPTION)? else { return Ok(false) };
    let mut is_protected = false;
    each(ENCRYPTION, encryption, |tag, _| {
        let part = tag.attribute("URI").unwrap_or_default().to_ascii_lowercase();
        let ending = part.rsplit('.').next().unwrap_or_default();
        is_protected |= tag.name() == "CipherReference" && ["xhtml", "html", "htm", "xml"].contains(&ending);
    })?;
    Ok(is_protected)
}

/// Tells each element of a part, and the text behind its tag, up to where it is broken; says where that is.
fn each(part: &str, xml: Vec<u8>, mut tell: impl FnMut(&Tag<'_>, &str)) -> Result<Option<Message>, Message> {
    let text = with_references(&decoded(xml)?.text);
    let mut xml = Xml::of(&text);
    let mut open: Option<(Tag<'_>, String)> = None;
    loop {
        let (fault, next) = match xml.next() {
            Ok(Some(XmlEvent::Text(text))) => {
                if let Some((_, said)) = &mut open {
                    said.push_str(&text);
                }
                continue;
            }
            Ok(Some(XmlEvent::Start(tag))) => (None, Some((tag, String::new()))),
            Ok(Some(XmlEvent::End)) => (None, None),
            Ok(None) => (Some(None), None),
            Err(broken) => (
                Some(Some(message!("{part}, a part of it, is broken at byte {n}", part, n = broken.at))),
                None,
            ),
        };
        if let Some((tag, said)) = std::mem::replace(&mut open, next) {
            tell(&tag, said.trim());
        }
        if let Some(fault) = fault {
            return Ok(fault);
        }
    }
}

/// The same XML where each `&` begins a reference: many a title has one that is only a character.
fn with_references(xml: &str) -> String {
    let mut mended = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some((before, next)) = rest.find('&').and_then(|at| rest.split_at_checked(at)) {
        let name = next.get(1..).unwrap_or_default();
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '#').unwrap_or(name.len());
        let is_reference = end > 0 && name.get(end..).is_some_and(|rest| rest.starts_with(';'));
        mended.push_str(before);
        mended.push_str(if is_reference { "&" } else { "&amp;" });
        rest = name;
    }
    mended.push_str(rest);
    mended
}
