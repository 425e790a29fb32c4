//! The shape of a print: what its lines say together that none says alone.

use super::code;

/// A print has columns when at least half of its lines are of one width, or a little wider: a note is half as wide.
const SPREAD: usize = 2;
/// Lines of fewer characters are phrases.
const NARROWEST: usize = 10;
/// Wider ones are not told apart.
const WIDEST: usize = 256;
/// A text has punctuation when one character in so many is a full stop. Translations of scripture have one in 15, prints
/// none at all but where a modern editor has put a colon.
const SENTENCE: usize = 200;

/// What is known of all lines of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// How many characters a full line has, where there is such a thing.
    column: Option<usize>,
    /// Whether it says where its sentences end.
    pub(super) punctuated: bool,
}

impl Shape {
    pub(super) fn of(text: &str) -> Self {
        let mut widths = [0_usize; WIDEST];
        let (mut lines, mut characters, mut stops) = (0, 0, 0);
        for line in
            text.lines().filter(|line| !line.starts_with(['#', '*', ':']) && !code::is_empty_line(line))
        {
            let width = width(line);
            stops += line.matches('。').count();
            characters += width;
            if let Some(count) = widths.get_mut(width).filter(|_| width > 0) {
                *count += 1;
                lines += 1;
            }
        }
        let commonest = (NARROWEST..WIDEST).max_by_key(|width| widths.get(*width)).unwrap_or_default();
        let near: usize = widths.iter().skip(commonest - 1).take(SPREAD + 2).sum();
        let column = (widths.get(commonest) > Some(&1) && near * 2 >= lines).then_some(commonest);
        Shape { column, punctuated: stops * SENTENCE > characters }
    }

    /// Whether a line reaches the foot of its column, so that what it says goes on in the next.
    pub(super) fn is_full(self, line: &str) -> bool {
        self.column.is_some_and(|column| width(line) + 1 >= column)
    }
}

/// How many characters wide a line is; those of a note are half as wide.
fn width(line: &str) -> usize {
    let mut halves = 0_usize;
    let mut in_note = false;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let code = code::code(rest).map(|(_, length)| (0, length));
        let entity = || code::entity(rest).map(|(_, length)| (2, length));
        let (wide, length) = code.or_else(entity).unwrap_or_else(|| match c {
            '(' => {
                in_note = true;
                (0, 1)
            }
            ')' => {
                in_note = false;
                (0, 1)
            }
            '/' | '¶' => (0, c.len_utf8()),
            _ => (2, c.len_utf8()),
        });
        halves += if in_note { wide / 2 } else { wide };
        rest = rest.get(length..).unwrap_or_default();
    }
    halves.div_ceil(2)
}
