//! The bytes of a file, unpacked, up to a limit: a small archive may hold more than the machine does.

use super::walk::Packing;
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::cell::RefCell;
use std::fs;
use std::hash::Hasher;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;
use twox_hash::XxHash64;

/// Text is packed to a fifth of its size, one that repeats itself to a thirtieth. What is packed to less than
/// one in so many was made to fill a memory …
const RATIO: u64 = 100;
/// … if it is more than this many bytes.
const HARMLESS: u64 = 16 << 20;
/// The largest window of Zstandard, as a power of two: it is memory that a file asks for. `zstd` itself
/// unpacks no larger one unless told to.
const WINDOW: u32 = 27;

/// Why there are no bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// There are more than were asked for.
    Longer,
    /// What is in the file; the reason, as part of a sentence.
    Content(Message),
    /// The system did not let us read it, or not all of it; the reason, as part of a sentence.
    System(Message),
}

/// What a file holds.
pub(super) struct Unpacked {
    pub(super) bytes: Vec<u8>,
    /// A digest of the file as it lies there, packed or not.
    pub(super) digest: u64,
}

/// The unpacked bytes of a regular file, when they are at most so many.
pub(super) fn unpack(path: &Path, packing: Packing, most: u64) -> Result<Unpacked, Refusal> {
    let source = Source::open(path)?;
    let bytes = match packing {
        Packing::None => whole(&source, most),
        Packing::Gzip => unpacked(MultiGzDecoder::new(BufReader::new(&source)), &source, most),
        Packing::Zstandard => zstd::stream::read::Decoder::with_buffer(BufReader::new(&source))
            .and_then(|mut decoder| {
                decoder.window_log_max(WINDOW)?;
                Ok(decoder)
            })
            .map_err(|error| damaged(&error))
            .and_then(|decoder| unpacked(decoder, &source, most)),
    };
    match (source.failed.take(), bytes) {
        (Some(error), _) => Err(system(&error)),
        (None, Err(refusal)) => Err(refusal),
        (None, Ok(bytes)) => Ok(Unpacked { bytes, digest: source.digest()? }),
    }
}

/// A digest of a file as it lies there.
pub(super) fn digest(path: &Path) -> Result<u64, Refusal> {
    Source::open(path)?.digest()
}

fn system(error: &io::Error) -> Refusal {
    Refusal::System(message!("cannot be read: {error}", error))
}

/// All bytes of a file.
fn whole(source: &Source, most: u64) -> Result<Vec<u8>, Refusal> {
    if source.size > most {
        return Err(Refusal::Longer);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(source.size).unwrap_or_default());
    // It may grow while it is read.
    source.take(most + 1).read_to_end(&mut bytes).map_err(|error| system(&error))?;
    if bytes.len() as u64 > most { Err(Refusal::Longer) } else { Ok(bytes) }
}

/// All that a decoder gives, as long as it stands in proportion to what it has taken.
fn unpacked(mut decoder: impl Read, source: &Source, most: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    loop {
        let part = decoder.by_ref().take(HARMLESS / 4).read_to_end(&mut bytes);
        if part.map_err(|error| damaged(&error))? == 0 {
            return Ok(bytes);
        }
        let length = bytes.len() as u64;
        if length > HARMLESS && length > RATIO * source.taken.get() {
            let why = message!(
                "unpacks to more than {n} times its size; unpack it yourself if it is meant",
                n = RATIO
            );
            return Err(Refusal::Content(why));
        }
        if length > most {
            return Err(Refusal::Longer);
        }
    }
}

fn damaged(error: &io::Error) -> Refusal {
    let text = error.to_string();
    // The library has no other name for it.
    if text.contains("too much memory") {
        let why = message!(
            "needs a window of more than {n} MiB to unpack; pack it without --long",
            n = 1_u32 << (WINDOW - 20)
        );
        return Refusal::Content(why);
    }
    Refusal::Content(message!("damaged or cut short: {error}", error = text))
}

/// A file that is read: what was taken of it, its digest, and what the system said instead of bytes.
struct Source {
    file: RefCell<SourceBytes>,
    size: u64,
    taken: Cell<u64>,
    hasher: RefCell<XxHash64>,
    failed: Cell<Option<io::Error>>,
}

impl Source {
    fn open(path: &Path) -> Result<Self, Refusal> {
        let metadata = fs::metadata(path).map_err(|error| system(&error))?;
        if !metadata.is_file() {
            return Err(Refusal::Content(message!("not a regular file")));
        }
        let file = SourceBytes::open(path).map_err(|error| system(&error))?;
        let hasher = RefCell::new(XxHash64::with_seed(0));
        let (file, size) = (RefCell::new(file), metadata.len());
        Ok(Source { file, size, taken: Cell::default(), hasher, failed: Cell::default() })
    }

    /// The digest of all bytes, those included that nobody took.
    fn digest(&self) -> Result<u64, Refusal> {
        io::copy(&mut &*self, &mut io::sink()).map_err(|error| system(&error))?;
        Ok(self.hasher.borrow().finish())
    }
}

impl Read for &Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.file.borrow_mut().read(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                // The decoder above words it as it likes.
                let told = io::Error::new(error.kind(), error.to_string());
                self.failed.set(Some(error));
                return Err(told);
            }
            read => read?,
        };
        self.taken.set(self.taken.get() + read as u64);
        self.hasher.borrow_mut().write(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

#[cfg(test)]
use super::faults::Failing as SourceBytes;
use crate::message;
use crate::message::Message;
#[cfg(not(test))]
use std::fs::File as SourceBytes;
