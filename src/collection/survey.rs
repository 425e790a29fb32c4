//! Surveys: where a document stands elsewhere too, and how much documents share. What documents share goes by the
//! links alone, so it is quick, and right to a few characters at the edges of copies.

use super::Collection;
use super::name;
use crate::catalogue::Record;
use crate::error::Result;
use crate::index::Stored;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Place;
use crate::place::Rank;
use crate::place::SpanSet;
use crate::search::ParagraphText;
use crate::snapshot::Context;
use crate::witnesses::CopyFilter;
use crate::witnesses::Passage;
use crate::witnesses::shared_places;
use serde::Serialize;
use std::collections::BTreeMap;

/// A paragraph, and how far it stands elsewhere too.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Surveyed {
    /// The paragraph.
    #[serde(flatten)]
    pub paragraph: ParagraphText,
    /// How many other places have at least half of it.
    pub copies_total: usize,
    /// How many have less.
    pub parts_total: usize,
    /// Whether it is boilerplate, or has some in it.
    pub formula: bool,
    /// Which parts of its source links say to stand elsewhere too, ascending; they may reach over its end.
    pub linked: Vec<OriginalSpan>,
}

/// How much documents share with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overlap {
    /// The documents, in the order asked for.
    pub documents: Vec<String>,
    /// How many folded characters each has.
    pub characters: Vec<u32>,
    /// Which document, by its index, has how many folded characters that also stand in which other; pairs that
    /// share nothing are left out.
    pub overlaps: Vec<(usize, usize, u32)>,
}

impl Collection {
    /// The paragraphs of a document, or of a part of it named as in [`Collection::copies`], and where they stand
    /// elsewhere too.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::CopyFilter;
    ///
    /// let surveyed = collection.survey("chenbao/0301-01:8-9", &CopyFilter::default())?;
    /// assert_eq!((surveyed[1].paragraph.paragraph, surveyed[1].copies_total), (9, 4));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Collection::copies`].
    pub fn survey(&self, place: impl Into<Place>, filter: &CopyFilter) -> Result<Vec<Surveyed>> {
        let (record, part) = name::resolve(&self.snapshot, &place.into())?;
        let context = self.context(record.number, part)?;
        let ends = context.paragraphs.iter().skip(1).map(|next| next.folded_begin);
        let ends = ends.chain([context.stretch.span().end]);
        let rank = self.snapshot.catalogue.rank(record.number).unwrap_or(Rank::NONE);
        let survey = |(stored, end): (&Stored, u32)| {
            let span = FoldedSpan::new(stored.folded_begin, end);
            let found = self.finder(filter).count(Passage { document: record.number, span })?;
            Ok(Surveyed {
                paragraph: ParagraphText::passage(&record.key, &context, stored.span),
                copies_total: found.copies_total,
                parts_total: found.parts_total,
                formula: !found.boilerplate.is_empty(),
                linked: self.linked(&context, rank, span),
            })
        };
        context.paragraphs.iter().zip(ends).map(survey).collect()
    }

    /// Which parts of a span links cover.
    fn linked(&self, context: &Context, rank: Rank, span: FoldedSpan) -> Vec<OriginalSpan> {
        let edges = self.snapshot.links().edges_over(rank, span);
        let linked = SpanSet::union(edges.map(|edge| edge.own.intersect(span)));
        linked.iter().filter_map(|span| context.stretch.original(span)).collect()
    }

    /// How much each of some documents, given by their keys, shares with each other one; formulae left out.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// let overlap = collection.overlap(&["chenbao/0301-01".into(), "wanbao/0301-04".into()])?;
    /// let (a, b, shared) = overlap.overlaps[0];
    /// assert_eq!((a, b), (0, 1));
    /// assert!(shared > 3000 && shared <= overlap.characters[0]);
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when a name is not one document's.
    pub fn overlap(&self, documents: &[String]) -> Result<Overlap> {
        let catalogue = &self.snapshot.catalogue;
        let records = documents.iter().map(|name| catalogue.find(name)).collect::<Result<Vec<_>>>()?;
        let rank = |(nth, record): (usize, &&Record)| Some((catalogue.rank(record.number)?, nth));
        let nth: BTreeMap<Rank, usize> = records.iter().enumerate().filter_map(rank).collect();
        let mut overlaps = Vec::new();
        for (own, record) in records.iter().enumerate() {
            let mut with: BTreeMap<usize, Vec<FoldedSpan>> = BTreeMap::new();
            for (rank, span) in shared_places(&self.snapshot, record) {
                if let Some(&other) = nth.get(&rank).filter(|&&other| other != own) {
                    with.entry(other).or_default().push(span);
                }
            }
            let sum = |spans| SpanSet::union(spans).covered();
            overlaps.extend(with.into_iter().map(|(other, spans)| (own, other, sum(spans))));
        }
        Ok(Overlap {
            documents: records.iter().map(|record| record.key.clone()).collect(),
            characters: records.iter().map(|record| record.folded).collect(),
            overlaps,
        })
    }
}
