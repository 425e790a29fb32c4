//! Formats: how a file is told to be of one, and who reads it.
//!
//! A reader turns bytes into documents. To add a format: write a reader, give it a name in [`Format`] and a place in
//! [`READERS`]; docs/formats.md, `--explain` and the fuzz targets have it then.

mod front;
mod plain;

use super::Document;
use super::Input;
use super::Metadata;
use super::Sink;
use super::decode::Decoded;
use super::packing::Packing;
use super::raw::Refusal;
use super::records::csv::Csv;
use super::records::json::Json;
use super::records::lines::Lines;
use super::unfit;
use crate::message::Message;
use crate::notation::choice;
use crate::reading::ReadingText;
use plain::Markdown;
use plain::Plain;
use std::ops::ControlFlow;
use std::path::Path;

choice! {
/// The format of a file.
pub enum Format {
    /// Plain text
    Plain = "plain",
    /// Markdown
    Markdown = "markdown",
    /// JSON Lines, a record on each line
    JsonLines = "json-lines",
    /// JSON, an array of records or one record
    Json = "json",
    /// CSV or TSV, a record in each row
    Csv = "csv",
}
}

/// What is to be known of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sheet {
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

impl Sheet {
    /// What is to be known of each format that is read.
    pub fn all() -> impl Iterator<Item = &'static Sheet> {
        READERS.iter().map(|reader| reader.sheet())
    }
}

/// One who reads files of a format.
pub(super) trait Reader: Sync {
    /// What is to be known of it.
    fn sheet(&self) -> &'static Sheet;

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
fn one_document(
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

/// All readers: what recognises its files by what is in them goes before those who share its endings.
static READERS: [&dyn Reader; 5] = [&Lines, &Json, &Csv, &Markdown, &Plain];

/// Those who may read files of this name.
fn by_ending(name: &[u8]) -> impl Iterator<Item = &'static dyn Reader> {
    let name = name.to_ascii_lowercase();
    let (name, _) = Packing::by_name(&name);
    // A name that begins with a dot has no ending by that.
    let ending = name.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0);
    let ending = ending.and_then(|at| name.get(at + 1..)).unwrap_or_default().to_vec();
    READERS
        .into_iter()
        .filter(move |reader| reader.sheet().endings.iter().any(|known| known.as_bytes() == ending))
}

/// Whether there is somebody who may read a file of this name.
pub(super) fn may_read(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    by_ending(name).next().is_some()
}

/// Who reads this.
pub(super) fn reader(input: &Input) -> Option<&'static dyn Reader> {
    if let Some(told) = input.rule.format {
        return READERS.into_iter().find(|reader| reader.sheet().format == told);
    }
    let by_ending: Vec<_> = by_ending(&input.name()).collect();
    let recognised = by_ending.iter().find(|reader| reader.recognises(&input.head));
    recognised.or(by_ending.last()).copied()
}
