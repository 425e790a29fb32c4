//! Readers of texts: a file is a document.

mod front;
pub(super) mod markdown;
pub(super) mod plain;
