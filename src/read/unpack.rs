//! The bytes of a file, unpacked, up to a limit: a small archive may hold more than the machine does.

use super::walk::Packing;
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::fs;
use std::fs::File;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;

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
    /// The reason, as part of a sentence.
    Never(String),
}

/// The unpacked bytes of a regular file, when they are at most so many.
pub(super) fn bytes(path: &Path, packing: Packing, most: u64) -> Result<Vec<u8>, Refusal> {
    let unreadable = |error: io::Error| Refusal::Never(format!("cannot be read: {error}"));
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Refusal::Never("not a regular file".to_owned()));
    }
    let file = File::open(path).map_err(unreadable)?;
    if packing == Packing::None {
        if metadata.len() > most {
            return Err(Refusal::Longer);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        // It may grow while it is read.
        file.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        return if bytes.len() as u64 > most { Err(Refusal::Longer) } else { Ok(bytes) };
    }
    let taken = Cell::new(0);
    let packed = BufReader::new(Counted { reader: file, taken: &taken });
    if packing == Packing::Gzip {
        return unpacked(MultiGzDecoder::new(packed), &taken, most);
    }
    let decoder = zstd::stream::read::Decoder::with_buffer(packed).and_then(|mut decoder| {
        decoder.window_log_max(WINDOW)?;
        Ok(decoder)
    });
    unpacked(decoder.map_err(unreadable)?, &taken, most)
}

/// All that a decoder gives, as long as it stands in proportion to what it has taken.
fn unpacked(mut decoder: impl Read, taken: &Cell<u64>, most: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    loop {
        let part = decoder.by_ref().take(HARMLESS / 4).read_to_end(&mut bytes);
        if part.map_err(|error| damaged(&error))? == 0 {
            return Ok(bytes);
        }
        let length = bytes.len() as u64;
        if length > HARMLESS && length > RATIO * taken.get() {
            let why =
                format!("unpacks to more than {RATIO} times its size; unpack it yourself if it is meant");
            return Err(Refusal::Never(why));
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
        let why = format!(
            "needs a window of more than {} MiB to unpack; pack it without --long",
            1 << (WINDOW - 20)
        );
        return Refusal::Never(why);
    }
    Refusal::Never(format!("damaged or cut short: {text}"))
}

/// Counts the bytes that are taken.
struct Counted<'a, R> {
    reader: R,
    taken: &'a Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}
