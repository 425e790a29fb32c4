//! PAGE 2010 to 2019: regions, lines, words and glyphs of a transcribed page.

use super::Block;
use super::Line;
use super::Order;
use super::PrintedPage;
use super::Word;
use super::give::give;
use super::order::Writing;
use super::order::in_order;
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
use roxmltree::Node;
use std::collections::HashMap;

pub(in crate::read) struct PageXml;

impl Reader for PageXml {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Page,
            endings: &["xml", "page"],
            told_by: "a root `<PcGts>`",
            layers: "furniture: regions and lines whose type is marginalia, header, footer, page number, catchword, seal; \
                     note: those that are a commentary, a footnote, a gloss; by `custom=\"structure {type: …}\"`, else by \
                     `type`, a line by its own before that of its region",
            loci: "of several pages, their number; division: lines and regions that are a title or a heading",
            fields: "the title is the first heading",
            keys: "the path",
            limits: "held whole; the boxes of glyphs, words or lines, whatever is finest, with their confidence; in the \
                     order of `ReadingOrder`, else of `readingOrder {index: …}`, else as columns are written, vertical ones \
                     from the right",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        tree::root(head).is_some_and(|root| root == "PcGts")
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
    Ok(tree.descendants().filter(|node| tree::is(*node, "Page")).map(page).collect())
}

/// So far up a region or a group of them may lie in others.
const NESTED: usize = 16;

fn page(page: Node<'_, '_>) -> PrintedPage {
    let file = tree::said(page, "imageFilename").and_then(picture_name);
    let size = (tree::number(page, "imageWidth"), tree::number(page, "imageHeight"));
    let mut reader = PageReader { frame: Frame::of(file, size) };
    let regions: Vec<Node<'_, '_>> = page
        .descendants()
        .filter(|node| ["TextRegion", "TableCell"].contains(&node.tag_name().name()))
        .collect();
    let places = places(page);
    let place = |region: &Node<'_, '_>| {
        let mut around = region.ancestors().take(NESTED);
        around.find_map(|node| places.get(tree::said(node, "id")?).copied())
    };
    let order: Option<Vec<usize>> = if places.is_empty() {
        index_order(&regions)
    } else {
        Some(regions.iter().map(|region| place(region).unwrap_or(usize::MAX)).collect())
    };
    let blocks: Vec<Vec<Block>> = regions.into_iter().map(|region| reader.region(region)).collect();
    let (order, blocks) = match order {
        Some(order) => (Order::Given, sorted(order, blocks)),
        None => (Order::ByPlace, blocks),
    };
    let blocks = blocks.into_iter().flatten().collect();
    PrintedPage { frame: reader.frame, order, blocks, ..PrintedPage::default() }
}

/// The places of regions in the reading order, by their ids.
fn places<'a>(page: Node<'a, '_>) -> HashMap<&'a str, usize> {
    let Some(order) = tree::children(page, "ReadingOrder").next() else { return HashMap::new() };
    let index = |node: Node<'_, '_>| tree::said(node, "index").and_then(|index| index.parse().ok());
    let mut references: Vec<(Vec<usize>, &str)> = Vec::new();
    for node in order.descendants() {
        let Some(id) = tree::said(node, "regionRef") else { continue };
        let mut path: Vec<usize> = node
            .ancestors()
            .take_while(|above| *above != order)
            .take(NESTED)
            .map(|above| index(above).unwrap_or(0))
            .collect();
        path.reverse();
        references.push((path, id));
    }
    references.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut places = HashMap::new();
    for (_, id) in references {
        let next = places.len();
        places.entry(id).or_insert(next);
    }
    places
}

/// The places of regions or lines, where each says its own.
fn index_order(nodes: &[Node<'_, '_>]) -> Option<Vec<usize>> {
    let index = |node: &Node<'_, '_>| custom(*node, "readingOrder", "index")?.parse().ok();
    nodes.iter().map(index).collect::<Option<Vec<usize>>>().filter(|order| !order.is_empty())
}

/// These by their numbers.
fn sorted<T>(numbers: Vec<usize>, all: Vec<T>) -> Vec<T> {
    let mut numbered: Vec<(usize, T)> = numbers.into_iter().zip(all).collect();
    numbered.sort_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, one)| one).collect()
}

/// A value of the attribute `custom`: `group {name:value;}`.
fn custom<'a>(node: Node<'a, '_>, group: &str, name: &str) -> Option<&'a str> {
    let all = node.attribute("custom")?;
    let group = all.split('}').find_map(|part| {
        let (found, values) = part.split_once('{')?;
        (found.trim() == group).then_some(values)
    })?;
    let mut values = group.split(';').filter_map(|value| value.split_once(':'));
    values.find(|(found, _)| found.trim() == name).map(|(_, value)| value.trim())
}

fn role(node: Node<'_, '_>) -> Option<Role> {
    Role::of(custom(node, "structure", "type").or_else(|| tree::said(node, "type"))?)
}

/// A page on its way.
struct PageReader {
    frame: Frame,
}

impl PageReader {
    /// The blocks of a region: a heading in it stands alone.
    fn region(&mut self, region: Node<'_, '_>) -> Vec<Block> {
        let own = role(region);
        let rect = self.rect(region);
        let nodes: Vec<Node<'_, '_>> = tree::children(region, "TextLine").collect();
        let lines: Vec<(bool, Line)> = nodes
            .iter()
            .map(|line| {
                let role = Role::within(role(*line), own);
                let words = self.words(*line);
                (role == Some(Role::Heading), Line { layer: Role::layer(role), words })
            })
            .collect();
        if lines.iter().all(|(_, line)| line.words.is_empty()) {
            // Only the region has its text, without places of its lines.
            let text = equivalent(region).map(|(text, _)| text).unwrap_or_default();
            let line = |text: &str| Line {
                layer: Role::layer(own),
                words: vec![Word { text: text.to_owned(), ..Word::default() }],
            };
            let lines = text.lines().map(line).collect();
            return vec![Block { is_heading: own == Some(Role::Heading), rect, lines }];
        }
        let lines = match index_order(&nodes) {
            Some(order) => sorted(order, lines),
            None => by_place(lines),
        };
        let mut blocks: Vec<Block> = Vec::new();
        for (is_heading, line) in lines {
            match blocks.last_mut().filter(|last| !last.is_heading && !is_heading) {
                Some(last) => last.lines.push(line),
                None => blocks.push(Block { is_heading, rect: None, lines: vec![line] }),
            }
        }
        blocks
    }

    /// The words of a line, or their glyphs, where they make it up; else all of it.
    fn words(&mut self, line: Node<'_, '_>) -> Vec<Word> {
        let words: Vec<Vec<Word>> = tree::children(line, "Word").map(|word| self.parts(word)).collect();
        let words: Vec<Word> = words.into_iter().flatten().collect();
        let Some((text, confidence)) = equivalent(line) else { return words };
        let of_words = words.iter().flat_map(|word| word.text.chars());
        let is_whole =
            of_words.filter(|c| !c.is_whitespace()).eq(text.chars().filter(|c| !c.is_whitespace()));
        if is_whole && !words.is_empty() {
            return words;
        }
        vec![Word { text, rect: self.rect(line), confidence, is_apart: false }]
    }

    /// A word as its glyphs where they make it up.
    fn parts(&mut self, word: Node<'_, '_>) -> Vec<Word> {
        let mut whole = self.word(word);
        let glyphs: Vec<Word> = tree::children(word, "Glyph").filter_map(|glyph| self.word(glyph)).collect();
        let of_glyphs: String = glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
        let is_fine = !glyphs.is_empty() && whole.as_ref().is_none_or(|whole| whole.text == of_glyphs);
        let mut parts = if is_fine { glyphs } else { whole.take().into_iter().collect() };
        if let Some(first) = parts.first_mut() {
            first.is_apart = true;
        }
        parts
    }

    fn word(&mut self, node: Node<'_, '_>) -> Option<Word> {
        let (text, confidence) = equivalent(node)?;
        Some(Word { text, rect: self.rect(node), confidence, is_apart: false })
    }

    /// The box around the outline of something: `points="x,y x,y"`, before 2013 an element for each.
    fn rect(&mut self, node: Node<'_, '_>) -> Option<Rect> {
        let outline = tree::children(node, "Coords").next()?;
        let corner = |(x, y): (&str, &str)| Some((x.trim().parse().ok()?, y.trim().parse().ok()?));
        let written = tree::said(outline, "points").unwrap_or_default();
        let mut corners: Vec<(f64, f64)> =
            written.split_ascii_whitespace().filter_map(|point| corner(point.split_once(',')?)).collect();
        corners.extend(
            tree::children(outline, "Point")
                .filter_map(|point| Some((tree::number(point, "x")?, tree::number(point, "y")?))),
        );
        self.frame.around(&corners)
    }
}

/// Lines that nobody has numbered: as they stand in the file where that can be their order, else by place.
fn by_place(lines: Vec<(bool, Line)>) -> Vec<(bool, Line)> {
    let rects: Vec<Rect> = lines.iter().filter_map(|(_, line)| line.place()).collect();
    let writing = Writing::of(rects.iter().copied());
    if writing.are_in_order(&rects) { lines } else { in_order(lines, writing, |(_, line)| line.place()) }
}

/// What something says in the first of its readings, and how sure that is.
fn equivalent(node: Node<'_, '_>) -> Option<(String, Option<Confidence>)> {
    let index = |node: &Node<'_, '_>| tree::said(*node, "index").and_then(|index| index.parse::<u32>().ok());
    let first = tree::children(node, "TextEquiv").min_by_key(|node| index(node).unwrap_or(0))?;
    let said = ["Unicode", "PlainText"].iter().find_map(|name| tree::children(first, name).next())?;
    #[expect(clippy::cast_possible_truncation, reason = "a share of a few decimals")]
    let share = tree::number(first, "conf").map(|share| share as f32);
    let text = tree::text(said);
    (!text.trim().is_empty()).then(|| (text, share.and_then(Confidence::of)))
}

#[cfg(test)]
mod tests;
