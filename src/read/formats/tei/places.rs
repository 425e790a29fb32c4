//! Where notes belong that stand away from what they are about.

use super::source::Element;
use super::survey::Survey;
use super::survey::Zone;
use std::collections::HashMap;
use std::ops::Range;

/// The TEI that an identifier is one of, and the identifier.
type Name = (usize, String);

/// Elements that may be named, and what names them.
#[derive(Default)]
pub(super) struct Places {
    wholes: Vec<usize>,
    /// How many texts began or ended.
    texts: usize,
    named: Vec<Place>,
    by_id: HashMap<Name, usize>,
    notes: Vec<Note>,
    pointers: Vec<(usize, Name)>,
    struck: Vec<(Place, Name)>,
    /// What nobody reads.
    hidden: Vec<Range<usize>>,
}

struct Place {
    part: Range<usize>,
    /// How many texts began or ended before.
    texts: usize,
}

struct Note {
    part: Range<usize>,
    id: Option<Name>,
    /// What it is about, the best at the end.
    about: Vec<Name>,
    zone: Zone,
}

/// The identifiers that an attribute names.
fn ids(references: &str) -> impl Iterator<Item = &str> {
    let words = references.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')'));
    words.map(|word| word.strip_prefix('#').unwrap_or(word)).filter(|word| !word.is_empty())
}

impl Places {
    fn name(&self, id: &str) -> Name {
        (self.wholes.last().copied().unwrap_or_default(), id.to_owned())
    }

    pub(super) fn begin_whole(&mut self, at: usize) {
        self.wholes.push(at);
        self.texts += 1;
    }

    pub(super) fn end_whole(&mut self) {
        self.wholes.pop();
        self.texts += 1;
    }

    /// A text begins or ends.
    pub(super) fn part(&mut self) {
        self.texts += 1;
    }

    /// An element that may be named begins.
    pub(super) fn begin(&mut self, id: &str, at: usize) -> usize {
        let number = self.named.len();
        self.named.push(Place { part: at..usize::MAX, texts: self.texts });
        self.by_id.entry(self.name(id)).or_insert(number);
        number
    }

    /// A note; the attributes say what it is about.
    pub(super) fn note(
        &mut self,
        element: &Element<'_>,
        about: &[Option<String>; 2],
        zone: Zone,
    ) -> Option<usize> {
        let about: Vec<Name> =
            about.iter().flatten().flat_map(|said| ids(said)).map(|id| self.name(id)).collect();
        let id = element.attribute("id").map(|id| self.name(&id));
        if about.is_empty() && id.is_none() {
            return None;
        }
        self.notes.push(Note { part: element.at..usize::MAX, id, about, zone });
        Some(self.notes.len() - 1)
    }

    /// A pointer, which may be the sign of a note.
    pub(super) fn point(&mut self, element: &Element<'_>) {
        let target = element.attribute("target").unwrap_or_default();
        if let Some(id) = ids(&target).next() {
            self.pointers.push((element.at, self.name(id)));
        }
    }

    /// What follows is struck out.
    pub(super) fn strike(&mut self, element: &Element<'_>) {
        let to = element.attribute("spanTo").unwrap_or_default();
        if let Some(id) = ids(&to).next() {
            let place = Place { part: element.at..element.at, texts: self.texts };
            self.struck.push((place, self.name(id)));
        }
    }

    /// A place, and a note, end.
    pub(super) fn end(&mut self, [place, note]: [Option<usize>; 2], end: usize) {
        let place = place.and_then(|place| self.named.get_mut(place)).map(|place| &mut place.part);
        let note = note.and_then(|note| self.notes.get_mut(note)).map(|note| &mut note.part);
        place.into_iter().chain(note).for_each(|part| part.end = end);
    }

    pub(super) fn hide(&mut self, part: Range<usize>) {
        self.hidden.push(part);
    }

    /// Says which notes belong where.
    pub(super) fn finish(mut self, found: &mut Survey) {
        let mut hidden = Hidden::of(std::mem::take(&mut self.hidden));
        for (begin, name) in &self.struck {
            let end = self.place(name).filter(|end| end.texts == begin.texts);
            let end = end.map(|end| end.part.start).filter(|end| *end > begin.part.start);
            if let Some(end) = end.filter(|end| !hidden.has(*end) && !hidden.has(begin.part.start)) {
                found.struck.insert(begin.part.start, end);
            }
        }
        hidden.add(found.struck.iter().map(|(begin, end)| *begin..*end));
        let mut signs: HashMap<&Name, Vec<usize>> = HashMap::new();
        for (at, name) in self.pointers.iter().filter(|(at, _)| !hidden.has(*at)) {
            signs.entry(name).or_default().push(*at);
        }
        for note in self.notes.iter().filter(|note| note.part.end < usize::MAX) {
            let apart = note.id.as_ref().filter(|_| note.zone != Zone::Paragraph);
            let own = apart.and_then(|id| signs.get(id)).map(Vec::as_slice).unwrap_or_default();
            let mut own = own.iter().filter(|at| !note.part.contains(at)).peekable();
            let sign = own.peek().map(|at| **at);
            found.signs.extend(own);
            match self.anchor(note, &hidden).or(sign) {
                Some(anchor) => {
                    found.notes.entry(anchor).or_default().push(note.part.clone());
                    found.moved.insert(note.part.start, anchor);
                }
                None => found.homeless += usize::from(note.zone == Zone::StandOff && !note.about.is_empty()),
            }
        }
    }

    fn place(&self, name: &Name) -> Option<&Place> {
        self.named.get(*self.by_id.get(name)?)
    }

    /// The last element that a note is about, where that is in the text and does not hold the note.
    fn anchor(&self, note: &Note, hidden: &Hidden) -> Option<usize> {
        let mut about = note.about.iter().rev().filter_map(|name| self.place(name));
        let is_free = |place: &&Place| {
            !hidden.has(place.part.start)
                && !note.part.contains(&place.part.start)
                && !place.part.contains(&note.part.start)
        };
        about.find(is_free).map(|place| place.part.start)
    }
}

/// Stretches of the file that nobody reads, none of which holds another.
struct Hidden {
    parts: Vec<Range<usize>>,
}

impl Hidden {
    fn of(mut parts: Vec<Range<usize>>) -> Self {
        parts.sort_by_key(|part| part.start);
        let mut merged: Vec<Range<usize>> = Vec::new();
        for part in parts {
            match merged.last_mut().filter(|last| last.end >= part.start) {
                Some(last) => last.end = last.end.max(part.end),
                None => merged.push(part),
            }
        }
        Hidden { parts: merged }
    }

    fn add(&mut self, parts: impl Iterator<Item = Range<usize>>) {
        let all = std::mem::take(&mut self.parts).into_iter().chain(parts).collect();
        *self = Hidden::of(all);
    }

    fn has(&self, at: usize) -> bool {
        let before = self.parts.partition_point(|part| part.start <= at);
        before.checked_sub(1).and_then(|last| self.parts.get(last)).is_some_and(|part| at < part.end)
    }
}
