//! The text under way: its characters one after the other, where lines and paragraphs end, and which places begin where.

use super::plain::Due;
use super::plain::is_of_text;
use super::plain::is_space;
use super::plain::runs;
use crate::place;
use crate::reading::Composer;
use crate::reading::Layer;
use crate::reading::LayerSpan;
use crate::reading::Locus;
use crate::reading::LocusKind;
use crate::reading::ReadingText;

/// The most characters of the name of a locus.
const LONGEST_NAME: usize = 200;
/// So many characters are passed over to find one by its number.
const STEP: usize = 256;

#[derive(Default)]
pub(super) struct Flow {
    composer: Composer,
    due: Due,
    /// Spaces of the text itself since the last character.
    spaces: String,
    /// Whether a word goes on over the end of the line.
    glued: bool,
    /// The last character of the paragraph, and where it stands.
    last: Option<char>,
    layer: Layer,
    /// The page, the line and the divisions that begin with the next character.
    pending: Pending,
    loci: Vec<Locus>,
    /// Points of the text, by number.
    points: Vec<Point>,
    /// The first point after which no character came.
    waiting: usize,
    /// The heading under way: its point, and what it says.
    heading: Option<(usize, String)>,
    /// Whether a note began, of which nothing was written yet.
    in_new_note: bool,
    /// Where a note goes on, though a line may have ended before.
    going_on: Vec<u32>,
}

/// Places of which nothing is written yet.
#[derive(Default)]
struct Pending {
    page: Option<String>,
    line: Option<String>,
    divisions: Vec<String>,
}

impl Pending {
    /// Takes all of them.
    fn drain(&mut self) -> impl Iterator<Item = (LocusKind, String)> + '_ {
        let page = self.page.take().map(|name| (LocusKind::Page, name));
        let line = self.line.take().map(|name| (LocusKind::Line, name));
        let divisions = self.divisions.drain(..).map(|name| (LocusKind::Division, name));
        page.into_iter().chain(line).chain(divisions)
    }
}

/// A point between two characters.
#[derive(Debug, Clone, Copy, Default)]
struct Point {
    /// After the one before.
    after: u32,
    /// Before the next.
    before: Option<u32>,
}

/// A text, and where its points are.
pub(super) struct Draft {
    pub(super) text: ReadingText,
    points: Vec<Point>,
    /// Where every so many characters begin.
    steps: Vec<usize>,
}

impl Draft {
    /// What stands between two points.
    pub(super) fn between(&self, from: usize, to: usize) -> Option<(u32, u32)> {
        let (from, to) = (self.points.get(from)?, self.points.get(to)?);
        // Nothing between them is a place behind the character before.
        let begin = from.before.unwrap_or(from.after);
        Some((begin.min(to.after), to.after))
    }
}

impl Draft {
    fn of(text: ReadingText, points: Vec<Point>) -> Self {
        let steps = text.text.char_indices().step_by(STEP).map(|(at, _)| at).collect();
        Draft { text, points, steps }
    }

    /// So many characters of the text, or as many as there are.
    pub(super) fn stretch(&self, begin: u32, length: u32) -> Option<&str> {
        let (begin, length) = (usize::try_from(begin).ok()?, usize::try_from(length).ok()?);
        let near = self.text.text.get(*self.steps.get(begin / STEP)?..)?;
        let after = |text: &str, characters: usize| {
            text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
        };
        let stretch = near.get(after(near, begin % STEP)..)?;
        stretch.get(..after(stretch, length))
    }
}

/// Characters.
impl Flow {
    pub(super) fn text(&mut self, layer: Layer, text: &str) {
        for run in runs(text) {
            if run.starts_with(is_space) {
                self.spaces.extend(run.chars().filter(|c| is_of_text(*c)));
                self.end(if run.contains(['\n', '\r']) { Due::Layout } else { Due::Space });
            } else {
                self.run(layer, run);
            }
        }
    }

    fn run(&mut self, layer: Layer, run: &str) {
        let Some(first) = run.chars().next() else { return };
        let goes_on = layer != Layer::Main && layer == self.layer && !self.in_new_note && self.last.is_some();
        self.separate(layer, first);
        self.composer.push(layer, run);
        let at = self.composer.len() - place::scalars(run);
        self.going_on.extend(goes_on.then_some(at));
        self.loci.extend(self.pending.drain().map(|(kind, name)| Locus::new(at, kind, name)));
        for point in self.points.iter_mut().skip(self.waiting) {
            point.before = Some(at);
        }
        self.waiting = self.points.len();
        if let Some((_, heading)) = self.heading.as_mut().filter(|_| layer == Layer::Main) {
            heading.push_str(run);
        }
        self.last = run.chars().next_back();
        self.layer = layer;
        self.in_new_note = false;
    }

    /// Writes what is due before a character.
    fn separate(&mut self, layer: Layer, first: char) {
        let (due, spaces) = (std::mem::take(&mut self.due), std::mem::take(&mut self.spaces));
        let glued = std::mem::take(&mut self.glued);
        // What parts a note from the text is none of it.
        let layer = if self.layer == layer { layer } else { Layer::Main };
        match due {
            Due::Paragraph => self.composer.end_paragraph(),
            Due::Line => self.composer.end_line(),
            _ if self.last.is_none() => {}
            _ if !spaces.is_empty() => self.composer.push(layer, &spaces),
            due if glued || due.is_nothing(self.last, first) => {}
            Due::LineOfPrint => self.composer.end_line(),
            _ => self.composer.push(layer, " "),
        }
        if let Some((_, heading)) = self.heading.as_mut().filter(|(_, heading)| !heading.is_empty()) {
            heading.push_str(&spaces);
            if spaces.is_empty() && !glued && !due.is_nothing(self.last, first) {
                heading.push(' ');
            }
        }
    }

    /// So many blank characters.
    pub(super) fn blank(&mut self, characters: usize) {
        if characters == 0 {
            return;
        }
        self.spaces.extend(std::iter::repeat_n('\u{3000}', characters));
        self.end(Due::Space);
    }
}

/// Ends.
impl Flow {
    fn end(&mut self, due: Due) {
        self.due = self.due.max(due);
    }

    pub(super) fn end_paragraph(&mut self) {
        self.due = Due::Paragraph;
        self.last = None;
        self.spaces.clear();
    }

    pub(super) fn end_line(&mut self) {
        if !self.in_new_note {
            self.end(Due::Line);
            self.spaces.clear();
        }
    }

    /// A cell ends, or a paragraph in it.
    pub(super) fn end_cell(&mut self) {
        self.spaces.clear();
        self.blank(1);
    }

    /// A line of the print ends.
    pub(super) fn end_line_of_print(&mut self) {
        self.end(Due::LineOfPrint);
    }

    /// The same within a word.
    pub(super) fn run_on(&mut self) {
        self.glued = true;
    }

    /// A note begins within a paragraph.
    pub(super) fn begin_note(&mut self) {
        self.in_new_note = true;
    }

    /// It ends: main text runs on over it.
    pub(super) fn end_note(&mut self) {
        if !self.in_new_note {
            self.due = Due::Nothing;
            self.spaces.clear();
        }
        self.in_new_note = false;
    }

    /// The text.
    pub(super) fn finish(self) -> Draft {
        let mut text = self.composer.finish();
        let mut going_on = self.going_on.into_iter().peekable();
        let mut layers: Vec<LayerSpan> = Vec::new();
        for LayerSpan { layer, span } in std::mem::take(&mut text.marks.layers) {
            while going_on.next_if(|at| *at < span.begin).is_some() {}
            let goes_on = going_on.peek() == Some(&span.begin);
            match layers.last_mut().filter(|last| goes_on && last.layer == layer) {
                Some(last) => last.span.end = span.end,
                None => layers.push(LayerSpan { layer, span }),
            }
        }
        text.marks.layers = layers;
        text.marks.loci = self.loci;
        text.marks.loci.sort_by_key(|locus| (locus.at, locus.kind));
        text.marks.number_loci();
        Draft::of(text, self.points)
    }
}

/// Places.
impl Flow {
    /// Says what begins with the next character; of a page or a line on which nothing stands nothing is said.
    pub(super) fn locus(&mut self, kind: LocusKind, name: &str) {
        let name = Some(short(name)).filter(|name| !name.is_empty());
        match (kind, name) {
            (LocusKind::Page, name) => self.pending.page = name,
            (LocusKind::Line, name) => self.pending.line = name,
            (_, Some(name)) if !self.pending.divisions.iter().rev().take(8).any(|known| *known == name) => {
                self.pending.divisions.push(name);
            }
            _ => {}
        }
    }

    /// The point here, by its number.
    pub(super) fn point(&mut self) -> usize {
        self.points.push(Point { after: self.composer.len(), before: None });
        self.points.len() - 1
    }

    pub(super) fn begin_heading(&mut self) {
        if self.heading.is_none() {
            self.heading = Some((self.point(), String::new()));
        }
    }

    /// The heading has ended: the place is called as it says.
    pub(super) fn end_heading(&mut self) {
        let Some((point, heading)) = self.heading.take() else { return };
        let at = self.points.get(point).and_then(|point| point.before);
        if let Some(at) = at.filter(|_| !heading.is_empty()) {
            self.loci.push(Locus::new(at, LocusKind::Division, short(&heading)));
        }
    }
}

fn short(name: &str) -> String {
    name.trim().chars().take(LONGEST_NAME).collect()
}
