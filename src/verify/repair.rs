//! Repairing: what is damaged of an index is made anew from the sources, the rest stays.

use super::check;
use crate::catalogue::Catalogue;
use crate::catalogue::Origin;
use crate::catalogue::Record;
use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index;
use crate::ingest::build::Build;
use crate::ingest::plan;
use crate::ingest::plan::Job;
use crate::ingest::plan::Plan;
use crate::ingest::report::Report;
use crate::ingest::roots::Presence;
use crate::ingest::sources;
use crate::ingest::sources::Again;
use crate::ingest::sources::Past;
use crate::matching::Matched;
use crate::message;
use crate::read;
use crate::read::Skipped;
use crate::snapshot::Inspection;
use crate::snapshot::Salvaged;
use crate::snapshot::Snapshot;
use crate::storage::files;
use crate::storage::ledger::Accepted;
use crate::storage::ownership;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;
use std::path::Path;
use std::path::PathBuf;

impl Build {
    /// Mends the index, in one commit: reads again the files of the documents that are damaged, each in the encoding
    /// it was read in, and finds all links again. What was sound stays as it is, also when its file is gone. When
    /// even the list of documents is damaged, everything is built again from the folders. A sound index is left
    /// alone. What is lost is among [`Report::skipped`].
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`] when not even the names of the folders can be read any more,
    /// [`ErrorKind::Read`] when everything has to be built again and a folder is not there,
    /// [`ErrorKind::Argument`] for a part of an index, else as for [`Build::run`].
    pub fn repair(self) -> Result<Report> {
        let folder = &self.folder;
        // The lock would make the folder.
        if !ownership::is_index(folder)? {
            return Err(index::none(folder));
        }
        let ledger = self.lock(Accepted::Any)?;
        if check::check(folder)?.is_empty() {
            let last = Snapshot::open(folder)?;
            files::sweep(&ledger, &last.manifest.files());
            let links = Matched { links: last.links().len(), ..Matched::default() };
            return Ok(Report::between(&last.catalogue, &last.catalogue, Vec::new(), links));
        }
        let salvaged = Salvaged::of(folder, &Inspection::of(folder)?)?;
        let Salvaged { sound, before, lost, roots, userdict } = &salvaged;
        let (nothing, past) = (Catalogue::default(), Past::default());
        let terms = self.terms(Again::Never, &past);
        let plan = match before {
            Some(_) => reread(lost, &sound.catalogue),
            None => plan::plan(&all_there(folder, roots)?, &nothing, terms)?,
        };
        let done = self.carry_out(&ledger, &plan, (Some(sound), &sound.user_words))?.report;
        let after = Snapshot::open(folder)?.catalogue;
        let there: HashSet<_> = after.records().map(Record::identity).collect();
        let lost = lost.iter().filter(|record| !there.contains(&record.identity())).map(gone);
        let words = userdict.iter().map(|file| without_words(&folder.join(file)));
        let unnamed = before.is_none().then(|| without_list(folder));
        let skipped = unnamed.into_iter().chain(words).chain(lost).chain(done.skipped).collect();
        let links = Matched { links: done.links, effort: done.effort };
        let between = Report::between(before.as_ref().unwrap_or(&nothing), &after, Vec::new(), links);
        Ok(Report { skipped, ..between })
    }
}

/// Plans to read once more the files that `lost` documents came from, and no others; all that `sound` has stays.
fn reread(lost: &[Record], sound: &Catalogue) -> Plan {
    let mut plan = Plan { roots: sound.roots(), ..Plan::default() };
    let mut sources = sources::sources(sound);
    let mut roots: BTreeMap<&str, HashMap<&str, &Origin>> = BTreeMap::new();
    for Record { origin, .. } in lost {
        roots.entry(&origin.root).or_default().insert(&origin.file, origin);
        plan.roots.extend((!plan.roots.contains(&origin.root)).then(|| origin.root.clone()));
    }
    for (root, wanted) in roots {
        // What is lost of a folder that cannot be looked at is named.
        let (Ok(listing), Ok((table, unread))) = (read::list(Path::new(root)), read::table(Path::new(root)))
        else {
            continue;
        };
        for file in listing.files {
            let Some(origin) = wanted.get(file.key.as_str()) else { continue };
            let old = sources.remove(&(root.to_owned(), file.key.clone())).unwrap_or_default();
            let is_same = (origin.size, origin.modified) == (file.size, file.modified);
            let encoding = origin.encoding.parse().ok().filter(|_| is_same);
            plan.jobs.push(Job { root: root.to_owned(), file, old, encoding, is_renewed: false });
        }
        plan.tables.insert(root.to_owned(), table);
        plan.skipped.extend(listing.skipped.into_iter().chain(unread));
    }
    for known in sources.into_values() {
        plan.kept.extend(known.records);
        plan.unread.extend(known.unread);
        plan.unsupported.extend(known.unsupported);
    }
    plan
}

/// The folders that documents came from, all of which must be there and hold something: what they held would be lost.
fn all_there(folder: &Path, roots: &[String]) -> Result<Vec<PathBuf>> {
    let missing = roots.iter().find_map(|root| {
        let why = match read::list(Path::new(root)) {
            Ok(listing) if listing.files.is_empty() => message!("holds no text any more"),
            Ok(listing) => listing.skipped.first().filter(|_| listing.may_hide("")).map(Skipped::message)?,
            Err(_) => Presence::of(Path::new(root)).why().unwrap_or_else(|| message!("cannot be read")),
        };
        Some((root, why))
    });
    let Some((root, why)) = missing else { return Ok(roots.iter().map(PathBuf::from).collect()) };
    Err(Error::new(ErrorKind::Read, message!("everything must be read again, and {root} {why}", root, why))
        .at(folder)
        .advise(Advice::BringBack))
}

/// Says that a document is lost, and what brings it back.
fn gone(record: &Record) -> Skipped {
    let root = Path::new(&record.origin.root);
    let file = match Presence::of(root).why() {
        Some(why) => {
            message!("its folder {folder} {why}; index that when it is there again", folder = root, why)
        }
        None => message!("its file does not have it"),
    };
    let key = &record.key;
    let why = message!("`{key}` is lost: the index was damaged there, and {file}", key, file);
    Skipped { path: root.join(&record.origin.file), line: None, why }
}

/// Says that nobody knows which documents are lost.
fn without_list(folder: &Path) -> Skipped {
    let why = message!(
        "the list of documents was damaged: those whose files are gone are lost, and cannot be named"
    );
    Skipped { path: folder.to_path_buf(), line: None, why }
}

/// Says that the user dictionary is lost.
fn without_words(path: &Path) -> Skipped {
    let why = message!("the user dictionary was damaged; give it again, if there was one");
    Skipped { path: path.to_path_buf(), line: None, why }
}
