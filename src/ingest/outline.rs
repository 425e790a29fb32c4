//! The outline of a file: which documents it has, before any of them is indexed. What is small is held meanwhile, what
//! is not is read once more.

use crate::read::Damaged;
use crate::read::Document;
use crate::read::Encoding;
use crate::read::Sink;
use crate::read::Unfit;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;

/// So many bytes of text are held of a file of several documents.
pub(super) const HELD: u64 = 8 << 20;

/// A document of a file, in outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What its file calls it; an id may stand twice.
    pub(super) id: String,
    /// The digest of all that is known of it.
    pub(super) digest: u64,
}

impl Item {
    pub(super) fn of(document: &Document) -> Self {
        Item { id: document.id.clone(), digest: document.digest() }
    }
}

/// What one file gave.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Its documents, in their order.
    pub(super) items: Vec<Item>,
    /// Its records that are none.
    pub(super) unfit: Vec<(PathBuf, Unfit)>,
    /// Members of it that no reader is there for.
    pub(super) passed_over: Vec<PathBuf>,
    /// What it was read in; its members may differ.
    encodings: Vec<Encoding>,
    pub(super) damaged: Vec<Damaged>,
    /// The documents themselves, as long as they are small.
    held: Vec<Document>,
    bytes: u64,
}

impl Outline {
    /// All documents, where they were held.
    pub(super) fn take_held(&mut self) -> Option<Vec<Document>> {
        let held = std::mem::take(&mut self.held);
        (held.len() == self.items.len()).then_some(held)
    }

    /// The encodings that it was read in, without repetition.
    pub(super) fn encodings(&self) -> &[Encoding] {
        &self.encodings
    }
}

impl Sink for Outline {
    fn document(&mut self, document: Document) -> ControlFlow<()> {
        self.items.push(Item::of(&document));
        self.bytes += document.text.text.len() as u64;
        if self.bytes <= HELD || self.items.len() == 1 {
            self.held.push(document);
        } else {
            self.held = Vec::new();
        }
        ControlFlow::Continue(())
    }

    fn unfit(&mut self, path: &Path, unfit: Unfit) {
        self.unfit.push((path.to_path_buf(), unfit));
    }

    fn passed_over(&mut self, path: &Path) {
        self.passed_over.push(path.to_path_buf());
    }

    fn decoded(&mut self, path: &Path, encoding: Encoding, damaged: usize) {
        if !self.encodings.contains(&encoding) {
            self.encodings.push(encoding);
        }
        if damaged > 0 {
            self.damaged.push(Damaged { path: path.to_path_buf(), encoding, characters: damaged });
        }
    }
}
