//! A paragraph with its marks: which stretch of it is a note, and where pages, verses and times begin.

use super::FAINT;
use super::Look;
use crate::message;
use crate::message::Message;
use crate::place::OriginalSpan;
use crate::place::SourceText;
use crate::present::excerpt;
use crate::present::legible;
use crate::reading::Layer;
use crate::reading::LayerSpan;
use crate::search::ParagraphText;
use anstyle::Style;

/// What is not the text itself.
const NOTE: Style = Style::new().italic();

impl Layer {
    /// Its name for people.
    pub(super) fn message(self) -> Message {
        match self {
            Layer::Main => message!("text"),
            Layer::Note => message!("note"),
            Layer::Furniture => message!("furniture"),
            Layer::Sign => message!("sign"),
        }
    }
}

/// A text on one line; loci stand in square brackets before what they name, and `‹note …›` around what is not the text
/// itself.
pub(super) fn marked(paragraph: &ParagraphText, look: Look) -> String {
    let ParagraphText { span: OriginalSpan { begin, end }, layers, loci, .. } = paragraph;
    let (begin, end) = (*begin, *end);
    let text = SourceText::new(paragraph.text.clone(), begin);
    let plain = |from: u32, to: u32, style: Style| {
        let text = excerpt::one_line(text.slice(OriginalSpan::new(from, to)));
        if text.is_empty() { text } else { look.paint(&text, style) }
    };
    let piece = |from: u32, to: u32, style: Style| {
        let (mut at, mut line) = (from, String::new());
        for locus in loci.iter().filter(|locus| (from..to).contains(&locus.at.max(begin))) {
            line += &plain(at, locus.at.max(at), style);
            line += &look.paint(&legible(&format!("[{}]", locus.name)), FAINT);
            at = locus.at.max(at);
        }
        line + &plain(at, to, style)
    };
    let mut at = begin;
    let mut line = String::new();
    for LayerSpan { layer, span } in layers {
        line += &piece(at, span.begin, Style::new());
        line += &look.paint(&format!("‹{} ", look.say(&layer.message())), FAINT);
        line += &piece(span.begin, span.end, NOTE);
        line += &look.paint("›", FAINT);
        at = span.end;
    }
    line + &piece(at, end, Style::new())
}
