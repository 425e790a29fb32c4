//! Stories: what a pile of pages consists of.

use super::Collection;
use super::page::Page;
use crate::catalogue::Record;
use crate::collate::stories;
use crate::collate::stories::Parts;
use crate::collate::stories::Texts;
use crate::collate::story::Story;
use crate::collate::story::StoryCopy;
use crate::copies::align::ratio;
use crate::copies::store::Link;
use crate::error::Result;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::snapshot::Snapshot;
use crate::witnesses::CopyFilter;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Folded characters within which a place is at the edge of something.
const NEAR: u32 = 80;
/// Characters of a story's beginning that are shown.
const BEGIN: usize = 24;

/// All documents of a collection, in the order of their keys, and their links.
pub(super) struct Pile<'a> {
    snapshot: &'a Snapshot,
    records: Vec<&'a Record>,
    pages: Vec<Page>,
    links: Vec<Link>,
}

/// A story's parts, by document.
pub(super) struct Found {
    pub(super) parts: Parts,
    /// The document that has most of it.
    pub(super) fullest: u32,
}

impl Collection {
    /// The stories of the collection: texts that stand in several documents, chained across columns, pages and
    /// jumps; the longest first. Quotations, formulae and repetitions inside a document make no story.
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when the index cannot be read.
    pub fn stories(&self) -> Result<Vec<Story>> {
        let pile = Pile::load(&self.snapshot)?;
        let found = pile.stories();
        Ok((1..).zip(&found).map(|(number, found)| pile.story(number, found)).collect())
    }
}

impl Story {
    /// The story with the copies that are wanted, if at least two are: its passage is its most complete copy, and
    /// a copy covers as many characters as it has of that.
    #[must_use]
    pub fn among(&self, filter: &CopyFilter) -> Option<Story> {
        let (fullest, rest) = self.copies.split_first()?;
        let is_wanted = |copy: &&StoryCopy| {
            let coverage = ratio(copy.characters, fullest.characters);
            filter.is_enough(coverage, copy.characters) && filter.accepts(&fullest.about, &copy.about)
        };
        let wanted: Vec<StoryCopy> = rest.iter().filter(is_wanted).cloned().collect();
        let copies = [fullest.clone()].into_iter().chain(wanted);
        let story = Story { copies: copies.collect(), ..self.clone() };
        (story.copies.len() > 1).then_some(story)
    }
}

impl Texts for Pile<'_> {
    fn jumps(&self, document: u32) -> Vec<u32> {
        let jumps = self.page(document).map(|page| page.jumps.as_slice()).unwrap_or_default();
        jumps.iter().flat_map(|jump| [jump.begin, jump.end]).collect()
    }

    fn runs_on(&self, document: u32, at: u32) -> bool {
        self.page(document).is_some_and(|page| page.runs_on(at))
    }
}

impl<'a> Pile<'a> {
    pub(super) fn load(snapshot: &'a Snapshot) -> Result<Self> {
        let records: Vec<&Record> = snapshot.catalogue.records().collect();
        let pages =
            records.par_iter().map(|record| Page::load(snapshot, record.number)).collect::<Result<_>>()?;
        Ok(Pile { snapshot, records, pages, links: snapshot.links().links().collect() })
    }

    pub(super) fn page(&self, document: u32) -> Option<&Page> {
        self.pages.get(document as usize)
    }

    /// The longest first; of equal ones the first in the order of documents.
    pub(super) fn stories(&self) -> Vec<Found> {
        let mut all = stories::stories(&self.links, self);
        self.reach_back(&mut all);
        let mut found: Vec<Found> = all.into_iter().filter_map(|parts| self.found(parts)).collect();
        found.sort_by_key(|found| Reverse(found.parts.get(&found.fullest).map_or(0, |parts| length(parts))));
        found
    }

    fn found(&self, parts: Parts) -> Option<Found> {
        let date_rank = |document: u32| self.snapshot.catalogue.date_rank(document);
        let fullness = |of: &(&u32, &Vec<FoldedSpan>)| (length(of.1), Reverse(date_rank(*of.0)));
        let fullest = *parts.iter().max_by_key(fullness)?.0;
        (parts.len() > 1).then_some(Found { parts, fullest })
    }

    /// Where all other copies of a part begin after a jump line, the text before it in the one that does not is
    /// part of the story: back to where another story, or what was jumped from, ends; and beyond a story in
    /// between when the sentence before that runs on.
    fn reach_back(&self, stories: &mut [Parts]) {
        let mut ends: BTreeMap<u32, Vec<FoldedSpan>> = BTreeMap::new();
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
    fn is_cut_short_elsewhere(&self, document: u32, begin: u32) -> bool {
        let ties = self.snapshot.links().ties_over(document, FoldedSpan::new(begin, begin + NEAR));
        let long = ties.filter(|tie| tie.document != document && tie.own.len() >= NEAR);
        let mut there = long.map(|tie| {
            let at = tie.other.begin + begin.saturating_sub(tie.own.begin);
            self.page(tie.document).is_some_and(|page| page.jump_before(at).is_some())
        });
        there.next().is_some_and(|first| first && there.all(|is_jumped_to| is_jumped_to))
    }

    pub(super) fn story(&self, number: usize, found: &Found) -> Story {
        let copies =
            self.order(found).into_iter().filter_map(|document| self.copy(document, found)).collect();
        let begin = found.parts.get(&found.fullest).and_then(|parts| parts.first());
        let begin = begin.zip(self.page(found.fullest)).map(|(part, page)| begins(page, *part));
        Story { number, begin: begin.unwrap_or_default(), copies }
    }

    /// The documents of a story: the most complete first, then by date and document.
    pub(super) fn order(&self, found: &Found) -> Vec<u32> {
        let mut order: Vec<u32> = found.parts.keys().copied().collect();
        order.sort_by_key(|&document| {
            (document != found.fullest, self.snapshot.catalogue.date_rank(document))
        });
        order
    }

    fn copy(&self, document: u32, found: &Found) -> Option<StoryCopy> {
        let (record, page) = (self.records.get(document as usize)?, self.page(document)?);
        let spans = found.parts.get(&document)?;
        Some(StoryCopy {
            about: record.about(),
            parts: spans.iter().filter_map(|&span| page.stretch().original(span)).collect(),
            characters: length(spans),
        })
    }
}

/// The first part of a story with what belongs to it before the place where its copies elsewhere begin.
fn reached(page: &Page, taken: &[FoldedSpan], first: FoldedSpan) -> Vec<FoldedSpan> {
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
fn begins(page: &Page, part: FoldedSpan) -> String {
    let span = page.stretch().original(part).unwrap_or(OriginalSpan::new(0, 0));
    let text = page.stretch().source(span);
    text.chars().filter(|character| !character.is_whitespace()).take(BEGIN).collect()
}
