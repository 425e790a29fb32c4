//! A build under way: from a plan to one commit.

use super::gathered::Gathered;
use super::gathered::Prepared;
use super::memory::MemoryBudget;
use super::plan::Plan;
use super::prepare::FileReader;
use super::report::Progress;
use super::report::Report;
use crate::catalogue;
use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::catalogue::Rest;
use crate::copies::store::Packer;
use crate::copies::store::Rows;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index::Base;
use crate::index::Writer;
use crate::matching::Change;
use crate::matching::ChangedDocument;
use crate::matching::Matched;
use crate::matching::Spooled;
use crate::matching::TextSpool;
use crate::message;
use crate::place::DocNo;
use crate::place::Rank;
use crate::read::Damaged;
use crate::read::Encoding;
use crate::snapshot::Manifest;
use crate::snapshot::Snapshot;
use crate::storage::Exclusions;
use crate::storage::files;
use crate::storage::files::Draft;
use crate::storage::ledger::Ledger;
use crate::tokenise::Tokeniser;
use rayon::ThreadPool;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

/// What a build works with.
pub(super) struct Work<'a> {
    pub(super) ledger: &'a Arc<Ledger>,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) user_words: &'a str,
    pub(super) pool: ThreadPool,
    /// Bytes of memory to work in, more or less.
    pub(super) memory: usize,
    /// Whether copies are looked for.
    pub(super) copies: bool,
    /// The commit that is refreshed, if there is one.
    pub(super) last: Option<&'a Snapshot>,
    /// Hears how the work goes, and may stop it.
    pub(super) go_on: &'a (dyn Fn(Progress) -> Result<()> + Sync),
}

/// The documents as they are to be committed.
struct Next {
    catalogue: Catalogue,
    /// Where the folded texts lie of those that were read this time.
    fresh: FxHashMap<DocNo, Spooled>,
    /// Documents that their files do not hold any more, and which stay for the time being.
    lapsed: Vec<DocNo>,
    /// Whether a text came, went, changed or was renamed: the links follow the order of the names.
    has_new_text: bool,
    damaged: Vec<Damaged>,
}

/// What a portion did.
pub(crate) struct Done {
    pub(crate) report: Report,
    /// Documents that their files do not hold any more, which stay until the last portion.
    pub(super) lapsed: Vec<DocNo>,
}

/// Whether there is something to commit.
enum Written {
    New(Done),
    Nothing(Done),
}

impl Work<'_> {
    /// Carries out a plan; without anything to do, nothing is committed.
    pub(crate) fn carry_out(&self, plan: &Plan) -> Result<Done> {
        let nothing = Catalogue::default();
        let before = self.last.map_or(&nothing, |last| &last.catalogue);
        if plan.is_idle()
            && let Some(last) = self.last.filter(|last| last.link_bytes().is_some())
        {
            files::sweep(self.ledger, &last.manifest.files());
            let report = Report::between(before, before, plan.skipped.clone(), self.unchanged());
            return Ok(Done { report, lapsed: Vec::new() });
        }
        let mut manifest = Manifest::after(self.last.map(|last| &last.manifest));
        let threads = self.pool.current_num_threads();
        let tokeniser = Tokeniser::new(self.user_words)?;
        let (files, none) = (self.last.map(|last| last.manifest.files()), Exclusions::Nothing);
        let base = Base {
            ledger: self.ledger,
            files: files.as_ref().map_or(&[], |files| files),
            without: self.last.map_or(&none, |last| &last.without),
        };
        let writer = Writer::open(base, threads, self.memory / 4, tokeniser)?;
        match self.write(plan, before, &writer, &mut manifest) {
            Ok(Written::New(done)) => {
                writer.commit(&manifest.text()?, &manifest.files())?;
                Ok(done)
            }
            Ok(Written::Nothing(done)) => {
                writer.abandon();
                Ok(done)
            }
            Err(error) => {
                writer.abandon();
                Err(error)
            }
        }
    }

    /// Writes all that the next commit consists of, if it is another one than the last.
    fn write(
        &self,
        plan: &Plan,
        before: &Catalogue,
        writer: &Writer,
        manifest: &mut Manifest,
    ) -> Result<Written> {
        let spool = TextSpool::new(self.ledger.folder())?;
        let next = self.read(plan, writer, &spool, manifest)?;
        let done = |matched| {
            let report = Report::between(before, &next.catalogue, plan.skipped.clone(), matched);
            Done { report: Report { damaged: next.damaged.clone(), ..report }, lapsed: next.lapsed.clone() }
        };
        // What cannot be read is tried again and again.
        let is_known = self.last.is_some_and(|last| last.link_bytes().is_some());
        if is_known && next.catalogue.bytes() == before.bytes() {
            return Ok(Written::Nothing(done(self.unchanged())));
        }
        let matched = self.links(before, &next, &spool, &manifest.links)?;
        (self.go_on)(Progress::Writing)?;
        manifest.roots = next.catalogue.roots();
        files::write(self.ledger, &manifest.catalogue, next.catalogue.bytes())?;
        files::write(self.ledger, &manifest.userdict, self.user_words.as_bytes())?;
        Ok(Written::New(done(matched)))
    }

    /// Reads the files of the plan into the index and takes out what is replaced or gone.
    fn read(&self, plan: &Plan, writer: &Writer, spool: &TextSpool, manifest: &mut Manifest) -> Result<Next> {
        let reading = FileReader {
            plan,
            encoding: self.encoding,
            writer,
            spool,
            budget: MemoryBudget::of(self.memory),
            next: AtomicU32::new(manifest.next),
            step: &|done| {
                let of = plan.earlier + plan.jobs.len() + plan.later;
                (self.go_on)(Progress::Reading { done: plan.earlier + done, of })
            },
        };
        let Gathered { prepared, replaced, mut lapsed, staying, unread, unsupported, mut damaged } =
            self.pool.install(|| reading.run())?;
        manifest.next = reading.next.into_inner();
        // Until the last portion it is not known whether another file has them now.
        let lingering = if plan.later > 0 { std::mem::take(&mut lapsed) } else { Vec::new() };
        let removed: Vec<&Record> = plan.gone.iter().chain(&replaced).chain(&lapsed).collect();
        for record in &removed {
            writer.remove(record.number);
        }
        let mut has_new_text = !prepared.is_empty() || !removed.is_empty();
        let mut fresh = FxHashMap::default();
        let mut records: Vec<Record> = plan.kept.iter().cloned().chain(staying).collect();
        for Prepared { record, text } in prepared {
            fresh.insert(record.number, text);
            records.push(record);
        }
        let lapsed = lingering.iter().map(|record| record.number).collect();
        records.extend(
            lingering.into_iter().map(|record| Record { origin: record.origin.outdated(), ..record }),
        );
        catalogue::name(&mut records, &plan.roots);
        let known = self.last.map(|last| &last.catalogue);
        let is_renamed = |record: &Record| {
            known.and_then(|known| known.get(record.number)).is_some_and(|old| old.key != record.key)
        };
        has_new_text |= records.iter().any(is_renamed);
        let unread = plan.unread.iter().cloned().chain(unread).collect();
        let unsupported = plan.unsupported.iter().cloned().chain(unsupported).collect();
        let rest = Rest { roots: plan.roots.clone(), unread, unsupported };
        damaged.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Next { catalogue: Catalogue::new(records, &rest)?, fresh, lapsed, has_new_text, damaged })
    }

    /// The links as they are.
    fn unchanged(&self) -> Matched {
        Matched { links: self.old_links().len(), ..Matched::default() }
    }

    fn known_links(&self) -> Option<&[u8]> {
        self.last.and_then(Snapshot::link_bytes)
    }

    fn old_links(&self) -> Rows<'_> {
        self.last.map_or(Rows::default(), Snapshot::links)
    }

    /// Writes the links between all documents.
    fn links(&self, before: &Catalogue, next: &Next, spool: &TextSpool, name: &str) -> Result<Matched> {
        if !next.has_new_text
            && let Some(links) = self.known_links()
        {
            files::write(self.ledger, name, links)?;
            return Ok(self.unchanged());
        }
        let mut draft = Draft::new(self.ledger, name)?;
        if !self.copies {
            let failed = |cause| {
                Error::new(ErrorKind::Write, message!("could not be written")).at(name).because(cause)
            };
            Packer::new(&mut draft).finish().map_err(failed)?;
            draft.finish()?;
            return Ok(Matched::default());
        }
        // Where no links are known, all documents are as new.
        let nothing = Catalogue::default();
        let before = if self.known_links().is_some() { before } else { &nothing };
        let documents = merge(before, &next.catalogue);
        let load = |at: Rank| {
            let Some((number, _)) = documents.get(at.index()) else { return Ok(Vec::new()) };
            match (next.fresh.get(number), self.last) {
                (Some(&place), _) => spool.get(place),
                (None, Some(last)) => Ok(last.folded(*number)?.into_characters()),
                (None, None) => Ok(Vec::new()),
            }
        };
        let change = Change {
            entries: documents.iter().map(|document| document.1).collect(),
            load: &load,
            links: self.old_links(),
            memory: self.memory,
            folder: self.ledger.folder(),
            step: &|done, of| (self.go_on)(Progress::Comparing { done, of }),
        };
        let matched = self.pool.install(|| change.write_links(&mut draft))?;
        draft.finish()?;
        Ok(matched)
    }
}

/// The documents of two catalogues in the order of their keys; one that was read again stands there as
/// it was and as it is.
fn merge(before: &Catalogue, after: &Catalogue) -> Vec<(DocNo, ChangedDocument)> {
    let mut merged: BTreeMap<(&str, DocNo), ChangedDocument> = BTreeMap::new();
    for (rank, record) in Rank::FIRST.onward().zip(before.records()) {
        let entry = ChangedDocument { length: record.folded, old: Some(rank), new: None };
        merged.insert((&record.key, record.number), entry);
    }
    for (rank, record) in Rank::FIRST.onward().zip(after.records()) {
        let entry = ChangedDocument { length: record.folded, ..ChangedDocument::default() };
        merged.entry((&record.key, record.number)).or_insert(entry).new = Some(rank);
    }
    merged.into_iter().map(|((_, number), entry)| (number, entry)).collect()
}
