//! Collating: what copies say, place by place, when they are laid side by side.
//!
//! Kernels only, as in `copies`: folded texts and stretches in, values out. They know neither files nor
//! the index.

mod affine;
mod anchors;
pub(crate) mod assemble;
pub(crate) mod attestation;
pub(crate) mod boundaries;
pub(crate) mod collation;
pub(crate) mod columns;
pub(crate) mod compare;
pub(crate) mod comparison;
pub(crate) mod corpus;
pub(crate) mod order;
pub(crate) mod page;
pub(crate) mod sentences;
pub(crate) mod side_by_side;
pub(crate) mod stories;
pub(crate) mod story;
pub(crate) mod table;
pub(crate) mod vote;
pub(crate) mod whole;
