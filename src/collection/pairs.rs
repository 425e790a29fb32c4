//! Pairs: what a whole collection shares, pair by pair, each aligned directly.

use super::Collection;
use crate::catalogue::Record;
use crate::copies::align::Alignment;
use crate::copies::align::ratio;
use crate::copies::cluster;
use crate::copies::link::Links;
use crate::copies::store::Link;
use crate::copies::store::LinkedSpan;
use crate::copies::traversal;
use crate::copies::traversal::Member;
use crate::copies::traversal::Start;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold::Folded;
use crate::message;
use crate::notation::told_share;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Place;
use crate::place::Rank;
use crate::place::SpanSet;
use crate::snapshot::Snapshot;
use crate::witnesses::CopyFilter;
use crate::witnesses::Formulae;
use rayon::iter::IntoParallelIterator;
use rayon::iter::ParallelIterator;
use serde::Serialize;
use std::collections::BTreeMap;

/// A passage of a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Place))]
#[non_exhaustive]
pub struct PassagePlace {
    /// The document's key.
    pub document: String,
    /// Where it stands in the source.
    #[serde(flatten)]
    pub span: OriginalSpan,
}

impl From<&PassagePlace> for Place {
    fn from(passage: &PassagePlace) -> Self {
        Place::span(&passage.document, passage.span)
    }
}

/// Two passages that are the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Link))]
#[non_exhaustive]
pub struct PassagePair {
    /// The passage in the document whose key comes first.
    pub a: PassagePlace,
    /// The passage in the other document, or further on in the same one.
    pub b: PassagePlace,
    /// Twice the agreeing characters over the characters of both, after folding, 0 to 1.
    #[serde(serialize_with = "told_share")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub similarity: f32,
}

/// Places that links tie together.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cluster {
    /// Its number among the clusters of one state of the collection, from 1.
    pub number: usize,
    /// At least two places, in the order of documents.
    pub places: Vec<PassagePlace>,
}

impl Collection {
    /// Calls `each` for every pair of passages that are the same, in the order of documents and places,
    /// until it returns an error: of boilerplate, where that is shown, as many as the square of its places. A
    /// pair covers as much as it has of the paragraph it has most of, in either document.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::CopyFilter;
    ///
    /// let mut long = 0;
    /// collection.pairs(&CopyFilter::default().min_length(500), |pair| {
    ///     assert!(pair.a.document < pair.b.document && pair.similarity > 0.6);
    ///     long += 1;
    ///     Ok(())
    /// })?;
    /// assert!(long > 10);
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// What `each` returns, or [`ErrorKind::Damaged`](crate::ErrorKind::Damaged).
    pub fn pairs(&self, filter: &CopyFilter, mut each: impl FnMut(PassagePair) -> Result<()>) -> Result<()> {
        FoldedTexts::load(&self.snapshot)?.pairs(filter, &mut each)
    }

    /// Calls `each` for every link as it is stored, until it returns an error: as many as there are copies.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// let mut links = 0;
    /// collection.stored_pairs(|_| {
    ///     links += 1;
    ///     Ok(())
    /// })?;
    /// assert_eq!(links, collection.stats().links);
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// What `each` returns, or [`ErrorKind::Damaged`](crate::ErrorKind::Damaged).
    pub fn stored_pairs(&self, mut each: impl FnMut(PassagePair) -> Result<()>) -> Result<()> {
        FoldedTexts::load(&self.snapshot)?.stored_pairs(&mut each)
    }

    /// The clusters of passages, each with at least two places, formulae included.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// let clusters = collection.clusters()?;
    /// assert!(clusters.iter().all(|cluster| cluster.places.len() > 1));
    /// let first = collection.text(&clusters[0].places[0])?;
    /// assert!(first.contains("百步渡"));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when the index cannot be read.
    pub fn clusters(&self) -> Result<Vec<Cluster>> {
        FoldedTexts::load(&self.snapshot)?.clusters()
    }
}

/// Folded characters around a place within which its copy is looked for.
const AROUND: u32 = 20;
/// Documents whose pairs are found side by side before they are handed out in order.
const BATCH: usize = 64;

/// The texts of a collection, folded, in the order of keys.
struct FoldedTexts<'a> {
    snapshot: &'a Snapshot,
    folded: Vec<Folded>,
}

impl<'a> FoldedTexts<'a> {
    /// Loads all texts.
    fn load(snapshot: &'a Snapshot) -> Result<Self> {
        let records: Vec<&Record> = snapshot.catalogue.records().collect();
        let folded = records.into_par_iter().map(|record| snapshot.folded(record.number));
        let folded = folded.collect::<Result<_>>()?;
        Ok(FoldedTexts { snapshot, folded })
    }

    /// Calls `each` for every stored link.
    fn stored_pairs(&self, each: &mut dyn FnMut(PassagePair) -> Result<()>) -> Result<()> {
        self.snapshot.links().links().try_for_each(|link| each(self.stored(link)?))
    }

    /// Calls `each` for every pair that is wanted, in the order of documents and places.
    fn pairs(&self, filter: &CopyFilter, each: &mut dyn FnMut(PassagePair) -> Result<()>) -> Result<()> {
        let pairs = Pairs { texts: self, filter, paragraphs: self.paragraphs(filter)? };
        let ranks: Vec<Rank> = Rank::all(self.folded.len()).collect();
        for batch in ranks.chunks(BATCH) {
            let found: Vec<Vec<PassagePair>> =
                batch.into_par_iter().map(|&rank| pairs.of_document(rank)).collect::<Result<_>>()?;
            found.into_iter().flatten().try_for_each(&mut *each)?;
        }
        Ok(())
    }

    /// The paragraphs of each document, in the order of documents; none where they do not matter.
    fn paragraphs(&self, filter: &CopyFilter) -> Result<Vec<Vec<FoldedSpan>>> {
        if !filter.chooses_coverage() {
            return Ok(Vec::new());
        }
        let paragraphs = |record: &Record| {
            let stored = self.snapshot.reader.paragraphs_over(record.number, 0, u32::MAX)?;
            let begins = stored.iter().map(|paragraph| paragraph.folded_begin);
            let ends = begins.clone().skip(1).chain([record.folded]);
            Ok(begins.zip(ends).map(|(begin, end)| FoldedSpan::new(begin, end)).collect())
        };
        self.snapshot.catalogue.records().map(paragraphs).collect()
    }

    fn stored(&self, link: Link) -> Result<PassagePair> {
        let [a, b] = link.sides().map(|side| self.place(side));
        let (a, b) = (a?, b?);
        Ok(PassagePair { a, b, similarity: link.similarity() })
    }

    fn place(&self, passage: LinkedSpan) -> Result<PassagePlace> {
        let LinkedSpan { document, span } = passage;
        let record = self.snapshot.catalogue.at(document);
        let place = record.zip(self.folded.get(document.index()).and_then(|folded| folded.original(span)));
        let place = place.map(|(record, span)| PassagePlace { document: record.key.clone(), span });
        place.ok_or_else(|| Error::new(ErrorKind::Damaged, message!("a link points outside the texts")))
    }

    /// The clusters of places, in order.
    fn clusters(&self) -> Result<Vec<Cluster>> {
        let links: Vec<Link> = self.snapshot.links().links().collect();
        let cluster = |(number, places): (usize, Vec<LinkedSpan>)| {
            let places = places.into_iter().map(|place| self.place(place));
            Ok(Cluster { number, places: places.collect::<Result<_>>()? })
        };
        (1..).zip(cluster::clusters(&links)).map(cluster).collect()
    }
}

/// The pairs of a collection that are wanted.
struct Pairs<'a> {
    texts: &'a FoldedTexts<'a>,
    filter: &'a CopyFilter,
    /// Of each document; empty where coverage does not matter.
    paragraphs: Vec<Vec<FoldedSpan>>,
}

/// A region of a document, and where links lead from it.
struct Related {
    own: FoldedSpan,
    other: LinkedSpan,
}

impl Pairs<'_> {
    /// The pairs of a document with itself and those after it.
    fn of_document(&self, document: Rank) -> Result<Vec<PassagePair>> {
        let mut found: BTreeMap<Rank, Links> = BTreeMap::new();
        for Related { own, other } in self.related(document) {
            let links = found.entry(other.document).or_default();
            self.search(links, LinkedSpan { document, span: own }, other);
        }
        let same = |(other, mut links): (Rank, Links)| {
            let same = links.take(self.filter.similar).into_iter();
            let apart = same
                .flat_map(move |same| if other == document { same.apart().collect() } else { vec![same] });
            apart.map(move |same| (other, same))
        };
        let same = found.into_iter().flat_map(same);
        same.filter_map(|(other, alignment)| self.pair((document, other), &alignment)).collect()
    }

    /// Regions of a document, and those of itself and of later documents that they relate to.
    fn related(&self, document: Rank) -> Vec<Related> {
        let links = self.texts.snapshot.links();
        let is_shown = self.filter.formulae == Formulae::Shown;
        let passages = SpanSet::overlapping(links.edges(document).map(|edge| edge.own));
        let members = passages.iter().flat_map(|passage| {
            let formulae = self.filter.formulae;
            let start = Start { document, passage, itself: passage, formulae, wanted: |_| true };
            traversal::members(&start, links)
        });
        // What repeats itself without a break is one passage, a place of which is reached once only: so each link is
        // followed for itself too.
        let direct = links.edges(document).filter(|edge| edge.document == document || is_shown);
        let direct = direct.map(|edge| Member {
            document: edge.document,
            place: edge.other,
            start: edge.own,
            formula: false,
            hops: 1,
        });
        let is_wanted = |member: &Member| {
            let is_after = member.document >= document && (is_shown || !member.formula);
            is_after && self.is_among(document, member.document)
        };
        let wanted = members.chain(direct).filter(is_wanted);
        let related = |Member { document, place, start, .. }| Related {
            own: start,
            other: LinkedSpan { document, span: place },
        };
        wanted.map(related).collect()
    }

    /// Whether two documents, by their ranks, may have copies of each other.
    fn is_among(&self, a: Rank, b: Rank) -> bool {
        let catalogue = &self.texts.snapshot.catalogue;
        catalogue.at(a).zip(catalogue.at(b)).is_some_and(|(a, b)| self.filter.accepts(a, b))
    }

    fn search(&self, links: &mut Links, a: LinkedSpan, b: LinkedSpan) {
        let text = |side: LinkedSpan| self.texts.folded.get(side.document.index()).map(Folded::characters);
        let (Some(text_a), Some(text_b)) = (text(a), text(b)) else { return };
        let widen = |span: FoldedSpan| FoldedSpan::new(span.begin.saturating_sub(AROUND), span.end + AROUND);
        links.search(text_a, text_b, widen(a.span), widen(b.span));
    }

    fn pair(&self, (a, b): (Rank, Rank), alignment: &Alignment) -> Option<Result<PassagePair>> {
        // A repeat inside a document is found from both of its places; overlapping ones are no copies.
        if a > b || (a == b && alignment.a.end > alignment.b.begin) {
            return None;
        }
        let a = LinkedSpan { document: a, span: alignment.a };
        let b = LinkedSpan { document: b, span: alignment.b };
        let coverage = self.coverage(a).max(self.coverage(b));
        if !self.filter.is_enough(coverage, alignment.matches()) {
            return None;
        }
        let pair = self
            .texts
            .place(a)
            .and_then(|a| Ok(PassagePair { a, b: self.texts.place(b)?, similarity: alignment.similarity() }));
        Some(pair)
    }

    /// The largest share that a passage has of a paragraph of its document.
    fn coverage(&self, LinkedSpan { document, span }: LinkedSpan) -> f32 {
        let Some(paragraphs) = self.paragraphs.get(document.index()) else { return 1.0 };
        let first = paragraphs.partition_point(|paragraph| paragraph.end <= span.begin);
        let met = paragraphs.iter().skip(first).take_while(|paragraph| paragraph.begin < span.end);
        met.map(|&paragraph| ratio(span.intersect(paragraph).len(), paragraph.len())).fold(0.0, f32::max)
    }
}
