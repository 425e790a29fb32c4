//! Readers of texts: a file is a document.

mod front;
pub(super) mod kanripo;
pub(super) mod markdown;
pub(super) mod plain;
pub(super) mod subtitles;
pub(super) mod tei;
mod unencoded;
