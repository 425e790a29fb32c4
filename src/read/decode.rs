//! From bytes to text: which encoding it is, and the text without byte order mark.
//!
//! The whole file decides, not its beginning: a Chinese page may open with a screen of ASCII.

use super::encoding::Encoding;
use super::tally;
use encoding_rs::DecoderResult;

/// One broken byte in this many is damage; more means that it is another encoding.
const TOLERANCE: usize = 1_000;

/// How much text is decoded at once, in bytes.
const CHUNK: usize = 16 << 10;

const REPLACEMENT: &str = "\u{FFFD}";

/// Decodes a whole file, in the encoding asked for or the one it shows; else says why it is no text.
pub(super) fn decode(bytes: Vec<u8>, asked: Option<Encoding>) -> Result<(String, Encoding), String> {
    let (text, encoding) = match (asked, mark(&bytes)) {
        (Some(asked), marked) => named(&bytes, in_order(asked, marked))?,
        (None, Some(marked)) => {
            named(&bytes, marked).map_err(|why| format!("begins as {marked}, but is {why}"))?
        }
        (None, None) => told(bytes)?,
    };
    if is_binary(text.as_bytes()) { Err(BINARY.to_owned()) } else { Ok((text, encoding)) }
}

const BINARY: &str = "binary, not text";

/// The byte order of the file goes before the one that `utf-16` alone stands for.
fn in_order(asked: Encoding, marked: Option<Encoding>) -> Encoding {
    let is_wide = |encoding: &Encoding| matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    marked.filter(|marked| is_wide(marked) && is_wide(&asked)).unwrap_or(asked)
}

fn named(bytes: &[u8], encoding: Encoding) -> Result<(String, Encoding), String> {
    let skipped = if mark(bytes) == Some(encoding) { mark_length(encoding) } else { 0 };
    let bytes = bytes.get(skipped..).unwrap_or_default();
    let (text, broken) = text(bytes, encoding);
    match broken.first {
        Some(first) if !broken.is_tolerable(bytes) => {
            Err(format!("not {encoding}: byte {} is broken", first + skipped))
        }
        _ => Ok((text, encoding)),
    }
}

/// The text in the encoding that all of its bytes suggest.
fn told(bytes: Vec<u8>) -> Result<(String, Encoding), String> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => return Ok((text, Encoding::Utf8)),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    if let Some(text) = damaged_utf8(&bytes) {
        return Ok((text, Encoding::Utf8));
    }
    match tally::guess(&bytes) {
        Some(encoding) => named(&bytes, encoding),
        None if is_binary(&bytes) => Err(BINARY.to_owned()),
        None => {
            Err("unknown encoding; name it with --encoding, which holds for all files of a run".to_owned())
        }
    }
}

/// A text that is UTF-8 but for little damage. A page of ASCII with one word in another encoding is not.
fn damaged_utf8(bytes: &[u8]) -> Option<String> {
    let broken = stream(bytes, Encoding::Utf8, |_| ());
    let (text, _) =
        Some(broken).filter(|broken| broken.is_tolerable(bytes)).map(|_| text(bytes, Encoding::Utf8))?;
    let whole = text.chars().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER).count();
    (whole > broken.count && !text.contains('\0')).then_some(text)
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

/// Control characters that a text has no use for.
pub(super) fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{E}'..='\u{19}' | '\u{1B}'..='\u{1F}' | '\u{7F}')
}

/// What in a file does not decode. A character that the end of the file cuts in two does not count.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Broken {
    /// How many bytes.
    pub(super) count: usize,
    /// The first of them, from 0.
    pub(super) first: Option<usize>,
}

impl Broken {
    pub(super) fn is_tolerable(self, bytes: &[u8]) -> bool {
        self.count.saturating_mul(TOLERANCE) <= bytes.len()
    }
}

fn text(bytes: &[u8], encoding: Encoding) -> (String, Broken) {
    let mut text = String::with_capacity(bytes.len());
    let broken = stream(bytes, encoding, |part| text.push_str(part));
    (text, broken)
}

/// Decodes in parts, with U+FFFD for what is broken, and gives up where too much is.
pub(super) fn stream(bytes: &[u8], encoding: Encoding, mut each: impl FnMut(&str)) -> Broken {
    let mut decoder = encoding.decoder().new_decoder_without_bom_handling();
    let mut part = String::with_capacity(CHUNK);
    let mut broken = Broken::default();
    let (mut at, mut ended) = (0, false);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut part, ended);
        at += read;
        each(&part);
        part.clear();
        match result {
            DecoderResult::OutputFull => {}
            // Only now is the decoder told of the end, so that a cut character shows as such.
            DecoderResult::InputEmpty if !ended => ended = true,
            DecoderResult::InputEmpty => return broken,
            DecoderResult::Malformed(length, after) => {
                each(REPLACEMENT);
                if !ended {
                    let length = usize::from(length);
                    broken.count += length;
                    broken.first = broken.first.or(Some(at - length - usize::from(after)));
                    if !broken.is_tolerable(bytes) {
                        return broken;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
