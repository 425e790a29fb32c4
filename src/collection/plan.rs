//! The plan of a refresh: which files to read, which documents stay, which are gone.

use super::moved;
use super::roots;
use super::roots::Presence;
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
    let mut known = catalogue.roots();
    let roots = roots::find(given, &known)?;
    let mut plan = Plan { earlier: terms.past.read.len(), ..Plan::default() };
    let mut sources = sources(catalogue);
    let mut read = Vec::new();
    for root in &roots {
        read.extend(plan.look(root, &mut known, &mut sources, terms)?);
    }
    if matches!(terms.again, Again::Always) {
        for name in known.clone() {
            let root = Root { presence: Presence::of(Path::new(&name)), name };
            if roots.iter().all(|given| given.name != root.name) {
                read.extend(plan.look(&root, &mut known, &mut sources, terms)?);
            }
        }
    }
    for folder in read {
        plan.refresh(folder, &mut sources, terms);
    }
    plan.keep_elsewhere(sources);
    plan.roots = roots::order(&known, &roots);
    plan.described_anew |= plan.is_idle() && plan.names_anew();
    Ok(plan)
}

/// A folder that was looked at.
struct Folder {
    root: String,
    listing: Listing,
    table: Listed,
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
pub(super) fn take(sources: &mut Sources, root: &str) -> BTreeMap<String, Known> {
    let (own, others) = std::mem::take(sources).into_iter().partition(|((of, _), _)| of == root);
    *sources = others;
    let own: Sources = own;
    own.into_iter().map(|((_, file), known)| (file, known)).collect()
}

impl Plan {
    /// Looks at one folder: what is in it, and whether it is one that was known by another name. What cannot be read
    /// of it stays.
    fn look(
        &mut self,
        root: &Root,
        known: &mut Vec<String>,
        sources: &mut Sources,
        terms: Terms<'_>,
    ) -> Result<Option<Folder>> {
        let path = Path::new(&root.name);
        if let Some(why) = root.presence.why() {
            self.stay(root, sources, terms, &why);
            return Ok(None);
        }
        let is_known = sources.keys().any(|(of, _)| *of == root.name);
        let (listing, (table, unread)) = match (read::list(path), read::table(path)) {
            (Ok(listing), Ok(table)) => (listing, table),
            (Err(error), _) | (_, Err(error)) if !is_known => return Err(error),
            // What the system keeps from us today it may give us tomorrow.
            (Err(error), _) | (_, Err(error)) => {
                let hidden = Root { name: root.name.clone(), presence: Presence::Hidden(error.to_string()) };
                self.stay(&hidden, sources, terms, &error.to_string());
                return Ok(None);
            }
        };
        self.skipped.extend(listing.skipped.iter().cloned().chain(unread));
        let is_missed = |(of, file): &(String, String)| *of == root.name && !listing.may_hide(file);
        if listing.files.is_empty() && sources.keys().any(is_missed) {
            self.stay(root, sources, terms, "holds no text any more");
            return Ok(None);
        }
        if !is_known && let Some(name) = moved::known_as(&listing, sources) {
            moved::take_over(&name, &root.name, &listing, sources);
            self.described_anew = true;
            known.retain(|other| *other != root.name);
            let at = known.iter().position(|other| *other == name).unwrap_or(known.len());
            known.insert(at, root.name.clone());
        }
        Ok(Some(Folder { root: root.name.clone(), listing, table }))
    }

    /// The documents of a folder that holds none, or cannot be read, stay; where it can be looked at, they may be
    /// pruned.
    fn stay(&mut self, root: &Root, sources: &mut Sources, terms: Terms<'_>, why: &str) {
        let own = take(sources, &root.name);
        if root.presence.is_seen() && terms.missing == Missing::Pruned {
            self.gone.extend(own.into_values().flat_map(|known| known.records));
            self.described_anew = true;
            return;
        }
        let documents = own.values().map(|known| known.records.len()).sum();
        self.skipped.push(staying(root, why, documents));
        for known in own.into_values() {
            self.keep_unread(known, terms);
        }
    }

    /// Plans the refresh of a folder that was looked at.
    fn refresh(&mut self, folder: Folder, sources: &mut Sources, terms: Terms<'_>) {
        let Folder { root, listing, table } = folder;
        let own = take(sources, &root);
        self.list(&root, listing, own, (&table, terms));
        self.tables.insert(root, table);
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
                self.keep_unread(known, terms);
            } else {
                self.gone.extend(known.records);
                self.described_anew |= !known.unread.is_empty();
            }
        }
    }

    /// Documents of other folders stay, also of those that are not there, which is said.
    fn keep_elsewhere(&mut self, sources: Sources) {
        let mut documents: BTreeMap<String, usize> = BTreeMap::new();
        for ((root, _), known) in sources {
            *documents.entry(root).or_default() += known.records.len();
            self.kept.extend(known.records);
            self.unread.extend(known.unread);
        }
        for (name, documents) in documents.into_iter().filter(|(name, _)| !name.is_empty()) {
            let root = Root { presence: Presence::of(Path::new(&name)), name };
            self.skipped.extend(root.presence.why().map(|why| staying(&root, &why, documents)));
        }
    }

    /// Keeps what cannot be looked at; where it has to be read again, it is as soon as it can be.
    fn keep_unread(&mut self, mut known: Known, terms: Terms<'_>) {
        if matches!(terms.again, Again::Always) {
            known.origins_mut().for_each(|origin| *origin = origin.outdated());
        }
        self.kept.extend(known.records);
        self.unread.extend(known.unread);
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

/// Says that documents stay although their folder cannot be read, and how to take them out.
fn staying(root: &Root, why: &str, documents: usize) -> Skipped {
    let stay = match documents {
        0 => String::new(),
        1 => "; its document stays".to_owned(),
        _ => format!("; its {documents} documents stay"),
    };
    let prune = format!(" (`duikan index {} --prune` takes out what it held)", root.name);
    let advice = if documents > 0 && root.presence.is_seen() { prune } else { String::new() };
    Skipped { path: root.name.clone().into(), line: None, why: format!("{why}{stay}{advice}") }
}

impl Known {
    pub(super) fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.records
            .iter()
            .map(|record| &record.origin)
            .chain(self.unread.iter().map(|unread| &unread.origin))
    }

    pub(super) fn origins_mut(&mut self) -> impl Iterator<Item = &mut Origin> {
        let records = self.records.iter_mut().map(|record| &mut record.origin);
        records.chain(self.unread.iter_mut().map(|unread| &mut unread.origin))
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
