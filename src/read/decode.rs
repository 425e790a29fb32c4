//! From bytes to text: which encoding it is, and the text without byte order mark.
//!
//! The whole file decides, not its beginning: a Chinese page may open with a screen of ASCII. What is UTF-8 but
//! for some damage is UTF-8; another encoding is taken when it makes Chinese of all the bytes, or was asked for.

mod utf8;

use super::encoding::Encoding;
use super::stream::Broken;
use super::stream::is_control;
use super::stream::stream;
use super::tally;
use super::tally::Guess;
use super::tally::Share;
use crate::message;
use crate::message::Message;
use std::io;
use std::io::Read;
use utf8::Shape;

/// A file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// The encoding told, or the one asked for.
    pub(super) encoding: Encoding,
    /// How many characters of it could not be read: U+FFFD stands for each.
    pub(super) damaged: usize,
}

/// Decodes a whole file, in the encoding asked for or the one it shows; else says why it is no text.
pub(super) fn decode(bytes: Vec<u8>, asked: Option<Encoding>) -> Result<Decoded, Message> {
    let decoded = match (asked, mark(&bytes)) {
        (Some(asked), marked) => named(&bytes, in_order(asked, marked))?,
        (None, Some(marked)) => named(&bytes, marked)
            .map_err(|why| message!("begins as {marked}, but is {why}", marked = marked.to_string(), why))?,
        (None, None) => told(bytes)?,
    };
    if is_binary(decoded.text.as_bytes()) { Err(binary()) } else { Ok(decoded) }
}

fn binary() -> Message {
    message!("binary, not text")
}

/// The byte order of the file goes before the one that `utf-16` alone stands for.
fn in_order(asked: Encoding, marked: Option<Encoding>) -> Encoding {
    marked.filter(|marked| is_wide(*marked) && is_wide(asked)).unwrap_or(asked)
}

fn is_wide(encoding: Encoding) -> bool {
    matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be)
}

/// The text in an encoding that is certain, unless most of it is broken in it.
fn named(bytes: &[u8], encoding: Encoding) -> Result<Decoded, Message> {
    let skipped = if mark(bytes) == Some(encoding) { mark_length(encoding) } else { 0 };
    let bytes = bytes.get(skipped..).unwrap_or_default();
    let (text, broken) = text(bytes, encoding);
    match broken.first {
        Some(first) if is_another(bytes, encoding, broken) => Err(message!(
            "not {encoding}: byte {n} is broken",
            encoding = encoding.to_string(),
            n = first + skipped
        )),
        _ => Ok(Decoded { text, encoding, damaged: broken.characters }),
    }
}

/// Whether the encoding explains less than half of what it would have to.
fn is_another(bytes: &[u8], encoding: Encoding, broken: Broken) -> bool {
    let telling = |byte: &&u8| is_wide(encoding) || !byte.is_ascii();
    broken.bytes * 10 > bytes.len()
        && broken.bytes * 2 > bytes.iter().filter(telling).count()
        && !(encoding == Encoding::Utf8 && Shape::of(bytes).may_be_utf8())
}

/// The text in the encoding that all of its bytes suggest.
fn told(bytes: Vec<u8>) -> Result<Decoded, Message> {
    let has_nul = bytes.contains(&0);
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !has_nul => return Ok(Decoded { text, encoding: Encoding::Utf8, damaged: 0 }),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let shape = Shape::of(&bytes);
    let utf8 = (!has_nul && shape.may_be_utf8()).then(|| utf8::text(&bytes));
    let guess = if utf8.is_some() && shape.is_utf8() { None } else { tally::guess(&bytes) };
    if let Some((text, broken)) = utf8
        && guess.is_none_or(|(_, share)| !share.exceeds(Share::of(&text)))
    {
        return Ok(Decoded { text, encoding: Encoding::Utf8, damaged: broken.characters });
    }
    match guess {
        Some((Guess::Ours(encoding), _)) => named(&bytes, encoding),
        Some((Guess::Foreign(name), _)) => {
            Err(message!("looks like {name}, which is not read; convert it to UTF-8", name))
        }
        None if is_binary(&bytes) => Err(binary()),
        None => Err(message!(
            "unknown encoding; say which with the option `encoding`, which holds for all files of a run"
        )),
    }
}

/// How much of a long text shows its encoding, in bytes from the first that is not ASCII.
const SAMPLE: usize = 1 << 20;

/// Bytes that show the encoding of a long text: the first million from where it is not ASCII any more, with the bytes
/// before them that came with the first.
pub(super) fn sample(mut bytes: impl Read) -> io::Result<Vec<u8>> {
    let mut sample = Vec::new();
    loop {
        let begin = sample.len();
        let read = bytes.by_ref().take(SAMPLE as u64 / 16).read_to_end(&mut sample)?;
        let is_over = read == 0 || sample.len() >= SAMPLE;
        if is_over {
            return Ok(sample);
        }
        if begin == 0 && sample.is_ascii() && mark(&sample).is_none() {
            sample.clear();
        }
    }
}

fn mark(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::Utf8),
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

fn mark_length(encoding: Encoding) -> usize {
    if encoding == Encoding::Utf8 { 3 } else { 2 }
}

fn is_binary(bytes: &[u8]) -> bool {
    let controls = bytes.iter().filter(|byte| is_control(char::from(**byte))).count();
    bytes.contains(&0) || controls * 50 > bytes.len()
}

fn text(bytes: &[u8], encoding: Encoding) -> (String, Broken) {
    if encoding == Encoding::Utf8 {
        return utf8::text(bytes);
    }
    let mut text = String::with_capacity(bytes.len());
    let broken = stream(bytes, encoding.decoder(), |part, _| {
        text.push_str(part);
        true
    });
    (text, broken)
}

#[cfg(test)]
mod tests;
