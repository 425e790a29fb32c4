//! A build under way: from a plan to one commit.

use super::plan::Plan;
use super::prepare::Outcome;
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
use std::path::Path;
use std::sync::atomic::AtomicU32;

/// What a build works with.
pub(super) struct Work<'a> {
    pub(super) folder: &'a Path,
    pub(super) encoding: Option<Encoding>,
    pub(super) user_words: &'a str,
    pub(super) pool: ThreadPool,
    /// The commit that is refreshed, if there is one.
    pub(super) last: Option<&'a Snapshot>,
    /// Hears how the work goes, and may stop it.
    pub(super) go_on: &'a (dyn Fn(Progress) -> Result<()> + Sync),
}

/// The documents as they are to be committed.
struct Next {
    catalogue: Catalogue,
    /// The folded texts of those that were read this time.
    fresh: FxHashMap<DocNo, Vec<char>>,
    /// Whether a text came, went or changed.
    has_new_text: bool,
}

impl Work<'_> {
    /// Carries out a plan; without anything to do, nothing is committed.
    pub(super) fn carry_out(&self, plan: &Plan) -> Result<Report> {
        let nothing = Catalogue::default();
        let before = self.last.map_or(&nothing, |last| &last.catalogue);
        if plan.is_idle() && self.last.is_some() {
            return Ok(Report::between(before, before, plan.skipped.clone(), self.old_links().len()));
        }
        let mut manifest = Manifest::after(self.last.map(|last| &last.manifest));
        let writer = self.writer()?;
        let next = self.read(plan, &writer, &mut manifest)?;
        let links =
            if next.has_new_text { self.links(&next.catalogue, next.fresh)? } else { self.old_links() };
        (self.go_on)(Progress::Writing)?;
        files::write(self.folder, &manifest.catalogue, &next.catalogue.encode()?)?;
        files::write(self.folder, &manifest.links, &store::encode(&links))?;
        files::write(self.folder, &manifest.userdict, self.user_words.as_bytes())?;
        writer.commit(&manifest.text()?, &manifest.files())?;
        Ok(Report::between(before, &next.catalogue, plan.skipped.clone(), links.len()))
    }

    /// Opens the index for writing, and makes sure that nobody has written since the plan was made.
    fn writer(&self) -> Result<Writer> {
        let threads = self.pool.current_num_threads();
        let writer = Writer::open(self.folder, threads, Tokeniser::new(self.user_words)?)?;
        let now = Snapshot::open_if_any(self.folder)?;
        if now.map(|now| now.manifest) == self.last.map(|last| last.manifest.clone()) {
            return Ok(writer);
        }
        let what = "another process has just written to this index";
        Err(Error::new(ErrorKind::Locked, what).at(self.folder).hint("try again"))
    }

    /// Reads the files of the plan into the index and takes out what is replaced or gone.
    fn read(&self, plan: &Plan, writer: &Writer, manifest: &mut Manifest) -> Result<Next> {
        let reading = Reading {
            plan,
            encoding: self.encoding,
            writer,
            next: AtomicU32::new(manifest.next),
            step: &|done| (self.go_on)(Progress::Reading { done, of: plan.jobs.len() }),
        };
        let Outcome { prepared, replaced, rescued, unread } = self.pool.install(|| reading.run())?;
        manifest.next = reading.next.into_inner();
        for record in plan.gone.iter().chain(&replaced) {
            writer.remove(record.number);
        }
        let has_new_text = !prepared.is_empty() || !replaced.is_empty() || !plan.gone.is_empty();
        let mut fresh = FxHashMap::default();
        let mut records: Vec<Record> = plan.kept.iter().cloned().chain(rescued).collect();
        for Prepared { record, text, .. } in prepared {
            fresh.insert(record.number, text);
            records.push(record);
        }
        let unread = plan.unread.iter().cloned().chain(unread).collect();
        Ok(Next { catalogue: Catalogue::new(records, unread), fresh, has_new_text })
    }

    fn old_links(&self) -> Vec<Link> {
        self.last.map_or(Vec::new(), |last| last.links().links().collect())
    }

    /// Finds the links between all documents.
    fn links(&self, catalogue: &Catalogue, mut texts: FxHashMap<DocNo, Vec<char>>) -> Result<Vec<Link>> {
        (self.go_on)(Progress::Comparing { documents: catalogue.records().len() })?;
        let numbers: Vec<DocNo> = catalogue.records().iter().map(|record| record.number).collect();
        if let Some(last) = self.last {
            let old = numbers.par_iter().filter(|number| !texts.contains_key(number));
            let load = |&number: &DocNo| Ok((number, last.folded(number)?.into_characters()));
            let old: Vec<_> = self.pool.install(|| old.map(load).collect::<Result<_>>())?;
            texts.extend(old);
        }
        let texts: Vec<Vec<char>> =
            numbers.iter().map(|number| texts.remove(number).unwrap_or_default()).collect();
        Ok(self.pool.install(|| copies::discover(&texts)))
    }
}
