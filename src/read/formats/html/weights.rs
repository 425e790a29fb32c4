//! How much there is in each part of a page, how much of it are links, and where its prose stands.

use super::elements::is_block;
use super::sink::Element;
use super::sink::Node;
use super::tree::element;
use super::tree::is_hidden;
use ego_tree::NodeId;
use ego_tree::NodeRef;
use ego_tree::Tree;
use ego_tree::iter::Edge;
use std::collections::HashMap;

/// A text has more than so many letters; less is the heading of a page of links, or a label.
pub(super) const LEAST: usize = 16;

/// What prose begins with or is in, as opposed to what may be laid out around it.
const PARAGRAPHS: [&str; 3] = ["p", "blockquote", "pre"];

/// From where to where something stands, in the order of the page.
pub(super) type Range = Option<(usize, usize)>;

/// A part of a page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    /// How many letters there are, how many of them in links, and how many links.
    pub(super) letters: usize,
    pub(super) linked: usize,
    pub(super) links: usize,
    /// Which element it is, in the order of the page.
    pub(super) at: usize,
    /// The block that it is in.
    pub(super) outer: Option<NodeId>,
    /// From where to where paragraphs stand in it that lie in nothing else; and the same with any blocks of text.
    pub(super) paragraphs: Range,
    pub(super) texts: Range,
}

/// All parts of a page.
#[derive(Default)]
pub(super) struct Weights {
    all: HashMap<NodeId, Weight>,
    /// From where to where there is text that is not said to be around it.
    pub(super) prose: Range,
    pub(super) total: usize,
}

/// An element under way.
#[derive(Default)]
struct Open {
    weight: Weight,
    /// Which of the open elements is its block, and which node that is.
    block: usize,
    id: Option<NodeId>,
    /// The letters of a block that are in no other block and no link.
    own: usize,
}

/// What is around where the page is weighed.
#[derive(Default)]
struct Around {
    open: Vec<Open>,
    at: usize,
    hidden: Option<NodeId>,
    /// What the page says is around its text.
    aside: Option<NodeId>,
    links: usize,
}

impl Weights {
    /// Weighs each element; hidden ones weigh nothing.
    pub(super) fn of(page: &Tree<Node>, is_aside: impl Fn(&Element) -> bool) -> Self {
        let mut weights = Weights::default();
        let mut around = Around { open: vec![Open::default()], ..Around::default() };
        for edge in page.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Text(text) if around.hidden.is_none() => weights.text(text, &mut around),
                    Node::Text(_) => {}
                    _ => begin(node, &mut around, &is_aside),
                },
                Edge::Close(node) if !matches!(node.value(), Node::Text(_)) => weights.end(node, &mut around),
                Edge::Close(_) => {}
            }
        }
        weights
    }

    pub(super) fn get(&self, id: NodeId) -> Weight {
        self.all.get(&id).copied().unwrap_or_default()
    }

    fn text(&mut self, text: &str, around: &mut Around) {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.total += letters;
        let Some(last) = around.open.last_mut() else { return };
        last.weight.letters += letters;
        if around.links > 0 {
            last.weight.linked += letters;
            return;
        }
        let block = last.block;
        let at = around.at;
        if let Some(block) = around.open.get_mut(block) {
            block.own += letters;
            if letters >= LEAST {
                extend(&mut block.weight.paragraphs, at);
                extend(&mut block.weight.texts, at);
            }
        }
    }

    fn end(&mut self, node: NodeRef<'_, Node>, around: &mut Around) {
        let element = element(node);
        around.links -= usize::from(element.is_some_and(is_link));
        around.hidden = around.hidden.filter(|id| *id != node.id());
        let Some(own) = around.open.pop() else { return };
        let name = element.map_or("", Element::name);
        if is_block(name) && own.own >= LEAST && around.aside.is_none() {
            extend(&mut self.prose, own.weight.at);
            let outer = around.open.last().map_or(0, |outer| outer.block);
            if let Some(outer) = around.open.get_mut(outer) {
                extend(&mut outer.weight.texts, own.weight.at);
                if PARAGRAPHS.contains(&name) {
                    extend(&mut outer.weight.paragraphs, own.weight.at);
                }
            }
        }
        around.aside = around.aside.filter(|id| *id != node.id());
        if let Some(outer) = around.open.last_mut() {
            outer.weight.letters += own.weight.letters;
            outer.weight.linked += own.weight.linked;
            outer.weight.links += own.weight.links;
        }
        self.all.insert(node.id(), own.weight);
    }
}

fn begin(node: NodeRef<'_, Node>, around: &mut Around, is_aside: &impl Fn(&Element) -> bool) {
    let element = element(node);
    around.at += 1;
    if around.hidden.is_none() && element.is_some_and(is_hidden) {
        around.hidden = Some(node.id());
    }
    if around.aside.is_none() && element.is_some_and(is_aside) {
        around.aside = Some(node.id());
    }
    let is_link = element.is_some_and(is_link);
    around.links += usize::from(is_link);
    let (outer, outer_id) = around.open.last().map_or((0, None), |outer| (outer.block, outer.id));
    let is_block = element.is_none_or(|element| is_block(element.name()));
    let block = if is_block { around.open.len() } else { outer };
    let links = usize::from(is_link && around.hidden.is_none());
    let weight = Weight { links, at: around.at, outer: outer_id, ..Weight::default() };
    around.open.push(Open { weight, block, id: if is_block { Some(node.id()) } else { outer_id }, own: 0 });
}

fn extend(range: &mut Range, at: usize) {
    *range = Some(range.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
}

pub(super) fn is_link(element: &Element) -> bool {
    element.name() == "a" && element.attribute("href").is_some()
}
