//! The bytes of a file, unpacked, up to a limit: a small archive may hold more than the machine does.

use super::walk::Packing;
use flate2::read::MultiGzDecoder;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;

/// The most bytes of one file, after unpacking.
const LIMIT: u64 = 2 << 30;

/// The unpacked bytes of a regular file, or why there are none.
pub(super) fn bytes(path: &Path, packing: Packing) -> Result<Vec<u8>, String> {
    let unreadable = |error: io::Error| format!("cannot be read: {error}");
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    let file = File::open(path).map_err(unreadable)?;
    let damaged = |error: io::Error| format!("damaged or cut short: {error}");
    match packing {
        Packing::None => {
            let size = usize::try_from(metadata.len().min(LIMIT)).unwrap_or_default();
            limited(file, Vec::with_capacity(size), LIMIT)?.map_err(unreadable)
        }
        Packing::Gzip => limited(MultiGzDecoder::new(file), Vec::new(), LIMIT)?.map_err(damaged),
        Packing::Zstandard => {
            let decoder = zstd::stream::read::Decoder::new(file).map_err(unreadable)?;
            limited(decoder, Vec::new(), LIMIT)?.map_err(damaged)
        }
    }
}

fn limited(reader: impl Read, mut bytes: Vec<u8>, limit: u64) -> Result<io::Result<Vec<u8>>, String> {
    if let Err(error) = reader.take(limit + 1).read_to_end(&mut bytes) {
        return Ok(Err(error));
    }
    if bytes.len() as u64 > limit {
        return Err(format!("larger than {} MiB unpacked; split it", limit >> 20));
    }
    Ok(Ok(bytes))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn what_is_over_the_limit_is_refused_and_what_meets_it_is_not() {
        let refused = limited(io::repeat(b'a'), Vec::new(), 4 << 20).unwrap_err();
        assert_eq!(refused, "larger than 4 MiB unpacked; split it");
        assert_eq!(limited(&b"abcd"[..], Vec::new(), 4).unwrap().unwrap(), b"abcd");
        assert!(limited(&b"abcde"[..], Vec::new(), 4).is_err());
    }
}
