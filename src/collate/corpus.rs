//! The documents in which stories are looked for, and the stories found in them.

use super::page::PrintedPage;
use super::stories;
use super::stories::Parts;
use super::stories::Texts;
use super::story::Story;
use super::story::StoryCopy;
use crate::catalogue::About;
use crate::copies::store::Rows;
use crate::place::DateRank;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Rank;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Folded characters within which a place is at the edge of something.
const NEAR: u32 = 80;
/// Characters of a story's beginning that are shown.
const BEGIN: usize = 24;

/// All documents of a collection, in the order of their keys, and their links.
pub(crate) struct StoryCorpus<'a> {
    pub(crate) documents: Vec<StoryDocument>,
    pub(crate) links: Rows<'a>,
}

/// A document in which stories are looked for.
pub(crate) struct StoryDocument {
    pub(crate) about: About,
    /// Its place among all documents by date.
    pub(crate) date_rank: DateRank,
    pub(crate) page: PrintedPage,
}

/// A story's parts, by document.
pub(crate) struct Found {
    pub(crate) parts: Parts,
    /// The document that has most of it.
    pub(crate) fullest: Rank,
}

impl Texts for StoryCorpus<'_> {
    fn jumps(&self, document: Rank) -> Vec<u32> {
        let jumps = self.page(document).map(|page| page.jumps.as_slice()).unwrap_or_default();
        jumps.iter().flat_map(|jump| [jump.begin, jump.end]).collect()
    }

    fn runs_on(&self, document: Rank, at: u32) -> bool {
        self.page(document).is_some_and(|page| page.runs_on(at))
    }
}

impl StoryCorpus<'_> {
    pub(crate) fn page(&self, document: Rank) -> Option<&PrintedPage> {
        self.documents.get(document.index()).map(|document| &document.page)
    }

    fn date_rank(&self, document: Rank) -> DateRank {
        self.documents.get(document.index()).map_or(DateRank::LAST, |document| document.date_rank)
    }

    /// The longest first; of equal ones the first in the order of documents.
    pub(crate) fn stories(&self) -> Vec<Found> {
        let mut all = stories::stories(&self.links.links().collect::<Vec<_>>(), self);
        self.reach_back(&mut all);
        let mut found: Vec<Found> = all.into_iter().filter_map(|parts| self.found(parts)).collect();
        found.sort_by_key(|found| Reverse(found.parts.get(&found.fullest).map_or(0, |parts| length(parts))));
        found
    }

    fn found(&self, parts: Parts) -> Option<Found> {
        let fullness = |of: &(&Rank, &Vec<FoldedSpan>)| (length(of.1), Reverse(self.date_rank(*of.0)));
        let fullest = *parts.iter().max_by_key(fullness)?.0;
        (parts.len() > 1).then_some(Found { parts, fullest })
    }

    /// Where all other copies of a part begin after a jump line, the text before it in the one that does not is
    /// part of the story: back to where another story, or what was jumped from, ends; and beyond a story in
    /// between when the sentence before that runs on.
    fn reach_back(&self, stories: &mut [Parts]) {
        let mut ends: BTreeMap<Rank, Vec<FoldedSpan>> = BTreeMap::new();
        for (&document, spans) in stories.iter().flatten() {
            ends.entry(document).or_default().extend(spans);
        }
        for parts in stories {
            for (&document, spans) in parts.iter_mut() {
                let (Some(page), Some(&first)) = (self.page(document), spans.first()) else { continue };
                if self.is_cut_short_elsewhere(document, first.begin) {
                    let taken = ends.get(&document).map(Vec::as_slice).unwrap_or_default();
                    spans.splice(..1, reached(page, taken, first));
                }
            }
        }
    }

    /// Whether all that is linked with a place begins after a jump line.
    fn is_cut_short_elsewhere(&self, document: Rank, begin: u32) -> bool {
        let edges = self.links.edges_over(document, FoldedSpan::new(begin, begin + NEAR));
        let long = edges.filter(|edge| edge.document != document && edge.own.len() >= NEAR);
        let mut there = long.map(|edge| {
            let at = edge.other.begin + begin.saturating_sub(edge.own.begin);
            self.page(edge.document).is_some_and(|page| page.jump_before(at).is_some())
        });
        there.next().is_some_and(|first| first && there.all(|is_jumped_to| is_jumped_to))
    }

    pub(crate) fn story(&self, number: usize, found: &Found) -> Story {
        let copies =
            self.order(found).into_iter().filter_map(|document| self.copy(document, found)).collect();
        let incipit = found.parts.get(&found.fullest).and_then(|parts| parts.first());
        let incipit = incipit.zip(self.page(found.fullest)).map(|(part, page)| begins(page, *part));
        Story { number, incipit: incipit.unwrap_or_default(), copies }
    }

    /// The documents of a story: the most complete first, then by date and document.
    pub(crate) fn order(&self, found: &Found) -> Vec<Rank> {
        let mut order: Vec<Rank> = found.parts.keys().copied().collect();
        order.sort_by_key(|&document| (document != found.fullest, self.date_rank(document)));
        order
    }

    fn copy(&self, document: Rank, found: &Found) -> Option<StoryCopy> {
        let StoryDocument { about, page, .. } = self.documents.get(document.index())?;
        let spans = found.parts.get(&document)?;
        Some(StoryCopy {
            about: about.clone(),
            parts: spans.iter().filter_map(|&span| page.stretch.original(span)).collect(),
            characters: length(spans),
        })
    }
}

/// The first part of a story with what belongs to it before the place where its copies elsewhere begin.
fn reached(page: &PrintedPage, taken: &[FoldedSpan], first: FoldedSpan) -> Vec<FoldedSpan> {
    let begin = page.free_before(taken, first.begin);
    let mut reached = vec![FoldedSpan::new(begin, first.end)];
    // Another story in between, and before it a sentence that runs on after it.
    let between =
        taken.iter().filter(|span| span.end == begin && span.end < first.begin).min_by_key(|span| span.begin);
    if let Some(between) = between {
        let end = page.jump_before(between.begin).map_or(between.begin, |jump| jump.begin);
        let before = FoldedSpan::new(page.free_before(taken, end), end);
        if page.runs_on(end) && !before.is_empty() {
            reached.insert(0, before);
        }
    }
    reached
}

fn length(spans: &[FoldedSpan]) -> u32 {
    spans.iter().map(|span| span.len()).sum()
}

/// The first words of a part.
fn begins(page: &PrintedPage, part: FoldedSpan) -> String {
    let span = page.stretch.original(part).unwrap_or(OriginalSpan::new(0, 0));
    let text = page.stretch.source(span);
    text.chars().filter(|character| !character.is_whitespace()).take(BEGIN).collect()
}
