//! Footnotes of a page: which links are marks of them, and where they stand.
//!
//! A link is a mark where it says so, or where it looks like one and leads to what says that it is a note, or to what
//! leads back to it.

mod survey;

use super::sink::Element;
use super::sink::Node;
use super::tree::is_of;
use crate::read::archives::resolve;
use ego_tree::NodeId;
use ego_tree::NodeRef;
use ego_tree::Tree;
use percent_encoding::percent_decode_str;
use std::collections::HashMap;
use std::collections::HashSet;
use survey::Link;
use survey::Survey;
use survey::Target;

const MARKS: [&str; 2] = ["doc-noteref", "noteref"];
const MARK_CLASSES: [&str; 7] = [
    "noteref",
    "footnote-ref",
    "footnote-reference",
    "footnoteref",
    "footnote-anchor",
    "fnref",
    "duokan-footnote",
];

/// A mark is not longer.
const LONGEST_MARK: usize = 8;
/// So many nodes of a link are looked at.
const NODES: usize = 64;

/// A place in another file: its path, and the name of the place.
pub(in crate::read::formats) type Outside = (String, String);

/// The marks of notes, and the notes.
#[derive(Default)]
pub(super) struct References {
    /// By link, the note that it is a mark of.
    marks: HashMap<NodeId, Meant>,
    /// The notes that there are marks of in the page, in the order of these.
    pub(super) notes: Vec<NodeId>,
    /// The notes that other files have marks of, by the names that these call them.
    pub(super) given: Vec<(String, NodeId)>,
    /// Links back from notes to their marks, and others that show nothing but an arrow.
    pub(super) back: HashSet<NodeId>,
}

/// Which note a mark means.
pub(super) enum Meant {
    Here(NodeId),
    /// In another file; and whether the mark says that it is one.
    Outside(Outside, bool),
}

/// What other files ask for: the names of places, whether a mark that says so asks, and who asks.
#[derive(Default)]
pub(in crate::read::formats) struct Asked {
    pub(in crate::read::formats) names: HashMap<String, bool>,
    pub(in crate::read::formats) paths: HashSet<String>,
}

impl References {
    /// Those of a page at this path, of which others ask for these notes.
    pub(super) fn of(page: &Tree<Node>, path: &str, asked: &Asked) -> Self {
        let survey = Survey::of(page);
        let leads: Vec<Lead> = survey.links.iter().map(|link| lead(&survey, link, path)).collect();
        let items = Items::of(&survey, &leads, asked);
        let mut references = References::default();
        let mut marked: HashMap<NodeId, HashSet<NodeId>> = HashMap::new();
        for (link, lead) in survey.links.iter().zip(&leads) {
            let meant = match lead {
                Lead::Here(target) => items.meant(link, target).map(Meant::Here),
                Lead::Outside(outside) if says_so(link) || looks_like(link) && !link.begins_block => {
                    Some(Meant::Outside(outside.clone(), says_so(link)))
                }
                Lead::Outside(_) | Lead::Nowhere => None,
            };
            if let Some(Meant::Here(item)) = meant {
                if !marked.contains_key(&item) {
                    references.notes.push(item);
                }
                marked.entry(item).or_default().extend(link.place.block);
            }
            references.marks.extend(meant.map(|meant| (link.node.id(), meant)));
        }
        for (name, says_so) in &asked.names {
            let item =
                survey.targets.get(name.as_str()).and_then(|target| Some((target, items.note(target)?)));
            let is_note = |(target, item): &(&Target, NodeId)| {
                *says_so || target.place.in_notes || items.asking.contains(item)
            };
            if let Some((_, item)) = item.filter(is_note) {
                references.given.push((name.clone(), item));
                marked.entry(item).or_default();
            }
        }
        for (link, lead) in survey.links.iter().zip(&leads) {
            let of =
                [link.place.inner, link.place.outer].into_iter().flatten().find_map(|item| marked.get(&item));
            let is_back = of.is_some_and(|blocks| match lead {
                Lead::Here(target) => target.place.block.is_some_and(|block| blocks.contains(&block)),
                Lead::Outside((path, _)) => asked.paths.contains(path),
                Lead::Nowhere => false,
            });
            let is_mark = references.marks.contains_key(&link.node.id());
            if is_back || !is_mark && (says_back(link.element) || is_arrow(link, lead)) {
                references.marks.remove(&link.node.id());
                references.back.insert(link.node.id());
            }
        }
        references
    }

    /// The note that a link is a mark of.
    pub(super) fn meant(&self, link: NodeId) -> Option<&Meant> {
        self.marks.get(&link)
    }

    /// Takes what looks like a mark for none unless its note is known.
    pub(super) fn keep_outside(&mut self, is_known: impl Fn(&Outside) -> bool) {
        self.marks.retain(|_, meant| match meant {
            Meant::Outside(outside, says_so) => *says_so || is_known(outside),
            Meant::Here(_) => true,
        });
    }

    /// The notes in other files that there are marks of, and whether these say that they are.
    pub(super) fn outside(&self) -> impl Iterator<Item = (&Outside, bool)> {
        self.marks.values().filter_map(|meant| match meant {
            Meant::Outside(outside, says_so) => Some((outside, *says_so)),
            Meant::Here(_) => None,
        })
    }
}

/// Where a link leads.
enum Lead {
    Here(Target),
    Outside(Outside),
    Nowhere,
}

fn lead(survey: &Survey<'_>, link: &Link<'_>, path: &str) -> Lead {
    let Some((file, name)) = link.href.split_once('#').filter(|(_, name)| !name.is_empty()) else {
        return Lead::Nowhere;
    };
    let decoded = percent_decode_str(name).decode_utf8_lossy();
    if !file.is_empty() && file.contains(':') {
        return Lead::Nowhere;
    }
    let file = if file.is_empty() { path.to_owned() } else { resolve(path, file) };
    if file != path {
        return Lead::Outside((file, decoded.into_owned()));
    }
    let target = survey.targets.get(name).or_else(|| survey.targets.get(&*decoded));
    target.map_or(Lead::Nowhere, |target| Lead::Here(*target))
}

/// Which blocks may be notes: those that links lead to one place in.
struct Items<'a> {
    survey: &'a Survey<'a>,
    /// The places in each block that links lead to.
    places: HashMap<NodeId, HashSet<usize>>,
    /// The blocks that the links in each block lead to.
    leads: HashMap<NodeId, HashSet<NodeId>>,
    /// The blocks with links to files that ask for notes.
    asking: HashSet<NodeId>,
}

impl<'a> Items<'a> {
    fn of(survey: &'a Survey<'a>, leads: &[Lead], asked: &Asked) -> Self {
        let mut items =
            Items { survey, places: HashMap::new(), leads: HashMap::new(), asking: HashSet::new() };
        let asked_for = asked.names.keys().filter_map(|name| survey.targets.get(name.as_str()));
        let here =
            leads.iter().filter_map(|lead| if let Lead::Here(target) = lead { Some(target) } else { None });
        for target in here.chain(asked_for) {
            for block in [target.place.inner, target.place.outer].into_iter().flatten() {
                items.places.entry(block).or_default().insert(target.at);
            }
        }
        for (link, lead) in survey.links.iter().zip(leads) {
            for block in [link.place.inner, link.place.outer].into_iter().flatten() {
                match lead {
                    Lead::Here(target) => items.leads.entry(block).or_default().extend(target.place.block),
                    Lead::Outside((path, _)) if asked.paths.contains(path) => {
                        items.asking.insert(block);
                    }
                    Lead::Outside(_) | Lead::Nowhere => {}
                }
            }
        }
        items
    }

    /// The one note that a place is in.
    fn note(&self, target: &Target) -> Option<NodeId> {
        let is_one = |block: &NodeId| self.places.get(block).is_some_and(|places| places.len() == 1);
        target.place.outer.filter(is_one).or(target.place.inner.filter(is_one))
    }

    /// The note that a link is a mark of, if it is.
    fn meant(&self, link: &Link<'_>, target: &Target) -> Option<NodeId> {
        let item = self.note(target)?;
        let (begin, end) = self.survey.spans.get(&item).copied()?;
        let leads_back = || {
            let back = self.leads.get(&item).zip(link.place.block);
            link.at < begin && back.is_some_and(|(leads, block)| leads.contains(&block))
        };
        let is_mark = || !link.place.in_notes && looks_like(link) && (target.place.in_notes || leads_back());
        let is_within = (begin..=end).contains(&link.at);
        (!is_within && !says_back(link.element) && (says_so(link) || is_mark())).then_some(item)
    }
}

/// Whether a link says that it is a mark.
fn says_so(link: &Link<'_>) -> bool {
    is_of(link.element, &MARKS) || link.element.has_class(&MARK_CLASSES)
}

/// Whether a link says that it leads back.
fn says_back(link: &Element) -> bool {
    is_of(link, &["doc-backlink", "backlink"]) || link.has_class(&["footnote-back", "footnote-backref"])
}

/// Whether a link shows what marks of notes show: a number, a letter, a sign, a picture.
fn looks_like(link: &Link<'_>) -> bool {
    let shown = shown(link.node).to_lowercase();
    if shown.is_empty() {
        return link
            .node
            .descendants()
            .take(NODES)
            .any(|node| super::tree::element(node).is_some_and(|element| element.name() == "img"));
    }
    let number = ["注", "註", "校", "note", "n"].iter().find_map(|name| shown.strip_prefix(name));
    let is_number = |c: char| c.is_numeric() || "一二三四五六七八九十百〇零*＊†‡§¶※◎○●☆★.,-[]".contains(c);
    let is_letter = shown.chars().count() == 1 && shown.is_ascii();
    shown.chars().count() <= LONGEST_MARK
        && (is_letter || number.unwrap_or(&shown).trim().chars().all(is_number))
}

/// Whether a link shows nothing but an arrow to another place of the page.
fn is_arrow(link: &Link<'_>, lead: &Lead) -> bool {
    let shown = shown(link.node);
    !matches!(lead, Lead::Outside(_))
        && link.href.contains('#')
        && !shown.is_empty()
        && shown
            .chars()
            .all(|c| matches!(c, '\u{2190}'..='\u{21FF}' | '⏎' | '⤴' | '^' | '\u{FE0E}' | '\u{FE0F}' | ' '))
}

/// What is shown of a mark, without brackets of its own.
pub(super) fn shown(link: NodeRef<'_, Node>) -> String {
    let text: String = link.descendants().take(NODES).filter_map(|node| node.value().text()).collect();
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '〔' | '〕' | '（' | '）' | '【' | '】')
    })
    .to_owned()
}
