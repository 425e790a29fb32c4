//! The walk over the elements: which of their characters are text, and of which layer.

use super::book::Book;
use super::elements;
use super::elements::Kind;
use super::frames::App;
use super::frames::Capture;
use super::frames::Frame;
use super::frames::Inside;
use super::frames::Mode;
use super::glyphs::Glyphs;
use super::header::Header;
use super::milestones;
use super::milestones::Milestones;
use super::plain::Due;
use super::plain::Plain;
use super::sigla::Sigla;
use super::source::Element;
use super::titles;
use crate::read::Metadata;
use crate::reading::Layer;
use crate::reading::LocusKind;
use crate::reading::ReadingText;
use serde_json::Value;

/// The most blanks and lacunae that one element stands for.
const MOST_CHARACTERS: usize = 100;

/// What was read to its end: what is said of texts, and the texts.
pub(super) struct Finished {
    pub(super) metadata: Metadata,
    pub(super) texts: Vec<ReadingText>,
    /// Readings that are about nothing in them.
    pub(super) homeless: usize,
}

#[derive(Default)]
pub(super) struct Walk {
    frames: Vec<Frame>,
    header: Option<Header>,
    pub(super) book: Book,
    /// What the headers say of the text, and of all texts of a corpus.
    metadata: Metadata,
    corpus: Metadata,
    language: Option<String>,
    sigla: Sigla,
    glyphs: Glyphs,
    milestones: Milestones,
    pub(super) captures: Vec<Capture>,
    pub(super) apps: Vec<App>,
    pub(super) choices: Vec<Vec<(String, String)>>,
    /// What has come to its end.
    pub(super) finished: Vec<Finished>,
}

/// The pieces of a file.
impl Walk {
    pub(super) fn start(&mut self, element: &Element<'_>) {
        if let Some(header) = &mut self.header {
            return header.start(element, &mut self.glyphs);
        }
        let above = self.above();
        let mut frame = Frame { kind: Kind::of(element.name()), has_number: false, element: None, ..above };
        if frame.kind == Kind::Header {
            self.header = Some(Header::default());
        } else if self.frames.is_empty() && !matches!(frame.kind, Kind::Corpus | Kind::Whole) {
            // A piece of a text, without what should be around it.
            frame.mode = Mode::Text;
        }
        if frame.mode == Mode::Text {
            frame.element = element.attribute("id").map(|id| self.book.begin(id));
        }
        if above.kind == Kind::Choice {
            self.start_version(&mut frame, element);
        } else {
            self.start_whole(&mut frame, element);
        }
        self.frames.push(frame);
    }

    pub(super) fn text(&mut self, text: &str) {
        let frame = self.above();
        match &mut self.header {
            Some(header) => header.text(text),
            // Between the versions is only white space.
            None if frame.kind == Kind::Choice => {}
            None => self.write(frame, text),
        }
    }

    pub(super) fn end(&mut self) {
        if let Some(header) = self.header.as_mut().filter(|header| header.is_open()) {
            return header.end(&mut self.sigla, &mut self.glyphs);
        }
        let Some(frame) = self.frames.pop() else { return };
        let above = self.above();
        match frame.kind {
            Kind::Header => self.end_header(above),
            Kind::Whole | Kind::Corpus => self.end_book(),
            Kind::Text | Kind::Group if frame.mode == Mode::Text => self.book.end_text(),
            Kind::Heading => {
                self.book.flow.end_heading();
                self.end_block(above);
            }
            Kind::Paragraph | Kind::Block | Kind::Division | Kind::Juan => self.end_block(above),
            Kind::Loose if above.inside == Inside::Blocks => self.end_block(above),
            Kind::Verse => self.end_line(above),
            Kind::Note | Kind::Furniture | Kind::Sign => self.end_note(frame, above),
            Kind::Glyph | Kind::Entry => self.end_capture(frame, above),
            Kind::App => self.end_app(),
            Kind::Lemma => self.end_lemma(),
            Kind::Reading => self.end_reading(),
            Kind::Choice => self.end_choice(above),
            Kind::Version => self.end_version(),
            Kind::Deleted => self.end_deleted(),
            _ => {}
        }
        if let Some(element) = frame.element {
            self.book.end(element);
        }
    }

    /// The file ends, or breaks.
    pub(super) fn finish(&mut self) {
        self.end_book();
    }

    fn above(&self) -> Frame {
        self.frames.last().copied().unwrap_or(Frame::OUTSIDE)
    }
}

/// Wholes.
impl Walk {
    fn start_whole(&mut self, frame: &mut Frame, element: &Element<'_>) {
        match frame.kind {
            Kind::Whole | Kind::Corpus => {
                self.end_book();
                self.milestones = Milestones::of(element.attribute("id").as_deref());
                frame.mode = Mode::Hidden;
            }
            Kind::Header => frame.mode = Mode::Hidden,
            Kind::Text | Kind::Group => {
                let is_own = matches!(self.above().kind, Kind::Whole | Kind::Corpus | Kind::Group);
                if is_own {
                    *frame = Frame { mode: Mode::Text, kind: frame.kind, ..Frame::OUTSIDE };
                }
                if frame.mode == Mode::Text {
                    self.book.end_text();
                    self.language = element.attribute("lang").or(self.language.take());
                }
            }
            _ => self.start_part(frame, element),
        }
    }

    fn end_header(&mut self, above: Frame) {
        let said = self.header.take().map(Header::finish).unwrap_or_default();
        if above.kind == Kind::Corpus {
            self.corpus = said;
        } else {
            self.metadata = said;
        }
    }

    /// One TEI ends: what follows belongs to another.
    fn end_book(&mut self) {
        let (texts, homeless) = std::mem::take(&mut self.book).finish(&self.sigla);
        let mut metadata = std::mem::take(&mut self.metadata);
        if let Some(language) = self.language.take() {
            metadata.other.insert("language".to_owned(), Value::from(language).to_string());
        }
        if !texts.is_empty() {
            let metadata = metadata.or(&self.corpus);
            self.finished.push(Finished { metadata, texts, homeless });
        }
    }
}

/// Parts of a text.
impl Walk {
    fn start_part(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let above = self.above();
        match frame.kind {
            Kind::Division if element.attribute("type").is_some_and(|kind| elements::is_apparatus(&kind)) => {
                frame.mode = Mode::StandOff;
            }
            Kind::StandOff => frame.mode = Mode::StandOff,
            Kind::Hidden => frame.mode = Mode::Hidden,
            Kind::Translation => {
                if element.attribute("lang").is_some_and(|language| !titles::is_chinese(&language)) {
                    frame.mode = Mode::Hidden;
                }
            }
            Kind::Division | Kind::Juan => self.start_division(frame, element),
            Kind::Block => self.end_block(above),
            Kind::Loose if above.inside == Inside::Blocks => self.end_block(above),
            Kind::Heading => {
                self.start_paragraph(frame);
                let names = above.kind == Kind::Division && !above.has_number;
                if names && above.inside == Inside::Blocks && frame.mode == Mode::Text {
                    self.book.flow.begin_heading();
                }
            }
            Kind::Paragraph => self.start_paragraph(frame),
            Kind::Verse => {
                self.end_line(above);
                if above.inside == Inside::Blocks {
                    frame.inside = Inside::Paragraph;
                }
            }
            Kind::Cell => {
                if frame.mode == Mode::Text {
                    self.book.flow.end_cell();
                }
                frame.inside = Inside::Cell;
            }
            Kind::Note | Kind::Furniture | Kind::Sign => self.start_note(frame, element),
            Kind::App => self.start_app(frame, element),
            Kind::Lemma => self.start_lemma(frame),
            Kind::Reading => self.start_reading(frame, element),
            Kind::Choice => self.start_choice(frame),
            Kind::Deleted => self.start_deleted(frame),
            _ => self.point(frame, element),
        }
    }

    fn start_division(&mut self, frame: &mut Frame, element: &Element<'_>) {
        self.end_block(self.above());
        if frame.mode != Mode::Text || element.is("fun", &["close"]) {
            return;
        }
        let kind = match frame.kind {
            Kind::Juan => Some("juan".to_owned()),
            _ => element.attribute("type"),
        };
        if let Some(number) = element.attribute("n") {
            frame.has_number = true;
            let name = milestones::division(&kind.unwrap_or_default(), &number);
            self.book.flow.locus(LocusKind::Division, &name);
        }
    }

    fn start_paragraph(&mut self, frame: &mut Frame) {
        self.end_block(self.above());
        if frame.inside == Inside::Blocks {
            frame.inside = Inside::Paragraph;
        }
    }

    /// A note, or something else that main text runs on over, at its anchor.
    fn start_note(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let kind = element.attribute("type").unwrap_or_default();
        if frame.kind == Kind::Note && (frame.mode != Mode::Text || elements::is_of_editors(&kind)) {
            frame.mode = Mode::Hidden;
        }
        if frame.mode != Mode::Text {
            return;
        }
        if frame.layer == Layer::Main {
            frame.layer = match frame.kind {
                Kind::Furniture => Layer::Furniture,
                Kind::Sign => Layer::Sign,
                _ => Layer::Note,
            };
        }
        if frame.inside == Inside::Blocks {
            self.book.flow.end_paragraph();
        } else {
            self.book.flow.begin_note();
            frame.inside = Inside::Note;
        }
    }

    fn end_note(&mut self, frame: Frame, above: Frame) {
        match above.inside {
            _ if frame.mode != Mode::Text => {}
            Inside::Blocks => self.book.flow.end_paragraph(),
            Inside::Paragraph | Inside::Note | Inside::Cell => self.book.flow.end_note(),
        }
    }

    /// What ends a paragraph, or less where none may end.
    fn end_block(&mut self, above: Frame) {
        match (above.mode, above.inside) {
            (Mode::Text, Inside::Note) => self.book.flow.end_line(),
            (Mode::Text, Inside::Cell) => self.book.flow.end_cell(),
            (Mode::Text, Inside::Blocks | Inside::Paragraph) => self.book.flow.end_paragraph(),
            (Mode::Version | Mode::Reading, _) => self.part(Due::Layout),
            (Mode::Hidden | Mode::StandOff, _) => {}
        }
    }

    fn end_line(&mut self, above: Frame) {
        match above.mode {
            Mode::Text => self.book.flow.end_line(),
            Mode::Version | Mode::Reading => self.part(Due::Layout),
            Mode::Hidden | Mode::StandOff => {}
        }
    }

    fn part(&mut self, due: Due) {
        if let Some(capture) = self.captures.last_mut() {
            capture.plain.end(due);
        }
    }

    /// Characters, where they go.
    pub(super) fn write(&mut self, frame: Frame, text: &str) {
        match frame.mode {
            Mode::Text => self.book.flow.text(frame.layer, text),
            Mode::Version | Mode::Reading => {
                if let Some(capture) = self.captures.last_mut() {
                    capture.plain.push(text);
                }
            }
            Mode::Hidden | Mode::StandOff => {}
        }
    }
}

/// What stands at a point.
impl Walk {
    fn point(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let above = *frame;
        match frame.kind {
            Kind::Gap => {
                frame.mode = Mode::Hidden;
                let unit = element.attribute("unit").unwrap_or_default();
                let counts = ["", "char", "chars", "character", "characters", "字"].contains(&unit.as_str());
                let number = quantity(element).filter(|_| counts).unwrap_or(1).max(1);
                self.write(above, &"□".repeat(number));
            }
            Kind::Space => {
                frame.mode = Mode::Hidden;
                self.blank(above, quantity(element).unwrap_or(1));
            }
            Kind::Caesura => self.blank(above, 1),
            Kind::Glyph | Kind::Entry => {
                let about = match frame.kind {
                    Kind::Glyph => element.attribute("ref"),
                    _ => element.attribute("n").map(|number| {
                        milestones::division(&element.attribute("type").unwrap_or_default(), &number)
                    }),
                };
                self.captures.push(Capture { plain: Plain::default(), about: about.unwrap_or_default() });
                frame.mode = Mode::Reading;
            }
            Kind::LineBegin | Kind::PageBegin | Kind::ColumnBegin | Kind::Milestone => {
                self.milestone(frame, element);
            }
            _ => {}
        }
    }

    fn milestone(&mut self, frame: &Frame, element: &Element<'_>) {
        match (frame.mode, frame.kind) {
            (Mode::Hidden | Mode::StandOff, _) => {}
            (Mode::Version | Mode::Reading, _) => self.part(Due::LineOfPrint),
            (Mode::Text, Kind::LineBegin) => self.milestones.line(element, &mut self.book.flow),
            (Mode::Text, Kind::PageBegin) => self.milestones.page(element, &mut self.book.flow),
            (Mode::Text, Kind::ColumnBegin) => self.milestones.column(element, &mut self.book.flow),
            (Mode::Text, _) => self.milestones.other(element, &mut self.book.flow),
        }
    }

    fn blank(&mut self, frame: Frame, characters: usize) {
        match frame.mode {
            Mode::Text => self.book.flow.blank(characters),
            _ => self.write(frame, &"\u{3000}".repeat(characters)),
        }
    }

    /// The name of a character, or of a part, has ended.
    fn end_capture(&mut self, frame: Frame, above: Frame) {
        let Some(Capture { plain, about }) = self.captures.pop() else { return };
        let text = Some(plain.finish()).filter(|text| !text.is_empty());
        match frame.kind {
            Kind::Glyph => {
                let glyph = text.unwrap_or_else(|| self.glyphs.shown(&about));
                self.write(above, &glyph);
            }
            _ if above.mode == Mode::Text => {
                self.book.flow.locus(LocusKind::Division, &text.unwrap_or(about));
            }
            _ => {}
        }
    }
}

/// How many characters an element stands for.
fn quantity(element: &Element<'_>) -> Option<usize> {
    let number = ["quantity", "extent"].into_iter().find_map(|name| element.attribute(name)?.parse().ok());
    number.map(|number: usize| number.min(MOST_CHARACTERS))
}
