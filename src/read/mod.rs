//! Reading: what lies in a folder becomes documents of text, and whatever cannot be read says why.
//!
//! One bad file never stops the rest: it becomes a [`Skipped`]. The text is kept as decoded, front matter
//! and line ends included, so that an offset into it is an offset into the source. What a text means,
//! where its paragraphs are, which documents an index already has: all that is left to others.

mod allowance;
mod archives;
#[cfg(test)]
mod contents;
mod decode;
mod encoding;
#[cfg(test)]
pub(crate) mod faults;
mod format;
mod formats;
mod input;
mod metadata;
mod name;
mod packing;
mod raw;
mod reader;
mod records;
mod registry;
mod rules;
mod stream;
mod table;
mod tally;
mod unsupported;
mod walk;
mod xml;

pub use encoding::Encoding;
pub use format::Format;
pub use format::FormatInfo;
pub(crate) use metadata::Metadata;
pub(crate) use raw::Refusal;
pub(crate) use records::Unfit;
pub use rules::Rule;
pub(crate) use table::Listed;
pub(crate) use table::table;
pub use unsupported::Unsupported;
pub use unsupported::UnsupportedKind;
pub(crate) use walk::Listing;
pub(crate) use walk::SourceFile;
pub(crate) use walk::list;

use crate::message;
use crate::message::Message;
use crate::notation::shown;
use crate::reading::ReadingText;
use input::Input;
use rules::Rules;
use serde::Deserialize;
use serde::Serialize;
use serde::Serializer;
use std::fmt;
use std::hash::Hasher;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;
use twox_hash::XxHash64;

/// The most scalar values of one document; offsets and folded offsets must fit 32 bits with room to spare.
const LONGEST: usize = u32::MAX as usize / 2;

/// The most bytes of a file, after unpacking: it is held whole.
pub(crate) const LONGEST_FILE: u64 = 2 << 30;

/// One document 文献 as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// What its file calls it: the key of its file, or the `id` of its record.
    pub(crate) id: String,
    /// Its text; never only white space.
    pub(crate) text: ReadingText,
    /// What its source says about it.
    pub(crate) metadata: Metadata,
}

impl Document {
    /// A digest of all that is known of it: another one is another document.
    pub(crate) fn digest(&self) -> u64 {
        let ReadingText { text, body, marks, .. } = &self.text;
        let mut hasher = XxHash64::with_seed(u64::from(*body));
        hasher.write(text.as_bytes());
        hasher.write(&postcard::to_stdvec(&self.metadata).unwrap_or_default());
        hasher.write(&marks.bytes().filter(|_| !marks.is_empty()).unwrap_or_default());
        hasher.finish()
    }
}

/// A file or record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Skipped {
    /// The file or folder; in JSON, bytes that are not UTF-8 are written `\xNN`.
    #[serde(serialize_with = "path_text")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub path: PathBuf,
    /// The line of the record, from 1, when only that one was left out.
    #[cfg_attr(feature = "schema", schema(required, minimum = 1))]
    pub line: Option<usize>,
    /// The reason, as part of a sentence.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub why: Message,
}

/// A path as text. Where it is stored, what is not UTF-8 or would be obeyed is written `\xNN`; JSON has it as it is, or
/// as it was stored.
pub(crate) fn path_text<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(&path.display())
    } else {
        serializer.serialize_str(&name::legible(path.as_os_str()))
    }
}

impl Skipped {
    pub(crate) fn file(path: &Path, why: Message) -> Skipped {
        Skipped { path: path.to_path_buf(), line: None, why }
    }

    fn line(path: &Path, line: usize, why: Message) -> Skipped {
        Skipped { path: path.to_path_buf(), line: Some(line), why }
    }
}

impl Skipped {
    /// `path:line: why`, or `path: why`.
    #[must_use]
    pub fn message(&self) -> Message {
        let (path, why) = (self.path.as_path(), self.why.clone());
        match self.line {
            Some(line) => message!("{path}:{line}: {why}", path, line, why),
            None => message!("{path}: {why}", path, why),
        }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// A file that was read although some of it is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = DamagedFile))]
#[non_exhaustive]
pub struct Damaged {
    /// The file.
    #[serde(serialize_with = "path_text")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub path: PathBuf,
    /// The encoding it was read in.
    #[serde(serialize_with = "shown")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub encoding: Encoding,
    /// How many characters could not be read: U+FFFD stands for each.
    pub characters: usize,
}

impl Damaged {
    /// `path: read as UTF-8, 3 damaged characters are shown as U+FFFD`.
    #[must_use]
    pub fn message(&self) -> Message {
        message!(
            "{path}: read as {encoding}, {n} damaged {n|character is|characters are} shown as U+FFFD",
            path = name::legible(self.path.as_os_str()),
            encoding = self.encoding.to_string(),
            n = self.characters,
        )
    }
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Hears what is read of a file.
pub(crate) trait Sink {
    /// A document, which is the next; breaks when no more are wanted.
    fn document(&mut self, document: Document) -> ControlFlow<()>;

    /// A record of a file, or a member of an archive, that is no document.
    fn unfit(&mut self, path: &Path, unfit: Unfit);

    /// A member of an archive that no reader is there for.
    fn passed_over(&mut self, path: &Path);

    /// The encoding of the text of a file, and how many characters of it are damaged: U+FFFD stands for each.
    fn decoded(&mut self, path: &Path, encoding: Encoding, damaged: usize);
}

/// A file that is being read.
pub(crate) struct OpenFile {
    input: Input,
}

impl OpenFile {
    /// Opens a file. Without an `encoding` it is told from the whole file: UTF-8 when most of it is, else UTF-16, GB18030
    /// or Big5 when that makes Chinese of it. A named `encoding` is tried alone, and refused when it explains less than
    /// half of the file. In each case U+FFFD stands for what is broken. No more than `most` bytes of it are held at a
    /// time.
    ///
    /// # Errors
    /// Says why it cannot be read: it is gone, or not a regular file.
    pub(crate) fn open(file: &SourceFile, encoding: Option<Encoding>, most: u64) -> Result<Self, Refusal> {
        let mut input = Input::open(&file.path, &file.key, &file.rules, most)?;
        input.encoding = encoding.or(input.encoding);
        Ok(OpenFile { input })
    }

    /// The same when there will be no more room: of many texts in it, those that are too long are left out.
    pub(crate) fn finally(mut self) -> Self {
        self.input.may_have_more = false;
        self
    }

    /// Takes it apart into documents, from the beginning each time.
    ///
    /// # Errors
    /// Says why when nothing of the file could be read: it is damaged, packed beyond all measure, binary, empty, in no
    /// encoding or format we read, without a single record of text, or holds a text of more than `most` bytes.
    pub(crate) fn read(&self, sink: &mut dyn Sink) -> Result<(), Refusal> {
        self.input.allowance.reset();
        read(&self.input, sink)
    }

    /// The format that it is read as.
    pub(crate) fn format(&self) -> Option<Format> {
        registry::reader(&self.input).map(|reader| reader.info().format)
    }

    /// The digest of the file as it lies there.
    pub(crate) fn digest(&self) -> Result<u64, Refusal> {
        self.input.digest()
    }
}

/// Reads a file or a member of an archive by the reader of its format.
fn read(input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
    match registry::reader(input) {
        Some(reader) if input.rule.notes.is_empty() => reader.read(input, sink),
        Some(reader) => reader.read(input, &mut Annotated { sink, notes: &input.rule.notes }),
        // Only now is it known what the member of an archive is.
        None if input.depth > 0 => {
            sink.passed_over(&input.path);
            Ok(())
        }
        None => Err(walk::not_ours().into()),
    }
}

/// Whether there is somebody who may read a file of this name.
fn may_read(path: &Path) -> bool {
    registry::may_read(path)
}

/// Whether a file is one document, by what its name or a rule says.
fn is_one_document(path: &Path, told: Option<Format>) -> bool {
    registry::is_one_document(path, told)
}

/// Hears of documents in which some brackets are around notes.
struct Annotated<'a> {
    sink: &'a mut dyn Sink,
    notes: &'a [(char, char)],
}

impl Sink for Annotated<'_> {
    fn document(&mut self, mut document: Document) -> ControlFlow<()> {
        document.text.mark_notes(self.notes);
        self.sink.document(document)
    }

    fn unfit(&mut self, path: &Path, unfit: Unfit) {
        self.sink.unfit(path, unfit);
    }

    fn passed_over(&mut self, path: &Path) {
        self.sink.passed_over(path);
    }

    fn decoded(&mut self, path: &Path, encoding: Encoding, damaged: usize) {
        self.sink.decoded(path, encoding, damaged);
    }
}

/// A digest of a file, the same as that of an [`OpenFile`]; `None` when it cannot be read.
pub(crate) fn digest(file: &SourceFile) -> Option<u64> {
    raw::Raw::open(&file.path).and_then(|raw| raw.digest()).ok()
}

/// Whether there is nothing to read in a text.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}'))
}

/// Why a text cannot be a document, if it cannot.
pub(crate) fn unfit(text: &str) -> Result<(), Message> {
    if is_blank(text) {
        return Err(message!("empty"));
    }
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        return Err(message!("longer than {n} characters; split it", n = LONGEST));
    }
    Ok(())
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
