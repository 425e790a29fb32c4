//! Names of files and records, as they can be shown.

use std::ffi::OsStr;
use std::fmt::Write;

/// A name as it can be shown anywhere: neither what is not UTF-8 nor what a terminal obeys is in it. Two names are never
/// shown alike: where one holds what looks like an escape, its backslash is escaped.
pub(in crate::read) fn legible(name: &OsStr) -> String {
    legible_bytes(name.as_encoded_bytes())
}

/// The same of a name in an archive.
pub(in crate::read) fn legible_bytes(name: &[u8]) -> String {
    let mut legible = String::new();
    let escape = |bytes: &[u8], legible: &mut String| {
        for byte in bytes {
            // Writing to a string cannot fail.
            let _ = write!(legible, "\\x{byte:02X}");
        }
    };
    for chunk in name.utf8_chunks() {
        for (at, character) in chunk.valid().char_indices() {
            if character.is_control() || looks_escaped(chunk.valid().as_bytes().get(at..)) {
                escape(character.encode_utf8(&mut [0; 4]).as_bytes(), &mut legible);
            } else {
                legible.push(character);
            }
        }
        escape(chunk.invalid(), &mut legible);
    }
    legible
}

/// Whether what is left of a name begins like an escape.
fn looks_escaped(rest: Option<&[u8]>) -> bool {
    let is_digit = |digit: &u8| matches!(digit, b'0'..=b'9' | b'A'..=b'F');
    matches!(rest, Some([b'\\', b'x', a, b, ..]) if is_digit(a) && is_digit(b))
}

/// Whether a file or folder of this name is none of ours: hidden, or of some tool.
pub(in crate::read) fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".") || name == b"node_modules"
}
