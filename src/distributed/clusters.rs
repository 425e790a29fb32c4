//! Clusters of places, gathered from links that lie in many partitions: every partition joins what it can see, and
//! tells its neighbours the smallest place of each cluster, until nobody learns anything new.

use super::DistributedLink;
use super::DistributedPassage;
use super::Message;
use super::MessageKind;
use super::MessageRef;
use super::align;
use super::columns::ColumnReader;
use super::columns::ColumnWriter;
use super::columns::damaged;
use super::partition_of;
use crate::copies::cluster;
use crate::copies::forest::Forest;
use crate::copies::store::LinkedSpan;
use crate::error::Result;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Rank;
use crate::place::narrow;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A place of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClusterPlace {
    /// The cluster: the same name for all its places, ascending in the order of their first ones.
    pub cluster: String,
    /// The document.
    pub document: String,
    /// Where the place stands in the source.
    pub source: OriginalSpan,
}

/// Sends the links that a partition found to the partitions of their earlier passages.
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
pub fn share(number: u32, inbox: &[MessageRef<'_>], firsts: &[Rank]) -> Result<Vec<Message>> {
    let mut shared: BTreeMap<u32, Vec<DistributedLink>> = BTreeMap::new();
    for link in all_links(inbox)? {
        let partition = partition_of(link.a.rank, firsts);
        if partition != number {
            shared.entry(partition).or_default().push(link);
        }
    }
    shared.iter().map(|(&to, links)| align::message((number, to), links)).collect()
}

/// One round: joins what the links tie together and what the neighbours said, and tells them what is new.
/// When no message goes to another partition any more, all clusters are known.
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
pub fn join(number: u32, inbox: &[MessageRef<'_>], firsts: &[Rank]) -> Result<Vec<Message>> {
    let mut seen = Seen::of(number, inbox, firsts)?;
    let is_first =
        !inbox.iter().any(|message| message.kind == MessageKind::Clusters && message.from == number);
    let known = seen.labels(inbox.iter().filter(|message| message.from == number))?;
    let labels = seen.labels(inbox.iter())?;
    let mut told: BTreeMap<u32, Vec<(LinkedSpan, LinkedSpan)>> = BTreeMap::new();
    for (&root, &label) in &labels {
        told.entry(number).or_default().extend(seen.sides.get(root).map(|&side| (side, label)));
    }
    for &(side, far) in &seen.far {
        let root = seen.forest.root(side);
        let Some(&label) = labels.get(&root) else { continue };
        let is_new = is_first || known.get(&root) != Some(&label);
        if is_new && label < far {
            told.entry(partition_of(far.document, firsts)).or_default().push((far, label));
        }
    }
    told.into_iter().map(|(to, labels)| message((number, to), labels)).collect()
}

/// The places of the clusters in a partition's documents, in order, when all clusters are known.
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
pub fn places(number: u32, inbox: &[MessageRef<'_>], firsts: &[Rank]) -> Result<Vec<ClusterPlace>> {
    let mut seen = Seen::of(number, inbox, firsts)?;
    let labels = seen.labels(inbox.iter())?;
    let mut clusters: BTreeMap<LinkedSpan, Vec<LinkedSpan>> = BTreeMap::new();
    for (at, &side) in seen.sides.iter().enumerate() {
        let label = labels.get(&seen.forest.root(at)).ok_or_else(damaged)?;
        clusters.entry(*label).or_default().push(side);
    }
    let elsewhere: BTreeSet<LinkedSpan> =
        seen.far.iter().filter_map(|&(side, _)| labels.get(&seen.forest.root(side)).copied()).collect();
    let mut places = Vec::new();
    for (label, sides) in clusters {
        let (rank, span) = (u32::from(label.document), label.span);
        let merged = cluster::merge(sides);
        if merged.len() < 2 && !elsewhere.contains(&label) {
            continue;
        }
        for LinkedSpan { document, span: place } in merged {
            let begin = seen.begins.get(&(document, place.begin)).ok_or_else(damaged)?;
            let end = seen.ends.get(&(document, place.end)).ok_or_else(damaged)?;
            places.push(ClusterPlace {
                cluster: format!("{rank:08x}{:08x}{:08x}", span.begin, span.end),
                document: seen.keys.get(&document).cloned().ok_or_else(damaged)?,
                source: OriginalSpan::new(*begin, *end),
            });
        }
    }
    Ok(places)
}

/// What a partition sees of the clusters.
struct Seen {
    /// Its own passages, in order, each once.
    sides: Vec<LinkedSpan>,
    /// Which of them are paired together, as far as can be seen from here.
    forest: Forest,
    /// Its own passages, and those in other partitions that links tie to them.
    far: Vec<(usize, LinkedSpan)>,
    keys: BTreeMap<Rank, String>,
    /// Where folded places begin and end in the source.
    begins: BTreeMap<(Rank, u32), u32>,
    ends: BTreeMap<(Rank, u32), u32>,
}

impl Seen {
    fn of(number: u32, inbox: &[MessageRef<'_>], firsts: &[Rank]) -> Result<Self> {
        let links = all_links(inbox)?;
        let is_own = |rank: Rank| partition_of(rank, firsts) == number;
        let (mut keys, mut begins, mut ends) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut sides = Vec::new();
        for side in links.iter().flat_map(|link| [&link.a, &link.b]).filter(|side| is_own(side.rank)) {
            keys.entry(side.rank).or_insert_with(|| side.name.key.clone());
            begins.insert((side.rank, side.folded.begin), side.source.begin);
            ends.insert((side.rank, side.folded.end), side.source.end);
            sides.push(side.linked());
        }
        sides.sort_unstable();
        sides.dedup();
        let mut forest = Forest::of(sides.len());
        cluster::join_overlapping(&sides, &mut forest);
        let mut far = Vec::new();
        for link in &links {
            let [a, b] = [&link.a, &link.b].map(DistributedPassage::linked);
            match [a, b].map(|place| sides.binary_search(&place)) {
                [Ok(one), Ok(other)] => forest.join(one, other),
                [Ok(own), Err(_)] => far.push((own, b)),
                [Err(_), Ok(own)] => far.push((own, a)),
                [Err(_), Err(_)] => return Err(damaged()),
            }
        }
        Ok(Seen { sides, forest, far, keys, begins, ends })
    }

    /// The smallest place of each cluster, by root: of what is seen from here, and of what the inbox says.
    fn labels<'m>(
        &mut self,
        inbox: impl Iterator<Item = &'m MessageRef<'m>>,
    ) -> Result<BTreeMap<usize, LinkedSpan>> {
        let mut labels = BTreeMap::new();
        for (at, &side) in self.sides.iter().enumerate() {
            labels.entry(self.forest.root(at)).or_insert(side);
        }
        for message in inbox.filter(|message| message.kind == MessageKind::Clusters) {
            for (side, label) in read(message.body)? {
                let at = self.sides.binary_search(&side).map_err(|_| damaged())?;
                let smallest = labels.entry(self.forest.root(at)).or_insert(label);
                *smallest = label.min(*smallest);
            }
        }
        Ok(labels)
    }
}

fn all_links(inbox: &[MessageRef<'_>]) -> Result<Vec<DistributedLink>> {
    let of_links = inbox.iter().filter(|message| message.kind == MessageKind::Links);
    let links = of_links.map(|message| align::links(message.body)).collect::<Result<Vec<_>>>()?;
    Ok(links.into_iter().flatten().collect())
}

/// Tells a partition the smallest places of the clusters of some of its places.
fn message((from, to): (u32, u32), mut labels: Vec<(LinkedSpan, LinkedSpan)>) -> Result<Message> {
    labels.sort_unstable();
    labels.dedup_by_key(|label| label.0);
    let mut columns = ColumnWriter::default();
    columns.ascending(&labels.iter().map(|(side, _)| u64::from(side.document)).collect::<Vec<_>>())?;
    let spans = labels.iter().flat_map(|(side, label)| [side.span, label.span]);
    columns.column(&spans.flat_map(|span| [span.begin, span.len()].map(u64::from)).collect::<Vec<_>>())?;
    columns.column(&labels.iter().map(|(_, label)| u64::from(label.document)).collect::<Vec<_>>())?;
    let count = narrow(labels.len());
    Ok(Message { to, from, kind: MessageKind::Clusters, count, body: columns.finish()? })
}

fn read(body: &[u8]) -> Result<Vec<(LinkedSpan, LinkedSpan)>> {
    let mut reader = ColumnReader::open(body)?;
    let (sides, spans, labels) = (reader.ascending()?, reader.small()?, reader.small()?);
    let rows = sides.iter().zip(spans.as_chunks::<4>().0).zip(labels);
    let span = |begin: u32, length: u32| FoldedSpan::new(begin, begin.saturating_add(length));
    rows.map(|((&rank, &[begin, length, first, size]), label)| {
        let rank = u32::try_from(rank).map_err(|_| damaged())?;
        let side = LinkedSpan { document: rank.into(), span: span(begin, length) };
        Ok((side, LinkedSpan { document: label.into(), span: span(first, size) }))
    })
    .collect()
}
