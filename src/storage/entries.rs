//! What stands in a ledger, line by line.

use super::names::LEDGER;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Component;
use std::path::Path;
use uuid::Uuid;

pub(super) fn line(entry: &str) -> String {
    format!("{:08x} {entry}\n", crc32fast::hash(entry.as_bytes()))
}

/// What stands in a ledger.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) index: Option<Uuid>,
    pub(super) process: Option<u32>,
    /// What the folder is called as long as it is under way.
    pub(crate) draft: Option<String>,
    pub(super) files: BTreeSet<String>,
    /// Whether something stands in it that was never written there.
    pub(super) is_foreign: bool,
    /// Whether its last line was cut short.
    pub(super) is_torn: bool,
}

impl Entries {
    /// The ledger of a folder; `None` when there is none, or none that may be read.
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        Entries::read(&mut File::open(folder.join(LEDGER)).ok()?).ok()
    }

    pub(crate) fn read(file: &mut File) -> io::Result<Self> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let mut entries = Entries::default();
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            let is_entry = if let Some(line) = line.strip_suffix(b"\n") {
                entries.add(line).is_some()
            } else {
                entries.is_torn = true;
                // The first line is written in one piece, and makes the ledger ours.
                entries.index.is_some() || line.is_empty() || is_begun(line)
            };
            entries.is_foreign |= !is_entry;
        }
        Ok(entries)
    }

    fn add(&mut self, line: &[u8]) -> Option<()> {
        let (sum, entry) = std::str::from_utf8(line).ok()?.split_once(' ')?;
        let (kind, value) = entry.split_once(' ')?;
        (u32::from_str_radix(sum, 16).ok()? == crc32fast::hash(entry.as_bytes())).then_some(())?;
        match kind {
            "index" => self.index = Some(value.parse().ok()?),
            "process" => self.process = Some(value.parse().ok()?),
            "draft" => self.draft = Some(value.to_owned()),
            "file" if is_name(value) => drop(self.files.insert(value.to_owned())),
            _ => return None,
        }
        Some(())
    }

    /// Whether it is not the ledger of the index it lies in.
    pub(super) fn is_damaged_in(&self, index: Option<Uuid>) -> bool {
        self.is_foreign || self.index.is_some_and(|own| Some(own) != index)
    }

    /// Whether nothing was written yet.
    pub(super) fn is_bare(&self) -> bool {
        self.files.is_empty() && self.draft.is_none() && !self.is_foreign
    }

    /// Whether it is one at all: empty, or begun and cut short, as a kill leaves the first of them.
    pub(super) fn is_one(&self) -> bool {
        self.index.is_some() || !self.is_foreign
    }
}

/// Whether it is the name of a file in the same folder, and no way to another.
fn is_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(only)), None) if only == name)
}

/// Whether something can be a line that was cut short.
fn is_begun(line: &[u8]) -> bool {
    let Some((sum, rest)) = line.split_at_checked(9) else { return false };
    let is_sum = sum.iter().take(8).all(u8::is_ascii_hexdigit) && sum.ends_with(b" ");
    is_sum && [&b"index "[..], b"process ", b"file ", b"draft "].iter().any(|kind| rest.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_names_files_of_its_own_folder_only() {
        for (name, is_ours) in
            [("links-1", true), ("../x", false), ("a/b", false), ("/x", false), ("..", false)]
        {
            let mut entries = Entries::default();
            let line = line(&format!("file {name}"));
            assert_eq!(entries.add(line.trim_end().as_bytes()).is_some(), is_ours, "{name}");
        }
    }

    #[test]
    fn what_was_cut_short_was_never_written_and_anything_else_is_foreign() {
        let whole = line("file links-1");
        for end in 14..whole.len() - 1 {
            assert!(is_begun(&whole.as_bytes()[..end]), "{end}");
        }
        assert!(!is_begun("笔记".as_bytes()) && !is_begun(b"0123abcd note") && !is_begun(b"20310301"));
    }
}
