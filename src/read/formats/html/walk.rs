//! From the tree of a page to what it shows.

use super::elements::BLOCKS;
use super::elements::rank;
use super::notes;
use super::notes::References;
use super::sink::Element;
use super::sink::Node;
use super::tree::element;
use super::tree::is_hidden;
use crate::read::formats::page::Page;
use crate::read::formats::page::Sure;
use crate::reading::Layer;
use ego_tree::NodeId;
use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use std::collections::HashSet;

/// What is shown of a tree, on its way to a page.
pub(super) struct Walk<'a> {
    pub(super) page: &'a mut Page,
    /// What is left out with all that is in it.
    pub(super) left_out: &'a HashSet<NodeId>,
    pub(super) references: &'a References,
    /// The outermost element under way that is left out.
    hidden: Option<NodeId>,
    /// The element under way that stands beside characters to say how they are read.
    gloss: Option<NodeId>,
    /// How many elements are under way in which white space is text.
    preformatted: usize,
    /// Whether a line was broken, and nothing has come since.
    is_broken: bool,
    /// How many marks of notes there were.
    marks: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(page: &'a mut Page, left_out: &'a HashSet<NodeId>, references: &'a References) -> Self {
        Walk {
            page,
            left_out,
            references,
            hidden: None,
            gloss: None,
            preformatted: 0,
            is_broken: false,
            marks: 0,
        }
    }

    /// Shows what is in a node.
    pub(super) fn show(&mut self, node: NodeRef<'_, Node>) {
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
        if let Some(note) = self.references.meant(id) {
            self.marks += 1;
            self.page.refer(&notes::shown(node), (note, self.marks));
            self.hidden = Some(id);
            return;
        }
        if self.left_out.contains(&id) || is_hidden(element) || element.name() == "rp" {
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
