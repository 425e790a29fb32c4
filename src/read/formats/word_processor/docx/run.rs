//! Runs: what of a paragraph is shown, and characters that are not typed as such.

use crate::read::xml::Tag;

/// Fonts whose glyphs are no characters of Unicode.
const SYMBOLS: [&str; 6] = ["symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings", "zapfdingbats"];
/// Where such fonts have their glyphs.
const GLYPHS: u32 = 0xF000;

/// How what stands here is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// Whether the paragraph is hidden where a run does not say otherwise.
    pub(super) is_paragraph_hidden: bool,
    pub(super) is_hidden: bool,
    /// Whether it is the mark of a note, which the author typed.
    pub(super) is_mark: bool,
}

impl Run {
    /// A run of the same paragraph.
    pub(super) fn next(self) -> Self {
        Run { is_hidden: self.is_paragraph_hidden, is_mark: false, ..self }
    }
}

/// The character that a symbol is; a glyph that has no other name has one of the private use area.
pub(super) fn symbol(tag: &Tag<'_>) -> Option<char> {
    let font = tag.attribute("font").unwrap_or_default().to_lowercase();
    let code = u32::from_str_radix(&tag.attribute("char")?, 16).ok()?;
    let is_glyph = code <= 0xFF && SYMBOLS.contains(&font.as_str());
    char::from_u32(if is_glyph { GLYPHS + code } else { code }).filter(|symbol| !symbol.is_control())
}
