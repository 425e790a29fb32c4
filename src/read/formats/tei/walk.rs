//! The walk over the elements: what is open, and where the characters go.

use super::book::Book;
use super::elements::Kind;
use super::frames::App;
use super::frames::Branch;
use super::frames::Capture;
use super::frames::Frame;
use super::frames::Inside;
use super::frames::Mode;
use super::frames::Stand;
use super::frames::Struck;
use super::glyphs::Glyphs;
use super::header::Header;
use super::milestones::Milestones;
use super::plain::Due;
use super::sigla::Sigla;
use super::source::Element;
use super::survey::Survey;
use crate::read::Metadata;
use crate::reading::Layer;
use crate::reading::ReadingText;
use std::collections::HashSet;
use std::rc::Rc;

/// What was read to its end: what is said of texts, and the texts.
pub(super) struct Finished {
    pub(super) metadata: Metadata,
    pub(super) texts: Vec<ReadingText>,
    /// Readings that are about nothing in them.
    pub(super) homeless: usize,
}

#[derive(Default)]
pub(super) struct Walk {
    pub(super) survey: Survey,
    pub(super) frames: Vec<Frame>,
    pub(super) header: Option<Header>,
    pub(super) book: Book,
    /// What the headers say of each TEI that is open, and those around it.
    pub(super) said: Vec<Rc<Metadata>>,
    pub(super) language: Option<String>,
    sigla: Sigla,
    pub(super) glyphs: Glyphs,
    pub(super) milestones: Milestones,
    pub(super) captures: Vec<Capture>,
    pub(super) apps: Vec<App>,
    pub(super) struck: Option<Struck>,
    /// Notes that come now, away from where they stand, and those that came.
    pub(super) called: HashSet<usize>,
    pub(super) delivered: HashSet<usize>,
    /// What has come to its end.
    pub(super) finished: Vec<Finished>,
}

/// The pieces of a file.
impl Walk {
    pub(super) fn of(survey: Survey) -> Self {
        Walk { survey, ..Walk::default() }
    }

    pub(super) fn start(&mut self, element: &Element<'_>) {
        if let Some(header) = &mut self.header {
            return header.start(element, &mut self.glyphs);
        }
        self.end_struck(element.at);
        let kind = Kind::of(element.name());
        let mut frame = Frame {
            kind,
            has_number: false,
            element: None,
            at: element.at,
            branch: Branch::None,
            ..self.top()
        };
        if kind == Kind::Header {
            self.header = Some(Header::default());
        } else if self.frames.is_empty() && !matches!(kind, Kind::Corpus | Kind::Whole) {
            // A piece of a text, without what should be around it.
            frame.mode = Mode::Text;
        }
        self.start_branch(&mut frame, element);
        if frame.mode == Mode::Text {
            frame.element = element.attribute("id").map(|id| self.book.begin(id));
        }
        self.start_whole(&mut frame, element);
        self.frames.push(frame);
    }

    pub(super) fn text(&mut self, text: &str) {
        match &mut self.header {
            Some(header) => header.text(text),
            None => self.write(self.top(), text),
        }
    }

    pub(super) fn end(&mut self) {
        if let Some(header) = self.header.as_mut().filter(|header| header.is_open()) {
            return header.end(&mut self.sigla, &mut self.glyphs);
        }
        let Some(frame) = self.frames.pop() else { return };
        let above = self.above();
        match frame.kind {
            Kind::Header => self.end_header(),
            Kind::Whole | Kind::Corpus => self.end_whole(),
            Kind::Text | Kind::Group | Kind::Source if frame.mode == Mode::Text => self.end_text(),
            Kind::Heading => {
                self.book.flow.end_heading();
                self.end_block(above);
            }
            Kind::Paragraph | Kind::Block | Kind::Surface | Kind::Division | Kind::Juan => {
                self.end_block(above);
            }
            Kind::Loose if above.inside == Inside::Blocks => self.end_block(above),
            Kind::Verse => self.end_line(above),
            Kind::Note | Kind::Furniture | Kind::Sign => self.end_note(frame, above),
            Kind::Entry => self.end_entry(above),
            Kind::App | Kind::Choice => self.end_app(),
            Kind::Deleted => self.end_deleted(),
            _ => {}
        }
        self.end_branch(frame.branch);
        if let Some(element) = frame.element {
            self.book.end(element);
        }
    }

    /// The file ends, or breaks.
    pub(super) fn finish(&mut self) {
        self.end_book();
    }

    /// The innermost open element.
    pub(super) fn top(&self) -> Frame {
        self.frames.last().copied().unwrap_or(Frame::OUTSIDE)
    }

    /// The same, or what is around it where it only holds several versions of the text.
    pub(super) fn above(&self) -> Frame {
        let top = self.top();
        let app = self.apps.last().filter(|app| app.stand == Stand::InText);
        match (top.kind, app) {
            (Kind::App | Kind::Choice, Some(app)) => app.above,
            _ => top,
        }
    }

    /// The texts of one TEI, which ends, or in which another begins: what follows belongs to another.
    pub(super) fn end_book(&mut self) {
        self.end_struck(usize::MAX);
        let (texts, homeless) = std::mem::take(&mut self.book).finish(&self.sigla);
        let language = self.language.take();
        if texts.is_empty() {
            return;
        }
        let mut metadata = self.said.last().map(|said| Metadata::clone(said)).unwrap_or_default();
        if let Some(language) = language {
            metadata.other.insert("language".to_owned(), serde_json::Value::from(language).to_string());
        }
        self.finished.push(Finished { metadata, texts, homeless });
    }
}

/// Characters, and where they end.
impl Walk {
    /// What ends a paragraph, or less where none may end.
    pub(super) fn end_block(&mut self, above: Frame) {
        match (above.mode, above.inside) {
            (Mode::Text, Inside::Note) => self.book.flow.end_line(),
            (Mode::Text, Inside::Cell) => self.book.flow.end_cell(),
            (Mode::Text, Inside::Blocks | Inside::Paragraph) => self.book.flow.end_paragraph(),
            (Mode::Reading | Mode::Hidden | Mode::StandOff, _) => {}
        }
        self.part(above, Due::Layout);
    }

    pub(super) fn end_line(&mut self, above: Frame) {
        if above.mode == Mode::Text {
            self.book.flow.end_line();
        }
        self.part(above, Due::Layout);
    }

    /// The same for what is kept aside.
    pub(super) fn part(&mut self, frame: Frame, due: Due) {
        if frame.mode == Mode::Reading
            && let Some(capture) = self.captures.last_mut()
        {
            capture.plain.end(due);
        }
        if frame.mode == Mode::Text {
            let struck = self.struck.as_mut().map(|struck| &mut struck.plain);
            let shown = self.apps.last_mut().and_then(|app| app.shown.as_mut());
            struck.into_iter().chain(shown).for_each(|plain| plain.end(due));
        }
    }

    /// Characters, where they go.
    pub(super) fn write(&mut self, frame: Frame, text: &str) {
        match frame.mode {
            Mode::Text if frame.layer == Layer::Main => {
                self.keep(text);
                if self.struck.is_none() {
                    self.book.flow.text(frame.layer, text);
                }
            }
            Mode::Text if self.struck.is_none() => self.book.flow.text(frame.layer, text),
            Mode::Reading => {
                if let Some(capture) = self.captures.last_mut() {
                    capture.plain.push(text);
                }
            }
            Mode::Text | Mode::Hidden | Mode::StandOff => {}
        }
    }

    /// The same of blank characters.
    pub(super) fn blank(&mut self, frame: Frame, characters: usize) {
        let blanks = "\u{3000}".repeat(characters);
        if frame.mode == Mode::Text && self.struck.is_none() {
            self.keep(&blanks);
            self.book.flow.blank(characters);
        } else {
            self.write(frame, &blanks);
        }
    }

    /// Characters of the text that are kept aside, too.
    fn keep(&mut self, text: &str) {
        match (&mut self.struck, self.apps.last_mut()) {
            (Some(struck), _) => struck.plain.push(text),
            (None, Some(App { shown: Some(shown), .. })) => shown.push(text),
            _ => {}
        }
    }
}
