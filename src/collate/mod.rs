//! Collating: what copies say, place by place, when they are laid side by side.
//!
//! Kernels only, as in `copies`: folded texts and stretches in, values out. They know neither files nor
//! the index.

mod affine;
mod anchors;
pub mod collation;
pub mod columns;
pub mod compare;
pub mod comparison;
pub mod order;
pub mod seams;
pub mod stories;
pub mod story;
pub mod table;
pub mod voices;
pub mod vote;
pub mod whole;
