//! The shuffle: each text is sent to its partition.

use super::Message;
use super::MessageKind;
use super::columns::ColumnReader;
use super::columns::ColumnWriter;
use super::columns::damaged;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::narrow;
use crate::read;
use std::collections::BTreeMap;

/// What a document is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Its key; no two of a collection have the same.
    pub key: String,
    /// The source it comes from.
    pub series: Option<String>,
}

impl Name {
    /// Writes it at the end of a text; returns the lengths that [`Name::read`] needs.
    pub(super) fn write(&self, text: &mut String) -> [u64; 2] {
        text.push_str(&self.key);
        [self.key.len() as u64, write_field(self.series.as_ref(), text)]
    }

    /// Reads it from the beginning of a text, which is left without it.
    pub(super) fn read(lengths: &[u64], rest: &mut &str) -> Result<Self> {
        let &[key, series] = lengths else { return Err(damaged()) };
        Ok(Name { key: cut(rest, key)?.to_owned(), series: read_field(series, rest)? })
    }
}

/// A document as an engine hands it over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// What it is called.
    pub name: Name,
    /// Its text.
    pub text: String,
    /// Its date, as written.
    pub date: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

impl Text {
    /// A document as one process would read it from a record: blanks around its key and its fields do not count,
    /// and a field that is blank says nothing. `None` when there is no text.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when it has no key, or is longer than a document may be.
    pub fn read(key: &str, text: &str, fields: [Option<&str>; 3]) -> Result<Option<Self>> {
        let [series, date, title] =
            fields.map(|field| field.map(str::trim).filter(|field| !field.is_empty()).map(str::to_owned));
        if read::is_blank(text) {
            return Ok(None);
        }
        let key = key.trim().to_owned();
        if key.is_empty() {
            let what = message!("a document has no id");
            return Err(Error::new(ErrorKind::Argument, what)
                .advise(message!("every document needs an id of its own")));
        }
        read::unfit(text).map_err(|why| {
            Error::new(ErrorKind::Argument, message!("document `{key}`: {why}", key = &key, why))
        })?;
        Ok(Some(Text { name: Name { key, series }, text: text.to_owned(), date, title }))
    }
}

/// Sends texts to their partitions. `bounds` are the ascending keys at which a partition begins, but for the first:
/// there is one partition more than there are bounds.
///
/// # Errors
/// [`ErrorKind::Write`](crate::ErrorKind::Write) when a message cannot be made.
pub fn shuffle(texts: impl IntoIterator<Item = Text>, bounds: &[String]) -> Result<Vec<Message>> {
    let mut partitions: BTreeMap<usize, Vec<Text>> = BTreeMap::new();
    for text in texts {
        let partition = bounds.partition_point(|bound| bound.as_str() <= text.name.key.as_str());
        partitions.entry(partition).or_default().push(text);
    }
    partitions.into_iter().map(|(partition, texts)| pack(partition, texts)).collect()
}

fn pack(partition: usize, mut texts: Vec<Text>) -> Result<Message> {
    texts.sort_by(|one, other| one.name.cmp(&other.name));
    let mut columns = ColumnWriter::default();
    let mut lengths = Vec::with_capacity(texts.len() * 5);
    let mut all = String::new();
    for Text { name, text, date, title } in &texts {
        lengths.extend(name.write(&mut all));
        all.push_str(text);
        lengths.push(text.len() as u64);
        lengths.extend([date, title].map(|field| write_field(field.as_ref(), &mut all)));
    }
    columns.column(&lengths)?;
    columns.text(&all)?;
    let number = |number: usize| narrow(number);
    Ok(Message {
        to: number(partition),
        from: 0,
        kind: MessageKind::Texts,
        count: number(texts.len()),
        body: columns.finish()?,
    })
}

/// The texts of a message.
pub(super) fn unpack(body: &[u8]) -> Result<Vec<Text>> {
    let mut reader = ColumnReader::open(body)?;
    let lengths = reader.column()?;
    let all = reader.text()?;
    let mut rest = all.as_str();
    let mut texts = Vec::with_capacity(lengths.len() / 5);
    for &[key, series, text, date, title] in lengths.as_chunks::<5>().0 {
        texts.push(Text {
            name: Name::read(&[key, series], &mut rest)?,
            text: cut(&mut rest, text)?.to_owned(),
            date: read_field(date, &mut rest)?,
            title: read_field(title, &mut rest)?,
        });
    }
    Ok(texts)
}

/// Writes a field that may be missing; returns 0 when it is, else one more than its length.
fn write_field(field: Option<&String>, text: &mut String) -> u64 {
    text.push_str(field.map_or("", String::as_str));
    field.map_or(0, |field| field.len() as u64 + 1)
}

fn read_field(length: u64, rest: &mut &str) -> Result<Option<String>> {
    length.checked_sub(1).map(|length| cut(rest, length).map(str::to_owned)).transpose()
}

/// Takes so many bytes from the beginning of a text.
fn cut<'a>(rest: &mut &'a str, length: u64) -> Result<&'a str> {
    let length = usize::try_from(length).map_err(|_| damaged())?;
    let (piece, behind) = rest.split_at_checked(length).ok_or_else(damaged)?;
    *rest = behind;
    Ok(piece)
}
