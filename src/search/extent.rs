//! How far a copy reaches: what differs between its pieces, and at the ends of the passage, is part of it.

use super::copies::Passage;
use crate::collate::whole;
use crate::copies::align::Alignment;
use crate::copies::align::EqualRun;
use crate::fold::Stretch;
use crate::place::FoldedSpan;
use crate::snapshot::Context;

/// The beginning or the end of a sentence stands over against another when neither is longer than this and twice the
/// other.
const SPARE: u32 = 12;

/// A sentence without an end is looked through no further than this, in folded characters.
const SENTENCE: u32 = 120;

/// Two texts that are laid side by side: the passage's and the copy's.
pub(super) struct Sides<'a> {
    pub(super) own: &'a Context,
    pub(super) other: &'a Context,
}

impl Sides<'_> {
    /// The copy with what agrees between its pieces, and with what stands over against the beginning and the end of
    /// the passage in the sentences where it begins and ends.
    pub(super) fn whole(&self, passage: &Passage<'_>, copy: &Alignment) -> Option<Alignment> {
        let (a, b) = self.ends(passage, copy);
        let border = |a: u32, b: u32| EqualRun { a, b, length: 0 };
        let mut runs = vec![border(a.begin, b.begin)];
        for run in copy.runs.iter().copied().chain([border(a.end, b.end)]) {
            let last = runs.last().copied()?;
            let from = (last.a + last.length, last.b + last.length);
            runs.extend(self.between(from, (run.a, run.b)));
            runs.push(run);
        }
        Alignment::of(&runs)
    }

    /// What agrees between two places of both texts.
    fn between(&self, from: (u32, u32), to: (u32, u32)) -> Vec<EqualRun> {
        let text = |side: &Context, from, to| side.stretch.slice(FoldedSpan::new(from, to)).to_vec();
        let mut runs = whole::alike(&text(self.own, from.0, to.0), &text(self.other, from.1, to.1));
        for run in &mut runs {
            (run.a, run.b) = (run.a + from.0, run.b + from.1);
        }
        runs
    }

    /// The passage and the copy, with what stands over against each other where they begin and end. Where the passage
    /// begins or ends within a sentence, nothing does.
    fn ends(&self, passage: &Passage<'_>, copy: &Alignment) -> (FoldedSpan, FoldedSpan) {
        let (mut a, mut b) = (copy.a, copy.b);
        let (own, other) = (passage.span, self.other.stretch.span());
        let begins = begin_of_sentence(self.own, a.begin, own.begin).zip(begin_of_sentence(
            self.other,
            b.begin,
            other.begin,
        ));
        if let Some((begin_a, begin_b)) = begins
            && stand_against(a.begin - begin_a, b.begin - begin_b)
        {
            (a.begin, b.begin) = (begin_a, begin_b);
        }
        let ends =
            end_of_sentence(self.own, a.end, own.end).zip(end_of_sentence(self.other, b.end, other.end));
        if let Some((end_a, end_b)) = ends
            && stand_against(end_a - a.end, end_b - b.end)
        {
            (a.end, b.end) = (end_a, end_b);
        }
        (a, b)
    }
}

fn stand_against(a: u32, b: u32) -> bool {
    a.max(b) > 0 && a.max(b) <= SPARE + 2 * a.min(b)
}

/// Where the sentence or paragraph begins in which a place stands, or which ends just there; `None` when that is too far,
/// or before the limit.
fn begin_of_sentence(side: &Context, at: u32, limit: u32) -> Option<u32> {
    let limit = limit.max(at.saturating_sub(SENTENCE));
    (limit..=at).rev().find(|&at| is_boundary(side, at))
}

/// Where the sentence or paragraph ends in which a place stands, or which begins just there; `None` when that is too
/// far, or behind the limit.
fn end_of_sentence(side: &Context, at: u32, limit: u32) -> Option<u32> {
    let limit = limit.min(at.saturating_add(SENTENCE));
    (at..=limit).find(|&at| is_boundary(side, at))
}

/// Whether a sentence or a paragraph ends before a place; texts are cut at paragraphs.
fn is_boundary(side: &Context, at: u32) -> bool {
    let whole = side.stretch.span();
    let is_outer = at <= whole.begin || at >= whole.end;
    let begins = side.paragraphs.binary_search_by_key(&at, |paragraph| paragraph.folded_begin).is_ok();
    is_outer || begins || at.checked_sub(1).is_some_and(|last| ends_sentence(&side.stretch, last))
}

/// Whether a sentence ends behind a character.
fn ends_sentence(stretch: &Stretch, at: u32) -> bool {
    let after = stretch.after(at).map(|after| stretch.source(after)).unwrap_or_default();
    after.contains(['。', '！', '？', '；', '!', '?', ';'])
}
