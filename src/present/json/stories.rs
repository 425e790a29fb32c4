//! Stories as objects.

use super::AboutObject;
use super::Json;
use super::SpanObject;
use super::write;
use crate::collate::story::Assembled;
use crate::collate::story::Sourced;
use crate::collate::story::Story;
use crate::collate::story::StoryCopy;
use crate::collate::story::StoryWitness;
use crate::place::OriginalSpan;
use crate::present::share;
use serde::Serialize;
use std::io;
use std::io::Write;

/// The JSON form of a [`Story`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Story))]
pub struct StoryObject<'a> {
    story: usize,
    begin: &'a str,
    copies: Vec<StoryCopyObject<'a>>,
}

/// What one document has of a story.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = StoryCopy))]
struct StoryCopyObject<'a> {
    #[serde(flatten)]
    about: AboutObject<'a>,
    parts: Vec<SpanObject>,
    characters: u32,
    /// What it lacks of the first copy, in the source of that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    gaps: Option<Vec<SpanObject>>,
    /// What stands elsewhere in its order, in its own source.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<Vec<SpanObject>>,
}

/// The JSON form of an [`Assembled`] story.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Assembled))]
pub struct AssembledObject<'a> {
    #[serde(flatten)]
    story: StoryObject<'a>,
    text: String,
    confidence: f32,
    stretches: Vec<StretchObject<'a>>,
}

/// A stretch from one copy.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Stretch))]
struct StretchObject<'a> {
    text: &'a str,
    document: &'a str,
    begin: u32,
    end: u32,
    votes: u32,
}

impl<'a> StoryObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(story: &'a Story) -> Self {
        let copies = story.copies.iter().map(|copy| StoryCopyObject::of(copy, None)).collect();
        StoryObject { story: story.number, begin: &story.begin, copies }
    }
}

impl<'a> AssembledObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(assembled: &'a Assembled) -> Self {
        let story = &assembled.story;
        let copies = story.copies.iter().zip(&assembled.witnesses);
        let copies = copies.map(|(copy, witness)| StoryCopyObject::of(copy, Some(witness))).collect();
        AssembledObject {
            story: StoryObject { story: story.number, begin: &story.begin, copies },
            text: assembled.text(),
            confidence: share(assembled.confidence),
            stretches: assembled.stretches.iter().map(|stretch| StretchObject::of(stretch, story)).collect(),
        }
    }
}

impl Json for Story {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&StoryObject::of(self), out)
    }
}

impl Json for Assembled {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&AssembledObject::of(self), out)
    }
}

impl<'a> StoryCopyObject<'a> {
    fn of(copy: &'a StoryCopy, witness: Option<&StoryWitness>) -> Self {
        let pairs = |spans: &[OriginalSpan]| spans.iter().copied().map(SpanObject::of).collect();
        StoryCopyObject {
            about: AboutObject::of(&copy.about),
            parts: pairs(&copy.parts),
            characters: copy.characters,
            gaps: witness.map(|witness| pairs(&witness.gaps)),
            moved: witness.map(|witness| pairs(&witness.moved)),
        }
    }
}

impl<'a> StretchObject<'a> {
    fn of(stretch: &'a Sourced, story: &'a Story) -> Self {
        StretchObject {
            text: &stretch.text,
            document: story.copies.get(stretch.copy).map_or("", |copy| &copy.about.document),
            begin: stretch.span.begin,
            end: stretch.span.end,
            votes: stretch.votes,
        }
    }
}
