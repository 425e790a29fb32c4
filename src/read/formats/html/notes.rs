//! Footnotes of a page: which links are marks of them, and where they stand.

use super::sink::Element;
use super::sink::Node;
use super::tree::element;
use super::tree::is_of;
use ego_tree::NodeId;
use ego_tree::NodeRef;
use ego_tree::Tree;
use std::collections::HashMap;
use std::collections::HashSet;

/// What a note is called, in pages and in books.
const NOTES: [&str; 6] = ["doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote", "note"];

/// What the place is called where notes stand together.
const PLACES: [&str; 6] = ["doc-endnotes", "doc-footnotes", "footnotes", "endnotes", "rearnotes", "notes"];

/// The marks of notes, and the notes.
#[derive(Default)]
pub(super) struct References {
    /// By link, the name of the note that it is a mark of.
    marks: HashMap<NodeId, String>,
    /// The notes that there are marks of, with their names, in the order of the page.
    pub(super) notes: Vec<(NodeId, String)>,
    /// Links back from notes to their marks, and others that show nothing but an arrow.
    pub(super) back: HashSet<NodeId>,
}

impl References {
    pub(super) fn of(page: &Tree<Node>) -> Self {
        let mut references = References::default();
        let mut targets: HashMap<&str, NodeRef<'_, Node>> = HashMap::new();
        let mut links = Vec::new();
        for node in page.nodes() {
            let Some(element) = element(node) else { continue };
            if let Some(id) = element.attribute("id") {
                targets.entry(id).or_insert(node);
            }
            if let Some(name) = element.attribute("href").and_then(|href| href.strip_prefix('#')) {
                links.push((node, element, name));
            }
        }
        let mut known: HashSet<NodeId> = HashSet::new();
        for (link, own, name) in links {
            let target = targets.get(name).and_then(|target| note(*target));
            if is_back(own) || !shown(link).contains(char::is_alphanumeric) {
                references.back.insert(link.id());
            } else if let Some(note) = target.filter(|note| !is_within(link, note.id())) {
                if known.insert(note.id()) {
                    references.notes.push((note.id(), name.to_owned()));
                }
                references.marks.insert(link.id(), name.to_owned());
            }
        }
        references
    }

    /// The name of the note that a link is a mark of.
    pub(super) fn meant(&self, link: NodeId) -> Option<&str> {
        self.marks.get(&link).map(String::as_str)
    }
}

/// The note that a place is, or is in.
fn note(target: NodeRef<'_, Node>) -> Option<NodeRef<'_, Node>> {
    let is_note = |element: &Element| is_of(element, &NOTES) || has_class(element, &["footnote", "endnote"]);
    let is_place = |element: &Element| {
        is_of(element, &PLACES) || has_class(element, &["footnotes", "endnotes", "references"])
    };
    if element(target).is_some_and(is_note) {
        return Some(target);
    }
    let is_item = |node: &NodeRef<'_, Node>| {
        element(*node).is_some_and(|element| ["li", "p", "div", "dd", "aside"].contains(&element.name()))
    };
    let item = std::iter::once(target).chain(target.ancestors()).find(is_item)?;
    item.ancestors().filter_map(element).any(is_place).then_some(item)
}

fn is_back(link: &Element) -> bool {
    is_of(link, &["doc-backlink", "backlink"]) || has_class(link, &["footnote-back", "footnote-backref"])
}

fn has_class(element: &Element, names: &[&str]) -> bool {
    element.classes().any(|class| names.contains(&class))
}

fn is_within(node: NodeRef<'_, Node>, outer: NodeId) -> bool {
    node.ancestors().any(|node| node.id() == outer)
}

/// What is shown of a mark, without brackets of its own.
pub(super) fn shown(link: NodeRef<'_, Node>) -> String {
    let text: String = link.descendants().filter_map(|node| node.value().text()).collect();
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '〔' | '〕'))
        .to_owned()
}
