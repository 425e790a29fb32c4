//! Stories: links chained into whole texts, across columns, pages and jumps.
//!
//! Two links belong to one story when they tie the same passage of a document, when one begins in the
//! middle of the other or ties a part of it, or when a document runs from one into the other and the
//! second text goes on there too. A jump line (下转三版) ends a stretch in any case. A passage that stands
//! in the middle of longer ones on both sides is a quotation, and ties no stories together.

use super::boundaries;
use crate::copies::forest::Forest;
use crate::copies::store::Link;
use crate::place::FoldedSpan;
use crate::place::Rank;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Links of fewer characters are quotations.
const SHORT: u32 = 60;
/// So few characters are no part of a story, and none that parts two.
const SCRAP: u32 = 24;
/// The other text goes on when it lacks no more than these, where the first runs on.
const FAR: u32 = 1000;
/// Parts with no more characters between them are one.
const NEAR: u32 = 80;

/// What is known of the texts beside their links.
pub(crate) trait Texts {
    /// Where jump lines begin and end in a text, ascending.
    fn jumps(&self, document: Rank) -> Vec<u32>;
    /// Whether a sentence runs on at a place.
    fn runs_on(&self, document: Rank, at: u32) -> bool;
}

/// What documents have of one story: for each the spans, ascending and apart; in the order of documents.
pub(crate) type Parts = BTreeMap<Rank, Vec<FoldedSpan>>;

/// The stories that links make, each with at least two documents, in the order of their first places.
#[must_use]
pub(crate) fn stories(links: &[Link], texts: &impl Texts) -> Vec<Parts> {
    let is_long = |link: &&Link| link.a != link.b && link.span_a.len().min(link.span_b.len()) >= SHORT;
    let long: Vec<Link> = links.iter().filter(is_long).copied().collect();
    let graph = StoryGraph { texts, cuts: boundaries::cuts(&long, |document| texts.jumps(document)) };
    let links: Vec<Link> = long.iter().flat_map(|link| graph.cut(link)).collect();
    let mut forest = Forest::of(links.len());
    let around = join_overlapping(&links, &mut forest);
    graph.join_following(&links, &mut forest);
    let mut stories: BTreeMap<usize, Parts> = BTreeMap::new();
    for (nth, (link, around)) in links.iter().zip(&around).enumerate() {
        // In the middle of longer passages on both sides: a quotation, unless both are of one story.
        if let [Some(one), Some(other)] = around {
            if forest.root(one.link) != forest.root(other.link) {
                continue;
            }
            forest.join(nth, one.link);
        }
        let parts = stories.entry(forest.root(nth)).or_default();
        parts.entry(link.a).or_default().push(link.span_a);
        parts.entry(link.b).or_default().push(link.span_b);
    }
    let united = stories.into_values().map(|parts| graph.united(parts));
    let is_story =
        |parts: &Parts| parts.values().any(|spans| spans.iter().map(|span| span.len()).sum::<u32>() >= SHORT);
    let mut stories: Vec<Parts> = united.filter(is_story).collect();
    stories.sort();
    stories
}

/// One side of a link.
#[derive(Clone, Copy)]
struct Side {
    span: FoldedSpan,
    link: usize,
    /// 0 for the first text of the link, 1 for the second.
    nth: usize,
}

/// The longest passages around a link, in its first and in its second text.
type Around = [Option<Side>; 2];

/// Joins links of the same passage, and links of a part with those of the whole.
fn join_overlapping(links: &[Link], forest: &mut Forest) -> Vec<Around> {
    let mut sides: BTreeMap<Rank, Vec<Side>> = BTreeMap::new();
    for (at, link) in links.iter().enumerate() {
        sides.entry(link.a).or_default().push(Side { span: link.span_a, link: at, nth: 0 });
        sides.entry(link.b).or_default().push(Side { span: link.span_b, link: at, nth: 1 });
    }
    // For each link the longest passage around it in either document.
    let mut around: Vec<Around> = vec![[None; 2]; links.len()];
    for sides in sides.values_mut() {
        sides.sort_by_key(|side| (side.span, side.link));
        let mut open: Vec<Side> = Vec::new();
        for &side in sides.iter() {
            open.retain(|other| other.span.end > side.span.begin);
            for &other in &open {
                overlapping(side, other, &mut around, forest);
            }
            open.push(side);
        }
    }
    for (link, around) in around.iter().enumerate() {
        if let [Some(whole), None] | [None, Some(whole)] = around {
            forest.join(link, whole.link);
        }
    }
    around
}

fn overlapping(one: Side, other: Side, around: &mut [Around], forest: &mut Forest) {
    let shared = one.span.intersect(other.span).len();
    let (short, long) = if one.span.len() < other.span.len() { (one, other) } else { (other, one) };
    let is_inside = shared * 5 >= short.span.len() * 4;
    if shared * 2 >= long.span.len() || (shared >= SHORT && !is_inside) {
        forest.join(one.link, other.link);
    } else if is_inside
        && let Some(known) = around.get_mut(short.link).and_then(|around| around.get_mut(short.nth))
        && known.is_none_or(|known| known.span.len() < long.span.len())
    {
        *known = Some(long);
    }
}

/// Links on a graph, cut where stories end.
struct StoryGraph<'a, T> {
    texts: &'a T,
    cuts: BTreeMap<Rank, Vec<u32>>,
}

impl<T: Texts> StoryGraph<'_, T> {
    /// Where a text is cut.
    fn at(&self, document: Rank) -> &[u32] {
        self.cuts.get(&document).map_or(&[], Vec::as_slice)
    }

    /// A link in the parts that cuts of either text make of it.
    fn cut(&self, link: &Link) -> Vec<Link> {
        let inside = |span: FoldedSpan, at: &&u32| span.begin < **at && **at < span.end;
        let mut places: BTreeSet<(u32, u32)> = BTreeSet::new();
        for at in self.at(link.a).iter().filter(|at| inside(link.span_a, at)) {
            places.insert((*at, link.span_a.project(link.span_b, *at)));
        }
        for at in self.at(link.b).iter().filter(|at| inside(link.span_b, at)) {
            places.insert((link.span_b.project(link.span_a, *at), *at));
        }
        places.insert((link.span_a.end, link.span_b.end));
        let (mut a, mut b) = (link.span_a.begin, link.span_b.begin);
        let mut parts = Vec::new();
        for (end_a, end_b) in places {
            let (span_a, span_b) = (FoldedSpan::new(a, end_a), FoldedSpan::new(b, end_b.max(b)));
            if span_a.len().min(span_b.len()) >= SCRAP {
                parts.push(Link { span_a, span_b, ..*link });
            }
            (a, b) = (end_a, end_b.max(b));
        }
        parts
    }

    /// Joins links of the same two documents where one text runs on and the other goes on elsewhere, or lacks a
    /// stretch.
    fn join_following(&self, links: &[Link], forest: &mut Forest) {
        let mut pairs: BTreeMap<(Rank, Rank), Vec<usize>> = BTreeMap::new();
        for (nth, link) in links.iter().enumerate() {
            pairs.entry((link.a, link.b)).or_default().push(nth);
        }
        for nths in pairs.values_mut() {
            nths.sort_by_key(|&nth| links.get(nth).map(|link| (link.span_a, link.span_b)));
            let between_both: Vec<&Link> = nths.iter().filter_map(|&nth| links.get(nth)).collect();
            for pair in nths.windows(2) {
                let &[one, next] = pair else { continue };
                let (Some(first), Some(second)) = (links.get(one), links.get(next)) else { continue };
                let between = FoldedSpan::new(first.span_b.end, second.span_b.begin);
                let is_broken = between_both.iter().any(|link| link.span_b.intersect(between).len() >= SCRAP);
                if !is_broken && self.follows(first, second) {
                    forest.join(one, next);
                }
            }
        }
    }

    fn follows(&self, first: &Link, second: &Link) -> bool {
        if second.span_b.begin < first.span_b.begin {
            return false;
        }
        let gap =
            |document: Rank, end: u32, begin: u32| Gap { document, end, length: begin.saturating_sub(end) };
        let a = gap(first.a, first.span_a.end, second.span_a.begin);
        let b = gap(first.b, first.span_b.end, second.span_b.begin);
        let (near, far) = if a.length <= b.length { (a, b) } else { (b, a) };
        let is_cut =
            |gap: &Gap| self.at(gap.document).iter().any(|at| (gap.end..=gap.end + gap.length).contains(at));
        let goes_on = far.length <= FAR || is_cut(&far) || self.texts.runs_on(near.document, near.end);
        near.length <= SCRAP && !is_cut(&near) && goes_on
    }

    /// The spans of each document, as one where they meet or little lies between them.
    fn united(&self, parts: Parts) -> Parts {
        let unite = |(document, mut spans): (Rank, Vec<FoldedSpan>)| {
            spans.sort_unstable();
            let mut united: Vec<FoldedSpan> = Vec::new();
            for span in spans {
                let is_cut = |last: &FoldedSpan| {
                    self.at(document).iter().any(|at| (last.end..=span.begin).contains(at))
                };
                match united.last_mut() {
                    Some(last) if span.begin <= last.end.saturating_add(NEAR) && !is_cut(last) => {
                        last.end = last.end.max(span.end);
                    }
                    _ => united.push(span),
                }
            }
            (document, united)
        };
        parts.into_iter().map(unite).collect()
    }
}

/// What a text has between two links.
struct Gap {
    document: Rank,
    end: u32,
    length: u32,
}
