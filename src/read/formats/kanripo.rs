//! Kanripo: texts as Mandoku writes them, an outline of Emacs' org-mode with the pages and lines of prints in it.
//!
//! What a line is decides this file (a field, a comment, a heading, text), `body` where paragraphs and notes begin and
//! end, `code` what stands between `<` and `>`, `&` and `;`, `[` and `]`. The format is told by its authors in
//! `mandoku-format-en.org` of github.com/mandoku/mandoku; what else stands in their files was seen in these.

mod body;
mod code;
mod fields;
mod note;
mod pieces;
mod shape;

use crate::read::Metadata;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::reader::document_of_lines;
use crate::reading::Layer;
use crate::reading::ReadingText;
use body::Block;
use body::Body;
use fields::Fields;
use pieces::Pieces;
use shape::Shape;
use std::ops::Range;

/// A block is a few lines of properties; what is longer, in bytes, was never closed.
const LONGEST_BLOCK: usize = 16 << 10;

pub(in crate::read) struct Kanripo;

impl Reader for Kanripo {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Kanripo,
            endings: &["txt", "text", "org", ""],
            told_by: "a first line that names Mandoku's mode, a `#+KEY: value` line together with `<pb:…>` or ¶, or a whole \
                      `<pb:text_edition_page>`, near its beginning; .org by its ending",
            layers: "`(…/…)` is a note, `[＊]` and `@shì` are signs, `@fw` is furniture, what follows a tab is a note; of \
                     .org files without Mandoku's marks only the outline is read",
            loci: "pages of `<pb:…>`, `<md:…>` with the name of its edition; divisions of headings, of `# src:` and of a \
                   number such as 2.1 that begins a line",
            fields: "`#+TITLE:` is the title; other `#+KEY: value`, `#+PROPERTY: KEY value`, `# key: value` and properties \
                     of a block under their names, several values as a list",
            keys: "the path",
            limits: "held whole; a note of more than 4,000 characters or 64 lines, or one that is not closed, ends with its \
                     line",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        code::is_mandoku(head)
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        let told = input.rule.format == Some(Format::Kanripo);
        let notation = if told || code::is_mandoku(&input.head) { Notation::Mandoku } else { Notation::Org };
        document_of_lines(input, sink, |text| Ok::<_, Refusal>(compose(&text, notation)))
    }
}

/// Which marks a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notation {
    /// Those of Mandoku in an outline of org-mode.
    Mandoku,
    /// Those of org-mode alone: brackets and numbers are text.
    Org,
}

/// What a text shows, and what it says of itself.
fn compose(text: &str, notation: Notation) -> (ReadingText, Metadata) {
    let text = text.trim_start_matches('\u{FEFF}');
    let body = Body::new(Shape::of(text));
    let mut lines = Lines { text, notation, body, fields: Fields::default(), block: None, block_end: 0 };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.line(at, line.trim_end_matches(['\n', '\r']));
        at += line.len();
    }
    (lines.body.finish(), lines.fields.finish())
}

/// A text, line by line.
struct Lines<'a> {
    text: &'a str,
    notation: Notation,
    body: Body,
    fields: Fields,
    block: Option<Enclosed>,
    /// Where the next block ends, as far as that was looked up.
    block_end: usize,
}

/// An open block.
enum Enclosed {
    /// Of properties, of which the last goes on until the next one begins.
    Properties { key: String, value: String },
    /// Of annotations to the line before.
    Annotations,
}

impl Lines<'_> {
    /// A line, and where it stands.
    fn line(&mut self, at: usize, line: &str) {
        if self.block.is_some() {
            return self.in_block(line.trim());
        }
        if let Some(name) = block(line) {
            return self.block = self.is_closed(at + line.len()).then(|| Enclosed::new(name));
        }
        let end = at + line.len();
        if let Some(rest) = line.strip_prefix("#+") {
            self.keyword(rest);
        } else if let Some(rest) = line.strip_prefix('#').filter(|rest| self.is_comment(rest)) {
            self.comment(rest);
        } else if let Some(heading) = heading(line) {
            self.pieces(end - heading.len()..end).heading();
        } else if line.starts_with("@fw") && self.notation == Notation::Mandoku {
            self.pieces(at + 3..end).furniture();
        } else if code::is_empty_line(line) {
            self.body.blank();
        } else {
            // Stars that are no heading: what they mean nobody says.
            let text = if self.notation == Notation::Mandoku { line.trim_start_matches('*') } else { line };
            self.pieces(end - text.len()..end).line();
        }
    }

    fn pieces(&mut self, range: Range<usize>) -> Pieces<'_, '_> {
        Pieces::new(self.text, range, self.notation, &mut self.body)
    }

    /// Org-mode has a space after the `#` of a comment; in Mandoku's files no text begins with one.
    fn is_comment(&self, rest: &str) -> bool {
        self.notation == Notation::Mandoku || rest.is_empty() || rest.starts_with(' ')
    }

    /// Whether a block that is opened here is closed.
    fn is_closed(&mut self, at: usize) -> bool {
        if self.block_end < at {
            let rest = self.text.get(at..).unwrap_or_default();
            let mut end = at;
            let mut lines = rest.split_inclusive('\n').inspect(|line| end += line.len());
            let found = lines.any(|line| block(line).is_some_and(is_end));
            self.block_end = if found { end } else { usize::MAX };
        }
        self.block_end - at <= LONGEST_BLOCK
    }

    fn in_block(&mut self, line: &str) {
        let ends = block(line).is_some_and(is_end);
        let said = line.strip_prefix(':').and_then(|line| line.split_once(':'));
        let said = said.filter(|(key, _)| code::is_name(key));
        match &mut self.block {
            Some(Enclosed::Properties { key, value }) if ends || said.is_some() => {
                self.fields.add(key, &code::plain(value));
                (*key, *value) =
                    said.map(|(key, value)| (key.to_owned(), value.to_owned())).unwrap_or_default();
            }
            Some(Enclosed::Properties { value, .. }) => value.push_str(line),
            Some(Enclosed::Annotations) if !ends => self.body.aside(Layer::Note, line),
            _ => {}
        }
        if ends {
            self.block = None;
        }
    }

    /// A line that begins with `#+`.
    fn keyword(&mut self, rest: &str) {
        let upper = |part: Option<&str>| part.unwrap_or_default().to_ascii_uppercase();
        let word = upper(rest.split_whitespace().next());
        if let Some(block) = word.strip_prefix("BEGIN_") {
            self.body.begin(if block == "VERSE" { Block::Verse } else { Block::Prose });
        } else if word.starts_with("END_") {
            self.body.begin(Block::Prose);
        } else if let Some((key, value)) = rest.split_once(':').filter(|(key, _)| code::is_name(key)) {
            self.fields.keyword(key, value);
        }
    }

    /// A line that begins with another `#`: a comment is not part of the text, whatever it says.
    fn comment(&mut self, rest: &str) {
        let said = rest.trim_start().split_once(':').filter(|(key, _)| code::is_name(key));
        match said.map(|(key, value)| (key, value.trim())) {
            Some(("src", value)) => self.body.source(value),
            // An address is no field.
            Some((key, value)) if !value.starts_with("//") => self.fields.add(key, value),
            _ => {}
        }
    }
}

impl Enclosed {
    fn new(name: &str) -> Self {
        // Mandoku's name for what is said of the line before.
        if name.eq_ignore_ascii_case("zhu") {
            Enclosed::Annotations
        } else {
            Enclosed::Properties { key: String::new(), value: String::new() }
        }
    }
}

fn is_end(name: &str) -> bool {
    name.eq_ignore_ascii_case("END")
}

/// The name of the block that a line opens; END closes it.
fn block(line: &str) -> Option<&str> {
    line.trim().strip_prefix(':')?.strip_suffix(':').filter(|name| code::is_name(name))
}

/// The text of a heading: stars and a space before it.
fn heading(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('*')?.trim_start_matches('*');
    rest.strip_prefix([' ', '\u{3000}', '\t']).map(str::trim_start)
}

#[cfg(test)]
mod tests;
