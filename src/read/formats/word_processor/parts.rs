//! The parts of a document: XML files that are packed together as zip, and what is wrong with them.

use crate::message;
use crate::message::Message;
use crate::read::Document;
use crate::read::Encoding;
use crate::read::Metadata;
use crate::read::Sink;
use crate::read::Unfit;
use crate::read::archives::Package;
use crate::read::decode;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::unfit;
use crate::read::xml::BrokenXml;
use crate::reading::ReadingText;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// How files begin that old Word wrote, and those that are encrypted.
pub(super) const OLE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The name of what is encrypted in such a file, in UTF-16.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// A document, part by part.
pub(super) struct Parts<'a> {
    pub(super) input: &'a Input,
    package: Package<'a>,
    pub(super) found: Found,
}

/// What is wrong with a document.
#[derive(Default)]
pub(super) struct Found {
    /// How many characters are damaged.
    damaged: usize,
    /// What could not be read.
    pub(super) faults: Vec<Message>,
}

impl Found {
    /// Adds what is wrong with a document that is a part of it.
    pub(super) fn take(&mut self, other: Found) {
        self.damaged += other.damaged;
        self.faults.extend(other.faults);
    }
}

impl<'a> Parts<'a> {
    /// Opens a document.
    ///
    /// # Errors
    /// Says why it is none: it is encrypted, of an older format, cut short.
    pub(super) fn open(input: &'a Input) -> Result<Self, Refusal> {
        if input.head.starts_with(&OLE) {
            let is_encrypted =
                input.bytes()?.windows(ENCRYPTED.len()).any(|name| name.eq_ignore_ascii_case(ENCRYPTED));
            return Err(if is_encrypted {
                encrypted()
            } else {
                message!("in the format of Word before 2007; save it as DOCX").into()
            });
        }
        Ok(Parts { input, package: Package::open(input)?, found: Found::default() })
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.package.has(path)
    }

    /// The bytes of a part; none when there is no such part.
    pub(super) fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, Refusal> {
        // Other characters than those of ASCII may be written by their bytes, in the package too or only where another
        // part names it.
        let is_written_so = self.package.has(path);
        let meant =
            if is_written_so { Cow::Borrowed(path) } else { percent_decode_str(path).decode_utf8_lossy() };
        self.package.part(&meant)
    }

    /// The text of a part; none when there is no such part.
    pub(super) fn text(&mut self, path: &str) -> Result<Option<String>, Refusal> {
        self.bytes(path)?.map(|bytes| self.decoded(bytes, None)).transpose()
    }

    /// The text of bytes that may say in which encoding they are.
    pub(super) fn decoded(&mut self, bytes: Vec<u8>, declared: Option<Encoding>) -> Result<String, Refusal> {
        let decoded = decode::decode(bytes, declared)?;
        self.found.damaged += decoded.damaged;
        Ok(decoded.text)
    }

    /// The same of a part that the document can be read without.
    pub(super) fn other(&mut self, path: &str) -> Result<Option<String>, Refusal> {
        match self.text(path) {
            Err(Refusal::Content(why)) => {
                self.not_read(path, why);
                Ok(None)
            }
            text => text,
        }
    }

    /// The same of a part whose text is a part of its text.
    pub(super) fn needed(&mut self, path: &str) -> Result<Option<String>, Refusal> {
        let text = self.other(path)?;
        if text.is_none() && self.bytes(path).is_ok_and(|bytes| bytes.is_none()) {
            self.not_read(path, lacking());
        }
        Ok(text)
    }

    /// Notes that a part was not read.
    pub(super) fn not_read(&mut self, path: &str, why: Message) {
        self.found.faults.push(message!("{part}, a part of it, is not read: {why}", part = path, why));
    }

    /// Notes that a part was read up to a fault.
    pub(super) fn note(&mut self, path: &str, read: Result<(), BrokenXml>) {
        self.found.faults.extend(read.err().map(|broken| torn(path, broken)));
    }

    /// Gives the document, and says what of it could not be read.
    pub(super) fn give(
        self,
        sink: &mut dyn Sink,
        text: ReadingText,
        metadata: Metadata,
    ) -> Result<(), Refusal> {
        let Parts { input, found: Found { damaged, faults }, .. } = self;
        input.failure()?;
        give(input, sink, Read { text, metadata, damaged, faults, encoding: Encoding::default() })
    }
}

/// A document that has been read.
pub(super) struct Read {
    pub(super) text: ReadingText,
    pub(super) metadata: Metadata,
    pub(super) damaged: usize,
    pub(super) faults: Vec<Message>,
    pub(super) encoding: Encoding,
}

/// Gives a document, and says what of it could not be read.
pub(super) fn give(input: &Input, sink: &mut dyn Sink, read: Read) -> Result<(), Refusal> {
    let Read { text, metadata, damaged, mut faults, encoding } = read;
    if let Err(why) = unfit(&text.text) {
        return Err(faults.pop().unwrap_or(why).into());
    }
    for why in faults {
        sink.unfit(&input.path, Unfit::torn(why));
    }
    sink.decoded(&input.path, encoding, damaged);
    let (ControlFlow::Continue(()) | ControlFlow::Break(())) =
        sink.document(Document { id: input.key.clone(), text, metadata });
    Ok(())
}

/// What is said of a part that was read up to a fault.
pub(super) fn torn(path: &str, broken: BrokenXml) -> Message {
    message!(
        "{part}, a part of it, is broken at byte {n}; what comes before is read",
        part = path,
        n = broken.at
    )
}

/// What is said of a part that another one names and that is not there.
pub(super) fn lacking() -> Message {
    message!("it is not there")
}

/// What is said of a document that only its password opens.
pub(super) fn encrypted() -> Refusal {
    message!("encrypted; open it with its password and save it without one").into()
}
