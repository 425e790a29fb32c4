//! Shards: an index in parts, each built where its documents lie (`distributed`), and made into one.

use super::draft;
use super::prepare;
use super::report::Report;
use crate::catalogue::Catalogue;
use crate::catalogue::Origin;
use crate::catalogue::Record;
use crate::catalogue::Rest;
use crate::copies::store::Edge;
use crate::copies::store::Link;
use crate::copies::store::List;
use crate::copies::store::ListedEdge;
use crate::copies::store::Packer;
use crate::distributed::DistributedLink;
use crate::distributed::Partition;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index::Base;
use crate::index::Writer;
use crate::matching;
use crate::matching::Matched;
use crate::message;
use crate::paragraphs;
use crate::place::DocNo;
use crate::place::Rank;
use crate::place::narrow;
use crate::place::scalars;
use crate::read::Document;
use crate::read::Metadata;
use crate::reading::ReadingText;
use crate::snapshot::Inspection;
use crate::snapshot::Manifest;
use crate::snapshot::Part;
use crate::snapshot::Run;
use crate::snapshot::Snapshot;
use crate::storage::Exclusions;
use crate::storage::files;
use crate::storage::files::Draft;
use crate::storage::ledger::Ledger;
use crate::storage::ownership;
use crate::tokenise::Tokeniser;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes of memory to index one shard, or to merge links, in.
const MEMORY: usize = 256 << 20;

/// A part of an index: the documents of one partition.
pub(crate) struct Shard<'a> {
    pub(crate) partition: &'a Partition,
    /// The links whose later passage is one of theirs.
    pub(crate) links: &'a [DistributedLink],
    /// The whole collection.
    pub(crate) run: Run,
    pub(crate) user_words: &'a str,
}

impl Shard<'_> {
    /// Writes the shard to `folder`, whole or not at all. One of the same run that is there already stays: it
    /// was written by a worker that did the same.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            return self.is_written(folder);
        }
        Tokeniser::new(self.user_words)?;
        match draft::fill(folder, |ledger| self.fill(ledger)) {
            // A worker that did the same was faster.
            Err(_) if folder.exists() => self.is_written(folder),
            result => result,
        }
    }

    fn is_of(&self, shard: &Snapshot) -> bool {
        shard.catalogue.len() == self.partition.documents().len() && shard.user_words == self.user_words
    }

    fn part(&self) -> Part {
        Part { first: self.partition.first(), run: self.run }
    }

    /// Whether what stands in the shard's place is this shard.
    fn is_written(&self, folder: &Path) -> Result<()> {
        match Snapshot::open_part(folder) {
            Ok((shard, part)) if part == self.part() && self.is_of(&shard) => Ok(()),
            _ => Err(Error::new(ErrorKind::Argument, message!("something else than this shard stands here"))
                .at(folder)
                .advise(message!("write each collection to a folder of its own"))),
        }
    }

    fn fill(&self, ledger: &Arc<Ledger>) -> Result<()> {
        let mut manifest = Manifest::after(None);
        let part = self.part();
        (manifest.next, manifest.part) = (self.run.documents, Some(part));
        let writer = first_writer(ledger, 1, self.user_words)?;
        let mut records = Vec::new();
        for (rank, document) in part.first.onward().zip(self.partition.documents()) {
            let number = DocNo(rank.into());
            let metadata = Metadata {
                title: document.title.clone(),
                date: document.date.clone(),
                series: document.name.series.clone(),
                ..Metadata::default()
            };
            let text = ReadingText::plain(document.text.clone());
            let document = Document { id: document.name.key.clone(), text, metadata };
            let ReadingText { text, body, division, .. } = &document.text;
            let pieces = paragraphs::pieces(text, *body, *division);
            let (characters, paragraphs) = prepare::put(&writer, number, (&document, &pieces))?;
            records.push(Record {
                number,
                own: document.metadata.clone(),
                listed: Metadata::default(),
                origin: origin(&document.id),
                digest: document.digest(),
                paragraphs,
                characters: scalars(text),
                folded: narrow(characters.len()),
                confidence: None,
                placed: prepare::placed(&characters),
                id: document.id.clone(),
                position: 0,
                key: document.id,
                metadata: document.metadata,
            });
        }
        let mut draft = Draft::new(ledger, &manifest.links)?;
        self.write_links(&mut draft).map_err(|cause| {
            Error::new(ErrorKind::Write, message!("the links cannot be written"))
                .at(ledger.folder())
                .because(cause)
        })?;
        draft.finish()?;
        files::write(ledger, &manifest.catalogue, Catalogue::new(records, &Rest::default())?.bytes())?;
        files::write(ledger, &manifest.userdict, self.user_words.as_bytes())?;
        writer.commit(&manifest.text()?, &manifest.files())
    }

    /// Lists each link under its later passage.
    fn write_links(&self, draft: &mut Draft) -> io::Result<()> {
        let mut edges: Vec<ListedEdge> = self.links.iter().map(listed).collect();
        edges.sort_unstable();
        let mut packer = Packer::new(draft);
        for (rank, _) in self.partition.first().onward().zip(self.partition.documents()) {
            let from = edges.partition_point(|listed| listed.under < rank);
            let of_document = edges.iter().skip(from).take_while(|listed| listed.under == rank);
            packer.document(&List::of(&of_document.map(|listed| listed.edge).collect::<Vec<_>>())?)?;
        }
        packer.finish().map(drop)
    }
}

/// A writer of an index that is not there yet.
fn first_writer(ledger: &Arc<Ledger>, threads: usize, user_words: &str) -> Result<Writer> {
    let base = Base { ledger, files: &[], without: &Exclusions::Nothing };
    Writer::open(base, threads, MEMORY, Tokeniser::new(user_words)?)
}

fn listed(link: &DistributedLink) -> ListedEdge {
    let DistributedLink { a, b, matches } = link;
    let edge = Edge { own: b.folded, document: a.rank, other: a.folded, matches: *matches };
    ListedEdge { under: b.rank, edge }
}

/// Documents of a shard come from no file: a refresh of a folder leaves them alone.
fn origin(key: &str) -> Origin {
    let (root, encoding) = (String::new(), "UTF-8".to_owned());
    Origin { root, file: key.to_owned(), size: 0, modified: 0, read: 0, encoding, rule: 0, digest: 0 }
}

/// Makes shards into one index in `folder`. A name that is no shard stands for the shards in that folder.
pub(crate) fn merge(names: &[PathBuf], folder: &Path) -> Result<Report> {
    let shards = find(names)?;
    draft::is_free(folder)?;
    let mut report = Report::default();
    draft::fill(folder, |ledger| {
        report = join(&shards, ledger)?;
        Ok(())
    })?;
    Ok(report)
}

/// Writes the index that shards, given in order, make together.
fn join(shards: &[PathBuf], ledger: &Arc<Ledger>) -> Result<Report> {
    let mut manifest = Manifest::after(None);
    let mut writer = None;
    let (mut records, mut user_words) = (Vec::<Record>::new(), String::new());
    for path in shards {
        // One at a time, so that thousands are not open together.
        let (shard, part) = Snapshot::open_part(path)?;
        let writer = match &mut writer {
            Some(writer) => writer,
            none => {
                (manifest.next, user_words) = (part.run.documents, shard.user_words.clone());
                let threads = std::thread::available_parallelism().map_or(1, usize::from);
                none.insert(first_writer(ledger, threads, &user_words)?)
            }
        };
        writer.adopt(&shard.reader)?;
        records.extend(shard.catalogue.records().cloned());
    }
    let writer =
        writer.ok_or_else(|| Error::new(ErrorKind::Argument, message!("there is no shard to merge")))?;
    let lengths: Vec<u32> = records.iter().map(|record| record.folded).collect();
    let catalogue = Catalogue::new(records, &Rest::default())?;
    let mut out = Draft::new(ledger, &manifest.links)?;
    let links = shards.iter().map(|path| links_of(path));
    let links = matching::pack_links(&lengths, links, MEMORY, ledger.folder(), &mut out)?;
    out.finish()?;
    files::write(ledger, &manifest.catalogue, catalogue.bytes())?;
    files::write(ledger, &manifest.userdict, user_words.as_bytes())?;
    writer.commit(&manifest.text()?, &manifest.files())?;
    let matched = Matched { links, ..Matched::default() };
    Ok(Report::between(&Catalogue::default(), &catalogue, Vec::new(), matched))
}

/// The links of a shard.
fn links_of(path: &Path) -> Result<Vec<Link>> {
    let (shard, part) = Snapshot::open_part(path)?;
    // A shard lists its own documents from 0, and names others by their rank in the collection.
    let own = Rank::all(shard.catalogue.len()).zip(part.first.onward());
    let links = own.flat_map(|(at, rank)| {
        let link = move |edge: Edge| Link {
            a: edge.document,
            span_a: edge.other,
            b: rank,
            span_b: edge.own,
            matches: edge.matches,
        };
        shard.links().edges(at).map(link)
    });
    Ok(links.collect())
}

/// The shards of that name, or in the folder of that name, in the order of their documents: sound, and all of
/// one index.
fn find(names: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for name in names {
        if ownership::is_index(name)? {
            paths.push(name.clone());
            continue;
        }
        let failed = |cause| Error::new(ErrorKind::Read, message!("cannot be read")).at(name).because(cause);
        let before = paths.len();
        for entry in fs::read_dir(name).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            paths.extend((path.is_dir() && !draft::is_one(&path)).then_some(path));
        }
        if paths.len() == before {
            return Err(Error::new(ErrorKind::Argument, message!("neither a shard nor a folder of shards"))
                .at(name)
                .advise(message!("name what `duikan.spark.write_index` wrote")));
        }
    }
    let mut shards = paths.into_iter().map(Sound::open).collect::<Result<Vec<_>>>()?;
    shards.sort_by_key(|shard| (shard.part.first, shard.documents));
    let mut next = Rank::FIRST;
    for shard in &shards {
        let is_ours = shards
            .first()
            .is_none_or(|first| first.part.run == shard.part.run && first.user_words == shard.user_words);
        if !is_ours || shard.part.first != next {
            return Err(amiss(next, shard.part.first));
        }
        next = next.plus(shard.documents);
    }
    match shards.last() {
        Some(last) if next != Rank::from(last.part.run.documents) => {
            Err(amiss(next, last.part.run.documents.into()))
        }
        _ => Ok(shards.into_iter().map(|shard| shard.path).collect()),
    }
}

/// A shard whose files are as they were written.
struct Sound {
    path: PathBuf,
    part: Part,
    documents: u32,
    user_words: String,
}

impl Sound {
    fn open(path: PathBuf) -> Result<Self> {
        let (shard, part) = Snapshot::open_part(&path)?;
        if let Some(flaw) = Inspection::of(&path)?.flaws.first() {
            return Err(Error::new(ErrorKind::Damaged, flaw.what.clone())
                .at(&path)
                .advise(message!("write it again, to another folder")));
        }
        let documents = narrow(shard.catalogue.len());
        Ok(Sound { path, part, documents, user_words: shard.user_words })
    }
}

/// Shards that do not make an index.
fn amiss(next: Rank, found: Rank) -> Error {
    let (next, found) = (u32::from(next), u32::from(found));
    let what = if found > next {
        message!("the shard with document {next} is missing; the next one begins with {found}", next, found)
    } else {
        message!("the shards are not parts of one index")
    };
    Error::new(ErrorKind::Argument, what).advise(message!("name all shards of one run, each once"))
}
