//! Characters that a header describes, for they are not, or were not, in Unicode.

use crate::read::formats::unencoded;
use std::collections::HashMap;

/// The characters of a list by their identifiers.
#[derive(Default)]
pub(super) struct Glyphs {
    by_id: HashMap<String, Glyph>,
    /// The one under way.
    id: Option<String>,
    property: String,
}

/// What a character is written as: in Unicode, as another one that is the same, in a private-use area.
#[derive(Default)]
struct Glyph {
    unicode: Option<String>,
    normal: Option<String>,
    private: Option<String>,
}

impl Glyphs {
    /// The description of a character begins.
    pub(super) fn begin(&mut self, id: Option<String>) {
        self.id = id;
        self.property.clear();
    }

    /// What an element in it says.
    pub(super) fn says(&mut self, name: &str, kind: Option<&str>, text: &str) {
        let Some(id) = self.id.clone().filter(|_| !text.is_empty()) else { return };
        match (name, kind.unwrap_or_default()) {
            ("localName", _) => text.clone_into(&mut self.property),
            ("value", _) if self.property.starts_with("normal") => {
                self.by_id.entry(id).or_default().normal = character(text);
            }
            ("mapping", "unicode" | "Unicode") => self.by_id.entry(id).or_default().unicode = character(text),
            ("mapping", "PUA" | "pua") => self.by_id.entry(id).or_default().private = character(text),
            ("mapping", "normal_unicode" | "normalized" | "standard") => {
                self.by_id.entry(id).or_default().normal = character(text);
            }
            _ => {}
        }
    }

    /// What stands for the character that is called so: what its description says, else one without a name.
    pub(super) fn shown(&self, reference: &str) -> String {
        let id = reference.rsplit(['#', ':']).next().unwrap_or_default();
        let known = self.by_id.get(id);
        let shown = known.and_then(|glyph| {
            [&glyph.unicode, &glyph.normal, &glyph.private].into_iter().flatten().next().cloned()
        });
        shown.unwrap_or_else(|| unencoded::named(id).to_string())
    }
}

/// A character, or a few, themselves or by their numbers: `U+2CEE9`.
fn character(text: &str) -> Option<String> {
    let number = |word: &str| {
        let digits = word.strip_prefix("U+").or_else(|| word.strip_prefix("&#x"))?.trim_end_matches(';');
        u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
    };
    let numbers: Option<String> = text.split_whitespace().map(number).collect();
    let character = numbers.unwrap_or_else(|| text.to_owned());
    let is_short = (1..=8).contains(&character.chars().count());
    (is_short && !character.contains(char::is_control)).then_some(character)
}
