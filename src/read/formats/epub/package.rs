//! What a book says of itself: which parts are its chapters, and who wrote it (EPUB 3.3, 5 and 6; EPUB 2 says it alike).

use crate::message;
use crate::message::Message;
use crate::read::Metadata;
use crate::read::archives::Package;
use crate::read::decode;
use crate::read::encoding::declared;
use crate::read::raw::Refusal;
use html_escape::decode_html_entities;
use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
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
        each(&container, |name, start, _| {
            if name == "rootfile" && path.is_none() {
                path = attribute(start, "full-path");
            }
        })?;
        let path = path.unwrap_or_default();
        let Some(listed) = package.part(&path)? else {
            return Err(message!("not a book: it has no {part}", part = path).into());
        };
        if is_protected(package)? {
            return Err(message!("protected; only the program it was sold for can open it").into());
        }
        let listed = Listed::of(&listed)?;
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
    fn of(xml: &[u8]) -> Result<Self, Refusal> {
        let mut listed = Listed::default();
        each(xml, |name, start, text| match name {
            "item" => {
                let said = |name| attribute(start, name).unwrap_or_default();
                let is_text = ["application/xhtml+xml", "text/html"].contains(&said("media-type").as_str());
                let is_contents = said("properties").split_ascii_whitespace().any(|word| word == "nav");
                if is_text && !is_contents {
                    listed.parts.insert(said("id"), said("href"));
                }
            }
            "itemref" => listed.spine.extend(attribute(start, "idref")),
            _ => {
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
    each(&encryption, |name, start, _| {
        let part = attribute(start, "URI").unwrap_or_default().to_ascii_lowercase();
        let ending = part.rsplit('.').next().unwrap_or_default();
        is_protected |= name == "CipherReference" && ["xhtml", "html", "htm", "xml"].contains(&ending);
    })?;
    Ok(is_protected)
}

/// Tells each element: its name without a prefix, its tag, and the text behind that.
fn each(xml: &[u8], mut tell: impl FnMut(&str, &BytesStart<'_>, &str)) -> Result<(), Message> {
    let text = decode::decode(xml.to_vec(), declared(xml))?.text;
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends) = (false, true);
    let mut open: Option<(BytesStart<'_>, String)> = None;
    loop {
        let event =
            reader.read_event().map_err(|error| message!("damaged: {error}", error = error.to_string()))?;
        let is_end = matches!(event, Event::Eof);
        let (ended, next) = match event {
            Event::Start(start) | Event::Empty(start) => (open.take(), Some((start, String::new()))),
            Event::End(_) | Event::Eof => (open.take(), None),
            other => {
                if let Some((_, said)) = &mut open {
                    said.push_str(&shown(&other));
                }
                continue;
            }
        };
        if let Some((start, said)) = ended {
            tell(start.local_name().into_inner(), &start, said.trim());
        }
        open = next;
        if is_end {
            return Ok(());
        }
    }
}

/// What an event between tags shows.
fn shown<'e>(event: &'e Event<'_>) -> Cow<'e, str> {
    match event {
        Event::Text(text) => text.xml10_content(),
        Event::CData(text) => text.xml10_content(),
        Event::GeneralRef(entity) => {
            decode_html_entities(&format!("&{};", entity.xml10_content())).into_owned().into()
        }
        _ => Cow::Borrowed(""),
    }
}

/// The value of an attribute.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        start.attributes().flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
    Some(decode_html_entities(&found.value).into_owned())
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
