//! Families of places, gathered from links that lie in many homes: every home joins what it can see, and
//! tells its neighbours the smallest place of each family, until nobody learns anything new.

use super::Kind;
use super::Mail;
use super::Message;
use super::SpreadLink;
use super::align;
use super::home_of;
use super::sheet::Pages;
use super::sheet::Sheet;
use super::sheet::damaged;
use crate::copies::cluster;
use crate::copies::cluster::Place;
use crate::copies::forest::Forest;
use crate::error::Result;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A place of a family.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FamilyPlace {
    /// The family: the same name for all its places, ascending in the order of their first ones.
    pub family: String,
    /// The document.
    pub document: String,
    /// Where the place stands in the source.
    pub source: OriginalSpan,
}

/// Sends the links that a home found to the homes of their earlier passages.
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
pub fn share(number: u32, mail: &[Mail<'_>], firsts: &[u32]) -> Result<Vec<Message>> {
    let mut shared: BTreeMap<u32, Vec<SpreadLink>> = BTreeMap::new();
    for link in all_links(mail)? {
        let home = home_of(link.a.rank, firsts);
        if home != number {
            shared.entry(home).or_default().push(link);
        }
    }
    shared.iter().map(|(&to, links)| align::letter((number, to), links)).collect()
}

/// One round: joins what the links tie together and what the neighbours said, and tells them what is new.
/// When no message goes to another home any more, all families are known.
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
pub fn join(number: u32, mail: &[Mail<'_>], firsts: &[u32]) -> Result<Vec<Message>> {
    let mut seen = Seen::of(number, mail, firsts)?;
    let is_first = !mail.iter().any(|mail| mail.kind == Kind::Families && mail.from == number);
    let known = seen.labels(mail.iter().filter(|mail| mail.from == number))?;
    let labels = seen.labels(mail.iter())?;
    let mut told: BTreeMap<u32, Vec<(Place, Place)>> = BTreeMap::new();
    for (&root, &label) in &labels {
        told.entry(number).or_default().extend(seen.sides.get(root).map(|&side| (side, label)));
    }
    for &(side, far) in &seen.far {
        let root = seen.forest.root(side);
        let Some(&label) = labels.get(&root) else { continue };
        let is_new = is_first || known.get(&root) != Some(&label);
        if is_new && label < far {
            told.entry(home_of(far.0, firsts)).or_default().push((far, label));
        }
    }
    told.into_iter().map(|(to, labels)| letter((number, to), labels)).collect()
}

/// The places of the families in a home's documents, in order, when all families are known.
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
pub fn places(number: u32, mail: &[Mail<'_>], firsts: &[u32]) -> Result<Vec<FamilyPlace>> {
    let mut seen = Seen::of(number, mail, firsts)?;
    let labels = seen.labels(mail.iter())?;
    let mut families: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for (at, &side) in seen.sides.iter().enumerate() {
        let label = labels.get(&seen.forest.root(at)).ok_or_else(damaged)?;
        families.entry(*label).or_default().push(side);
    }
    let elsewhere: BTreeSet<Place> =
        seen.far.iter().filter_map(|&(side, _)| labels.get(&seen.forest.root(side)).copied()).collect();
    let mut places = Vec::new();
    for (label, sides) in families {
        let (rank, span) = label;
        let merged = cluster::merge(sides);
        if merged.len() < 2 && !elsewhere.contains(&label) {
            continue;
        }
        for (document, place) in merged {
            let begin = seen.begins.get(&(document, place.begin)).ok_or_else(damaged)?;
            let end = seen.ends.get(&(document, place.end)).ok_or_else(damaged)?;
            places.push(FamilyPlace {
                family: format!("{rank:08x}{:08x}{:08x}", span.begin, span.end),
                document: seen.keys.get(&document).cloned().ok_or_else(damaged)?,
                source: OriginalSpan::new(*begin, *end),
            });
        }
    }
    Ok(places)
}

/// What a home sees of the families.
struct Seen {
    /// Its own passages, in order, each once.
    sides: Vec<Place>,
    /// Which of them are tied together, as far as can be seen from here.
    forest: Forest,
    /// Its own passages, and those in other homes that links tie to them.
    far: Vec<(usize, Place)>,
    keys: BTreeMap<u32, String>,
    /// Where folded places begin and end in the source.
    begins: BTreeMap<(u32, u32), u32>,
    ends: BTreeMap<(u32, u32), u32>,
}

impl Seen {
    fn of(number: u32, mail: &[Mail<'_>], firsts: &[u32]) -> Result<Self> {
        let links = all_links(mail)?;
        let is_own = |rank: u32| home_of(rank, firsts) == number;
        let (mut keys, mut begins, mut ends) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut sides = Vec::new();
        for side in links.iter().flat_map(|link| [&link.a, &link.b]).filter(|side| is_own(side.rank)) {
            keys.entry(side.rank).or_insert_with(|| side.name.key.clone());
            begins.insert((side.rank, side.folded.begin), side.source.begin);
            ends.insert((side.rank, side.folded.end), side.source.end);
            sides.push((side.rank, side.folded));
        }
        sides.sort_unstable();
        sides.dedup();
        let mut forest = Forest::of(sides.len());
        cluster::join_overlapping(&sides, &mut forest);
        let mut far = Vec::new();
        for link in &links {
            let [a, b] = [&link.a, &link.b].map(|side| (side.rank, side.folded));
            match [a, b].map(|place| sides.binary_search(&place)) {
                [Ok(one), Ok(other)] => forest.join(one, other),
                [Ok(own), Err(_)] => far.push((own, b)),
                [Err(_), Ok(own)] => far.push((own, a)),
                [Err(_), Err(_)] => return Err(damaged()),
            }
        }
        Ok(Seen { sides, forest, far, keys, begins, ends })
    }

    /// The smallest place of each family, by root: of what is seen from here, and of what the mail says.
    fn labels<'m>(&mut self, mail: impl Iterator<Item = &'m Mail<'m>>) -> Result<BTreeMap<usize, Place>> {
        let mut labels = BTreeMap::new();
        for (at, &side) in self.sides.iter().enumerate() {
            labels.entry(self.forest.root(at)).or_insert(side);
        }
        for mail in mail.filter(|mail| mail.kind == Kind::Families) {
            for (side, label) in read(mail.body)? {
                let at = self.sides.binary_search(&side).map_err(|_| damaged())?;
                let known = labels.entry(self.forest.root(at)).or_insert(label);
                *known = label.min(*known);
            }
        }
        Ok(labels)
    }
}

fn all_links(mail: &[Mail<'_>]) -> Result<Vec<SpreadLink>> {
    let of_links = mail.iter().filter(|mail| mail.kind == Kind::Links);
    let links = of_links.map(|mail| align::links(mail.body)).collect::<Result<Vec<_>>>()?;
    Ok(links.into_iter().flatten().collect())
}

/// Tells a home the smallest places of the families of some of its places.
fn letter((from, to): (u32, u32), mut labels: Vec<(Place, Place)>) -> Result<Message> {
    labels.sort_unstable();
    labels.dedup_by_key(|label| label.0);
    let mut sheet = Sheet::default();
    sheet.ascending(&labels.iter().map(|(side, _)| u64::from(side.0)).collect::<Vec<_>>())?;
    let spans = labels.iter().flat_map(|(side, label)| [side.1, label.1]);
    sheet.column(&spans.flat_map(|span| [span.begin, span.len()].map(u64::from)).collect::<Vec<_>>())?;
    sheet.column(&labels.iter().map(|(_, label)| u64::from(label.0)).collect::<Vec<_>>())?;
    let count = u32::try_from(labels.len()).unwrap_or(u32::MAX);
    Ok(Message { to, from, kind: Kind::Families, count, body: sheet.finish()? })
}

fn read(body: &[u8]) -> Result<Vec<(Place, Place)>> {
    let mut pages = Pages::open(body)?;
    let (sides, spans, labels) = (pages.ascending()?, pages.small()?, pages.small()?);
    let rows = sides.iter().zip(spans.as_chunks::<4>().0).zip(labels);
    let span = |begin: u32, length: u32| FoldedSpan::new(begin, begin.saturating_add(length));
    rows.map(|((&rank, &[begin, length, first, size]), label)| {
        let rank = u32::try_from(rank).map_err(|_| damaged())?;
        Ok(((rank, span(begin, length)), (label, span(first, size))))
    })
    .collect()
}
