//! Rows of cells, as RFC 4180 and spreadsheets write them, one at a time.
//!
//! The crate `csv` neither says on which line a row begins, nor that a quotation mark is never closed (all that follows
//! is one cell then), nor stops at a million cells.

use std::io;
use std::io::BufRead;

/// How a line begins that names the delimiter.
const SEPARATOR: &str = "sep=";

/// Why there are no more rows.
#[derive(Debug)]
pub(super) enum Torn {
    /// The stream failed.
    Stream(io::Error),
    /// A row is longer than may be held.
    Longer,
}

/// How cells are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// What a cell begins and ends with that has a delimiter or a line end in it.
    pub(super) quote: Option<u8>,
}

impl Dialect {
    /// That of a file which begins so: as it says in a line `sep=;`, which spreadsheets write; else a header with a tab is
    /// cut at tabs, or at commas or semicolons, whichever has more of them.
    pub(super) fn of(head: &[u8]) -> Self {
        let quote = Some(b'"');
        // Rows of nothing before it are no header.
        let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'"');
        let mut lines = head.split_inclusive(|byte| matches!(byte, b'\r' | b'\n'));
        let blank: usize = lines.by_ref().take_while(|line| line.iter().all(is_blank)).map(<[u8]>::len).sum();
        let head = head.get(blank..).unwrap_or_default();
        if let Some(delimiter) = named_delimiter(head) {
            return Dialect { delimiter, quote };
        }
        let mut is_quoted = false;
        let (mut tabs, mut commas, mut semicolons) = (0, 0, 0);
        for byte in head {
            match byte {
                b'"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                b'\n' | b'\r' => break,
                b'\t' => tabs += 1,
                b',' => commas += 1,
                b';' => semicolons += 1,
                _ => {}
            }
        }
        let delimiter = match () {
            () if tabs > 0 => b'\t',
            () if semicolons > commas => b';',
            () => b',',
        };
        Dialect { delimiter, quote }
    }
}

/// The delimiter that a first line names: `sep=;`.
fn named_delimiter(head: &[u8]) -> Option<u8> {
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n')).next()?;
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let (name, rest) = line.split_at_checked(SEPARATOR.len())?;
    let delimiter = *rest.first().filter(|_| name.eq_ignore_ascii_case(SEPARATOR.as_bytes()))?;
    let is_end = rest.iter().skip(1).all(|byte| *byte == b'"' || *byte == delimiter || *byte == b' ');
    (is_end && delimiter.is_ascii() && !delimiter.is_ascii_alphanumeric() && delimiter != b'"')
        .then_some(delimiter)
}

/// One row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    /// How many cells it has; those beyond the limit are counted only.
    pub(super) count: usize,
    /// Whether its last quotation mark is never closed.
    pub(super) is_open: bool,
    /// Whether a cell goes on after its closing mark.
    pub(super) is_stray: bool,
    text: Vec<u8>,
    /// Where in `text` each cell ends.
    ends: Vec<usize>,
}

impl Row {
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(&0).chain(&self.ends);
        let cells = begins.zip(&self.ends).filter_map(|(begin, end)| self.text.get(*begin..*end));
        // The stream is UTF-8, cut between characters of ASCII.
        cells.map(|cell| str::from_utf8(cell).unwrap_or_default())
    }

    /// Whether nothing is in it.
    pub(super) fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.trim().is_empty())
    }

    /// Whether it is the line that names the delimiter, which may stand in quotation marks.
    pub(super) fn names_delimiter(&self) -> bool {
        let mut cells = self.cells();
        let first = cells.next().unwrap_or_default().trim();
        let (name, rest) = first.split_at_checked(SEPARATOR.len()).unwrap_or_default();
        name.eq_ignore_ascii_case(SEPARATOR)
            && rest.chars().count() <= 1
            && cells.all(|cell| cell.trim().is_empty())
    }
}

/// Where in a cell one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Begin,
    Plain,
    Quoted,
    /// Behind a mark that closes the cell, or is the first of two that stand for one.
    Closed,
}

/// The rows of a stream.
#[derive(Debug)]
pub(super) struct Rows<R> {
    stream: R,
    /// The most bytes of a row.
    most: u64,
    cutter: Cutter,
}

impl<R: BufRead> Rows<R> {
    /// Of a row no more than `cells` are held.
    pub(super) fn new(stream: R, dialect: Dialect, (most, cells): (u64, usize)) -> Self {
        let (row, state) = (Row::default(), State::Begin);
        Rows { stream, most, cutter: Cutter { dialect, cells, row, state, line: 1, is_returned: false } }
    }

    /// The next row that is not a blank line.
    pub(super) fn next(&mut self) -> Result<Option<&Row>, Torn> {
        loop {
            let chunk = self.stream.fill_buf().map_err(Torn::Stream)?;
            let blank = chunk.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let (is_end, is_over) = (chunk.is_empty(), blank < chunk.len());
            self.cutter.count_lines(chunk.get(..blank).unwrap_or_default());
            self.stream.consume(blank);
            if is_end {
                return Ok(None);
            }
            if is_over {
                break;
            }
        }
        self.cutter.begin();
        let mut taken = 0;
        loop {
            let chunk = self.stream.fill_buf().map_err(Torn::Stream)?;
            if chunk.is_empty() {
                self.cutter.row.is_open = self.cutter.state == State::Quoted;
                self.cutter.end_cell();
                break;
            }
            let (length, is_end) = self.cutter.cut(chunk);
            self.cutter.count_lines(chunk.get(..length).unwrap_or_default());
            self.stream.consume(length);
            taken += length as u64;
            if taken > self.most {
                return Err(Torn::Longer);
            }
            if is_end {
                break;
            }
        }
        Ok(Some(&self.cutter.row))
    }
}

#[derive(Debug)]
struct Cutter {
    dialect: Dialect,
    /// The most cells that are held.
    cells: usize,
    row: Row,
    state: State,
    /// The line that one is on, and whether it was reached by a carriage return, to which a line feed belongs.
    line: usize,
    is_returned: bool,
}

impl Cutter {
    fn begin(&mut self) {
        let Row { mut text, mut ends, .. } = std::mem::take(&mut self.row);
        text.clear();
        ends.clear();
        self.row = Row { line: self.line, text, ends, ..Row::default() };
        self.state = State::Begin;
    }

    fn count_lines(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.line += usize::from(*byte == b'\r' || *byte == b'\n' && !self.is_returned);
            self.is_returned = *byte == b'\r';
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.row.ends.len() < self.cells {
            self.row.text.extend_from_slice(bytes);
        }
    }

    fn end_cell(&mut self) {
        self.row.count += 1;
        if self.row.ends.len() < self.cells {
            self.row.ends.push(self.row.text.len());
        }
        self.state = State::Begin;
    }

    /// How many bytes of a chunk belong to the row, and whether it ends with them.
    fn cut(&mut self, chunk: &[u8]) -> (usize, bool) {
        let Dialect { delimiter, quote } = self.dialect;
        let mut at = 0;
        while let Some(&byte) = chunk.get(at) {
            let is_quote = Some(byte) == quote;
            let run = |is_end: &dyn Fn(u8) -> bool| {
                let rest = chunk.get(at..).unwrap_or_default();
                rest.get(..rest.iter().position(|byte| is_end(*byte)).unwrap_or(rest.len()))
                    .unwrap_or_default()
            };
            match self.state {
                State::Quoted if is_quote => self.state = State::Closed,
                State::Quoted => {
                    let run = run(&|byte| Some(byte) == quote);
                    self.push(run);
                    at += run.len();
                    continue;
                }
                State::Begin if is_quote => self.state = State::Quoted,
                State::Closed if is_quote => {
                    self.push(&[byte]);
                    self.state = State::Quoted;
                }
                _ if byte == delimiter => self.end_cell(),
                _ if matches!(byte, b'\r' | b'\n') => {
                    self.end_cell();
                    return (at + 1, true);
                }
                state => {
                    self.row.is_stray |= state == State::Closed;
                    self.state = State::Plain;
                    let run = run(&|byte| byte == delimiter || matches!(byte, b'\r' | b'\n'));
                    self.push(run);
                    at += run.len();
                    continue;
                }
            }
            at += 1;
        }
        (at, false)
    }
}
