//! Cuts a paragraph that is too long to show or to search, after a sentence where possible.
//!
//! A whole book on one line is a real input: every scalar value is looked at twice at most.

use super::LONGEST;
use super::line;
use crate::place::OriginalSpan;
use std::str::Chars;
use unicode_normalization::char::is_combining_mark;

/// A sentence that ends before this is not worth a cut: it would leave too little, and take the work twice.
const SHORTEST: u32 = LONGEST / 2;

/// The pieces of `span`, whose text `text` starts with; each starts and ends on a non-space scalar value.
pub(super) fn pieces(text: &str, span: OriginalSpan) -> impl Iterator<Item = OriginalSpan> {
    Pieces { rest: text.chars(), at: span.begin, end: span.end }
}

struct Pieces<'a> {
    rest: Chars<'a>,
    at: u32,
    end: u32,
}

impl Iterator for Pieces<'_> {
    type Item = OriginalSpan;

    fn next(&mut self) -> Option<OriginalSpan> {
        while self.at < self.end && self.rest.clone().next().is_some_and(line::is_space) {
            self.rest.next();
            self.at += 1;
        }
        if self.at >= self.end {
            return None;
        }
        let begin = self.at;
        let piece = if self.end - begin <= LONGEST {
            Piece { taken: self.end - begin, ink: self.end - begin }
        } else {
            Piece::first(self.rest.clone(), self.end - begin)
        };
        self.at += piece.taken;
        self.rest.nth(piece.taken as usize - 1);
        Some(OriginalSpan::new(begin, begin + piece.ink))
    }
}

/// Lengths in scalar values: up to the cut, and up to the last non-space before it.
#[derive(Clone, Copy, Default)]
struct Piece {
    taken: u32,
    ink: u32,
}

impl Piece {
    /// The first piece of what is longer than [`LONGEST`].
    fn first(chars: Chars<'_>, most: u32) -> Piece {
        let (mut sentence, mut safe) = (None, None);
        let mut here = Piece::default();
        let mut before = Before::default();
        for c in chars.take(most as usize) {
            let free = here.taken > 0 && before.lets_go_of(c);
            if free && here.taken <= LONGEST {
                safe = Some(here);
                let ends = here.taken >= SHORTEST && before.ends_at(c);
                sentence = safe.filter(|_| ends).or(sentence);
            }
            if free && here.taken >= LONGEST {
                break;
            }
            here.taken += 1;
            here.ink = if line::is_space(c) { here.ink } else { here.taken };
            before = before.then(c);
        }
        sentence.or(safe).unwrap_or(here)
    }
}

/// What stands before a possible cut.
#[derive(Clone, Copy, Default)]
struct Before {
    last: char,
    sentence: bool,
}

impl Before {
    fn then(self, c: char) -> Before {
        Before { last: c, sentence: line::is_final(c) || (self.sentence && line::is_closer(c)) }
    }

    fn lets_go_of(self, next: char) -> bool {
        const JOINER: char = '\u{200D}';
        !is_combining_mark(next) && next != JOINER && self.last != JOINER && (self.last, next) != ('\r', '\n')
    }

    fn ends_at(self, next: char) -> bool {
        let inside = line::is_closer(next) || line::is_final(next);
        self.sentence && !inside && !(self.last == '.' && next.is_ascii_alphanumeric())
    }
}
