//! What a page has of links and of places that links may lead to, gathered in one go.

use super::super::elements::is_block;
use super::super::sink::Element;
use super::super::sink::Node;
use super::super::tree::element;
use super::super::tree::is_hidden;
use super::super::tree::is_of;
use ego_tree::NodeId;
use ego_tree::NodeRef;
use ego_tree::Tree;
use ego_tree::iter::Edge;
use std::collections::HashMap;

/// What a note is called, in pages and in books.
const NOTES: [&str; 6] = ["doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote", "note"];
const NOTE_CLASSES: [&str; 5] =
    ["footnote", "endnote", "duokan-footnote-item", "MsoFootnoteText", "MsoEndnoteText"];

/// What the place is called where notes stand together.
const PLACES: [&str; 6] = ["doc-endnotes", "doc-footnotes", "footnotes", "endnotes", "rearnotes", "notes"];
const PLACE_CLASSES: [&str; 4] = ["footnotes", "endnotes", "references", "duokan-footnote-content"];

/// How the ids of notes begin, before their number.
const IDS: [&str; 7] = ["ftn", "edn", "fn", "note", "footnote", "endnote", "sdfootnote"];

/// Blocks that one note may be.
const ITEMS: [&str; 7] = ["li", "p", "div", "dd", "aside", "td", "blockquote"];

/// Where something stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// The block that it is in.
    pub(super) block: Option<NodeId>,
    /// The same, if that may be a note.
    pub(super) inner: Option<NodeId>,
    /// What says that it is a note, or is an item around paragraphs.
    pub(super) outer: Option<NodeId>,
    /// Whether notes are here, as the page says.
    pub(super) in_notes: bool,
}

/// Where a link may lead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) place: Place,
    pub(super) at: usize,
}

/// A link that is shown.
pub(super) struct Link<'a> {
    pub(super) node: NodeRef<'a, Node>,
    pub(super) element: &'a Element,
    pub(super) href: &'a str,
    pub(super) place: Place,
    pub(super) at: usize,
    /// Whether no word of its block comes before it.
    pub(super) begins_block: bool,
}

/// What there is of both.
#[derive(Default)]
pub(super) struct Survey<'a> {
    pub(super) targets: HashMap<&'a str, Target>,
    pub(super) links: Vec<Link<'a>>,
    /// Where each block begins and ends that may be a note.
    pub(super) spans: HashMap<NodeId, (usize, usize)>,
    open: Vec<Frame>,
    hidden: Option<NodeId>,
    at: usize,
}

/// An element under way.
#[derive(Debug, Clone, Copy, Default)]
struct Frame {
    /// Where what is in it stands.
    place: Place,
    begin: usize,
    /// Which of the open elements is the block.
    block: usize,
    has_words: bool,
}

impl<'a> Survey<'a> {
    pub(super) fn of(page: &'a Tree<Node>) -> Self {
        let mut survey = Survey { open: vec![Frame::default()], ..Survey::default() };
        for edge in page.root().traverse() {
            match edge {
                Edge::Open(node) => match (node.value(), element(node)) {
                    (Node::Text(text), _) if !text.trim().is_empty() => survey.words(),
                    (_, Some(element)) => survey.begin(node, element),
                    _ => {}
                },
                Edge::Close(node) if element(node).is_some() => survey.end(node.id()),
                Edge::Close(_) => {}
            }
        }
        survey
    }

    fn words(&mut self) {
        let block = self.open.last().map_or(0, |frame| frame.block);
        if let Some(frame) = self.open.get_mut(block) {
            frame.has_words = true;
        }
    }

    fn begin(&mut self, node: NodeRef<'a, Node>, element: &'a Element) {
        self.at += 1;
        let outside = self.open.last().copied().unwrap_or_default();
        let block = self.open.get(outside.block).copied().unwrap_or_default();
        let is_block = is_block(element.name());
        let frame = Frame {
            place: within(node, element, outside.place),
            begin: self.at,
            block: if is_block { self.open.len() } else { outside.block },
            has_words: false,
        };
        self.open.push(frame);
        let is_name = element.name() == "a";
        for name in
            [element.attribute("id"), element.attribute("name").filter(|_| is_name)].into_iter().flatten()
        {
            self.targets.entry(name).or_insert(Target { place: frame.place, at: self.at });
        }
        if self.hidden.is_none() && is_hidden(element) {
            self.hidden = Some(node.id());
        }
        if let Some(href) = element.attribute("href").filter(|_| is_name && self.hidden.is_none()) {
            let (place, at) = (outside.place, self.at);
            self.links.push(Link { node, element, href, place, at, begins_block: !block.has_words });
        }
    }

    fn end(&mut self, id: NodeId) {
        self.hidden = self.hidden.filter(|hidden| *hidden != id);
        if let Some(Frame { place: Place { inner, outer, .. }, begin, .. }) = self.open.pop()
            && (inner == Some(id) || outer == Some(id))
        {
            self.spans.insert(id, (begin, self.at));
        }
    }
}

/// Where what is in an element stands, which itself stands here.
fn within(node: NodeRef<'_, Node>, element: &Element, outside: Place) -> Place {
    let is_note = is_of(element, &NOTES) || element.has_class(&NOTE_CLASSES);
    let is_named = ["div", "aside", "section"].contains(&element.name())
        && element.attribute("id").is_some_and(is_id_of_note);
    let is_place = is_of(element, &PLACES) || element.has_class(&PLACE_CLASSES);
    let is_block = is_block(element.name());
    let is_item = ITEMS.contains(&element.name()) || is_note;
    // A paragraph of a note that is an item of a list.
    let of_item = node.parent().filter(|parent| {
        ["li", "dd", "aside"].iter().any(|name| self::element(*parent).is_some_and(|own| own.name() == *name))
    });
    let outer = match of_item {
        _ if is_note || is_named => Some(node.id()),
        Some(item) if is_block => outside.outer.or(Some(item.id())),
        _ => outside.outer,
    };
    Place {
        block: if is_block { Some(node.id()) } else { outside.block },
        inner: if is_block { Some(node.id()).filter(|_| is_item) } else { outside.inner },
        outer,
        in_notes: outside.in_notes || is_note || is_place,
    }
}

fn is_id_of_note(id: &str) -> bool {
    let name =
        id.trim_start_matches('_').trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_'));
    name.len() < id.len() && IDS.contains(&name)
}
