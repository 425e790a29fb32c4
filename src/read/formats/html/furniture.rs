//! What a saved page has around its text: navigation, lists of links, the foot of the page.
//!
//! By what the page says of itself (elements, roles, names of classes), else by how much of a block are links, as
//! others tell boilerplate (Kohlschütter, Fankhauser, Nejdl: "Boilerplate detection using shallow text features", WSDM
//! 2010). Where the page does not say it, only small parts of it are left out: what is doubtful is text.

use super::elements::rank;
use super::sink::Element;
use super::sink::Node;
use super::tree::element;
use super::tree::is_hidden;
use super::tree::is_of;
use ego_tree::NodeId;
use ego_tree::NodeRef;
use ego_tree::Tree;
use ego_tree::iter::Edge;
use std::collections::HashMap;
use std::collections::HashSet;

/// Roles of what is around the text.
const ROLES: [&str; 11] = [
    "alert",
    "alertdialog",
    "banner",
    "complementary",
    "contentinfo",
    "dialog",
    "menu",
    "menubar",
    "navigation",
    "search",
    "toolbar",
];

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

/// Blocks that may be a list of links.
const LISTS: [&str; 13] =
    ["center", "dd", "div", "dl", "form", "h6", "menu", "ol", "section", "table", "td", "tr", "ul"];

/// So many links make a list.
const LINKS: usize = 3;

/// A text has more than so many letters; less is the heading of a page of links.
const LEAST: usize = 16;

/// So many letters beside links are headings and labels of a list.
const LABELS: usize = 40;

/// How many letters there are in a part of a page, how many of them in links, and how many links.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    letters: usize,
    linked: usize,
    links: usize,
}

impl Weight {
    /// Whether most of it are links, and hardly anything else is there, or it is a small part of a page of so many
    /// letters.
    fn is_list(self, total: usize) -> bool {
        let others = self.letters - self.linked;
        let is_little = others <= LABELS || self.letters * 3 < total;
        self.links >= LINKS && self.linked * 5 >= self.letters * 3 && is_little
    }
}

/// The elements that are left out with all that is in them.
pub(super) fn left_out(page: &Tree<Node>) -> HashSet<NodeId> {
    let weights = weigh(page);
    let all = page.root().id();
    let total = weights.get(&all).copied().unwrap_or_default().letters;
    let scope = scope(page, &weights, total);
    let left_out = around(page, &weights, (scope, total));
    let left: usize = left_out.iter().filter_map(|id| weights.get(id)).map(|weight| weight.letters).sum();
    let kept = total.saturating_sub(left);
    // A page of links is one to read.
    if kept < LEAST || kept * 10 < total { HashSet::new() } else { left_out }
}

/// What each element weighs; hidden ones nothing.
fn weigh(page: &Tree<Node>) -> HashMap<NodeId, Weight> {
    let mut weights: HashMap<NodeId, Weight> = HashMap::new();
    let mut open = vec![Weight::default()];
    let (mut hidden, mut in_links) = (None, 0_usize);
    for edge in page.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if hidden.is_none() => {
                    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
                    if let Some(weight) = open.last_mut() {
                        weight.letters += letters;
                        weight.linked += if in_links > 0 { letters } else { 0 };
                    }
                }
                Node::Text(_) => {}
                _ => {
                    let element = element(node);
                    if hidden.is_none() && element.is_some_and(is_hidden) {
                        hidden = Some(node.id());
                    }
                    let is_link = element.is_some_and(is_link);
                    in_links += usize::from(is_link);
                    open.push(Weight {
                        links: usize::from(is_link && hidden.is_none()),
                        ..Weight::default()
                    });
                }
            },
            Edge::Close(node) if !matches!(node.value(), Node::Text(_)) => {
                in_links -= usize::from(element(node).is_some_and(is_link));
                hidden = hidden.filter(|id| *id != node.id());
                let own = open.pop().unwrap_or_default();
                if let Some(outer) = open.last_mut() {
                    outer.letters += own.letters;
                    outer.linked += own.linked;
                    outer.links += own.links;
                }
                weights.insert(node.id(), own);
            }
            Edge::Close(_) => {}
        }
    }
    weights
}

fn is_link(element: &Element) -> bool {
    element.name() == "a" && element.attribute("href").is_some()
}

/// The element that has the text, where the page says it: the one main part of it, or the one article.
fn scope(page: &Tree<Node>, weights: &HashMap<NodeId, Weight>, total: usize) -> Option<NodeId> {
    let is_main = |element: &Element| element.name() == "main" || is_of(element, &["main"]);
    let is_article = |element: &Element| element.name() == "article" || is_of(element, &["article"]);
    let most = |is_it: &dyn Fn(&Element) -> bool| {
        let nodes = page.nodes().filter(|node| element(*node).is_some_and(is_it));
        let weight = |node: &NodeRef<'_, Node>| weights.get(&node.id()).map_or(0, |weight| weight.letters);
        nodes.map(|node| (weight(&node), node.id())).max_by_key(|(letters, _)| *letters)
    };
    let has_most = |(letters, id): (usize, NodeId)| (letters * 2 >= total).then_some(id);
    most(&is_main).and_then(has_most).or(most(&is_article).and_then(has_most))
}

/// The outermost elements that are around the text.
fn around(
    page: &Tree<Node>,
    weights: &HashMap<NodeId, Weight>,
    (scope, total): (Option<NodeId>, usize),
) -> HashSet<NodeId> {
    let mut left_out = HashSet::new();
    let mut skipped = None;
    let mut within: Vec<NodeId> = Vec::new();
    // What holds the scope is looked into, and what stands beside it is not.
    let holds: HashSet<NodeId> = scope
        .and_then(|id| page.get(id))
        .map(|node| node.ancestors().map(|node| node.id()).chain([node.id()]).collect())
        .unwrap_or_default();
    for edge in page.root().traverse() {
        match edge {
            Edge::Open(node) if skipped.is_none() => {
                let Some(element) = element(node) else { continue };
                let weight = weights.get(&node.id()).copied().unwrap_or_default();
                let is_beside = scope.is_some() && within.is_empty() && !holds.contains(&node.id());
                let is_small = weight.letters * 2 < total;
                let is_it = is_beside
                    || is_said(element, weight, &within)
                    || is_small && is_named(element)
                    || within.is_empty() && LISTS.contains(&element.name()) && weight.is_list(total);
                if is_it && !holds.contains(&node.id()) {
                    left_out.extend(heading_before(node));
                    left_out.insert(node.id());
                    skipped = Some(node.id());
                } else if scope == Some(node.id()) || ["main", "article"].contains(&element.name()) {
                    within.push(node.id());
                }
            }
            Edge::Close(node) => {
                skipped = skipped.filter(|id| *id != node.id());
                if within.last() == Some(&node.id()) {
                    within.pop();
                }
            }
            Edge::Open(_) => {}
        }
    }
    left_out
}

/// Whether the page itself says that this, which lies within these articles, is around its text.
fn is_said(element: &Element, weight: Weight, within: &[NodeId]) -> bool {
    match element.name() {
        "nav" => true,
        "footer" | "aside" => {
            within.is_empty() && !is_of(element, &["doc-footnote", "footnote", "endnote", "rearnote"])
        }
        // That of the page; the title may stand in it.
        "header" => within.is_empty() && weight.linked * 2 >= weight.letters,
        _ => is_of(element, &ROLES),
    }
}

/// Whether its name says it.
fn is_named(element: &Element) -> bool {
    let names = element.attribute("class").into_iter().chain(element.attribute("id"));
    let words = names.flat_map(|names| names.split(|c: char| !c.is_ascii_alphanumeric()));
    !["body", "html", "main", "article", "p", "span", "a", "li"].contains(&element.name())
        && rank(element.name()).is_none()
        && words.map(str::to_ascii_lowercase).any(|word| NAMES.contains(&word.as_str()))
}

/// The heading of a list of links, if one stands before it.
fn heading_before(node: NodeRef<'_, Node>) -> Option<NodeId> {
    let before = node.prev_siblings().find(|node| element(*node).is_some())?;
    let rank = element(before).and_then(|element| rank(element.name()))?;
    (rank > 1).then_some(before.id())
}
