//! Shards: an index in parts, each built where its documents live (`spread`), and made into one.

use super::prepare;
use super::report::Report;
use crate::catalogue::Catalogue;
use crate::catalogue::Origin;
use crate::catalogue::Record;
use crate::copies::family::Tie;
use crate::copies::store::Link;
use crate::copies::store::List;
use crate::copies::store::Packer;
use crate::discover;
use crate::discover::Discovered;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index::Writer;
use crate::index::files;
use crate::index::files::Draft;
use crate::place::DocNo;
use crate::place::scalars;
use crate::read::Document;
use crate::read::Metadata;
use crate::snapshot::Manifest;
use crate::snapshot::Part;
use crate::snapshot::Snapshot;
use crate::spread::Home;
use crate::spread::SpreadLink;
use crate::tokenise::Tokeniser;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Bytes of memory to index one shard, or to merge links, in.
const MEMORY: usize = 256 << 20;

/// A part of an index: the documents of one home.
pub(super) struct Shard<'a> {
    pub(super) home: &'a Home,
    /// The links whose later passage is one of theirs.
    pub(super) links: &'a [SpreadLink],
    /// How many documents the whole collection has.
    pub(super) of: u32,
    pub(super) user_words: &'a str,
}

impl Shard<'_> {
    /// Writes the shard to `folder`, whole or not at all. One that is there already stays: it was written by
    /// a worker that did the same.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let unwritten = |cause| {
            Error::new(ErrorKind::Write, "the shard cannot be written")
                .at(folder)
                .because(cause)
                .hint("can every worker write there, and is there room?")
        };
        let above = folder.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(above).map_err(unwritten)?;
        let draft = tempfile::Builder::new().prefix(DRAFT).tempdir_in(above).map_err(unwritten)?;
        self.fill(draft.path())?;
        match fs::rename(draft.path(), folder) {
            Err(_) if Snapshot::open_part(folder).is_ok() => Ok(()),
            Err(cause) => Err(unwritten(cause)),
            Ok(()) => {
                // Nothing is left to sweep.
                let _moved = draft.keep();
                Ok(())
            }
        }
    }

    fn fill(&self, folder: &Path) -> Result<()> {
        let mut manifest = Manifest::after(None);
        let part = Part { first: self.home.first(), of: self.of };
        (manifest.next, manifest.part) = (self.of, Some(part));
        let writer = Writer::open(folder, 1, MEMORY, Tokeniser::new(self.user_words)?)?;
        let mut records = Vec::new();
        for (number, document) in (part.first..).zip(self.home.documents()) {
            let metadata = Metadata {
                title: document.title.clone(),
                date: document.date.clone(),
                series: document.name.series.clone(),
                ..Metadata::default()
            };
            let document =
                Document { key: document.name.key.clone(), text: document.text.clone(), body: 0, metadata };
            let (characters, paragraphs) = prepare::put(&writer, DocNo(number), &document)?;
            records.push(Record {
                number: DocNo(number),
                own: document.metadata.clone(),
                metadata: document.metadata,
                origin: origin(&document.key),
                paragraphs,
                characters: scalars(&document.text),
                folded: u32::try_from(characters.len()).unwrap_or(u32::MAX),
                key: document.key,
            });
        }
        let mut draft = Draft::new(folder, &manifest.links)?;
        self.write_links(&mut draft).map_err(|cause| {
            Error::new(ErrorKind::Write, "the links cannot be written").at(folder).because(cause)
        })?;
        draft.finish()?;
        files::write(folder, &manifest.catalogue, Catalogue::new(records, &[])?.bytes())?;
        files::write(folder, &manifest.userdict, self.user_words.as_bytes())?;
        writer.commit(&manifest.text()?, &manifest.files())
    }

    /// Lists each link under its later passage.
    fn write_links(&self, draft: &mut Draft) -> std::io::Result<()> {
        let mut ties: Vec<(u32, Tie)> = self.links.iter().map(tie).collect();
        ties.sort_unstable();
        let mut packer = Packer::new(draft);
        for (rank, _) in (self.home.first()..).zip(self.home.documents()) {
            let from = ties.partition_point(|tie| tie.0 < rank);
            let of_document = ties.iter().skip(from).take_while(|tie| tie.0 == rank);
            packer.document(&List::of(&of_document.map(|tie| tie.1).collect::<Vec<_>>())?)?;
        }
        packer.finish().map(drop)
    }
}

fn tie(link: &SpreadLink) -> (u32, Tie) {
    let SpreadLink { a, b, matches } = link;
    (b.rank, Tie { own: b.folded, document: a.rank, other: a.folded, matches: *matches })
}

/// Documents of a shard come from no file: a refresh of a folder leaves them alone.
fn origin(key: &str) -> Origin {
    let (root, encoding) = (String::new(), "UTF-8".to_owned());
    Origin { root, file: key.to_owned(), size: 0, modified: 0, read: 0, encoding }
}

/// What the names of shards under way begin with.
const DRAFT: &str = ".draft-";

/// Makes shards into one index in `folder`. A name that is no shard stands for the shards in that folder.
pub(super) fn merge(names: &[PathBuf], folder: &Path) -> Result<Report> {
    let shards = open(names)?;
    let Some((first, _)) = shards.first() else {
        return Err(Error::new(ErrorKind::Argument, "there is no shard to merge"));
    };
    if Snapshot::open_if_any(folder)?.is_some() {
        let what = "there is an index already";
        return Err(Error::new(ErrorKind::Argument, what).at(folder).hint("name another folder"));
    }
    let mut manifest = Manifest::after(None);
    manifest.next = first.manifest.next;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let writer = Writer::open(folder, threads, MEMORY, Tokeniser::new(&first.user_words)?)?;
    for (shard, _) in &shards {
        writer.adopt(&shard.reader)?;
    }
    let records = shards.iter().flat_map(|(shard, _)| shard.catalogue.records()).cloned();
    let catalogue = Catalogue::new(records.collect(), &[])?;
    let lengths: Vec<u32> = catalogue.records().map(|record| record.folded).collect();
    let links = shards.iter().flat_map(|(shard, part)| links_of(shard, *part));
    let mut draft = Draft::new(folder, &manifest.links)?;
    let links = discover::pack_links(&lengths, links, MEMORY, folder, &mut draft)?;
    draft.finish()?;
    files::write(folder, &manifest.catalogue, catalogue.bytes())?;
    files::write(folder, &manifest.userdict, first.user_words.as_bytes())?;
    writer.commit(&manifest.text()?, &manifest.files())?;
    let discovered = Discovered { links, ..Discovered::default() };
    Ok(Report::between(&Catalogue::default(), &catalogue, Vec::new(), discovered))
}

/// The links of a shard.
fn links_of(shard: &Snapshot, part: Part) -> impl Iterator<Item = Link> {
    let documents = 0..u32::try_from(shard.catalogue.len()).unwrap_or(u32::MAX);
    documents.flat_map(move |at| {
        let link = move |tie: Tie| Link {
            a: tie.document,
            span_a: tie.other,
            b: part.first + at,
            span_b: tie.own,
            matches: tie.matches,
        };
        shard.links().ties(at).map(link)
    })
}

/// Opens shards, in the order of their documents, all of one index.
fn open(names: &[PathBuf]) -> Result<Vec<(Snapshot, Part)>> {
    let mut shards = Vec::new();
    for name in names {
        if files::is_index(name) {
            shards.push(Snapshot::open_part(name)?);
            continue;
        }
        let failed = |cause| Error::new(ErrorKind::Read, "cannot be read").at(name).because(cause);
        let mut inside = Vec::new();
        for entry in fs::read_dir(name).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let is_draft = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DRAFT));
            inside.extend((path.is_dir() && !is_draft).then_some(path));
        }
        if inside.is_empty() {
            return Err(Error::new(ErrorKind::NoIndex, "neither a shard nor a folder of shards").at(name));
        }
        for path in inside {
            shards.push(Snapshot::open_part(&path)?);
        }
    }
    shards.sort_by_key(|(shard, part)| (part.first, shard.catalogue.len()));
    let mut next = 0;
    for (shard, part) in &shards {
        let same =
            shards.first().is_none_or(|(first, of)| of.of == part.of && first.user_words == shard.user_words);
        if !same || part.first != next {
            return Err(amiss(next, *part));
        }
        next += u32::try_from(shard.catalogue.len()).unwrap_or(u32::MAX);
    }
    match shards.last() {
        Some(&(_, part)) if next != part.of => Err(amiss(next, Part { first: part.of, ..part })),
        _ => Ok(shards),
    }
}

/// Shards that do not make an index.
fn amiss(next: u32, found: Part) -> Error {
    let what = if found.first > next {
        format!("the shard with document {next} is missing; the next one begins with {}", found.first)
    } else {
        "the shards are not parts of one index".to_owned()
    };
    Error::new(ErrorKind::Argument, what).hint("name all shards of one run, each once")
}
