//! Styles: which paragraphs are headings, and what is hidden.

use super::super::page::Rank;
use crate::read::xml::BrokenXml;
use crate::read::xml::Tag;
use crate::read::xml::Xml;
use crate::read::xml::XmlEvent;
use std::collections::HashMap;

/// So many styles a style may be based on, each on the next; Word has fewer.
const DEEPEST: usize = 16;
/// The least rank of a heading.
const LEAST: u8 = 9;

/// The styles of a document by their ids.
#[derive(Default)]
pub(super) struct Styles(HashMap<String, Style>);

#[derive(Default)]
struct Style {
    name: String,
    base: Option<String>,
    /// The level of the outline, 0 being the first; those without text in the outline have 9.
    level: Option<u8>,
    is_hidden: Option<bool>,
}

impl Styles {
    /// Reads the part that they are described in.
    pub(super) fn read(&mut self, text: &str) -> Result<(), BrokenXml> {
        let mut xml = Xml::of(text);
        let mut id = None;
        while let Some(event) = xml.next()? {
            let XmlEvent::Start(tag) = event else { continue };
            if tag.name() == "style" {
                id = tag.attribute("styleId").map(String::from);
                if let Some(id) = &id {
                    self.0.insert(id.clone(), Style::default());
                }
            } else if let Some(style) = id.as_deref().and_then(|id| self.0.get_mut(id)) {
                style.add(&tag);
            }
        }
        Ok(())
    }

    /// A style and those that it is based on.
    fn chain<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Style> {
        let mut next = Some(id);
        let chain = std::iter::from_fn(move || {
            let style = self.0.get(next?)?;
            next = style.base.as_deref();
            Some(style)
        });
        chain.take(DEEPEST)
    }

    /// What a paragraph of a style is. One that is not described is known by its id.
    pub(super) fn rank(&self, id: &str) -> Option<Rank> {
        let described = self.chain(id).find_map(|style| match style.level {
            Some(level) => Some(of_level(level)),
            None => of_name(&style.name).map(Some),
        });
        let is_described = self.0.contains_key(id);
        described.flatten().or_else(|| of_name(id).filter(|_| !is_described))
    }

    /// Whether what is of a style is hidden.
    pub(super) fn is_hidden(&self, id: &str) -> bool {
        self.chain(id).find_map(|style| style.is_hidden).unwrap_or_default()
    }
}

impl Style {
    fn add(&mut self, tag: &Tag<'_>) {
        let value = || tag.attribute("val").map(String::from);
        match tag.name() {
            "name" => self.name = value().unwrap_or_default(),
            "basedOn" => self.base = value(),
            "outlineLvl" => self.level = value().and_then(|level| level.parse().ok()),
            "vanish" => self.is_hidden = Some(is_on(tag)),
            _ => {}
        }
    }
}

/// What a level of the outline makes of a paragraph.
pub(super) fn of_level(level: u8) -> Option<Rank> {
    (level < LEAST).then(|| Rank::Heading(level + 1))
}

/// What the name of a style makes of a paragraph, in English or Chinese.
fn of_name(name: &str) -> Option<Rank> {
    let name = name.to_lowercase().replace(' ', "");
    if ["title", "标题", "標題"].contains(&name.as_str()) {
        return Some(Rank::Title);
    }
    let rank = ["heading", "标题", "標題"].iter().find_map(|begin| name.strip_prefix(begin))?;
    rank.parse().ok().filter(|rank| (1..=LEAST).contains(rank)).map(Rank::Heading)
}

/// Whether a property that is there is on.
pub(super) fn is_on(tag: &Tag<'_>) -> bool {
    tag.attribute("val").is_none_or(|value| !["0", "false", "off"].contains(&&*value))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_heading_is_told_by_its_level_its_name_or_what_it_is_based_on() {
        let mut styles = Styles::default();
        let style = |id: &str, name: &str, rest: &str| {
            format!("<w:style w:styleId='{id}'><w:name w:val='{name}'/>{rest}</w:style>")
        };
        let text = [
            style("1", "heading 1", ""),
            style("2", "标题 2", ""),
            style("a", "章名", "<w:basedOn w:val='1'/><w:rPr><w:vanish/></w:rPr>"),
            style("b", "TOC Heading", "<w:basedOn w:val='1'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr>"),
            style("c", "节名", "<w:basedOn w:val='b'/><w:pPr><w:outlineLvl w:val='2'/></w:pPr>"),
            style("d", "循环", "<w:basedOn w:val='e'/>"),
            style("e", "循环", "<w:basedOn w:val='d'/><w:rPr><w:vanish w:val='0'/></w:rPr>"),
            style("Heading1", "正文", ""),
            style("f", "Title", ""),
            style("7", "Heading 7", ""),
            style("9", "標題 9", ""),
            style("10", "heading 10", "<w:pPr><w:outlineLvl w:val='9'/></w:pPr>"),
        ];
        styles.read(&format!("<w:styles>{}</w:styles>", text.concat())).unwrap();
        let ranks = ["1", "2", "a", "b", "c", "d", "Heading1", "f", "7", "9", "10", "Heading8", "g"];
        let heading = |rank| Some(Rank::Heading(rank));
        assert_eq!(
            ranks.map(|id| styles.rank(id)),
            [
                heading(1),
                heading(2),
                heading(1),
                None,
                heading(3),
                None,
                None,
                Some(Rank::Title),
                heading(7),
                heading(9),
                None,
                heading(8),
                None
            ]
        );
        assert_eq!(["a", "d", "1", "g"].map(|id| styles.is_hidden(id)), [true, false, false, false]);
    }
}
