//! What OCR services answer as JSON: lines and their boxes, as PaddleOCR writes them (`rec_texts`, `rec_boxes` or
//! `rec_polys`, `rec_scores`), and, before its version 3, as a list of boxes, texts and scores.

use super::Block;
use super::Line;
use super::PrintedPage;
use super::Word;
use super::give::give;
use super::order::Writing;
use super::order::in_order;
use super::picture::Frame;
use super::picture::picture_name;
use crate::message;
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
use serde_json::Map;
use serde_json::Value;

pub(in crate::read) struct OcrJson;

/// Keys that such a file begins with.
const KEYS: [&str; 4] = ["\"rec_texts\"", "\"rec_polys\"", "\"rec_boxes\"", "\"dt_polys\""];

impl Reader for OcrJson {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::OcrJson,
            endings: &["json"],
            told_by: "the keys of PaddleOCR near its beginning: `rec_texts`, `rec_polys`, `rec_boxes`, `dt_polys`; or a list \
                      of `[[[x, y], …], [text, score]]`",
            layers: "–",
            loci: "page: of several pages, their number",
            fields: "–",
            keys: "the path",
            limits: "held whole; the boxes of lines with their confidence; lines in the order in which columns are written, \
                     vertical ones from the right",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(head);
        let dense: String = head.chars().filter(|c| !c.is_whitespace()).take(8).collect();
        let is_key = |key: &str| head.split(key).skip(1).any(|rest| rest.trim_start().starts_with(':'));
        KEYS.into_iter().any(is_key) || dense.trim_start_matches('\u{FEFF}').starts_with("[[[[")
    }

    fn must_recognise(&self) -> bool {
        true
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        give(input, sink, Division::Blocks, pages)
    }
}

/// The pages of a file.
fn pages(text: &str) -> Result<Vec<PrintedPage>, Message> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}'))
        .map_err(|error| message!("not JSON: {error}", error = error.to_string()))?;
    let mut pages = Vec::new();
    find(&value, &mut pages);
    if pages.is_empty() { Err(message!("there is no text in it")) } else { Ok(pages) }
}

/// Finds pages however deep they lie; JSON is not nested deeper than its parser goes.
fn find(value: &Value, pages: &mut Vec<PrintedPage>) {
    match value {
        Value::Object(object) if object.contains_key("rec_texts") => pages.push(page(object)),
        Value::Object(object) => object.values().for_each(|value| find(value, pages)),
        Value::Array(lines) => {
            let mut frame = Frame::default();
            let lines_of: Option<Vec<Line>> = lines.iter().map(|line| older(line, &mut frame)).collect();
            match lines_of.filter(|lines| !lines.is_empty()) {
                Some(lines) => pages.push(of_lines(frame, lines)),
                None => lines.iter().for_each(|value| find(value, pages)),
            }
        }
        _ => {}
    }
}

/// A page with a list for each thing that is known of its lines.
fn page(object: &Map<String, Value>) -> PrintedPage {
    let path = object.get("input_path").or_else(|| object.get("input_img")).and_then(Value::as_str);
    let mut frame = Frame::of(path.and_then(picture_name), (None, None));
    let at = |key: &str, nth: usize| object.get(key).and_then(Value::as_array)?.get(nth);
    let texts = object.get("rec_texts").and_then(Value::as_array).into_iter().flatten();
    let lines = texts.enumerate().map(|(nth, text)| {
        let rect =
            ["rec_polys", "rec_boxes", "dt_polys"].iter().find_map(|key| around(at(key, nth)?, &mut frame));
        line(text, rect, at("rec_scores", nth))
    });
    let lines = lines.collect();
    of_lines(frame, lines)
}

fn of_lines(frame: Frame, lines: Vec<Line>) -> PrintedPage {
    let writing = Writing::of(lines.iter().filter_map(Line::place));
    let block = Block { lines: in_order(lines, writing, Line::place), ..Block::default() };
    PrintedPage { frame, blocks: vec![block], ..PrintedPage::default() }
}

/// A line with its box, as before version 3: `[[[x, y], …], [text, score]]`.
fn older(value: &Value, frame: &mut Frame) -> Option<Line> {
    let [corners, said] = value.as_array()?.as_slice() else { return None };
    let [text, score] = said.as_array()?.as_slice() else { return None };
    text.as_str()?;
    Some(line(text, around(corners, frame), Some(score)))
}

fn line(text: &Value, rect: Option<Rect>, score: Option<&Value>) -> Line {
    #[expect(clippy::cast_possible_truncation, reason = "a share")]
    let confidence = score.and_then(Value::as_f64).and_then(|share| Confidence::of(share as f32));
    let text = text.as_str().unwrap_or_default().to_owned();
    Line { words: vec![Word { text, rect, confidence, is_apart: false }], ..Line::default() }
}

/// The box around `[[x, y], …]`, or `[left, top, right, bottom]`.
fn around(value: &Value, frame: &mut Frame) -> Option<Rect> {
    let corners = value.as_array()?;
    let pair = |corner: &Value| match corner.as_array()?.as_slice() {
        [x, y] => Some((x.as_f64()?, y.as_f64()?)),
        _ => None,
    };
    if let [left, top, right, bottom] = corners.as_slice()
        && let Some(left) = left.as_f64()
    {
        return frame.rect((left, top.as_f64()?), (right.as_f64()?, bottom.as_f64()?));
    }
    frame.around(&corners.iter().map(pair).collect::<Option<Vec<_>>>()?)
}

#[cfg(test)]
mod tests;
