//! The bytes of a file, or of a member of an archive: as they lie there, and unpacked, as long as what is unpacked
//! stands in proportion: a small file may hold more than the machine does.

use super::allowance::Allowance;
use super::allowance::in_proportion;
use super::packing::Packing;
use crate::message;
use crate::message::Message;
use std::cell::Cell;
use std::cell::RefCell;
#[cfg(not(test))]
use std::fs::File as FileBytes;
use std::hash::Hasher;
use std::io;
use std::io::Cursor;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::path::Path;
use std::rc::Rc;
use twox_hash::XxHash64;

#[cfg(test)]
use super::faults::Failing as FileBytes;

/// Why there are no bytes, or no documents.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There are more than were asked for.
    Longer,
    /// What is in the file; the reason, as part of a sentence.
    Content(Message),
    /// The system did not let us read it, or not all of it; the reason, as part of a sentence.
    System(Message),
}

impl From<Message> for Refusal {
    fn from(why: Message) -> Self {
        Refusal::Content(why)
    }
}

fn system(error: &io::Error) -> Refusal {
    Refusal::System(message!("cannot be read: {error}", error))
}

/// Bytes that are read: what was taken of them, their digest, and what the system said instead of bytes.
pub(super) struct Raw {
    bytes: RefCell<Bytes>,
    size: u64,
    taken: Cell<u64>,
    /// The digest of what was read, as long as that was from beginning to end.
    hasher: RefCell<Option<XxHash64>>,
    failed: Cell<Option<io::Error>>,
    /// What all that is packed in a file may unpack to, when these bytes lie in one.
    allowance: Option<Rc<Allowance>>,
}

enum Bytes {
    File(FileBytes),
    Held(Cursor<Vec<u8>>),
}

impl Raw {
    /// Opens a regular file.
    pub(super) fn open(path: &Path) -> Result<Self, Refusal> {
        let metadata = std::fs::metadata(path).map_err(|error| system(&error))?;
        if !metadata.is_file() {
            return Err(Refusal::Content(message!("not a regular file")));
        }
        let file = FileBytes::open(path).map_err(|error| system(&error))?;
        Ok(Raw::over(Bytes::File(file), metadata.len(), None))
    }

    /// Bytes that are there already, those of a member of a file.
    pub(super) fn held(bytes: Vec<u8>, allowance: Rc<Allowance>) -> Self {
        let size = bytes.len() as u64;
        Raw::over(Bytes::Held(Cursor::new(bytes)), size, Some(allowance))
    }

    fn over(bytes: Bytes, size: u64, allowance: Option<Rc<Allowance>>) -> Self {
        let (bytes, hasher) = (RefCell::new(bytes), RefCell::new(Some(XxHash64::with_seed(0))));
        Raw { bytes, size, taken: Cell::default(), hasher, failed: Cell::default(), allowance }
    }

    /// How many bytes there are.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Reads on from a place.
    pub(super) fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let mut bytes = self;
        bytes.seek(SeekFrom::Start(at))?;
        bytes.read(buffer)
    }

    /// What the system has said instead of bytes, though whoever asked for them did not pass it on.
    pub(super) fn failure(&self) -> Result<(), Refusal> {
        self.failed.take().map_or(Ok(()), |error| Err(system(&error)))
    }

    /// The digest of all bytes as they lie there.
    pub(super) fn digest(&self) -> Result<u64, Refusal> {
        if self.hasher.borrow().is_none() {
            self.rewind()?;
        }
        io::copy(&mut &*self, &mut io::sink()).map_err(|error| system(&error))?;
        Ok(self.hasher.borrow().as_ref().map(Hasher::finish).unwrap_or_default())
    }

    /// Starts anew.
    fn rewind(&self) -> Result<(), Refusal> {
        if self.taken.get() > 0 || self.hasher.borrow().is_none() {
            (&*self).seek(SeekFrom::Start(0)).map_err(|error| system(&error))?;
        }
        self.taken.set(0);
        *self.hasher.borrow_mut() = Some(XxHash64::with_seed(0));
        Ok(())
    }

    /// From its beginning, unpacked.
    pub(super) fn unpacked(&self, packing: Packing) -> Result<Box<dyn Read + '_>, Refusal> {
        self.rewind()?;
        let decoder = packing.decoder(self).map_err(|error| self.refusal(&error))?;
        Ok(if packing == Packing::None {
            decoder
        } else {
            Box::new(Bounded { decoder, raw: self, given: 0 })
        })
    }

    /// All of it, unpacked, when that is at most so many bytes.
    pub(super) fn whole(&self, packing: Packing, most: u64) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        if packing == Packing::None {
            if self.size > most {
                return Err(Refusal::Longer);
            }
            bytes.reserve(usize::try_from(self.size).unwrap_or_default());
        }
        // It may grow while it is read.
        let read = self.unpacked(packing)?.take(most.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| self.refusal(&error))?;
        if bytes.len() as u64 > most { Err(Refusal::Longer) } else { Ok(bytes) }
    }

    /// Why a decoder of these bytes has failed: what the system said, or what is wrong with them.
    pub(super) fn refusal(&self, error: &io::Error) -> Refusal {
        if let Some(error) = self.failed.take() {
            return system(&error);
        }
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Message>()) {
            Some(why) => Refusal::Content(why.clone()),
            None => Refusal::Content(message!("damaged or cut short: {error}", error)),
        }
    }
}

impl Read for &Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut read = || match &mut *self.bytes.borrow_mut() {
            Bytes::File(file) => file.read(buffer),
            Bytes::Held(bytes) => bytes.read(buffer),
        };
        // Not every decoder knows that it should ask again.
        let read = loop {
            match read() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read.inspect_err(|error| self.note(error))?,
            }
        };
        self.taken.set(self.taken.get() + read as u64);
        if let Some(hasher) = &mut *self.hasher.borrow_mut() {
            hasher.write(buffer.get(..read).unwrap_or_default());
        }
        Ok(read)
    }
}

/// For archives, whose members lie where their list says.
impl Seek for &Raw {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        *self.hasher.borrow_mut() = None;
        let moved = match &mut *self.bytes.borrow_mut() {
            Bytes::File(file) => file.seek(to),
            Bytes::Held(bytes) => bytes.seek(to),
        };
        moved.inspect_err(|error| {
            // Only the system refuses to go to a place that is there.
            if error.kind() != io::ErrorKind::InvalidInput {
                self.note(error);
            }
        })
    }
}

impl Raw {
    /// The decoder above words it as it likes.
    fn note(&self, error: &io::Error) {
        self.failed.set(Some(io::Error::new(error.kind(), error.to_string())));
    }
}

/// All that a decoder gives, as long as it stands in proportion to what it has taken.
struct Bounded<'a> {
    decoder: Box<dyn Read + 'a>,
    raw: &'a Raw,
    given: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.given += read as u64;
        in_proportion(self.given, self.raw.taken.get()).map_err(io::Error::other)?;
        if let Some(allowance) = &self.raw.allowance {
            allowance.take(read as u64).map_err(io::Error::other)?;
        }
        Ok(read)
    }
}
