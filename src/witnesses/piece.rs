//! A piece of a copy.

use crate::copies::align::Alignment;

/// A stretch of another document that has the passage or a part of it, pieces of which may lie apart there.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// The passage against it, in folded characters of both documents.
    pub(crate) alignment: Alignment,
    /// How many characters agree with the passage and what surrounds it, and how similar all that is.
    pub(crate) around: (u32, f32),
    /// Whether it stands elsewhere in the order of the document than in that of the passage.
    pub(crate) moved: bool,
    /// Whether links lead there as to boilerplate.
    pub(super) formula: bool,
}
