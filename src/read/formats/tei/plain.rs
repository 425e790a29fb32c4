//! White space: what of it is text, and what only parts the lines of the file.

use crate::read::formats::page::is_narrow;

/// White space that is written, or not, only when more text follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    #[default]
    Nothing,
    /// Spaces within a line of the file.
    Space,
    /// The end of a line of the file.
    Layout,
    /// The end of a line of the print.
    LineOfPrint,
    /// The end of a line that a reader sees.
    Line,
    Paragraph,
}

impl Due {
    /// Whether words run across it between these two characters, or it is none at all at the beginning: scripts that put
    /// no spaces between words are broken anywhere, by the file as by the print.
    pub(super) fn is_nothing(self, before: Option<char>, after: char) -> bool {
        match self {
            Due::Nothing => true,
            Due::Space => before.is_none(),
            Due::Layout | Due::LineOfPrint => !before.is_some_and(is_narrow) || !is_narrow(after),
            Due::Line | Due::Paragraph => false,
        }
    }
}

pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

/// Whether white space is written as it stands, and no way to write the file.
pub(super) fn is_of_text(c: char) -> bool {
    matches!(c, '\u{3000}' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}')
}

/// The runs of a text: white space, and what is none.
pub(super) fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let of_spaces = is_space(rest.chars().next()?);
        let end = rest.find(|c| is_space(c) != of_spaces).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(run)
    })
}

/// A text on one line.
#[derive(Debug, Clone, Default)]
pub(super) struct Plain {
    text: String,
    due: Due,
    spaces: String,
}

impl Plain {
    pub(super) fn push(&mut self, text: &str) {
        for run in runs(text) {
            match run.chars().next() {
                Some(first) if is_space(first) => self.space(run),
                Some(first) => {
                    let before = self.text.chars().next_back();
                    if before.is_some() && !self.spaces.is_empty() {
                        self.text.push_str(&self.spaces);
                    } else if !self.due.is_nothing(before, first) && before.is_some() {
                        self.text.push(' ');
                    }
                    self.spaces.clear();
                    self.due = Due::Nothing;
                    self.text.push_str(run);
                }
                None => {}
            }
        }
    }

    fn space(&mut self, run: &str) {
        self.spaces.extend(run.chars().filter(|c| is_of_text(*c)));
        self.end(if run.contains(['\n', '\r']) { Due::Layout } else { Due::Space });
    }

    /// Ends a line, or a part, of it.
    pub(super) fn end(&mut self, due: Due) {
        self.due = self.due.max(due);
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// What was added since it had so many bytes.
    pub(super) fn since(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Its bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }
}
