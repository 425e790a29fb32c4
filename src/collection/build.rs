//! Building and refreshing: folders in, one commit out.

use super::plan;
use super::plan::Again;
use super::plan::Plan;
use super::prepare::Prepared;
use super::prepare::Reading;
use super::report::Progress;
use super::report::Report;
use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::copies;
use crate::copies::store;
use crate::copies::store::Link;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index::Writer;
use crate::index::files;
use crate::place::DocNo;
use crate::read::Encoding;
use crate::snapshot::Manifest;
use crate::snapshot::Snapshot;
use crate::tokenise::Tokeniser;
use rayon::ThreadPool;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use rustc_hash::FxHashMap;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicU32;

/// What an index is built from, and how; made by [`Collection::build`](super::Collection::build).
pub struct Build {
    folder: PathBuf,
    roots: Vec<PathBuf>,
    encoding: Option<Encoding>,
    user_words: Option<String>,
    threads: usize,
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
        let nothing = Catalogue::default();
        let plan = plan::plan(&self.roots, last.as_ref().map_or(&nothing, |last| &last.catalogue), again)?;
        self.work(last.as_ref(), user_words)?.carry_out(&plan)
    }

    /// Takes documents out, named by any unambiguous part of their keys.
    pub(super) fn remove(self, names: &[String]) -> Result<Report> {
        let last = Snapshot::open(&self.folder)?;
        let found: Result<HashSet<DocNo>> = names.iter().map(|name| Ok(last.catalogue.find(name)?.number)).collect();
        let found = found?;
        let (gone, kept) = last.catalogue.records().iter().cloned().partition(|record| found.contains(&record.number));
        let plan = Plan { gone, kept, unread: last.catalogue.unread().to_vec(), ..Plan::default() };
        self.work(Some(&last), last.user_words.clone())?.carry_out(&plan)
    }

    fn work<'a>(&'a self, last: Option<&'a Snapshot>, user_words: String) -> Result<Work<'a>> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build();
        let pool = pool.map_err(|cause| Error::new(ErrorKind::Write, "no threads can be started").because(cause))?;
        Ok(Work { build: self, pool, last, user_words })
    }

    fn go_on(&self, progress: Progress) -> Result<()> {
        match (self.watch)(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::new(ErrorKind::Write, "stopped; the index is as it was before")),
        }
    }
}

/// A build under way.
struct Work<'a> {
    build: &'a Build,
    pool: ThreadPool,
    last: Option<&'a Snapshot>,
    user_words: String,
}

impl Work<'_> {
    fn carry_out(&self, plan: &Plan) -> Result<Report> {
        let nothing = Catalogue::default();
        let before = self.last.map_or(&nothing, |last| &last.catalogue);
        let mut report = Report { skipped: plan.skipped.clone(), ..Report::default() };
        report.skipped.extend(plan.unread.iter().map(|unread| unread.skipped.clone()));
        if plan.is_idle() && self.last.is_some() {
            report.unchanged = plan.kept.len();
            return Ok(report.holding(before, self.last.map_or(0, |last| last.links().len() / 2)));
        }
        let mut manifest = Manifest::after(self.last.map(|last| &last.manifest));
        let writer = self.writer()?;
        let reading = Reading {
            plan,
            encoding: self.build.encoding,
            writer: &writer,
            next: AtomicU32::new(manifest.next),
            step: &|done| self.build.go_on(Progress::Reading { done, of: plan.jobs.len() }),
        };
        let outcome = self.pool.install(|| reading.run())?;
        manifest.next = reading.next.into_inner();
        report.skipped.extend(outcome.unread.iter().map(|unread| unread.skipped.clone()));
        let unread = plan.unread.iter().cloned().chain(outcome.unread).collect();
        let out: Vec<&Record> = plan.gone.iter().chain(&outcome.replaced).collect();
        out.iter().for_each(|record| writer.remove(record.number));
        let is_text_same = out.is_empty() && outcome.prepared.is_empty();
        let mut texts = FxHashMap::default();
        let mut records: Vec<Record> = plan.kept.iter().cloned().chain(outcome.rescued).collect();
        let stay = records.len();
        for Prepared { record, text, .. } in outcome.prepared {
            texts.insert(record.number, text);
            records.push(record);
        }
        let catalogue = Catalogue::new(records.clone(), unread);
        report.compare(before.records(), &records.iter().skip(stay).map(|record| record.key.as_str()).collect(), &catalogue);
        let links = if is_text_same { self.old_links() } else { self.links(&catalogue, texts)? };
        self.commit(writer, &manifest, &catalogue, &links)?;
        Ok(report.holding(&catalogue, links.len()))
    }

    /// Opens the index for writing, and makes sure that nobody has written since the plan was made.
    fn writer(&self) -> Result<Writer> {
        let folder = &self.build.folder;
        let writer = Writer::open(folder, self.build.threads, Tokeniser::new(&self.user_words)?)?;
        let now = Snapshot::open_if_any(folder)?;
        if now.map(|now| now.manifest) == self.last.map(|last| last.manifest.clone()) {
            Ok(writer)
        } else {
            let what = "another process has just written to this index";
            Err(Error::new(ErrorKind::Locked, what).at(folder).hint("try again"))
        }
    }

    fn old_links(&self) -> Vec<Link> {
        self.last.map_or(Vec::new(), |last| last.links().links().collect())
    }

    /// Finds the links between all documents.
    fn links(&self, catalogue: &Catalogue, mut fresh: FxHashMap<DocNo, Vec<char>>) -> Result<Vec<Link>> {
        self.build.go_on(Progress::Comparing { documents: catalogue.records().len() })?;
        let numbers: Vec<DocNo> = catalogue.records().iter().map(|record| record.number).collect();
        if let Some(last) = self.last {
            let old = numbers.par_iter().filter(|number| !fresh.contains_key(number));
            let read = old.map(|&number| Ok((number, last.folded(number)?.into_characters())));
            let read: Vec<_> = self.pool.install(|| read.collect::<Result<_>>())?;
            fresh.extend(read);
        }
        let texts: Vec<Vec<char>> = numbers.iter().map(|number| fresh.remove(number).unwrap_or_default()).collect();
        Ok(self.pool.install(|| copies::discover(&texts)))
    }

    fn commit(&self, writer: Writer, manifest: &Manifest, catalogue: &Catalogue, links: &[Link]) -> Result<()> {
        self.build.go_on(Progress::Writing)?;
        let folder = &self.build.folder;
        files::write(folder, &manifest.catalogue, &catalogue.encode()?)?;
        files::write(folder, &manifest.links, &store::encode(links))?;
        files::write(folder, &manifest.userdict, self.user_words.as_bytes())?;
        writer.commit(&manifest.text()?, &manifest.files())
    }
}
