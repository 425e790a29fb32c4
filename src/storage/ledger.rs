//! The ledger of an index: which index a folder holds, which process writes to it, and which files it wrote there.
//!
//! A write-ahead list: a name is on the disk in it before the file is made, so whatever ends a process, the next one
//! knows what was left half done; and no other file of the folder is ever written to or removed. Its lock is the
//! lock of the index. The system lets go of it when the process ends, however it ends.
//!
//! A line each: CRC-32 of what follows in eight hexadecimal digits, a space, and `index UUID`, `process NUMBER`,
//! `file NAME` or, in a folder that is to be moved to its place, `draft NAME`, its own. What is cut short at its end
//! was never written.

use super::entries::Entries;
use super::entries::line;
use super::names;
use super::names::LEDGER;
use super::ownership;
use super::seal::Label;
use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use std::collections::BTreeSet;
use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::io::Write;
use std::ops::Deref;
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
        names::make_folder(folder).map_err(failed)?;
        let Some(mut file) = lock(&folder.join(LEDGER)).map_err(failed)? else {
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
            ledger.rewrite().and_then(|()| names::sync_folder(folder)).map_err(failed)?;
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
        if !is_over && is_at(&self.file, &self.folder.join(LEDGER)).unwrap_or(false) {
            return Ok(());
        }
        let what = message!("the folder of the index was moved, replaced or removed while it was written to");
        Err(Error::new(ErrorKind::Write, what)
            .at(&self.folder)
            .advise(message!("nothing was written to what stands there now; run it again")))
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
    pub(crate) fn sweep(&self, needed: &BTreeSet<String>) {
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
            drop(fs::remove_file(self.folder.join(LEDGER)));
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
        Ok(names::names(&self.folder)?.into_iter().filter(|name| self.is_sealed_for(name)).collect())
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

/// Whether a folder is under way to another place, by its own word.
pub(crate) fn is_draft(folder: &Path) -> bool {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|folder| folder.is_dir());
    is_folder && Entries::of(folder).is_some_and(|entries| entries.draft == name || entries.is_bare())
}

/// Whether the ledger in a folder is not that of the index there. Where it is missing, it is written anew.
pub(crate) fn is_damaged(folder: &Path) -> bool {
    Entries::of(folder).is_some_and(|entries| entries.is_damaged_in(ownership::identify(folder)))
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
        Ok(there) => Ok(names::is_same(&there, &file.metadata()?)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(cause),
    }
}

fn unwritten(folder: &Path, cause: io::Error) -> Error {
    Error::new(ErrorKind::Write, message!("the index cannot be written here"))
        .at(folder)
        .because(cause)
        .advise(message!("is the folder yours to write, and is there room on the disk?"))
}

fn damaged(folder: &Path) -> Error {
    Error::new(ErrorKind::Damaged, message!("the list of the files of the index is damaged"))
        .at(folder.join(LEDGER))
        .advise(Advice::Repair)
}
