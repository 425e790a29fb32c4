//! hOCR: a page of the web whose classes say what is a paragraph, a line, a word, and whose titles say where it stands.

use super::Block;
use super::Line;
use super::PrintedPage;
use super::Word;
use super::give::give;
use super::picture::Frame;
use super::picture::picture_name;
use crate::message::Message;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::formats::html::sink::Element;
use crate::read::formats::html::sink::Node;
use crate::read::formats::html::tree::element;
use crate::read::formats::html::tree::parse;
use crate::read::formats::html::xhtml::Syntax;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::reading::Confidence;
use crate::reading::Division;
use crate::reading::Layer;
use crate::reading::Rect;
use ego_tree::iter::Edge;

pub(in crate::read) struct Hocr;

impl Reader for Hocr {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Hocr,
            endings: &["hocr", "html", "htm", "xhtml"],
            told_by: "the class `ocr_page`, or a `<meta>` of the name `ocr-system`, near its beginning",
            layers: "furniture: `ocr_pageno` and `ocr_footer`",
            loci: "page: `lpageno`, else, of several pages, their number",
            fields: "–",
            keys: "the path",
            limits: "held whole; the boxes of characters, words or lines, whatever is finest, with their confidence",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(head);
        ["ocr_page", "ocr-system", "ocr-capabilities"].iter().any(|word| head.contains(word))
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn must_recognise(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        give(input, sink, Division::Blank, pages)
    }
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Block,
    Line(Layer),
    Word,
    Character,
}

impl Kind {
    fn of(element: &Element) -> Option<Kind> {
        element.classes().find_map(|class| {
            Some(match class {
                "ocr_page" => Kind::Page,
                "ocr_carea" | "ocr_par" | "ocrx_block" | "ocr_title" | "ocr_chapter" | "ocr_section" => {
                    Kind::Block
                }
                "ocr_line" | "ocrx_line" | "ocr_header" | "ocr_caption" | "ocr_textfloat" => {
                    Kind::Line(Layer::Main)
                }
                "ocr_pageno" | "ocr_footer" => Kind::Line(Layer::Furniture),
                "ocrx_word" | "ocr_word" => Kind::Word,
                "ocrx_cinfo" | "ocr_cinfo" => Kind::Character,
                _ => return None,
            })
        })
    }
}

/// The pages of a file.
fn pages(text: &str) -> Result<Vec<PrintedPage>, Message> {
    let tree = parse(text, Syntax::of(text))?;
    let mut scan = Scan::default();
    for edge in tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                match (element(node).map(|element| (element, Kind::of(element))), node.value()) {
                    (Some((element, Some(kind))), _) => scan.open(kind, element),
                    (None, Node::Text(text)) => scan.text(text),
                    _ => {}
                }
            }
            Edge::Close(node) => {
                if let Some(kind) = element(node).and_then(Kind::of) {
                    scan.close(kind);
                }
            }
        }
    }
    Ok(scan.pages)
}

/// Pages on their way.
#[derive(Default)]
struct Scan {
    pages: Vec<PrintedPage>,
    /// The line that is open, and its box.
    line: Option<(Line, Option<Rect>)>,
    /// Whether a block ended, so that the next line begins another.
    is_between: bool,
    /// The innermost box, and how sure its text is.
    zone: Option<(Option<Rect>, Option<Confidence>)>,
    /// Whether there is a space before the next word.
    is_apart: bool,
}

impl Scan {
    fn open(&mut self, kind: Kind, element: &Element) {
        let title = Title(element.attribute("title").unwrap_or_default());
        if kind == Kind::Page {
            return self.pages.push(title.page());
        }
        let Some(page) = self.pages.last_mut() else { return };
        let rect = title.rect(&mut page.frame);
        match kind {
            Kind::Page => {}
            Kind::Block => self.is_between = true,
            Kind::Line(layer) => {
                self.end_line();
                self.line = Some((Line { layer, words: Vec::new() }, rect));
            }
            Kind::Word | Kind::Character => self.zone = Some((rect, title.confidence())),
        }
    }

    fn close(&mut self, kind: Kind) {
        match kind {
            Kind::Page | Kind::Block => {
                self.end_line();
                self.is_between = true;
            }
            Kind::Line(_) => self.end_line(),
            Kind::Word | Kind::Character => self.zone = None,
        }
    }

    fn text(&mut self, text: &str) {
        let Some((line, _)) = &mut self.line else { return };
        let is_apart = std::mem::take(&mut self.is_apart) || text.starts_with(char::is_whitespace);
        self.is_apart = text.ends_with(char::is_whitespace);
        if text.trim().is_empty() {
            self.is_apart |= is_apart;
            return;
        }
        let (rect, confidence) = self.zone.unwrap_or_default();
        line.words.push(Word { text: text.to_owned(), rect, confidence, is_apart });
    }

    fn end_line(&mut self) {
        self.is_apart = false;
        let Some((mut line, rect)) = self.line.take().filter(|(line, _)| !line.words.is_empty()) else {
            return;
        };
        let Some(page) = self.pages.last_mut() else { return };
        // Nothing in it has a box of its own: it stands in that of the line.
        if line.words.iter().all(|word| word.rect.is_none()) {
            let text = line.text();
            line.words = vec![Word { text, rect, ..Word::default() }];
        }
        if std::mem::take(&mut self.is_between) || page.blocks.is_empty() {
            page.blocks.push(Block::default());
        }
        page.blocks.last_mut().into_iter().for_each(|block| block.lines.push(std::mem::take(&mut line)));
    }
}

/// What a title says: `bbox 10 20 300 40; x_wconf 93`.
struct Title<'a>(&'a str);

impl<'a> Title<'a> {
    /// The value of a property; what stands in quotation marks is of one piece.
    fn value(&self, name: &str) -> Option<&'a str> {
        let mut is_quoted = false;
        let mut properties = self.0.split(|c| {
            is_quoted ^= c == '"';
            c == ';' && !is_quoted
        });
        properties.find_map(|property| {
            let (found, value) = property.trim().split_once(char::is_whitespace)?;
            (found == name).then(|| value.trim())
        })
    }

    fn numbers(&self, name: &str) -> Option<[f64; 4]> {
        let numbers: Vec<f64> =
            self.value(name)?.split_ascii_whitespace().filter_map(|n| n.parse().ok()).collect();
        numbers.get(..4)?.try_into().ok()
    }

    fn page(&self) -> PrintedPage {
        let [_, _, width, height] = self.numbers("bbox").unwrap_or_default();
        let file = self.value("image").and_then(|path| picture_name(path.trim_matches(['"', '\''])));
        PrintedPage {
            frame: Frame::of(file, (Some(width), Some(height))),
            name: self.value("lpageno").map(|name| name.trim_matches('"').to_owned()),
            ..PrintedPage::default()
        }
    }

    fn rect(&self, frame: &mut Frame) -> Option<Rect> {
        let [x, y, to_x, to_y] = self.numbers("bbox").or_else(|| self.numbers("x_bboxes"))?;
        frame.rect((x, y), (to_x, to_y))
    }

    /// In hundredths there.
    fn confidence(&self) -> Option<Confidence> {
        let said =
            self.value("x_wconf").or_else(|| self.value("x_conf")).or_else(|| self.value("x_confs"))?;
        let share: f32 = said.split_ascii_whitespace().next()?.parse().ok()?;
        Confidence::of(share / 100.0)
    }
}

#[cfg(test)]
mod tests;
