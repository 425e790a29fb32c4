//! The plan of a refresh: which files to read, which documents stay, which are gone.

use super::moved;
use super::roots;
use super::roots::Presence;
use super::roots::Root;
use super::sources::Again;
use super::sources::Known;
use super::sources::Missing;
use super::sources::Sources;
use super::sources::Terms;
use super::sources::sources;
use super::sources::take;
use crate::catalogue;
use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::catalogue::Unread;
use crate::catalogue::UnsupportedFile;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::message::Message;
use crate::read;
use crate::read::Encoding;
use crate::read::Listed;
use crate::read::Listing;
use crate::read::Skipped;
use crate::read::SourceFile;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;

/// A file to read.
pub(crate) struct Job {
    /// The indexed folder it lies below, as an absolute path.
    pub(crate) root: String,
    pub(crate) file: SourceFile,
    /// What came from it before.
    pub(crate) old: Known,
    /// The encoding that it is known to be in.
    pub(crate) encoding: Option<Encoding>,
    /// Whether all of it is indexed again, the same or not.
    pub(crate) is_renewed: bool,
}

/// What a refresh has to do.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) jobs: Vec<Job>,
    /// Documents that stay, with their metadata as it is now.
    pub(crate) kept: Vec<Record>,
    /// Documents whose files, or whose records of a file, are gone.
    pub(crate) gone: Vec<Record>,
    /// The folders in the order in which they name documents.
    pub(crate) roots: Vec<String>,
    /// By root, what its metadata file says of its documents.
    pub(crate) tables: HashMap<String, Listed>,
    /// What could not be read before and has not changed.
    pub(crate) unread: Vec<Unread>,
    /// Files that no reader is there for.
    pub(crate) unsupported: Vec<UnsupportedFile>,
    /// What could not be listed, and folders whose documents stay although they are not there.
    pub(crate) skipped: Vec<Skipped>,
    /// Whether something of a kept document has changed: its metadata, its name, its folder.
    pub(crate) described_anew: bool,
    /// How many files are left to a later portion.
    pub(crate) later: usize,
    /// How many files earlier portions read.
    pub(crate) earlier: usize,
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
            self.unsupported.extend(old.unsupported);
        }
        self.kept.append(&mut self.gone);
    }
}

/// Plans the refresh of `given` folders.
pub(crate) fn plan(given: &[PathBuf], catalogue: &Catalogue, terms: Terms<'_>) -> Result<Plan> {
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
            self.stay(root, sources, terms, why);
            return Ok(None);
        }
        let is_known = sources.keys().any(|(of, _)| *of == root.name);
        let (listing, (table, unread)) = match (read::list(path), read::table(path)) {
            (Ok(listing), Ok(table)) => (listing, table),
            // Rules that cannot be understood are no reason to read files by others.
            (Err(error), _) | (_, Err(error)) if !is_known || error.kind() == ErrorKind::Argument => {
                return Err(error);
            }
            // What the system keeps from us today it may give us tomorrow.
            (Err(error), _) | (_, Err(error)) => {
                let hidden = Root { name: root.name.clone(), presence: Presence::Hidden(error.reason()) };
                self.stay(&hidden, sources, terms, error.reason());
                return Ok(None);
            }
        };
        self.skipped.extend(listing.skipped.iter().cloned().chain(unread));
        let is_missed =
            |(of, file): &(String, String)| *of == root.name && !file.is_empty() && !listing.may_hide(file);
        if listing.files.is_empty() && sources.keys().any(is_missed) {
            self.stay(root, sources, terms, message!("holds no text any more"));
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
    fn stay(&mut self, root: &Root, sources: &mut Sources, terms: Terms<'_>, why: Message) {
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
        let mut own = take(sources, &root);
        let before = own.remove("").unwrap_or_default().unsupported;
        let unsupported = listing.unsupported.iter().map(|path| UnsupportedFile {
            root: root.clone(),
            file: String::new(),
            path: path.clone(),
        });
        let unsupported: Vec<UnsupportedFile> = unsupported.collect();
        self.described_anew |= unsupported != before;
        self.unsupported.extend(unsupported);
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
                let is_renewed = matches!(terms.again, Again::Always);
                self.jobs.push(Job { root: root.to_owned(), file, old: known, encoding: None, is_renewed });
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
            self.unsupported.extend(known.unsupported);
        }
        for (name, documents) in documents.into_iter().filter(|(name, _)| !name.is_empty()) {
            let root = Root { presence: Presence::of(Path::new(&name)), name };
            self.skipped.extend(root.presence.why().map(|why| staying(&root, why, documents)));
        }
    }

    /// Keeps what cannot be looked at; where it has to be read again, it is as soon as it can be.
    fn keep_unread(&mut self, mut known: Known, terms: Terms<'_>) {
        if matches!(terms.again, Again::Always) {
            known.origins_mut().for_each(|origin| *origin = origin.outdated());
            // The same or not, they are indexed again.
            known.records.iter_mut().for_each(|record| record.digest = 0);
        }
        self.kept.extend(known.records);
        self.unread.extend(known.unread);
        self.unsupported.extend(known.unsupported);
    }

    fn keep(&mut self, known: Known, table: &Listed) {
        for record in known.records {
            let listed = table.of(&record.id, Some(&record.listed));
            self.described_anew |= listed != record.listed;
            self.kept.push(record.described(listed));
        }
        self.unread.extend(known.unread);
        self.unsupported.extend(known.unsupported);
    }

    /// Whether kept documents get other names than they have.
    fn names_anew(&self) -> bool {
        let mut named = self.kept.clone();
        catalogue::name(&mut named, &self.roots);
        named.iter().zip(&self.kept).any(|(after, before)| after.key != before.key)
    }
}

/// Says that documents stay although their folder cannot be read, and how to take them out.
fn staying(root: &Root, why: Message, documents: usize) -> Skipped {
    let why = match documents {
        0 => why,
        1 => message!("{why}; its document stays", why),
        n => message!("{why}; its {n} documents stay", why, n),
    };
    let may_be_pruned = documents > 0 && root.presence.is_seen();
    let why = if may_be_pruned { message!("{why} (pruning takes out what it held)", why) } else { why };
    Skipped { path: root.name.clone().into(), line: None, why }
}
