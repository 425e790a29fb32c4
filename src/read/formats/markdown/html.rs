//! HTML between Markdown, as far as it can be read tag by tag: what it shows, and where its blocks end.

use super::caption::caption;
use crate::read::formats::html::elements::BLOCKS;
use crate::read::formats::html::elements::OPEN;
use crate::read::formats::html::elements::RAW;
use crate::read::formats::html::elements::is_hidden;
use crate::read::formats::html::elements::rank;
use crate::read::formats::html::markup::Tag;
use crate::read::formats::html::markup::begins;
use crate::read::formats::html::markup::length;
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
    /// The element under way that is not shown, with all that is in it.
    hidden: Option<Hidden>,
    gloss: Gloss,
    /// Where each element is closed for the last time, in bytes of the source.
    closed: HashMap<String, usize>,
}

/// An element that is not shown: its name, and how many of that name are open.
#[derive(Debug)]
struct Hidden {
    name: String,
    depth: usize,
}

/// What stands beside characters to say how they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gloss {
    None,
    Reading,
    /// Its brackets, for those who cannot set it beside.
    Bracket,
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

    /// Where the next tag begins, or one that begins or ends an element of the hidden one's name.
    fn next_tag(&self, html: &str) -> usize {
        let is_of_name = |tag: &str| {
            let name = tag.strip_prefix("</").or(tag.strip_prefix('<')).unwrap_or_default();
            self.hidden.as_ref().is_none_or(|Hidden { name: hidden, .. }| {
                name.get(..hidden.len()).is_some_and(|name| name.eq_ignore_ascii_case(hidden))
            })
        };
        let tags = html.match_indices('<').filter_map(|(at, _)| Some((at, html.get(at..)?)));
        tags.filter(|(_, tag)| is_of_name(tag) && begins(tag)).map(|(at, _)| at).next().unwrap_or(html.len())
    }

    fn write(&self, text: &str, page: &mut Page) {
        if let Some(layer) = self.shown(page.layer) {
            page.write_lines(layer, &decode_html_entities(text));
        }
    }

    fn tag(&mut self, tag: &Tag<'_>, at: usize, page: &mut Page) {
        let name = tag.name.as_str();
        if self.passes(tag) || self.hides(tag, at) {
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
            // Nor is everything between such signs HTML.
            _ if tag.rest == ">"
                && !is_hidden(name, |_| None)
                && !KNOWN.contains(&name)
                && !self.closed.contains_key(name) =>
            {
                self.write(tag.markup, page);
            }
            _ => {}
        }
    }

    /// Whether a tag is part of what is not shown.
    fn passes(&mut self, tag: &Tag<'_>) -> bool {
        let Some(hidden) = self.hidden.as_mut() else { return false };
        if hidden.name == tag.name {
            // A paragraph ends where the next begins.
            if !tag.closes && OPEN.contains(&tag.name.as_str()) {
                self.hidden = None;
                return false;
            }
            let is_raw = RAW.contains(&tag.name.as_str());
            hidden.depth =
                if tag.closes { hidden.depth.saturating_sub(1) } else { hidden.depth + usize::from(!is_raw) };
            if hidden.depth == 0 {
                self.hidden = None;
            }
        }
        true
    }

    /// Whether what a tag begins is not shown; what is never closed hides nothing.
    fn hides(&mut self, tag: &Tag<'_>, at: usize) -> bool {
        let name = tag.name.as_str();
        let is_closed = || self.closed.get(name).is_some_and(|closed| *closed > at);
        let hides = !tag.closes && is_hidden(name, |name| tag.attribute(name)) && is_closed();
        if hides {
            self.hidden = Some(Hidden { name: name.to_owned(), depth: 1 });
        }
        hides
    }

    fn picture(&self, tag: &Tag<'_>, page: &mut Page) {
        let said = |name| decode_html_entities(tag.attribute(name).unwrap_or_default());
        let (text, title, address) = (said("alt"), said("title"), said("src"));
        if let (Some(layer), Some(caption)) = (self.shown(page.layer), caption(&text, &title, &address)) {
            page.write_lines(layer, caption);
        }
    }
}
