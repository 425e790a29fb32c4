//! XML, one event after the other: names without their prefixes, text as it is meant.
//!
//! Nothing is held of what is nested but the names that are open, nothing is fetched, and no entity that a document
//! declares is expanded: it stays in the text as it is written.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::BytesRef;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use std::borrow::Cow;

/// What comes next.
#[derive(Debug)]
pub(super) enum XmlEvent<'a> {
    Start(Tag<'a>),
    /// The end of the element that was begun last; also of an empty one.
    End,
    /// A piece of text; more of the same may follow.
    Text(Cow<'a, str>),
}

/// How an element begins.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    tag: BytesStart<'a>,
    /// How many bytes of its text come before its content: no other tag of it has the same.
    pub(super) at: u64,
}

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.tag.local_name().into_inner()
    }

    /// The value of the first attribute of a name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.tag.attributes();
        let mut attributes = attributes.with_checks(false).filter_map(Result::ok);
        let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok()
    }
}

/// It is not XML from here on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BrokenXml {
    /// How many bytes of its text come before.
    pub(super) at: u64,
}

/// XML that is read from its beginning.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// How many elements are open.
    depth: usize,
}

impl<'a> Xml<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, depth: 0 }
    }

    /// What comes next; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<XmlEvent<'a>>, BrokenXml> {
        loop {
            let Ok(event) = self.reader.read_event() else {
                return Err(BrokenXml { at: self.reader.error_position() });
            };
            return Ok(Some(match event {
                Event::Start(tag) | Event::Empty(tag) => {
                    self.depth += 1;
                    XmlEvent::Start(Tag { tag, at: self.reader.buffer_position() })
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    XmlEvent::End
                }
                Event::Text(text) => XmlEvent::Text(text.xml10_content()),
                Event::CData(text) => XmlEvent::Text(text.xml10_content()),
                Event::GeneralRef(reference) => XmlEvent::Text(meant(&reference)),
                Event::Eof if self.depth > 0 => {
                    return Err(BrokenXml { at: self.reader.buffer_position() });
                }
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }

    /// Passes over the rest of the element that was begun last, its end too.
    pub(super) fn pass(&mut self) -> Result<(), BrokenXml> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside && self.next()?.is_some() {}
        Ok(())
    }
}

/// What hears of XML element by element, those within each other too, without a stack of calls.
pub(super) trait Elements {
    /// What is to be done at the end of an element.
    type Element;

    /// Those that are open, the innermost last.
    fn open(&mut self) -> &mut Vec<Self::Element>;

    /// Begins an element; none of which nothing is text.
    fn start(&mut self, tag: &Tag<'_>) -> Option<Self::Element>;

    fn text(&mut self, text: &str);

    fn end(&mut self, element: Self::Element);

    /// Reads XML to its end or up to a fault; what is open there is ended.
    fn read(&mut self, text: &str) -> Result<(), BrokenXml> {
        let mut xml = Xml::of(text);
        let read = loop {
            match xml.next() {
                Ok(Some(XmlEvent::Start(tag))) => match self.start(&tag) {
                    Some(element) => self.open().push(element),
                    None => match xml.pass() {
                        Ok(()) => {}
                        broken => break broken,
                    },
                },
                Ok(Some(XmlEvent::Text(text))) => self.text(&text),
                Ok(Some(XmlEvent::End)) => {
                    if let Some(element) = self.open().pop() {
                        self.end(element);
                    }
                }
                Ok(None) => break Ok(()),
                Err(broken) => break Err(broken),
            }
        };
        while let Some(element) = self.open().pop() {
            self.end(element);
        }
        read
    }
}

/// What a reference stands for.
fn meant(reference: &BytesRef<'_>) -> Cow<'static, str> {
    let named = || resolve_xml_entity(reference).map(Cow::Borrowed);
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Cow::Owned(character.to_string()),
        Ok(None) => named().unwrap_or_else(|| Cow::Owned(format!("&{};", &**reference))),
        Err(_) => Cow::Borrowed("\u{FFFD}"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    /// What XML says, names in brackets.
    fn said(text: &str) -> (String, Option<BrokenXml>) {
        let (mut xml, mut said) = (Xml::of(text), String::new());
        loop {
            match xml.next() {
                Ok(Some(XmlEvent::Start(tag))) if tag.name() == "pass" => {
                    if let Err(broken) = xml.pass() {
                        return (said, Some(broken));
                    }
                }
                Ok(Some(XmlEvent::Start(tag))) => said.extend(["<", tag.name(), ">"]),
                Ok(Some(XmlEvent::End)) => said.push_str("</>"),
                Ok(Some(XmlEvent::Text(text))) => said.push_str(&text),
                Ok(None) => return (said, None),
                Err(broken) => return (said, Some(broken)),
            }
        }
    }

    #[test]
    fn names_have_no_prefix_and_text_is_what_is_meant() {
        let text = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b '渡'>]><w:a xmlns:w='x'>甲&amp;&#x4E59;&b;&#0;<!-- 丙 -->\
            <c/><![CDATA[<丁>]]><pass>戊<pass/><d>己</d></pass>庚</w:a>";
        assert_eq!(said(text), ("<a>甲&乙&b;\u{FFFD}<c></><丁>庚</>".to_owned(), None));
    }

    #[test]
    fn an_attribute_is_found_by_its_name_and_a_broken_one_is_none() {
        let mut xml = Xml::of("<a w:b='甲&amp;&lt;' c='&d;' e f='乙' f='丙'/>");
        let Ok(Some(XmlEvent::Start(tag))) = xml.next() else { panic!("no element") };
        assert_eq!(tag.attribute("b").unwrap(), "甲&<");
        assert_eq!(tag.attribute("c"), None, "an entity that nobody knows");
        assert_eq!(tag.attribute("f").unwrap(), "乙");
        assert_eq!(tag.attribute("g"), None);
    }

    #[test]
    fn what_comes_before_a_fault_is_said_and_where_that_is() {
        for (text, before) in [
            ("<a>甲<b>乙</a>", "<a>甲<b>乙"),
            ("<a>甲<b>乙", "<a>甲<b>乙"),
            ("<a>甲</b>", "<a>甲"),
            ("<a>甲<b 乙", "<a>甲"),
            ("<a>甲<pass>乙", "<a>甲"),
            ("<a>甲&乙</a>", "<a>甲"),
        ] {
            let (said, broken) = said(text);
            assert_eq!(said, before, "{text}");
            assert!(broken.unwrap().at >= 6, "{text}");
        }
    }

    #[test]
    fn a_hundred_thousand_elements_within_each_other_end() {
        let many = 100_000;
        let nested = "<a>".repeat(many) + "渡" + &"</a>".repeat(many);
        assert_eq!(said(&nested).0.matches('渡').count(), 1);
        assert_eq!(said(&format!("<b><pass>{nested}</pass></b>")), ("<b></>".to_owned(), None));
        let bomb = (1..many)
            .fold(String::new(), |bomb, n| bomb + &format!("<!ENTITY e{n} '&e{};&e{};'>", n - 1, n - 1));
        let (said, _) = said(&format!("<!DOCTYPE a [<!ENTITY e0 '渡'>{bomb}]><a>&e{};</a>", many - 1));
        assert_eq!(said, format!("<a>&e{};</>", many - 1));
    }
}
