//! Styles: what is hidden, and what is the title.

use crate::read::xml::Tag;
use std::collections::HashMap;

/// So many styles a style may have above it.
const DEEPEST: usize = 16;

/// The styles of a document by their names, of whatever family they are.
#[derive(Default)]
pub(super) struct Styles {
    known: HashMap<String, Style>,
    /// The one that is being described.
    open: Option<String>,
}

#[derive(Default)]
struct Style {
    parent: Option<String>,
    is_hidden: Option<bool>,
}

impl Styles {
    /// Hears of an element that may describe a style.
    pub(super) fn add(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "style" => {
                self.open = tag.attribute("name").map(String::from);
                let parent = tag.attribute("parent-style-name").map(String::from);
                if let Some(name) = &self.open {
                    self.known.insert(name.clone(), Style { parent, is_hidden: None });
                }
            }
            "text-properties" => {
                let display = tag.attribute("display");
                let open = self.open.as_deref().and_then(|name| self.known.get_mut(name));
                if let Some((style, display)) = open.zip(display) {
                    style.is_hidden = Some(display == "none");
                }
            }
            _ => {}
        }
    }

    /// The name of a style and of those above it.
    fn chain<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let above = |name: &&'a str| self.known.get(*name)?.parent.as_deref();
        std::iter::successors(Some(name), above).take(DEEPEST)
    }

    /// Whether what is of a style is hidden.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        let of = |name: &str| self.known.get(name)?.is_hidden;
        self.chain(name).find_map(of).unwrap_or_default()
    }

    /// Whether it is the style of a title.
    pub(super) fn is_title(&self, name: &str) -> bool {
        self.chain(name).any(|name| name == "Title")
    }
}
