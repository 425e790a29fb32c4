//! Characters that Unicode has not, or had not, as the projects that number them write them.

/// The first of the private-use characters that the Kanseki Repository numbers: KR0001 is the one after it.
const KANRIPO: u32 = 0x10_5000;
/// The same of CBETA: CB00001 is the one after it.
const CBETA: u32 = 0xF_0000;
/// 〓, which stands in print for a character that is not at hand.
pub(super) const GETA: char = '\u{3013}';

/// A character by its number in a list; the lists of others have no place in the private-use area that all agree on.
pub(super) fn named(name: &str) -> char {
    let listed = |list: &str, first: u32| {
        let number: u32 = name.strip_prefix(list)?.parse().ok()?;
        char::from_u32(first.checked_add(number)?)
    };
    listed("KR", KANRIPO).or_else(|| listed("CB", CBETA)).unwrap_or(GETA)
}
