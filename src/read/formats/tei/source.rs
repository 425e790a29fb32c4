//! The pieces of an XML file, one after the other: tags, characters, and where it breaks.
//!
//! What a document type defines is taken for what it says, never looked up anywhere, and no definition is opened within
//! another.

use crate::read::formats::unencoded;
use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::collections::HashMap;

/// The most bytes that an entity of the file stands for; a longer one is a text of its own, and may stand for many.
const LONGEST_ENTITY: usize = 100;

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
}

fn value(raw: &str) -> Option<String> {
    let value = html_escape::decode_html_entities(raw);
    let value: Vec<&str> = value.split_whitespace().collect();
    (!value.is_empty()).then(|| value.join(" "))
}

/// A file under way.
pub(super) struct Source<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// How many elements are open.
    depth: usize,
    /// What the document type says that entities stand for.
    entities: HashMap<&'a str, String>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        Source { text, reader, depth: 0, entities: HashMap::new() }
    }

    /// The next piece; nothing after the last.
    ///
    /// # Errors
    /// The line on which the file breaks.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, usize> {
        loop {
            let begin = self.reader.buffer_position();
            let event = self.reader.read_event();
            match event.map_err(|_| self.line(self.reader.error_position()))? {
                // It was not closed before the next.
                Event::Start(tag) if tag.attributes_raw().contains('<') => return Err(self.line(begin)),
                Event::Start(tag) | Event::Empty(tag) => {
                    self.depth += 1;
                    return Ok(Some(Piece::Start(Element { tag })));
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
                        self.define(definitions);
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
    fn entity(&self, name: &str) -> String {
        if let Some(value) = self.entities.get(name) {
            return value.clone();
        }
        let written = format!("&{name};");
        let known = html_escape::decode_html_entities(&written);
        // What is no character of XML would end a line, or the text.
        let is_shown = known != written && !known.contains(|c: char| c.is_control() && !c.is_whitespace());
        if is_shown { known.into_owned() } else { unencoded::named(name).to_string() }
    }

    /// Takes the definitions of entities that stand for a few characters.
    fn define(&mut self, definitions: &'a str) {
        for definition in definitions.split("<!ENTITY").skip(1) {
            let Some((name, rest)) = definition.trim_start().split_once(char::is_whitespace) else {
                continue;
            };
            let rest = rest.trim_start();
            let quoted = |mark: char| rest.strip_prefix(mark)?.split(mark).next();
            let Some(value) = quoted('"').or_else(|| quoted('\'')) else { continue };
            // Numbers of characters are meant; what names other entities, or has tags in it, is not.
            let decoded = html_escape::decode_html_entities(value);
            let is_plain = value.replace("&#", "").find(['&', '<', '%']).is_none();
            if is_plain && value.len() <= LONGEST_ENTITY && !decoded.contains(char::is_control) {
                self.entities.entry(name).or_insert_with(|| decoded.into_owned());
            }
        }
    }
}
