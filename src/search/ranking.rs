//! Matches in the order asked for, sorted only as far as somebody looks.

use super::query::Sort;
use crate::catalogue::Catalogue;
use crate::index::Match;
use crate::place::DocNo;
use crate::place::Rank;
use std::cmp::Ordering;

/// So many are sorted at first.
const FIRST: usize = 64;

/// Matches of a query, the first ones first.
pub(super) struct Ranking {
    matches: Vec<Placed>,
    sort: Sort,
    /// How many documents they stand in.
    pub(super) documents: usize,
    sorted: usize,
    next: usize,
}

/// A match, and where its document stands.
#[derive(Clone, Copy)]
struct Placed {
    found: Match,
    /// The document's place in the order that breaks ties, or decides.
    document: u32,
}

impl Ranking {
    /// Ranks matches, of which those of one document stand side by side.
    pub(super) fn of(matches: Vec<Match>, catalogue: &Catalogue, sort: Sort) -> Self {
        let mut last: Option<(DocNo, u32)> = None;
        let mut documents = 0;
        let mut place = |found: Match| {
            let document = match last {
                Some((number, document)) if number == found.document => document,
                _ => {
                    documents += 1;
                    let rank = catalogue.rank(found.document).unwrap_or(Rank::NONE);
                    if sort == Sort::Document { rank.into() } else { catalogue.date_rank(rank).0 }
                }
            };
            last = Some((found.document, document));
            Placed { found, document }
        };
        let matches = matches.into_iter().map(&mut place).collect();
        Ranking { matches, sort, documents, sorted: 0, next: 0 }
    }

    /// How many matches there are, those already taken included.
    pub(super) fn len(&self) -> usize {
        self.matches.len()
    }

    /// Sorts the next ones: as many again as are sorted.
    fn sort_more(&mut self) {
        let sort = self.sort;
        let order = |a: &Placed, b: &Placed| {
            let by_score = match sort {
                Sort::Relevance => b.found.score.total_cmp(&a.found.score),
                Sort::Date | Sort::Document => Ordering::Equal,
            };
            by_score.then_with(|| (a.document, a.found.paragraph).cmp(&(b.document, b.found.paragraph)))
        };
        let rest = self.matches.get_mut(self.sorted..).unwrap_or_default();
        let more = self.sorted.max(FIRST).min(rest.len());
        if more < rest.len() {
            rest.select_nth_unstable_by(more, order);
        }
        rest.get_mut(..more).unwrap_or_default().sort_unstable_by(order);
        self.sorted += more;
    }
}

impl Iterator for Ranking {
    type Item = Match;

    fn next(&mut self) -> Option<Match> {
        if self.next == self.sorted {
            self.sort_more();
        }
        let placed = self.matches.get(self.next)?;
        self.next += 1;
        Some(placed.found)
    }
}
