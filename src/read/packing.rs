//! How a file is packed: told by its first bytes, then by its name.

use crate::message;
use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;

/// The largest window of Zstandard, as a power of two: it is memory that a file asks for. `zstd` itself
/// unpacks no larger one unless told to.
const WINDOW: u32 = 27;
/// The largest dictionary of xz, as a power of two, which is memory likewise: `xz -9` asks for half of it.
const DICTIONARY: u32 = 27;
/// What a decoder of xz needs beside its dictionary, in KiB.
const BESIDE: u32 = 128;

/// How the bytes of a file are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstandard,
    Bzip2,
    Xz,
}

/// The endings that say how a file is packed.
const ENDINGS: [(&[u8], Packing); 4] = [
    (b".gz", Packing::Gzip),
    (b".zst", Packing::Zstandard),
    (b".bz2", Packing::Bzip2),
    (b".xz", Packing::Xz),
];
/// Those that say besides that it is a tar archive.
const OF_TAR: [(&[u8], Packing); 5] = [
    (b".tgz", Packing::Gzip),
    (b".tzst", Packing::Zstandard),
    (b".tbz2", Packing::Bzip2),
    (b".tbz", Packing::Bzip2),
    (b".txz", Packing::Xz),
];

impl Packing {
    /// That of a file, told by its name in lower case and by how it begins.
    pub(super) fn of(name: &[u8], head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, ..] => Packing::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Packing::Zstandard,
            // What comes behind these letters, which may stand in a text: the first block, or the end.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Packing::Bzip2,
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Packing::Xz,
            _ => Packing::by_name(name).1,
        }
    }

    /// A name without the ending that says how the file is packed, and what it says; one that also says what is packed
    /// stays.
    pub(super) fn by_name(name: &[u8]) -> (&[u8], Self) {
        let named = |(ending, packing)| Some((name.strip_suffix(ending)?, packing));
        let of_tar = |(ending, packing)| name.ends_with(ending).then_some((name, packing));
        let found = ENDINGS.into_iter().find_map(named).or_else(|| OF_TAR.into_iter().find_map(of_tar));
        found.unwrap_or((name, Packing::None))
    }

    /// Unpacks what is read of `packed`.
    pub(super) fn decoder<'a>(self, packed: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Packing::None => Box::new(packed),
            Packing::Gzip => Box::new(Gzip(Some(GzDecoder::new(BufReader::new(packed))))),
            Packing::Zstandard => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(BufReader::new(packed))?;
                decoder.window_log_max(WINDOW)?;
                Box::new(Zstandard(decoder))
            }
            Packing::Bzip2 => Box::new(MultiBzDecoder::new(BufReader::new(packed))),
            Packing::Xz => {
                let most = (1 << (DICTIONARY - 10)) + BESIDE;
                Box::new(Xz(Some(XzReader::new_mem_limit(BufReader::new(packed), true, most))))
            }
        })
    }
}

/// A decoder of gzip: one stream after the other, and zeros behind the last, with which tapes and disks fill their
/// blocks. `gzip` itself passes over them.
struct Gzip<R: BufRead>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.0 else { return Ok(0) };
            let read = decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(mut packed) = self.0.take().map(GzDecoder::into_inner) else { return Ok(0) };
            loop {
                let chunk = packed.fill_buf()?;
                let zeros = chunk.iter().take_while(|byte| **byte == 0).count();
                if chunk.is_empty() {
                    return Ok(0);
                }
                if zeros < chunk.len() {
                    packed.consume(zeros);
                    break;
                }
                packed.consume(zeros);
            }
            self.0 = Some(GzDecoder::new(packed));
        }
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

/// A decoder of xz that says in our words when a file asks for too much memory. Once it has failed it is not asked
/// again: it would not know where it is.
struct Xz<R: Read>(Option<XzReader<R>>);

impl<R: Read> Read for Xz<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(decoder) = &mut self.0 else { return Err(io::ErrorKind::InvalidData.into()) };
        decoder.read(buffer).map_err(|error| {
            self.0 = None;
            if error.kind() == io::ErrorKind::OutOfMemory {
                let n = 1_u32 << (DICTIONARY - 20);
                return io::Error::other(message!(
                    "needs a dictionary of more than {n} MiB to unpack; pack it with a smaller one",
                    n
                ));
            }
            error
        })
    }
}
