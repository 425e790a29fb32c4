//! JSON that may be shown: what a terminal or a line would take for its own is written by its number, which means the
//! same.

use crate::present::legible::is_obeyed;
use serde_json::ser::Formatter;
use std::io;
use std::io::Write;

/// One object on one line, without a character that is obeyed.
pub(super) struct Legible;

impl Formatter for Legible {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        for piece in fragment.split_inclusive(is_obeyed) {
            let mut characters = piece.chars();
            match characters.next_back() {
                Some(last) if is_obeyed(last) => {
                    write!(out, "{}\\u{:04x}", characters.as_str(), u32::from(last))?;
                }
                _ => out.write_all(piece.as_bytes())?,
            }
        }
        Ok(())
    }

    /// JSON as somebody else wrote it: control characters up to U+001F stand between its parts only.
    fn write_raw_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        self.write_string_fragment(out, &fragment.replace(|c| c < ' ', " "))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::value::RawValue;

    #[test]
    fn nothing_is_obeyed_and_the_value_is_the_same() {
        let text = "甲\u{1b}[2J\u{7f}\u{9b}\u{85}乙\u{2028}\u{202e}\"\\";
        let mut out = Vec::new();
        text.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Legible)).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert!(!json.contains(is_obeyed), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        let raw = RawValue::from_string("[1,\r\t\"\u{9b}\"]".to_owned()).unwrap();
        let mut out = Vec::new();
        raw.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Legible)).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "[1,  \"\\u009b\"]");
    }
}
