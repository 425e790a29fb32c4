//! Alignment: a partition's documents against the earlier ones they are paired with.

use super::Message;
use super::MessageKind;
use super::MessageRef;
use super::Name;
use super::Partition;
use super::columns::ColumnReader;
use super::columns::ColumnWriter;
use super::columns::damaged;
use super::partition::Print;
use super::partition_of;
use super::windows;
use super::windows::RemoteDocument;
use crate::copies::link::Links;
use crate::copies::seed;
use crate::copies::seed::Occurrence;
use crate::copies::seed::Seed;
use crate::copies::store::Link;
use crate::copies::store::LinkedSpan;
use crate::error::Result;
use crate::fold::Folded;
use crate::matching;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Rank;
use crate::place::narrow;
use crate::place::part;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A passage of a document anywhere in the collection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DistributedPassage {
    /// The document's place in the order of keys.
    pub rank: Rank,
    /// What it is called.
    pub name: Name,
    /// The passage in its folded text.
    pub folded: FoldedSpan,
    /// The passage in its source.
    pub source: OriginalSpan,
}

impl DistributedPassage {
    /// The passage as links name it.
    pub(super) fn linked(&self) -> LinkedSpan {
        LinkedSpan { document: self.rank, span: self.folded }
    }
}

/// Two passages that are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DistributedLink {
    /// The passage in the document whose key comes first.
    pub a: DistributedPassage,
    /// The passage in the other document, or further on in the same one.
    pub b: DistributedPassage,
    /// How many folded characters agree.
    pub matches: u32,
}

impl DistributedLink {
    /// Twice the agreeing characters over the characters of both passages, after folding, 0 to 1.
    #[must_use]
    pub fn similarity(&self) -> f32 {
        let Self { a, b, matches } = self;
        Link { a: a.rank, span_a: a.folded, b: b.rank, span_b: b.folded, matches: *matches }.similarity()
    }
}

/// A place in a partition's own document, and the head of the posting list of its fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Paired {
    /// The document, counted from the partition's first.
    document: u32,
    at: u32,
    /// The heads: a stretch of all of them.
    begin: usize,
    end: usize,
}

/// The documents of other partitions, by rank.
type RemoteDocuments = BTreeMap<Rank, RemoteDocument>;

impl Partition {
    /// Aligns the partition's documents with the earlier ones they are paired with. Gives one message of links, and
    /// one to every partition of which a document is needed whole; when messages of [`MessageKind::Documents`] bring these,
    /// the links that were left open, and nothing else. `firsts` are the ranks of the first documents of all
    /// partitions.
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
    pub fn align(&self, inbox: &[MessageRef<'_>], firsts: &[Rank]) -> Result<Vec<Message>> {
        let seen = remote_documents(inbox, MessageKind::Windows)?;
        let whole = inbox.iter().any(|message| message.kind == MessageKind::Documents);
        let whole = whole.then(|| remote_documents(inbox, MessageKind::Documents)).transpose()?;
        let (heads, paired) = self.paired(inbox, &seen)?;
        let mut work =
            PartitionAligner { partition: self, seen, whole, links: Links::default(), text: Vec::new() };
        let (mut found, mut wanted) = (Vec::new(), BTreeSet::new());
        let mut seeds: Vec<Seed> = Vec::new();
        for places in paired.chunk_by(|one, next| one.document == next.document) {
            for place in places {
                let b = self.first.plus(place.document);
                let earlier = part(&heads, place.begin..place.end).iter();
                let earlier = earlier.filter(|head| (head.rank, head.at) < (b, place.at));
                seeds.extend(earlier.map(|head| Seed { a: head.rank, b, at_a: head.at, at_b: place.at }));
            }
            seeds.sort_unstable();
            for pair in seeds.chunk_by(|one, next| one.a == next.a) {
                match work.pair(pair) {
                    PairResult::Found(links) => found.extend(links),
                    PairResult::Wanted(rank) => drop(wanted.insert(rank)),
                }
            }
            seeds.clear();
        }
        let found: Vec<DistributedLink> =
            found.iter().map(|link| work.placed(link)).collect::<Result<_>>()?;
        let mut messages = vec![message((self.number, self.number), &found)?];
        let partition_of = |rank: Rank| partition_of(rank, firsts);
        let wanted: Vec<Rank> = wanted.into_iter().collect();
        for of_partition in wanted.chunk_by(|&one, &next| partition_of(one) == partition_of(next)) {
            let Some(&rank) = of_partition.first() else { continue };
            let mut columns = ColumnWriter::default();
            columns.ascending(&of_partition.iter().copied().map(u64::from).collect::<Vec<_>>())?;
            let (to, count) = (partition_of(rank), number(of_partition.len()));
            messages.push(Message {
                to,
                from: self.number,
                kind: MessageKind::Want,
                count,
                body: columns.finish()?,
            });
        }
        Ok(messages)
    }

    /// The heads of all posting lists that are paired, those of one side by side, and the places in
    /// this partition that are paired with them, in order.
    fn paired(
        &self,
        inbox: &[MessageRef<'_>],
        seen: &RemoteDocuments,
    ) -> Result<(Vec<Occurrence>, Vec<Paired>)> {
        let mut far: FxHashMap<u64, Vec<Occurrence>> = FxHashMap::default();
        for head in seen.values().flat_map(RemoteDocument::heads) {
            far.entry(head.hash).or_default().push(head);
        }
        let (mut heads, mut paired, mut missing) = (Vec::new(), Vec::new(), false);
        self.summaries(inbox, |same, summary, _| {
            if summary.before.is_none() && same.len() < 2 {
                return;
            }
            let Some(&Print { hash, .. }) = same.first() else { return };
            let (begin, before) = (heads.len(), summary.before.unwrap_or(0));
            let there = far.get(&hash).map(Vec::as_slice).unwrap_or_default();
            // A message that went astray must not look like texts without copies.
            missing |= (before as usize) < seed::places(hash)
                && there.len() != (before as usize).min(seed::heads(hash));
            heads.extend(there);
            let own = same.iter().take(windows::left(hash, before));
            heads.extend(own.map(|print| Occurrence {
                hash,
                rank: self.first.plus(print.document),
                at: print.at,
            }));
            let end = heads.len();
            let places = same.iter().take(seed::places(hash).saturating_sub(before as usize));
            paired.extend(places.map(|&Print { document, at, .. }| Paired { document, at, begin, end }));
        })?;
        if missing {
            return Err(damaged());
        }
        paired.sort_unstable();
        Ok((heads, paired))
    }
}

/// What came of two documents.
enum PairResult {
    Found(Vec<Link>),
    /// The earlier one is needed whole.
    Wanted(Rank),
}

/// A partition at work.
struct PartitionAligner<'a> {
    partition: &'a Partition,
    seen: RemoteDocuments,
    /// The documents that came whole, when these are what the work is about.
    whole: Option<RemoteDocuments>,
    links: Links,
    /// Where remote documents are laid out; unknown in between.
    text: Vec<char>,
}

impl PartitionAligner<'_> {
    /// The links between two documents, from all their seeds.
    fn pair(&mut self, seeds: &[Seed]) -> PairResult {
        let Some(&Seed { a, b, .. }) = seeds.first() else { return PairResult::Found(Vec::new()) };
        let own = |rank: Rank| self.partition.folded.get(rank.behind(self.partition.first)? as usize);
        let Some(text_b) = own(b).map(Folded::characters) else { return PairResult::Found(Vec::new()) };
        let whole = self.whole.as_ref();
        if let Some(text_a) = own(a).map(Folded::characters) {
            // Nothing of it was missing the first time.
            let seeds = if whole.is_some() { &[] } else { seeds };
            return PairResult::Found(matching::links_of_pair((text_a, text_b), seeds, &mut self.links));
        }
        let (Some(remote), true) = (self.seen.get(&a), whole.is_none_or(|whole| whole.contains_key(&a)))
        else {
            return PairResult::Found(Vec::new());
        };
        matching::grow((remote.lay_out(&mut self.text), text_b), seeds, &mut self.links);
        remote.clear(&mut self.text);
        let is_open = self.links.explored().iter().any(|&span| !remote.holds(span));
        let found = matching::take((a, b), &mut self.links);
        match (whole.and_then(|whole| whole.get(&a)), is_open) {
            (None, false) => PairResult::Found(found),
            (None, true) => PairResult::Wanted(a),
            (Some(_), false) => PairResult::Found(Vec::new()),
            (Some(whole), true) => {
                let texts = (whole.lay_out(&mut self.text), text_b);
                let found = matching::links_of_pair(texts, seeds, &mut self.links);
                whole.clear(&mut self.text);
                PairResult::Found(found)
            }
        }
    }

    /// What a document is called.
    fn name(&self, rank: Rank) -> Result<&Name> {
        let own = |at: u32| Some(&self.partition.documents.get(at as usize)?.name);
        let name = match rank.behind(self.partition.first) {
            Some(at) => own(at),
            None => self.seen.get(&rank).map(|remote| &remote.name),
        };
        name.ok_or_else(damaged)
    }

    fn source(&self, rank: Rank, span: FoldedSpan) -> Result<OriginalSpan> {
        let source = match rank.behind(self.partition.first) {
            Some(at) => self.partition.folded.get(at as usize).and_then(|folded| folded.original(span)),
            None => self.whole.as_ref().unwrap_or(&self.seen).get(&rank).and_then(|seen| seen.original(span)),
        };
        source.ok_or_else(damaged)
    }

    /// A link with all that is known of its passages.
    fn placed(&self, link: &Link) -> Result<DistributedLink> {
        let passage = |rank: Rank, folded: FoldedSpan| {
            Ok(DistributedPassage {
                rank,
                name: self.name(rank)?.clone(),
                folded,
                source: self.source(rank, folded)?,
            })
        };
        let (a, b) = (passage(link.a, link.span_a)?, passage(link.b, link.span_b)?);
        Ok(DistributedLink { a, b, matches: link.matches })
    }
}

/// The message of links that goes from one partition to another, or stays.
pub(super) fn message((from, to): (u32, u32), links: &[DistributedLink]) -> Result<Message> {
    let passages = || links.iter().flat_map(|link| [&link.a, &link.b]);
    let names: BTreeMap<Rank, &Name> = passages().map(|side| (side.rank, &side.name)).collect();
    let places: FxHashMap<Rank, u64> = names.keys().copied().zip(0..).collect();
    let spans = passages().flat_map(|side| {
        [side.folded.begin, side.folded.len(), side.source.begin, side.source.len()].map(u64::from)
    });
    let sides = passages().map(|side| places.get(&side.rank).copied().unwrap_or(0));
    let mut columns = ColumnWriter::default();
    columns.ascending(&names.keys().copied().map(u64::from).collect::<Vec<_>>())?;
    let mut text = String::new();
    columns.column(&names.values().flat_map(|name| name.write(&mut text)).collect::<Vec<_>>())?;
    columns.column(&sides.collect::<Vec<_>>())?;
    columns.column(&spans.collect::<Vec<_>>())?;
    columns.column(&links.iter().map(|link| u64::from(link.matches)).collect::<Vec<_>>())?;
    columns.text(&text)?;
    let count = number(links.len());
    Ok(Message { to, from, kind: MessageKind::Links, count, body: columns.finish()? })
}

/// The links of a message of [`MessageKind::Links`].
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when it cannot be read.
pub fn links(body: &[u8]) -> Result<Vec<DistributedLink>> {
    let mut reader = ColumnReader::open(body)?;
    let (ranks, lengths, sides) = (reader.ascending()?, reader.column()?, reader.small()?);
    let (spans, matches, text) = (reader.small()?, reader.small()?, reader.text()?);
    let mut rest = text.as_str();
    let mut names = Vec::new();
    for (&rank, lengths) in ranks.iter().zip(lengths.as_chunks::<2>().0) {
        let rank = Rank::from(u32::try_from(rank).map_err(|_| damaged())?);
        names.push((rank, Name::read(lengths, &mut rest)?));
    }
    if sides.len() != 2 * matches.len() || spans.len() != 4 * sides.len() {
        return Err(damaged());
    }
    let passages = sides.iter().zip(spans.as_chunks::<4>().0).map(|(&side, &[at, size, begin, length])| {
        let (rank, name) = names.get(side as usize).ok_or_else(damaged)?;
        Ok(DistributedPassage {
            rank: *rank,
            name: name.clone(),
            folded: FoldedSpan::new(at, at.saturating_add(size)),
            source: OriginalSpan::new(begin, begin.saturating_add(length)),
        })
    });
    let mut passages = passages.collect::<Result<Vec<_>>>()?.into_iter();
    let link = |matches| Some(DistributedLink { a: passages.next()?, b: passages.next()?, matches });
    matches.into_iter().map(link).collect::<Option<_>>().ok_or_else(damaged)
}

/// The documents that messages of one kind bring.
fn remote_documents(inbox: &[MessageRef<'_>], kind: MessageKind) -> Result<RemoteDocuments> {
    let mut remote_documents = RemoteDocuments::new();
    for message in inbox.iter().filter(|message| message.kind == kind) {
        remote_documents
            .extend(windows::remote_documents(message.body)?.into_iter().map(|remote| (remote.rank, remote)));
    }
    Ok(remote_documents)
}

fn number(number: usize) -> u32 {
    narrow(number)
}
