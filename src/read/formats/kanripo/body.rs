//! The body of a text: its characters one after the other, and where a paragraph and a note begin and end.

use super::code;
use super::code::Series;
use super::note::Note;
use super::shape::Shape;
use crate::place;
use crate::reading::Composer;
use crate::reading::Layer;
use crate::reading::LocusKind;
use crate::reading::ReadingText;

/// A print has no paragraphs; one of ours goes on over the pages until it has so many characters, twice as many where an
/// editor has made paragraphs, and from that page on to the end of a sentence or of a note, or of a later page.
const PAGE: u32 = 300;
/// Where a note runs over the pages, it is cut when the paragraph has so many.
const LONGEST_PARAGRAPH: u32 = 1_500;

/// The most characters of the name of a locus.
const LONGEST_NAME: usize = 200;

#[derive(Default)]
pub(super) struct Body {
    shape: Shape,
    composer: Composer,
    /// What begins with the next character.
    loci: Vec<(LocusKind, String)>,
    /// What `# src:` says of the next text; a heading before it is not meant.
    sources: Vec<String>,
    /// The pages begun last, of this edition and of another: prints name the page again after a picture.
    pages: (String, String),
    note: Note,
    due: Due,
    /// The last character of the paragraph.
    last: Option<Last>,
    /// Where the paragraph began.
    begun: u32,
    /// Whether the paragraph is long enough to end.
    ripe: bool,
    block: Block,
    /// Whether nothing but codes came since the last character.
    after_code: bool,
    before: Before,
}

/// What the lines of the file are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Block {
    /// Lines of a print, or phrases.
    #[default]
    Prose,
    Verse,
}

/// A character that was written.
#[derive(Debug, Clone, Copy)]
struct Last {
    character: char,
    ends_sentence: bool,
}

impl Last {
    fn after(last: Option<Last>, character: char) -> Last {
        let closes = matches!(character, '」' | '』' | '》' | '〉' | '）' | '】' | '”' | '’' | ')');
        let ends = place::is_sentence_end(character) || closes && last.is_some_and(|last| last.ends_sentence);
        Last { character, ends_sentence: ends }
    }

    fn is_narrow(self) -> bool {
        !code::is_wide(self.character) && !code::is_space(self.character)
    }
}

/// What stands between the last character and the next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    #[default]
    Nothing,
    /// The end of a cell.
    Cell,
    /// The end of a line of the print or of the file, which means nothing.
    LineOfPrint,
    /// The end of a line that a reader sees.
    Line,
}

/// The line before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Before {
    indent: usize,
    full: bool,
}

impl Body {
    pub(super) fn new(shape: Shape) -> Self {
        Body { shape, ..Body::default() }
    }

    pub(super) fn finish(mut self) -> ReadingText {
        self.end_paragraph();
        self.composer.finish()
    }

    pub(super) fn begin(&mut self, block: Block) {
        self.end_paragraph();
        self.block = block;
    }

    /// Where the next text comes from, as its editor says.
    pub(super) fn source(&mut self, name: &str) {
        self.sources.push(short(name));
    }

    /// What begins with the next character.
    pub(super) fn locus(&mut self, kind: LocusKind, name: &str) {
        self.loci.push((kind, short(name)));
    }

    /// A blank line ends the paragraph, but not one that only parts a page code from the text.
    pub(super) fn blank(&mut self) {
        if !self.after_code || self.shape.punctuated {
            self.end_paragraph();
        }
    }

    /// What stands beside the text: the running head of its page, what an editor says of it.
    pub(super) fn aside(&mut self, layer: Layer, text: &str) {
        let text = code::plain(text);
        if !text.is_empty() {
            self.release();
            self.composer.end_line();
            self.push(layer, &text);
            self.due = Due::Line;
        }
    }

    /// A page begins, of this edition or another.
    pub(super) fn page(&mut self, series: Series, name: &str) {
        let last = match series {
            Series::Own => &mut self.pages.0,
            Series::Other => &mut self.pages.1,
        };
        if last != name {
            name.clone_into(last);
            self.locus(LocusKind::Page, name);
        }
        let length = self.composer.len() - self.begun;
        let enough = if self.shape.punctuated { 2 * PAGE } else { PAGE };
        match self.note {
            Note::Outside if self.ripe && length >= 2 * enough => self.end_paragraph(),
            Note::Closed { .. } if length >= LONGEST_PARAGRAPH => self.end_paragraph(),
            _ => self.ripe |= length >= enough,
        }
    }

    /// A code: what follows it on a line of its own goes on with the text before.
    pub(super) fn code(&mut self) {
        self.after_code = true;
    }

    /// A line begins, so many spaces further down; which of the lines of a print are full says whether it goes on with
    /// the one before.
    pub(super) fn begin_line(&mut self, line: &str, indent: usize) {
        let before = std::mem::replace(&mut self.before, Before { indent, full: self.shape.is_full(line) });
        let goes_on = match (indent, before.indent) {
            (0, 0) => true,
            (0, _) => before.full,
            _ => indent == before.indent && before.full,
        };
        if !goes_on && self.block == Block::Prose && !matches!(self.note, Note::Inside(_)) {
            self.end_paragraph();
        }
        for source in std::mem::take(&mut self.sources) {
            self.locus(LocusKind::Division, &source);
        }
    }

    /// A line of the print ends, which may be inside one of the file.
    pub(super) fn end_line_of_print(&mut self) {
        self.end(Due::LineOfPrint);
    }

    /// A line of the file ends.
    pub(super) fn end_line_of_file(&mut self) {
        self.end(if self.block == Block::Verse { Due::Line } else { Due::LineOfPrint });
    }

    /// A line ends that a reader sees.
    pub(super) fn end_line(&mut self) {
        self.end(Due::Line);
    }

    fn end(&mut self, due: Due) {
        self.due = self.due.max(due);
        self.note = self.note.at_line_end();
    }

    /// A cell of a table ends.
    pub(super) fn end_cell(&mut self) {
        self.due = self.due.max(Due::Cell);
    }

    pub(super) fn end_paragraph(&mut self) {
        self.release();
        self.composer.end_paragraph();
        self.note = Note::Outside;
        self.due = Due::Nothing;
        self.last = None;
        self.begun = self.composer.len();
        self.ripe = false;
    }
}

/// Characters.
impl Body {
    /// Characters of the text, or of the note it is in. A line has no indent.
    pub(super) fn run(&mut self, text: &str) {
        let begins = self.last.is_none() || self.due > Due::Nothing;
        let text = if begins { text.trim_start_matches(code::is_space) } else { text };
        if text.is_empty() {
            return;
        }
        self.release();
        if self.note != Note::Outside {
            return self.push(Layer::Note, text);
        }
        let (before, after) = if self.ripe { self.split(text) } else { (text, "") };
        if !before.is_empty() {
            self.push(Layer::Main, before);
        }
        if !after.is_empty() {
            self.end_paragraph();
            self.push(Layer::Main, after.trim_start_matches(code::is_space));
        }
    }

    /// What of a text belongs to the sentence under way, and what comes after it.
    fn split<'t>(&self, text: &'t str) -> (&'t str, &'t str) {
        let mut last = self.last;
        for (at, c) in text.char_indices() {
            let next = Last::after(last, c);
            if last.is_some_and(|last| last.ends_sentence) && !next.ends_sentence {
                return text.split_at_checked(at).unwrap_or((text, ""));
            }
            last = Some(next);
        }
        (text, "")
    }

    /// A mark, of an editor's, beside the character before.
    pub(super) fn sign(&mut self, mark: &str) {
        self.release();
        self.push(Layer::Sign, mark);
    }

    /// Writes characters that stand in one layer.
    fn push(&mut self, layer: Layer, text: &str) {
        let first = text.chars().next().map(|first| Last::after(None, first));
        match self.due {
            Due::Line => self.composer.end_line(),
            Due::LineOfPrint if [self.last, first].into_iter().all(|c| c.is_some_and(Last::is_narrow)) => {
                self.composer.end_line();
            }
            Due::Cell if self.last.is_some() => self.composer.push(layer, "\u{3000}"),
            _ => {}
        }
        self.due = Due::Nothing;
        for (kind, name) in std::mem::take(&mut self.loci) {
            self.composer.locus(kind, name);
        }
        self.composer.push(layer, text);
        self.last = text.chars().fold(self.last, |last, c| Some(Last::after(last, c)));
        self.after_code = false;
    }
}

/// Notes.
impl Body {
    /// An opening bracket, and what comes after it.
    pub(super) fn open(&mut self, after: &str) {
        let begun = Note::begun(after);
        match self.note {
            Note::Inside(depth) => self.note = Note::Inside(depth + 1),
            Note::Unclosed => {}
            // A note goes on in the next line of the print.
            Note::Closed { line_ended: true } => return self.note = begun,
            Note::Closed { line_ended: false } | Note::Outside => {
                self.release();
                self.note = begun;
            }
        }
        self.push(Layer::Note, "(");
    }

    pub(super) fn close(&mut self) {
        match self.note {
            Note::Inside(1) => self.note = Note::Closed { line_ended: false },
            Note::Inside(depth) => {
                self.note = Note::Inside(depth - 1);
                self.push(Layer::Note, ")");
            }
            Note::Unclosed => self.push(Layer::Note, ")"),
            Note::Outside | Note::Closed { .. } => self.run(")"),
        }
    }

    /// Whether the text is inside a note.
    pub(super) fn is_note(&self) -> bool {
        matches!(self.note, Note::Inside(_) | Note::Unclosed)
    }

    /// The note that was closed does not go on.
    fn release(&mut self) {
        if let Note::Closed { .. } = self.note {
            // It closed before the line did, and before what begins with the next character.
            self.composer.push(Layer::Note, ")");
            self.note = Note::Outside;
            let ended = !self.shape.punctuated || self.last.is_some_and(|last| last.ends_sentence);
            self.last = Some(Last { character: ')', ends_sentence: ended });
        }
    }
}

fn short(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}
