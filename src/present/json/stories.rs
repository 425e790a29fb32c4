//! Stories as objects.

use super::AboutObject;
use super::Json;
use super::Pair;
use super::pair;
use super::write;
use crate::collate::story::Assembled;
use crate::collate::story::Sourced;
use crate::collate::story::Story;
use crate::collate::story::StoryCopy;
use crate::collate::story::StoryWitness;
use crate::place::OriginalSpan;
use serde::Serialize;
use std::io;
use std::io::Write;

#[derive(Serialize)]
struct StoryObject<'a> {
    story: usize,
    begin: &'a str,
    copies: Vec<StoryCopyObject<'a>>,
    #[serde(flatten)]
    assembled: Option<AssembledObject<'a>>,
}

#[derive(Serialize)]
struct StoryCopyObject<'a> {
    #[serde(flatten)]
    about: AboutObject<'a>,
    parts: Vec<Pair>,
    characters: u32,
    /// What it lacks of the first copy, in the source of that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    gaps: Option<Vec<Pair>>,
    /// What stands elsewhere in its order, in its own source.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<Vec<Pair>>,
}

#[derive(Serialize)]
struct AssembledObject<'a> {
    text: String,
    confidence: f32,
    stretches: Vec<StretchObject<'a>>,
}

#[derive(Serialize)]
struct StretchObject<'a> {
    text: &'a str,
    document: &'a str,
    begin: u32,
    end: u32,
    votes: u32,
}

impl Json for Story {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let copies = self.copies.iter().map(|copy| StoryCopyObject::of(copy, None)).collect();
        write(&StoryObject { story: self.number, begin: &self.begin, copies, assembled: None }, out)
    }
}

impl Json for Assembled {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let story = &self.story;
        let copies = story.copies.iter().zip(&self.witnesses);
        let copies = copies.map(|(copy, witness)| StoryCopyObject::of(copy, Some(witness))).collect();
        let stretch = |stretch| StretchObject::of(stretch, story);
        let assembled = AssembledObject {
            text: self.text(),
            confidence: self.confidence,
            stretches: self.stretches.iter().map(stretch).collect(),
        };
        write(
            &StoryObject { story: story.number, begin: &story.begin, copies, assembled: Some(assembled) },
            out,
        )
    }
}

impl<'a> StoryCopyObject<'a> {
    fn of(copy: &'a StoryCopy, witness: Option<&StoryWitness>) -> Self {
        let pairs = |spans: &[OriginalSpan]| spans.iter().copied().map(pair).collect();
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
