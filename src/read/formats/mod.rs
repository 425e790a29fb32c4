//! Readers of texts: a file is a document.

pub(super) mod epub;
mod front;
pub(super) mod html;
pub(super) mod kanripo;
pub(super) mod markdown;
mod page;
pub(super) mod plain;
pub(super) mod printed;
pub(super) mod subtitles;
pub(super) mod tei;
mod unencoded;
pub(super) mod word_processor;
