//! Alignment: a home's documents against the earlier ones they are tied to.

use super::Home;
use super::Kind;
use super::Mail;
use super::Message;
use super::Name;
use super::home::Print;
use super::home_of;
use super::sheet::Pages;
use super::sheet::Sheet;
use super::sheet::damaged;
use super::windows;
use super::windows::Visitor;
use crate::copies::link::Links;
use crate::copies::seed;
use crate::copies::seed::Occurrence;
use crate::copies::store::Link;
use crate::discover;
use crate::discover::Row;
use crate::error::Result;
use crate::fold::Folded;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A passage of a document anywhere in the collection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpreadPassage {
    /// The document's place in the order of keys, from 0.
    pub rank: u32,
    /// What it is called.
    pub name: Name,
    /// The passage in its folded text.
    pub folded: FoldedSpan,
    /// The passage in its source.
    pub source: OriginalSpan,
}

/// Two passages that are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpreadLink {
    /// The passage in the document whose key comes first.
    pub a: SpreadPassage,
    /// The passage in the other document, or further on in the same one.
    pub b: SpreadPassage,
    /// How many folded characters agree.
    pub matches: u32,
}

impl SpreadLink {
    /// Twice the agreeing characters over the characters of both passages, after folding, 0 to 1.
    #[must_use]
    pub fn similarity(&self) -> f32 {
        let Self { a, b, matches } = self;
        Link { a: a.rank, span_a: a.folded, b: b.rank, span_b: b.folded, matches: *matches }.similarity()
    }
}

/// A place in a home's own document that is tied to the first witnesses of its fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Tied {
    document: u32,
    at: u32,
    /// The witnesses: a stretch of all of them.
    begin: usize,
    end: usize,
}

/// The documents of other homes, by rank.
type Visitors = BTreeMap<u32, Visitor>;

impl Home {
    /// Aligns the home's documents with the earlier ones they are tied to. Gives one message of links, and
    /// one to every home of which a document is needed whole; when mail of [`Kind::Documents`] brings these,
    /// the links that were left open, and nothing else. `firsts` are the ranks of the first documents of all
    /// homes.
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
    pub fn align(&self, mail: &[Mail<'_>], firsts: &[u32]) -> Result<Vec<Message>> {
        let seen = visitors(mail, Kind::Windows)?;
        let whole = mail.iter().any(|mail| mail.kind == Kind::Documents);
        let whole = whole.then(|| visitors(mail, Kind::Documents)).transpose()?;
        let (witnesses, tied) = self.tied(mail, &seen)?;
        let mut work = Work { home: self, seen, whole, links: Links::default(), text: Vec::new() };
        let (mut found, mut wanted) = (Vec::new(), BTreeSet::new());
        let mut seeds: Vec<Row> = Vec::new();
        for ties in tied.chunk_by(|one, next| one.document == next.document) {
            for tie in ties {
                let b = self.first + tie.document;
                let earlier = witnesses.get(tie.begin..tie.end).unwrap_or_default().iter();
                let earlier = earlier.filter(|witness| (witness.rank, witness.at) < (b, tie.at));
                seeds.extend(earlier.map(|witness| [witness.rank, b, witness.at, tie.at]));
            }
            seeds.sort_unstable();
            for pair in seeds.chunk_by(|one, next| one.first() == next.first()) {
                match work.pair(pair) {
                    Outcome::Found(links) => found.extend(links),
                    Outcome::Wanted(rank) => drop(wanted.insert(rank)),
                }
            }
            seeds.clear();
        }
        let found: Vec<SpreadLink> = found.iter().map(|link| work.placed(link)).collect::<Result<_>>()?;
        let mut messages = vec![letter((self.number, self.number), &found)?];
        let home_of = |rank: u32| home_of(rank, firsts);
        let wanted: Vec<u32> = wanted.into_iter().collect();
        for of_home in wanted.chunk_by(|&one, &next| home_of(one) == home_of(next)) {
            let Some(&rank) = of_home.first() else { continue };
            let mut sheet = Sheet::default();
            sheet.ascending(&of_home.iter().map(|&rank| u64::from(rank)).collect::<Vec<_>>())?;
            let (to, count) = (home_of(rank), number(of_home.len()));
            messages.push(Message { to, from: self.number, kind: Kind::Want, count, body: sheet.finish()? });
        }
        Ok(messages)
    }

    /// The first witnesses of all fingerprints that are tied, those of one side by side, and the places in
    /// this home that are tied to them, in order.
    fn tied(&self, mail: &[Mail<'_>], seen: &Visitors) -> Result<(Vec<Occurrence>, Vec<Tied>)> {
        let mut far: FxHashMap<u64, Vec<Occurrence>> = FxHashMap::default();
        for witness in seen.values().flat_map(Visitor::witnesses) {
            far.entry(witness.hash).or_default().push(witness);
        }
        let (mut witnesses, mut tied, mut missing) = (Vec::new(), Vec::new(), false);
        self.known(mail, |same, known, _| {
            if known.before.is_none() && same.len() < 2 {
                return;
            }
            let Some(&Print { hash, .. }) = same.first() else { return };
            let (begin, before) = (witnesses.len(), known.before.unwrap_or(0));
            let there = far.get(&hash).map(Vec::as_slice).unwrap_or_default();
            // Mail that went astray must not look like texts without copies.
            missing |= (before as usize) < seed::places(hash)
                && there.len() != (before as usize).min(seed::witnesses(hash));
            witnesses.extend(there);
            let own = same.iter().take(windows::left(hash, before));
            witnesses.extend(own.map(|print| Occurrence {
                hash,
                rank: self.first + print.document,
                at: print.at,
            }));
            let end = witnesses.len();
            let places = same.iter().take(seed::places(hash).saturating_sub(before as usize));
            tied.extend(places.map(|&Print { document, at, .. }| Tied { document, at, begin, end }));
        })?;
        if missing {
            return Err(damaged());
        }
        tied.sort_unstable();
        Ok((witnesses, tied))
    }
}

/// What came of two documents.
enum Outcome {
    Found(Vec<Link>),
    /// The earlier one is needed whole.
    Wanted(u32),
}

/// A home at work.
struct Work<'a> {
    home: &'a Home,
    seen: Visitors,
    /// The documents that came whole, when these are what the work is about.
    whole: Option<Visitors>,
    links: Links,
    /// Where visitors are laid out; unknown in between.
    text: Vec<char>,
}

impl Work<'_> {
    /// The links between two documents, from all their seeds.
    fn pair(&mut self, seeds: &[Row]) -> Outcome {
        let Some(&[a, b, ..]) = seeds.first() else { return Outcome::Found(Vec::new()) };
        let own = |rank: u32| self.home.folded.get(rank.checked_sub(self.home.first)? as usize);
        let Some(text_b) = own(b).map(Folded::characters) else { return Outcome::Found(Vec::new()) };
        let whole = self.whole.as_ref();
        if let Some(text_a) = own(a).map(Folded::characters) {
            // Nothing of it was missing the first time.
            let seeds = if whole.is_some() { &[] } else { seeds };
            return Outcome::Found(discover::links_of_pair((text_a, text_b), seeds, &mut self.links));
        }
        let (Some(visitor), true) = (self.seen.get(&a), whole.is_none_or(|whole| whole.contains_key(&a)))
        else {
            return Outcome::Found(Vec::new());
        };
        discover::grow((visitor.lay_out(&mut self.text), text_b), seeds, &mut self.links);
        visitor.clear(&mut self.text);
        let is_open = self.links.explored().iter().any(|&span| !visitor.holds(span));
        let found = discover::take((a, b), &mut self.links);
        match (whole.and_then(|whole| whole.get(&a)), is_open) {
            (None, false) => Outcome::Found(found),
            (None, true) => Outcome::Wanted(a),
            (Some(_), false) => Outcome::Found(Vec::new()),
            (Some(whole), true) => {
                let texts = (whole.lay_out(&mut self.text), text_b);
                let found = discover::links_of_pair(texts, seeds, &mut self.links);
                whole.clear(&mut self.text);
                Outcome::Found(found)
            }
        }
    }

    /// What a document is called.
    fn name(&self, rank: u32) -> Result<&Name> {
        let own = |at: u32| Some(&self.home.documents.get(at as usize)?.name);
        let name = match rank.checked_sub(self.home.first) {
            Some(at) => own(at),
            None => self.seen.get(&rank).map(|visitor| &visitor.name),
        };
        name.ok_or_else(damaged)
    }

    fn source(&self, rank: u32, span: FoldedSpan) -> Result<OriginalSpan> {
        let source = match rank.checked_sub(self.home.first) {
            Some(at) => self.home.folded.get(at as usize).and_then(|folded| folded.original(span)),
            None => self.whole.as_ref().unwrap_or(&self.seen).get(&rank).and_then(|seen| seen.original(span)),
        };
        source.ok_or_else(damaged)
    }

    /// A link with all that is known of its passages.
    fn placed(&self, link: &Link) -> Result<SpreadLink> {
        let passage = |rank: u32, folded: FoldedSpan| {
            Ok(SpreadPassage {
                rank,
                name: self.name(rank)?.clone(),
                folded,
                source: self.source(rank, folded)?,
            })
        };
        let (a, b) = (passage(link.a, link.span_a)?, passage(link.b, link.span_b)?);
        Ok(SpreadLink { a, b, matches: link.matches })
    }
}

/// The message of links that goes from one home to another, or stays.
pub(super) fn letter((from, to): (u32, u32), links: &[SpreadLink]) -> Result<Message> {
    let passages = || links.iter().flat_map(|link| [&link.a, &link.b]);
    let names: BTreeMap<u32, &Name> = passages().map(|side| (side.rank, &side.name)).collect();
    let places: FxHashMap<u32, u64> = names.keys().copied().zip(0..).collect();
    let spans = passages().flat_map(|side| {
        [side.folded.begin, side.folded.len(), side.source.begin, side.source.len()].map(u64::from)
    });
    let sides = passages().map(|side| places.get(&side.rank).copied().unwrap_or(0));
    let mut sheet = Sheet::default();
    sheet.ascending(&names.keys().map(|&rank| u64::from(rank)).collect::<Vec<_>>())?;
    let mut text = String::new();
    sheet.column(&names.values().flat_map(|name| name.write(&mut text)).collect::<Vec<_>>())?;
    sheet.column(&sides.collect::<Vec<_>>())?;
    sheet.column(&spans.collect::<Vec<_>>())?;
    sheet.column(&links.iter().map(|link| u64::from(link.matches)).collect::<Vec<_>>())?;
    sheet.text(&text)?;
    let count = number(links.len());
    Ok(Message { to, from, kind: Kind::Links, count, body: sheet.finish()? })
}

/// The links of a message of [`Kind::Links`].
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when it cannot be read.
pub fn links(body: &[u8]) -> Result<Vec<SpreadLink>> {
    let mut pages = Pages::open(body)?;
    let (ranks, lengths, sides) = (pages.ascending()?, pages.column()?, pages.small()?);
    let (spans, matches, text) = (pages.small()?, pages.small()?, pages.text()?);
    let mut rest = text.as_str();
    let mut names = Vec::new();
    for (&rank, lengths) in ranks.iter().zip(lengths.as_chunks::<2>().0) {
        names.push((u32::try_from(rank).map_err(|_| damaged())?, Name::read(lengths, &mut rest)?));
    }
    if sides.len() != 2 * matches.len() || spans.len() != 4 * sides.len() {
        return Err(damaged());
    }
    let passages = sides.iter().zip(spans.as_chunks::<4>().0).map(|(&side, &[at, size, begin, length])| {
        let (rank, name) = names.get(side as usize).ok_or_else(damaged)?;
        Ok(SpreadPassage {
            rank: *rank,
            name: name.clone(),
            folded: FoldedSpan::new(at, at.saturating_add(size)),
            source: OriginalSpan::new(begin, begin.saturating_add(length)),
        })
    });
    let mut passages = passages.collect::<Result<Vec<_>>>()?.into_iter();
    let link = |matches| Some(SpreadLink { a: passages.next()?, b: passages.next()?, matches });
    matches.into_iter().map(link).collect::<Option<_>>().ok_or_else(damaged)
}

/// The documents that mail of one kind brings.
fn visitors(mail: &[Mail<'_>], kind: Kind) -> Result<Visitors> {
    let mut visitors = Visitors::new();
    for mail in mail.iter().filter(|mail| mail.kind == kind) {
        visitors.extend(windows::visitors(mail.body)?.into_iter().map(|visitor| (visitor.rank, visitor)));
    }
    Ok(visitors)
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
