//! Repairing: what is damaged of an index is made anew from the sources, the rest stays.

use super::build::Build;
use super::check;
use super::plan;
use super::plan::Again;
use super::report::Report;
use crate::catalogue::Catalogue;
use crate::discover::Discovered;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index::files;
use crate::snapshot::Inspection;
use crate::snapshot::Manifest;
use crate::snapshot::Snapshot;
use std::collections::BTreeSet;
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

impl Build {
    /// Mends the index: reads again the sources of the documents that damaged files held, refreshes their folders
    /// by the way, and finds all links again. What was sound stays as it is. When even the list of documents is
    /// damaged, everything is built again from the folders. A sound index is left alone.
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`] when not even the names of the folders can be read any more, else as for
    /// [`Build::run`].
    pub fn repair(self) -> Result<Report> {
        let folder = self.folder.clone();
        let unharmed = check::check(&folder)?.is_empty();
        let _lock = self.lock()?;
        if unharmed {
            let catalogue = Snapshot::open(&folder)?.catalogue;
            return Ok(Report::between(&catalogue, &catalogue, Vec::new(), Discovered::default()));
        }
        let found = Inspection::of(&folder)?;
        match (Snapshot::salvage(&folder, &found)?, &found.manifest) {
            (Some(salvaged), Some(manifest)) => self.mend(&salvaged, manifest),
            _ => self.rebuild(&found),
        }
    }

    /// Adds to what could be saved what could not.
    fn mend(&self, salvaged: &Snapshot, manifest: &Manifest) -> Result<Report> {
        let before = Snapshot::catalogue(&self.folder, manifest)?;
        let saved: HashSet<&str> = salvaged.catalogue.records().map(|record| record.key.as_str()).collect();
        let lost = before.records().filter(|record| !saved.contains(record.key.as_str()));
        let roots: BTreeSet<&str> = lost.map(|record| record.origin.root.as_str()).collect();
        let plan = plan::plan(&standing(roots), &salvaged.catalogue, Again::Never, &HashSet::new())?;
        let done = self.carry_out(&plan, Some(salvaged), &salvaged.user_words)?;
        let after = Snapshot::open(&self.folder)?;
        let links = Discovered { links: done.links, effort: done.effort };
        Ok(Report { skipped: done.skipped, ..Report::between(&before, &after.catalogue, Vec::new(), links) })
    }

    /// Builds the whole index again, beside the damaged one, and puts it in its place.
    fn rebuild(self, found: &Inspection) -> Result<Report> {
        let folder = self.folder.clone();
        let before = newest_catalogue(&folder).unwrap_or_default();
        let roots = found.manifest.as_ref().map_or_else(|| before.roots(), |manifest| manifest.roots.clone());
        let roots = standing(roots.iter().map(String::as_str));
        if roots.is_empty() {
            let what = "the index is too damaged to tell what it was built from";
            return Err(Error::new(ErrorKind::Damaged, what).at(folder).hint(files::REBUILD));
        }
        let words = found.manifest.as_ref().filter(|manifest| found.spares(&manifest.userdict));
        let user_words = words.map(|manifest| Snapshot::user_words(&folder, manifest)).transpose()?;
        let failed = |cause| {
            Error::new(ErrorKind::Write, "the index cannot be put in the place of the damaged one")
                .at(&folder)
                .because(cause)
        };
        let beside = beside(&folder, "repaired");
        remove(&beside).map_err(failed)?;
        let report = self.elsewhere(&beside, roots, user_words).run()?;
        replace(&folder, &beside).map_err(failed)?;
        let after = Snapshot::open(&folder)?;
        let links = Discovered { links: report.links, effort: report.effort };
        Ok(Report {
            skipped: report.skipped,
            ..Report::between(&before, &after.catalogue, Vec::new(), links)
        })
    }
}

/// Those folders that are still there; what is sound of others stays as it is.
fn standing<'a>(roots: impl IntoIterator<Item = &'a str>) -> Vec<PathBuf> {
    roots.into_iter().map(PathBuf::from).filter(|root| root.exists()).collect()
}

/// The catalogue of the last commit that can be read, when nothing says which that is.
fn newest_catalogue(folder: &Path) -> Option<Catalogue> {
    let [kind, ..] = files::KINDS;
    let entries = fs::read_dir(folder).ok()?.flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut commits: Vec<u64> = names.filter_map(|name| name.strip_prefix(kind)?.parse().ok()).collect();
    commits.sort_unstable();
    let read = |commit: u64| Catalogue::open(files::read(folder, &format!("{kind}{commit}")).ok()?).ok();
    commits.into_iter().rev().find_map(read)
}

/// A folder beside another, hidden like the index itself.
fn beside(folder: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(folder.file_name().unwrap_or_default());
    name.push(format!("-{what}"));
    folder.with_file_name(name)
}

/// Puts one folder in the place of another.
fn replace(folder: &Path, with: &Path) -> io::Result<()> {
    let aside = beside(folder, "damaged");
    remove(&aside)?;
    fs::rename(folder, &aside)?;
    fs::rename(with, folder)?;
    remove(&aside)
}

fn remove(folder: &Path) -> io::Result<()> {
    if folder.exists() { fs::remove_dir_all(folder) } else { Ok(()) }
}
