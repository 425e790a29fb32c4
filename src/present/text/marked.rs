//! A paragraph with its marks: which stretch of it is a note, where pages, verses and times begin, and what other
//! witnesses have.

use super::FAINT;
use super::Look;
use crate::message;
use crate::message::Message;
use crate::place::OriginalSpan;
use crate::place::SourceText;
use crate::present::excerpt;
use crate::present::legible;
use crate::reading::ApparatusReading;
use crate::reading::Layer;
use crate::reading::LayerSpan;
use crate::reading::Locus;
use crate::search::ParagraphText;
use anstyle::Style;
use std::iter::Peekable;
use std::vec::IntoIter;

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

/// A text on one line; loci stand in square brackets before what they name, `‹note …›` around what is not the text
/// itself, and behind a lemma what other witnesses have, `‹【宋】奘奉詔›`, a dash where they omit it.
pub(super) fn marked(paragraph: &ParagraphText, look: Look) -> String {
    let OriginalSpan { begin, end } = paragraph.span;
    let mut readings: Vec<&ApparatusReading> = paragraph.origin.readings.iter().collect();
    readings.sort_by_key(|reading| reading.span.end);
    let text = SourceText::new(paragraph.text.clone(), begin);
    let mut line = Line {
        text,
        look,
        loci: &paragraph.origin.loci,
        readings: readings.into_iter().peekable(),
        shown: String::new(),
    };
    let mut at = begin;
    for LayerSpan { layer, span } in &paragraph.origin.layers {
        line.piece(at, span.begin, Style::new());
        line.sign(&format!("‹{} ", look.say(&layer.message())));
        line.piece(span.begin, span.end, NOTE);
        line.sign("›");
        at = span.end;
    }
    line.piece(at, end, Style::new());
    line.shown
}

/// The line under way.
struct Line<'a> {
    text: SourceText,
    look: Look,
    /// Those that are to come.
    loci: &'a [Locus],
    /// The same, by where their lemmas end.
    readings: Peekable<IntoIter<&'a ApparatusReading>>,
    shown: String,
}

impl Line<'_> {
    /// The text of a stretch, with what stands in it.
    fn piece(&mut self, from: u32, to: u32, style: Style) {
        let mut at = from;
        loop {
            let locus = self.loci.first().filter(|locus| locus.at.max(from) < to);
            let reading = self.readings.peek().filter(|reading| reading.span.end <= to);
            // What belongs to the text before comes before what names the text after.
            match (locus, reading) {
                (Some(locus), reading) if reading.is_none_or(|reading| locus.at < reading.span.end) => {
                    let (begin, name) = (locus.at.max(at), format!("[{}]", locus.cited()));
                    self.plain(at, begin, style);
                    self.sign(&legible(&name));
                    self.loci = self.loci.get(1..).unwrap_or_default();
                    at = begin;
                }
                (_, Some(reading)) => {
                    let (end, shown) = (reading.span.end.max(at), shown(reading));
                    self.plain(at, end, style);
                    self.sign(&shown);
                    self.readings.next();
                    at = end;
                }
                _ => return self.plain(at, to, style),
            }
        }
    }

    fn plain(&mut self, from: u32, to: u32, style: Style) {
        let text = excerpt::one_line(self.text.slice(OriginalSpan::new(from, to)));
        if !text.is_empty() {
            self.shown += &self.look.paint(&text, style);
        }
    }

    fn sign(&mut self, sign: &str) {
        self.shown += &self.look.paint(sign, FAINT);
    }
}

fn shown(reading: &ApparatusReading) -> String {
    let text = if reading.text.is_empty() { "–" } else { &reading.text };
    let is_bracketed = |siglum: &String| siglum.ends_with(['】', ']', '）', '〕']);
    let space = if reading.witnesses.last().is_none_or(is_bracketed) { "" } else { " " };
    let between = if reading.witnesses.iter().all(is_bracketed) { "" } else { " " };
    legible(&format!("‹{}{space}{text}›", reading.witnesses.join(between))).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Language;
    use crate::present::text::Colour;
    use crate::reading::LocusKind;
    use crate::reading::Origin;

    #[test]
    fn loci_stand_before_and_readings_behind_what_they_are_about() {
        let span = OriginalSpan::new;
        let reading = |begin: u32, end: u32, text: &str, witnesses: &[&str]| ApparatusReading {
            span: span(begin, end),
            text: text.to_owned(),
            witnesses: witnesses.iter().map(|siglum| (*siglum).to_owned()).collect(),
        };
        let locus = |at: u32, name: &str| Locus::new(at, LocusKind::Line, name);
        let paragraph = ParagraphText {
            span: span(10, 16),
            text: "渡口无船人渡".to_owned(),
            origin: Origin {
                layers: vec![LayerSpan { layer: Layer::Note, span: span(12, 14) }],
                loci: vec![locus(9, "a1"), locus(12, "a2"), locus(15, "a3")],
                readings: vec![
                    reading(10, 10, "在", &["A", "B"]),
                    reading(10, 12, "", &["【宋】", "【元】"]),
                    reading(13, 14, "舟", &[]),
                    reading(16, 16, "也", &["C"]),
                ],
                ..Origin::default()
            },
            ..ParagraphText::default()
        };
        let look = Look { colour: Colour::Plain, width: 80, language: Language::English };
        assert_eq!(
            marked(&paragraph, look),
            "[a1]‹A B 在›渡口‹【宋】【元】–›‹note [a2]无船‹舟››人[a3]渡‹C 也›"
        );
    }
}
