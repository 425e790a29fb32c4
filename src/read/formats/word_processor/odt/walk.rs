//! From element to element, with a stack of those that are open.

use super::super::formula::Formula;
use super::super::page::Embedded;
use super::super::page::Page;
use super::super::page::Rank;
use super::styles::Family;
use super::styles::Styles;
use crate::read::xml::BrokenXml;
use crate::read::xml::Elements;
use crate::read::xml::Tag;
use crate::reading::Layer;
use std::collections::HashMap;

/// Elements of which nothing is text: what was deleted, comments, what formulas were made of, numbers of list items,
/// descriptions of pictures, pictures, forms, programs.
const NO_TEXT: [&str; 11] = [
    "tracked-changes",
    "annotation",
    "annotation-xml",
    "number",
    "title",
    "desc",
    "binary-data",
    "forms",
    "script",
    "scripts",
    "master-styles",
];
/// What a program makes out of the document itself.
const FURNITURE: [&str; 9] = [
    "table-of-content",
    "illustration-index",
    "table-index",
    "object-index",
    "user-index",
    "alphabetical-index",
    "page-number",
    "page-count",
    "page-continuation",
];
/// More spaces in a row are an error.
const MOST_SPACES: usize = 256;

/// The document on its way to the page.
#[derive(Default)]
pub(super) struct Walk {
    styles: Styles,
    page: Page,
    stack: Vec<Element>,
    formula: Formula,
    /// Objects that are shown in it, by where it says that they are, and faults of those that were read.
    pub(super) objects: HashMap<String, String>,
    pub(super) faults: Vec<(String, BrokenXml)>,
    shown: Shown,
    /// In how many elements of each kind it stands; of paragraphs, within what separates them from others.
    bodies: usize,
    paragraphs: usize,
    furniture: usize,
    signs: usize,
    charts: usize,
    /// Whether white space here says nothing: it begins a paragraph, or there is some before it.
    is_spaced: bool,
    /// The mark of a note.
    mark: String,
    is_mark: bool,
}

/// Whether what stands here is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shown {
    #[default]
    Yes,
    No,
}

/// What is to be done at the end of an element that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Other,
    Style,
    Body,
    /// Of text, as a paragraph is.
    Inline,
    /// How what stands around it is shown.
    Paragraph(Shown),
    Span(Shown),
    Row,
    Cell,
    /// In how many paragraphs it stands itself.
    Block(usize),
    Document(usize),
    Chart,
    Formula,
    Note(usize),
    Mark,
    Sign,
    Furniture,
}

impl Walk {
    pub(super) fn finish(self) -> Embedded {
        self.page.finish()
    }

    /// Begins an element that is shown, or of which others are.
    fn begin(&mut self, tag: &Tag<'_>) -> Option<Element> {
        Some(match tag.name() {
            "p" | "h" => self.paragraph(tag),
            "span" => {
                let shown = self.style(Family::Text, tag);
                Element::Span(std::mem::replace(&mut self.shown, shown))
            }
            "table" | "text-box" => {
                self.page.end_block();
                Element::Block(std::mem::take(&mut self.paragraphs))
            }
            "document" | "document-content" => {
                self.page.end_block();
                Element::Document(std::mem::take(&mut self.paragraphs))
            }
            "chart" => {
                self.charts += 1;
                Element::Chart
            }
            "object" => {
                self.object(tag);
                Element::Other
            }
            "a" | "ruby-base" | "meta" | "meta-field" => Element::Inline,
            "table-row" => Element::Row,
            // What is drawn of numbers are bars and curves.
            "table-cell"
                if self.charts > 0 && tag.attribute("value-type").is_some_and(|kind| kind != "string") =>
            {
                return None;
            }
            "table-cell" | "covered-table-cell" => Element::Cell,
            "note-citation" => {
                self.is_mark = true;
                Element::Mark
            }
            "note-body" => {
                self.page.begin_note();
                Element::Note(std::mem::take(&mut self.paragraphs))
            }
            "ruby-text" => {
                self.signs += 1;
                Element::Sign
            }
            name if FURNITURE.contains(&name) => {
                self.furniture += 1;
                Element::Furniture
            }
            _ => {
                self.sign(tag);
                Element::Other
            }
        })
    }

    /// Reads the object that is shown here; others in it are not.
    fn object(&mut self, tag: &Tag<'_>) {
        let Some((path, xml)) = tag.attribute("href").and_then(|path| self.objects.remove_entry(&*path))
        else {
            return;
        };
        let (outer, others) = (std::mem::take(&mut self.stack), std::mem::take(&mut self.objects));
        if let Err(broken) = self.read(&xml) {
            self.faults.push((path, broken));
        }
        (self.stack, self.objects) = (outer, others);
    }

    /// Begins an element where there is no text, but styles.
    fn start_outside(&mut self, tag: &Tag<'_>) -> Option<Element> {
        match tag.name() {
            "style" => {
                self.styles.begin(tag);
                return Some(Element::Style);
            }
            "text-properties" if self.stack.last() == Some(&Element::Style) => self.styles.add(tag),
            _ => {}
        }
        match tag.name() {
            "text" => {
                self.bodies += 1;
                Some(Element::Body)
            }
            name if NO_TEXT.contains(&name) => None,
            _ => Some(Element::Other),
        }
    }

    fn paragraph(&mut self, tag: &Tag<'_>) -> Element {
        self.page.begin_paragraph();
        let style = tag.attribute("style-name").unwrap_or_default();
        if tag.name() == "h" {
            let rank = tag.attribute("outline-level").and_then(|rank| rank.parse().ok());
            self.page.set_rank(Some(Rank::Heading(rank.unwrap_or(1))));
        } else if self.styles.is_title(&style) {
            self.page.set_rank(Some(Rank::Title));
        }
        self.paragraphs += 1;
        self.is_spaced = true;
        let shown = self.style(Family::Paragraph, tag);
        Element::Paragraph(std::mem::replace(&mut self.shown, shown))
    }

    /// Whether what is of the style of an element is shown; what stands in something hidden is not.
    fn style(&self, family: Family, tag: &Tag<'_>) -> Shown {
        let style = tag.attribute("style-name");
        let is_hidden = style.is_some_and(|style| self.styles.is_hidden(family, &style));
        if is_hidden { Shown::No } else { self.shown }
    }

    /// Adds text as it is shown here.
    fn write(&mut self, text: &str) {
        let layer = if self.signs > 0 {
            Layer::Sign
        } else if self.furniture > 0 {
            Layer::Furniture
        } else {
            Layer::Main
        };
        if self.shown == Shown::Yes {
            self.page.write(layer, text);
        }
    }

    /// Adds a formula, which may stand outside of any paragraph.
    fn write_formula(&mut self, formula: &str) {
        if self.paragraphs > 0 {
            self.write(formula);
        } else {
            self.page.begin_paragraph();
            self.write(formula);
            self.page.end_paragraph();
        }
        self.is_spaced = false;
    }

    /// Elements that stand for something.
    fn sign(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "s" => {
                let count = tag.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.write(&" ".repeat(MOST_SPACES.min(count)));
            }
            "tab" => self.write("\t"),
            "line-break" if self.shown == Shown::Yes => self.page.break_line(),
            _ => return,
        }
        self.is_spaced = false;
    }
}

impl Elements for Walk {
    type Element = Element;

    fn open(&mut self) -> &mut Vec<Element> {
        &mut self.stack
    }

    fn start(&mut self, tag: &Tag<'_>) -> Option<Element> {
        let name = tag.name();
        if self.bodies == 0 {
            return self.start_outside(tag);
        }
        // What an object says of itself.
        if matches!(self.stack.last(), Some(Element::Document(_))) && name != "body" {
            return None;
        }
        let is_hidden = || {
            tag.attribute("display").is_some_and(|display| display == "none")
                || tag.attribute("is-hidden").is_some_and(|hidden| hidden == "true")
        };
        if name == "hidden-paragraph" && is_hidden() {
            self.page.clear_paragraph();
            self.shown = Shown::No;
        }
        // The title of a picture is none, but that of a chart is, and a field that shows the title of the document.
        let is_field =
            matches!(self.stack.last(), Some(Element::Paragraph(_) | Element::Span(_) | Element::Inline));
        let has_no_text = NO_TEXT.contains(&name) && !(name == "title" && (is_field || self.charts > 0));
        if has_no_text || name.ends_with("-source") || is_hidden() {
            return None;
        }
        if (name == "math" || self.formula.is_open()) && self.formula.begin(tag) {
            return Some(Element::Formula);
        }
        self.begin(tag)
    }

    /// Text as it stands in the source: any white space in it is one space.
    fn text(&mut self, text: &str) {
        if self.formula.is_open() {
            return self.formula.write(text.trim());
        }
        if self.paragraphs == 0 || self.bodies == 0 {
            return;
        }
        if self.is_mark {
            return self.mark.push_str(text);
        }
        let mut shown = String::with_capacity(text.len());
        for character in text.chars() {
            let is_space = matches!(character, ' ' | '\t' | '\r' | '\n');
            if is_space && !self.is_spaced {
                shown.push(' ');
            } else if !is_space {
                shown.push(character);
            }
            self.is_spaced = is_space;
        }
        self.write(&shown);
    }

    fn end(&mut self, element: Element) {
        match element {
            Element::Other | Element::Inline => {}
            Element::Style => self.styles.end(),
            Element::Body => self.bodies -= 1,
            Element::Paragraph(outer) => {
                self.page.end_paragraph();
                self.paragraphs -= 1;
                self.shown = outer;
                self.is_spaced = false;
            }
            Element::Span(outer) => self.shown = outer,
            Element::Row => self.page.end_block(),
            Element::Cell => self.page.end_cell(),
            Element::Block(outer) | Element::Document(outer) => {
                self.page.end_block();
                self.paragraphs = outer;
            }
            Element::Note(outer) => {
                self.paragraphs = outer;
                let note = self.page.end_note();
                if self.shown == Shown::Yes {
                    self.page.insert(note);
                }
                self.is_spaced = false;
            }
            Element::Mark => {
                self.is_mark = false;
                let mark = format!("[{}]", std::mem::take(&mut self.mark).trim());
                if self.shown == Shown::Yes && mark.len() > 2 {
                    self.page.write(Layer::Sign, &mark);
                }
            }
            Element::Formula => {
                if let Some(formula) = self.formula.end() {
                    self.write_formula(&formula);
                }
            }
            Element::Sign => self.signs -= 1,
            Element::Chart => self.charts -= 1,
            Element::Furniture => self.furniture -= 1,
        }
    }
}
