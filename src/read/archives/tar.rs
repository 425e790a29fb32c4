//! Tar: a stream of members, each behind its header, in blocks of 512 bytes.

use super::members::Members;
use super::names::NameEncoding;
use crate::message;
use crate::read::raw::Refusal;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::iter;
use tar::EntryType;
use tar::Header;

const BLOCK: usize = 512;
/// So many bytes are read of a name, and of what else is said of a member.
const LONGEST_NAME: u64 = 64 << 10;
const LONGEST_EXTENSION: u64 = 1 << 20;

type Block = [u8; BLOCK];

/// Whether these bytes begin with a header: its checksum is that of its bytes, with blanks in its place.
pub(super) fn is_header(bytes: &[u8]) -> bool {
    let Some(block) = bytes.first_chunk::<BLOCK>() else { return false };
    let told = Header::from_byte_slice(block).cksum();
    let byte = |(at, &byte): (usize, &u8)| if (148..156).contains(&at) { b' ' } else { byte };
    let bytes = || block.iter().enumerate().map(byte);
    let sum: u32 = bytes().map(u32::from).sum();
    // Old programs took bytes for signed numbers.
    let signed: i32 = bytes().map(|byte| i32::from(byte.cast_signed())).sum();
    block.iter().any(|byte| *byte != 0)
        && told.is_ok_and(|told| told == sum || i32::try_from(told).is_ok_and(|told| told == signed))
}

pub(super) fn read(members: &mut Members<'_>) -> Result<(), Refusal> {
    let input = members.input;
    let mut stream = Stream { bytes: BufReader::with_capacity(64 << 10, input.open_unpacked()?) };
    let mut extension = Extension::default();
    let (mut is_begun, mut is_complete) = (false, false);
    let broken = loop {
        let header = match stream.block() {
            Ok(Some(block)) if is_header(&block) => block,
            Ok(Some(block)) if block.iter().all(|byte| *byte == 0) => {
                is_complete = true;
                continue;
            }
            // What follows the end is of no tar archive.
            Ok(Some(_)) if is_complete => break io::copy(&mut stream.bytes, &mut io::sink()).err(),
            Ok(Some(_)) => break Some(io::Error::from(io::ErrorKind::InvalidData)),
            Ok(None) if is_complete => break None,
            Ok(None) => break Some(io::ErrorKind::UnexpectedEof.into()),
            Err(error) => break Some(error),
        };
        (is_begun, is_complete) = (true, false);
        match member(members, &mut stream, &header, &mut extension) {
            Ok(()) if members.has_ended() => return Ok(()),
            Ok(()) => {}
            Err(Stop::Broken(error)) => break Some(error),
            Err(Stop::Refused(refusal)) => return Err(refusal),
        }
    };
    match broken.map(|error| input.refusal(&error)) {
        None => Ok(()),
        Some(Refusal::Content(_)) if !is_begun => {
            Err(message!("not a tar archive, or damaged at its beginning").into())
        }
        Some(Refusal::Content(why)) => {
            members.torn(message!("{why}; what comes before that is read", why));
            Ok(())
        }
        Some(refusal) => Err(refusal),
    }
}

/// Why a member is the last.
enum Stop {
    /// What follows is not to be had.
    Broken(io::Error),
    Refused(Refusal),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Broken(error)
    }
}

/// What is said of the member that comes next.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    is_sparse: bool,
}

impl Extension {
    /// Takes the records of a `pax` header: `25 path=…` and a line end, where 25 is how long that is.
    fn add(&mut self, mut records: &[u8]) {
        while let Some((key, value, rest)) = record(records) {
            match key {
                b"path" => self.name = Some(value.to_vec()).filter(|name| name.len() as u64 <= LONGEST_NAME),
                b"size" => self.size = str::from_utf8(value).ok().and_then(|size| size.parse().ok()),
                _ => self.is_sparse |= key.starts_with(b"GNU.sparse."),
            }
            records = rest;
        }
    }
}

fn record(records: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let digits = records.iter().position(|byte| *byte == b' ')?;
    let length: usize = str::from_utf8(records.get(..digits)?).ok()?.parse().ok()?;
    let (record, rest) = (records.get(digits + 1..length.checked_sub(1)?)?, records.get(length..)?);
    let equals = record.iter().position(|byte| *byte == b'=')?;
    Some((record.get(..equals)?, record.get(equals + 1..)?, rest))
}

/// Reads one member, or what is said of the next.
fn member(
    members: &mut Members<'_>,
    stream: &mut Stream<'_>,
    header: &Block,
    next: &mut Extension,
) -> Result<(), Stop> {
    let header = Header::from_byte_slice(header);
    let size = header.entry_size()?;
    match header.entry_type() {
        EntryType::GNULongName => {
            if let Some(mut name) = stream.data(size, LONGEST_NAME)? {
                name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(name.len()));
                next.name = Some(name);
            }
            return Ok(());
        }
        EntryType::XHeader => {
            if let Some(records) = stream.data(size, LONGEST_EXTENSION)? {
                next.add(&records);
            }
            return Ok(());
        }
        EntryType::XGlobalHeader | EntryType::GNULongLink => return Ok(stream.pass(size)?),
        _ => {}
    }
    let Extension { name, size: told, is_sparse } = std::mem::take(next);
    let name = name.unwrap_or_else(|| header.path_bytes().into_owned());
    let kind = header.entry_type();
    if kind == EntryType::GNUSparse {
        stream.sparse_map(header)?;
    }
    let what = match kind {
        EntryType::Regular | EntryType::Continuous if !is_sparse => What::Text,
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => What::Sparse,
        EntryType::Link | EntryType::Symlink => What::Link,
        _ => What::Nothing,
    };
    // Of a link the size is that of what it leads to, which is not here.
    let size = if what == What::Link { 0 } else { told.unwrap_or(size) };
    content(members, stream, (what, &name, size))
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Text,
    Sparse,
    Link,
    /// A folder, a device.
    Nothing,
}

/// Reads what is in a member, or passes it by.
fn content(
    members: &mut Members<'_>,
    stream: &mut Stream<'_>,
    (what, name, size): (What, &[u8], u64),
) -> Result<(), Stop> {
    let path = NameEncoding::of(iter::once(name)).path(name).filter(|_| what != What::Nothing);
    let Some(path) = path.filter(|path| members.may_read(path)) else { return Ok(stream.pass(size)?) };
    match what {
        What::Text if size > members.input.most => {
            members.longer(&path).map_err(Stop::Refused)?;
            Ok(stream.pass(size)?)
        }
        What::Text => {
            let bytes = stream.data(size, size)?.unwrap_or_default();
            members.read(&path, bytes).map_err(Stop::Refused)
        }
        What::Sparse => {
            members.leave_out(&path, message!("a sparse file; pack it without --sparse"));
            Ok(stream.pass(size)?)
        }
        What::Link | What::Nothing => {
            members.leave_out(&path, message!("a link; links in archives are not followed"));
            Ok(stream.pass(size)?)
        }
    }
}

/// The bytes of a tar archive.
struct Stream<'a> {
    bytes: BufReader<Box<dyn Read + 'a>>,
}

impl Stream<'_> {
    /// The next block; none at the end.
    fn block(&mut self) -> io::Result<Option<Block>> {
        if self.bytes.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut block = [0; BLOCK];
        self.bytes.read_exact(&mut block)?;
        Ok(Some(block))
    }

    /// So many bytes, and what fills the last block; when they are too many, they are passed by.
    fn data(&mut self, size: u64, most: u64) -> io::Result<Option<Vec<u8>>> {
        if size > most {
            self.pass(size)?;
            return Ok(None);
        }
        let mut data = Vec::new();
        if (&mut self.bytes).take(size).read_to_end(&mut data)? as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.skip(filling(size))?;
        Ok(Some(data))
    }

    /// Passes by so many bytes, and what fills the last block.
    fn pass(&mut self, size: u64) -> io::Result<()> {
        self.skip(size)?;
        self.skip(filling(size))
    }

    fn skip(&mut self, size: u64) -> io::Result<()> {
        let skipped = io::copy(&mut (&mut self.bytes).take(size), &mut io::sink())?;
        if skipped == size { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// Passes by the blocks that go on with the map of a sparse file, which has no place in its header.
    fn sparse_map(&mut self, header: &Header) -> io::Result<()> {
        let mut goes_on = header.as_gnu().is_some_and(tar::GnuHeader::is_extended);
        while goes_on {
            let block = self.block()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            // Behind 21 places of 24 bytes each.
            goes_on = block.get(504).is_some_and(|flag| *flag == 1);
        }
        Ok(())
    }
}

/// What is between the end of so many bytes and that of their last block.
fn filling(size: u64) -> u64 {
    size.wrapping_neg() % BLOCK as u64
}
