//! A story: one text in all its copies, and the best full text that can be put together from them.

use crate::catalogue::About;
use crate::place::OriginalSpan;
use serde::Serialize;

/// A text that stands, whole or in parts, in at least two documents.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Story {
    /// Its number among the stories of one state of the collection, from 1: the longest first.
    #[serde(rename = "story")]
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    pub number: usize,
    /// The first words of its most complete copy.
    pub incipit: String,
    /// Its copies: the most complete first, then by date and document.
    pub copies: Vec<StoryCopy>,
}

/// What one document has of a story.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct StoryCopy {
    /// The document it stands in.
    #[serde(flatten)]
    pub about: About,
    /// Where its parts stand in the source, in the order of the document.
    pub parts: Vec<OriginalSpan>,
    /// How many characters they have after folding.
    pub characters: u32,
}

/// A story put together from all its copies.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Assembled {
    /// The story.
    pub story: Story,
    /// How each copy stands to the most complete one, in the order of [`Story::copies`].
    pub witnesses: Vec<StoryWitness>,
    /// The text, in order; each stretch from one copy.
    pub stretches: Vec<Sourced>,
    /// How likely a character is right, on average, 0 to 1.
    pub confidence: f32,
}

/// How a copy of a story stands to the most complete one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoryWitness {
    /// What it lacks: spans in the source of the most complete copy.
    pub gaps: Vec<OriginalSpan>,
    /// Which of its stretches stand elsewhere in the order, in its own source.
    pub transpositions: Vec<OriginalSpan>,
}

/// A stretch of an assembled text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sourced {
    /// The text, with a line end after each paragraph.
    pub text: String,
    /// The copy it is taken from, by its index in [`Story::copies`].
    pub copy: usize,
    /// Where it stands in the source of that copy.
    pub span: OriginalSpan,
    /// How many copies bear out each of its characters, at least.
    pub votes: u32,
}

impl Assembled {
    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        self.stretches.iter().map(|stretch| stretch.text.as_str()).collect::<String>().trim_end().to_owned()
    }
}
