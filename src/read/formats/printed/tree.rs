//! The tree of an XML file, and how its elements are asked.

use crate::message;
use crate::message::Message;
use quick_xml::Reader;
use quick_xml::events::Event;
use roxmltree::Document;
use roxmltree::Node;
use roxmltree::ParsingOptions;

/// Parses a file; nothing that a document type names is fetched.
pub(super) fn parse(text: &str) -> Result<Document<'_>, Message> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let text = text.trim_start_matches('\u{FEFF}');
    let tree = Document::parse_with_options(text, options);
    tree.map_err(|error| message!("not XML: line {line} is broken", line = error.pos().row))
}

/// The name of the root of a file that begins so. Tags are ASCII, so they show in any encoding.
pub(super) fn root(head: &[u8]) -> Option<String> {
    let head: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let head = String::from_utf8_lossy(&head);
    let head = head.get(head.find('<')?..)?;
    let mut reader = Reader::from_str(head);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                return Some(tag.name().local_name().into_inner().to_owned());
            }
            Event::Text(text) if !text.trim().is_empty() => return None,
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The elements in an element that are called so, in order.
pub(super) fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| is(*child, name))
}

/// Whether an element is called so, whatever its namespace.
pub(super) fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// An attribute that says something.
pub(super) fn said<'a>(node: Node<'a, '_>, attribute: &str) -> Option<&'a str> {
    node.attribute(attribute).map(str::trim).filter(|value| !value.is_empty())
}

/// An attribute that is a number.
pub(super) fn number(node: Node<'_, '_>, attribute: &str) -> Option<f64> {
    said(node, attribute)?.parse().ok()
}

/// All text in an element.
pub(super) fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}
