//! Texts on their way home.

use super::Kind;
use super::Message;
use super::sheet::Pages;
use super::sheet::Sheet;
use crate::error::Result;
use std::collections::BTreeMap;

/// A document as an engine hands it over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// Its key; no two of a collection have the same.
    pub key: String,
    /// Its text.
    pub text: String,
    /// The source it comes from.
    pub series: Option<String>,
    /// Its date, as written.
    pub date: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

impl Text {
    /// The fields that may be missing.
    fn fields(&mut self) -> [&mut Option<String>; 3] {
        [&mut self.series, &mut self.date, &mut self.title]
    }
}

/// Sends texts to their homes. `bounds` are the ascending keys at which a home begins, but for the first:
/// there is one home more than there are bounds.
///
/// # Errors
/// [`ErrorKind::Write`](crate::ErrorKind::Write) when a message cannot be made.
pub fn deal(texts: impl IntoIterator<Item = Text>, bounds: &[String]) -> Result<Vec<Message>> {
    let mut homes: BTreeMap<usize, Vec<Text>> = BTreeMap::new();
    for text in texts {
        let home = bounds.partition_point(|bound| bound.as_str() <= text.key.as_str());
        homes.entry(home).or_default().push(text);
    }
    homes.into_iter().map(|(home, texts)| pack(home, texts)).collect()
}

fn pack(home: usize, mut texts: Vec<Text>) -> Result<Message> {
    texts.sort_by(|one, other| one.key.cmp(&other.key));
    let mut sheet = Sheet::default();
    let mut lengths = Vec::with_capacity(texts.len() * 5);
    let mut all = String::new();
    for text in &mut texts {
        // 0 says that there is none.
        let length = |field: &Option<String>| field.as_ref().map_or(0, |field| field.len() as u64 + 1);
        lengths.extend([text.key.len() as u64, text.text.len() as u64]);
        let fields = text.fields();
        lengths.extend(fields.iter().map(|field| length(field)));
        let fields: String = fields.into_iter().filter_map(|field| field.take()).collect();
        all.extend([text.key.as_str(), text.text.as_str(), fields.as_str()]);
    }
    sheet.column(&lengths)?;
    sheet.text(&all)?;
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Message {
        to: number(home),
        from: 0,
        kind: Kind::Texts,
        count: number(texts.len()),
        body: sheet.finish()?,
    })
}

/// The texts of a message.
pub(super) fn unpack(body: &[u8]) -> Result<Vec<Text>> {
    let mut pages = Pages::open(body)?;
    let lengths = pages.column()?;
    let all = pages.text()?;
    let mut rest = all.as_str();
    let mut next = |length: u64| -> Result<String> {
        let length = usize::try_from(length).map_err(|_| super::sheet::damaged())?;
        let (piece, behind) = rest.split_at_checked(length).ok_or_else(super::sheet::damaged)?;
        rest = behind;
        Ok(piece.to_owned())
    };
    let mut texts = Vec::with_capacity(lengths.len() / 5);
    for &[key, text, fields @ ..] in lengths.as_chunks::<5>().0 {
        let mut document = Text { key: next(key)?, text: next(text)?, ..Text::default() };
        for (field, length) in document.fields().into_iter().zip(fields) {
            *field = length.checked_sub(1).map(&mut next).transpose()?;
        }
        texts.push(document);
    }
    Ok(texts)
}
