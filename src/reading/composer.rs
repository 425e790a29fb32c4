//! Composing: a reader of a format says what its markup shows, piece by piece.

use super::Division;
use super::Layer;
use super::LayerSpan;
use super::Locus;
use super::LocusKind;
use super::Marks;
use super::ReadingText;
use crate::place::OriginalSpan;
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
        if piece.starts_with('\n') {
            self.end_line();
        }
        self.piece(layer, piece);
        if piece.ends_with('\n') {
            self.end_line();
        }
    }

    fn piece(&mut self, layer: Layer, piece: &str) {
        let begins = self.due > Due::Nothing || self.text.is_empty();
        // What stands at the beginning of a line for its looks only; an indent is part of the text.
        if piece.is_empty() || begins && piece.trim().is_empty() {
            return;
        }
        let space = if self.text.is_empty() { "" } else { self.due.space() };
        self.text.push_str(space);
        self.length += scalars(space);
        self.due = Due::Nothing;
        let at = self.length;
        self.marks.loci.extend(self.loci.drain(..).map(|(kind, name)| Locus { at, kind, name }));
        // A blank line would end the paragraph; white space between two pieces of a line is text.
        let keeps = |&(nth, line): &(usize, &str)| nth == 0 && !begins || !line.trim().is_empty();
        for (nth, (_, line)) in piece.split('\n').enumerate().filter(keeps).enumerate() {
            if nth > 0 {
                self.text.push('\n');
                self.length += 1;
            }
            self.text.push_str(line);
            self.length += scalars(line);
        }
        if layer != Layer::Main && at < self.length {
            self.mark(layer, OriginalSpan::new(at, self.length));
        }
    }

    fn mark(&mut self, layer: Layer, span: OriginalSpan) {
        match self.marks.layers.last_mut() {
            Some(last) if last.layer == layer && last.span.end == span.begin => last.span.end = span.end,
            _ => self.marks.layers.push(LayerSpan { layer, span }),
        }
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
    }

    /// Ends the paragraph.
    pub(crate) fn end_paragraph(&mut self) {
        self.due = Due::Paragraph;
    }

    /// Scalar values so far.
    pub(crate) fn len(&self) -> u32 {
        self.length
    }

    /// The text; loci that nothing follows are left out.
    pub(crate) fn finish(self) -> ReadingText {
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
