//! XML: what the rest needs of a writer. Every text is escaped here, and no other.

use crate::present::legible::is_obeyed;
use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::BytesDecl;
use quick_xml::events::BytesPI;
use quick_xml::events::BytesText;
use quick_xml::events::Event;
use quick_xml::writer::ElementWriter;
use std::fmt::Write as _;
use std::io;
use std::io::Write;

pub(super) type Xml<'a> = Writer<&'a mut dyn Write>;

/// Tells an editor what the document is valid against.
const MODEL: &str = "xml-model href=\"http://www.tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rng\" \
    type=\"application/xml\" schematypens=\"http://relaxng.org/ns/structure/1.0\"";

/// Begins a document.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<Xml<'_>> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::PI(BytesPI::new(MODEL)))?;
    Ok(xml)
}

/// Writes a text.
pub(super) fn text(xml: &mut Xml<'_>, text: &str) -> io::Result<()> {
    xml.write_event(Event::Text(escaped(text)))
}

/// Writes an element with nothing but a text in it.
pub(super) fn content(element: ElementWriter<'_, &mut dyn Write>, text: &str) -> io::Result<()> {
    if text.is_empty() { element.write_empty() } else { element.write_text_content(escaped(text)) }?;
    Ok(())
}

fn escaped(text: &str) -> BytesText<'static> {
    let legal: String =
        text.chars().map(|c| if is_legal(c) { c } else { char::REPLACEMENT_CHARACTER }).collect();
    let escaped = partial_escape(&*legal);
    // What a terminal or a line would take for its own stands as a reference, and is read as what it is.
    let mut text = String::with_capacity(escaped.len());
    for character in escaped.chars() {
        let _ = if is_obeyed(character) {
            write!(text, "&#x{:X};", u32::from(character))
        } else {
            text.write_char(character)
        };
    }
    BytesText::from_escaped(text)
}

/// Whether XML 1.0 has the character; it has none of some controls, not even escaped.
fn is_legal(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
