//! Zip: members that lie anywhere in the file, and a list of them at its end.

use super::members::Members;
use super::names::NameEncoding;
use super::salvage;
use crate::message;
use crate::message::Message;
use crate::read::allowance::in_proportion;
use crate::read::input::Input;
use crate::read::packing::Packing;
use crate::read::raw::Raw;
use crate::read::raw::Refusal;
use flate2::read::DeflateDecoder;
use rawzip::CompressionMethod;
use rawzip::RECOMMENDED_BUFFER_SIZE;
use rawzip::RangeReader;
use rawzip::ReaderAt;
use rawzip::ZipArchive;
use rawzip::ZipFileHeaderRecord;
use rawzip::ZipLocator;
use rawzip::extra_fields::ExtraFieldId;
use rawzip::extra_fields::ExtraFields;
use std::io;
use std::io::BufReader;
use std::io::Read;

/// So often something is taken for the end of the list that is none.
const TRIES: usize = 32;

/// The bytes of a zip archive, wherever they are.
pub(super) enum Source<'a> {
    Raw(&'a Raw),
    Held(Vec<u8>),
}

impl<'a> Source<'a> {
    /// Those of a file; held, where it is packed once more.
    pub(super) fn of(input: &'a Input) -> Result<Self, Refusal> {
        Ok(match input.seekable() {
            Some(raw) => Source::Raw(raw),
            None => Source::Held(input.bytes()?),
        })
    }

    pub(super) fn size(&self) -> u64 {
        match self {
            Source::Raw(raw) => raw.size(),
            Source::Held(bytes) => bytes.len() as u64,
        }
    }
}

impl ReaderAt for Source<'_> {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        match self {
            Source::Raw(raw) => raw.read_at(buffer, at),
            Source::Held(bytes) => bytes.read_at(buffer, at),
        }
    }
}

/// What the list says of a member.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    /// Whether the name is in UTF-8, as it says.
    pub(super) is_utf8: bool,
    pub(super) is_encrypted: bool,
    pub(super) is_link: bool,
    pub(super) method: CompressionMethod,
    /// Where its own header begins.
    pub(super) at: u64,
    /// How many bytes it is, packed and unpacked, and their checksum.
    pub(super) packed: u64,
    pub(super) size: u64,
    pub(super) crc: u32,
}

/// A list of members in the making, which may be longer than is held.
pub(super) struct Entries {
    pub(super) list: Vec<Entry>,
    bytes: u64,
    most: u64,
}

impl Entries {
    fn new(most: u64) -> Self {
        Entries { list: Vec::new(), bytes: 0, most }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.bytes = 0;
    }

    pub(super) fn push(&mut self, entry: Entry) -> Result<(), Refusal> {
        // Its path will be beside it.
        self.bytes += 2 * (size_of::<Entry>() + entry.name.len()) as u64;
        if self.bytes > self.most {
            return Err(Refusal::Longer);
        }
        self.list.push(entry);
        Ok(())
    }
}

pub(super) fn read(members: &mut Members<'_>) -> Result<(), Refusal> {
    let input = members.input;
    let source = Source::of(input)?;
    let listed = entries(&source, input)?;
    let is_whole = listed.is_some();
    let entries = if let Some(entries) = listed {
        entries
    } else {
        let mut entries = Entries::new(input.most);
        salvage::list(&source, &mut entries).map_err(|stop| stop.refusal(input))?;
        if entries.list.is_empty() {
            return Err(message!("not a zip archive, or damaged from end to end").into());
        }
        members.torn(message!(
            "cut short or damaged: the list of its members is not at its end; those that were found are read"
        ));
        entries.list
    };
    let entries = by_path(entries);
    if entries.is_empty() && is_whole {
        return Err(message!("empty").into());
    }
    let is_too_long = |(path, entry): &(String, Entry)| entry.size > input.most && members.would_read(path);
    if input.may_have_more && entries.iter().any(is_too_long) {
        return Err(Refusal::Longer);
    }
    for (path, entry) in entries {
        if members.has_ended() {
            break;
        }
        if !members.may_read(&path) {
            continue;
        }
        match bytes(&source, &entry, input) {
            Ok(bytes) => members.read(&path, bytes)?,
            Err(Refusal::Longer) => members.longer(&path)?,
            Err(Refusal::Content(why)) if input.allowance.take(0).is_err() => {
                members.torn(why);
                break;
            }
            Err(Refusal::Content(why)) => members.leave_out(&path, why),
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(())
}

/// All members that the list has; none where there is no list that is whole.
pub(super) fn entries(source: &Source<'_>, input: &Input) -> Result<Option<Vec<Entry>>, Refusal> {
    let mut entries = Entries::new(input.most);
    let is_whole = list(source, &mut entries)?;
    input.failure()?;
    Ok(is_whole.then_some(entries.list))
}

/// The members by their paths; those of one path in the order of the list.
fn by_path(entries: Vec<Entry>) -> Vec<(String, Entry)> {
    let undecided = entries.iter().filter(|entry| !entry.is_utf8);
    let told = NameEncoding::of(undecided.map(|entry| entry.name.as_slice()));
    let encoding = |entry: &Entry| if entry.is_utf8 { NameEncoding::UTF_8 } else { told };
    let path = |entry: Entry| Some((encoding(&entry).path(&entry.name)?, entry));
    let mut entries: Vec<_> = entries.into_iter().filter_map(path).collect();
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    entries
}

/// Reads the list; says whether there is one that is whole and of this archive.
fn list(source: &Source<'_>, entries: &mut Entries) -> Result<bool, Refusal> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let mut end = source.size();
    for _ in 0..TRIES {
        let before = match ZipLocator::new().locate_in_reader(source, &mut buffer, end) {
            Ok(archive) => {
                let is_last = end == source.size() && !salvage::has_member(source, archive.end_offset());
                let is_its_own = is_last || archive.end_offset() == source.size();
                if is_its_own && listed(&archive, &mut buffer, entries)? {
                    return Ok(true);
                }
                Some(archive.eocd_offset())
            }
            Err((_, error)) => error.eocd_offset(),
        };
        // What looks like the end of a list may stand in the comment behind it.
        let Some(before) = before.filter(|before| *before < end) else { break };
        end = before;
        entries.clear();
    }
    Ok(false)
}

/// Reads the list that was found; says whether it is whole, and the one that the file begins for.
fn listed(
    archive: &ZipArchive<&Source<'_>>,
    buffer: &mut [u8],
    entries: &mut Entries,
) -> Result<bool, Refusal> {
    let (mut found, mut first) = (0, u64::MAX);
    let mut listed = archive.entries(buffer);
    loop {
        match listed.next_entry() {
            Ok(Some(header)) => {
                found += 1;
                first = first.min(header.local_header_offset());
                entries.push(entry(&header))?;
            }
            Ok(None) => break,
            Err(_) => return Ok(false),
        }
    }
    // Old programs count in 16 bits.
    let is_counted = found == archive.entries_hint() || found % (1 << 16) == archive.entries_hint();
    // Where a file is cut short behind an archive that is a member of it, that one has a list.
    let begins_elsewhere = first > 0 && salvage::is_member_at(archive.get_ref(), 0);
    Ok(is_counted && !begins_elsewhere)
}

fn entry(header: &ZipFileHeaderRecord<'_>) -> Entry {
    let name = header.file_path().as_bytes();
    let unicode = unicode_name(name, header.extra_fields());
    Entry {
        is_utf8: header.flags().is_utf8() || unicode.is_some(),
        name: unicode.unwrap_or(name).to_vec(),
        is_encrypted: header.flags().is_encrypted(),
        is_link: header.mode().is_symlink(),
        method: header.compression_method(),
        at: header.local_header_offset(),
        packed: header.compressed_size_hint(),
        size: header.uncompressed_size_hint(),
        crc: header.crc32(),
    }
}

/// The name in UTF-8 that stands beside one in another encoding: a version, the checksum of that one, the name.
pub(super) fn unicode_name<'a>(name: &[u8], mut fields: ExtraFields<'a>) -> Option<&'a [u8]> {
    let (_, field) = fields.find(|(id, _)| *id == ExtraFieldId::INFO_ZIP_UNICODE_PATH)?;
    let (crc, unicode) = field.strip_prefix(&[1])?.split_first_chunk::<4>()?;
    (u32::from_le_bytes(*crc) == crc32fast::hash(name)).then_some(unicode)
}

/// The bytes of a member, unpacked.
pub(super) fn bytes(source: &Source<'_>, entry: &Entry, input: &Input) -> Result<Vec<u8>, Refusal> {
    if entry.is_link {
        return Err(message!("a link; links in archives are not followed").into());
    }
    if entry.is_encrypted {
        return Err(message!("encrypted; unpack it yourself").into());
    }
    in_proportion(entry.size, entry.packed)?;
    let refusal = |error: io::Error| input.refusal(&error);
    let packed = salvage::content(source, entry.at).map_err(refusal)?;
    let packed = BufReader::new(RangeReader::new(source, packed..packed.saturating_add(entry.packed)));
    let decoder = decoder(entry.method, packed).map_err(refusal)?.map_err(Refusal::Content)?;
    let mut counted = Counted { decoder, packed: entry.packed, given: 0, input };
    let mut bytes = Vec::new();
    if entry.size > input.most {
        return Err(Refusal::Longer);
    }
    (&mut counted).take(entry.size.saturating_add(1)).read_to_end(&mut bytes).map_err(refusal)?;
    if bytes.len() as u64 != entry.size || crc32fast::hash(&bytes) != entry.crc {
        return Err(message!("damaged: it is not what the archive says it is").into());
    }
    Ok(bytes)
}

/// Unpacks a member, if it is packed by a method that we know.
fn decoder<'a>(
    method: CompressionMethod,
    packed: impl Read + 'a,
) -> io::Result<Result<Box<dyn Read + 'a>, Message>> {
    Ok(Ok(match method {
        CompressionMethod::STORE => Box::new(packed),
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(packed)),
        CompressionMethod::BZIP2 => Packing::Bzip2.decoder(packed)?,
        CompressionMethod::ZSTD => Packing::Zstandard.decoder(packed)?,
        CompressionMethod::XZ => Packing::Xz.decoder(packed)?,
        method => {
            let number = || method.as_u16().to_string();
            let method = method.name().map_or_else(number, str::to_owned);
            return Ok(Err(message!(
                "packed by a method that is not read, {method}; pack it by Deflate",
                method
            )));
        }
    }))
}

/// All that a member unpacks to, as long as that stands in proportion, by itself and with all others.
struct Counted<'a> {
    decoder: Box<dyn Read + 'a>,
    packed: u64,
    given: u64,
    input: &'a Input,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.given += read as u64;
        in_proportion(self.given, self.packed).map_err(io::Error::other)?;
        self.input.allowance.take(read as u64).map_err(io::Error::other)?;
        Ok(read)
    }
}
