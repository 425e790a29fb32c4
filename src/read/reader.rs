//! What a reader of a format is.

use super::Document;
use super::Metadata;
use super::Sink;
use super::decode::Decoded;
use super::format::FormatInfo;
use super::input::Input;
use super::raw::Refusal;
use super::stream::line_ends;
use super::unfit;
use crate::reading::ReadingText;
use std::ops::ControlFlow;

/// One who reads files of a format.
pub(super) trait Reader: Sync {
    /// What is to be known of it.
    fn info(&self) -> &'static FormatInfo;

    /// Whether a file that its name allows to be of this format is so, by how it begins; such a one is preferred to
    /// what the name alone says.
    fn recognises(&self, _head: &[u8]) -> bool {
        false
    }

    /// Whether it reads only what it recognises: others use its endings for what is no text.
    fn must_recognise(&self) -> bool {
        false
    }

    /// Whether a file of it is one document that is called as the file is; else nobody can say which ones are lacking
    /// when it cannot be read.
    fn is_one_document(&self) -> bool {
        false
    }

    /// Gives all its documents, in order, and what of it is none.
    ///
    /// # Errors
    /// Says why when nothing of it could be read.
    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal>;
}

/// Gives the one document of a file that is text, as `compose` makes it of that.
pub(super) fn one_document<E: Into<Refusal>>(
    input: &Input,
    sink: &mut dyn Sink,
    compose: impl FnOnce(String) -> Result<(ReadingText, Metadata), E>,
) -> Result<(), Refusal> {
    document_of(input.decoded()?, input, sink, compose)
}

/// The same of a text that is decoded.
pub(super) fn document_of<E: Into<Refusal>>(
    Decoded { text, encoding, damaged }: Decoded,
    input: &Input,
    sink: &mut dyn Sink,
    compose: impl FnOnce(String) -> Result<(ReadingText, Metadata), E>,
) -> Result<(), Refusal> {
    let (text, metadata) = compose(text).map_err(Into::into)?;
    unfit(&text.text)?;
    sink.decoded(&input.path, encoding, damaged);
    let (ControlFlow::Continue(()) | ControlFlow::Break(())) =
        sink.document(Document { id: input.key.clone(), text, metadata });
    Ok(())
}

/// The same of a format in which lines mean something, whatever ends them.
pub(super) fn document_of_lines<E: Into<Refusal>>(
    input: &Input,
    sink: &mut dyn Sink,
    compose: impl FnOnce(String) -> Result<(ReadingText, Metadata), E>,
) -> Result<(), Refusal> {
    one_document(input, sink, |text| compose(line_ends(text)))
}
