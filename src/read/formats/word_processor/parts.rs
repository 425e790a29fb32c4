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
use std::ops::ControlFlow;

/// How files begin that old Word wrote, and those that are encrypted.
const OLE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The name of what is encrypted in such a file, in UTF-16.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// A document, part by part.
pub(super) struct Parts<'a> {
    input: &'a Input,
    package: Package<'a>,
    /// How many characters are damaged.
    damaged: usize,
    /// What could not be read.
    faults: Vec<Message>,
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
        Ok(Parts { input, package: Package::open(input)?, damaged: 0, faults: Vec::new() })
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.package.has(path)
    }

    /// The text of a part; none when there is no such part.
    pub(super) fn text(&mut self, path: &str) -> Result<Option<String>, Refusal> {
        let Some(bytes) = self.package.part(path)? else { return Ok(None) };
        let decoded = decode::decode(bytes, None)?;
        self.damaged += decoded.damaged;
        Ok(Some(decoded.text))
    }

    /// The same of a part that the document can be read without.
    pub(super) fn other(&mut self, path: &str) -> Result<Option<String>, Refusal> {
        match self.text(path) {
            Err(Refusal::Content(why)) => {
                self.faults.push(message!("{part}, a part of it, is not read: {why}", part = path, why));
                Ok(None)
            }
            text => text,
        }
    }

    /// Notes that a part was read up to a fault.
    pub(super) fn note(&mut self, path: &str, read: Result<(), BrokenXml>) {
        self.faults.extend(read.err().map(|broken| torn(path, broken)));
    }

    /// Gives the document, and says what of it could not be read.
    pub(super) fn give(
        self,
        sink: &mut dyn Sink,
        text: ReadingText,
        metadata: Metadata,
    ) -> Result<(), Refusal> {
        let Parts { input, damaged, faults, .. } = self;
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

/// What is said of a document that only its password opens.
pub(super) fn encrypted() -> Refusal {
    message!("encrypted; open it with its password and save it without one").into()
}
