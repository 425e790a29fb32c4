//! Stories as objects.

use super::Json;
use super::Pair;
use super::pair;
use super::write;
use crate::collate::story::Story;
use crate::collate::story::StoryCopy;
use serde::Serialize;
use std::io;
use std::io::Write;

#[derive(Serialize)]
struct StoryObject<'a> {
    story: usize,
    begin: &'a str,
    copies: Vec<StoryCopyObject<'a>>,
}

#[derive(Serialize)]
struct StoryCopyObject<'a> {
    document: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    series: Option<&'a str>,
    parts: Vec<Pair>,
    characters: u32,
}

impl Json for Story {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&StoryObject::of(self), out)
    }
}

impl<'a> StoryObject<'a> {
    fn of(story: &'a Story) -> Self {
        let copy = |copy: &'a StoryCopy| StoryCopyObject {
            document: &copy.document,
            title: copy.title.as_deref(),
            date: copy.date.as_deref(),
            series: copy.series.as_deref(),
            parts: copy.parts.iter().copied().map(pair).collect(),
            characters: copy.characters,
        };
        StoryObject {
            story: story.number,
            begin: &story.begin,
            copies: story.copies.iter().map(copy).collect(),
        }
    }
}
