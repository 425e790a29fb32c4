//! A page that has been parsed: what it shows, and which notes it has for others.

use super::elements::Kind;
use super::furniture;
use super::head;
use super::notes::Asked;
use super::notes::Outside;
use super::notes::References;
use super::sink::Node;
use super::tree;
use super::tree::element;
use super::walk::Known;
use super::walk::Walk;
use super::walk::label;
use super::walk::label_outside;
use super::xhtml::Syntax;
use crate::message::Message;
use crate::read::Metadata;
use crate::read::formats::page::Page;
use crate::read::formats::page::Piece;
use crate::reading::Layer;
use crate::reading::ReadingText;
use ego_tree::NodeId;
use ego_tree::Tree;
use std::collections::HashMap;
use std::collections::HashSet;

/// What a page shows.
pub(in crate::read::formats) struct Shown {
    pub(in crate::read::formats) text: ReadingText,
    /// Its first heading, of the highest rank.
    pub(in crate::read::formats) heading: Option<String>,
    /// What it says of itself.
    pub(in crate::read::formats) metadata: Metadata,
}

/// A page that has been parsed.
pub(in crate::read::formats) struct ParsedPage {
    tree: Tree<Node>,
    kind: Kind,
    /// Where it is, as others name it.
    path: String,
}

impl ParsedPage {
    /// Parses a page that is at this path and follows these rules.
    ///
    /// # Errors
    /// Says why it cannot be parsed.
    pub(in crate::read::formats) fn of(
        text: &str,
        kind: Kind,
        (path, syntax): (&str, Syntax),
    ) -> Result<Self, Message> {
        let text = text.trim_start_matches('\u{FEFF}');
        Ok(ParsedPage { tree: tree::parse(text, syntax)?, kind, path: path.to_owned() })
    }

    /// Parses a page of a book, which is XHTML.
    ///
    /// # Errors
    /// Says why it cannot be parsed.
    pub(in crate::read::formats) fn of_book(text: &str, path: &str) -> Result<Self, Message> {
        ParsedPage::of(text, Kind::Book, (path, Syntax::Xhtml))
    }

    /// The places in other files that are notes to this page, and whether it says so.
    pub(in crate::read::formats) fn asks(&self) -> Vec<(Outside, bool)> {
        let references = References::of(&self.tree, &self.path, &Asked::default());
        references.outside().map(|(outside, says_so)| (outside.clone(), says_so)).collect()
    }

    /// The notes that others ask for.
    pub(in crate::read::formats) fn give(&self, asked: &Asked) -> Vec<(String, Vec<Piece>)> {
        let references = References::of(&self.tree, &self.path, asked);
        let left_out = references.back.clone();
        let known = Known { kind: self.kind, left_out: &left_out, references: &References::default() };
        let mut page = Page::default();
        let mut given = Vec::new();
        for (name, item) in &references.given {
            given.push((name.clone(), self.note(*item, &mut page, &known)));
        }
        given
    }

    /// What it shows, without the notes that others ask for and with those that it asks for.
    pub(in crate::read::formats) fn show(
        &self,
        asked: &Asked,
        others: &mut HashMap<Outside, Vec<Piece>>,
    ) -> Shown {
        let mut references = References::of(&self.tree, &self.path, asked);
        // What looks like the mark of a note that nobody has is text.
        references.keep_outside(|outside| others.contains_key(outside));
        let mut left_out = match self.kind {
            Kind::Web => furniture::left_out(&self.tree),
            Kind::Book => self.navigation(),
        };
        left_out.extend(references.back.iter().copied());
        left_out.extend(references.notes.iter().copied());
        left_out.extend(references.given.iter().map(|(_, item)| *item));
        let known = Known { kind: self.kind, left_out: &left_out, references: &references };
        let mut page = Page::default();
        let given: HashSet<NodeId> = references.given.iter().map(|(_, item)| *item).collect();
        for item in references.notes.iter().filter(|item| !given.contains(item)) {
            let pieces = self.note(*item, &mut page, &known);
            page.notes.add(&label(&super::notes::Meant::Here(*item)), 0, pieces);
        }
        for (outside, _) in references.outside() {
            if let Some(pieces) = others.get_mut(outside) {
                page.notes.add(&label_outside(outside), 0, std::mem::take(pieces));
            }
        }
        page.joins = true;
        Walk::new(&mut page, &known).show(self.tree.root());
        page.write_other_notes();
        let (text, heading) = page.finish();
        Shown { text, metadata: head::metadata(&self.tree, heading.as_deref()), heading }
    }

    /// What a note shows.
    fn note(&self, item: NodeId, page: &mut Page, known: &Known<'_>) -> Vec<Piece> {
        let Some(note) = self.tree.get(item) else { return Vec::new() };
        page.begin_note();
        let layer = std::mem::replace(&mut page.layer, Layer::Note);
        Walk::new(page, known).show(note);
        page.layer = layer;
        page.end_note()
    }

    /// The lists of links that a book says are such.
    fn navigation(&self) -> HashSet<NodeId> {
        let nodes = self.tree.nodes().filter(|node| element(*node).is_some_and(|own| own.name() == "nav"));
        nodes.map(|node| node.id()).collect()
    }
}
