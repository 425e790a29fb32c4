//! Paragraphs 段落: where each one stands in the body of a document, and why lines belong together or apart.
//!
//! Scanned pages come as hard-wrapped columns, web pages with one line per paragraph, statutes and poems
//! as lines that mean something. Nothing but the text says which it is, so each run of lines between blank
//! lines is judged by its own shape (`layout`). Joining is a matter of spans alone: the line breaks stay in
//! the text, and the room `fold` drops them.

mod cut;
mod layout;
mod line;

use crate::place::OriginalSpan;
use crate::place::Pieces;
use crate::place::narrow;
use crate::reading::Division;
use layout::Gauge;
use line::Fence;
use line::Line;
use line::LineKind;
use line::Rows;

/// The most scalar values in one paragraph; a longer one is cut, after a sentence where possible.
pub(crate) const LONGEST: u32 = 4_000;

/// Lines judged together at most, so that memory does not grow with a text that has no blank line.
const WINDOW: usize = 4_096;

/// One paragraph of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Paragraph {
    /// Its number in the document, from 1.
    pub number: u32,
    /// Where it stands in the decoded source text, in Unicode scalar values.
    pub span: OriginalSpan,
}

/// Splits the body of a document into paragraphs.
///
/// `body` is the first scalar value of the body; `text` has at most `u32::MAX` scalar values. The spans
/// ascend, never overlap, start and end on a non-space scalar value, and cover every one from `body` on.
/// White space is what Unicode calls so, plus U+200B and U+FEFF. No paragraph is longer than [`LONGEST`],
/// except where only a base character with more combining marks than that is in the way.
///
/// Linear in the length of `text`; beside the result it holds a few thousand lines at most.
#[must_use]
pub(crate) fn split(text: &str, body: u32, division: Division) -> Vec<Paragraph> {
    let mut splitter = Splitter { text, division, ..Splitter::default() };
    for row in Rows::new(text, body) {
        if let Some(line) = row.line {
            splitter.line(line);
        }
        if row.parts {
            splitter.blank();
        }
    }
    splitter.blank();
    splitter.done
}

/// The paragraphs of a document, each with its text and the white space after it, so that the source can be
/// put together again from the first one on.
pub(crate) fn pieces(text: &str, body: u32, division: Division) -> Vec<(Paragraph, &str)> {
    let paragraphs = split(text, body, division);
    let ends = paragraphs.iter().skip(1).map(|next| next.span.begin).chain([u32::MAX]);
    let mut rest = Pieces::of(text);
    let piece = |(paragraph, end): (&Paragraph, u32)| {
        let _before = rest.up_to(paragraph.span.begin);
        (*paragraph, rest.up_to(end))
    };
    paragraphs.iter().zip(ends).map(piece).collect()
}

#[derive(Default)]
struct Splitter<'a> {
    text: &'a str,
    division: Division,
    /// Lines not yet judged.
    block: Vec<Line>,
    /// The first and the last line of the paragraph that may still grow.
    open: Option<(Line, Line)>,
    fence: Option<Fence>,
    done: Vec<Paragraph>,
}

impl Splitter<'_> {
    fn line(&mut self, line: Line) {
        if self.division == Division::Blank {
            self.open = Some((self.open.map_or(line, |open| open.0), line));
            return;
        }
        let code = self.fence.is_some_and(|fence| fence.code);
        if let (LineKind::Fence(fence), Division::Shape) = (line.kind, self.division) {
            self.fence = match self.fence {
                None => Some(fence),
                Some(open) if open.closes_with(fence) => None,
                open => open,
            };
        }
        if code {
            self.blank();
            self.open = Some((line, line));
            return;
        }
        self.block.push(line);
        if self.block.len() >= WINDOW {
            self.judge();
        }
    }

    /// A blank line or a page break: what comes next is another paragraph.
    fn blank(&mut self) {
        self.judge();
        self.close();
    }

    fn judge(&mut self) {
        let gauge = Gauge::of(&self.block);
        for line in std::mem::take(&mut self.block) {
            match (self.open, gauge) {
                (Some((first, last)), Some(gauge)) if !gauge.parts((&first, &last), &line) => {
                    self.open = Some((first, line));
                }
                _ => {
                    self.close();
                    self.open = Some((line, line));
                }
            }
        }
    }

    fn close(&mut self) {
        let Some((first, last)) = self.open.take() else {
            return;
        };
        let text = self.text.get(first.byte..).unwrap_or_default();
        for span in cut::pieces(text, OriginalSpan::new(first.begin, last.end)) {
            let number = narrow(self.done.len() + 1);
            self.done.push(Paragraph { number, span });
        }
    }
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
