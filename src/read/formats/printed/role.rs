//! What a region or a line of a page is, by the words that PAGE has for it, SegmOnto's vocabulary of zones and lines, and
//! those that transcribers use.

use crate::reading::Layer;

/// What a region or a line is on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It names what follows.
    Heading,
    /// A note, a commentary.
    Note,
    /// A running head, a page number, what stands in the margin for its sake.
    Furniture,
}

/// How the words begin by which each is told, without what is no letter; longer ones that mean another thing stand first.
const WORDS: [(&str, Option<Role>); 29] = [
    ("titlepage", None),
    ("title", Some(Role::Heading)),
    ("heading", Some(Role::Heading)),
    ("commentary", Some(Role::Note)),
    ("comment", Some(Role::Note)),
    ("footnote", Some(Role::Note)),
    ("endnote", Some(Role::Note)),
    ("note", Some(Role::Note)),
    ("gloss", Some(Role::Note)),
    ("annotation", Some(Role::Note)),
    ("interlinear", Some(Role::Note)),
    ("margintext", Some(Role::Note)),
    ("marginalia", Some(Role::Furniture)),
    ("pagenumber", Some(Role::Furniture)),
    ("pagination", Some(Role::Furniture)),
    ("foliation", Some(Role::Furniture)),
    ("folio", Some(Role::Furniture)),
    ("numbering", Some(Role::Furniture)),
    ("header", Some(Role::Furniture)),
    ("footer", Some(Role::Furniture)),
    ("runningtitle", Some(Role::Furniture)),
    ("runninghead", Some(Role::Furniture)),
    ("catchword", Some(Role::Furniture)),
    ("signature", Some(Role::Furniture)),
    ("quire", Some(Role::Furniture)),
    ("imageseal", Some(Role::Furniture)),
    ("seal", Some(Role::Furniture)),
    ("stamp", Some(Role::Furniture)),
    ("digitizationartefact", Some(Role::Furniture)),
];

impl Role {
    /// What a word says of its kind; nothing where that is the text itself, or nobody knows the word.
    pub(super) fn of(word: &str) -> Option<Role> {
        let letters = word.chars().filter(char::is_ascii_alphanumeric);
        let word: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        WORDS.iter().find(|(known, _)| word.starts_with(known)).and_then(|(_, role)| *role)
    }

    /// What a line of its own kind is within a region of its own: a line in the margin heads nothing.
    pub(super) fn within(line: Option<Role>, region: Option<Role>) -> Option<Role> {
        match (line, region) {
            (None, _) | (Some(Role::Heading), Some(Role::Furniture | Role::Note)) => region,
            _ => line,
        }
    }

    pub(super) fn layer(role: Option<Role>) -> Layer {
        match role {
            None | Some(Role::Heading) => Layer::Main,
            Some(Role::Note) => Layer::Note,
            Some(Role::Furniture) => Layer::Furniture,
        }
    }
}
