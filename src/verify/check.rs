//! Checking: is every file what was written, and does every document and link say what is so?

use crate::catalogue::Record;
use crate::copies::proof;
use crate::copies::similarity::Similar;
use crate::copies::store::Edge;
use crate::copies::store::Link;
use crate::error::Result;
use crate::index;
use crate::message;
use crate::message::Message;
use crate::place::FoldedSpan;
use crate::place::Rank;
use crate::place::part;
use crate::place::scalars;
use crate::read::path_text;
use crate::snapshot::Inspection;
use crate::snapshot::Snapshot;
use crate::storage::files;
use crate::storage::ownership;
use rayon::iter::IntoParallelIterator;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use serde::Serialize;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

/// Something in an index that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Damage {
    /// The file, or the folder of the index when it is not one file's.
    #[serde(serialize_with = "path_text")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub path: PathBuf,
    /// What is wrong, as a sentence.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub what: Message,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Folded characters that are held at a time, twice: 256 MiB each.
const HELD: u64 = 64 << 20;

/// Checks the index in `folder`.
pub(crate) fn check(folder: &Path) -> Result<Vec<Damage>> {
    if !ownership::is_index(folder)? {
        return Err(index::none(folder));
    }
    let is_damaged = |checked: &Result<Vec<Damage>>| !checked.as_ref().is_ok_and(Vec::is_empty);
    files::retry_on_newer_commit(folder, || examine(folder), is_damaged)
}

fn examine(folder: &Path) -> Result<Vec<Damage>> {
    let found = Inspection::of(folder)?;
    if !found.flaws.is_empty() {
        return Ok(found.flaws.into_iter().map(|flaw| Damage::of(folder, flaw.what)).collect());
    }
    let snapshot = Snapshot::open(folder)?;
    let checkup = Checkup { folder, records: snapshot.catalogue.records().collect(), snapshot: &snapshot };
    let mut damage = checkup.documents()?;
    // Links of texts that are wrong themselves say nothing.
    if damage.is_empty() {
        damage = checkup.links()?;
    }
    Ok(damage)
}

impl Damage {
    fn of(folder: &Path, what: Message) -> Self {
        Damage { path: folder.to_path_buf(), what }
    }

    /// `path: what`.
    #[must_use]
    pub fn message(&self) -> Message {
        message!("{path}: {what}", path = self.path.as_path(), what = self.what.clone())
    }
}

struct Checkup<'a> {
    folder: &'a Path,
    snapshot: &'a Snapshot,
    records: Vec<&'a Record>,
}

impl Checkup<'_> {
    /// Whether every document has the paragraphs and the length that the catalogue says.
    fn documents(&self) -> Result<Vec<Damage>> {
        if self.records.len() != self.snapshot.catalogue.len() {
            return Ok(vec![Damage::of(self.folder, message!("the catalogue has records that are none"))]);
        }
        let told: u64 = self.records.iter().map(|record| u64::from(record.paragraphs)).sum();
        let held = self.snapshot.reader.len();
        let mut damage = Vec::new();
        if told != held {
            let what = message!("there are {held} paragraphs, and the catalogue says {told}", held, told);
            damage.push(Damage::of(self.folder, what));
        }
        let wrong = self.records.par_iter().map(|record| self.document(record));
        let wrong: Vec<Option<Message>> = wrong.collect::<Result<_>>()?;
        damage.extend(wrong.into_iter().flatten().map(|what| Damage::of(self.folder, what)));
        Ok(damage)
    }

    fn document(&self, record: &Record) -> Result<Option<Message>> {
        let paragraphs = self.snapshot.reader.paragraphs_over(record.number, 0, u32::MAX)?;
        let in_order = (1..).zip(&paragraphs).all(|(number, paragraph)| paragraph.number == number);
        let characters: u32 = paragraphs.iter().map(|paragraph| scalars(&paragraph.text)).sum();
        let folded = self.snapshot.folded(record.number)?.characters().len();
        let is_sound = in_order
            && paragraphs.len() == record.paragraphs as usize
            && characters <= record.characters
            && folded == record.folded as usize;
        let what = || message!("the document {key} is not as the catalogue says", key = &record.key);
        Ok((!is_sound).then(what))
    }

    /// Whether every link is listed under both its documents, points at existing text, and says what is so.
    fn links(&self) -> Result<Vec<Damage>> {
        let mut links: Vec<Link> = self.snapshot.links().links().collect();
        links.sort_unstable();
        if let Some(what) = self.unmatched(&links) {
            return Ok(vec![Damage::of(self.folder, what)]);
        }
        let blocks = self.blocks();
        let mut wrong = Vec::new();
        for (nth, first) in blocks.iter().enumerate() {
            let of_first = self.texts(first)?;
            let from = links.partition_point(|link| link.a < first.start);
            let to = links.partition_point(|link| link.a < first.end);
            let links = part(&links, from..to);
            for other in blocks.iter().skip(nth) {
                let of_other = if other == first { of_first.clone() } else { self.texts(other)? };
                let between: Vec<&Link> = links.iter().filter(|link| other.contains(&link.b)).collect();
                let a = NeighbouringTexts { first: first.start, texts: &of_first };
                let b = NeighbouringTexts { first: other.start, texts: &of_other };
                let amiss = between.into_par_iter().filter(|link| !holds(link, &a, &b));
                wrong.extend(amiss.map(|link| self.says(link)).collect::<Vec<_>>());
            }
        }
        Ok(wrong.into_iter().map(|what| Damage::of(self.folder, what)).collect())
    }

    /// What is wrong when the links that later documents list are not those that earlier ones list.
    fn unmatched(&self, links: &[Link]) -> Option<Message> {
        let all = self.snapshot.links();
        let mut mirrored: Vec<Link> = Rank::all(self.records.len())
            .flat_map(|b| {
                let mirror = move |edge: Edge| Link {
                    a: edge.document,
                    span_a: edge.other,
                    b,
                    span_b: edge.own,
                    matches: edge.matches,
                };
                all.edges(b).map(mirror).filter(Link::is_in_order)
            })
            .collect();
        mirrored.sort_unstable();
        (mirrored != links).then(|| message!("some links are listed under one of their documents only"))
    }

    /// Neighbouring documents that are held together, by their ranks.
    fn blocks(&self) -> Vec<Range<Rank>> {
        let (mut blocks, mut block, mut held) = (Vec::new(), Rank::FIRST..Rank::FIRST, 0);
        for record in &self.records {
            if held > 0 && held + u64::from(record.folded) > HELD {
                let next = block.end..block.end;
                blocks.push(std::mem::replace(&mut block, next));
                held = 0;
            }
            held += u64::from(record.folded);
            block.end = block.end.plus(1);
        }
        blocks.push(block);
        blocks
    }

    fn texts(&self, block: &Range<Rank>) -> Result<Vec<Vec<char>>> {
        let records = self.records.get(block.start.index()..block.end.index()).unwrap_or_default();
        let folded = |record: &&Record| Ok(self.snapshot.folded(record.number)?.into_characters());
        records.par_iter().map(folded).collect()
    }

    fn says(&self, link: &Link) -> Message {
        let name = |rank: Rank| match self.records.get(rank.index()) {
            Some(record) => Message::verbatim(&record.key),
            None => message!("a document that is not there"),
        };
        message!("a link between {a} and {b} does not say what is so", a = name(link.a), b = name(link.b))
    }
}

/// The folded texts of neighbouring documents.
struct NeighbouringTexts<'a> {
    /// The rank of the first.
    first: Rank,
    texts: &'a [Vec<char>],
}

impl NeighbouringTexts<'_> {
    fn passage(&self, rank: Rank, span: FoldedSpan) -> Option<&[char]> {
        let text = self.texts.get(rank.behind(self.first)? as usize)?;
        text.get(span.begin as usize..span.end as usize)
    }
}

/// Whether both passages of a link exist and have as much in common as it says, and enough to be copies.
fn holds(link: &Link, a: &NeighbouringTexts<'_>, b: &NeighbouringTexts<'_>) -> bool {
    let passages = a.passage(link.a, link.span_a).zip(b.passage(link.b, link.span_b));
    let is_enough = link.similarity() >= Similar::Normal.similarity(link.matches);
    is_enough && passages.is_some_and(|(a, b)| proof::share(a, b, link.matches as usize))
}
