//! Witnesses: which other places have a passage, how much of it each has, and where.
//!
//! Every face asks here, so a passage has the same copies wherever it is looked at. Links say where to look
//! ([`reached`]), each place is aligned with the passage ([`pieces`]), pieces that stand in order are one copy
//! ([`entry`]), which reaches to the ends of the passage ([`extent`]).

mod entry;
mod extent;
mod filter;
mod find;
mod kept;
mod piece;
mod pieces;
mod reached;

pub use crate::copies::traversal::Formulae;
pub use entry::CopyKind;
pub(crate) use entry::Entry;
pub use filter::CopyFilter;
pub use filter::CopyOrder;
pub(crate) use find::Finder;
pub(crate) use find::Focus;
pub(crate) use find::Witnesses;
pub(crate) use kept::Kept;
pub(crate) use piece::Piece;
pub(crate) use reached::shared_places;

use crate::place::DocNo;
use crate::place::FoldedSpan;

/// A passage whose copies are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Passage {
    pub(crate) document: DocNo,
    /// In folded characters of its document.
    pub(crate) span: FoldedSpan,
}

/// Folded characters around a passage that take part in the alignment, so that short passages have enough to hold on
/// to.
const AROUND: u32 = 80;

/// Stretches of so many characters that one text has, or has instead of others, are not aligned: they are told as
/// differences, and are no part of what a copy has of the passage, nor of how similar it is.
pub(crate) const GAP: u32 = 10;

impl Passage {
    /// How much more another document may have between two pieces of one copy: no more than the passage is long.
    fn reach(&self) -> u32 {
        self.span.len().max(3 * AROUND)
    }
}

fn widen(span: FoldedSpan, by: u32) -> FoldedSpan {
    FoldedSpan::new(span.begin.saturating_sub(by), span.end.saturating_add(by))
}
