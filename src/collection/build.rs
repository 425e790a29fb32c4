//! Building and refreshing: folders in, one commit out.

use super::plan;
use super::plan::Again;
use super::plan::Plan;
use super::report::Progress;
use super::report::Report;
use super::work::Work;
use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::place::DocNo;
use crate::read::Encoding;
use crate::snapshot::Snapshot;
use crate::tokenise::Tokeniser;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;

/// Bytes of memory to work in when nobody says otherwise.
const MEMORY: usize = 1 << 30;

/// With less than this everything would be done in crumbs.
const LEAST_MEMORY: usize = 16 << 20;

/// What an index is built from, and how; made by [`Collection::build`](super::Collection::build).
pub struct Build {
    folder: PathBuf,
    roots: Vec<PathBuf>,
    encoding: Option<Encoding>,
    user_words: Option<String>,
    threads: usize,
    memory: usize,
    copies: bool,
    watch: Box<dyn Fn(Progress) -> ControlFlow<()> + Sync + Send>,
}

impl Build {
    pub(super) fn new(folder: &Path) -> Self {
        Build {
            folder: folder.to_path_buf(),
            roots: Vec::new(),
            encoding: None,
            user_words: None,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            memory: MEMORY,
            copies: true,
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
    /// top, and a single document is held whole, however long.
    #[must_use]
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes.max(LEAST_MEMORY);
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

    /// Hears how the work goes, from several threads, and may stop it: nothing is committed then.
    #[must_use]
    pub fn watch(mut self, watch: impl Fn(Progress) -> ControlFlow<()> + Sync + Send + 'static) -> Self {
        self.watch = Box::new(watch);
        self
    }

    /// Reads what is new or changed below the folders, forgets what is gone from them, finds the links,
    /// and commits all of it at once. Documents of other folders stay as they are.
    ///
    /// # Errors
    /// [`ErrorKind::Read`] when a folder does not exist, [`ErrorKind::Locked`] when another process
    /// writes to the index, [`ErrorKind::Version`], [`ErrorKind::Damaged`], [`ErrorKind::Argument`] for
    /// a bad user dictionary, [`ErrorKind::Write`] when the disk is full or the work was stopped. What
    /// was committed before is kept in every case.
    pub fn run(self) -> Result<Report> {
        let last = Snapshot::open_if_any(&self.folder)?;
        let known = last.as_ref().map_or("", |last| last.user_words.as_str());
        let user_words = self.user_words.clone().unwrap_or_else(|| known.to_owned());
        let again = match self.encoding {
            _ if user_words != known => Again::Always,
            Some(encoding) => Again::Unless(encoding),
            None => Again::Never,
        };
        let documents = last.as_ref().map_or(0, |last| last.catalogue.len());
        if user_words != known && documents > 0 {
            Tokeniser::new(&user_words)?;
            self.go_on(Progress::Recutting { documents })?;
        }
        let nothing = Catalogue::default();
        let plan = plan::plan(&self.roots, last.as_ref().map_or(&nothing, |last| &last.catalogue), again)?;
        self.carry_out(&plan, last.as_ref(), &user_words)
    }

    /// Takes documents out, named by any unambiguous part of their keys.
    pub(super) fn remove(self, names: &[String]) -> Result<Report> {
        let last = Snapshot::open(&self.folder)?;
        let found: Result<HashSet<DocNo>> =
            names.iter().map(|name| Ok(last.catalogue.find(name)?.number)).collect();
        let found = found?;
        let (gone, mut kept): (Vec<Record>, Vec<Record>) =
            last.catalogue.records().cloned().partition(|record| found.contains(&record.number));
        let files: HashSet<(&str, &str)> = gone.iter().map(|record| record.origin.source()).collect();
        for sister in kept.iter_mut().filter(|record| files.contains(&record.origin.source())) {
            // Of a file with several documents the next refresh reads all again, the removed ones too.
            sister.origin.read = 0;
        }
        let plan = Plan { gone, kept, unread: last.catalogue.unread(), ..Plan::default() };
        self.carry_out(&plan, Some(&last), &last.user_words)
    }

    fn carry_out(&self, plan: &Plan, last: Option<&Snapshot>, user_words: &str) -> Result<Report> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build();
        let pool =
            pool.map_err(|cause| Error::new(ErrorKind::Write, "no threads can be started").because(cause))?;
        let go_on = |progress| self.go_on(progress);
        let Self { folder, encoding, memory, copies, .. } = &self;
        let (encoding, memory, copies) = (*encoding, *memory, *copies);
        Work { folder, encoding, user_words, pool, memory, copies, last, go_on: &go_on }.carry_out(plan)
    }

    fn go_on(&self, progress: Progress) -> Result<()> {
        match (self.watch)(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => {
                Err(Error::new(ErrorKind::Write, "stopped; the index is as it was before"))
            }
        }
    }
}
