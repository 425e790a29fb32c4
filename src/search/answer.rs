//! What comes back from a search: hits, and under each the same passage in the other copies.

use crate::catalogue::About;
use crate::copies::variants::Variant;
use crate::notation::told_share;
use crate::place::OriginalSpan;
use crate::reading::Origin;
use crate::reading::Region;
use crate::witnesses::CopyKind;
use serde::Serialize;

/// The answer to a query.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Answer {
    /// The hits in the order asked for.
    pub hits: Vec<Hit>,
    /// How many paragraphs match in full, copies among each other included.
    pub paragraphs: usize,
    /// How many documents these stand in.
    pub documents: usize,
}

/// A paragraph that matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Hit {
    /// The document it stands in.
    #[serde(flatten)]
    pub about: About,
    /// The paragraph's number in the document, from 1.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    pub paragraph: u32,
    /// The paragraph in the source, up to the end of the last match where that lies beyond.
    #[serde(flatten)]
    pub span: OriginalSpan,
    /// How well it matches; only good for comparing hits of one answer.
    pub score: f32,
    /// Its source text.
    pub text: String,
    /// Where it stands in the source's own terms.
    #[serde(flatten)]
    pub origin: Origin,
    /// Where the words of the query stand, in order, in the source.
    pub matches: Vec<MatchedWords>,
    /// Whether it holds most words of the query only.
    pub loose: bool,
    /// Whether the match stands in a formula: a short text with very many copies.
    pub formula: bool,
    /// The other places of the same passage, what has the most of it first; as many as were asked for.
    pub copies: Vec<PassageCopy>,
    /// How many places have at least half of it, listed or not.
    pub copies_total: usize,
    /// How many have less.
    pub parts_total: usize,
    /// Paragraphs before it, as many as were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<ParagraphText>,
    /// Paragraphs after it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<ParagraphText>,
}

/// Where words of a query stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct MatchedWords {
    /// Where in the source.
    #[serde(flatten)]
    pub span: OriginalSpan,
    /// Where on the pictures of its pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
}

/// A document that matches, and in how many paragraphs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct DocumentMatches {
    /// The document's key.
    pub document: String,
    /// How many of its paragraphs match; never loosely.
    pub paragraphs: usize,
}

/// Text of a document: a paragraph, or a passage that begins in one.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Passage))]
#[non_exhaustive]
pub struct ParagraphText {
    /// The document's key.
    pub document: String,
    /// The paragraph's number, from 1.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    pub paragraph: u32,
    /// Where the text stands in the source.
    #[serde(flatten)]
    pub span: OriginalSpan,
    /// The text.
    pub text: String,
    /// Where it stands in the source's own terms.
    #[serde(flatten)]
    pub origin: Origin,
}

/// Another place of a passage.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Copy))]
#[non_exhaustive]
pub struct PassageCopy {
    /// The document it stands in.
    #[serde(flatten)]
    pub about: About,
    /// The paragraph in which the copy begins, from 1.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    pub paragraph: u32,
    /// The copy in the source of its document; its longest piece, when it stands there in several.
    #[serde(flatten)]
    pub span: OriginalSpan,
    /// How much of the passage it has, in a word.
    pub kind: CopyKind,
    /// How much of the passage it has: characters of the passage aligned with it over all of them, after folding, 0 to
    /// 1. A hit's passage is its paragraph.
    #[serde(serialize_with = "told_share")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub coverage: f32,
    /// Twice the characters that agree over the characters of both, after folding, 0 to 1; of what is aligned: stretches
    /// of ten characters and more that one has, or has instead of others, are among `variants` and do not count.
    #[serde(serialize_with = "told_share")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub similarity: f32,
    /// Its source text.
    pub text: String,
    /// Where it stands in the source's own terms.
    #[serde(flatten)]
    pub origin: Origin,
    /// How many characters of the passage are aligned with it, after folding.
    #[serde(skip)]
    pub covered: u32,
    /// How many characters the passage has, after folding.
    #[serde(skip)]
    pub passage: u32,
    /// Whether it is found only through its sister: its own text lacks what was searched for.
    pub via: bool,
    /// Where it differs from the hit (`a`), in order.
    pub variants: Vec<Variant>,
    /// The pieces it stands in, in the order of the passage; one, where no more lies between them than the passage is
    /// long; then JSON leaves it out.
    #[serde(skip_serializing_if = "is_one")]
    pub pieces: Vec<CopyPiece>,
}

/// Whether a copy stands in one piece, which is the copy itself.
fn is_one(pieces: &[CopyPiece]) -> bool {
    pieces.len() < 2
}

/// A piece of a copy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Piece))]
#[non_exhaustive]
pub struct CopyPiece {
    /// The paragraph in which it begins, from 1.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    pub paragraph: u32,
    /// Where it stands in the source of its document.
    #[serde(flatten)]
    pub span: OriginalSpan,
    /// What it has of the passage, in the source of the passage's document.
    pub passage: OriginalSpan,
    /// Whether it stands in another order than in the passage.
    pub moved: bool,
    /// Where it stands on the pictures of its pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
}
