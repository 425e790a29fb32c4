//! The members of a zip archive whose list is lost: each has a header of its own before it.

use super::zip::Entries;
use super::zip::Entry;
use super::zip::Source;
use super::zip::unicode_name;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use rawzip::CompressionMethod;
use rawzip::ReaderAt;
use rawzip::extra_fields::ExtraFieldId;
use rawzip::extra_fields::ExtraFields;
use std::io;

/// How a header begins, what may follow a member, and a line of the list.
const MEMBER: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
const LISTED: [u8; 4] = *b"PK\x01\x02";
/// The bytes of a header before the name.
const FIXED: usize = 30;
/// How much is looked through at a time.
const CHUNK: usize = 64 << 10;
/// How much of what was looked through is kept, and how long a descriptor may be.
const BEFORE: u64 = 32;
const LONGEST: usize = 20;
/// What the sizes are that stand elsewhere.
const ELSEWHERE: u32 = u32::MAX;

/// Why members are not looked for any more.
pub(super) enum Stop {
    Failed(io::Error),
    Refused(Refusal),
}

impl Stop {
    pub(super) fn refusal(self, input: &Input) -> Refusal {
        match self {
            Stop::Failed(error) => input.refusal(&error),
            Stop::Refused(refusal) => refusal,
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Failed(error)
    }
}

/// A header that stands before a member.
struct Header([u8; FIXED]);

impl Header {
    fn at(source: &Source<'_>, at: u64) -> io::Result<Option<Self>> {
        let mut bytes = [0; FIXED];
        match source.read_exact_at(&mut bytes, at) {
            Ok(()) => Ok(bytes.starts_with(&MEMBER).then_some(Header(bytes))),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn short(&self, at: usize) -> u16 {
        self.0.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u16::from_le_bytes(*bytes))
    }

    fn long(&self, at: usize) -> u32 {
        self.0.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }

    fn flag(&self, bit: u16) -> bool {
        self.short(6) & 1 << bit != 0
    }

    /// How long the name and what else is said of the member are.
    fn variable(&self) -> (usize, usize) {
        (usize::from(self.short(26)), usize::from(self.short(28)))
    }

    /// How long it is, all in all.
    fn length(&self) -> u64 {
        let (name, extra) = self.variable();
        (FIXED + name + extra) as u64
    }
}

/// Whether there is a member whose header begins here.
pub(super) fn is_member_at(source: &Source<'_>, at: u64) -> bool {
    matches!(Header::at(source, at), Ok(Some(_)))
}

/// Whether there is one from a place on.
pub(super) fn has_member(source: &Source<'_>, from: u64) -> bool {
    matches!(Scan::new(source).find(from, &[MEMBER]), Ok(Some(_)))
}

/// Where what is in a member begins, by where its header does.
pub(super) fn content(source: &Source<'_>, at: u64) -> io::Result<u64> {
    let header = Header::at(source, at)?.ok_or(io::ErrorKind::InvalidData)?;
    Ok(at.saturating_add(header.length()))
}

/// Looks for members from the beginning on.
pub(super) fn list(source: &Source<'_>, entries: &mut Entries) -> Result<(), Stop> {
    let (mut scan, mut from) = (Scan::new(source), 0);
    while let Some((at, _)) = scan.find(from, &[MEMBER])? {
        let Some(header) = Header::at(source, at)? else { break };
        // Where even its name is cut off, the archive says that it is cut short.
        let Some((entry, end)) = entry(&mut scan, &header, at)? else { break };
        from = end.max(at + MEMBER.len() as u64);
        entries.push(entry).map_err(Stop::Refused)?;
    }
    Ok(())
}

/// The member of a header, and where it ends.
fn entry(scan: &mut Scan<'_>, header: &Header, at: u64) -> io::Result<Option<(Entry, u64)>> {
    let (name, extra) = header.variable();
    let mut variable = vec![0; name + extra];
    let begin = at + header.length();
    if begin > scan.source.size() {
        return Ok(None);
    }
    scan.source.read_exact_at(&mut variable, at + FIXED as u64)?;
    let (name, extra) = variable.split_at(name);
    let unicode = unicode_name(name, ExtraFields::new(extra));
    let mut entry = Entry {
        is_utf8: header.flag(11) || unicode.is_some(),
        name: unicode.unwrap_or(name).to_vec(),
        is_encrypted: header.flag(0),
        // Only the list says so.
        is_link: false,
        method: CompressionMethod::new(header.short(8)),
        at,
        packed: u64::from(header.long(18)),
        size: u64::from(header.long(22)),
        crc: header.long(14),
    };
    if header.long(18) == ELSEWHERE || header.long(22) == ELSEWHERE {
        let mut sizes = ExtraFields::new(extra).filter(|(id, _)| *id == ExtraFieldId::ZIP64);
        let sizes = sizes.next().map(|(_, sizes)| sizes.as_chunks::<8>().0).unwrap_or_default();
        if let [size, packed, ..] = sizes {
            (entry.size, entry.packed) = (u64::from_le_bytes(*size), u64::from_le_bytes(*packed));
        }
    }
    let mut end = begin.saturating_add(entry.packed);
    // Of a folder nothing needs to be said.
    if header.flag(3) && entry.packed == 0 && !name.ends_with(b"/") {
        if let Some(found) = scan.descriptor(begin)? {
            (entry.crc, entry.packed, entry.size) = (found.crc, found.packed, found.size);
            end = begin + entry.packed;
        } else {
            // It goes on to the end of the file, where it is cut off: nothing it could be is what this says.
            (entry.packed, entry.crc, end) = (scan.source.size() - begin, u32::MAX, u64::MAX);
        }
    }
    Ok(Some((entry, end)))
}

/// What is said of a member behind it.
struct Descriptor {
    crc: u32,
    packed: u64,
    size: u64,
}

impl Descriptor {
    /// A checksum and two sizes, each of so many bytes; it is that of a member of `packed` bytes if it says so.
    fn of(bytes: &[u8], width: usize, packed: u64) -> Option<Self> {
        let (crc, sizes) = bytes.split_first_chunk::<4>()?;
        let number = |at: usize| {
            let bytes = sizes.get(at..at + width)?.iter().rev();
            Some(bytes.fold(0, |number, byte| number << 8 | u64::from(*byte)))
        };
        let found = Descriptor { crc: u32::from_le_bytes(*crc), packed: number(0)?, size: number(width)? };
        (found.packed == packed).then_some(found)
    }
}

/// What is read of the bytes of an archive, from beginning to end.
struct Scan<'a> {
    source: &'a Source<'a>,
    /// Some bytes, and where they begin.
    chunk: Vec<u8>,
    at: u64,
}

impl<'a> Scan<'a> {
    fn new(source: &'a Source<'a>) -> Self {
        Scan { source, chunk: Vec::new(), at: 0 }
    }

    /// Reads the bytes around a place, from some before it.
    fn fill(&mut self, around: u64) -> io::Result<()> {
        self.at = around.saturating_sub(BEFORE);
        self.chunk.resize(CHUNK, 0);
        let mut filled = 0;
        while let Some(rest) = self.chunk.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.source.read_at(rest, self.at + filled as u64)? {
                0 => break,
                read => filled += read,
            }
        }
        self.chunk.truncate(filled);
        Ok(())
    }

    /// The bytes from a place on, as far as they are at hand.
    fn from(&self, place: u64) -> &[u8] {
        let from = place.checked_sub(self.at).and_then(|from| usize::try_from(from).ok());
        from.and_then(|from| self.chunk.get(from..)).unwrap_or_default()
    }

    /// The first of some marks from a place on, and where it is.
    fn find(&mut self, mut from: u64, marks: &[[u8; 4]]) -> io::Result<Option<(u64, [u8; 4])>> {
        loop {
            let windows = self.from(from).windows(4).map(|window| window.first_chunk().copied());
            let marked = windows.map(|window| window.filter(|window| marks.contains(window)));
            if let Some((nth, Some(mark))) = (0..).zip(marked).find(|(_, mark)| mark.is_some()) {
                return Ok(Some((from + nth, mark)));
            }
            // A mark may lie across the end.
            let looked_at = self.from(from).len().saturating_sub(3) as u64;
            from += looked_at;
            if from >= self.source.size() {
                return Ok(None);
            }
            self.fill(from)?;
            if self.from(from).len() < 4 {
                return Ok(None);
            }
        }
    }

    /// Looks for what is said of a member behind it: there it is where it says that the member has so many bytes.
    fn descriptor(&mut self, begin: u64) -> io::Result<Option<Descriptor>> {
        let mut from = begin;
        while let Some((at, mark)) = self.find(from, &[DESCRIPTOR, MEMBER, LISTED])? {
            from = at + mark.len() as u64;
            if self.from(from).len() < LONGEST {
                self.fill(at)?;
            }
            let found = if mark == DESCRIPTOR {
                let of = |width| Descriptor::of(self.from(from), width, at - begin);
                of(4).or_else(|| of(8))
            } else {
                // Its mark may be left out.
                let of = |width: usize| {
                    let before = at.checked_sub(4 + 2 * width as u64).filter(|before| *before >= begin)?;
                    Descriptor::of(self.from(before), width, before - begin)
                };
                of(4).or_else(|| of(8))
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}
