//! Styles: what is hidden, and what is the title.

use crate::read::xml::Tag;
use std::collections::HashMap;

/// So many styles a style may have above it.
const DEEPEST: usize = 16;

/// What styles are for; those for anything else are not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Family {
    Paragraph,
    Text,
}

/// The styles of a document by their names.
#[derive(Default)]
pub(super) struct Styles {
    known: [HashMap<String, Style>; 2],
    /// The one that is being described.
    open: Option<(Family, String)>,
}

#[derive(Default)]
struct Style {
    parent: Option<String>,
    is_hidden: Option<bool>,
}

impl Styles {
    /// Begins the description of a style.
    pub(super) fn begin(&mut self, tag: &Tag<'_>) {
        let family = match tag.attribute("family").as_deref() {
            Some("paragraph") | None => Family::Paragraph,
            Some("text") => Family::Text,
            Some(_) => return,
        };
        let parent = tag.attribute("parent-style-name").map(String::from);
        if let Some(name) = tag.attribute("name").map(String::from) {
            self.known[family as usize].insert(name.clone(), Style { parent, is_hidden: None });
            self.open = Some((family, name));
        }
    }

    /// Ends it: labels of lists and other things have properties of text, too.
    pub(super) fn end(&mut self) {
        self.open = None;
    }

    /// Hears of properties of text.
    pub(super) fn add(&mut self, tag: &Tag<'_>) {
        let open = self.open.as_ref();
        let style = open.and_then(|(family, name)| self.known[*family as usize].get_mut(name));
        if let Some((style, display)) = style.zip(tag.attribute("display")) {
            style.is_hidden = Some(display == "none");
        }
    }

    /// The name of a style and of those above it.
    fn chain<'a>(&'a self, family: Family, name: &'a str) -> impl Iterator<Item = &'a str> {
        let above = move |name: &&'a str| self.known[family as usize].get(*name)?.parent.as_deref();
        std::iter::successors(Some(name), above).take(DEEPEST)
    }

    /// Whether what is of a style is hidden.
    pub(super) fn is_hidden(&self, family: Family, name: &str) -> bool {
        let of = |name: &str| self.known[family as usize].get(name)?.is_hidden;
        self.chain(family, name).find_map(of).unwrap_or_default()
    }

    /// Whether it is the style of a title.
    pub(super) fn is_title(&self, name: &str) -> bool {
        self.chain(Family::Paragraph, name).any(|name| name == "Title")
    }
}
