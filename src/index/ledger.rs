//! The ledger of an index: which index a folder holds, which process writes to it, and which files it wrote there.
//!
//! A write-ahead list: a name is on the disk in it before the file is made, so whatever ends a process, the next one
//! knows what was left half done; and no other file of the folder is ever written to or removed. Its lock is the
//! lock of the index. The system lets go of it when the process ends, however it ends.
//!
//! A line each: CRC-32 of what follows in eight hexadecimal digits, a space, and `index UUID`, `process NUMBER`,
//! `file NAME` or, in a folder that is to be moved to its place, `draft NAME`, its own. What is cut short at its end
//! was never written.

use super::files;
use super::ownership;
use super::seal::Label;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use std::collections::BTreeSet;
use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::io::Read;
use std::io::Write;
use std::ops::Deref;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use tantivy::directory::META_LOCK;
use uuid::Uuid;

/// Its file in the folder of the index.
pub(crate) const NAME: &str = ".ledger";

/// The right to write to an index. One process has it at a time.
#[derive(Debug)]
pub(crate) struct Ledger {
    folder: PathBuf,
    index: Uuid,
    file: File,
    /// What the folder is called as long as it is under way.
    draft: OnceLock<String>,
    written: Mutex<BTreeSet<String>>,
    /// Whether the right was given back.
    is_over: AtomicBool,
}

/// Whether the right to write was free.
pub(crate) enum Taken {
    /// It is ours, as long as this lives.
    Ours(Held),
    /// Another process has it; its number, where that is known.
    Theirs(Option<u32>),
}

/// The right to write: given back when this is dropped, also when threads that end later still know the ledger.
#[derive(Debug)]
pub(crate) struct Held(Arc<Ledger>);

impl Deref for Held {
    type Target = Arc<Ledger>;

    fn deref(&self) -> &Arc<Ledger> {
        &self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Release);
        // The system does it when the file is closed.
        drop(self.0.file.unlock());
    }
}

/// Which ledger is good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// One that is as it was written.
    Sound,
    /// Any: a damaged one is written anew.
    Any,
}

impl Ledger {
    /// Takes the right to write to the index in `folder`, which is made when it is not there.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when the folder holds something else than an index, [`ErrorKind::Damaged`] when its
    /// ledger is not what was written, unless that is `accepted`; [`ErrorKind::Write`] when nothing can be written
    /// there.
    pub(crate) fn take(folder: &Path, accepted: Accepted) -> Result<Taken> {
        ownership::claim(folder)?;
        let failed = |cause| unwritten(folder, cause);
        ownership::make_folder(folder).map_err(failed)?;
        let Some(mut file) = lock(&folder.join(NAME)).map_err(failed)? else {
            return Ok(Taken::Theirs(Entries::of(folder).and_then(|entries| entries.process)));
        };
        let entries = Entries::read(&mut file).map_err(failed)?;
        let known = ownership::identify(folder);
        if accepted == Accepted::Sound && entries.is_damaged_in(known) {
            return Err(damaged(folder));
        }
        let index = known.unwrap_or_else(Uuid::new_v4);
        let is_sound = !entries.is_damaged_in(known) && !entries.is_torn && entries.index.is_some();
        let written = Mutex::new(entries.files);
        let (draft, is_over) = (OnceLock::new(), AtomicBool::new(false));
        let ledger = Ledger { folder: folder.to_path_buf(), index, file, draft, written, is_over };
        if is_sound {
            // On a full disk there may be no room for the number; what needs room says so itself.
            drop(ledger.append(&format!("process {}", std::process::id())));
        } else {
            ledger.written().extend(ledger.sealed().map_err(failed)?);
            ledger.rewrite().and_then(|()| ownership::sync_folder(folder)).map_err(failed)?;
        }
        Ok(Taken::Ours(Held(Arc::new(ledger))))
    }

    /// Notes that the folder is under way to its place, under this name as long.
    pub(crate) fn draft(&self, name: &str) -> Result<()> {
        drop(self.draft.set(name.to_owned()));
        self.append(&format!("draft {name}")).map_err(|cause| unwritten(&self.folder, cause))
    }

    /// The folder of the index.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The index, wherever its folder lies.
    pub(super) fn index(&self) -> Uuid {
        self.index
    }

    /// Whether the folder that is locked is still the one of that name.
    ///
    /// # Errors
    /// [`ErrorKind::Write`] when it was moved, replaced or removed.
    pub(crate) fn check(&self) -> Result<()> {
        let is_over = self.is_over.load(Ordering::Acquire);
        if !is_over && is_at(&self.file, &self.folder.join(NAME)).unwrap_or(false) {
            return Ok(());
        }
        let what = "the folder of the index was moved, replaced or removed while it was written to";
        Err(Error::new(ErrorKind::Write, what)
            .at(&self.folder)
            .hint("nothing was written to what stands there now; run it again"))
    }

    /// Notes that a file is going to be written.
    pub(super) fn note(&self, name: &str) -> io::Result<()> {
        self.check().map_err(io::Error::other)?;
        self.append(&format!("file {name}"))?;
        self.file.sync_data()?;
        self.written().insert(name.to_owned());
        Ok(())
    }

    /// Removes what was written and is not `needed`.
    pub(super) fn sweep(&self, needed: &BTreeSet<String>) {
        if self.check().is_err() {
            return;
        }
        // What cannot be removed is tried again next time; a file that somebody has open stays readable.
        let stays = |name: &String| {
            needed.contains(name)
                || fs::remove_file(self.folder.join(name))
                    .is_err_and(|error| error.kind() != io::ErrorKind::NotFound)
        };
        let mut written = self.written();
        written.retain(stays);
        // tantivy names files that a segment may have.
        written.extend(needed.iter().filter(|name| self.is_sealed_for(name)).cloned());
        drop(written);
        // What is missing in it when that is cut short is known by the seals of what is there.
        drop(self.rewrite());
    }

    /// Removes everything, and the folder if nothing else is in it.
    pub(crate) fn remove_all(&self) {
        self.sweep(&BTreeSet::new());
        if self.check().is_ok() {
            let lock = self.folder.join(&META_LOCK.filepath);
            if fs::metadata(&lock).is_ok_and(|lock| lock.len() == 0) {
                drop(fs::remove_file(lock));
            }
            drop(fs::remove_file(self.folder.join(NAME)));
            drop(fs::remove_dir(&self.folder));
        }
    }

    fn written(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the seal of a file says that it belongs to this index.
    fn is_sealed_for(&self, name: &str) -> bool {
        Label::at(&self.folder.join(name)) == Some(Label::of(self.index, Path::new(name)))
    }

    /// The files that belong to this index by their seals.
    fn sealed(&self) -> io::Result<Vec<String>> {
        Ok(ownership::names(&self.folder)?.into_iter().filter(|name| self.is_sealed_for(name)).collect())
    }

    fn rewrite(&self) -> io::Result<()> {
        let mut lines =
            line(&format!("index {}", self.index)) + &line(&format!("process {}", std::process::id()));
        let draft = self.draft.get().map(|name| format!("draft {name}"));
        let files: Vec<String> = self.written().iter().map(|name| format!("file {name}")).collect();
        draft.iter().chain(&files).for_each(|entry| lines += &line(entry));
        self.file.set_len(0)?;
        (&self.file).write_all(lines.as_bytes())?;
        self.file.sync_data()
    }

    fn append(&self, entry: &str) -> io::Result<()> {
        let before = self.file.metadata()?.len();
        // What was written of it on a full disk goes again: nothing may stand behind half a line.
        (&self.file).write_all(line(entry).as_bytes()).inspect_err(|_| drop(self.file.set_len(before)))
    }
}

fn line(entry: &str) -> String {
    format!("{:08x} {entry}\n", crc32fast::hash(entry.as_bytes()))
}

/// What stands in a ledger.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) index: Option<Uuid>,
    process: Option<u32>,
    /// What the folder is called as long as it is under way.
    draft: Option<String>,
    files: BTreeSet<String>,
    /// Whether something stands in it that was never written there.
    is_foreign: bool,
    /// Whether its last line was cut short.
    is_torn: bool,
}

impl Entries {
    /// The ledger of a folder; `None` when there is none, or none that may be read.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        Entries::read(&mut File::open(folder.join(NAME)).ok()?).ok()
    }

    fn read(file: &mut File) -> io::Result<Self> {
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
    fn is_bare(&self) -> bool {
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

/// Whether a folder is under way to another place, by its own word.
pub(crate) fn is_draft(folder: &Path) -> bool {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|folder| folder.is_dir());
    is_folder && Entries::of(folder).is_some_and(|entries| entries.draft == name || entries.is_bare())
}

/// Whether the ledger in a folder is not that of the index there. Where it is missing, it is written anew.
pub(super) fn is_damaged(folder: &Path) -> bool {
    Entries::of(folder).is_some_and(|entries| entries.is_damaged_in(ownership::identify(folder)))
}

/// Whether something can be a line that was cut short.
fn is_begun(line: &[u8]) -> bool {
    let Some((sum, rest)) = line.split_at_checked(9) else { return false };
    let is_sum = sum.iter().take(8).all(u8::is_ascii_hexdigit) && sum.ends_with(b" ");
    is_sum && [&b"index "[..], b"process ", b"file ", b"draft "].iter().any(|kind| rest.starts_with(kind))
}

/// Opens and locks the ledger at a path; `None` when another process has it.
fn lock(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = File::options().read(true).append(true).create(true).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(cause)) => return Err(cause),
        }
        // Who swept an abandoned folder may have removed it in between.
        if is_at(&file, path)? {
            return Ok(Some(file));
        }
    }
}

/// Whether an open file is the one that stands at a path.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(there) => Ok(ownership::is_same(&there, &file.metadata()?)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(cause),
    }
}

fn unwritten(folder: &Path, cause: io::Error) -> Error {
    Error::new(ErrorKind::Write, "the index cannot be written here")
        .at(folder)
        .because(cause)
        .hint("is the folder yours to write, and is there room on the disk?")
}

fn damaged(folder: &Path) -> Error {
    Error::new(ErrorKind::Damaged, "the list of the files of the index is damaged")
        .at(folder.join(NAME))
        .hint(files::REPAIR)
}

/// Says that another process writes.
pub(crate) fn taken(folder: &Path, holder: Option<u32>) -> Error {
    let who = holder.map_or_else(|| "another process".to_owned(), |process| format!("process {process}"));
    Error::new(ErrorKind::Locked, format!("{who} is writing to this index"))
        .at(folder)
        .hint("try again when it has ended; `duikan index --wait` waits for it")
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
