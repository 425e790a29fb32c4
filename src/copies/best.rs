//! The best alignment of two passages, whether it is good enough for a link or not.

use super::align::Alignment;
use super::extend::Extender;
use super::link::Links;
use super::similarity::Similar;
use crate::place::FoldedSpan;
use crate::place::Rank;
use crate::place::part;
use rustc_hash::FxHashMap;

/// A passage of a folded text.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    /// Which document it is of.
    pub(crate) document: Rank,
    pub(crate) text: &'a [char],
    pub(crate) span: FoldedSpan,
}

/// The alignment of two passages with the most agreeing characters.
#[must_use]
pub(crate) fn best(a: Part<'_>, b: Part<'_>) -> Option<Alignment> {
    let mut links = Links::default();
    links.search(a.text, b.text, a.span, b.span);
    let same = links.clone().take(Similar::Normal);
    let found = if same.is_empty() { links.take_all() } else { same };
    let found = if found.is_empty() { unpromising(a, b) } else { found };
    // What a text says several times without a break aligns with its own neighbourhood.
    let apart = |one: Alignment| match one.a.intersect(one.b) {
        shared if a.document == b.document && !shared.is_empty() => one.clip(a.span),
        _ => Some(one),
    };
    let found = found.into_iter().filter_map(apart);
    found.max_by_key(|alignment| (Similar::Normal.holds(alignment), alignment.matches()))
}

/// What the search would not look at twice: alignments from a few characters in common.
fn unpromising(a: Part<'_>, b: Part<'_>) -> Vec<Alignment> {
    const TRIES: usize = 64;
    const NGRAM: usize = 4;
    let ngrams = |side: Part<'_>| {
        let text = part(side.text, side.span.range());
        (side.span.begin..).zip(text.windows(NGRAM).map(<[char]>::to_vec)).collect::<Vec<_>>()
    };
    let in_b: FxHashMap<Vec<char>, u32> = ngrams(b).into_iter().map(|(at, ngram)| (ngram, at)).collect();
    let seeds = ngrams(a).into_iter().filter_map(|(at, ngram)| Some((at, *in_b.get(&ngram)?)));
    let mut extender = Extender::default();
    let extend = |(at_a, at_b)| extender.extend(a.text, b.text, at_a, at_b);
    seeds.take(TRIES).map(extend).collect()
}
