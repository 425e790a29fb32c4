//! Archives made by hand, for tests.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use crate::read::Refusal;
use crate::read::contents::Contents;
use crate::read::list;
use flate2::write::DeflateEncoder;
use std::fs;
use std::io::Write;

/// So many bytes may be held.
pub(in crate::read) const MOST: u64 = 64 << 20;

/// How a member of a zip archive is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::read) struct How {
    pub(in crate::read) method: u16,
    pub(in crate::read) flags: u16,
    /// Its mode, as Unix has it.
    pub(in crate::read) mode: u32,
    /// Added to its checksum.
    pub(in crate::read) wrong: u32,
}

pub(in crate::read) const STORED: How = How { method: 0, flags: UTF_8, mode: 0, wrong: 0 };
pub(in crate::read) const DEFLATED: How = How { method: 8, ..STORED };
pub(in crate::read) const ENCRYPTED: u16 = 1;
/// Its sizes stand behind it.
pub(in crate::read) const STREAMED: u16 = 1 << 3;
pub(in crate::read) const UTF_8: u16 = 1 << 11;

/// A member of a zip archive: its name, what is in it, how it is written.
pub(in crate::read) type Made<'a> = (&'a [u8], &'a [u8], How);

pub(in crate::read) fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A zip archive.
pub(in crate::read) fn zip(members: &[Made<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut listed = Vec::new();
    for &(name, data, how) in members {
        let at = u32::try_from(out.len()).unwrap();
        let packed = if how.method == 8 { deflated(data) } else { data.to_vec() };
        let sizes = [crc32fast::hash(data).wrapping_add(how.wrong), length(&packed), length(data)];
        let sizes = sizes.map(u32::to_le_bytes).concat();
        let before = if how.flags & STREAMED > 0 { vec![0; 12] } else { sizes.clone() };
        let fixed = [[20, 0], how.flags.to_le_bytes(), how.method.to_le_bytes(), [0, 0], [0, 0]].concat();
        let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
        out.extend([&b"PK\x03\x04"[..], &fixed, &before, &name_length, &[0; 2], name, &packed].concat());
        if how.flags & STREAMED > 0 {
            out.extend([&b"PK\x07\x08"[..], &sizes].concat());
        }
        let places =
            [[0; 6].to_vec(), (how.mode << 16).to_le_bytes().to_vec(), at.to_le_bytes().to_vec()].concat();
        listed.extend(
            [&b"PK\x01\x02\x14\x03"[..], &fixed, &sizes, &name_length, &[0; 2], &places, name].concat(),
        );
    }
    let at = length(&out);
    let count = u16::try_from(members.len() % (1 << 16)).unwrap().to_le_bytes();
    out.extend(&listed);
    let sizes = [length(&listed).to_le_bytes(), at.to_le_bytes()].concat();
    out.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &sizes, &[0, 0]].concat());
    out
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

/// A zip archive of texts.
pub(in crate::read) fn zipped(texts: &[(&str, &str)]) -> Vec<u8> {
    let members = texts.iter().map(|(name, text)| (name.as_bytes(), text.as_bytes(), DEFLATED));
    zip(&members.collect::<Vec<_>>())
}

/// A tar archive of texts.
pub(in crate::read) fn tarred(texts: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in texts {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

/// What a file gives, when so much of it may be held and there will be no more room.
pub(in crate::read) fn contents(name: &str, bytes: &[u8], most: u64) -> Result<Contents, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let file = list(folder.path()).unwrap().files.remove(0);
    let mut contents = Contents::at_last(&file, most)?;
    // Below the folder, which is another each time.
    for path in contents.paths.iter_mut().chain(&mut contents.passed_over) {
        *path = path.strip_prefix(folder.path()).unwrap().to_path_buf();
    }
    Ok(contents)
}

impl Contents {
    /// The keys of its documents.
    pub(in crate::read) fn keys(&self) -> Vec<&str> {
        self.documents.iter().map(|document| document.id.as_str()).collect()
    }

    /// Where something is that is no document, and why.
    pub(in crate::read) fn said(&self) -> Vec<(String, String)> {
        let said = self.paths.iter().zip(&self.unfit);
        said.map(|(path, unfit)| (path.display().to_string(), unfit.why.to_string())).collect()
    }
}
