//! What may be shown: a text without characters that a terminal obeys, that break a line, or that turn around what
//! stands beside them. What people wrote into titles, series, dates and names goes through here on its way out.

use std::borrow::Cow;
use std::fmt::Write;

/// A text on one line in which each control character, line or paragraph separator and bidirectional control stands
/// as its number: `\x1B`, `\u{202E}`.
///
/// ```
/// assert_eq!(duikan::present::legible("汐江\u{202e}\x1b[2J"), r"汐江\u{202E}\x1B[2J");
/// ```
#[must_use]
pub fn legible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        // Writing to a string cannot fail.
        let _ = match u32::from(character) {
            _ if !is_obeyed(character) => shown.write_char(character),
            number @ ..0x100 => write!(shown, "\\x{number:02X}"),
            number => write!(shown, "\\u{{{number:04X}}}"),
        };
    }
    Cow::Owned(shown)
}

/// Whether a character is not seen but does something: to a terminal, to lines, or to the order of its neighbours.
pub(super) fn is_obeyed(character: char) -> bool {
    character.is_control() || is_format(character)
}

/// Line and paragraph separator, and bidirectional controls.
pub(super) fn is_format(character: char) -> bool {
    matches!(
        character,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_obeyed_is_shown_as_its_number() {
        assert!(matches!(legible("渡口 —“𠮷”"), Cow::Borrowed(_)));
        assert_eq!(legible("\u{1b}[2J甲\r\n\t乙\u{7}"), "\\x1B[2J甲\\x0D\\x0A\\x09乙\\x07");
        assert_eq!(legible("\u{7f}\u{9b}\u{85}\u{2028}\u{202e}"), "\\x7F\\x9B\\x85\\u{2028}\\u{202E}");
    }
}
