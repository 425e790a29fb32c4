//! The folder of an index: its files, tantivy's and ours, are sealed when they are written and verified when they
//! are read.

use super::exclusions::Exclusions;
use super::ledger::Ledger;
use super::names::HALF_WRITTEN;
use super::names::META;
use super::ownership;
use super::seal;
use super::seal::Label;
use super::seal::Sealed;
use super::seal::Sealing;
use crate::message;
use std::fs;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::ErrorKind;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use tantivy::directory::AntiCallToken;
use tantivy::directory::Directory;
use tantivy::directory::DirectoryLock;
use tantivy::directory::FileHandle;
use tantivy::directory::INDEX_WRITER_LOCK;
use tantivy::directory::Lock;
use tantivy::directory::META_LOCK;
use tantivy::directory::MmapDirectory;
use tantivy::directory::OwnedBytes;
use tantivy::directory::TerminatingWrite;
use tantivy::directory::WatchCallback;
use tantivy::directory::WatchHandle;
use tantivy::directory::WritePtr;
use tantivy::directory::error::DeleteError;
use tantivy::directory::error::LockError;
use tantivy::directory::error::OpenDirectoryError;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::error::OpenWriteError;
use uuid::Uuid;

/// What tantivy would write to disk of its files, so that it can sweep them: the ledger is there for that.
const MANAGED: &str = ".managed.json";

/// A folder of sealed files.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    path: PathBuf,
    files: MmapDirectory,
    /// Which index it is.
    index: Uuid,
    /// The right to write to it, where somebody has it.
    ledger: Option<Arc<Ledger>>,
    without: Exclusions,
    /// Whether a commit was made, of which nothing is left alone.
    renewed: Arc<AtomicBool>,
    write_errors: WriteErrors,
}

/// The first thing that could not be written: tantivy's threads end on it and do not say why.
#[derive(Debug, Clone, Default)]
pub(crate) struct WriteErrors(Arc<Mutex<Option<String>>>);

impl WriteErrors {
    fn note(&self, path: &Path, error: io::Error) -> io::Error {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.get_or_insert_with(|| format!("{}: {error}", path.display()));
        error
    }

    /// What happened, if anything did.
    pub(crate) fn first(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Folder {
    /// Opens a folder, which must exist, to read from.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        Folder::with(path, ownership::identify(path).unwrap_or_default(), None)
    }

    /// Opens the folder of an index to write to.
    pub(crate) fn of(ledger: &Arc<Ledger>) -> Result<Self, OpenDirectoryError> {
        Folder::with(ledger.folder(), ledger.index(), Some(Arc::clone(ledger)))
    }

    fn with(path: &Path, index: Uuid, ledger: Option<Arc<Ledger>>) -> Result<Self, OpenDirectoryError> {
        Ok(Folder {
            path: path.to_path_buf(),
            files: MmapDirectory::open(path)?,
            index,
            ledger,
            without: Exclusions::default(),
            renewed: Arc::default(),
            write_errors: WriteErrors::default(),
        })
    }

    /// Notes that a file is going to be written.
    fn note(&self, name: &Path) -> io::Result<()> {
        let refused =
            || io::Error::new(ErrorKind::PermissionDenied, message!("the index was opened to be read only"));
        self.ledger.as_ref().ok_or_else(refused)?.note(&name.to_string_lossy())
    }

    /// What could not be written.
    pub(crate) fn write_errors(&self) -> WriteErrors {
        self.write_errors.clone()
    }

    /// The same, without what is damaged of its last commit, until there is another one.
    pub(crate) fn without(self, without: &Exclusions) -> Self {
        Folder { without: without.clone(), ..self }
    }

    /// All bytes of a file, verified.
    pub(super) fn whole(&self, path: &Path) -> Result<OwnedBytes, OpenReadError> {
        let failed = |cause| OpenReadError::wrap_io_error(cause, path.to_path_buf());
        self.sealed(path)?.whole().map_err(failed)
    }

    /// Puts a file in the place of another, whole or not at all.
    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let name = format!("{HALF_WRITTEN}{}", Uuid::new_v4().simple());
        self.note(Path::new(&name))?;
        self.note(path)?;
        let half = self.path.join(name);
        let written = File::create_new(&half).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_data()?;
            fs::rename(&half, self.path.join(path))
        });
        if written.is_err() {
            drop(fs::remove_file(&half));
        }
        // Before it is on the disk, nothing may go that only the file before it names.
        written.and_then(|()| self.files.sync_directory())
    }

    /// All bytes of a file that is read as a whole, and as it is now: whether they are verified is the inner result.
    fn atomic_bytes(&self, path: &Path) -> Result<io::Result<OwnedBytes>, OpenReadError> {
        let file = OwnedBytes::new(self.files.atomic_read(path)?);
        Ok(Sealed::open(path, self.index, file).and_then(|sealed| sealed.whole()))
    }

    /// A file, of which what is read is verified.
    fn sealed(&self, path: &Path) -> Result<Sealed, OpenReadError> {
        let failed = |cause| OpenReadError::wrap_io_error(cause, path.to_path_buf());
        let file = self.files.open_read(path)?.read_bytes().map_err(failed)?;
        Sealed::open(path, self.index, file).map_err(failed)
    }
}

/// A file being written.
struct Writing {
    path: PathBuf,
    out: Sealing<WritePtr>,
    write_errors: WriteErrors,
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|error| self.write_errors.note(&self.path, error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(|error| self.write_errors.note(&self.path, error))
    }
}

impl TerminatingWrite for Writing {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        let ended = self.out.seal().and_then(|out| out.terminate_ref(token));
        ended.map_err(|error| self.write_errors.note(&self.path, error))
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(self.sealed(path)?))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let opened =
            self.note(path).map_err(|cause| OpenWriteError::wrap_io_error(cause, path.to_path_buf()));
        let opened = opened.and_then(|()| self.files.open_write(path)).inspect_err(|error| {
            self.write_errors.note(path, io::Error::other(error.to_string()));
        })?;
        let out = Sealing::new(opened, Label::of(self.index, path));
        Ok(BufWriter::new(Box::new(Writing {
            path: path.to_path_buf(),
            out,
            write_errors: self.write_errors(),
        })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let failed = |cause| OpenReadError::wrap_io_error(cause, path.to_path_buf());
        if path == Path::new(META) && !self.renewed.load(Ordering::Acquire) {
            if let Exclusions::Everything(_) = self.without {
                return self.without.reduced(&[]).map_err(failed);
            }
            let bytes = self.atomic_bytes(path)?.map_err(failed)?;
            return self.without.reduced(&bytes).map_err(failed);
        }
        if path == Path::new(MANAGED) {
            return Err(OpenReadError::FileDoesNotExist(path.to_path_buf()));
        }
        self.atomic_bytes(path)?.map(|bytes| bytes.to_vec()).map_err(failed)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MANAGED) {
            return Ok(());
        }
        let label = Label::of(self.index, path);
        let written = seal::seal(data, label).and_then(|sealed| self.replace(path, &sealed));
        self.renewed.fetch_or(written.is_ok() && path == Path::new(META), Ordering::Release);
        written.map_err(|error| self.write_errors.note(path, error))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        if let Some(ledger) = &self.ledger {
            let failed =
                |cause| DeleteError::IoError { io_error: Arc::new(cause), filepath: path.to_path_buf() };
            ledger.check().map_err(io::Error::other).map_err(failed)?;
        }
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        let is_made_up = path == Path::new(META) && matches!(self.without, Exclusions::Everything(_));
        Ok(is_made_up || self.files.exists(path)?)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if lock.filepath == INDEX_WRITER_LOCK.filepath && self.ledger.is_some() {
            // The ledger's lock is held already.
            return Ok(DirectoryLock::from(Box::new(())));
        }
        match self.files.acquire_lock(lock) {
            // Whoever reads holds it against sweeping; where no lock can be made, who reads again when a file is
            // gone has the same.
            Err(LockError::IoError(error)) if lock.filepath == META_LOCK.filepath && is_closed(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            taken => taken,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

/// Whether nothing can be made in a folder: it is another's, lies on a medium that is only read, or is full.
fn is_closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
    )
}
