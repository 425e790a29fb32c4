//! A story put together, as one object.

use super::Json;
use super::write;
use crate::collate::story::Assembled;
use crate::collate::story::Sourced;
use crate::collate::story::Story;
use crate::collate::story::StoryCopy;
use crate::place::OriginalSpan;
use crate::present::share;
use serde::Serialize;
use std::io;
use std::io::Write;

/// A story put together from all its copies.
// `Assembled` says of copies beside the story what stands here in them, and has the text in stretches only.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Assembled))]
pub struct AssembledObject<'a> {
    /// Its number in this state of the index, from 1: the longest first.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    story: usize,
    /// The first words of its most complete copy.
    incipit: &'a str,
    /// Its copies: the most complete first, then by date and document.
    copies: Vec<AssembledCopyObject<'a>>,
    /// The whole text.
    text: String,
    /// How likely a character is right, on average.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    confidence: f32,
    /// The text, in order; each stretch from one copy.
    stretches: Vec<StretchObject<'a>>,
}

/// What one document has of a story that was put together.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = AssembledCopy))]
struct AssembledCopyObject<'a> {
    #[serde(flatten)]
    copy: &'a StoryCopy,
    /// What it lacks of the first copy, in the source of that one.
    gaps: &'a [OriginalSpan],
    /// What stands elsewhere in its order, in its own source.
    transpositions: &'a [OriginalSpan],
}

/// A stretch of a story that was put together, and the copy it is from.
// `Sourced` has its copy as an index.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Stretch))]
struct StretchObject<'a> {
    /// The text, with a line end after each paragraph.
    text: &'a str,
    /// The document whose copy it is taken from.
    document: &'a str,
    #[serde(flatten)]
    span: OriginalSpan,
    /// How many copies bear out each of its characters, at least.
    votes: u32,
}

impl<'a> AssembledObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(assembled: &'a Assembled) -> Self {
        let story = &assembled.story;
        let copies = story.copies.iter().zip(&assembled.witnesses);
        AssembledObject {
            story: story.number,
            incipit: &story.incipit,
            copies: copies
                .map(|(copy, witness)| AssembledCopyObject {
                    copy,
                    gaps: &witness.gaps,
                    transpositions: &witness.transpositions,
                })
                .collect(),
            text: assembled.text(),
            confidence: share(assembled.confidence),
            stretches: assembled.stretches.iter().map(|stretch| StretchObject::of(stretch, story)).collect(),
        }
    }
}

impl Json for Assembled {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&AssembledObject::of(self), out)
    }
}

impl<'a> StretchObject<'a> {
    fn of(stretch: &'a Sourced, story: &'a Story) -> Self {
        StretchObject {
            text: &stretch.text,
            document: story.copies.get(stretch.copy).map_or("", |copy| &copy.about.document),
            span: stretch.span,
            votes: stretch.votes,
        }
    }
}
