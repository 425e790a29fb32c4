//! The plan of a refresh: which files to read, which documents stay, which are gone.

use super::roots;
use super::roots::Root;
use crate::catalogue;
use crate::catalogue::Catalogue;
use crate::catalogue::Origin;
use crate::catalogue::Reason;
use crate::catalogue::Record;
use crate::catalogue::Unread;
use crate::error::Result;
use crate::place::DocNo;
use crate::read;
use crate::read::Encoding;
use crate::read::Listed;
use crate::read::Listing;
use crate::read::Skipped;
use crate::read::SourceFile;
use std::collections::BTreeMap;
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
    /// Documents whose files, or whose records of a file, are gone.
    pub(super) gone: Vec<Record>,
    /// The folders in the order in which they name documents.
    pub(super) roots: Vec<String>,
    /// By root, what its metadata file says of its documents.
    pub(super) tables: HashMap<String, Listed>,
    /// What could not be read before and has not changed.
    pub(super) unread: Vec<Unread>,
    /// What could not be listed, and folders whose documents stay although they are not there.
    pub(super) skipped: Vec<Skipped>,
    /// Whether something of a kept document has changed: its metadata, its name, its folder.
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

    /// Leaves to a later portion what goes beyond so many bytes, though never everything. What is gone leaves with
    /// the last portion, so that no commit lacks a document that both its neighbours have.
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
        self.kept.append(&mut self.gone);
    }
}

/// What came from a file before.
#[derive(Default)]
pub(super) struct Known {
    pub(super) records: Vec<Record>,
    pub(super) unread: Vec<Unread>,
}

/// By root and file key.
pub(super) type Sources = BTreeMap<(String, String), Known>;

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

/// What becomes of the documents of a folder that is empty, or not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// They stay.
    Kept,
    /// They are gone.
    Pruned,
}

/// What the portions of a run have done.
#[derive(Default)]
pub(super) struct Past {
    /// Files that were read, by folder and key: they are not new any more.
    pub(super) read: HashSet<(String, String)>,
    /// Documents that their files do not hold any more.
    pub(super) lapsed: HashSet<DocNo>,
}

/// What a run asks.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) again: Again,
    pub(super) missing: Missing,
    /// Bytes of memory there is room for.
    pub(super) memory: u64,
    pub(super) past: &'a Past,
}

/// Plans the refresh of `given` folders.
pub(super) fn plan(given: &[PathBuf], catalogue: &Catalogue, terms: Terms<'_>) -> Result<Plan> {
    let known = catalogue.roots();
    let mut roots = roots::find(given, &known)?;
    let order = roots::order(&known, &roots);
    let mut plan = Plan { roots: order, earlier: terms.past.read.len(), ..Plan::default() };
    let mut sources = sources(catalogue);
    if matches!(terms.again, Again::Always) {
        let is_given = |name: &String| roots.iter().any(|root| root.name == *name);
        let others: Vec<_> = known.iter().filter(|name| !is_given(name)).map(PathBuf::from).collect();
        roots.extend(roots::find(&others, &known)?);
    }
    for root in &roots {
        plan.refresh(root, &mut sources, terms)?;
    }
    plan.keep_elsewhere(sources);
    plan.described_anew |= plan.is_idle() && plan.names_anew();
    Ok(plan)
}

/// What is known of files, by where they lie.
pub(super) fn sources(catalogue: &Catalogue) -> Sources {
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

/// The sources of one folder, taken out.
fn take(sources: &mut Sources, root: &str) -> BTreeMap<String, Known> {
    let (own, others) = std::mem::take(sources).into_iter().partition(|((of, _), _)| of == root);
    *sources = others;
    let own: Sources = own;
    own.into_iter().map(|((_, file), known)| (file, known)).collect()
}

impl Plan {
    /// Plans the refresh of one folder.
    fn refresh(&mut self, root: &Root, sources: &mut Sources, terms: Terms<'_>) -> Result<()> {
        let path = Path::new(&root.name);
        let own = take(sources, &root.name);
        if let Some(absent) = &root.absent {
            self.stay(path, own, terms, absent);
            return Ok(());
        }
        let (listing, (table, unread)) = match (read::list(path), read::table(path)) {
            (Ok(listing), Ok(table)) => (listing, table),
            (Err(error), _) | (_, Err(error)) if own.is_empty() => return Err(error),
            // What the system keeps from us today it may give us tomorrow.
            (Err(error), _) | (_, Err(error)) => {
                let terms = Terms { missing: Missing::Kept, ..terms };
                self.stay(path, own, terms, &error.to_string());
                return Ok(());
            }
        };
        self.skipped.extend(listing.skipped.iter().cloned().chain(unread));
        let is_missed = || own.keys().any(|file| !listing.may_hide(file));
        if listing.files.is_empty() && terms.missing == Missing::Kept && is_missed() {
            self.stay(path, own, terms, "holds no text any more");
            return Ok(());
        }
        let own = if own.is_empty() { self.moved(&root.name, &listing, sources) } else { own };
        self.list(&root.name, listing, own, (&table, terms));
        self.tables.insert(root.name.clone(), table);
        Ok(())
    }

    /// The documents of a folder that cannot be read stay, unless they are to be pruned.
    fn stay(&mut self, root: &Path, own: BTreeMap<String, Known>, terms: Terms<'_>, why: &str) {
        let documents: usize = own.values().map(|known| known.records.len()).sum();
        if terms.missing == Missing::Pruned {
            self.gone.extend(own.into_values().flat_map(|known| known.records));
            self.described_anew = true;
            return;
        }
        let why = match documents {
            0 => why.to_owned(),
            _ => format!(
                "{why}; what was indexed of it stays ({documents} documents; `--prune` takes them out)"
            ),
        };
        self.skipped.push(Skipped { path: root.to_path_buf(), line: None, why });
        for mut known in own.into_values() {
            if matches!(terms.again, Again::Always) {
                // What has to be read again is, as soon as it can be.
                known.origins_mut().for_each(|origin| *origin = origin.outdated());
            }
            self.kept.extend(known.records);
            self.unread.extend(known.unread);
        }
    }

    /// What is known of a folder under the name that it had before: one that is gone, of whose files at least half
    /// are here, the same to the byte. What is the same is as it was read; the rest is read again.
    fn moved(&mut self, root: &str, listing: &Listing, sources: &mut Sources) -> BTreeMap<String, Known> {
        let mut gone: Vec<&str> = sources.keys().map(|(root, _)| root.as_str()).collect();
        gone.dedup();
        let is_gone = |name: &&str| !name.is_empty() && !Path::new(name).exists();
        let same = gone.into_iter().filter(is_gone).map(|name| (name, same(name, listing, sources)));
        let Some((name, same)) = same.filter(|(_, same)| !same.is_empty()).max_by_key(|(_, same)| same.len())
        else {
            return BTreeMap::new();
        };
        let name = name.to_owned();
        let mut own = take(sources, &name);
        if same.len() * 2 < own.len() {
            sources.extend(own.into_iter().map(|(file, known)| ((name.clone(), file), known)));
            return BTreeMap::new();
        }
        for (file, known) in &mut own {
            known.move_to(root, same.get(file).copied());
        }
        self.roots.retain(|other| other != root);
        self.roots.iter_mut().filter(|other| **other == name).for_each(|other| root.clone_into(other));
        self.described_anew = true;
        own
    }

    /// Sorts the files of a folder: to be read, unchanged, gone.
    fn list(
        &mut self,
        root: &str,
        mut listing: Listing,
        mut own: BTreeMap<String, Known>,
        (table, terms): (&Listed, Terms<'_>),
    ) {
        for file in std::mem::take(&mut listing.files) {
            let mut known = own.remove(&file.key).unwrap_or_default();
            let was_read = terms.past.read.contains(&(root.to_owned(), file.key.clone()));
            if was_read {
                let lapsed = |record: &mut Record| terms.past.lapsed.contains(&record.number);
                self.gone.extend(known.records.extract_if(.., lapsed));
            }
            if was_read || known.is_current(&file, terms) {
                self.keep(known, table);
            } else {
                self.jobs.push(Job { root: root.to_owned(), file, old: known, encoding: None });
            }
        }
        for (file, known) in own {
            // A folder that cannot be opened today does not cost what was read from it yesterday.
            if listing.may_hide(&file) {
                self.keep(known, table);
            } else {
                self.gone.extend(known.records);
                self.described_anew |= !known.unread.is_empty();
            }
        }
    }

    /// Documents of other folders stay, also of those that are not there, which is said.
    fn keep_elsewhere(&mut self, sources: Sources) {
        let mut absent: BTreeMap<String, usize> = BTreeMap::new();
        for ((root, _), known) in sources {
            if !root.is_empty() && !Path::new(&root).exists() {
                *absent.entry(root).or_default() += known.records.len();
            }
            self.kept.extend(known.records);
            self.unread.extend(known.unread);
        }
        for (root, documents) in absent {
            let why = format!("is not there; what was indexed of it stays ({documents} documents)");
            self.skipped.push(Skipped { path: root.into(), line: None, why });
        }
    }

    fn keep(&mut self, known: Known, table: &Listed) {
        for record in known.records {
            let listed = table.of(&record.id, Some(&record.listed));
            self.described_anew |= listed != record.listed;
            self.kept.push(record.described(listed));
        }
        self.unread.extend(known.unread);
    }

    /// Whether kept documents get other names than they have.
    fn names_anew(&self) -> bool {
        let mut named = self.kept.clone();
        catalogue::name(&mut named, &self.roots);
        named.iter().zip(&self.kept).any(|(after, before)| after.key != before.key)
    }
}

/// The files of a folder that is gone which are the same, to the byte, in a listing, and of when they are there.
fn same(gone: &str, listing: &Listing, sources: &Sources) -> HashMap<String, i128> {
    let is_same = |file: &&SourceFile| {
        let known = sources.get(&(gone.to_owned(), file.key.clone()));
        let digests: Vec<u64> =
            known.into_iter().flat_map(Known::origins).map(|origin| origin.digest).collect();
        let of_size = known.and_then(|known| known.origins().find(|origin| origin.size == file.size));
        of_size.is_some() && read::digest(file).is_some_and(|digest| digests.contains(&digest))
    };
    let same = listing.files.iter().filter(is_same);
    same.map(|file| (file.key.clone(), file.modified)).collect()
}

impl Known {
    fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.records
            .iter()
            .map(|record| &record.origin)
            .chain(self.unread.iter().map(|unread| &unread.origin))
    }

    fn origins_mut(&mut self) -> impl Iterator<Item = &mut Origin> {
        let records = self.records.iter_mut().map(|record| &mut record.origin);
        records.chain(self.unread.iter_mut().map(|unread| &mut unread.origin))
    }

    /// Says that the file lies below another folder now: the same, of some time, or to be read again.
    fn move_to(&mut self, root: &str, modified: Option<i128>) {
        for origin in self.origins_mut() {
            let there = Origin { root: root.to_owned(), ..origin.clone() };
            *origin =
                modified.map_or_else(|| there.outdated(), |modified| Origin { modified, ..there.clone() });
        }
    }

    /// Whether the file is as it was when it was read.
    fn is_current(&self, file: &SourceFile, Terms { again, memory, .. }: Terms<'_>) -> bool {
        let may_be_read = |unread: &Unread| match unread.reason {
            Reason::Content | Reason::Torn => false,
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
        self.origins().next().is_some()
            && self.origins().all(|origin| same(origin) && as_asked(origin))
            && !self.unread.iter().any(may_be_read)
    }
}

/// How long after a change another one may bear the same time, in nanoseconds.
const CLOCK: i128 = 2_000_000_000;
