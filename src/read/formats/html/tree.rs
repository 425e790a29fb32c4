//! The tree of a page, as browsers make it of any HTML.

use super::elements;
use super::sink::Building;
use super::sink::Element;
use super::sink::Node;
use crate::message;
use crate::message::Message;
use ego_tree::NodeRef;
use ego_tree::Tree;
use html5ever::ParseOpts;
use html5ever::parse_document;
use html5ever::tendril::TendrilSink;

/// So deep may elements lie in each other: the time to parse them is that of the depth squared.
const DEPTH: usize = 10_000;

/// Elements that are never closed.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that end with the next one of their kind, or with what they lie in.
const OPEN: [&str; 12] = ["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "rt", "rp"];

/// What may be closed within its own tag in XHTML, but in HTML goes on to its end tag, and takes all text with it.
const RAW: [&str; 8] = ["title", "script", "style", "textarea", "iframe", "noscript", "noframes", "xmp"];

/// Parses a page.
pub(super) fn parse(text: &str) -> Result<Tree<Node>, Message> {
    if depth(text) > DEPTH {
        return Err(message!("its elements lie more than {n} deep in each other", n = DEPTH));
    }
    Ok(parse_document(Building::new(), ParseOpts::default()).one(closed(text).as_str()))
}

/// How deep elements lie in each other at the most, were each closed by its own tag.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for (closes, name) in tags(text).filter_map(|(_, tag)| name(tag)) {
        let name = name.to_ascii_lowercase();
        if closes {
            depth = depth.saturating_sub(1);
        } else if !VOID.contains(&name.as_str()) && !OPEN.contains(&name.as_str()) {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// The same page without elements that are empty in XHTML and would not be in HTML.
fn closed(text: &str) -> String {
    let mut closed = String::with_capacity(text.len());
    let mut from = 0;
    for (at, tag) in tags(text) {
        let Some((false, name)) = name(tag) else { continue };
        let end = tag.find('>').unwrap_or(tag.len());
        let is_empty = tag.get(..end).is_some_and(|tag| tag.ends_with('/'));
        if is_empty && RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) && at >= from {
            closed.push_str(text.get(from..at).unwrap_or_default());
            from = at + end + 1;
        }
    }
    closed.push_str(text.get(from..).unwrap_or_default());
    closed
}

/// What looks like a tag, and where.
fn tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('<').filter_map(|(at, _)| Some((at, text.get(at..)?)))
}

/// Whether a tag closes an element, and its name.
fn name(tag: &str) -> Option<(bool, &str)> {
    let inner = tag.get(1..)?;
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    inner
        .get(..end)
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|name| (closes, name))
}

/// Whether nothing of an element is shown.
pub(super) fn is_hidden(element: &Element) -> bool {
    let style = element.attribute("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.split_ascii_whitespace().collect();
    elements::HIDDEN.contains(&element.name())
        || elements::NO_TEXT.contains(&element.name())
        || element.attribute("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// Whether an element is said to be of one of these kinds, by its `role` or as books say it.
pub(super) fn is_of(element: &Element, kinds: &[&str]) -> bool {
    let said = [element.attribute("role"), element.attribute("epub:type")];
    said.into_iter().flatten().flat_map(str::split_ascii_whitespace).any(|kind| kinds.contains(&kind))
}

/// The element that a node is.
pub(super) fn element(node: NodeRef<'_, Node>) -> Option<&Element> {
    match node.value() {
        Node::Element(element) => Some(element),
        _ => None,
    }
}
