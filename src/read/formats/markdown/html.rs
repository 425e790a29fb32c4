//! HTML between Markdown, as far as it can be read tag by tag: what it shows, and where its blocks end.

use super::caption::caption;
use crate::read::formats::html::elements::BLOCKS;
use crate::read::formats::html::elements::HIDDEN;
use crate::read::formats::html::elements::rank;
use crate::read::formats::page::Page;
use crate::read::formats::page::Sure;
use crate::reading::Layer;
use html_escape::decode_html_entities;
use std::collections::HashMap;

/// What else HTML has of tags that need not be closed, or often are not.
const KNOWN: [&str; 50] = [
    "a", "abbr", "area", "b", "base", "big", "br", "button", "center", "cite", "code", "col", "colgroup",
    "data", "del", "dfn", "em", "embed", "font", "frame", "i", "img", "input", "ins", "kbd", "label", "link",
    "mark", "meta", "param", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "source", "span",
    "strike", "strong", "sub", "sup", "td", "th", "track", "u", "wbr",
];

/// Where in the HTML of a source a reader is.
#[derive(Debug)]
pub(super) struct Html {
    /// Which of [`HIDDEN`] is open.
    hidden: Option<&'static str>,
    gloss: Gloss,
    /// Where each element is closed for the last time, in bytes of the source.
    closed: HashMap<String, usize>,
}

/// What stands beside characters to say how they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gloss {
    None,
    Reading,
    /// Its brackets, for those who cannot set it beside.
    Bracket,
}

/// A tag: its name in lower case, and the rest of it.
struct Tag<'a> {
    markup: &'a str,
    name: String,
    closes: bool,
    rest: &'a str,
}

impl Html {
    /// At the beginning of a source.
    pub(super) fn new(source: &str) -> Self {
        let name = |(at, _)| Some((Tag::of(source.get(at..)?)?.name, at));
        let closed = source.match_indices("</").filter_map(name).collect();
        Html { hidden: None, gloss: Gloss::None, closed }
    }

    /// As which layer text is shown here that would be of this one; `None` where it is not shown.
    pub(super) fn shown(&self, layer: Layer) -> Option<Layer> {
        match self.gloss {
            _ if self.hidden.is_some() => None,
            Gloss::None => Some(layer),
            Gloss::Reading => Some(Layer::Sign),
            Gloss::Bracket => None,
        }
    }

    /// A paragraph ends: nothing beside a character goes on.
    pub(super) fn end_paragraph(&mut self) {
        self.gloss = Gloss::None;
    }

    /// Reads a stretch of HTML, which begins at a byte of the source.
    pub(super) fn read(&mut self, html: &str, begin: usize, page: &mut Page) {
        let mut rest = html;
        // Where a quotation mark is never closed, those of other tags mean nothing either.
        let mut quotes = true;
        while !rest.is_empty() {
            let at = begin + html.len() - rest.len();
            let (text, next) = rest.split_at_checked(self.next_tag(rest)).unwrap_or((rest, ""));
            self.write(text, page);
            let Some(length) = length(next, &mut quotes) else {
                self.write(next, page);
                break;
            };
            let (markup, after) = next.split_at_checked(length).unwrap_or((next, ""));
            if let Some(tag) = Tag::of(markup) {
                self.tag(&tag, at + text.len(), page);
            }
            rest = after;
        }
    }

    /// Where the next tag begins, or what closes the hidden element.
    fn next_tag(&self, html: &str) -> usize {
        let closes = |at: usize| {
            let name = html.as_bytes().get(at + 2..).unwrap_or_default();
            self.hidden.is_none_or(|hidden| {
                name.get(..hidden.len()).is_some_and(|name| name.eq_ignore_ascii_case(hidden.as_bytes()))
            })
        };
        let mut signs = html.match_indices(if self.hidden.is_some() { "</" } else { "<" });
        signs
            .find(|(at, _)| closes(*at) && begins(html.get(*at..).unwrap_or_default()))
            .map_or(html.len(), |(at, _)| at)
    }

    fn write(&self, text: &str, page: &mut Page) {
        if let Some(layer) = self.shown(page.layer) {
            page.write_lines(layer, &decode_html_entities(text));
        }
    }

    fn tag(&mut self, tag: &Tag<'_>, at: usize, page: &mut Page) {
        let name = tag.name.as_str();
        if let Some(hidden) = self.hidden {
            self.hidden = Some(hidden).filter(|hidden| !(tag.closes && name == *hidden));
            return;
        }
        match (name, rank(name)) {
            ("br", _) => page.break_line(),
            ("img", _) => self.picture(tag, page),
            ("td" | "th", _) => page.end_cell(),
            ("rt" | "rtc", _) if !tag.closes => self.gloss = Gloss::Reading,
            ("rp", _) if !tag.closes => self.gloss = Gloss::Bracket,
            ("rt" | "rtc" | "rp" | "rb" | "ruby", _) => self.gloss = Gloss::None,
            (_, Some(_)) if tag.closes => page.end_heading(),
            (_, Some(rank)) => page.begin_heading(rank, Sure::Yes),
            _ if BLOCKS.contains(&name) => {
                self.end_paragraph();
                page.end_paragraph();
            }
            // What is never closed hides nothing.
            _ if HIDDEN.contains(&name) && !tag.closes => {
                let is_closed = self.closed.get(name).is_some_and(|closed| *closed > at);
                self.hidden = HIDDEN.into_iter().find(|hidden| *hidden == name && is_closed);
            }
            // Nor is everything between such signs HTML.
            _ if tag.rest == ">" && !KNOWN.contains(&name) && !self.closed.contains_key(name) => {
                self.write(tag.markup, page);
            }
            _ => {}
        }
    }

    fn picture(&self, tag: &Tag<'_>, page: &mut Page) {
        let said = |name| decode_html_entities(tag.attribute(name).unwrap_or_default());
        let (text, title, address) = (said("alt"), said("title"), said("src"));
        if let (Some(layer), Some(caption)) = (self.shown(page.layer), caption(&text, &title, &address)) {
            page.write_lines(layer, caption);
        }
    }
}

/// Whether markup begins here.
fn begins(html: &str) -> bool {
    let name = html.strip_prefix("</").or(html.strip_prefix('<')).unwrap_or_default();
    let rest = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && rest.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
    is_tag || html.starts_with("<!") || html.starts_with("<?")
}

/// How long the markup is that begins here, in bytes; `None` when it never ends.
fn length(html: &str, quotes: &mut bool) -> Option<usize> {
    let to = |end: &str| html.find(end).map(|at| at + end.len());
    if html.starts_with("<!--") {
        // HTML lets `<!-->` be a comment.
        return to("-->").or(html.starts_with("<!-->").then_some(5)).or(Some(html.len()));
    }
    if html.starts_with("<![CDATA[") {
        return to("]]>").or(Some(html.len()));
    }
    if *quotes {
        if let Some(length) = quoted(html) {
            return Some(length);
        }
        *quotes = false;
    }
    to(">")
}

/// How long the tag is that begins here; what stands in quotation marks does not end it.
fn quoted(html: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

impl<'a> Tag<'a> {
    /// The tag that this is, if it is one and no comment.
    fn of(markup: &'a str) -> Option<Self> {
        let inner = markup.strip_prefix('<')?;
        let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
        let (name, rest) = inner.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
        Some(Tag { markup, name: name.to_ascii_lowercase(), closes, rest })
    }

    /// The value of an attribute.
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.rest;
        loop {
            rest = rest
                .trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'' | '='));
            let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))?;
            let (own, after) = rest.split_at_checked(end).filter(|(own, _)| !own.is_empty())?;
            let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
                rest = after;
                continue;
            };
            let (value, after) = match value.chars().next()? {
                quote @ ('"' | '\'') => value.get(1..)?.split_once(quote)?,
                _ => value.split_at_checked(value.find(|c: char| c.is_ascii_whitespace() || c == '>')?)?,
            };
            if own.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = after;
        }
    }
}
