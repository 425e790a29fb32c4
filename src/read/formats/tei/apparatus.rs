//! The apparatus: the lemma is text, readings are kept beside it.
//!
//! What one editor has written in two ways is treated alike: as it stands in the source it is text, as it should be, it is
//! a reading without a witness.

use super::book::Lemma;
use super::book::Version;
use super::elements::Kind;
use super::frames::App;
use super::frames::Capture;
use super::frames::Frame;
use super::frames::Mode;
use super::frames::Stand;
use super::plain::Plain;
use super::source::Element;
use super::walk::Walk;

/// So deep do versions lie in each other that are told apart.
const DEEPEST: usize = 16;

/// Entries.
impl Walk {
    pub(super) fn start_app(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let above = *frame;
        let is_away = ["from", "loc"].iter().any(|name| element.attribute(name).is_some());
        let named = |name| element.attribute(name).map(|id| id.trim_start_matches('#').to_owned());
        let stand = match frame.mode {
            Mode::Text if !is_away => Stand::InText,
            Mode::Text | Mode::StandOff => Stand::Away { from: named("from"), to: named("to") },
            Mode::Hidden | Mode::Version | Mode::Reading => Stand::Nowhere,
        };
        frame.mode = Mode::Hidden;
        self.apps.push(App { stand, above, lemma: None, versions: Vec::new() });
    }

    pub(super) fn start_lemma(&mut self, frame: &mut Frame) {
        let here = self.book.here();
        let Some(app) = self.apps.last_mut().filter(|app| app.lemma.is_none()) else {
            frame.kind = Kind::Inline;
            return;
        };
        app.lemma = Some((here, here));
        if !matches!(app.stand, Stand::Away { .. }) {
            *frame = Frame { kind: frame.kind, ..app.above };
        }
    }

    pub(super) fn end_lemma(&mut self) {
        let here = self.book.here();
        if let Some(App { lemma: Some((_, end)), .. }) = self.apps.last_mut() {
            *end = here;
        }
    }

    pub(super) fn start_reading(&mut self, frame: &mut Frame, element: &Element<'_>) {
        match self.apps.last() {
            // Where no text is preferred, the first is read.
            Some(app) if app.lemma.is_none() && !matches!(app.stand, Stand::Away { .. }) => {
                frame.kind = Kind::Lemma;
                self.start_lemma(frame);
            }
            Some(app) if app.stand != Stand::Nowhere => {
                self.capture(element.attribute("wit").unwrap_or_default());
                frame.mode = Mode::Reading;
            }
            _ => *frame = Frame { kind: Kind::Inline, mode: Mode::Hidden, ..*frame },
        }
    }

    pub(super) fn end_reading(&mut self) {
        let Some(Capture { plain, about }) = self.captures.pop() else { return };
        if let Some(app) = self.apps.last_mut() {
            app.versions.push(Version { witnesses: about, text: plain.finish() });
        }
    }

    pub(super) fn end_app(&mut self) {
        let Some(App { stand, lemma, versions, .. }) = self.apps.pop() else { return };
        let here = self.book.here();
        let lemma = match stand {
            Stand::InText => lemma.map_or(Lemma::Between(here, here), |(from, to)| Lemma::Between(from, to)),
            Stand::Away { from: Some(from), to } => Lemma::Named { from, to, here },
            Stand::Away { from: None, .. } => Lemma::Unnamed,
            Stand::Nowhere => return,
        };
        self.book.note(lemma, versions);
    }

    pub(super) fn capture(&mut self, about: String) {
        self.captures.push(Capture { plain: Plain::default(), about });
    }
}

/// What was written in several ways, or struck out.
impl Walk {
    pub(super) fn start_choice(&mut self, frame: &mut Frame) {
        if matches!(frame.mode, Mode::Hidden | Mode::StandOff) || self.captures.len() >= DEEPEST {
            frame.kind = Kind::Inline;
        } else {
            self.choices.push(Vec::new());
        }
    }

    pub(super) fn start_version(&mut self, frame: &mut Frame, element: &Element<'_>) {
        self.capture(element.name().to_owned());
        frame.kind = Kind::Version;
        if frame.mode == Mode::Text {
            frame.mode = Mode::Version;
        }
    }

    pub(super) fn end_version(&mut self) {
        let Some(Capture { plain, about }) = self.captures.pop() else { return };
        if let Some(choice) = self.choices.last_mut() {
            choice.push((about, plain.finish()));
        }
    }

    pub(super) fn end_choice(&mut self, above: Frame) {
        let Some(mut versions) = self.choices.pop() else { return };
        let of_source =
            versions.iter().position(|(name, _)| matches!(name.as_str(), "sic" | "orig" | "abbr"));
        let chosen = of_source.unwrap_or_default();
        if chosen >= versions.len() {
            return;
        }
        let (_, text) = versions.remove(chosen);
        let from = self.book.here();
        self.write(above, &text);
        let to = self.book.here();
        if above.mode == Mode::Text {
            let others = versions.into_iter().filter(|(_, other)| *other != text);
            let others = others.map(|(_, text)| Version { witnesses: String::new(), text });
            self.book.note(Lemma::Between(from, to), others.collect());
        }
    }

    pub(super) fn start_deleted(&mut self, frame: &mut Frame) {
        if frame.mode == Mode::Text {
            self.capture(String::new());
            frame.mode = Mode::Reading;
        } else {
            *frame = Frame { kind: Kind::Inline, mode: Mode::Hidden, ..*frame };
        }
    }

    /// What a writer has struck out is no text, but a reading of nothing.
    pub(super) fn end_deleted(&mut self) {
        let Some(Capture { plain, .. }) = self.captures.pop() else { return };
        let text = plain.finish();
        if !text.is_empty() {
            let here = self.book.here();
            self.book.note(Lemma::Between(here, here), vec![Version { witnesses: String::new(), text }]);
        }
    }
}
