//! What a reader of a format is, and what is to be known of the format.

use super::Document;
use super::Metadata;
use super::Sink;
use super::decode::Decoded;
use super::input::Input;
use super::raw::Refusal;
use super::unfit;
use crate::message::Message;
use crate::notation::choice;
use crate::reading::ReadingText;
use std::ops::ControlFlow;

choice! {
/// The format of a file.
pub enum Format {
    /// Plain text
    Plain = "plain",
    /// Markdown
    Markdown = "markdown",
    /// JSON Lines, a record on each line
    JsonLines = "json-lines",
    /// Kanripo's texts, as Mandoku writes them
    Kanripo = "kanripo",
    /// Subtitles, SRT
    SubRip = "srt",
    /// Subtitles of the web, VTT
    WebVtt = "vtt",
    /// Subtitles with styles, ASS and SSA
    SubStationAlpha = "ass",
    /// Lyrics with times, LRC
    Lyrics = "lrc",
}
}

/// What is to be known of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FormatInfo {
    /// The format.
    pub format: Format,
    /// The endings of its files, in lower case; an empty one for files without any.
    pub endings: &'static [&'static str],
    /// By what a file is known to be of it.
    pub told_by: &'static str,
    /// What of it is not the text itself.
    pub layers: &'static str,
    /// What its loci are.
    pub loci: &'static str,
    /// What fields its documents have.
    pub fields: &'static str,
    /// What its documents are called.
    pub keys: &'static str,
    /// What is held of it, and what is refused.
    pub limits: &'static str,
}

/// One who reads files of a format.
pub(super) trait Reader: Sync {
    /// What is to be known of it.
    fn info(&self) -> &'static FormatInfo;

    /// Whether a file that its name allows to be of this format is so, by how it begins; such a one is preferred to
    /// what the name alone says.
    fn recognises(&self, _head: &[u8]) -> bool {
        false
    }

    /// Gives all its documents, in order, and what of it is none.
    ///
    /// # Errors
    /// Says why when nothing of it could be read.
    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal>;
}

/// Gives the one document of a file that is text, as `compose` makes it of that.
pub(super) fn one_document(
    input: &Input,
    sink: &mut dyn Sink,
    compose: impl FnOnce(String) -> Result<(ReadingText, Metadata), Message>,
) -> Result<(), Refusal> {
    let Decoded { text, encoding, damaged } = input.decoded()?;
    let (text, metadata) = compose(text)?;
    unfit(&text.text)?;
    sink.decoded(&input.path, encoding, damaged);
    let (ControlFlow::Continue(()) | ControlFlow::Break(())) =
        sink.document(Document { id: input.key.clone(), text, metadata });
    Ok(())
}
