//! One line of a document: where it stands, how wide it is, what its first and last characters say.

use crate::place::is_sentence_end;

/// A row of the source: its line, if anything but white space is on it.
pub(super) struct SourceLine {
    pub(super) line: Option<Line>,
    /// Whether what follows is another paragraph: the row is blank, or a page ends with it.
    pub(super) parts: bool,
}

/// A line that is not blank. Widths count from the margin to the last non-space, and stop growing at
/// [`u16::MAX`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// The byte offset of its first non-space in the document.
    pub(super) byte: usize,
    /// Its first non-space, in scalar values of the document.
    pub(super) begin: u32,
    /// The scalar value after its last non-space.
    pub(super) end: u32,
    /// The width of the white space before it, in columns.
    pub(super) indent: u16,
    /// Its width in columns; Han takes two.
    pub(super) columns: u16,
    /// Its width where each character takes two columns, as when OCR writes a fixed number of characters.
    pub(super) cells: u16,
    pub(super) kind: LineKind,
    pub(super) close: Close,
    /// How many commas, stops and the like it has; the last character does not count.
    pub(super) pauses: u16,
    /// Whether it begins with punctuation that cannot begin a paragraph.
    pub(super) continues: bool,
    /// Whether it stands in brackets from end to end, like 下转 and 上接.
    pub(super) bracketed: bool,
}

/// What a line's beginning makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Text,
    /// Begins like an item, as running text may by chance: 1. （一） 第一条.
    Item,
    /// Begins with the sign of a list.
    Bullet,
    /// A heading, a table row, a rule.
    Alone,
    Fence(Fence),
}

/// The line before or after a block of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fence {
    mark: char,
    bare: bool,
    /// False for a block that says it is Markdown, which is how some OCR wraps a page.
    pub(super) code: bool,
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// As a sentence, or a member of a list, does.
    Final,
    /// As a paragraph cannot.
    Pause,
    Plain,
}

impl Fence {
    fn of(text: &str) -> Option<Fence> {
        let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let rest = text.trim_start_matches(mark);
        let info = rest.trim();
        let marks = text.len() - rest.len();
        let code = !matches!(info.to_ascii_lowercase().as_str(), "markdown" | "md");
        (marks >= 3 && !info.contains(mark)).then_some(Fence { mark, bare: info.is_empty(), code })
    }

    pub(super) fn closes_with(self, other: Fence) -> bool {
        other.bare && other.mark == self.mark
    }
}

/// The rows of a text from a scalar value on.
pub(super) struct Rows<'a> {
    text: &'a str,
    byte: usize,
    scalar: u32,
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str, body: u32) -> Self {
        let byte = text.char_indices().nth(body as usize).map_or(text.len(), |(byte, _)| byte);
        Rows { text, byte, scalar: body }
    }
}

impl Iterator for Rows<'_> {
    type Item = SourceLine;

    fn next(&mut self) -> Option<SourceLine> {
        let rest = self.text.get(self.byte..).filter(|rest| !rest.is_empty())?;
        let mut scan = Scan { byte: self.byte, scalar: self.scalar, ..Scan::default() };
        let mut chars = rest.chars();
        let mut page = false;
        while let Some(c) = chars.next() {
            if is_break(c) {
                page = matches!(c, '\u{C}' | '\u{2029}');
                let pair = c == '\r' && chars.clone().next() == Some('\n');
                scan.skip(c);
                if pair {
                    scan.skip('\n');
                }
                break;
            }
            scan.push(c);
        }
        (self.byte, self.scalar) = (scan.byte, scan.scalar);
        let line = scan.line(self.text);
        Some(SourceLine { parts: page || line.is_none(), line })
    }
}

/// What is known of a row while its characters go by.
#[derive(Default)]
struct Scan {
    byte: usize,
    scalar: u32,
    columns: u16,
    cells: u16,
    marks: u16,
    /// The character before.
    before: char,
    /// Offsets, width and cells at the first non-space.
    first: Option<(usize, u32, u16)>,
    /// The same after the last non-space.
    last: (usize, u32, u16, u16),
}

impl Scan {
    fn skip(&mut self, c: char) {
        self.byte += c.len_utf8();
        self.scalar += 1;
    }

    fn push(&mut self, c: char) {
        let space = is_space(c);
        if !space && self.first.is_none() {
            self.first = Some((self.byte, self.scalar, self.columns));
        }
        self.skip(c);
        self.columns = self.columns.saturating_add(columns(c));
        self.cells = self.cells.saturating_add(2);
        if !space {
            self.last = (self.byte, self.scalar, self.columns, self.cells);
            // The point of 3.1 is none.
            let figure = c.is_ascii() && self.before.is_ascii_digit();
            self.marks = self.marks.saturating_add(u16::from((is_pause(c) || is_final(c)) && !figure));
        }
        self.before = c;
    }

    fn line(self, text: &str) -> Option<Line> {
        let (byte, begin, indent) = self.first?;
        let (byte_end, end, columns, cells) = self.last;
        let text = text.get(byte..byte_end)?;
        let (first, last) = (text.chars().next()?, text.chars().next_back()?);
        let marked = is_pause(last) || is_final(last);
        Some(Line {
            byte,
            begin,
            end,
            indent,
            columns,
            cells,
            kind: kind(text),
            close: close(text),
            pauses: self.marks.saturating_sub(u16::from(marked)),
            continues: is_closer(first) || is_pause(first) || is_final(first),
            bracketed: matches!(first, '（' | '(') && matches!(last, '）' | ')'),
        })
    }
}

/// White space, with the two invisible characters that Unicode does not count as such.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a sentence can end with it.
pub(super) fn is_final(c: char) -> bool {
    is_sentence_end(c) || matches!(c, '…' | '．' | '｡' | '.')
}

/// Whether it can follow the end of a sentence and still belong to it.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | '》' | '】' | '〉' | ')' | ']' | '}')
}

fn is_pause(c: char) -> bool {
    matches!(c, '，' | '、' | '；' | '：' | ',' | ';' | ':' | '､')
}

/// Columns on the screen: a Han character, and what is set as wide as one, takes two.
fn columns(c: char) -> u16 {
    let wide = matches!(u32::from(c),
        0x1100..=0x115F | 0x2014 | 0x2018..=0x201D | 0x2026 | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF
        | 0x2_0000..=0x3_FFFD);
    match c {
        '\t' => 4,
        '\u{200B}' | '\u{FEFF}' => 0,
        _ if wide => 2,
        _ => 1,
    }
}

fn close(text: &str) -> Close {
    let mut back = text.chars().rev();
    let Some(last) = back.next() else {
        return Close::Plain;
    };
    let inner = back.find(|c| !is_closer(*c) && *c != '"');
    match last {
        '；' | ';' | '：' | ':' | '”' | '」' | '』' => Close::Final,
        _ if is_final(last) => Close::Final,
        _ if is_closer(last) || last == '"' => {
            if inner.is_some_and(is_final) {
                Close::Final
            } else {
                Close::Plain
            }
        }
        '“' | '‘' | '「' | '『' | '（' | '《' | '【' | '(' | '[' => Close::Pause,
        _ if is_pause(last) => Close::Pause,
        _ => Close::Plain,
    }
}

fn kind(text: &str) -> LineKind {
    if let Some(fence) = Fence::of(text) {
        LineKind::Fence(fence)
    } else if is_heading(text) || text.starts_with('|') || is_rule(text) {
        LineKind::Alone
    } else if is_bullet(text) {
        LineKind::Bullet
    } else if is_item(text) {
        LineKind::Item
    } else {
        LineKind::Text
    }
}

fn is_heading(text: &str) -> bool {
    let rest = text.trim_start_matches('#');
    let hashes = text.len() - rest.len();
    (1..=6).contains(&hashes) && rest.chars().next().is_none_or(is_space)
}

fn is_rule(text: &str) -> bool {
    text.len() >= 3 && text.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | ' '))
}

fn is_bullet(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('-' | '*' | '+') => chars.next().is_some_and(is_space),
        first => first.is_some_and(|c| "•●■◆○◇▲△★☆※".contains(c)),
    }
}

fn is_item(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('（' | '(') => after_number(chars.as_str()).is_some_and(|rest| rest.starts_with(['）', ')'])),
        Some('第') => after_number(chars.as_str()).is_some_and(is_article),
        Some('①'..='⓿') => true,
        _ => after_number(text).is_some_and(is_numbered),
    }
}

fn is_article(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next().is_some_and(|c| "编編章节節条條款回".contains(c))
        && chars.next().is_none_or(|c| is_space(c) || c == '：')
}

fn is_numbered(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        Some('、' | '）' | ')') => true,
        Some('.' | '．') => chars.next().is_none_or(|c| !c.is_ascii_digit()),
        _ => false,
    }
}

/// What follows a number of one to four characters.
fn after_number(text: &str) -> Option<&str> {
    let is_number = |c: char| c.is_ascii_digit() || "〇零一二三四五六七八九十百千".contains(c);
    let rest = text.trim_start_matches(is_number);
    let length = text.chars().take(5).take_while(|c| is_number(*c)).count();
    (1..=4).contains(&length).then_some(rest)
}
