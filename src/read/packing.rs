//! How a file is packed: told by its first bytes, then by its name.

use crate::message;
use flate2::read::MultiGzDecoder;
use std::io;
use std::io::BufReader;
use std::io::Read;

/// The largest window of Zstandard, as a power of two: it is memory that a file asks for. `zstd` itself
/// unpacks no larger one unless told to.
const WINDOW: u32 = 27;

/// How the bytes of a file are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstandard,
}

impl Packing {
    /// That of a file, told by its name in lower case and by how it begins.
    pub(super) fn of(name: &[u8], head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, ..] => Packing::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Packing::Zstandard,
            _ => Packing::by_name(name).1,
        }
    }

    /// A name without the ending that says how the file is packed, and what it says.
    pub(super) fn by_name(name: &[u8]) -> (&[u8], Self) {
        let endings = [(b".gz".as_slice(), Packing::Gzip), (b".zst", Packing::Zstandard)];
        let named = |(ending, packing)| Some((name.strip_suffix(ending)?, packing));
        endings.into_iter().find_map(named).unwrap_or((name, Packing::None))
    }

    /// Unpacks what is read of `packed`.
    pub(super) fn decoder<'a>(self, packed: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Packing::None => Box::new(packed),
            Packing::Gzip => Box::new(MultiGzDecoder::new(BufReader::new(packed))),
            Packing::Zstandard => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(BufReader::new(packed))?;
                decoder.window_log_max(WINDOW)?;
                Box::new(Zstandard(decoder))
            }
        })
    }
}

/// A decoder of Zstandard that says in our words when a file asks for too much memory.
struct Zstandard<R>(R);

impl<R: Read> Read for Zstandard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| {
            // The library has no other name for it.
            if error.to_string().contains("too much memory") {
                let n = 1_u32 << (WINDOW - 20);
                return io::Error::other(message!(
                    "needs a window of more than {n} MiB to unpack; pack it without --long",
                    n
                ));
            }
            error
        })
    }
}
