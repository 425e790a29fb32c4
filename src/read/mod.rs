//! Reading: what lies in a folder becomes documents of text, and whatever cannot be read says why.
//!
//! One bad file never stops the rest: it becomes a [`Skipped`]. The text is kept as decoded, front matter
//! and line ends included, so that an offset into it is an offset into the source. What a text means,
//! where its paragraphs are, which documents an index already has: all that is left to others.

mod decode;
mod encoding;
#[cfg(test)]
pub(crate) mod faults;
mod front;
mod jsonl;
mod metadata;
mod stream;
mod table;
mod tally;
mod unpack;
mod walk;

pub use encoding::Encoding;
pub(crate) use metadata::Metadata;
pub(crate) use table::Listed;
pub(crate) use table::table;
pub(crate) use walk::Listing;
pub(crate) use walk::SourceFile;
pub(crate) use walk::list;

use crate::message;
use crate::message::Message;
use crate::notation::shown;
use serde::Deserialize;
use serde::Serialize;
use serde::Serializer;
use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use std::path::PathBuf;
use unpack::Refusal;
use unpack::Unpacked;
use walk::FileKind;
use walk::Format;

/// The most scalar values of one document; offsets and folded offsets must fit 32 bits with room to spare.
const LONGEST: usize = u32::MAX as usize / 2;

/// The most bytes of a file, after unpacking: it is held whole.
pub(crate) const LONGEST_FILE: u64 = 2 << 30;

/// One document 文献 as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// Its name: the key of its file, or the `id` of its record.
    pub key: String,
    /// The whole decoded source, front matter included, without byte order mark; line ends as they were.
    /// At most `u32::MAX / 2` Unicode scalar values, never only white space.
    pub text: String,
    /// The first scalar value of the body, which comes after the front matter.
    pub body: u32,
    /// What its source says about it.
    pub metadata: Metadata,
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
        serializer.serialize_str(&walk::legible(path.as_os_str()))
    }
}

impl Skipped {
    fn file(path: &Path, why: Message) -> Skipped {
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
            path = walk::legible(self.path.as_os_str()),
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

/// A file of which nothing could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) skipped: Skipped,
    pub(crate) cause: Cause,
}

/// What kept something from being read, and so when it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// What is in it: when that changes.
    Content,
    /// The system: any time.
    System,
}

/// What one file gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FileContents {
    /// Its documents, in the order of the file: one for a text, any number for JSONL.
    pub documents: Vec<Document>,
    /// Its records that could not be read.
    pub skipped: Vec<Skipped>,
    /// The ids of those of them that say it.
    pub unfit: HashSet<String>,
    /// The lines of those that do not even say that.
    pub torn: HashSet<usize>,
    /// The encoding told, or the one that was asked for.
    pub encoding: Encoding,
    /// A digest of the file.
    pub digest: u64,
    /// How many characters could not be read: U+FFFD stands for each.
    pub damaged: usize,
}

impl FileContents {
    /// What is to be said of its damage, if there is any.
    pub(crate) fn damaged_of(&self, file: &SourceFile) -> Vec<Damaged> {
        let damaged = Damaged { path: file.path.clone(), encoding: self.encoding, characters: self.damaged };
        if self.damaged > 0 { vec![damaged] } else { Vec::new() }
    }
}

/// Reads a file: unpacks, decodes and takes it apart into documents.
///
/// Without an `encoding` it is told from the whole file: UTF-8 when most of it is, else UTF-16, GB18030 or Big5
/// when that makes Chinese of it. A named `encoding` is tried alone, and refused when it explains less than half of
/// the file. In each case U+FFFD stands for what is broken.
///
/// `None` when the file is longer than `most` bytes, unpacked.
///
/// # Errors
/// Says why when nothing of the file could be read: it is gone, not a regular file, damaged, packed beyond all
/// measure, binary, empty, in no encoding we read, or JSONL without a single record of text.
pub(crate) fn read(
    file: &SourceFile,
    encoding: Option<Encoding>,
    most: u64,
) -> Result<Option<FileContents>, Refused> {
    let refused = |cause, why| Refused { skipped: Skipped::file(&file.path, why), cause };
    let refuse = |why: Message| refused(Cause::Content, why);
    let format = Format::of(&file.path).ok_or_else(|| refuse(walk::not_ours()))?;
    let Unpacked { bytes, digest } = match unpack::unpack(&file.path, format.packing, most) {
        Ok(unpacked) => unpacked,
        Err(Refusal::Longer) => return Ok(None),
        Err(Refusal::Content(why)) => return Err(refuse(why)),
        Err(Refusal::System(why)) => return Err(refused(Cause::System, why)),
    };
    let decode::Decoded { text, encoding, damaged } = decode::decode(bytes, encoding).map_err(refuse)?;
    if is_blank(&text) {
        return Err(refuse(message!("empty")));
    }
    if format.kind == FileKind::Json && !jsonl::begins(&text) {
        return Err(refuse(jsonl::not_lines()));
    }
    let mut reading = if matches!(format.kind, FileKind::Json | FileKind::Jsonl) {
        jsonl::documents(file, &text).map_err(refuse)?
    } else {
        let document = front::document(&file.key, text, format.kind).map_err(refuse)?;
        FileContents { documents: vec![document], ..FileContents::default() }
    };
    (reading.encoding, reading.digest, reading.damaged) = (encoding, digest, damaged);
    Ok(Some(reading))
}

/// A digest of a file, the same as in a [`FileContents`] of it; `None` when it cannot be read.
pub(crate) fn digest(file: &SourceFile) -> Option<u64> {
    unpack::digest(&file.path).ok()
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
