//! What a saved page has around its text: navigation, lists of links, the foot of the page.
//!
//! By how much of a block are links and where it stands, as others tell boilerplate (Kohlschütter, Fankhauser, Nejdl:
//! "Boilerplate detection using shallow text features", WSDM 2010; Readability; trafilatura). What a page says of a block
//! by its element or role is believed outside of its article; the name of a class is no more than a hint, which needs
//! links or the end of the page beside it. What is doubtful is text.

use super::elements::rank;
use super::sink::Element;
use super::sink::Node;
use super::tree::element;
use super::tree::is_of;
use super::weights::LEAST;
use super::weights::Range;
use super::weights::Weight;
use super::weights::Weights;
use ego_tree::NodeId;
use ego_tree::NodeRef;
use ego_tree::Tree;
use ego_tree::iter::Edge;
use std::collections::HashSet;

/// Roles of what is around the text.
const ROLES: [&str; 9] =
    ["alertdialog", "banner", "contentinfo", "dialog", "menu", "menubar", "navigation", "search", "toolbar"];

/// Words in the name of a class, or of an element, that say the same.
const NAMES: [&str; 40] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "banner",
    "bottom",
    "breadcrumb",
    "breadcrumbs",
    "copyright",
    "crumbs",
    "foot",
    "footer",
    "hotnews",
    "login",
    "masthead",
    "menu",
    "menus",
    "mbx",
    "nav",
    "navbar",
    "navi",
    "navigation",
    "pager",
    "pagination",
    "paging",
    "recommend",
    "recommended",
    "related",
    "relevant",
    "searchbar",
    "share",
    "sharebar",
    "sidebar",
    "sidenav",
    "sitemap",
    "skip",
    "social",
    "subnav",
    "toolbar",
    "topbar",
];

/// Those of them that are said of the foot of a page, and those that are said of notes as well.
const FOOT: [&str; 5] = ["bottom", "copyright", "copyrights", "foot", "footer"];
const NOTE: [&str; 4] = ["note", "notes", "footnote", "footnotes"];

/// What the foot of a page says.
const RIGHTS: [&str; 8] = ["©", "&copy;", "(c)", "copyright", "rights reserved", "版权", "版權", "备案"];

/// Blocks that may be a list of links.
const LISTS: [&str; 13] =
    ["center", "dd", "div", "dl", "form", "h6", "menu", "ol", "section", "table", "td", "tr", "ul"];

/// What has a foot or something beside it of its own.
const PARTS: [&str; 4] = ["main", "article", "blockquote", "figure"];

/// So many links make a list.
const LINKS: usize = 3;

/// So many letters beside links are headings and labels of a list.
const LABELS: usize = 40;

/// So many beside one link are its label.
const LABEL: usize = 8;

/// The links that lead to a page have no more letters.
const LONGEST_TRAIL: usize = 60;

/// The foot of a page has no more letters.
const LONGEST_FOOT: usize = 300;

impl Weight {
    /// Whether most of it are links, and hardly anything else is there, or it is a small part of a page of so many
    /// letters.
    fn is_list(self, total: usize) -> bool {
        let others = self.letters - self.linked;
        let is_little = others <= LABELS || self.letters * 3 < total;
        self.links >= LINKS && self.linked * 5 >= self.letters * 3 && is_little
    }

    /// Whether half of it are links, or there is nothing to read.
    fn is_linked(self) -> bool {
        self.linked * 2 >= self.letters
    }

    /// Whether there are links and what they are for.
    fn is_labelled(self) -> bool {
        self.links > 0 && self.letters - self.linked <= LABEL
    }
}

/// The elements that are left out with all that is in them.
pub(super) fn left_out(page: &Tree<Node>) -> HashSet<NodeId> {
    let weights = Weights::of(page, |element| {
        ["nav", "footer", "aside", "header"].contains(&element.name())
            || is_of(element, &ROLES)
            || has_word(element, &NAMES)
    });
    let total = weights.total;
    let mut search = Search::of(page, &weights);
    search.run(page);
    let left_out = search.left_out;
    let left: usize = left_out.iter().map(|id| weights.get(*id).letters).sum();
    let kept = total.saturating_sub(left);
    // A page of links is one to read.
    if kept < LEAST || kept * 10 < total { HashSet::new() } else { left_out }
}

/// The search for what is around the text.
struct Search<'a> {
    weights: &'a Weights,
    /// The element that has the text, and all that it lies in.
    scope: Option<NodeId>,
    holds: HashSet<NodeId>,
    /// The outermost elements that are around the text.
    left_out: HashSet<NodeId>,
    /// The elements under way that are parts of the text, and the first of its lists.
    within: Vec<NodeId>,
    list: Option<NodeId>,
}

impl<'a> Search<'a> {
    fn of(page: &Tree<Node>, weights: &'a Weights) -> Self {
        let scope = scope(page, weights);
        // What holds the scope is looked into, and what stands beside it is not.
        let holds = scope
            .and_then(|id| page.get(id))
            .map(|node| node.ancestors().map(|node| node.id()).chain([node.id()]).collect())
            .unwrap_or_default();
        Search { weights, scope, holds, left_out: HashSet::new(), within: Vec::new(), list: None }
    }

    fn run(&mut self, page: &Tree<Node>) {
        let mut skipped = None;
        for edge in page.root().traverse() {
            match edge {
                Edge::Open(node) if skipped.is_none() => {
                    let Some(element) = element(node) else { continue };
                    if !self.holds.contains(&node.id()) && self.is_around(node, element) {
                        self.left_out.extend(heading_before(node));
                        self.left_out.insert(node.id());
                        skipped = Some(node.id());
                    } else if self.scope == Some(node.id()) || PARTS.contains(&element.name()) {
                        self.within.push(node.id());
                    } else if self.list.is_none() && self.is_of_text(node, element) {
                        self.list = Some(node.id());
                    }
                }
                Edge::Close(node) => {
                    skipped = skipped.filter(|id| *id != node.id());
                    self.list = self.list.filter(|id| *id != node.id());
                    if self.within.last() == Some(&node.id()) {
                        self.within.pop();
                    }
                }
                Edge::Open(_) => {}
            }
        }
    }

    fn is_around(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let weight = self.weights.get(node.id());
        let is_beside = self.scope.is_some() && self.within.is_empty();
        let is_small = weight.letters * 2 < self.weights.total;
        let is_list = || {
            self.within.is_empty()
                && self.list.is_none()
                && LISTS.contains(&element.name())
                && weight.is_list(self.weights.total)
                && !self.is_of_text(node, element)
        };
        is_beside
            || self.is_said(element, weight)
            || is_small && is_named(element, &NAMES) && (weight.is_linked() || weight.is_labelled())
            || self.is_foot(node, element)
            || self.is_trail(node, weight)
            || is_list()
    }

    /// Whether the page itself says that this is around its text.
    fn is_said(&self, element: &Element, weight: Weight) -> bool {
        let is_outside = self.within.is_empty();
        let is_note = is_of(element, &["doc-footnote", "footnote", "endnote", "rearnote"]);
        let is_small = weight.letters * 2 < self.weights.total;
        let is_between = is_between(self.weights.prose, weight.at);
        match element.name() {
            "nav" => true,
            "footer" => is_outside && is_small && !is_note,
            // That of the page; the title may stand in it.
            "header" => is_outside && weight.is_linked(),
            name if name == "aside" || is_of(element, &["complementary"]) => {
                is_outside && !is_note && (weight.is_linked() || is_small && !is_between)
            }
            _ => is_small && is_of(element, &ROLES),
        }
    }

    /// Whether this is the foot of the page, by its name, its place and what it says.
    fn is_foot(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let Weight { letters, at, .. } = self.weights.get(node.id());
        let is_last = self.weights.prose.is_none_or(|(_, last)| at > last);
        let is_foot = self.within.is_empty()
            && letters <= LONGEST_FOOT
            && letters * 2 < self.weights.total
            && is_last
            && has_word(element, &FOOT)
            && !has_word(element, &NOTE);
        if !is_foot {
            return false;
        }
        let text: String = node.descendants().filter_map(|node| node.value().text()).collect();
        let text = text.to_lowercase();
        let is_prose = text.matches('。').count() > 1;
        RIGHTS.iter().any(|said| text.contains(said)) || has_word(element, &["footer"]) && !is_prose
    }

    /// Whether this is the trail of links from the front page to this one, before the text: 首页 > 要闻 > 正文.
    fn is_trail(&self, node: NodeRef<'_, Node>, weight: Weight) -> bool {
        let is_before = self.weights.prose.is_some_and(|(first, _)| weight.at < first);
        if !is_before || weight.links == 0 || weight.letters > LONGEST_TRAIL {
            return false;
        }
        let text: String = node.descendants().filter_map(|node| node.value().text()).collect();
        let steps = text.split(['>', '›', '»', '＞']).filter(|step| !step.trim().is_empty()).count();
        steps >= 2 && (steps == weight.links || steps == weight.links + 1)
    }

    /// Whether a list stands in the text: between its paragraphs, or behind one without a heading of its own.
    fn is_of_text(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let weight = self.weights.get(node.id());
        let outer = weight.outer.map(|outer| self.weights.get(outer)).unwrap_or_default();
        let Weight { paragraphs, texts, .. } = outer;
        let is_behind = |range: Range| range.is_some_and(|(first, _)| first < weight.at);
        let is_small = weight.letters * 2 < self.weights.total;
        is_small
            && match element.name() {
                "ol" => is_behind(texts),
                "table" => is_between(texts, weight.at) || is_behind(texts) && heading_before(node).is_none(),
                "ul" | "dl" => is_between(texts, weight.at) || is_introduced(node),
                name if LISTS.contains(&name) => is_between(paragraphs, weight.at),
                _ => false,
            }
    }
}

fn is_between(range: Range, at: usize) -> bool {
    range.is_some_and(|(first, last)| first < at && at < last)
}

/// Whether the paragraph before a list says that it comes.
fn is_introduced(list: NodeRef<'_, Node>) -> bool {
    let before = list.prev_siblings().find(|node| element(*node).is_some());
    let before = before.filter(|node| element(*node).is_some_and(|element| element.name() == "p"));
    let text: Option<String> =
        before.map(|node| node.descendants().filter_map(|node| node.value().text()).collect());
    text.is_some_and(|text| text.trim_end().ends_with([':', '：']))
}

/// The element that has the text, where the page says it: the one main part of it, or the one article.
fn scope(page: &Tree<Node>, weights: &Weights) -> Option<NodeId> {
    let is_main = |element: &Element| element.name() == "main" || is_of(element, &["main"]);
    let is_article = |element: &Element| element.name() == "article" || is_of(element, &["article"]);
    let most = |is_it: &dyn Fn(&Element) -> bool| {
        let nodes = page.nodes().filter(|node| element(*node).is_some_and(is_it));
        nodes.map(|node| (weights.get(node.id()).letters, node.id())).max_by_key(|(letters, _)| *letters)
    };
    let has_most = |(letters, id): (usize, NodeId)| (letters * 2 >= weights.total).then_some(id);
    let article = || match outermost(page, is_article).as_slice() {
        [only] => has_most((weights.get(*only).letters, *only)),
        // Of several each is text.
        _ => None,
    };
    most(&is_main).and_then(has_most).or_else(article)
}

/// The elements of a kind that lie in no other of it.
fn outermost(page: &Tree<Node>, is_it: impl Fn(&Element) -> bool) -> Vec<NodeId> {
    let (mut found, mut depth) = (Vec::new(), 0_usize);
    for edge in page.root().traverse() {
        match edge {
            Edge::Open(node) if element(node).is_some_and(&is_it) => {
                found.extend((depth == 0).then_some(node.id()));
                depth += 1;
            }
            Edge::Close(node) if element(node).is_some_and(&is_it) => depth -= 1,
            Edge::Open(_) | Edge::Close(_) => {}
        }
    }
    found
}

/// Whether the name of its class, or its own, has one of these words.
fn has_word(element: &Element, words: &[&str]) -> bool {
    let names = element.attribute("class").into_iter().chain(element.attribute("id"));
    let mut said = names.flat_map(|names| names.split(|c: char| !c.is_ascii_alphanumeric()));
    said.any(|word| words.contains(&word.to_ascii_lowercase().as_str()))
}

/// The same of an element that may be around the text.
fn is_named(element: &Element, words: &[&str]) -> bool {
    !["body", "html", "main", "article", "p", "span", "a", "li"].contains(&element.name())
        && rank(element.name()).is_none()
        && has_word(element, words)
}

/// The heading of a list of links, if one stands before it.
fn heading_before(node: NodeRef<'_, Node>) -> Option<NodeId> {
    let before = node.prev_siblings().find(|node| element(*node).is_some())?;
    let rank = element(before).and_then(|element| rank(element.name()))?;
    (rank > 1).then_some(before.id())
}
