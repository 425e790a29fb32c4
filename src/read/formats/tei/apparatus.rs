//! The apparatus: the lemma is text, readings are kept beside it.
//!
//! What one editor has written in two ways is treated alike: as it stands in the source it is text, as it should be, it is
//! a reading without a witness.

use super::book::Lemma;
use super::book::Version;
use super::elements::Kind;
use super::frames::App;
use super::frames::Branch;
use super::frames::Capture;
use super::frames::Frame;
use super::frames::Mode;
use super::frames::Stand;
use super::frames::Struck;
use super::plain::Plain;
use super::source::Element;
use super::walk::Walk;

/// Entries.
impl Walk {
    pub(super) fn start_app(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let named = |name| element.attribute(name).map(|id| id.trim_start_matches('#').to_owned());
        let (from, to) = (named("from").or_else(|| named("loc")), named("to"));
        let stand = match frame.mode {
            Mode::Text if from.is_none() => Stand::InText,
            Mode::Text | Mode::StandOff => Stand::Away { from, to },
            Mode::Hidden | Mode::Reading => Stand::Nowhere,
        };
        self.open(frame, stand);
    }

    pub(super) fn start_choice(&mut self, frame: &mut Frame) {
        let stand = if frame.mode == Mode::Text { Stand::InText } else { Stand::Nowhere };
        self.open(frame, stand);
    }

    fn open(&mut self, frame: &mut Frame, stand: Stand) {
        let above = *frame;
        frame.mode = Mode::Hidden;
        let is_in_text = stand == Stand::InText;
        if let Some(outer) = self.apps.last_mut().filter(|_| is_in_text) {
            outer.shown = None;
        }
        self.apps.push(App {
            stand,
            above,
            lemma: None,
            versions: Vec::new(),
            shown: is_in_text.then(Plain::default),
            witnesses: None,
            words: String::new(),
        });
    }

    /// One of the versions, or a note beside them, which stands in what is around them.
    pub(super) fn start_branch(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let top = self.top();
        let is_note = frame.kind == Kind::Note && (top.kind == Kind::App || self.is_called(element));
        let is_version = match frame.kind {
            Kind::Lemma | Kind::Reading => true,
            _ => top.kind == Kind::Choice && !is_note,
        };
        if is_version {
            self.start_version(frame, element);
        } else if is_note {
            let Frame { mode, layer, inside, .. } = self.above();
            *frame = Frame { mode, layer, inside, ..*frame };
        }
    }

    fn start_version(&mut self, frame: &mut Frame, element: &Element<'_>) {
        let is_stray = self.apps.is_empty() || self.top().mode != Mode::Hidden;
        let is_chosen = self.survey.chosen.contains(&element.at);
        let here = self.book.here();
        let about = element.attribute("wit").unwrap_or_default();
        let app = self.apps.last_mut().filter(|_| !is_stray);
        match (app, frame.kind) {
            (None, Kind::Reading) => frame.mode = Mode::Hidden,
            (Some(App { stand: Stand::Away { .. }, .. }), kind) => {
                frame.branch = if kind == Kind::Lemma { Branch::Words } else { Branch::Kept };
            }
            (Some(app), kind) if is_chosen => {
                let Frame { mode, layer, inside, .. } = app.above;
                *frame = Frame { mode, layer, inside, branch: Branch::Shown, ..*frame };
                app.lemma = Some((here, here));
                app.witnesses =
                    Some(about.clone()).filter(|about| kind == Kind::Reading && !about.is_empty());
            }
            (Some(app), _) if app.stand == Stand::InText => frame.branch = Branch::Kept,
            _ => {}
        }
        if matches!(frame.branch, Branch::Kept | Branch::Words) {
            self.capture(about);
            frame.mode = Mode::Reading;
            if frame.kind == Kind::Deleted {
                frame.kind = Kind::Inline;
            }
        }
    }

    pub(super) fn end_branch(&mut self, branch: Branch) {
        let here = if branch == Branch::Shown { Some(self.book.here()) } else { None };
        let kept = matches!(branch, Branch::Kept | Branch::Words).then(|| self.captures.pop()).flatten();
        let Some(app) = self.apps.last_mut() else { return };
        if let Some((here, (_, end))) = here.zip(app.lemma.as_mut()) {
            *end = here;
        }
        if let Some(Capture { plain, about }) = kept {
            let text = plain.finish();
            match branch {
                Branch::Words => app.words = text,
                _ => app.versions.push(Version { witnesses: about, text }),
            }
        }
    }

    pub(super) fn end_app(&mut self) {
        let Some(App { stand, lemma, mut versions, shown, witnesses, words, .. }) = self.apps.pop() else {
            return;
        };
        let here = self.book.here();
        if let Some(shown) = shown.map(Plain::finish) {
            // Two ways to write the same that are the same.
            versions.retain(|version| !version.witnesses.is_empty() || version.text != shown);
            if let Some(witnesses) = witnesses {
                versions.insert(0, Version { witnesses, text: shown });
            }
        }
        let lemma = match stand {
            Stand::InText => lemma.map_or(Lemma::Between(here, here), |(from, to)| Lemma::Between(from, to)),
            Stand::Away { from: Some(from), to } => Lemma::Named { from, to, here, words },
            Stand::Away { from: None, .. } => Lemma::Unnamed,
            Stand::Nowhere => return,
        };
        self.book.note(lemma, versions);
    }

    fn capture(&mut self, about: String) {
        self.captures.push(Capture { plain: Plain::default(), about });
    }
}

/// What was struck out.
impl Walk {
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
        if let Some(Capture { plain, .. }) = self.captures.pop() {
            self.struck(plain);
        }
    }

    /// The same up to another element.
    pub(super) fn start_struck(&mut self, frame: Frame, element: &Element<'_>) {
        let until = self.survey.struck.get(&element.at).filter(|_| frame.mode == Mode::Text);
        if let Some(until) = until {
            let Struck { until: before, plain } = self.struck.take().unwrap_or_default();
            self.struck = Some(Struck { until: before.max(*until), plain });
        }
    }

    /// It ends with what begins here.
    pub(super) fn end_struck(&mut self, at: usize) {
        if let Some(Struck { plain, .. }) = self.struck.take_if(|struck| at >= struck.until) {
            self.struck(plain);
        }
    }

    fn struck(&mut self, plain: Plain) {
        let text = plain.finish();
        if !text.is_empty() {
            let here = self.book.here();
            self.book.note(Lemma::Between(here, here), vec![Version { witnesses: String::new(), text }]);
        }
    }
}
