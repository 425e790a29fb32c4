//! The tree of a page, as browsers make it of any HTML.

use super::elements;
use super::sink::Building;
use super::sink::DEPTH;
use super::sink::Element;
use super::sink::Excess;
use super::sink::Node;
use super::xhtml;
use super::xhtml::Syntax;
use crate::message;
use crate::message::Message;
use ego_tree::NodeRef;
use ego_tree::Tree;
use html5ever::ParseOpts;
use html5ever::parse_document;
use html5ever::tendril::StrTendril;
use html5ever::tendril::TendrilSink;

/// So many bytes are given to the parser at a time: it does not know when to stop.
const PIECE: usize = 1 << 10;

/// Parses a page.
///
/// # Errors
/// Says why it cannot be done in a time that is in proportion to its length.
pub(in crate::read::formats) fn parse(text: &str, syntax: Syntax) -> Result<Tree<Node>, Message> {
    let tree = if syntax == Syntax::Xhtml { xhtml::parse(text) } else { None };
    tree.map_or_else(|| parse_html(&xhtml::as_html(text, syntax)), Ok)
}

fn parse_html(html: &str) -> Result<Tree<Node>, Message> {
    let mut parser = parse_document(Building::of(html.len()), ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at_checked(boundary(rest)).unwrap_or((rest, ""));
        parser.process(StrTendril::from(piece));
        match parser.tokenizer.sink.sink.excess() {
            None => rest = after,
            Some(Excess::Depth) => {
                return Err(message!("its elements lie more than {n} deep in each other", n = DEPTH));
            }
            Some(Excess::Disorder) => {
                return Err(message!(
                    "so many of its elements are never closed that nobody can tell what lies in what"
                ));
            }
        }
    }
    Ok(parser.finish())
}

/// Where the first piece of a text ends.
fn boundary(text: &str) -> usize {
    (PIECE..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// Whether nothing of an element is shown.
pub(super) fn is_hidden(element: &Element) -> bool {
    elements::is_hidden(element.name(), |name| element.attribute(name))
}

/// Whether an element is said to be of one of these kinds, by its `role` or as books say it.
pub(super) fn is_of(element: &Element, kinds: &[&str]) -> bool {
    let said = [element.attribute("role"), element.attribute("epub:type")];
    said.into_iter().flatten().flat_map(str::split_ascii_whitespace).any(|kind| kinds.contains(&kind))
}

/// The element that a node is.
pub(in crate::read::formats) fn element(node: NodeRef<'_, Node>) -> Option<&Element> {
    match node.value() {
        Node::Element(element) => Some(element),
        _ => None,
    }
}
