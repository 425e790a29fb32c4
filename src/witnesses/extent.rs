//! How far a copy reaches: what differs between its pieces, and at the ends of the passage, is part of it.

use crate::collate::whole;
use crate::copies::align::Alignment;
use crate::copies::align::EqualRun;
use crate::fold::Stretch;
use crate::place::FoldedSpan;
use crate::place::is_sentence_end;
use crate::snapshot::Context;
use rustc_hash::FxHashSet;

/// The rest of a sentence of the passage that is no longer than this stands over against the rest of another that is no
/// longer than this and twice the first; of longer ones something would agree.
const SPARE: u32 = 12;

/// The rest of a passage and of a paragraph is aligned when the shorter is no longer than that, the longer no longer than
/// this, and at least so many characters agree.
const LOOK: u32 = 240;
const PIECE: u32 = 6;
/// What agrees so far shares so many neighbouring characters somewhere.
const NGRAM: usize = 4;

/// So many characters at the end of a passage are misread rather than others.
const FEW: u32 = 4;

/// Gaps between pieces that are no longer are aligned, in folded characters.
const BETWEEN: u32 = 48;

/// A sentence without an end is looked through no further than this, in folded characters.
const SENTENCE: u32 = 120;

/// A copy with what agrees between its pieces, and with what stands over against the beginning and the end of the
/// passage where the copy begins and ends.
pub(super) fn whole(
    own: &Context,
    other: &Context,
    passage: FoldedSpan,
    copy: &Alignment,
) -> Option<Alignment> {
    let copy = &reaching(own, other, passage, copy)?;
    let (a, b) = ends(own, other, passage, copy);
    let border = |a: u32, b: u32| EqualRun { a, b, length: 0 };
    let mut runs = vec![border(a.begin, b.begin)];
    for run in copy.runs.iter().copied().chain([border(a.end, b.end)]) {
        let last = runs.last().copied()?;
        let (from, to) = ((last.a + last.length, last.b + last.length), (run.a, run.b));
        runs.extend(between(own, other, from, to));
        runs.push(run);
    }
    Alignment::of(&runs)
}

/// The copy with what the rest of its paragraph has of the rest of the passage: too short to be found by itself.
fn reaching(own: &Context, other: &Context, passage: FoldedSpan, copy: &Alignment) -> Option<Alignment> {
    let begins = || other.paragraphs.iter().map(|paragraph| paragraph.folded_begin);
    let text = other.stretch.span();
    let begin = begins().filter(|&begin| begin <= copy.b.begin).max().unwrap_or(text.begin);
    let end = begins().filter(|&begin| begin >= copy.b.end).min().unwrap_or(text.end);
    let rest = |from: (u32, u32), to: (u32, u32)| {
        let (a, b) = (to.0.saturating_sub(from.0), to.1.saturating_sub(from.1));
        let is_short = (PIECE..=BETWEEN).contains(&a.min(b)) && a.max(b) <= LOOK;
        let texts = (
            own.stretch.slice(FoldedSpan::new(from.0, to.0)),
            other.stretch.slice(FoldedSpan::new(from.1, to.1)),
        );
        let runs = if is_short && share(texts.0, texts.1) {
            aligned((own, other), (from, to), whole::align)
        } else {
            Vec::new()
        };
        let agree: u32 = runs.iter().map(|run| run.length).sum();
        if agree >= PIECE.max(a.min(b).div_ceil(2)) { runs } else { Vec::new() }
    };
    let mut runs = rest((passage.begin, begin), (copy.a.begin, copy.b.begin));
    runs.extend(&copy.runs);
    runs.extend(rest((copy.a.end, copy.b.end), (passage.end, end)));
    Alignment::of(&runs)
}

/// Whether two short texts have a few neighbouring characters in common.
fn share(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let ngrams: FxHashSet<&[char]> = short.windows(NGRAM).collect();
    long.windows(NGRAM).any(|ngram| ngrams.contains(ngram))
}

/// What agrees between two pieces.
fn between(own: &Context, other: &Context, from: (u32, u32), to: (u32, u32)) -> Vec<EqualRun> {
    // What agrees in longer gaps was found as a piece.
    let is_short = (to.0 - from.0).max(to.1 - from.1) <= BETWEEN;
    if is_short { aligned((own, other), (from, to), whole::alike) } else { Vec::new() }
}

/// What agrees between two places of both texts.
fn aligned(
    (own, other): (&Context, &Context),
    (from, to): ((u32, u32), (u32, u32)),
    align: impl Fn(&[char], &[char]) -> Vec<EqualRun>,
) -> Vec<EqualRun> {
    let text_a = own.stretch.slice(FoldedSpan::new(from.0, to.0));
    let text_b = other.stretch.slice(FoldedSpan::new(from.1, to.1));
    let shift = |run: EqualRun| EqualRun { a: run.a + from.0, b: run.b + from.1, length: run.length };
    align(text_a, text_b).into_iter().map(shift).collect()
}

/// The passage and the copy, with what stands over against each other where they begin and end.
fn ends(own: &Context, other: &Context, passage: FoldedSpan, copy: &Alignment) -> (FoldedSpan, FoldedSpan) {
    let (a, b, text) = (copy.a, copy.b, other.stretch.span());
    let (begin_a, begin_b) =
        (sentence_before(own, a.begin, passage.begin), sentence_before(other, b.begin, text.begin));
    let (end_a, end_b) = (sentence_after(own, a.end, passage.end), sentence_after(other, b.end, text.end));
    let begin = SentenceEnd { is_last: begin_a == passage.begin, is_whole: is_boundary(own, begin_a) };
    let end = SentenceEnd { is_last: end_a == passage.end, is_whole: is_boundary(own, end_a) };
    let before = begin.rest(a.begin - begin_a, b.begin - begin_b);
    let after = end.rest(end_a - a.end, end_b - b.end);
    let a = FoldedSpan::new(a.begin - before.0, a.end + after.0);
    (a, FoldedSpan::new(b.begin - before.1, b.end + after.1))
}

/// Where the sentence of the passage ends in which a copy does.
struct SentenceEnd {
    /// Whether the passage ends there.
    is_last: bool,
    /// Whether the sentence does, and is not cut by the passage.
    is_whole: bool,
}

impl SentenceEnd {
    /// How much of the rest of two sentences is part of a copy. At the end of the passage, a few characters stand over
    /// against as many however the other goes on; so does what is left of a sentence that the passage cuts.
    fn rest(&self, a: u32, b: u32) -> (u32, u32) {
        let stands_against = self.is_whole && a <= SPARE && b <= SPARE + 2 * a;
        let few = if self.is_whole { FEW } else { SPARE };
        if stands_against && (self.is_last || a > 0) {
            (a, b)
        } else if self.is_last && a <= few {
            (a, b.min(a))
        } else {
            (0, 0)
        }
    }
}

/// Where the sentence begins in which a place stands, or which ends just there; at a limit at the latest.
fn sentence_before(side: &Context, at: u32, limit: u32) -> u32 {
    let limit = limit.max(at.saturating_sub(SENTENCE)).min(at);
    (limit..=at).rev().find(|&at| is_boundary(side, at)).unwrap_or(limit)
}

/// Where the sentence ends in which a place stands, or which begins just there; at a limit at the latest.
fn sentence_after(side: &Context, at: u32, limit: u32) -> u32 {
    let limit = limit.min(at.saturating_add(SENTENCE)).max(at);
    (at..=limit).find(|&at| is_boundary(side, at)).unwrap_or(limit)
}

/// Whether a sentence or a paragraph ends before a place; texts are cut at paragraphs.
fn is_boundary(side: &Context, at: u32) -> bool {
    let whole = side.stretch.span();
    let is_outer = at <= whole.begin || at >= whole.end;
    let begins = || side.paragraphs.binary_search_by_key(&at, |paragraph| paragraph.folded_begin).is_ok();
    is_outer || begins() || ends_sentence(&side.stretch, at - 1)
}

/// Whether a sentence ends behind a character.
fn ends_sentence(stretch: &Stretch, at: u32) -> bool {
    let after = stretch.after(at).filter(|after| !after.is_empty());
    after.is_some_and(|after| {
        stretch.source(after).contains(|c| is_sentence_end(c) || matches!(c, '；' | ';'))
    })
}
