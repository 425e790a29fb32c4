//! What holds texts: a corpus, a TEI, a group, and what their headers say.

use super::elements::Kind;
use super::frames::Frame;
use super::frames::Mode;
use super::header::Header;
use super::milestones::Milestones;
use super::source::Element;
use super::walk::Walk;
use std::rc::Rc;

impl Walk {
    pub(super) fn start_whole(&mut self, frame: &mut Frame, element: &Element<'_>) {
        match frame.kind {
            Kind::Whole | Kind::Corpus => {
                self.end_book();
                self.said.push(self.said.last().cloned().unwrap_or_default());
                self.milestones = Milestones::of(element.attribute("id").as_deref());
                frame.mode = Mode::Hidden;
            }
            Kind::Header => frame.mode = Mode::Hidden,
            Kind::Source if !self.survey.texts.contains(&element.at) => frame.mode = Mode::Hidden,
            Kind::Text | Kind::Group | Kind::Source => {
                let is_own = matches!(self.top().kind, Kind::Whole | Kind::Corpus | Kind::Group);
                if is_own {
                    let Frame { kind, at, .. } = *frame;
                    *frame = Frame { mode: Mode::Text, kind, at, ..Frame::OUTSIDE };
                }
                if frame.mode == Mode::Text {
                    self.end_text();
                    self.language = element.attribute("lang").or(self.language.take());
                }
            }
            _ => self.start_part(frame, element),
        }
    }

    pub(super) fn end_text(&mut self) {
        self.end_struck(usize::MAX);
        self.book.end_text();
    }

    pub(super) fn end_whole(&mut self) {
        self.end_book();
        self.said.pop();
    }

    /// What a header says holds for its TEI and those in it, where they say nothing else.
    pub(super) fn end_header(&mut self) {
        let own = self.header.take().map(Header::finish).unwrap_or_default();
        match self.said.last_mut() {
            Some(said) => *said = Rc::new(own.or(said)),
            None => self.said.push(Rc::new(own)),
        }
    }
}
