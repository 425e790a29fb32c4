//! The walk: event by event through a source, and what each shows.

mod show;

use super::html::Html;
use super::prepare::prepare;
use crate::read::formats::page::Page;
use crate::read::formats::page::Sure;
use crate::reading::Layer;
use pulldown_cmark::Event;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;
use pulldown_cmark::TextMergeWithOffset;
use show::number;
use std::mem;
use std::ops::Range;

/// What is read beside CommonMark.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_MATH)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_WIKILINKS);

/// A list does not reach such a number: it is a year, or what is counted elsewhere, and text.
const LEAST_YEAR: u64 = 1_000;

/// Adds what a source shows to the page.
pub(super) fn compose(source: &str, page: &mut Page) {
    Walk::over(source, page, Depth::Page);
}

/// How far inside of a page a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Page,
    /// Wrapped in a block of code, as some OCR wraps a page.
    Wrapped,
}

/// What a source is walked through for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    /// The notes, which may stand below their marks, for the text that has these.
    Notes,
}

struct Walk<'a> {
    source: &'a str,
    page: &'a mut Page,
    depth: Depth,
    part: Part,
    html: Html,
    note: Option<Note>,
    /// What is not read event by event, until its end.
    raw: Option<(Raw, String)>,
    picture: Option<Picture>,
    /// In how many lists, quotations and tables it is.
    blocks: usize,
    /// For each list, whether its numbers are text; `None` where it has none.
    lists: Vec<Option<bool>>,
    /// That of the item, until something of the item is shown.
    number: Option<Number>,
    /// What stands in braces behind a heading and is no attribute.
    braces: Vec<String>,
    /// Whether a line of a paragraph begins here, and the white space before what is shown of it first.
    begins: bool,
    indent: String,
    /// Where in the source the last cell ends.
    cell: usize,
}

/// A footnote: its label, where in the source it stands, and how many are open in it.
struct Note {
    label: String,
    at: usize,
    inner: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Raw {
    Code,
    /// A page, wrapped in a block of code.
    Page,
    /// HTML, from a byte of the source on.
    Html(usize),
}

/// A picture, in whose text may be others.
struct Picture {
    text: String,
    title: String,
    address: String,
    inner: usize,
}

/// The number of an item as typed, and whether it is text.
struct Number {
    typed: String,
    is_text: bool,
}

impl<'a> Walk<'a> {
    fn over(source: &str, page: &mut Page, depth: Depth) {
        let source = prepare(source);
        let mut notes = Page::of(Layer::Note);
        if source.contains("[^") {
            Walk::new(&source, &mut notes, Part::Notes).run();
        }
        let outer = mem::replace(&mut page.notes, notes.notes);
        Walk { depth, ..Walk::new(&source, page, Part::Text) }.run();
        page.write_other_notes();
        page.notes = outer;
    }

    fn new(source: &'a str, page: &'a mut Page, part: Part) -> Self {
        Walk {
            source,
            page,
            depth: Depth::Wrapped,
            part,
            html: Html::new(source),
            note: None,
            raw: None,
            picture: None,
            blocks: 0,
            lists: Vec::new(),
            number: None,
            braces: Vec::new(),
            begins: false,
            indent: String::new(),
            cell: 0,
        }
    }

    fn run(mut self) {
        let source = self.source;
        for (event, range) in TextMergeWithOffset::new(Parser::new_ext(source, OPTIONS).into_offset_iter()) {
            self.event(event, range);
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match (&event, self.part, &self.note) {
            (Event::Start(Tag::FootnoteDefinition(label)), ..) => return self.begin_note(label, range.start),
            (Event::End(TagEnd::FootnoteDefinition), ..) => return self.end_note(),
            (Event::FootnoteReference(_), Part::Notes, None) => {
                return self.page.notes.marks.push(range.start);
            }
            (_, Part::Notes, None) | (_, Part::Text, Some(_)) => return,
            _ => {}
        }
        if mem::take(&mut self.begins) {
            self.indent = self.indent(range.start).to_owned();
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::Html(text) if self.raw.is_some() => self.gather(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(text) | Event::Html(text) => self.show(&text),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.formula(&text, range),
            Event::InlineHtml(tag) if self.picture.is_none() => self.html.read(&tag, range.start, self.page),
            Event::FootnoteReference(label) => self.refer(&label, range.start),
            Event::SoftBreak | Event::HardBreak if self.picture.is_some() => self.show(" "),
            Event::SoftBreak => {
                self.page.end_line();
                self.begins = true;
            }
            Event::HardBreak => {
                self.page.break_line();
                self.begins = true;
            }
            Event::Rule => self.end_paragraph(),
            Event::InlineHtml(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.end_paragraph();
                // Once a note stands in one of them, its lines are not as wide as they were.
                self.page.joins |= self.page.notes.has_mark_in(range);
                self.begins = true;
            }
            Tag::Heading { level, attrs, .. } => {
                let marked = self.source.get(range).is_some_and(|source| source.starts_with('#'));
                self.page.begin_heading(level as u8, if marked { Sure::Yes } else { Sure::Underlined });
                let words = attrs.into_iter().filter(|(word, value)| value.is_none() && !word.is_ascii());
                self.braces = words.map(|(word, _)| word.into_string()).collect();
            }
            Tag::CodeBlock(kind) => self.begin_raw(self.code(&kind)),
            Tag::HtmlBlock => self.begin_raw(Raw::Html(range.start)),
            Tag::List(first) => {
                self.begin_block();
                self.lists.push(first.map(|first| first >= LEAST_YEAR));
            }
            Tag::BlockQuote(_) | Tag::Table(_) => self.begin_block(),
            Tag::Item => {
                self.end_paragraph();
                let typed = number(self.source.get(range).unwrap_or_default());
                let of_list = self.lists.last().copied().flatten();
                self.number = of_list.map(|is_text| Number { typed, is_text });
            }
            Tag::TableHead | Tag::TableRow => self.end_paragraph(),
            Tag::Strikethrough if self.is_tilde(&range) => self.show("~"),
            Tag::Image { dest_url, title, .. } => {
                if let Some(picture) = &mut self.picture {
                    picture.inner += 1;
                } else {
                    let (title, address) = (title.into_string(), dest_url.into_string());
                    self.picture = Some(Picture { text: String::new(), title, address, inner: 0 });
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                self.end_paragraph();
                self.page.joins = self.note.is_some();
            }
            TagEnd::Heading(_) => {
                let words = mem::take(&mut self.braces);
                if !words.is_empty() {
                    self.show(&format!(" {{{}}}", words.join(" ")));
                }
                self.html.end_paragraph();
                self.page.end_heading();
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.end_raw(),
            TagEnd::List(_) => {
                self.lists.pop();
                self.end_block();
            }
            TagEnd::BlockQuote(_) | TagEnd::Table => self.end_block(),
            TagEnd::Item => {
                // One that stands alone is not of a list: a page has it.
                if let Some(number) = self.number.take() {
                    self.show(&number.typed);
                }
                self.end_paragraph();
            }
            TagEnd::TableCell => {
                self.cell = range.end;
                self.page.end_cell();
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.other_cells(range.end);
                self.end_paragraph();
            }
            TagEnd::Strikethrough if self.is_tilde(&range) => self.show("~"),
            TagEnd::Image => self.end_picture(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        self.html.end_paragraph();
        self.page.end_paragraph();
        self.begins = false;
        self.indent.clear();
    }

    fn begin_block(&mut self) {
        self.end_paragraph();
        self.blocks += 1;
    }

    fn end_block(&mut self) {
        self.end_paragraph();
        self.blocks = self.blocks.saturating_sub(1);
    }

    fn begin_note(&mut self, label: &str, at: usize) {
        if let Some(note) = &mut self.note {
            note.inner += 1;
            return;
        }
        self.note = Some(Note { label: label.to_owned(), at, inner: 0 });
        if self.part == Part::Notes {
            self.page.begin_note();
        }
    }

    fn end_note(&mut self) {
        match self.note.take() {
            Some(note) if note.inner > 0 => self.note = Some(Note { inner: note.inner - 1, ..note }),
            Some(Note { label, at, .. }) if self.part == Part::Notes => {
                self.html.end_paragraph();
                let pieces = self.page.end_note();
                self.page.notes.add(&label, at, pieces);
            }
            _ => {}
        }
    }
}
