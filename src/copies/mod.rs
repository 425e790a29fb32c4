//! Copies: which passages of a collection are the same, and how they differ.
//!
//! Kernels only: slices in, values out. They know neither files nor the index, so the same code runs in
//! the threads of this process and in the workers of a distributed engine. Texts are folded
//! (`fold`), spans count folded characters from the beginning of a document.

pub mod align;
pub(crate) mod best;
mod budget;
pub mod chain;
pub mod class;
pub mod cluster;
pub mod extend;
pub mod fingerprint;
pub mod forest;
pub mod link;
pub mod prefilter;
pub(crate) mod proof;
pub mod seed;
pub mod similarity;
pub mod store;
pub mod traversal;
pub mod variants;
