//! Footnotes and endnotes, which stand in parts of their own.

use super::super::page::Piece;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum NoteKind {
    Footnote,
    Endnote,
}

/// The notes of a document.
#[derive(Default)]
pub(super) struct Notes {
    /// By their ids; of one that was taken nothing is left.
    known: HashMap<(NoteKind, String), Vec<Piece>>,
    /// How many of each kind have been numbered.
    numbered: [usize; 2],
    /// How many were asked for that there are not.
    pub(super) lacking: usize,
}

impl Notes {
    pub(super) fn add(&mut self, kind: NoteKind, id: String, note: Vec<Piece>) {
        self.known.insert((kind, id), note);
    }

    /// The note of an id, where it has not been taken.
    pub(super) fn take(&mut self, kind: NoteKind, id: String) -> Vec<Piece> {
        let note = self.known.get_mut(&(kind, id)).map(std::mem::take);
        self.lacking += usize::from(note.is_none());
        note.unwrap_or_default()
    }

    /// The number of the next one.
    pub(super) fn number(&mut self, kind: NoteKind) -> usize {
        let numbered = &mut self.numbered[kind as usize];
        *numbered += 1;
        *numbered
    }
}
