//! Notes: stretches in brackets, which the prints break at the end of each line.

use super::code;

/// Prints close a note at the end of each line and open it again in the next; where an editor has not, the longest seen
/// has 1,318 characters in 31 lines. What is longer was never closed.
const LONGEST_NOTE: usize = 4_000;
const MOST_LINES: usize = 64;
/// Brackets in brackets in brackets.
const DEEPEST: usize = 8;

/// Where the text is in regard to notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Note {
    #[default]
    Outside,
    /// In so many brackets.
    Inside(usize),
    /// In one that is not closed: it ends with its line.
    Unclosed,
    /// Behind a closing bracket that is not written yet: at the end of a line the note may go on.
    Closed { line_ended: bool },
}

impl Note {
    /// The note that an opening bracket begins.
    pub(super) fn begun(after: &str) -> Self {
        if is_closed(after) { Note::Inside(1) } else { Note::Unclosed }
    }

    /// The same at the end of a line.
    pub(super) fn at_line_end(self) -> Self {
        match self {
            Note::Closed { .. } => Note::Closed { line_ended: true },
            Note::Unclosed => Note::Outside,
            Note::Outside | Note::Inside(_) => self,
        }
    }
}

/// Whether a note that was opened is closed, before a blank line, a heading or the like, and before another is opened.
fn is_closed(after: &str) -> bool {
    let (mut depth, mut lines) = (1, 0);
    for (at, c) in after.char_indices().take(LONGEST_NOTE) {
        match c {
            ')' if depth == 1 => return true,
            ')' => depth -= 1,
            '(' if lines > 0 || depth == DEEPEST => return false,
            '(' => depth += 1,
            '\n' => {
                lines += 1;
                let next = after.get(at + 1..).unwrap_or_default();
                let line = next.get(..next.find('\n').unwrap_or(next.len())).unwrap_or_default();
                let ends = line.starts_with(['#', '*']) || code::is_empty_line(line);
                if depth > 1 || lines > MOST_LINES || ends {
                    return false;
                }
            }
            _ => {}
        }
    }
    false
}
