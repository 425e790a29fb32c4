//! What the pieces of a source show: text, code, formulas, pictures, marks of notes.

use super::Depth;
use super::Picture;
use super::Raw;
use super::Walk;
use crate::read::formats::markdown::caption::caption;
use crate::read::formats::markdown::loose;
use crate::read::formats::page::Page;
use crate::read::is_blank;
use crate::reading::Layer;
use pulldown_cmark::CodeBlockKind;
use std::mem;
use std::ops::Range;

impl<'a> Walk<'a> {
    pub(super) fn code(&self, kind: &CodeBlockKind<'_>) -> Raw {
        let CodeBlockKind::Fenced(info) = kind else { return Raw::Code };
        let is_page = ["markdown", "md"].iter().any(|name| info.trim().eq_ignore_ascii_case(name));
        if is_page && self.depth == Depth::Page && self.note.is_none() { Raw::Page } else { Raw::Code }
    }

    pub(super) fn begin_raw(&mut self, raw: Raw) {
        self.end_paragraph();
        self.raw = Some((raw, String::new()));
    }

    pub(super) fn gather(&mut self, piece: &str) {
        if let Some((_, text)) = &mut self.raw {
            text.push_str(piece);
        }
    }

    pub(super) fn end_raw(&mut self) {
        match self.raw.take() {
            Some((Raw::Code, text)) => {
                for line in text.split('\n') {
                    if line.trim().is_empty() {
                        self.page.end_paragraph();
                    } else {
                        self.show(line);
                        self.page.end_line();
                    }
                }
            }
            Some((Raw::Page, text)) => Walk::over(&text, self.page, Depth::Wrapped),
            Some((Raw::Html(begin), text)) => self.html.read(&text, begin, self.page),
            None => {}
        }
        self.end_paragraph();
    }

    pub(super) fn text(&mut self, text: &str) {
        for (text, mark) in loose::marks(text) {
            self.show(text);
            if let (Some(label), Some(_), None) = (mark, self.html.shown(Layer::Sign), &self.picture) {
                self.page.write(Layer::Sign, &format!("[{label}]"));
            }
        }
    }

    /// Adds text where it is shown.
    pub(super) fn show(&mut self, text: &str) {
        if let Some(picture) = &mut self.picture {
            return picture.text.push_str(text);
        }
        let Some(layer) = self.html.shown(self.page.layer).filter(|_| !text.is_empty()) else { return };
        if let Some(number) = self.number.take().filter(|number| number.is_text) {
            self.page.write(layer, &format!("{} ", number.typed));
        }
        if self.indent.is_empty() && !text.starts_with('\u{3000}') {
            return self.page.write_lines(layer, text);
        }
        self.indent.push_str(text);
        // What follows it may be emphasis, or a link.
        if !is_blank(text) {
            self.page.write_lines(layer, &mem::take(&mut self.indent));
        }
    }

    /// The white space between the beginning of a line and this place in it, if that is all. It matters where lines are
    /// told by their shape.
    pub(super) fn indent(&self, at: usize) -> &'a str {
        let before = self.source.get(..at).unwrap_or_default();
        let outside = before.trim_end_matches([' ', '\t']);
        let is_line = outside.is_empty() || outside.ends_with('\n');
        let has_shape = self.blocks == 0 && !self.page.joins;
        before.get(outside.len()..).filter(|_| is_line && has_shape).unwrap_or_default()
    }

    /// Two dollars around Chinese are money.
    pub(super) fn formula(&mut self, text: &str, range: Range<usize>) {
        let is_money = !text.contains('\\') && text.contains(|c: char| c >= '\u{2E80}');
        let typed = self.source.get(range).filter(|_| is_money);
        self.show(typed.unwrap_or(text));
    }

    pub(super) fn refer(&mut self, label: &str, at: usize) {
        if self.picture.is_none() && self.html.shown(Layer::Sign).is_some() {
            self.page.refer(label, (label, at));
        }
    }

    /// Whether what is said to be struck out stands between single tildes, which are as likely those of 5~10.
    pub(super) fn is_tilde(&self, range: &Range<usize>) -> bool {
        self.source
            .get(range.start..)
            .is_some_and(|source| source.starts_with('~') && !source.starts_with("~~"))
    }

    /// Adds what a row has beyond the columns of its table.
    pub(super) fn other_cells(&mut self, end: usize) {
        let rest = self.source.get(self.cell..end).unwrap_or_default();
        for cell in rest.split('|').filter(|cell| !cell.trim().is_empty()) {
            let mut page = Page::of(self.page.layer);
            page.begin_note();
            Walk::new(cell, &mut page, super::Part::Text).run();
            let pieces = page.end_note();
            self.page.write_pieces(pieces);
            self.page.end_cell();
        }
    }

    pub(super) fn end_picture(&mut self) {
        match self.picture.take() {
            Some(picture) if picture.inner > 0 => {
                self.picture = Some(Picture { inner: picture.inner - 1, ..picture });
            }
            Some(Picture { text, title, address, .. }) => {
                if let Some(caption) = caption(&text, &title, &address) {
                    self.show(caption);
                }
            }
            None => {}
        }
    }
}

/// The number at the beginning of an item, with what comes after it.
pub(super) fn number(item: &str) -> String {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    item.get(..=digits).unwrap_or_default().to_owned()
}
