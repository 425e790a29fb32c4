//! Footnotes: which there are, and which of them a mark means.

use crate::reading::Layer;
use std::collections::HashMap;

/// A piece of what is held back: of a heading or of a note.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::read::formats) enum Piece {
    Text(Layer, String),
    LineEnd,
    /// The note that a mark means goes here: its label, and where in the source the mark stands.
    Reference(String, usize),
}

/// The footnotes of a source.
#[derive(Default)]
pub(in crate::read::formats) struct Notes {
    /// In the order of the source; none where one was taken.
    all: Vec<Option<Vec<Piece>>>,
    /// By its label, where in the source each note stands and which it is.
    by_label: HashMap<String, Vec<(usize, usize)>>,
    /// How many were looked at by [`Notes::take_next`].
    passed: usize,
    /// Where in the source the marks in the text stand, ascending.
    pub(in crate::read::formats) marks: Vec<usize>,
}

impl Notes {
    /// Adds the next note.
    pub(in crate::read::formats) fn add(&mut self, label: &str, at: usize, pieces: Vec<Piece>) {
        self.by_label.entry(label.to_lowercase()).or_default().push((at, self.all.len()));
        self.all.push(Some(pieces));
    }

    /// The note that a mark means, if it has not been taken. Chapters that were put together in one file may each have
    /// a note of this label: it is the next one below the mark, else the last one above.
    pub(in crate::read::formats) fn take(&mut self, label: &str, mark: usize) -> Vec<Piece> {
        let of_label = self.by_label.get(&label.to_lowercase()).map(Vec::as_slice).unwrap_or_default();
        let below = of_label.partition_point(|(at, _)| *at <= mark);
        let (_, meant) = of_label.get(below).or(of_label.last()).copied().unwrap_or((0, usize::MAX));
        self.all.get_mut(meant).and_then(Option::take).unwrap_or_default()
    }

    /// The next note that was not taken.
    pub(in crate::read::formats) fn take_next(&mut self) -> Option<Vec<Piece>> {
        while let Some(note) = self.all.get_mut(self.passed) {
            self.passed += 1;
            if let Some(pieces) = note.take() {
                return Some(pieces);
            }
        }
        None
    }

    /// Whether a mark stands in this stretch of the source.
    pub(in crate::read::formats) fn has_mark_in(&self, stretch: std::ops::Range<usize>) -> bool {
        let next = self.marks.partition_point(|mark| *mark < stretch.start);
        self.marks.get(next).is_some_and(|mark| *mark < stretch.end)
    }
}
