//! What speaks for a match beside its score: how many of the words it holds, how near to each other they
//! stand, and whether its document's title holds them.

use super::occurrences::Paragraph;
use super::words::Words;
use crate::catalogue::Record;
use crate::fold;
use crate::place::FoldedSpan;

/// What a title that holds all the words is worth, as a share of the score.
const TITLE: f32 = 0.5;
/// What words are worth that stand side by side.
const NEAR: f32 = 0.5;
/// So far apart they are worth half of that, in folded characters.
const FAR: f32 = 16.0;

/// The factor for the share of `parts` that a document's title holds.
pub(super) fn of_title(record: &Record, parts: &[Vec<char>]) -> f32 {
    let Some(title) = record.metadata.title.as_deref().map(fold::characters) else { return 1.0 };
    let is_in = |part: &&Vec<char>| title.windows(part.len().max(1)).any(|window| window == part.as_slice());
    1.0 + TITLE * share(parts.iter().filter(is_in).count(), parts.len())
}

/// The factor for how near to each other all of `parts` stand in a paragraph.
pub(super) fn of_nearness(paragraph: &Paragraph, parts: &[Vec<char>]) -> f32 {
    let mut places: Vec<(FoldedSpan, usize)> = Vec::new();
    for (nth, part) in parts.iter().enumerate() {
        places.extend(paragraph.places(part).into_iter().map(|place| (place, nth)));
    }
    places.sort_unstable();
    let length: usize = parts.iter().map(Vec::len).sum();
    let apart = narrowest(&places, parts.len()).map(|width| (width as usize).saturating_sub(length));
    apart.map_or(1.0, |apart| 1.0 + NEAR * FAR / (FAR + share(apart, 1)))
}

/// How wide the narrowest stretch is with a place of each part.
fn narrowest(places: &[(FoldedSpan, usize)], parts: usize) -> Option<u32> {
    let mut last: Vec<Option<FoldedSpan>> = vec![None; parts];
    let mut narrowest: Option<u32> = None;
    for &(place, nth) in places {
        last.get_mut(nth).into_iter().for_each(|last| *last = Some(place));
        let begin = last.iter().copied().try_fold(u32::MAX, |begin, last| Some(begin.min(last?.begin)));
        let width = begin.map(|begin| place.end.saturating_sub(begin));
        narrowest = narrowest.into_iter().chain(width).min();
    }
    narrowest
}

/// The factor for the share of the query's pairs of characters that a paragraph holds; `None` when it holds
/// too few words that tell something. Who puts words side by side asks for all of them: a third, and not one
/// alone, must be there. A sentence may well be answered in other words.
pub(super) fn of_words(paragraph: &Paragraph, words: &Words) -> Option<f32> {
    let is_in = |word: &&String| !paragraph.places(&word.chars().collect::<Vec<char>>()).is_empty();
    let held = |parts: &[String]| parts.iter().filter(is_in).count();
    let telling = words.telling().len();
    let enough = if words.are_one_sentence() { 0 } else { telling.div_ceil(3).max(2).min(telling) };
    let pairs = if words.pairs().is_empty() { words.telling() } else { words.pairs() };
    let share = share(held(pairs), pairs.len());
    (held(words.telling()) >= enough && share > 0.0).then_some(share)
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and characters of a paragraph")]
fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}
