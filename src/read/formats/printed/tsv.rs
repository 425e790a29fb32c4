//! Tesseract's TSV: a row for each word, with its page, block, paragraph and line.

use super::Block;
use super::Line;
use super::PrintedPage;
use super::Word;
use super::give::give;
use super::picture::Frame;
use crate::message::Message;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::reading::Confidence;
use crate::reading::Division;

pub(in crate::read) struct TesseractTsv;

/// How such a file begins.
const HEADER: &str =
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext";

impl Reader for TesseractTsv {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::TesseractTsv,
            endings: &["tsv"],
            told_by: "its first line, which names Tesseract's columns: `level`, `page_num` and so on",
            layers: "–",
            loci: "page: of several pages, their number",
            fields: "–",
            keys: "the path",
            limits: "held whole; the boxes of words with their confidence",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        head.starts_with(HEADER.as_bytes())
    }

    fn must_recognise(&self) -> bool {
        true
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        give(input, sink, Division::Blank, |text| Ok::<_, Message>(pages(text)))
    }
}

/// The level of the rows that are words.
const WORD: u32 = 5;

/// A row.
struct Row<'a> {
    level: u32,
    /// The numbers of its page, block, paragraph and line.
    place: [&'a str; 4],
    corners: ((f64, f64), (f64, f64)),
    /// In hundredths; less than nothing where there is none.
    confidence: f32,
    text: &'a str,
}

impl<'a> Row<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let fields: Vec<&str> = line.splitn(12, '\t').collect();
        let [level, page, block, paragraph, line, _, left, top, width, height, confidence, ..] = *fields
        else {
            return None;
        };
        let number = |field: &str| field.parse::<f64>().ok();
        let (x, y) = (number(left)?, number(top)?);
        Some(Row {
            level: level.parse().ok()?,
            place: [page, block, paragraph, line],
            corners: ((x, y), (x + number(width)?, y + number(height)?)),
            confidence: confidence.parse().ok()?,
            text: fields.get(11).copied().unwrap_or_default(),
        })
    }
}

/// The pages of a file. A row that is none is passed over.
fn pages(text: &str) -> Vec<PrintedPage> {
    let mut pages: Vec<PrintedPage> = Vec::new();
    // The page of the last row, and the place of the last word.
    let (mut last_page, mut last) = ("", [""; 4]);
    for row in text.lines().skip(1).filter_map(Row::of) {
        let [page, ..] = row.place;
        if pages.is_empty() || page != last_page {
            let (_, (width, height)) = if row.level == 1 { row.corners } else { Default::default() };
            let frame = Frame::of(None, (Some(width), Some(height)));
            pages.push(PrintedPage { frame, ..PrintedPage::default() });
            (last_page, last) = (page, [""; 4]);
        }
        let Some(page) = pages.last_mut().filter(|_| row.level == WORD) else { continue };
        if row.place.get(..3) != last.get(..3) {
            page.blocks.push(Block::default());
        }
        let Some(block) = page.blocks.last_mut() else { continue };
        if row.place != last {
            block.lines.push(Line::default());
        }
        last = row.place;
        let rect = page.frame.rect(row.corners.0, row.corners.1);
        let confidence = Confidence::of(row.confidence / 100.0);
        let word = Word { text: row.text.to_owned(), rect, confidence, is_apart: true };
        if let Some(line) = block.lines.last_mut() {
            line.words.push(word);
        }
    }
    pages
}

#[cfg(test)]
mod tests;
