//! The plan of a refresh: which files to read, which documents stay, which are gone.

use crate::catalogue::Catalogue;
use crate::catalogue::Origin;
use crate::catalogue::Reason;
use crate::catalogue::Record;
use crate::catalogue::Unread;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::read;
use crate::read::Encoding;
use crate::read::Metadata;
use crate::read::Skipped;
use crate::read::SourceFile;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;
use std::path::Path;
use std::path::PathBuf;

/// A file to read.
pub(super) struct Job {
    /// The indexed folder it lies below, as an absolute path.
    pub(super) root: String,
    pub(super) file: SourceFile,
    /// What came from it before.
    pub(super) old: Known,
    /// The encoding that it is known to be in.
    pub(super) encoding: Option<Encoding>,
}

/// What a refresh has to do.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) jobs: Vec<Job>,
    /// Documents that stay, with their metadata as it is now.
    pub(super) kept: Vec<Record>,
    /// Documents whose files are gone.
    pub(super) gone: Vec<Record>,
    /// By root, what its metadata file says of its documents.
    pub(super) tables: HashMap<String, HashMap<String, Metadata>>,
    /// What could not be read before and has not changed.
    pub(super) unread: Vec<Unread>,
    /// Files with a document whose key another one had: whether they are read depends on that one.
    pub(super) waiting: Vec<(String, SourceFile, Known)>,
    /// What could not be listed.
    pub(super) skipped: Vec<Skipped>,
    /// Whether metadata of a kept document has changed.
    pub(super) described_anew: bool,
    /// How many files are left to a later portion.
    pub(super) later: usize,
    /// How many files earlier portions read.
    pub(super) earlier: usize,
}

impl Plan {
    /// Whether the index is up to date as it is.
    pub(super) fn is_idle(&self) -> bool {
        self.jobs.is_empty() && self.gone.is_empty() && !self.described_anew
    }

    /// Leaves to a later portion what goes beyond so many bytes, though never everything. What is gone leaves
    /// with the last portion, or with the file that takes its place: no commit lacks a document that both its
    /// neighbours have.
    pub(super) fn cut(&mut self, bytes: u64) {
        let mut sum = 0u64;
        let fitting = self.jobs.iter().take_while(|job| {
            let fits = sum < bytes;
            sum = sum.saturating_add(job.file.size);
            fits
        });
        let later = self.jobs.split_off(fitting.count().max(1).min(self.jobs.len()));
        if later.is_empty() {
            return;
        }
        self.later = later.len();
        for Job { old, .. } in later {
            self.kept.extend(old.records);
            self.unread.extend(old.unread);
        }
        let here: HashSet<&str> = self.jobs.iter().map(|job| job.file.key.as_str()).collect();
        let replaced = |record: &Record| here.contains(record.origin.file.as_str());
        let (gone, staying) = std::mem::take(&mut self.gone).into_iter().partition(replaced);
        self.gone = gone;
        self.kept.extend::<Vec<_>>(staying);
    }
}

/// What came from a file before.
#[derive(Default)]
pub(super) struct Known {
    pub(super) records: Vec<Record>,
    pub(super) unread: Vec<Unread>,
}

/// By root and file key.
type Sources = BTreeMap<(String, String), Known>;

/// Which files are read although they have not changed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Again {
    /// None.
    Never,
    /// Those that were not read in this encoding.
    Unless(Encoding),
    /// Every file of every root.
    Always,
}

/// What a run asks of files that have not changed.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) again: Again,
    /// Bytes of memory there is room for.
    pub(super) memory: u64,
    /// Files that it has read, by folder and key: they are not new any more.
    pub(super) read: &'a HashSet<(String, String)>,
}

/// The names of the folders to read.
///
/// # Errors
/// [`ErrorKind::Read`] when one does not exist.
pub(super) fn find(roots: &[PathBuf]) -> Result<BTreeSet<String>> {
    roots.iter().map(|root| absolute(root)).collect()
}

/// Plans the refresh of `roots`.
pub(super) fn plan(roots: &[PathBuf], catalogue: &Catalogue, terms: Terms<'_>) -> Result<Plan> {
    let mut plan = Plan { earlier: terms.read.len(), ..Plan::default() };
    let mut sources = sources(catalogue);
    let mut names = find(roots)?;
    if matches!(terms.again, Again::Always) {
        names.extend(sources.keys().map(|(root, _)| root.clone()));
    }
    for root in names {
        plan.list(&root, &mut sources, &|file, known| {
            known.is_current(file, terms) || terms.read.contains(&(root.clone(), file.key.clone()))
        })?;
    }
    plan.keep_elsewhere(sources);
    plan.take_up_namesakes();
    Ok(plan)
}

fn sources(catalogue: &Catalogue) -> Sources {
    let mut sources = Sources::new();
    let source = |origin: &Origin| (origin.root.clone(), origin.file.clone());
    for record in catalogue.records() {
        sources.entry(source(&record.origin)).or_default().records.push(record.clone());
    }
    for unread in catalogue.unread() {
        sources.entry(source(&unread.origin)).or_default().unread.push(unread);
    }
    sources
}

/// Plans to read once more the files that `lost` documents came from, and no others; all that `sound` has stays.
pub(super) fn reread(lost: &[Record], sound: &Catalogue) -> Result<Plan> {
    let mut plan = Plan::default();
    let mut sources = sources(sound);
    let mut roots: BTreeMap<&str, HashMap<&str, &Origin>> = BTreeMap::new();
    for Record { origin, .. } in lost {
        roots.entry(&origin.root).or_default().insert(&origin.file, origin);
    }
    roots.retain(|root, _| Path::new(root).exists());
    for (root, wanted) in roots {
        let listing = read::list(Path::new(root))?;
        for file in listing.files {
            let Some(origin) = wanted.get(file.key.as_str()) else { continue };
            let old = sources.remove(&(root.to_owned(), file.key.clone())).unwrap_or_default();
            let is_same = (origin.size, origin.modified) == (file.size, file.modified);
            let encoding = origin.encoding.parse().ok().filter(|_| is_same);
            plan.jobs.push(Job { root: root.to_owned(), file, old, encoding });
        }
        let (table, unread) = read::table(Path::new(root))?;
        plan.tables.insert(root.to_owned(), table);
        plan.skipped.extend(listing.skipped.into_iter().chain(unread));
    }
    for known in sources.into_values() {
        plan.kept.extend(known.records);
        plan.unread.extend(known.unread);
    }
    Ok(plan)
}

fn absolute(root: &Path) -> Result<String> {
    let path = root.canonicalize().map_err(|cause| {
        Error::new(ErrorKind::Read, "there is no such file or folder").at(root).because(cause)
    })?;
    // The name identifies the folder from one run to the next; it is never opened by it when not UTF-8.
    path.into_os_string().into_string().map_err(|name| {
        Error::new(ErrorKind::Read, "the path is not UTF-8")
            .at(name)
            .hint("rename the folder, or index one above it")
    })
}

impl Plan {
    fn list(
        &mut self,
        root: &str,
        sources: &mut Sources,
        is_current: &dyn Fn(&SourceFile, &Known) -> bool,
    ) -> Result<()> {
        let listing = read::list(Path::new(root))?;
        let (table, unread) = read::table(Path::new(root))?;
        for file in listing.files {
            let known = sources.remove(&(root.to_owned(), file.key.clone())).unwrap_or_default();
            if !is_current(&file, &known) {
                self.jobs.push(Job { root: root.to_owned(), file, old: known, encoding: None });
            } else if known.unread.iter().any(|unread| matches!(unread.reason, Reason::Namesake(_))) {
                self.waiting.push((root.to_owned(), file, known));
            } else {
                self.keep(known, &table);
            }
        }
        let missing: Vec<_> = sources.keys().filter(|(of, _)| of == root).cloned().collect();
        for source in missing {
            let known = sources.remove(&source).unwrap_or_default();
            let path = Path::new(root).join(&source.1);
            // A folder that cannot be opened today does not cost what was read from it yesterday.
            if listing.skipped.iter().any(|skipped| path.starts_with(&skipped.path)) {
                self.keep(known, &table);
            } else {
                self.gone.extend(known.records);
                self.described_anew |= !known.unread.is_empty();
            }
        }
        self.skipped.extend(listing.skipped);
        self.skipped.extend(unread);
        self.tables.insert(root.to_owned(), table);
        Ok(())
    }

    /// A file that was left out because another document had its key is read again when that one does
    /// not stay.
    fn take_up_namesakes(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let staying: HashSet<String> = self.kept.iter().map(|record| record.key.clone()).collect();
        for (root, file, known) in waiting {
            let is_free =
                |unread: &Unread| matches!(&unread.reason, Reason::Namesake(key) if !staying.contains(key));
            if known.unread.iter().any(is_free) {
                self.jobs.push(Job { root, file, old: known, encoding: None });
            } else {
                let table = self.tables.get(&root).cloned().unwrap_or_default();
                self.keep(known, &table);
            }
        }
    }

    /// Documents of a folder that no longer exists stay, unless a file that does exist has their name:
    /// then the folder was moved.
    fn keep_elsewhere(&mut self, sources: Sources) {
        let here: HashSet<String> = self.jobs.iter().map(|job| job.file.key.clone()).collect();
        for ((root, file), known) in sources {
            if here.contains(&file) && !Path::new(&root).exists() {
                self.gone.extend(known.records);
            } else {
                self.kept.extend(known.records);
                self.unread.extend(known.unread);
            }
        }
    }

    fn keep(&mut self, known: Known, table: &HashMap<String, Metadata>) {
        for mut record in known.records {
            let metadata = complete(&record.own, &record.key, table);
            self.described_anew |= metadata != record.metadata;
            record.metadata = metadata;
            self.kept.push(record);
        }
        self.unread.extend(known.unread);
    }
}

impl Known {
    /// Whether the file is as it was when it was read.
    fn is_current(&self, file: &SourceFile, Terms { again, memory, .. }: Terms<'_>) -> bool {
        let origins = || self.records.iter().map(|r| &r.origin).chain(self.unread.iter().map(|u| &u.origin));
        let may_be_read = |unread: &Unread| match unread.reason {
            Reason::Content | Reason::Namesake(_) => false,
            Reason::Memory(needed) => needed <= memory,
            Reason::System => true,
        };
        let same = |origin: &Origin| {
            // A clock that was set back makes files of the future: those will not bear their time once more.
            let settled = (origin.read - file.modified).abs() > CLOCK;
            settled && origin.size == file.size && origin.modified == file.modified
        };
        let as_asked = |origin: &Origin| match again {
            Again::Never => true,
            Again::Unless(encoding) => origin.encoding == encoding.to_string(),
            Again::Always => false,
        };
        origins().next().is_some()
            && origins().all(|origin| same(origin) && as_asked(origin))
            && !self.unread.iter().any(may_be_read)
    }
}

/// How long after a change another one may bear the same time, in nanoseconds.
const CLOCK: i128 = 2_000_000_000;

/// A document's own metadata, completed from its folder's table.
pub(super) fn complete(own: &Metadata, key: &str, table: &HashMap<String, Metadata>) -> Metadata {
    match table.get(key) {
        Some(fallback) => own.clone().or(fallback),
        None => own.clone(),
    }
}
