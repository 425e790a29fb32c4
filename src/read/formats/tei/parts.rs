//! Parts of a text: divisions, headings, paragraphs, lines, and what stands at a point.

use super::elements;
use super::elements::Kind;
use super::frames::Capture;
use super::frames::Frame;
use super::frames::Inside;
use super::frames::Mode;
use super::milestones;
use super::plain::Due;
use super::plain::Plain;
use super::source::Element;
use super::survey::is_foreign;
use super::walk::Walk;
use crate::reading::LocusKind;

/// The most blanks and lacunae that one element stands for.
const MOST_CHARACTERS: usize = 100;

/// Blocks.
impl Walk {
    pub(super) fn start_part(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let above = self.above();
        match frame.kind {
            Kind::Division if self.is_apparatus(element) => frame.mode = Mode::StandOff,
            Kind::StandOff => frame.mode = Mode::StandOff,
            Kind::Hidden => frame.mode = Mode::Hidden,
            Kind::Parallel if element.attribute("from").is_some() => frame.mode = Mode::Hidden,
            Kind::Translation if is_foreign(element) && !self.survey.chosen.contains(&element.at) => {
                frame.mode = Mode::Hidden;
            }
            Kind::Division | Kind::Juan => self.start_division(frame, element),
            Kind::Block => self.end_block(above),
            Kind::Surface => self.start_surface(frame, element),
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
            Kind::Pointer if self.survey.signs.contains(&element.at) => {
                frame.kind = Kind::Sign;
                self.start_note(frame, element);
            }
            Kind::Note | Kind::Furniture | Kind::Sign => self.start_note(frame, element),
            Kind::App => self.start_app(frame, element),
            Kind::Choice => self.start_choice(frame),
            Kind::Deleted => self.start_deleted(frame),
            _ => self.point(frame, element),
        }
    }

    fn is_apparatus(&self, element: &Element<'_>) -> bool {
        let is_apparatus = |kind: String| elements::is_apparatus(&kind);
        self.survey.is_cbeta && element.attribute("type").is_some_and(is_apparatus)
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

    fn start_surface(&mut self, frame: &Frame, element: &Element<'_>) {
        self.end_block(self.above());
        if let Some(number) = element.attribute("n").filter(|_| frame.mode == Mode::Text) {
            self.book.flow.locus(LocusKind::Page, &number);
        }
    }

    fn start_paragraph(&mut self, frame: &mut Frame) {
        self.end_block(self.above());
        if frame.inside == Inside::Blocks {
            frame.inside = Inside::Paragraph;
        }
    }
}

/// What stands at a point.
impl Walk {
    fn point(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let here = *frame;
        let is_empty = self.survey.empty.contains(&element.at);
        match frame.kind {
            Kind::Gap if is_empty => {
                self.write(here, &"□".repeat(characters(element).unwrap_or(1).max(1)));
            }
            Kind::Space if is_empty => self.blank(here, characters(element).unwrap_or(1)),
            Kind::Caesura => self.blank(here, 1),
            Kind::Glyph if is_empty => {
                let glyph = self.glyphs.shown(&element.attribute("ref").unwrap_or_default());
                self.write(here, &glyph);
            }
            Kind::Entry => {
                let about = element.attribute("n").map(|number| {
                    milestones::division(&element.attribute("type").unwrap_or_default(), &number)
                });
                self.captures.push(Capture { plain: Plain::default(), about: about.unwrap_or_default() });
                frame.mode = Mode::Reading;
            }
            Kind::LineBegin | Kind::PageBegin | Kind::ColumnBegin | Kind::Milestone | Kind::Line => {
                self.milestone(here, element);
            }
            Kind::StruckFrom => self.start_struck(here, element),
            // What an editor says of a stretch of the text.
            Kind::Inline if element.name() == "span" && is_about(element) => frame.mode = Mode::Hidden,
            _ => {}
        }
    }

    fn milestone(&mut self, frame: Frame, element: &Element<'_>) {
        self.part(frame, Due::LineOfPrint);
        match frame.kind {
            _ if frame.mode != Mode::Text => {}
            Kind::LineBegin | Kind::Line => self.milestones.line(element, &mut self.book.flow),
            Kind::PageBegin => self.milestones.page(element, &mut self.book.flow),
            Kind::ColumnBegin => self.milestones.column(element, &mut self.book.flow),
            _ => self.milestones.other(element, &mut self.book.flow),
        }
    }

    /// The name of a part has ended.
    pub(super) fn end_entry(&mut self, above: Frame) {
        let Some(Capture { plain, about }) = self.captures.pop() else { return };
        let text = Some(plain.finish()).filter(|text| !text.is_empty());
        if above.mode == Mode::Text {
            self.book.flow.locus(LocusKind::Division, &text.unwrap_or(about));
        }
    }
}

fn is_about(element: &Element<'_>) -> bool {
    ["from", "to", "target"].iter().any(|name| element.attribute(name).is_some())
}

/// How many characters an element stands for, if it says so: `3`, `3 chars`, `about 3 characters`; one where it counts
/// something else.
fn characters(element: &Element<'_>) -> Option<usize> {
    let said = ["quantity", "extent", "atLeast", "min", "atMost", "max"]
        .into_iter()
        .find_map(|name| element.attribute(name))?;
    let begin = said.find(|c: char| c.is_ascii_digit())?;
    let rest = said.get(begin..)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, rest) = rest.split_at_checked(end)?;
    let number = number.parse().unwrap_or(MOST_CHARACTERS).min(MOST_CHARACTERS);
    let unit = element.attribute("unit").unwrap_or_else(|| rest.to_owned());
    let unit = unit.trim_start_matches(|c: char| !c.is_alphabetic());
    let is_character =
        ["char", "glyph", "graph", "sign", "letter", "字"].iter().any(|word| unit.starts_with(word));
    Some(if is_character || unit.is_empty() { number } else { number.min(1) })
}
