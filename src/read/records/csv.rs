//! CSV and TSV: a record in each row, the names of its fields in the first.

use super::Unfit;
use super::each_line::CHUNK;
use super::intake::Intake;
use super::intake::no_text;
use super::intake::shown_names;
use super::record::FIELDS;
use super::record::Record;
use super::rows::Dialect;
use super::rows::Row;
use super::rows::Rows;
use super::rows::Torn;
use super::text;
use crate::message;
use crate::message::Message;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Cursor;
use std::io::Read;

pub(in crate::read) struct Csv;

impl Reader for Csv {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Csv,
            endings: &["csv", "tsv", "tab"],
            told_by: "its ending; by the header, whether tabs, commas or semicolons part its cells",
            layers: "–",
            loci: "–",
            fields: "all columns but the text, by their names in the first row",
            keys: "the column `id`, else the path and the number of the row below the header: `a.csv#12`",
            limits: "a row at a time; 1,000 columns",
        }
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        let dialect = dialect(input)?;
        let (text, encoding) = input.transcoded()?;
        let mut text = BufReader::with_capacity(CHUNK, text);
        let mut rows = Rows::new(&mut text, dialect, (input.most, FIELDS));
        let mut intake = Intake::new(input, sink);
        let header = header(&mut rows, input)?;
        let mut number = 0;
        while let Some(row) = rows.next().map_err(|why| refusal(why, input))? {
            if row.is_blank() && row.count <= FIELDS {
                continue;
            }
            number += 1;
            let taken = if let Some(why) = flaw(row, header.len()) {
                intake.unfit(Unfit::torn(why), row.line)
            } else {
                let cells = header.iter().map(String::as_str).zip(row.cells());
                intake.take(Ok(Record::row(cells)), row.line, number)
            };
            if taken.is_break() {
                break;
            }
        }
        intake.end((encoding, text.get_ref().damaged), message!("there is no row below the header"))
    }
}

fn refusal(why: Torn, input: &Input) -> Refusal {
    match why {
        Torn::Stream(error) => input.refusal(&error),
        Torn::Longer => Refusal::Longer,
    }
}

fn is_blank(cell: &str) -> bool {
    cell.trim().is_empty()
}

/// A row with tabs that goes on for so many bytes has a quotation mark that is no such.
const QUOTED: u64 = 16 << 20;

/// How the cells of a file are told apart. Many files with tabs know no quotation marks: where they do not fit, they are
/// taken for what they are.
fn dialect(input: &Input) -> Result<Dialect, Refusal> {
    let mut text = BufReader::with_capacity(CHUNK, input.transcoded()?.0);
    let mut head = Vec::new();
    let read = text.by_ref().take(CHUNK as u64).read_to_end(&mut head);
    read.map_err(|error| input.refusal(&error))?;
    let dialect = Dialect::of(&head);
    if dialect.delimiter != b'\t' {
        return Ok(dialect);
    }
    let mut rows = Rows::new(Cursor::new(head).chain(text), dialect, (QUOTED, FIELDS));
    loop {
        match rows.next() {
            Ok(Some(row)) if row.is_open || row.is_stray => return Ok(Dialect { quote: None, ..dialect }),
            Err(Torn::Longer) => return Ok(Dialect { quote: None, ..dialect }),
            Ok(Some(_)) => {}
            Ok(None) => return Ok(dialect),
            Err(why) => return Err(refusal(why, input)),
        }
    }
}

/// The names of the columns.
fn header(rows: &mut Rows<impl BufRead>, input: &Input) -> Result<Vec<String>, Refusal> {
    let row = loop {
        match rows.next().map_err(|why| refusal(why, input))? {
            None => return Err(message!("empty").into()),
            Some(row) if row.is_blank() && row.count <= FIELDS => {}
            Some(row) if row.names_delimiter() => {}
            Some(row) => break row,
        }
    };
    if row.count > FIELDS {
        return Err(message!("the header has more than {n} columns", n = FIELDS).into());
    }
    if row.is_open {
        return Err(never_closed(row).into());
    }
    let called = |(nth, name): (usize, &str)| match name.trim() {
        "" => format!("#{}", nth + 1),
        name => name.to_owned(),
    };
    let names: Vec<String> = row.cells().enumerate().map(called).collect();
    // Whether one of them is the text does not go by what is in them.
    let cells = names.iter().map(|name| (name.as_str(), "-"));
    if text::is_in(&Record::row(cells), &input.rule) {
        Ok(names)
    } else {
        Err(no_text(&shown_names(names.iter().map(String::as_str)), input).into())
    }
}

fn never_closed(row: &Row) -> Message {
    let text: String = row.cells().collect();
    if text.trim_end().contains(['\r', '\n']) {
        message!("a quotation mark that stands here is never closed; what comes after it is not read")
    } else {
        message!("a quotation mark that stands here is never closed")
    }
}

/// Why a row is no record.
fn flaw(row: &Row, columns: usize) -> Option<Message> {
    if row.is_open {
        return Some(never_closed(row));
    }
    let is_longer = row.count > FIELDS || row.cells().skip(columns).any(|cell| !is_blank(cell));
    (row.count < columns || is_longer).then(|| {
        message!("the row has {len} cells, the header {expected}", len = row.count, expected = columns)
    })
}
