//! Copies: which passages of a collection are the same, and how they differ.
//!
//! Kernels only: slices in, values out. They know neither files nor the index, so the same code runs in
//! the threads of this process and in the workers of a distributed engine. Texts are folded
//! (`fold`), spans count folded characters from the beginning of a document.

pub(crate) mod align;
pub(crate) mod best;
mod budget;
pub(crate) mod chain;
pub(crate) mod class;
pub(crate) mod cluster;
pub(crate) mod extend;
pub(crate) mod fingerprint;
pub(crate) mod forest;
pub(crate) mod link;
pub(crate) mod prefilter;
pub(crate) mod proof;
pub(crate) mod seed;
pub(crate) mod similarity;
pub(crate) mod store;
pub(crate) mod traversal;
pub(crate) mod variants;
