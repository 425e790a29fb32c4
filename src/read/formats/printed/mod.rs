//! Printed pages: what a recognised or transcribed page shows, block by block, on its way to a reading text.
//!
//! A reader of a format gives [`PrintedPage`]s; here blocks come into their order, lines and words together, and each
//! word keeps its box.

mod alto;
mod give;
mod hocr;
mod line;
mod order;
mod page;
mod picture;
mod role;
mod services;
mod tree;
mod tsv;

pub(in crate::read) use alto::Alto;
pub(in crate::read) use hocr::Hocr;
pub(in crate::read) use page::PageXml;
pub(in crate::read) use services::OcrJson;
pub(in crate::read) use tsv::TesseractTsv;

use picture::Frame;

use crate::reading::Composer;
use crate::reading::Confidence;
use crate::reading::Division;
use crate::reading::Layer;
use crate::reading::LocusKind;
use crate::reading::ReadingText;
use crate::reading::Rect;
use order::Writing;
use order::in_order;

/// A page as its source describes it.
#[derive(Debug, Default)]
struct PrintedPage {
    frame: Frame,
    /// What the page is called, as `12` or `三`; none where nobody says.
    name: Option<String>,
    order: Order,
    blocks: Vec<Block>,
}

/// Who says in which order the blocks of a page are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Order {
    /// They are given in it.
    #[default]
    Given,
    /// Nobody: it follows from where they stand.
    ByPlace,
}

/// A block of lines: a paragraph, a heading, a running head.
#[derive(Debug, Default)]
struct Block {
    /// Whether it names what follows.
    is_heading: bool,
    /// Where it stands; where nobody says, that follows from its lines.
    rect: Option<Rect>,
    lines: Vec<Line>,
}

/// A line.
#[derive(Debug, Default)]
struct Line {
    layer: Layer,
    words: Vec<Word>,
}

/// A word, or a whole line where the source has nothing finer; or a character.
#[derive(Debug, Default)]
struct Word {
    text: String,
    rect: Option<Rect>,
    confidence: Option<Confidence>,
    /// Whether the source has a space before it.
    is_apart: bool,
}

/// What some pages show.
struct Composed {
    text: ReadingText,
    /// The first heading.
    title: Option<String>,
    /// How many boxes did not lie on their pictures.
    outside: usize,
}

/// Composes pages, in their order; `division` says whether their blocks are paragraphs. Where there are several, those that nobody has named have their numbers.
fn compose(pages: Vec<PrintedPage>, division: Division) -> Composed {
    let is_one = pages.len() == 1;
    let mut composition = Composition::default();
    for (number, mut page) in (1..).zip(pages) {
        page.frame.picture.page = number;
        page.name = page.name.or_else(|| (!is_one).then(|| number.to_string()));
        composition.page(page);
    }
    let Composition { composer, title, outside } = composition;
    let text = ReadingText { division, ..composer.finish() };
    Composed { text, title, outside }
}

/// A reading text of pages under way.
#[derive(Default)]
struct Composition {
    composer: Composer,
    title: Option<String>,
    outside: usize,
}

impl Composition {
    fn page(&mut self, page: PrintedPage) {
        let PrintedPage { frame: Frame { picture, outside }, name, order, blocks } = page;
        self.outside += outside;
        self.composer.end_paragraph();
        self.composer.picture(picture);
        if let Some(name) = name {
            self.composer.locus(LocusKind::Page, name);
        }
        let blocks = match order {
            Order::Given => blocks,
            Order::ByPlace => {
                let lines = blocks.iter().flat_map(|block| &block.lines);
                let writing = Writing::of(lines.filter_map(Line::place));
                in_order(blocks, writing, Block::place)
            }
        };
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: Block) {
        self.composer.end_paragraph();
        if let Some(name) = Some(block.name()).filter(|name| block.is_heading && !name.is_empty()) {
            self.composer.locus(LocusKind::Division, name.as_str());
            self.title.get_or_insert(name);
        }
        for line in block.lines {
            line.write(&mut self.composer);
            self.composer.end_line();
        }
    }
}

impl Line {
    fn place(&self) -> Option<Rect> {
        self.words.iter().filter_map(|word| word.rect).reduce(Rect::hull)
    }
}

impl Block {
    fn place(&self) -> Option<Rect> {
        self.rect.or_else(|| self.lines.iter().filter_map(Line::place).reduce(Rect::hull))
    }

    /// What it calls what follows.
    fn name(&self) -> String {
        let main = self.lines.iter().filter(|line| line.layer == Layer::Main);
        main.map(Line::text).collect()
    }
}

#[cfg(test)]
mod tests;
