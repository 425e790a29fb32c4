//! The pieces of an XML file, one after the other: tags, characters, and where it breaks.
//!
//! What a document type defines is taken for what it says, never looked up anywhere, and no definition is opened within
//! another: what is not opened is counted.

use crate::read::formats::unencoded;
use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// The most bytes that an entity of the file stands for; a longer one is a text of its own, and may stand for many.
const LONGEST_ENTITY: usize = 100;
/// So many of the inclusions that are not followed are named, by so many characters.
const NAMED: usize = 3;
const LONGEST_NAME: usize = 100;

const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";

/// A piece of a file.
pub(super) enum Piece<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// It ends.
    End,
    /// Characters.
    Text(Cow<'a, str>),
}

/// The start tag of an element.
pub(super) struct Element<'a> {
    tag: BytesStart<'a>,
    /// Where it begins in the file.
    pub(super) at: usize,
}

impl Element<'_> {
    /// Its name, without the prefix of its namespace.
    pub(super) fn name(&self) -> &str {
        self.tag.name().local_name().into_inner()
    }

    /// An attribute: that of the name, else one of another namespace. One that is blank says nothing.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut other = None;
        // What is no attribute costs nothing but itself.
        for attribute in self.tag.attributes().with_checks(false).flatten() {
            let key = attribute.key.into_inner();
            if key == name {
                return value(&attribute.value);
            }
            if attribute.key.local_name().into_inner() == name {
                other = value(&attribute.value);
            }
        }
        other
    }

    /// Whether an attribute is one of these words.
    pub(super) fn is(&self, attribute: &str, words: &[&str]) -> bool {
        self.attribute(attribute).is_some_and(|value| words.contains(&value.as_str()))
    }

    /// Whether it includes another file: TEI itself has no element of that name.
    pub(super) fn is_include(&self) -> bool {
        self.name() == "include" && self.tag.name().prefix().is_some() || self.declares(XINCLUDE)
    }

    /// Whether it says that names are of this namespace.
    pub(super) fn declares(&self, namespace: &str) -> bool {
        let mut attributes = self.tag.attributes();
        attributes
            .with_checks(false)
            .flatten()
            .any(|attribute| attribute.key.into_inner().starts_with("xmlns") && attribute.value == namespace)
    }
}

fn value(raw: &str) -> Option<String> {
    let value = html_escape::decode_html_entities(raw);
    let value: Vec<&str> = value.split_whitespace().collect();
    (!value.is_empty()).then(|| value.join(" "))
}

/// What a file includes that is not in it.
#[derive(Debug, Default)]
pub(super) struct Lacking {
    pub(super) count: usize,
    pub(super) names: Vec<String>,
}

impl Lacking {
    pub(super) fn add(&mut self, name: &str) {
        self.count += 1;
        self.name(name);
    }

    pub(super) fn name(&mut self, name: &str) {
        if self.names.len() < NAMED && !self.names.iter().any(|known| known == name) {
            self.names.push(name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect());
        }
    }
}

/// What the document type says that entities stand for.
#[derive(Default)]
struct Entities<'a> {
    known: HashMap<&'a str, Entity<'a>>,
}

enum Entity<'a> {
    Characters(String),
    /// More than a few characters, or something in them.
    Unopened,
    /// Another file.
    Outside(&'a str),
}

/// A file under way, or a part of it.
pub(super) struct Source<'a> {
    text: &'a str,
    /// Where that begins in the file.
    begin: usize,
    reader: Reader<&'a [u8]>,
    /// How many elements are open.
    depth: usize,
    entities: Rc<Entities<'a>>,
    pub(super) lacking: Lacking,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Source::at(text, 0, Rc::default())
    }

    fn at(text: &'a str, begin: usize, entities: Rc<Entities<'a>>) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        Source { text, begin, reader, depth: 0, entities, lacking: Lacking::default() }
    }

    /// A part of a file, from the beginning of an element to its end.
    pub(super) fn part(&self, part: Range<usize>) -> Self {
        let begin = part.start;
        Source::at(self.text.get(part).unwrap_or_default(), begin, Rc::clone(&self.entities))
    }

    /// Up to where it was read.
    pub(super) fn position(&self) -> usize {
        self.begin.saturating_add(usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX))
    }

    /// The next piece; nothing after the last.
    ///
    /// # Errors
    /// The line on which the file breaks.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, usize> {
        loop {
            let (begin, at) = (self.reader.buffer_position(), self.position());
            let event = self.reader.read_event();
            match event.map_err(|_| self.line(self.reader.error_position()))? {
                // It was not closed before the next.
                Event::Start(tag) if tag.attributes_raw().contains('<') => return Err(self.line(begin)),
                Event::Start(tag) | Event::Empty(tag) => {
                    self.depth += 1;
                    return Ok(Some(Piece::Start(Element { tag, at })));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Piece::End));
                }
                Event::Text(text) => return Ok(Some(Piece::Text(text.into_inner()))),
                Event::CData(text) => return Ok(Some(Piece::Text(text.into_inner()))),
                Event::GeneralRef(name) => return Ok(Some(Piece::Text(self.entity(&name).into()))),
                Event::DocType(definitions) => {
                    if let Cow::Borrowed(definitions) = definitions.into_inner() {
                        self.entities = Rc::new(Entities::of(definitions));
                    }
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof if self.depth > 0 => return Err(self.line(u64::MAX)),
                Event::Eof => return Ok(None),
            }
        }
    }

    /// The line of a byte.
    fn line(&self, at: u64) -> usize {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let end = self.text.trim_end().len();
        1 + self.text.bytes().take(at.min(end)).filter(|byte| *byte == b'\n').count()
    }

    /// What an entity stands for: one that nobody knows is one character without a name.
    fn entity(&mut self, name: &str) -> String {
        match self.entities.known.get(name) {
            Some(Entity::Characters(value)) => return value.clone(),
            Some(Entity::Unopened) => self.lacking.add(&format!("&{name};")),
            Some(Entity::Outside(place)) => {
                self.lacking.add(place);
                return String::new();
            }
            None => {}
        }
        let written = format!("&{name};");
        let known = html_escape::decode_html_entities(&written);
        // What is no character of XML would end a line, or the text.
        let is_shown = known != written && !known.contains(|c: char| c.is_control() && !c.is_whitespace());
        if is_shown { known.into_owned() } else { unencoded::named(name).to_string() }
    }
}

impl<'a> Entities<'a> {
    fn of(definitions: &'a str) -> Self {
        let mut known = HashMap::new();
        for definition in definitions.split("<!ENTITY").skip(1) {
            let Some((name, rest)) = definition.trim_start().split_once(char::is_whitespace) else {
                continue;
            };
            if let Some(entity) = Entity::of(rest.trim_start()) {
                known.entry(name).or_insert(entity);
            }
        }
        Entities { known }
    }
}

impl<'a> Entity<'a> {
    /// By what follows its name.
    fn of(rest: &'a str) -> Option<Self> {
        let is_public = rest.starts_with("PUBLIC");
        let is_outside = is_public || rest.starts_with("SYSTEM");
        let rest = if is_outside { rest.get("SYSTEM".len()..)?.trim_start() } else { rest };
        let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
        let mut quoted = rest.split(mark).skip(1).step_by(2);
        let value = quoted.next()?;
        if is_outside {
            // Of two names the second is that of the file.
            return Some(Entity::Outside(quoted.next().filter(|_| is_public).unwrap_or(value)));
        }
        // Numbers of characters are meant; what names other entities, or has tags in it, is not.
        let decoded = html_escape::decode_html_entities(value);
        let is_plain = value.replace("&#", "").find(['&', '<', '%']).is_none();
        let is_known = is_plain && value.len() <= LONGEST_ENTITY && !decoded.contains(char::is_control);
        Some(if is_known { Entity::Characters(decoded.into_owned()) } else { Entity::Unopened })
    }
}
