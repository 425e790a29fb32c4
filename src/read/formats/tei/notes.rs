//! Notes, and what else main text runs on over.

use super::elements;
use super::elements::Kind;
use super::frames::Frame;
use super::frames::Inside;
use super::frames::Mode;
use super::source::Element;
use super::walk::Walk;
use crate::reading::Layer;
use std::ops::Range;

impl Walk {
    /// The notes that come before the innermost element ends: where they stand in the file.
    pub(super) fn due(&mut self) -> Vec<Range<usize>> {
        let is_text = self.header.is_none() && self.struck.is_none() && self.above().mode == Mode::Text;
        let notes = if is_text { self.survey.notes.remove(&self.top().at) } else { None };
        let mut notes = notes.unwrap_or_default();
        notes.retain(|note| self.delivered.insert(note.start));
        self.called.extend(notes.iter().map(|note| note.start));
        notes
    }

    /// How many notes are about what is not in the text.
    pub(super) fn homeless(&self) -> usize {
        self.survey.homeless + self.survey.moved.len().saturating_sub(self.delivered.len())
    }

    /// Whether a note stands here in the file, but comes elsewhere.
    fn is_elsewhere(&mut self, at: usize) -> bool {
        let Some(anchor) = self.survey.moved.get(&at) else { return false };
        if self.called.remove(&at) {
            return false;
        }
        // What should have come before, and has not, comes here.
        *anchor > at || !self.delivered.insert(at)
    }

    /// Whether a note comes now, away from where it stands.
    pub(super) fn is_called(&self, element: &Element<'_>) -> bool {
        self.called.contains(&element.at)
    }

    /// A note, or something else that main text runs on over, at its anchor.
    pub(super) fn start_note(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let is_of_editors = frame.kind == Kind::Note
            && self.survey.is_cbeta
            && elements::is_of_editors(&element.attribute("type").unwrap_or_default());
        let is_elsewhere = frame.kind == Kind::Note && self.is_elsewhere(element.at);
        if frame.mode != Mode::Text || is_of_editors || is_elsewhere {
            frame.mode = Mode::Hidden;
            return;
        }
        // One that comes at its sign stands within that.
        let is_at_sign = frame.layer == Layer::Sign && frame.kind == Kind::Note;
        if frame.layer == Layer::Main || is_at_sign {
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

    pub(super) fn end_note(&mut self, frame: Frame, above: Frame) {
        match above.inside {
            _ if frame.mode != Mode::Text => {}
            Inside::Blocks => self.book.flow.end_paragraph(),
            Inside::Paragraph | Inside::Note | Inside::Cell => self.book.flow.end_note(),
        }
    }
}
