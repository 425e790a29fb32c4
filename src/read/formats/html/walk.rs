//! From the tree of a page to what it shows.

use super::elements::BLOCKS;
use super::elements::Kind;
use super::elements::is_beside_drawing;
use super::elements::is_drawing;
use super::elements::rank;
use super::notes;
use super::notes::Meant;
use super::notes::Outside;
use super::notes::References;
use super::sink::Element;
use super::sink::Node;
use super::tree::element;
use super::tree::is_hidden;
use super::tree::is_of;
use crate::read::formats::page::Page;
use crate::read::formats::page::Sure;
use crate::reading::Layer;
use ego_tree::NodeId;
use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use std::collections::HashSet;

/// The longest name of a page of a print.
const LONGEST_NUMBER: usize = 16;

/// What is known of a tree.
pub(super) struct Known<'a> {
    pub(super) kind: Kind,
    /// What is left out with all that is in it.
    pub(super) left_out: &'a HashSet<NodeId>,
    pub(super) references: &'a References,
}

/// What is shown of a tree, on its way to a page.
pub(super) struct Walk<'a> {
    pub(super) page: &'a mut Page,
    known: &'a Known<'a>,
    /// What is shown in any case.
    root: Option<NodeId>,
    /// The outermost element under way that is left out.
    hidden: Option<NodeId>,
    /// The element under way that stands beside characters to say how they are read.
    gloss: Option<NodeId>,
    /// How many elements are under way in which white space is text.
    preformatted: usize,
    /// Whether a line was broken, and nothing has come since.
    is_broken: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(page: &'a mut Page, known: &'a Known<'a>) -> Self {
        Walk { page, known, root: None, hidden: None, gloss: None, preformatted: 0, is_broken: false }
    }

    /// Shows what is in a node.
    pub(super) fn show(&mut self, node: NodeRef<'_, Node>) {
        self.root = Some(node.id());
        for edge in node.traverse() {
            match edge {
                Edge::Open(_) if self.hidden.is_some() => {}
                Edge::Open(node) => match node.value() {
                    Node::Text(text) => self.text(text),
                    _ => {
                        if let Some(element) = element(node) {
                            self.open(node, element);
                        }
                    }
                },
                Edge::Close(node) if self.hidden == Some(node.id()) => self.hidden = None,
                Edge::Close(node) => {
                    if let Some(element) = element(node).filter(|_| self.hidden.is_none()) {
                        self.close(node.id(), element);
                    }
                }
            }
        }
    }

    fn open(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let id = node.id();
        if self.passes(node, element) && self.root != Some(id) {
            self.hidden = Some(id);
            return;
        }
        match (element.name(), rank(element.name())) {
            ("br", _) => self.line_break(),
            ("rt" | "rtc", _) => self.gloss = self.gloss.or(Some(id)),
            (_, Some(rank)) => self.page.begin_heading(rank, Sure::Yes),
            (name, _) if BLOCKS.contains(&name) => {
                self.preformatted += usize::from(name == "pre");
                self.page.end_paragraph();
            }
            _ => {}
        }
    }

    /// Whether nothing is shown of an element but what it stands for.
    fn passes(&mut self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let Known { kind, left_out, references } = self.known;
        if let Some(meant) = references.meant(node.id()) {
            self.page.refer(&notes::shown(node), (&label(meant), 0));
            return true;
        }
        if is_of(element, &["pagebreak", "doc-pagebreak"]) {
            if let Some(name) = page_name(node, element) {
                self.page.begin_page(&name);
                return true;
            }
            // Whatever is in it that is no number is text.
            return false;
        }
        let is_drawing = *kind == Kind::Book && is_drawing(element.name());
        left_out.contains(&node.id())
            || is_hidden(element) && !is_drawing
            || *kind == Kind::Book && is_beside_drawing(element.name())
            || element.name() == "rp"
    }

    fn close(&mut self, id: NodeId, element: &Element) {
        match (element.name(), rank(element.name())) {
            ("td" | "th", _) => self.page.end_cell(),
            (_, Some(_)) => self.page.end_heading(),
            (name, _) if BLOCKS.contains(&name) => {
                self.preformatted -= usize::from(name == "pre");
                self.page.end_paragraph();
            }
            _ => self.gloss = self.gloss.filter(|gloss| *gloss != id),
        }
    }

    /// Two of them with nothing between end a paragraph, as pages that know no other way have it.
    fn line_break(&mut self) {
        if self.is_broken {
            self.page.end_paragraph();
        } else {
            self.page.break_line();
        }
        self.is_broken = true;
    }

    fn text(&mut self, text: &str) {
        let layer = if self.gloss.is_some() { Layer::Sign } else { self.page.layer };
        self.is_broken &= text.trim().is_empty();
        if self.preformatted > 0 {
            for (nth, line) in text.split('\n').enumerate() {
                if nth > 0 {
                    self.page.break_line();
                }
                self.page.write(layer, line);
            }
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(is_space).unwrap_or(rest.len());
            let (word, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.page.write(layer, word);
            let after = behind.trim_start_matches(is_space);
            let space = behind.get(..behind.len() - after.len()).unwrap_or_default();
            if space.contains(['\n', '\r']) {
                self.page.end_line();
            } else if !space.is_empty() {
                self.page.write(layer, " ");
            }
            rest = after;
        }
    }
}

/// White space of the source; other kinds are text.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}

/// The name of a note among those of a page.
pub(super) fn label(meant: &Meant) -> String {
    match meant {
        Meant::Here(item) => format!("{item:?}"),
        Meant::Outside((path, name), _) => label_outside(&(path.clone(), name.clone())),
    }
}

/// The same of one in another file.
pub(super) fn label_outside((path, name): &Outside) -> String {
    // Labels are the same in any case of letters, names in files are not.
    let mut label = String::new();
    for c in path.chars().chain(['#']).chain(name.chars()) {
        label.push(c);
        label.extend(c.is_uppercase().then_some('^'));
    }
    label
}

/// Which page of the print begins at an element.
fn page_name(node: NodeRef<'_, Node>, element: &Element) -> Option<String> {
    let text = notes::shown(node);
    let said = [element.attribute("title"), element.attribute("aria-label"), Some(text.as_str())];
    let name = |said: &str| {
        let name = said.trim().trim_end_matches('.');
        let (word, number) = name.split_at_checked(4).unwrap_or(("", name));
        let name = if word.eq_ignore_ascii_case("page") { number.trim() } else { name };
        (!name.is_empty()).then(|| name.to_owned())
    };
    let is_number = text.chars().count() <= LONGEST_NUMBER;
    said.into_iter().flatten().find_map(name).filter(|_| is_number)
}
