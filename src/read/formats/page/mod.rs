//! The page: what markup shows, piece by piece, on its way to a reading text.

mod notes;

use crate::reading::Composer;
use crate::reading::Layer;
use crate::reading::LocusKind;
use crate::reading::ReadingText;
pub(in crate::read::formats) use notes::Notes;
pub(in crate::read::formats) use notes::Piece;
use std::collections::VecDeque;

/// The most scalar values of the name of a place; what is cut off is still in the text.
const LONGEST_NAME: usize = 80;

/// A reading text under way.
#[derive(Default)]
pub(in crate::read::formats) struct Page {
    composer: Composer,
    /// What is not a sign is of this layer.
    pub(in crate::read::formats) layer: Layer,
    held: Option<Held>,
    /// Whether lines are joined here and now; nobody tells how by their shape.
    pub(in crate::read::formats) joins: bool,
    gap: Gap,
    /// The character before, on this line.
    last: Option<char>,
    /// Of the document, and of which rank the heading is that gave it.
    title: Option<(u8, String)>,
    /// The footnotes of what is being composed.
    pub(in crate::read::formats) notes: Notes,
}

/// Pieces that are held until all of them are known.
struct Held {
    pieces: Vec<Piece>,
    /// A heading, and of which rank; else it is a note.
    heading: Option<(u8, Sure)>,
}

/// Whether what is marked as a heading is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read::formats) enum Sure {
    /// It says so itself.
    Yes,
    /// Only a rule below says so, as it may below any paragraph.
    Underlined,
}

/// What comes between pieces of a line, if more text comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    /// Two lines or paragraphs joined.
    Joint,
    /// Cells of a row.
    Cell,
}

impl Page {
    /// A page whose text is of this layer.
    pub(in crate::read::formats) fn of(layer: Layer) -> Self {
        Page { layer, ..Page::default() }
    }

    /// Adds text to the line.
    pub(in crate::read::formats) fn write(&mut self, layer: Layer, text: &str) {
        // What separates tags in the source, no words.
        let is_space = text.trim().is_empty() && (self.last.is_none() || self.gap > Gap::None);
        let Some(first) = text.chars().next().filter(|_| !is_space) else { return };
        let between = match std::mem::take(&mut self.gap) {
            Gap::Cell if self.last.is_some() => "\u{3000}",
            Gap::Joint if self.last.is_some_and(is_narrow) && is_narrow(first) => " ",
            _ => "",
        };
        for (layer, text) in [(self.layer, between), (layer, text)] {
            match &mut self.held {
                Some(held) => held.pieces.push(Piece::Text(layer, text.to_owned())),
                None => self.composer.push(layer, text),
            }
        }
        self.last = text.chars().next_back();
    }

    /// Adds lines; white space at their beginning is of the source.
    pub(in crate::read::formats) fn write_lines(&mut self, layer: Layer, text: &str) {
        for (nth, line) in text.split(['\n', '\r']).enumerate() {
            let line = if nth > 0 {
                self.end_line();
                line.trim_start_matches([' ', '\t'])
            } else {
                line
            };
            self.write(layer, line);
        }
    }

    /// Ends a line that only its source has.
    pub(in crate::read::formats) fn end_line(&mut self) {
        if self.joins {
            self.gap = self.gap.max(Gap::Joint);
        } else {
            self.break_line();
        }
    }

    /// Ends a line as the author wants.
    pub(in crate::read::formats) fn break_line(&mut self) {
        match &mut self.held {
            Some(Held { heading: None, .. }) => self.gap = self.gap.max(Gap::Joint),
            Some(held) => held.pieces.push(Piece::LineEnd),
            None => {
                self.composer.end_line();
                self.last = None;
            }
        }
    }

    pub(in crate::read::formats) fn end_paragraph(&mut self) {
        match &self.held {
            Some(Held { heading: None, .. }) => self.gap = self.gap.max(Gap::Joint),
            Some(_) => self.end_heading(),
            None => {
                self.composer.end_paragraph();
                (self.gap, self.last) = (Gap::None, None);
            }
        }
    }

    /// Ends a cell of a row; a row is a paragraph.
    pub(in crate::read::formats) fn end_cell(&mut self) {
        self.gap = Gap::Cell;
    }

    /// Begins a heading. In a note and in another heading it is text like any.
    pub(in crate::read::formats) fn begin_heading(&mut self, rank: u8, sure: Sure) {
        self.end_paragraph();
        if self.held.is_none() {
            self.held = Some(Held { pieces: Vec::new(), heading: Some((rank, sure)) });
        }
    }

    /// Ends the heading, if there is one: its name is that of a place, and it is a paragraph.
    pub(in crate::read::formats) fn end_heading(&mut self) {
        let Some(Held { heading: Some((rank, sure)), .. }) = self.held else { return self.end_paragraph() };
        let Held { pieces, .. } = self.held.take().unwrap_or(Held { pieces: Vec::new(), heading: None });
        self.end_paragraph();
        if let Some(name) = name(&pieces, sure) {
            self.composer.locus(LocusKind::Division, name.as_str());
            if self.title.as_ref().is_none_or(|(other, _)| *other > 1 && rank == 1) {
                self.title = Some((rank, name));
            }
        }
        self.write_pieces(pieces);
        self.end_paragraph();
    }

    /// From here on it is a note.
    pub(in crate::read::formats) fn begin_note(&mut self) {
        self.held = Some(Held { pieces: Vec::new(), heading: None });
        (self.gap, self.last, self.joins) = (Gap::None, None, true);
    }

    /// The note.
    pub(in crate::read::formats) fn end_note(&mut self) -> Vec<Piece> {
        self.joins = false;
        self.held.take().map(|held| held.pieces).unwrap_or_default()
    }

    /// Says that a page of the print begins here.
    pub(in crate::read::formats) fn begin_page(&mut self, name: &str) {
        if !matches!(self.held, Some(Held { heading: None, .. })) {
            self.composer.locus(LocusKind::Page, name);
        }
    }

    /// Adds the mark of a note, and the note itself, if it stands nowhere yet: what is shown of the mark, its label, and
    /// where in the source it stands. A mark that is a picture shows nothing.
    pub(in crate::read::formats) fn refer(&mut self, shown: &str, (label, at): (&str, usize)) {
        if !shown.is_empty() {
            self.write(Layer::Sign, &format!("[{shown}]"));
        }
        let reference = Piece::Reference(label.to_owned(), at);
        match &mut self.held {
            Some(held) => held.pieces.push(reference),
            None => self.write_pieces(vec![reference]),
        }
    }

    /// Adds the notes that nothing refers to.
    pub(in crate::read::formats) fn write_other_notes(&mut self) {
        while let Some(pieces) = self.notes.take_next() {
            self.end_paragraph();
            self.write_pieces(pieces);
        }
        self.end_paragraph();
    }

    /// Adds what was held, each note behind its mark; notes that this one has come after it.
    pub(in crate::read::formats) fn write_pieces(&mut self, pieces: Vec<Piece>) {
        let mut notes = VecDeque::new();
        for piece in pieces {
            let mut next = Some(piece);
            while let Some(piece) = next {
                match piece {
                    Piece::Text(layer, text) => self.write(layer, &text),
                    Piece::LineEnd => self.break_line(),
                    Piece::Reference(label, at) => notes.extend(self.notes.take(&label, at)),
                }
                next = notes.pop_front();
            }
        }
    }

    /// The text, and the title that a heading gives it.
    pub(in crate::read::formats) fn finish(mut self) -> (ReadingText, Option<String>) {
        self.end_paragraph();
        (self.composer.finish(), self.title.map(|(_, title)| title))
    }
}

/// The name that a heading gives to what follows.
fn name(pieces: &[Piece], sure: Sure) -> Option<String> {
    let mut name = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(Layer::Main, text) => name.push_str(text),
            Piece::LineEnd if sure == Sure::Underlined => return None,
            Piece::LineEnd => name.push(' '),
            Piece::Text(..) | Piece::Reference(..) => {}
        }
    }
    // A rule is often drawn close below a paragraph.
    let is_prose = name.chars().nth(LONGEST_NAME).is_some() || name.contains('。');
    let name = name.trim();
    if name.is_empty() || sure == Sure::Underlined && is_prose {
        return None;
    }
    Some(shortened(name))
}

/// The name of a place, as it is kept.
pub(in crate::read::formats) fn shortened(name: &str) -> String {
    let end = if name.chars().nth(LONGEST_NAME).is_some() { "…" } else { "" };
    name.chars().take(LONGEST_NAME).collect::<String>() + end
}

/// Whether it is of a script that puts spaces between words.
pub(in crate::read::formats) fn is_narrow(c: char) -> bool {
    c < '\u{2E80}' && !c.is_whitespace()
}
