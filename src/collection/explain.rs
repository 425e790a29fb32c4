//! Explanations: why two passages are, or are not, copies of each other.

use super::Collection;
use super::name;
use super::pairs::PassagePlace;
use crate::catalogue::Record;
use crate::copies::best;
use crate::copies::fingerprint;
use crate::copies::fingerprint::Fingerprint;
use crate::copies::seed;
use crate::copies::similarity::Similar;
use crate::copies::store::Edge;
use crate::copies::traversal;
use crate::error::Result;
use crate::fold::Folded;
use crate::notation::choice;
use crate::notation::told_share;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Place;
use crate::place::Rank;
use crate::witnesses::CopyFilter;
use crate::witnesses::Formulae;
use crate::witnesses::Passage;
use rayon::iter::IntoParallelIterator;
use rayon::iter::ParallelIterator;
use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;
use serde::Serialize;

/// Why two passages are, or are not, copies of each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Explanation {
    /// What follows.
    pub verdict: Verdict,
    /// The first passage.
    pub a: PassagePlace,
    /// The second passage.
    pub b: PassagePlace,
    /// What makes two passages candidates.
    pub fingerprints: CommonFingerprints,
    /// The best alignment of the two, good enough or not.
    #[cfg_attr(feature = "schema", schema(required))]
    pub alignment: Option<Aligned>,
    /// The stored link between them.
    #[cfg_attr(feature = "schema", schema(required))]
    pub link: Option<LinkedPassages>,
    /// A third place that is linked to both, when they are not linked to each other.
    #[cfg_attr(feature = "schema", schema(required))]
    pub through: Option<PassagePlace>,
}

/// The fingerprints that two passages have in common, of both lengths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct CommonFingerprints {
    /// Short ones: n-grams that stand clean between the errors of a badly read page.
    pub short: SharedFingerprints,
    /// Long ones: n-grams that stay rare inside stock phrases.
    pub long: SharedFingerprints,
}

/// The two passages of a stored link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct LinkedPassages {
    /// What lies in the first.
    pub a: PassagePlace,
    /// What lies in the second.
    pub b: PassagePlace,
}

/// Fingerprints that two passages have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct SharedFingerprints {
    /// How many stand in both.
    pub count: usize,
    /// How many of them are seeds: of a fingerprint only the first places in the order of documents make seeds with the
    /// others.
    pub seeds: usize,
    /// In how many places of the collection the most frequent one stands.
    pub most_places: usize,
}

/// Two stretches of text, character against character.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Alignment))]
#[non_exhaustive]
pub struct Aligned {
    /// The stretch of the first passage.
    pub a: PassagePlace,
    /// The stretch of the second passage.
    pub b: PassagePlace,
    /// Characters that agree.
    pub agreeing: u32,
    /// Twice the agreeing characters over the characters of both, 0 to 1.
    #[serde(serialize_with = "told_share")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub similarity: f32,
    /// The least similarity that a stretch of this length must have.
    #[serde(serialize_with = "told_share")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub least: f32,
}

choice! {
/// Why two passages are, or are not, copies of each other, in a word.
#[non_exhaustive]
pub enum Verdict {
    /// A stored link joins them
    Linked = "linked",
    /// Links connect both through other places, and they align: they are one cluster
    SameCluster = "same-cluster",
    /// Both are the same place, or overlap
    SamePlace = "same-place",
    /// They align well enough, but none of their fingerprints is a seed
    NoSeed = "no-seed",
    /// They align well enough and have seeds, but no link joins them
    ///
    /// The texts repeat themselves more often than is looked at, or the link stands elsewhere.
    NotLinked = "not-linked",
    /// Too few characters agree
    TooShort = "too-short",
    /// Too much of what lies between agreeing characters differs
    TooDifferent = "too-different",
    /// There is nothing to align
    NothingInCommon = "nothing-in-common",
}
}

/// Where fingerprints stand in a text.
type Prints = FxHashMap<u64, Vec<u32>>;

/// A passage to explain.
struct Side {
    number: DocNo,
    rank: Rank,
    key: String,
    text: Folded,
    span: FoldedSpan,
    /// Where it stands in the source.
    own: OriginalSpan,
}

impl Side {
    fn place(&self, span: FoldedSpan) -> Option<PassagePlace> {
        Some(PassagePlace { document: self.key.clone(), span: self.text.original(span)? })
    }

    fn part(&self) -> best::Part<'_> {
        best::Part { document: self.rank, text: self.text.characters(), span: self.span }
    }

    /// All of it; punctuation alone has no folded place.
    fn all(&self) -> PassagePlace {
        PassagePlace { document: self.key.clone(), span: self.own }
    }

    fn fingerprints(&self) -> Prints {
        let mut prints = Prints::default();
        for Fingerprint { hash, at } in fingerprint::fingerprints(self.text.characters()) {
            if self.span.contains(at) {
                prints.entry(hash).or_default().push(at);
            }
        }
        prints
    }

    /// Whether a passage covers at least half of this one, or this one half of it.
    fn is_met_by(&self, span: FoldedSpan) -> bool {
        self.span.intersect(span).len() * 2 >= self.span.len().min(span.len())
    }
}

impl Collection {
    /// Says why two passages, named as in [`Collection::copies`], are or are not copies of each other.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::Verdict;
    ///
    /// let explanation = collection.explain("chenbao/0301-01:9", "wanbao/0301-04:9")?;
    /// assert_eq!(explanation.verdict, Verdict::Linked);
    /// let explanation = collection.explain("chenbao/0301-01:9", "fukan/0306-08:9")?;
    /// assert_eq!((explanation.verdict, explanation.fingerprints.long.count), (Verdict::NothingInCommon, 0));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Collection::copies`].
    pub fn explain(&self, a: impl Into<Place>, b: impl Into<Place>) -> Result<Explanation> {
        let (a, b) = (self.side(&a.into())?, self.side(&b.into())?);
        let fingerprints = self.shared(&a, &b)?;
        let alignment = best::best(a.part(), b.part());
        let edges = |rank: Rank| self.snapshot.links().edges(rank);
        let from_a = || edges(a.rank).filter(|edge| a.is_met_by(edge.own));
        let to_b = |edge: &Edge| edge.document == b.rank && b.is_met_by(edge.other);
        let link = from_a().find(to_b);
        let is_between = |edge: &Edge| {
            let mut onward =
                edges(edge.document).filter(|next| next.own.intersect(edge.other).len() >= traversal::SHARED);
            onward.any(|next| to_b(&next))
        };
        let through = if link.is_none() { from_a().find(is_between) } else { None };
        let is_told = self.tells(&a, &b)? || self.tells(&b, &a)?;
        let verdict = match &alignment {
            _ if a.rank == b.rank && !a.span.intersect(b.span).is_empty() => Verdict::SamePlace,
            _ if link.is_some() => Verdict::Linked,
            _ if is_told => Verdict::SameCluster,
            None => Verdict::NothingInCommon,
            Some(alignment) if alignment.matches() < Similar::Normal.matches() => Verdict::TooShort,
            Some(alignment) if !Similar::Normal.holds(alignment) => Verdict::TooDifferent,
            Some(_) if fingerprints.short.seeds + fingerprints.long.seeds > 0 => Verdict::NotLinked,
            Some(_) => Verdict::NoSeed,
        };
        let place = |side: &Side, span| side.place(span).unwrap_or_else(|| side.all());
        Ok(Explanation {
            fingerprints,
            alignment: alignment.map(|alignment| Aligned {
                a: place(&a, alignment.a),
                b: place(&b, alignment.b),
                agreeing: alignment.matches(),
                similarity: alignment.similarity(),
                least: Similar::Normal.similarity(alignment.matches()),
            }),
            link: link.map(|edge| LinkedPassages { a: place(&a, edge.own), b: place(&b, edge.other) }),
            through: through.map(|edge| self.elsewhere(edge)).transpose()?.flatten(),
            a: place(&a, a.span),
            b: place(&b, b.span),
            verdict,
        })
    }

    /// Whether one of the copies of a passage, boilerplate included, is another passage.
    fn tells(&self, passage: &Side, other: &Side) -> Result<bool> {
        let filter = CopyFilter::default().formulae(Formulae::Shown);
        let found = self.finder(&filter).find(Passage { document: passage.number, span: passage.span })?;
        let there = found.entries.iter().filter(|entry| entry.document == other.number);
        Ok(there.flat_map(|entry| &entry.pieces).any(|piece| other.is_met_by(piece.alignment.b)))
    }

    fn side(&self, place: &Place) -> Result<Side> {
        let (record, part) = name::resolve(&self.snapshot, place)?;
        let context = self.context(record.number, part)?;
        let (span, own) = (part.folded(&context), part.source(&context));
        let rank = self.snapshot.catalogue.rank(record.number).unwrap_or(Rank::NONE);
        let number = record.number;
        Ok(Side {
            number,
            rank,
            key: record.key.clone(),
            text: self.snapshot.folded(record.number)?,
            span,
            own,
        })
    }

    fn elsewhere(&self, edge: Edge) -> Result<Option<PassagePlace>> {
        let Some(record) = self.snapshot.catalogue.at(edge.document) else { return Ok(None) };
        let text = self.snapshot.folded(record.number)?;
        let span = text.original(edge.other);
        Ok(span.map(|span| PassagePlace { document: record.key.clone(), span }))
    }

    /// What the two have in common of each scale.
    fn shared(&self, a: &Side, b: &Side) -> Result<CommonFingerprints> {
        let (of_a, of_b) = (a.fingerprints(), b.fingerprints());
        let common: FxHashSet<u64> = of_a.keys().filter(|hash| of_b.contains_key(hash)).copied().collect();
        let mut found = CommonFingerprints::default();
        for (hash, places) in self.places(&common)? {
            let positions = |rank: Rank, prints: &Prints| -> Vec<usize> {
                let own = prints.get(&hash).into_iter().flatten().map(|&at| (rank, at));
                own.filter_map(|place| places.binary_search(&place).ok()).collect()
            };
            let (in_a, in_b) = (positions(a.rank, &of_a), positions(b.rank, &of_b));
            let mut pairs = in_a.iter().flat_map(|&one| in_b.iter().map(move |&other| (one, other)));
            let is_paired = pairs.any(|(one, other)| seed::is_paired(hash, one.min(other), one.max(other)));
            let shared = if fingerprint::is_long(hash) { &mut found.long } else { &mut found.short };
            shared.count += 1;
            shared.seeds += usize::from(is_paired);
            shared.most_places = shared.most_places.max(places.len());
        }
        Ok(found)
    }

    /// All places of fingerprints, in the order of documents.
    fn places(&self, wanted: &FxHashSet<u64>) -> Result<FxHashMap<u64, Vec<(Rank, u32)>>> {
        if wanted.is_empty() {
            return Ok(FxHashMap::default());
        }
        let of_record = |(rank, record): (Rank, &Record)| {
            let text = self.snapshot.folded(record.number)?;
            let prints = fingerprint::fingerprints(text.characters()).into_iter();
            let met = prints.filter(|print| wanted.contains(&print.hash));
            Ok(met.map(|print| (print.hash, (rank, print.at))).collect())
        };
        let records: Vec<(Rank, &Record)> =
            Rank::FIRST.onward().zip(self.snapshot.catalogue.records()).collect();
        let lists: Vec<Vec<(u64, (Rank, u32))>> =
            records.into_par_iter().map(of_record).collect::<Result<_>>()?;
        let mut places: FxHashMap<u64, Vec<(Rank, u32)>> = FxHashMap::default();
        for (hash, place) in lists.into_iter().flatten() {
            places.entry(hash).or_default().push(place);
        }
        Ok(places)
    }
}
