//! A line, from words and the boxes they stand in.

use super::Line;
use super::Word;
use crate::reading::Composer;
use crate::reading::Printed;

impl Line {
    /// Adds it to what is composed.
    pub(super) fn write(self, composer: &mut Composer) {
        let mut last = None;
        for Word { text, rect, confidence, is_apart } in self.words {
            let text = closed_up(&text);
            let Some(first) = text.chars().next() else { continue };
            if is_apart && last.is_some_and(is_narrow) && is_narrow(first) {
                composer.push(self.layer, " ");
            }
            match rect {
                Some(rect) => composer.push_printed(self.layer, &text, Printed { rect, confidence }),
                None => composer.push(self.layer, &text),
            }
            last = text.chars().next_back();
        }
    }

    /// Its text.
    pub(super) fn text(&self) -> String {
        let words = self
            .words
            .iter()
            .map(|word| if word.is_apart { format!(" {}", word.text) } else { word.text.clone() });
        closed_up(&words.collect::<String>())
    }
}

/// A text without the spaces around it and those beside characters that are written without any: OCR puts them between
/// words that it knows, or what it takes for words.
fn closed_up(text: &str) -> String {
    let mut closed = String::new();
    for piece in text.split_whitespace() {
        let before = closed.chars().next_back();
        if before.zip(piece.chars().next()).is_some_and(|(before, next)| is_narrow(before) && is_narrow(next))
        {
            closed.push(' ');
        }
        closed.push_str(piece);
    }
    closed
}

/// Whether it is of a script that puts spaces between words.
fn is_narrow(c: char) -> bool {
    c < '\u{2E80}'
}
