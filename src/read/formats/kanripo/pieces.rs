//! The pieces of a line: characters, and the codes between them.

use super::Notation;
use super::body::Block;
use super::body::Body;
use super::code;
use super::code::Bracket;
use super::code::Code;
use crate::reading::Layer;
use crate::reading::LocusKind;
use std::ops::Range;

/// What may be more than itself.
const MARKS: [char; 10] = ['<', '&', '(', ')', '/', '¶', '|', '[', ']', '@'];

/// A stretch of a text, piece by piece.
pub(super) struct Pieces<'a, 'b> {
    text: &'a str,
    at: usize,
    end: usize,
    notation: Notation,
    body: &'b mut Body,
    /// Whether the name of a link is shown.
    in_link: bool,
    /// Whether it is a line that a reader sees as one: an entry of a list, a row of a table.
    stands_alone: bool,
}

impl<'a, 'b> Pieces<'a, 'b> {
    pub(super) fn new(text: &'a str, range: Range<usize>, notation: Notation, body: &'b mut Body) -> Self {
        Pieces {
            text,
            at: range.start,
            end: range.end,
            notation,
            body,
            in_link: false,
            stands_alone: notation == Notation::Org,
        }
    }

    /// What is left of it.
    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    /// A line of the text.
    pub(super) fn line(mut self) {
        let line = self.rest();
        let indent = self.indent();
        if self.rest().starts_with("[[") || self.rest().starts_with('|') {
            self.stands_alone = true;
            self.body.end_line();
        }
        if !self.rest().is_empty() {
            if let Some((number, length)) = self.in_mandoku(code::number) {
                self.body.locus(LocusKind::Division, number);
                self.at += length;
            }
            self.body.begin_line(line, indent);
            self.all();
        }
        if self.stands_alone { self.body.end_line() } else { self.body.end_line_of_file() }
    }

    /// A heading: a paragraph of its own, and a place.
    pub(super) fn heading(mut self) {
        self.body.begin(Block::Prose);
        self.body.locus(LocusKind::Division, &code::plain(self.rest()));
        self.at += self.in_mandoku(code::heading_number).map_or(0, |(_, length)| length);
        self.all();
        self.body.end_paragraph();
    }

    /// The running head of a page.
    pub(super) fn furniture(mut self) {
        self.body.aside(Layer::Furniture, self.rest());
        while let Some(next) = self.rest().find('<') {
            self.at += next;
            self.at += self.code().unwrap_or(1);
        }
    }

    fn in_mandoku<T>(&self, find: impl Fn(&'a str) -> Option<T>) -> Option<T> {
        (self.notation == Notation::Mandoku).then(|| find(self.rest())).flatten()
    }

    /// Goes past what stands before the first character, and says how far down the line begins: codes are not seen.
    fn indent(&mut self) -> usize {
        let mut indent = 0;
        while let Some(c) = self.rest().chars().next() {
            self.at += match c {
                '¶' => {
                    self.body.end_line_of_print();
                    c.len_utf8()
                }
                '<' => match self.code() {
                    Some(length) => length,
                    None => break,
                },
                c if code::is_space(c) => {
                    indent += usize::from(c == '\u{3000}');
                    c.len_utf8()
                }
                _ => break,
            };
        }
        indent
    }

    fn all(&mut self) {
        while let Some(next) = self.rest().find(|c| MARKS.contains(&c) || c == '\t') {
            self.body.run(self.rest().get(..next).unwrap_or_default());
            self.at += next;
            self.at += self.mark();
        }
        self.body.run(self.rest());
    }

    /// A mark, or a character that is none here; gives its bytes.
    fn mark(&mut self) -> usize {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return 1 };
        let known = match c {
            '<' => self.code(),
            '&' => code::entity(rest).map(|(c, length)| {
                self.body.run(c.encode_utf8(&mut [0; 4]));
                length
            }),
            '[' => self.bracket(),
            ']' if self.in_link && rest.starts_with("]]") => {
                self.in_link = false;
                Some(2)
            }
            '¶' => {
                self.body.end_line_of_print();
                Some(c.len_utf8())
            }
            '|' if self.stands_alone || self.notation == Notation::Mandoku => {
                self.body.end_cell();
                Some(1)
            }
            _ if self.notation == Notation::Org => None,
            '(' => {
                self.body.open(self.text.get(self.at + 1..).unwrap_or_default());
                Some(1)
            }
            ')' => {
                self.body.close();
                Some(1)
            }
            // It parts the two half columns of a note.
            '/' => (self.body.is_note() && !self.is_fraction()).then_some(1),
            '@' => self.at_code(),
            '\t' => {
                self.body.aside(Layer::Note, rest);
                Some(rest.len())
            }
            _ => None,
        };
        known.unwrap_or_else(|| {
            self.body.run(rest.get(..c.len_utf8()).unwrap_or_default());
            c.len_utf8()
        })
    }

    /// A code between `<` and `>`; gives its bytes.
    fn code(&mut self) -> Option<usize> {
        let (code, length) = code::code(self.rest())?;
        self.body.code();
        if let Code::Page { name, series, .. } = code {
            self.body.page(series, &name);
        }
        Some(length)
    }

    fn bracket(&mut self) -> Option<usize> {
        match code::bracket(self.rest())? {
            (Bracket::Description(whole), length) => {
                self.body.run(whole);
                Some(length)
            }
            (Bracket::Mark(mark), length) => {
                self.body.sign(mark);
                Some(length)
            }
            (Bracket::Link(shown), _) => {
                self.in_link = true;
                Some(shown)
            }
        }
    }

    /// Whether the slash here stands between two digits or letters.
    fn is_fraction(&self) -> bool {
        let is_narrow = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = self.text.as_bytes();
        is_narrow(self.at.checked_sub(1).and_then(|before| bytes.get(before)))
            && is_narrow(bytes.get(self.at + 1))
    }

    /// What begins with `@`: the code of a line such as `@by`, or how a character is read; gives its bytes.
    fn at_code(&mut self) -> Option<usize> {
        let rest = self.rest().get(1..)?;
        let length = rest.find(|c: char| code::is_wide(c) || !c.is_alphabetic()).unwrap_or(rest.len());
        let (letters, after) = rest.split_at_checked(length)?;
        let before = self.text.get(..self.at)?.chars().next_back();
        if letters.is_empty() || before.is_some_and(|c| c.is_alphanumeric() && !code::is_wide(c)) {
            return None;
        }
        let is_code = letters.len() == 2 && letters.bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_code || !after.starts_with(code::is_wide) {
            self.body.sign(letters);
        }
        Some(1 + length)
    }
}
