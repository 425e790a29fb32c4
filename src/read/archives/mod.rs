//! Archives: files whose members are files with a path.

mod members;
mod names;
mod package;
mod salvage;
mod tar;
mod zip;

use super::Sink;
use super::format::Format;
use super::format::FormatInfo;
use super::input::Input;
use super::raw::Refusal;
use super::reader::Reader;
use crate::message;
use members::Members;
pub(in crate::read) use package::Package;
pub(in crate::read) use package::resolve;

/// So deep do archives lie in each other that are read.
const DEPTH: u32 = 3;

/// What all archives have in common.
const OF_MEMBERS: &str = "those of its members";
const KEYS: &str = "the path of the member behind that of the archive: `book.zip/inner/a.txt`; what a member of several \
    documents calls them";

pub(in crate::read) struct Zip;

impl Reader for Zip {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Zip,
            endings: &["zip", ""],
            told_by: "`PK` at its beginning, also where it has the ending of a text; else its ending",
            layers: OF_MEMBERS,
            loci: OF_MEMBERS,
            fields: OF_MEMBERS,
            keys: KEYS,
            limits: "members that are stored or packed by Deflate, bzip2, Zstandard or xz, and not encrypted, each held \
                whole, in the order of their paths; names that are not in UTF-8 are told as texts are, GB18030 before \
                others; one that is cut short gives what is found in it; links are not followed; archives in archives \
                in archives; in all no more than a hundred times the size of the file",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        is_zip(head)
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        read(input, sink, zip::read)
    }
}

pub(in crate::read) struct Tar;

impl Reader for Tar {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Tar,
            endings: &["tar", "tgz", "tzst", "tbz2", "tbz", "txz", ""],
            told_by: "the checksum of its first header, else its ending",
            layers: OF_MEMBERS,
            loci: OF_MEMBERS,
            fields: OF_MEMBERS,
            keys: KEYS,
            limits: "each member held whole, in the order of the archive; one that is cut short gives what comes before \
                that; links are not followed, sparse files not read; archives in archives in archives",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        tar::is_header(head)
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        read(input, sink, tar::read)
    }
}

/// Whether a file begins as a zip archive does.
pub(in crate::read) fn is_zip(head: &[u8]) -> bool {
    matches!(head, [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..])
}

/// Reads an archive as what it is, whatever it is called.
fn read(
    input: &Input,
    sink: &mut dyn Sink,
    as_called: fn(&mut Members<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    if input.depth >= DEPTH {
        return Err(
            message!("lies in {n} archives, each in the other; unpack some of them", n = DEPTH).into()
        );
    }
    let mut members = Members::new(input, sink);
    let read = match &input.head {
        head if is_zip(head) => zip::read(&mut members),
        head if tar::is_header(head) => tar::read(&mut members),
        _ => as_called(&mut members),
    };
    // What the system did not give may have looked like damage.
    input.failure().and(read)?;
    members.finish();
    Ok(())
}
