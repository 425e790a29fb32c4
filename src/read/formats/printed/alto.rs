//! ALTO 1 to 4: text blocks, lines, words and glyphs of a recognised page.

use super::Block;
use super::Line;
use super::PrintedPage;
use super::Word;
use super::give::give;
use super::picture::Frame;
use super::picture::picture_name;
use super::role::Role;
use super::tree;
use crate::message::Message;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::reading::Confidence;
use crate::reading::Division;
use crate::reading::Rect;
use roxmltree::Document;
use roxmltree::Node;
use std::collections::HashMap;
use std::collections::HashSet;

pub(in crate::read) struct Alto;

impl Reader for Alto {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Alto,
            endings: &["xml", "alto"],
            told_by: "a root `<alto>`",
            layers: "furniture: what stands in the margins of the page, and what its tags call a running title, a page \
                     number, a catchword; note: what they call a commentary, a note, a text in the margin",
            loci: "page: `PRINTED_IMG_NR`, else, of several pages, their number; division: what its tags call a heading",
            fields: "the title is the first heading",
            keys: "the path",
            limits: "held whole; the boxes of glyphs, words or lines, whatever is finest, with their confidence; blocks as \
                     `ReadingOrder` or `IDNEXT` orders them, else as they stand there",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        tree::root(head).is_some_and(|root| root == "alto")
    }

    fn must_recognise(&self) -> bool {
        true
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        give(input, sink, Division::Blank, pages)
    }
}

/// The pages of a file.
pub(super) fn pages(text: &str) -> Result<Vec<PrintedPage>, Message> {
    let tree = tree::parse(text)?;
    let file = Alto::file(&tree);
    let tags = Tags::of(&tree);
    let pages = tree.descendants().filter(|node| tree::is(*node, "Page"));
    Ok(pages.map(|page| PageReader::new(page, file.clone(), &tags).read(page)).collect())
}

impl Alto {
    /// The file of the picture.
    fn file(tree: &Document<'_>) -> Option<String> {
        let name = tree.descendants().find(|node| tree::is(*node, "fileName"))?;
        picture_name(&tree::text(name))
    }
}

/// What tags say of their blocks and lines.
struct Tags<'a>(HashMap<&'a str, Role>);

impl<'a> Tags<'a> {
    fn of(tree: &'a Document<'_>) -> Self {
        let all = tree.descendants().filter(|node| node.has_attribute("LABEL"));
        let role = |tag: Node<'a, '_>| Some((tree::said(tag, "ID")?, Role::of(tree::said(tag, "LABEL")?)?));
        Tags(all.filter_map(role).collect())
    }

    fn role(&self, node: Node<'_, '_>) -> Option<Role> {
        let names = tree::said(node, "TAGREFS").unwrap_or_default();
        names.split_ascii_whitespace().find_map(|name| self.0.get(name).copied())
    }
}

/// A page on its way.
struct PageReader<'a> {
    frame: Frame,
    tags: &'a Tags<'a>,
}

/// So far up a block may lie in others.
const NESTED: usize = 16;

impl<'a> PageReader<'a> {
    fn new(page: Node<'_, '_>, file: Option<String>, tags: &'a Tags<'a>) -> Self {
        let frame = Frame::of(file, (tree::number(page, "WIDTH"), tree::number(page, "HEIGHT")));
        PageReader { frame, tags }
    }

    fn read(mut self, page: Node<'_, '_>) -> PrintedPage {
        let blocks = in_given_order(page).into_iter().map(|block| self.block(block)).collect();
        let name = tree::said(page, "PRINTED_IMG_NR").map(str::to_owned);
        PrintedPage { frame: self.frame, name, blocks, ..PrintedPage::default() }
    }

    fn block(&mut self, block: Node<'_, '_>) -> Block {
        let around = || block.ancestors().take(NESTED);
        let margin = around().any(|node| node.tag_name().name().ends_with("Margin"));
        let role = around().find_map(|node| self.tags.role(node)).or(margin.then_some(Role::Furniture));
        let lines = tree::children(block, "TextLine").map(|line| self.line(line, role)).collect();
        Block { is_heading: role == Some(Role::Heading), rect: self.rect(block), lines }
    }

    fn line(&mut self, line: Node<'_, '_>, block: Option<Role>) -> Line {
        let layer = Role::layer(Role::within(self.tags.role(line), block));
        let has_spaces = tree::children(line, "SP").next().is_some();
        let mut is_apart = false;
        let mut words = Vec::new();
        for node in line.children() {
            match node.tag_name().name() {
                "String" => {
                    let first = words.len();
                    self.word(node, &mut words);
                    if let Some(word) = words.get_mut(first) {
                        word.is_apart = is_apart || !has_spaces;
                    }
                    is_apart = false;
                }
                "HYP" => words.extend(self.content(node, "WC")),
                "SP" => is_apart = true,
                _ => {}
            }
        }
        Line { layer, words }
    }

    /// A word, in glyphs where they have boxes and make it up.
    fn word(&mut self, word: Node<'_, '_>, words: &mut Vec<Word>) {
        let glyphs: Vec<Word> =
            tree::children(word, "Glyph").filter_map(|glyph| self.content(glyph, "GC")).collect();
        let of_glyphs: String = glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
        if !glyphs.is_empty()
            && word.attribute("CONTENT") == Some(of_glyphs.as_str())
            && glyphs.iter().all(|glyph| glyph.rect.is_some())
        {
            words.extend(glyphs);
        } else {
            words.extend(self.content(word, "WC"));
        }
    }

    /// What stands somewhere, and how sure that is.
    fn content(&mut self, node: Node<'_, '_>, confidence: &str) -> Option<Word> {
        #[expect(clippy::cast_possible_truncation, reason = "a share of two decimals")]
        let share = tree::number(node, confidence).map(|share| share as f32);
        Some(Word {
            text: node.attribute("CONTENT")?.to_owned(),
            rect: self.rect(node),
            confidence: share.and_then(Confidence::of),
            is_apart: false,
        })
    }

    fn rect(&mut self, node: Node<'_, '_>) -> Option<Rect> {
        let number = |name: &str| tree::number(node, name);
        let (x, y) = (number("HPOS")?, number("VPOS")?);
        self.frame.rect((x, y), (x + number("WIDTH")?, y + number("HEIGHT")?))
    }
}

/// The blocks of a page in the order that is said.
fn in_given_order<'a, 'input>(page: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
    let mut blocks: Vec<_> = page.descendants().filter(|node| tree::is(*node, "TextBlock")).collect();
    let ids: HashMap<&str, usize> =
        (0..).zip(&blocks).filter_map(|(at, block)| Some((tree::said(*block, "ID")?, at))).collect();
    let mut places: HashMap<usize, usize> = HashMap::new();
    let order = page.document().descendants().filter_map(|node| tree::said(node, "REF"));
    for at in order.filter_map(|id| ids.get(id).copied()) {
        let next = places.len();
        places.entry(at).or_insert(next);
    }
    let next = |at: usize| ids.get(tree::said(*blocks.get(at)?, "IDNEXT")?).copied();
    let follows: HashSet<usize> = (0..blocks.len()).filter_map(next).collect();
    if places.is_empty() && !follows.is_empty() {
        // Each chain from its beginning; a ring has none, and comes last.
        for first in (0..blocks.len()).filter(|at| !follows.contains(at)).chain(0..blocks.len()) {
            let mut at = Some(first);
            while let Some(block) = at.filter(|block| !places.contains_key(block)) {
                places.insert(block, places.len());
                at = next(block);
            }
        }
    }
    let mut numbered: Vec<_> = blocks.drain(..).enumerate().collect();
    numbered.sort_by_key(|(at, _)| places.get(at).copied().unwrap_or(usize::MAX));
    numbered.into_iter().map(|(_, block)| block).collect()
}

#[cfg(test)]
mod tests;
