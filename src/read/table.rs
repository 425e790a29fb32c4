//! The table of metadata at the root of a folder: `metadata.csv` and `metadata.jsonl`.

use super::Metadata;
use super::Skipped;
use super::decode;
use super::decode::Decoded;
use super::metadata::scalar;
use super::packing::Packing;
use super::raw::Raw;
use super::raw::Refusal;
use super::records::lines;
use super::stream::line_ends;
use super::walk;
use crate::error::Result;
use crate::message;
use crate::message::Message;
use csv::ReaderBuilder;
use csv::StringRecord;
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// Reads what `metadata.csv` and `metadata.jsonl` at `root` say about documents, by their exact keys.
///
/// The header of the CSV names `document` and any of `title`, `date`, `series`; other columns are kept as
/// other fields. A record of the JSONL has the same names. Both may exist; where both speak of a document,
/// the CSV goes first. Any encoding that [`read`](super::read) tells will do. A bad row is skipped, and a
/// second row for one document; damage is told. Where `root` is a file there is no table.
///
/// # Errors
/// [`ErrorKind::Read`](crate::error::ErrorKind::Read) when `root` does not exist.
pub(crate) fn table(root: &Path) -> Result<(Listed, Vec<Skipped>)> {
    let metadata = fs::metadata(root).map_err(|error| walk::unreadable(root).because(error))?;
    let mut listed = Listed::default();
    let mut skipped = Vec::new();
    for name in walk::TABLES.iter().filter(|_| metadata.is_dir()) {
        let mut table = MetadataTable {
            path: root.join(name),
            rows: HashMap::new(),
            is_torn: false,
            skipped: Vec::new(),
        };
        match fs::symlink_metadata(&table.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => table.cannot(message!("cannot be read: {error}", error = &error)),
            Ok(_) => table.read(),
        }
        for (key, metadata) in table.rows {
            let before: Metadata = listed.rows.remove(&key).unwrap_or_default();
            listed.rows.insert(key, before.or(&metadata));
        }
        listed.is_torn |= table.is_torn;
        skipped.append(&mut table.skipped);
    }
    Ok((listed, skipped))
}

/// What the tables of a folder say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    /// By the id of a document.
    pub(super) rows: HashMap<String, Metadata>,
    /// Whether something of them could not be read.
    is_torn: bool,
}

impl Listed {
    /// What they say of a document, of which they said something `before`: as long as something of them cannot be
    /// read, nothing that was said is taken back.
    pub(crate) fn of(&self, id: &str, before: Option<&Metadata>) -> Metadata {
        let said = self.rows.get(id).cloned().unwrap_or_default();
        match before {
            Some(before) if self.is_torn => said.or(before),
            _ => said,
        }
    }
}

/// The most bytes of a table: it is held whole.
const LONGEST: u64 = 256 << 20;

struct MetadataTable {
    path: PathBuf,
    rows: HashMap<String, Metadata>,
    is_torn: bool,
    skipped: Vec<Skipped>,
}

impl MetadataTable {
    fn read(&mut self) {
        let bytes = Raw::open(&self.path).and_then(|raw| raw.whole(Packing::None, LONGEST));
        let bytes = bytes.map_err(|refusal| match refusal {
            Refusal::Longer => message!("longer than {n} MiB", n = LONGEST >> 20),
            Refusal::Content(why) | Refusal::System(why) => why,
        });
        let decoded = bytes.and_then(|bytes| decode::decode(bytes, None));
        if let Ok(Decoded { damaged: lacunae @ 1.., .. }) = decoded {
            self.cannot(message!("damaged: U+FFFD is read for {n} of its characters", n = lacunae));
        }
        match decoded.map(|decoded| decoded.text) {
            Err(why) => self.cannot(why),
            Ok(text) if super::is_blank(&text) => {}
            Ok(text) if self.path.extension().is_some_and(|extension| extension == "csv") => self.csv(&text),
            Ok(text) => self.jsonl(&line_ends(text)),
        }
    }

    fn csv(&mut self, text: &str) {
        let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
        let header = reader.headers().map(trimmed).unwrap_or_default();
        if !header.iter().any(|name| name == "document") {
            self.skip(1, message!("the header has no \"document\" column"));
            return;
        }
        let mut lines = Lines { text, byte: 0, line: 1 };
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = lines.of(record.position());
                    let fields = header.iter().zip(record.iter());
                    self.row(line, fields.map(|(name, cell)| (name.as_str(), Value::from(cell))));
                }
                Err(error) => self.skip(lines.of(error.position()), bad_row(&error)),
            }
        }
    }

    fn jsonl(&mut self, text: &str) {
        for (number, line) in lines::lines(text) {
            match lines::object(line) {
                Ok(record) => {
                    self.row(number, record.iter().map(|(name, value)| (name.as_str(), value.clone())));
                }
                Err(why) => self.skip(number, why),
            }
        }
    }

    fn row<'a>(&mut self, line: usize, fields: impl Iterator<Item = (&'a str, Value)>) {
        let mut metadata = Metadata::default();
        let mut document = None;
        for (name, value) in fields {
            if name == "document" {
                document = scalar(&value).filter(|key| !key.is_empty());
            } else {
                metadata.set(name, &value);
            }
        }
        match document {
            None => self.skipped.push(Skipped::line(&self.path, line, message!("no \"document\" named"))),
            Some(key) if self.rows.contains_key(&key) => {
                let why = message!("a second row for {key}", key);
                self.skipped.push(Skipped::line(&self.path, line, why));
            }
            Some(key) => {
                self.rows.insert(key, metadata);
            }
        }
    }

    fn cannot(&mut self, why: Message) {
        self.is_torn = true;
        self.skipped.push(Skipped::file(&self.path, why));
    }

    fn skip(&mut self, line: usize, why: Message) {
        self.is_torn = true;
        self.skipped.push(Skipped::line(&self.path, line, why));
    }
}

/// Counts lines as rows go by: `csv` is a line short after `\r\n` and after blank lines.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, position: Option<&csv::Position>) -> usize {
        let begin = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.byte);
        let bytes = self.text.as_bytes();
        let blank =
            bytes.get(begin..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let begin = begin + blank.count();
        self.line += self.text.get(self.byte..begin).unwrap_or_default().matches('\n').count();
        self.byte = begin.max(self.byte);
        self.line
    }
}

fn trimmed(header: &StringRecord) -> Vec<String> {
    header.iter().map(|name| name.trim().to_owned()).collect()
}

fn bad_row(error: &csv::Error) -> Message {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            message!("the row has {len} cells, the header {expected}", len = *len, expected = *expected_len)
        }
        _ => message!("not CSV: {error}", error = error.to_string()),
    }
}
