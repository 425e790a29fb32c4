//! The plan of a refresh: which files to read, which documents stay, which are gone.

use crate::catalogue::Catalogue;
use crate::catalogue::Origin;
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
    /// The documents that came from it before.
    pub(super) old: Vec<Record>,
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
        self.kept.extend(later.into_iter().flat_map(|job| job.old));
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
    records: Vec<Record>,
    unread: Vec<Unread>,
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

/// The names of the folders to read.
///
/// # Errors
/// [`ErrorKind::Read`] when one does not exist.
pub(super) fn find(roots: &[PathBuf]) -> Result<BTreeSet<String>> {
    roots.iter().map(|root| absolute(root)).collect()
}

/// Plans the refresh of `roots`; files that this build has `read` are not read again for being new.
pub(super) fn plan(
    roots: &[PathBuf],
    catalogue: &Catalogue,
    again: Again,
    read: &HashSet<(String, String)>,
) -> Result<Plan> {
    let mut plan = Plan { earlier: read.len(), ..Plan::default() };
    let mut sources = Sources::new();
    let source = |origin: &Origin| (origin.root.clone(), origin.file.clone());
    for record in catalogue.records() {
        sources.entry(source(&record.origin)).or_default().records.push(record.clone());
    }
    for unread in catalogue.unread() {
        sources.entry(source(&unread.origin)).or_default().unread.push(unread);
    }
    let mut names = find(roots)?;
    if matches!(again, Again::Always) {
        names.extend(sources.keys().map(|(root, _)| root.clone()));
    }
    for root in names {
        plan.list(&root, &mut sources, &|file, known| {
            known.is_current(file, again) || read.contains(&(root.clone(), file.key.clone()))
        })?;
    }
    plan.keep_elsewhere(sources);
    plan.take_up_namesakes();
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
                self.jobs.push(Job { root: root.to_owned(), file, old: known.records });
            } else if known.unread.iter().any(|unread| unread.namesake.is_some()) {
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
                |unread: &Unread| unread.namesake.as_ref().is_some_and(|key| !staying.contains(key));
            if known.unread.iter().any(is_free) {
                self.jobs.push(Job { root, file, old: known.records });
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
    fn is_current(&self, file: &SourceFile, again: Again) -> bool {
        let origins = || self.records.iter().map(|r| &r.origin).chain(self.unread.iter().map(|u| &u.origin));
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
        origins().next().is_some() && origins().all(|origin| same(origin) && as_asked(origin))
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
