//! Composing: a reader of a format says what its markup shows, piece by piece.

use super::ApparatusReading;
use super::Confidence;
use super::Division;
use super::Layer;
use super::LayerSpan;
use super::Locus;
use super::LocusKind;
use super::Marks;
use super::Picture;
use super::ReadingText;
use super::Rect;
use super::layout::Zone;
use crate::place::OriginalSpan;
use crate::place::narrow;
use crate::place::scalars;

/// A reading text under way.
#[derive(Debug, Default)]
pub(crate) struct Composer {
    text: String,
    /// Scalar values of `text`.
    length: u32,
    /// What has to come before the next text.
    due: Due,
    marks: Marks,
    /// Loci that begin with the next text.
    loci: Vec<(LocusKind, String)>,
    /// Whether no box of this line has been said.
    begins_line: bool,
}

/// Where a piece of text stands on the picture of its page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printed {
    pub(crate) rect: Rect,
    pub(crate) confidence: Option<Confidence>,
}

/// White space that is written only when more text follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    #[default]
    Nothing,
    Line,
    Paragraph,
}

impl Composer {
    /// Adds a piece of text; line ends in it are lines of the same paragraph.
    pub(crate) fn push(&mut self, layer: Layer, piece: &str) {
        let mut begin = None;
        for (nth, line) in piece.split('\n').enumerate() {
            if nth > 0 {
                self.end_line();
            }
            begin = begin.or(self.line(line));
        }
        let span = begin.map(|begin| OriginalSpan::new(begin, self.length));
        if let Some(span) = span.filter(|_| layer != Layer::Main) {
            self.mark(layer, span);
        }
    }

    /// The same, that stands there on the picture of its page.
    pub(crate) fn push_printed(&mut self, layer: Layer, piece: &str, printed: Printed) {
        let before = self.length;
        self.push(layer, piece);
        let length = scalars(piece);
        let picture = narrow(self.marks.layout.pictures.len());
        if length == 0 || self.length - before < length || picture == 0 {
            return;
        }
        let Printed { rect, confidence } = printed;
        let span = OriginalSpan::new(self.length - length, self.length);
        let begins_line = std::mem::take(&mut self.begins_line);
        self.marks.layout.zones.push(Zone { span, picture: picture - 1, begins_line, rect, confidence });
    }

    /// Says that the text that follows stands on another picture.
    pub(crate) fn picture(&mut self, picture: Picture) {
        self.marks.layout.pictures.push(picture);
        self.begins_line = true;
    }

    /// Adds to the line; gives where that begins, if it is anything.
    fn line(&mut self, piece: &str) -> Option<u32> {
        let begins = self.due > Due::Nothing || self.text.is_empty();
        // What stands at the beginning of a line for its looks only, or would be a blank line and end the paragraph;
        // an indent is part of the text.
        if piece.is_empty() || begins && piece.trim().is_empty() {
            return None;
        }
        let space = if self.text.is_empty() { "" } else { self.due.space() };
        self.text.push_str(space);
        self.length += scalars(space);
        self.due = Due::Nothing;
        let at = self.length;
        self.marks.loci.extend(self.loci.drain(..).map(|(kind, name)| Locus::new(at, kind, name)));
        self.text.push_str(piece);
        self.length += scalars(piece);
        Some(at)
    }

    fn mark(&mut self, layer: Layer, span: OriginalSpan) {
        match self.marks.layers.last_mut() {
            Some(last) if last.layer == layer && last.span.end == span.begin => last.span.end = span.end,
            _ => self.marks.layers.push(LayerSpan { layer, span }),
        }
    }

    /// Adds a text that has been composed.
    pub(crate) fn append(&mut self, ReadingText { text, marks, .. }: ReadingText) {
        let Some(begin) = self.line(&text) else { return };
        let moved = |span: OriginalSpan| OriginalSpan::new(begin + span.begin, begin + span.end);
        for LayerSpan { layer, span } in marks.layers {
            self.mark(layer, moved(span));
        }
        self.marks.loci.extend(marks.loci.into_iter().map(|locus| Locus { at: begin + locus.at, ..locus }));
        let readings = marks.readings.into_iter();
        self.marks
            .readings
            .extend(readings.map(|reading| ApparatusReading { span: moved(reading.span), ..reading }));
    }

    /// Says that the text that follows begins a place of the source.
    pub(crate) fn locus(&mut self, kind: LocusKind, name: impl Into<String>) {
        let name = name.into();
        let name = name.trim();
        if !name.is_empty() {
            self.loci.push((kind, name.to_owned()));
        }
    }

    /// Ends the line; the paragraph goes on.
    pub(crate) fn end_line(&mut self) {
        self.due = self.due.max(Due::Line);
        self.begins_line = true;
    }

    /// Ends the paragraph.
    pub(crate) fn end_paragraph(&mut self) {
        self.due = Due::Paragraph;
        self.begins_line = true;
    }

    /// Scalar values so far.
    pub(crate) fn len(&self) -> u32 {
        self.length
    }

    /// The text; loci that nothing follows are left out.
    pub(crate) fn finish(mut self) -> ReadingText {
        self.marks.number_loci();
        ReadingText { text: self.text, body: 0, division: Division::Blank, marks: self.marks }
    }
}

impl Due {
    fn space(self) -> &'static str {
        match self {
            Due::Nothing => "",
            Due::Line => "\n",
            Due::Paragraph => "\n\n",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_between_two_pieces_is_text_and_around_a_line_it_is_none() {
        let mut composer = Composer::default();
        for piece in [" ", "the", " ", "ferry", "\n", " ", "渡", "\u{3000}", "口"] {
            composer.push(Layer::Main, piece);
        }
        composer.end_paragraph();
        composer.locus(LocusKind::Page, "1");
        composer.push(Layer::Note, " \n");
        composer.push(Layer::Note, "船\n \n来");
        let ReadingText { text, marks, .. } = composer.finish();
        assert_eq!(text, "the ferry\n渡\u{3000}口\n\n船\n来");
        assert_eq!(marks.loci, [Locus::new(15, LocusKind::Page, "1")]);
        assert_eq!(marks.layers, [LayerSpan { layer: Layer::Note, span: OriginalSpan::new(15, 18) }]);
    }
}
