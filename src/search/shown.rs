//! What an answer shows already: the places of its hits and of their copies.

use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::witnesses::Passage;
use crate::witnesses::Witnesses;
use rustc_hash::FxHashMap;

/// Places shown, as a hit or its copy.
#[derive(Default)]
pub(super) struct Shown {
    spans: FxHashMap<DocNo, Vec<FoldedSpan>>,
}

impl Shown {
    /// Adds a hit and its copies.
    pub(super) fn add(&mut self, own: Passage, copies: &Witnesses) {
        let places = copies.places.iter().map(|&(document, span, _)| (document, span));
        for (document, span) in places.chain([(own.document, own.span)]) {
            self.spans.entry(document).or_default().push(span);
        }
    }

    /// Whether anything of a document is shown.
    pub(super) fn knows(&self, document: DocNo) -> bool {
        self.spans.contains_key(&document)
    }

    /// Whether all of these parts, at least one, are shown.
    pub(super) fn holds(&self, document: DocNo, parts: &[FoldedSpan]) -> bool {
        let spans = self.spans.get(&document).map(Vec::as_slice).unwrap_or_default();
        let holds = |part: &FoldedSpan| spans.iter().any(|span| span.intersect(*part) == *part);
        !parts.is_empty() && parts.iter().all(holds)
    }
}
