//! Building and refreshing: folders in, one commit out.

use super::memory::MemoryBudget;
use super::plan;
use super::plan::Plan;
use super::report::Progress;
use super::report::Report;
use super::roots;
use super::sources::Again;
use super::sources::Missing;
use super::sources::Past;
use super::sources::Terms;
use super::work::Done;
use super::work::Work;
use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::catalogue::Rest;
use crate::catalogue::outdate;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::DocNo;
use crate::read::Encoding;
use crate::snapshot::Snapshot;
use crate::storage::failure;
use crate::storage::ledger::Accepted;
use crate::storage::ledger::Held;
use crate::storage::ledger::Ledger;
use crate::storage::ledger::Taken;
use crate::tokenise::Tokeniser;
use std::collections::HashSet;
use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Bytes of memory to work in when nobody says otherwise.
const MEMORY: usize = 1 << 30;

/// With less than this the portions would be too small to be worth their commits.
const LEAST_MEMORY: usize = 16 << 20;

/// Bytes of source files after which a long build commits what it has.
const PORTION: u64 = 1 << 30;

/// How often somebody who waits looks whether the other process has ended.
const LOOK: Duration = Duration::from_millis(100);

/// What an index is built from, and how; made by [`Collection::build`](crate::Collection::build).
///
/// ```
/// use duikan::Collection;
/// use duikan::Encoding;
/// use std::ops::ControlFlow;
///
/// # let folder = tempfile::tempdir().expect("a folder");
/// # let index = folder.path().join("index");
/// let report = Collection::build(&index)
///     .texts("data/sample/chenbao")
///     .texts("data/sample/wanbao")
///     .encoding(Encoding::Utf8)
///     .user_words("百步渡\n")
///     .threads(2)
///     .memory(64 << 20)
///     .commit_every(256 << 20)
///     .wait() // for another process that writes
///     .watch(|progress| {
///         eprintln!("{progress:?}");
///         ControlFlow::Continue(())
///     })
///     .run()?;
/// assert_eq!((report.added, report.skipped.len(), report.renamed.len()), (3, 0, 0));
///
/// let report = Collection::build(&index).remove(&["0310-06".into()])?;
/// assert_eq!((report.removed, report.documents), (1, 2));
/// let report = Collection::build(&index).repair()?; // nothing is damaged
/// assert_eq!(report.documents, 2);
/// # Ok::<(), duikan::Error>(())
/// ```
pub struct Build {
    pub(crate) folder: PathBuf,
    roots: Vec<PathBuf>,
    encoding: Option<Encoding>,
    user_words: Option<String>,
    threads: usize,
    memory: usize,
    portion: u64,
    copies: bool,
    missing: Missing,
    when_taken: WhenTaken,
    watch: Box<dyn Fn(Progress) -> ControlFlow<()> + Sync + Send>,
}

/// What to do when another process writes to the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhenTaken {
    Refuse,
    Wait,
}

impl fmt::Debug for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Build { folder, roots, encoding, threads, memory, .. } = self;
        f.debug_struct("Build")
            .field("folder", folder)
            .field("roots", roots)
            .field("encoding", encoding)
            .field("threads", threads)
            .field("memory", memory)
            .finish_non_exhaustive()
    }
}

impl Build {
    pub(crate) fn new(folder: &Path) -> Self {
        Build {
            folder: folder.to_path_buf(),
            roots: Vec::new(),
            encoding: None,
            user_words: None,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            memory: MEMORY,
            portion: PORTION,
            copies: true,
            missing: Missing::Kept,
            when_taken: WhenTaken::Refuse,
            watch: Box::new(|_| ControlFlow::Continue(())),
        }
    }

    /// Reads every text below a folder, or one file. May be called for several.
    #[must_use]
    pub fn texts(mut self, root: impl AsRef<Path>) -> Self {
        self.roots.push(root.as_ref().to_path_buf());
        self
    }

    /// Reads all files in this encoding instead of telling it from their bytes.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// Cuts words with a user dictionary too (its text, in jieba's format: `word [frequency [part of
    /// speech]]` a line). It stays with the index until another is given; a change reads every document
    /// again.
    #[must_use]
    pub fn user_words(mut self, dictionary: impl Into<String>) -> Self {
        self.user_words = Some(dictionary.into());
        self
    }

    /// Uses this many threads, at least one; all cores without it.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Works in about this many bytes of memory; 1 GiB without it. What outgrows it waits in files
    /// without names in the folder of the index. At least 16 MiB; jieba's dictionary and the like come on
    /// top. A text that alone would take more is left out and reported; a file of records is held whole, up to
    /// 2 GiB.
    #[must_use]
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes.max(LEAST_MEMORY);
        self
    }

    /// Commits each time after about this many bytes of source files, 1 GiB without it, and after more as the
    /// index grows: what is committed is kept when a long build is stopped or killed, and the next one goes on
    /// from there.
    #[must_use]
    pub fn commit_every(mut self, bytes: u64) -> Self {
        self.portion = bytes;
        self
    }

    /// Waits as long as another process writes to the index, instead of refusing.
    #[must_use]
    pub fn wait(mut self) -> Self {
        self.when_taken = WhenTaken::Wait;
        self
    }

    /// Takes out the documents of a folder that holds no text any more, or is not there: without it they stay, for it
    /// may be a drive that is not mounted today.
    #[must_use]
    pub fn prune(mut self) -> Self {
        self.missing = Missing::Pruned;
        self
    }

    /// Leaves the copies out, so that a bench can tell what they cost. Not for use: a later refresh
    /// finds only what it touches.
    #[doc(hidden)]
    #[must_use]
    pub fn without_copies(mut self) -> Self {
        self.copies = false;
        self
    }

    /// Hears how the work goes, from several threads, and may stop it: nothing more is committed then.
    #[must_use]
    pub fn watch(mut self, watch: impl Fn(Progress) -> ControlFlow<()> + Sync + Send + 'static) -> Self {
        self.watch = Box::new(watch);
        self
    }

    /// Reads what is new or changed below the folders, forgets what is gone from them, finds the links,
    /// and commits all of it together, a large collection in portions. Documents of other folders stay as they
    /// are, and so do those of a folder that is not there; one that is found again elsewhere, by its files, was
    /// moved. Of two documents of one name the first keeps it, in the order of folders and files; the other gets its
    /// folder's or file's name in front.
    ///
    /// # Errors
    /// [`ErrorKind::Read`] when a folder that is not in the index does not exist, [`ErrorKind::Argument`] when the
    /// folder of the index holds something else, [`ErrorKind::Locked`] when another process
    /// writes to the index, [`ErrorKind::Version`], [`ErrorKind::Damaged`], [`ErrorKind::Argument`] for
    /// a bad user dictionary, [`ErrorKind::Write`] when the disk is full or the work was stopped. What
    /// was committed before is kept in every case.
    pub fn run(self) -> Result<Report> {
        // Where there is nothing to read, no index is made.
        if self.roots.iter().any(|root| !root.exists()) {
            let known = Snapshot::open_if_any(&self.folder)?.map(|last| last.catalogue.roots());
            roots::find(&self.roots, &known.unwrap_or_default())?;
        }
        let ledger = self.lock(Accepted::Sound)?;
        let (mut past, mut report) = (Past::default(), None);
        loop {
            let last = Snapshot::open_if_any(&self.folder)?;
            let known = last.as_ref().map_or("", |last| last.user_words.as_str());
            let user_words = self.user_words.clone().unwrap_or_else(|| known.to_owned());
            let again = self.again(&user_words, known);
            let nothing = Catalogue::default();
            let catalogue = last.as_ref().map_or(&nothing, |last| &last.catalogue);
            if matches!(again, Again::Always) && catalogue.len() > 0 {
                Tokeniser::new(&user_words)?;
                self.go_on(Progress::Recutting { documents: catalogue.len() })?;
            }
            let mut plan = plan::plan(&self.roots, catalogue, self.terms(again, &past))?;
            // Words of one index are all cut with one dictionary.
            if !matches!(again, Again::Always) || catalogue.len() == 0 {
                plan.cut(self.portion.max(catalogue.bytes_of_text() / 2));
            }
            let done = self.carry_out(&ledger, &plan, (last.as_ref(), &user_words))?;
            let so_far = done.report.after(report);
            if plan.later == 0 {
                return Ok(so_far);
            }
            past.read.extend(plan.jobs.into_iter().map(|job| (job.root, job.file.key)));
            past.lapsed.extend(done.lapsed);
            report = Some(so_far);
        }
    }

    /// What is asked of files.
    pub(crate) fn terms<'a>(&self, again: Again, past: &'a Past) -> Terms<'a> {
        Terms { again, missing: self.missing, memory: MemoryBudget::of(self.memory).most(), past }
    }

    fn again(&self, user_words: &str, known: &str) -> Again {
        match self.encoding {
            _ if user_words != known => Again::Always,
            Some(encoding) => Again::Unless(encoding),
            None => Again::Never,
        }
    }

    /// Takes documents out, named by any unambiguous part of their keys, in one commit. Their files are left
    /// alone, and a later refresh of their folder takes them up again.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when a name is not one document's; then none is removed. Else as for
    /// [`Build::run`].
    pub fn remove(self, names: &[String]) -> Result<Report> {
        drop(Snapshot::open(&self.folder)?);
        let ledger = self.lock(Accepted::Sound)?;
        let last = Snapshot::open(&self.folder)?;
        let found: Result<HashSet<DocNo>> =
            names.iter().map(|name| Ok(last.catalogue.find(name)?.number)).collect();
        let found = found?;
        let (gone, mut kept): (Vec<Record>, Vec<Record>) =
            last.catalogue.records().cloned().partition(|record| found.contains(&record.number));
        let Rest { roots, mut unread, unsupported } = last.catalogue.rest();
        // Of a file with several documents the next refresh reads all again, the removed ones too.
        outdate((&mut kept, &mut unread), &gone);
        let plan = Plan { kept, gone, roots, unread, unsupported, ..Plan::default() };
        Ok(self.carry_out(&ledger, &plan, (Some(&last), &last.user_words))?.report)
    }

    /// Makes sure that nobody else writes.
    pub(crate) fn lock(&self, accepted: Accepted) -> Result<Held> {
        loop {
            let holder = match Ledger::take(&self.folder, accepted)? {
                Taken::Ours(ledger) => return Ok(ledger),
                Taken::Theirs(holder) => holder,
            };
            if self.when_taken == WhenTaken::Refuse {
                return Err(failure::taken(&self.folder, holder));
            }
            self.go_on(Progress::Waiting { process: holder })?;
            thread::sleep(LOOK);
        }
    }

    /// Carries out a plan, from the last commit, if there is one, and with a user dictionary.
    pub(crate) fn carry_out(
        &self,
        ledger: &Arc<Ledger>,
        plan: &Plan,
        (last, user_words): (Option<&Snapshot>, &str),
    ) -> Result<Done> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build();
        let pool = pool.map_err(|cause| {
            Error::new(ErrorKind::NoThreads, message!("no threads can be started")).because(cause)
        })?;
        let go_on = |progress| self.go_on(progress);
        let Self { encoding, memory, copies, .. } = *self;
        Work { ledger, encoding, user_words, pool, memory, copies, last, go_on: &go_on }.carry_out(plan)
    }

    fn go_on(&self, progress: Progress) -> Result<()> {
        match (self.watch)(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::new(
                ErrorKind::Cancelled,
                message!("stopped; the index is as it was at its last commit"),
            )),
        }
    }
}
