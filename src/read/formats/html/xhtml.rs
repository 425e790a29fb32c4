//! XHTML: pages that are XML, as those of books are. What is empty is closed in its own tag there, and CDATA is text.
//!
//! A page that says so and is no XML is read as HTML, with tags that HTML closes as well.

use super::elements::RAW;
use super::elements::VOID;
use super::markup::Tag;
use super::markup::begins;
use super::markup::length;
use super::sink::Element;
use super::sink::Node;
use ego_tree::NodeId;
use ego_tree::Tree;
use html_escape::decode_html_entities;
use html_escape::encode_text;
use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use std::collections::HashMap;

/// What says so: the name of the document type, and the namespace.
const NAMES: [&str; 2] = ["//dtd xhtml ", "http://www.w3.org/1999/xhtml"];
/// So many bytes of a page may say so.
const HEAD: usize = 4 << 10;
/// The most bytes that an entity of the page stands for.
const LONGEST_ENTITY: usize = 100;
/// A tag of more words than these is none, or says nothing with them: to read its attributes takes their square.
const WORDS: usize = 1_000;

/// Which rules the tags of a page follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read::formats) enum Syntax {
    Html,
    Xhtml,
}

impl Syntax {
    /// What a page says of itself.
    pub(in crate::read::formats) fn of(text: &str) -> Self {
        let head: String = text.trim_start().chars().take(HEAD).collect::<String>().to_ascii_lowercase();
        let says_so = head.starts_with("<?xml") || NAMES.iter().any(|name| head.contains(name));
        if says_so { Syntax::Xhtml } else { Syntax::Html }
    }
}

/// The tree of a page that is XML.
pub(super) fn parse(text: &str) -> Option<Tree<Node>> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut tree = Tree::new(Node::Root);
    let mut open: Vec<NodeId> = vec![tree.root().id()];
    let mut entities = HashMap::new();
    loop {
        let at = *open.last()?;
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                open.push(tree.get_mut(at)?.append(Node::Element(element(&tag)?)).id());
            }
            Event::End(_) => {
                open.pop().filter(|_| !open.is_empty())?;
            }
            Event::Text(text) => add(&mut tree, at, &text.xml10_content()),
            Event::CData(text) => add(&mut tree, at, &text.xml10_content()),
            Event::GeneralRef(name) => add(&mut tree, at, &meant(&name, &entities)),
            Event::DocType(definitions) => define(&definitions.into_inner(), &mut entities),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    let is_page = tree.root().children().any(|node| matches!(node.value(), Node::Element(_)));
    (open.len() == 1 && is_page).then_some(tree)
}

fn element(tag: &BytesStart<'_>) -> Option<Element> {
    // It was not closed before the next.
    if tag.attributes_raw().contains('<') {
        return None;
    }
    let name = tag.name().local_name().into_inner().to_ascii_lowercase();
    let mut element = Element::new(LocalName::from(name));
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.ok()?;
        element.set(attribute.key.into_inner(), StrTendril::from(&*decode_html_entities(&attribute.value)));
    }
    Some(element)
}

/// Adds text behind what is there.
fn add(tree: &mut Tree<Node>, at: NodeId, text: &str) {
    let Some(mut parent) = tree.get_mut(at) else { return };
    if let Some(mut last) = parent.last_child()
        && let Node::Text(said) = last.value()
    {
        return said.push_slice(text);
    }
    parent.append(Node::Text(StrTendril::from(text)));
}

/// What a reference stands for: what HTML or the page itself says; else it is as it is written.
fn meant(name: &str, entities: &HashMap<String, String>) -> String {
    if let Some(meant) = entities.get(name) {
        return meant.clone();
    }
    let written = format!("&{name};");
    let known = decode_html_entities(&written);
    if known.contains(|c: char| c.is_control() && !c.is_whitespace()) {
        return char::REPLACEMENT_CHARACTER.to_string();
    }
    known.into_owned()
}

/// Takes the definitions of entities that stand for a few characters.
fn define(definitions: &str, entities: &mut HashMap<String, String>) {
    for definition in definitions.split("<!ENTITY").skip(1) {
        let Some((name, rest)) = definition.trim_start().split_once(char::is_whitespace) else { continue };
        let rest = rest.trim_start();
        let quoted = |mark: char| rest.strip_prefix(mark)?.split(mark).next();
        let Some(value) = quoted('"').or_else(|| quoted('\'')) else { continue };
        // Numbers of characters are meant; no entity is opened within another, and none has tags.
        let is_plain =
            value.len() <= LONGEST_ENTITY && value.replace("&#", "").find(['&', '<', '%']).is_none();
        let decoded = decode_html_entities(value);
        if is_plain && !decoded.contains(|c: char| c.is_control()) {
            entities.entry(name.to_owned()).or_insert_with(|| decoded.into_owned());
        }
    }
}

/// The same page for a parser of HTML: what is closed in its own tag has an end tag, CDATA is text, and no tag is beyond
/// all measure.
pub(super) fn as_html(text: &str, syntax: Syntax) -> String {
    let mut html = String::with_capacity(text.len());
    let (mut rest, mut quotes) = (text, true);
    while let Some((before, next)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        html.push_str(before);
        if !begins(next) {
            html.push('<');
            rest = next.get(1..).unwrap_or_default();
            continue;
        }
        let length = if is_doctype(next) { doctype(next) } else { length(next, &mut quotes) };
        let Some((markup, after)) = length.and_then(|length| next.split_at_checked(length)) else {
            // It never ends, and none behind it does: they are no tags.
            html.push_str(&next.replace('<', "&lt;"));
            return html;
        };
        rest = after;
        match (Tag::of(markup), markup.strip_prefix("<![CDATA[")) {
            (Some(mut tag), _) => {
                let bare = ["<", if tag.closes { "/" } else { "" }, &tag.name, ">"].concat();
                let is_torn = !quotes && markup.contains(['"', '\'']);
                if is_torn || markup.split_ascii_whitespace().nth(WORDS).is_some() {
                    // What is never closed would take all text with it.
                    tag.markup = &bare;
                }
                let is_open = write(&tag, syntax, &mut html);
                let raw = Some(&tag).filter(|tag| is_open && RAW.contains(&tag.name.as_str()));
                if let Some((raw, after)) = raw.and_then(|tag| rest.split_at_checked(end(rest, &tag.name)?)) {
                    html.push_str(raw);
                    rest = after;
                }
            }
            (None, Some(text)) if syntax == Syntax::Xhtml => {
                html.push_str(&encode_text(text.strip_suffix("]]>").unwrap_or(text)));
            }
            _ if is_doctype(markup) => {}
            _ => html.push_str(markup),
        }
    }
    html.push_str(rest);
    html
}

/// Writes a tag as HTML has it; says whether it leaves an element open.
fn write(tag: &Tag<'_>, syntax: Syntax, html: &mut String) -> bool {
    let Tag { markup, name, closes, .. } = tag;
    let within = markup.strip_suffix('>').unwrap_or(markup);
    let is_void = VOID.contains(&name.as_str());
    let may_be_empty = syntax == Syntax::Xhtml || RAW.contains(&name.as_str());
    let is_empty = !closes && !is_void && may_be_empty && within.ends_with('/');
    if is_empty {
        html.extend([within.trim_end_matches('/'), "></", name.as_str(), ">"]);
    } else {
        html.push_str(markup);
    }
    !closes && !is_void && !is_empty
}

fn is_doctype(markup: &str) -> bool {
    markup.get(..9).is_some_and(|begin| begin.eq_ignore_ascii_case("<!doctype"))
}

/// How long a document type is, with what it defines between brackets.
fn doctype(markup: &str) -> Option<usize> {
    let end = markup.find('>')?;
    if markup.find('[').is_none_or(|begin| begin > end) {
        return Some(end + 1);
    }
    let behind = |(at, _)| {
        let rest: &str = markup.get(at + 1..)?;
        let space = rest.len() - rest.trim_start().len();
        rest.trim_start().starts_with('>').then_some(at + space + 2)
    };
    markup.match_indices(']').find_map(behind).or(Some(end + 1))
}

/// Where an element ends whose text has no tags in it.
fn end(text: &str, name: &str) -> Option<usize> {
    let closes = |at: &usize| {
        let own = text.get(at + 2..at + 2 + name.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(name))
    };
    text.match_indices("</").map(|(at, _)| at).find(closes)
}
