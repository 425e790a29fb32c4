//! Pairs: what a whole collection shares, pair by pair, each aligned directly.

use crate::catalogue::Record;
use crate::copies::align::Alignment;
use crate::copies::cluster;
use crate::copies::family;
use crate::copies::family::Formulae;
use crate::copies::family::Member;
use crate::copies::family::Start;
use crate::copies::link::Links;
use crate::copies::link::Similar;
use crate::copies::store::Link;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold::Folded;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::snapshot::Snapshot;
use rayon::iter::IntoParallelIterator;
use rayon::iter::ParallelIterator;
use std::collections::BTreeMap;

/// Which pairs of passages are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pairs {
    /// Every pair of every family, but for formulae.
    #[default]
    Families,
    /// Every pair of every family, formulae too: as many as the square of their places.
    WithFormulae,
    /// The stored links as they are stored, each once: as many as there are copies.
    Stored,
}

/// A passage of a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PassagePlace {
    /// The document's key.
    pub document: String,
    /// Where it stands in the source.
    pub span: OriginalSpan,
}

/// Two passages that are the same.
#[derive(Debug, Clone, PartialEq)]
pub struct PassagePair {
    /// The passage in the document whose key comes first.
    pub a: PassagePlace,
    /// The passage in the other document, or further on in the same one.
    pub b: PassagePlace,
    /// Twice the agreeing characters over the characters of both, after folding, 0 to 1.
    pub similarity: f32,
}

/// Places that links tie together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Its number among the families of one state of the collection, from 1.
    pub number: usize,
    /// At least two places, in the order of documents.
    pub places: Vec<PassagePlace>,
}

/// Folded characters around a place within which its copy is looked for.
const AROUND: u32 = 20;
/// Documents whose pairs are found side by side before they are handed out in order.
const BATCH: usize = 64;

/// The texts of a collection, folded, in the order of keys.
pub(super) struct Texts<'a> {
    snapshot: &'a Snapshot,
    folded: Vec<Folded>,
}

impl<'a> Texts<'a> {
    /// Loads all texts.
    pub(super) fn load(snapshot: &'a Snapshot) -> Result<Self> {
        let records: Vec<&Record> = snapshot.catalogue.records().collect();
        let folded = records.into_par_iter().map(|record| snapshot.folded(record.number));
        let folded = folded.collect::<Result<_>>()?;
        Ok(Texts { snapshot, folded })
    }

    /// Calls `each` for every pair, in the order of documents and places.
    pub(super) fn pairs(&self, pairs: Pairs, each: &mut dyn FnMut(PassagePair) -> Result<()>) -> Result<()> {
        let formulae = match pairs {
            Pairs::Stored => {
                return self.snapshot.links().links().try_for_each(|link| each(self.stored(link)?));
            }
            Pairs::Families => Formulae::Folded,
            Pairs::WithFormulae => Formulae::All,
        };
        let ranks: Vec<usize> = (0..self.folded.len()).collect();
        for batch in ranks.chunks(BATCH) {
            let found: Vec<Vec<PassagePair>> =
                batch.into_par_iter().map(|&rank| self.of_document(rank, formulae)).collect();
            found.into_iter().flatten().try_for_each(&mut *each)?;
        }
        Ok(())
    }

    fn stored(&self, link: Link) -> Result<PassagePair> {
        let a = self.place(link.a as usize, link.span_a)?;
        let b = self.place(link.b as usize, link.span_b)?;
        Ok(PassagePair { a, b, similarity: link.similarity() })
    }

    /// The pairs of a document with itself and those after it.
    fn of_document(&self, rank: usize, formulae: Formulae) -> Vec<PassagePair> {
        let mut found: BTreeMap<usize, Links> = BTreeMap::new();
        for (own, other, place) in self.related(rank, formulae) {
            self.search(found.entry(other).or_default(), (rank, own), (other, place));
        }
        let same = |(other, mut links): (usize, Links)| {
            let same = links.take(Similar::Normal).into_iter();
            let apart =
                same.flat_map(move |same| if other == rank { same.apart().collect() } else { vec![same] });
            apart.map(move |same| (other, same))
        };
        let same = found.into_iter().flat_map(same);
        same.filter_map(|(other, alignment)| self.pair(rank, other, &alignment)).collect()
    }

    /// Regions of a document, and the documents from itself on and regions of them that they relate to.
    fn related(&self, rank: usize, formulae: Formulae) -> Vec<(FoldedSpan, usize, FoldedSpan)> {
        let document = u32::try_from(rank).unwrap_or(u32::MAX);
        let links = self.snapshot.links();
        let passages = union(links.ties(document).map(|tie| tie.own)).into_iter();
        let members = passages.flat_map(|passage| {
            family::members(
                &Start { document, passage, itself: passage, formulae, wanted: |_| true },
                |rank, span| links.ties_over(rank, span),
            )
        });
        // What repeats itself without a break is one passage, a place of which is reached once only: so each link is
        // followed for itself too.
        let direct = links.ties(document).filter(|tie| tie.document == document || formulae == Formulae::All);
        let direct = direct.map(|tie| Member {
            document: tie.document,
            place: tie.other,
            start: tie.own,
            formula: false,
            hops: 1,
        });
        let is_wanted =
            |member: &Member| member.document >= document && (formulae == Formulae::All || !member.formula);
        let wanted = members.chain(direct).filter(is_wanted);
        wanted.map(|member| (member.start, member.document as usize, member.place)).collect()
    }

    fn search(&self, links: &mut Links, a: (usize, FoldedSpan), b: (usize, FoldedSpan)) {
        let (Some(text_a), Some(text_b)) = (self.folded.get(a.0), self.folded.get(b.0)) else {
            return;
        };
        let widen = |span: FoldedSpan| FoldedSpan::new(span.begin.saturating_sub(AROUND), span.end + AROUND);
        links.search(text_a.characters(), text_b.characters(), widen(a.1), widen(b.1));
    }

    fn pair(&self, a: usize, b: usize, alignment: &Alignment) -> Option<PassagePair> {
        // A repeat inside a document is found from both of its places; overlapping ones are no copies.
        if a > b || (a == b && alignment.a.end > alignment.b.begin) {
            return None;
        }
        let pair = PassagePair {
            a: self.place(a, alignment.a).ok()?,
            b: self.place(b, alignment.b).ok()?,
            similarity: alignment.similarity(),
        };
        Some(pair)
    }

    fn place(&self, rank: usize, span: FoldedSpan) -> Result<PassagePlace> {
        let record = u32::try_from(rank).ok().and_then(|rank| self.snapshot.catalogue.at(rank));
        let place = record.zip(self.folded.get(rank).and_then(|folded| folded.original(span)));
        let place = place.map(|(record, span)| PassagePlace { document: record.key.clone(), span });
        place.ok_or_else(|| Error::new(ErrorKind::Damaged, "a link points outside the texts"))
    }

    /// The families of places, in order.
    pub(super) fn families(&self) -> Result<Vec<Family>> {
        let links: Vec<Link> = self.snapshot.links().links().collect();
        let family = |(number, places): (usize, Vec<(u32, FoldedSpan)>)| {
            let places = places.into_iter().map(|(rank, span)| self.place(rank as usize, span));
            Ok(Family { number, places: places.collect::<Result<_>>()? })
        };
        (1..).zip(cluster::families(&links)).map(family).collect()
    }
}

/// Spans in ascending order, overlapping ones as one.
fn union(spans: impl Iterator<Item = FoldedSpan>) -> Vec<FoldedSpan> {
    let mut union: Vec<FoldedSpan> = Vec::new();
    for span in spans {
        match union.last_mut() {
            Some(last) if span.begin < last.end => last.end = last.end.max(span.end),
            _ => union.push(span),
        }
    }
    union
}
