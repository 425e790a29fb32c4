//! What a book says of itself: which parts are its chapters, and who wrote it (EPUB 3.3, 5 and 6; EPUB 2 says it alike).

use crate::message;
use crate::message::Message;
use crate::read::Metadata;
use crate::read::archives::Package;
use crate::read::decode;
use crate::read::raw::Refusal;
use crate::read::xml::Tag;
use crate::read::xml::Xml;
use crate::read::xml::XmlEvent;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;

/// Where it stands which part lists the others.
const CONTAINER: &str = "META-INF/container.xml";
/// What is there of a book that only some programs may open.
const ENCRYPTION: &str = "META-INF/encryption.xml";

/// Fields of a book by the elements that say them.
const FIELDS: [(&str, &str); 5] = [
    ("title", "series"),
    ("creator", "author"),
    ("language", "language"),
    ("publisher", "publisher"),
    ("date", "published"),
];

/// A book.
pub(super) struct Book {
    /// The parts that are read, in order.
    pub(super) chapters: Vec<String>,
    metadata: Metadata,
}

impl Book {
    pub(super) fn of(package: &Package<'_>) -> Result<Self, Refusal> {
        let Some(container) = package.part(CONTAINER)? else {
            return Err(message!("not a book: it has no {part}", part = CONTAINER).into());
        };
        let mut path = None;
        each(CONTAINER, container, |tag, _| {
            if tag.name() == "rootfile" && path.is_none() {
                path = tag.attribute("full-path").map(Cow::into_owned);
            }
        })?;
        let path = path.unwrap_or_default();
        let Some(listed) = package.part(&path)? else {
            return Err(message!("not a book: it has no {part}", part = path).into());
        };
        if is_protected(package)? {
            return Err(message!("protected; only the program it was sold for can open it").into());
        }
        let listed = Listed::of(&path, listed)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Ok(Book {
            chapters: listed.chapters().map(|path| within(folder, path)).collect(),
            metadata: listed.metadata,
        })
    }

    /// What is known of a chapter with this heading that says this of itself.
    pub(super) fn of_chapter(&self, heading: Option<String>, own: Metadata) -> Metadata {
        // In many books each page has the title of the book.
        let title = own.title.filter(|title| Some(title) != self.metadata.series.as_ref());
        Metadata { title: heading.or(title), ..Metadata::default() }.or(&self.metadata)
    }
}

/// The list of the parts of a book.
#[derive(Default)]
struct Listed {
    /// By its id, where a part is, unless it is a table of contents or no text.
    parts: HashMap<String, String>,
    /// The ids of those that are read, in order.
    spine: Vec<String>,
    metadata: Metadata,
}

impl Listed {
    fn of(path: &str, xml: Vec<u8>) -> Result<Self, Refusal> {
        let mut listed = Listed::default();
        each(path, xml, |tag, text| match tag.name() {
            "item" => {
                let said = |name| tag.attribute(name).map(Cow::into_owned).unwrap_or_default();
                let is_text = ["application/xhtml+xml", "text/html"].contains(&said("media-type").as_str());
                let is_contents = said("properties").split_ascii_whitespace().any(|word| word == "nav");
                if is_text && !is_contents {
                    listed.parts.insert(said("id"), said("href"));
                }
            }
            "itemref" => listed.spine.extend(tag.attribute("idref").map(Cow::into_owned)),
            name => {
                let field = FIELDS.iter().find(|(element, _)| *element == name);
                if let Some((_, field)) = field.filter(|_| !text.is_empty()) {
                    let is_new = *field != "series" || listed.metadata.series.is_none();
                    if is_new && !listed.metadata.other.contains_key(*field) {
                        listed.metadata.set(field, &Value::from(text));
                    }
                }
            }
        })?;
        Ok(listed)
    }

    fn chapters(&self) -> impl Iterator<Item = &str> {
        self.spine.iter().filter_map(|id| self.parts.get(id)).map(String::as_str)
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

/// Tells each element of a part, and the text behind its tag.
fn each(part: &str, xml: Vec<u8>, mut tell: impl FnMut(&Tag<'_>, &str)) -> Result<(), Message> {
    let text = decode::decode(xml, None)?.text;
    let mut xml = Xml::of(&text);
    let mut open: Option<(Tag<'_>, String)> = None;
    loop {
        let event = xml
            .next()
            .map_err(|broken| message!("{part}, a part of it, is broken at byte {n}", part, n = broken.at))?;
        let (is_end, next) = match event {
            Some(XmlEvent::Text(text)) => {
                if let Some((_, said)) = &mut open {
                    said.push_str(&text);
                }
                continue;
            }
            Some(XmlEvent::Start(tag)) => (false, Some((tag, String::new()))),
            Some(XmlEvent::End) => (false, None),
            None => (true, None),
        };
        if let Some((tag, said)) = std::mem::replace(&mut open, next) {
            tell(&tag, said.trim());
        }
        if is_end {
            return Ok(());
        }
    }
}

/// The path of a part, as a part in this folder names it.
fn within(folder: &str, path: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let mut parts: Vec<String> =
        folder.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(percent_decode_str(part).decode_utf8_lossy().into_owned()),
        }
    }
    parts.join("/")
}
