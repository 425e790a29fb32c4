//! What comes back from a search: hits, and under each the same passage in the other copies.

use crate::copies::variants::Variant;
use crate::place::OriginalSpan;

/// The answer to a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The hits in the order asked for.
    pub hits: Vec<Hit>,
    /// How many paragraphs match in full, copies among each other included.
    pub paragraphs: usize,
    /// How many documents these stand in.
    pub documents: usize,
}

/// A paragraph that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document's key.
    pub document: String,
    /// The document's title, where known.
    pub title: Option<String>,
    /// The document's date as its source writes it, where known.
    pub date: Option<String>,
    /// The series the document belongs to, where known.
    pub series: Option<String>,
    /// The paragraph's number in the document, from 1.
    pub paragraph: u32,
    /// The paragraph in the source, up to the end of the last match where that lies beyond.
    pub span: OriginalSpan,
    /// How well it matches; only good for comparing hits of one answer.
    pub score: f32,
    /// The source text of `span`.
    pub text: String,
    /// Paragraphs before it, as many as were asked for.
    pub before: Vec<ParagraphText>,
    /// Paragraphs after it.
    pub after: Vec<ParagraphText>,
    /// Where the words of the query stand, in order, in the source.
    pub matches: Vec<OriginalSpan>,
    /// Whether it holds most words of the query only.
    pub loose: bool,
    /// Whether the match stands in a formula: a short text with very many copies.
    pub formula: bool,
    /// The other places of the same passage, by date and document.
    pub copies: Vec<Copy>,
    /// How many there are, also when fewer are listed.
    pub copies_total: usize,
    /// Whether each of them was looked at; else those that are not listed are counted where links lead, which
    /// for a formula may be far off.
    pub copies_exact: bool,
}

/// A document that matches, and in how many paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentMatches {
    /// The document's key.
    pub document: String,
    /// How many of its paragraphs match; never loosely.
    pub paragraphs: usize,
}

/// Text of a document: a paragraph, or a passage that begins in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParagraphText {
    /// The document's key.
    pub document: String,
    /// The paragraph's number, from 1.
    pub paragraph: u32,
    /// Where the text stands in the source.
    pub span: OriginalSpan,
    /// The text.
    pub text: String,
}

/// Another place of a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    /// The document's key.
    pub document: String,
    /// The document's title, where known.
    pub title: Option<String>,
    /// The document's date, where known.
    pub date: Option<String>,
    /// The document's series, where known.
    pub series: Option<String>,
    /// The paragraph in which the copy begins, from 1.
    pub paragraph: u32,
    /// The copy in the source of its document.
    pub span: OriginalSpan,
    /// Twice the characters that agree over the characters of both, after folding, 0 to 1.
    pub similarity: f32,
    /// The source text of `span`.
    pub text: String,
    /// Whether it is found only through its sister: its own text lacks what was searched for.
    pub via: bool,
    /// Where it differs from the hit (`a`), in order.
    pub variants: Vec<Variant>,
}
