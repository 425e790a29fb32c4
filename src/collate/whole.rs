//! Alignment of two texts from end to end.
//!
//! Where the same n-gram stands exactly once in both texts it is an anchor; the longest chain of anchors
//! that ascend in both is kept (patience diff, Bram Cohen), and what lies between is anchored by shorter
//! n-grams, then aligned with affine gaps. So a clause that one text lacks is one gap, and the cost is
//! that of the differences.

use super::affine;
use super::anchors;
use crate::copies::align::EqualRun;
use crate::place::narrow;
use crate::place::part;
use std::iter::zip;

/// Lengths of the n-grams that anchor two texts, each between the anchors of the one before.
const ANCHORS: [usize; 3] = [12, 6, 3];
/// Texts are aligned character against character up to so many pairs of characters; longer ones without an
/// anchor have nothing in common.
const CELLS: usize = 1 << 18;

/// The stretches that agree when all of `a` is laid against all of `b`, ascending in both.
#[must_use]
pub(crate) fn align(a: &[char], b: &[char]) -> Vec<EqualRun> {
    let mut runs = Vec::new();
    between(&Window { a, b, at_a: 0, at_b: 0 }, &ANCHORS, &mut runs);
    runs
}

/// Gaps up to this long are differences of one text; of longer ones most must agree.
const APART: usize = 40;

/// What agrees in two stretches that stand over against each other, each counted from its own beginning; nothing when
/// that is too little to mean anything: a few characters stand in any text.
#[must_use]
pub(crate) fn alike(a: &[char], b: &[char]) -> Vec<EqualRun> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let runs = align(a, b);
    let agree: u32 = runs.iter().map(|run| run.length).sum();
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    let least = if longer <= APART { shorter } else { longer };
    if agree as usize * 2 >= least { runs } else { Vec::new() }
}

/// What is still to be aligned: two slices, and where they begin in their texts.
struct Window<'a> {
    a: &'a [char],
    b: &'a [char],
    at_a: u32,
    at_b: u32,
}

impl<'a> Window<'a> {
    /// The part from one pair of places to another.
    fn part(&self, from: (usize, usize), to: (usize, usize)) -> Window<'a> {
        Window {
            a: part(self.a, from.0..to.0),
            b: part(self.b, from.1..to.1),
            at_a: self.at_a + narrow(from.0),
            at_b: self.at_b + narrow(from.1),
        }
    }
}

fn between(window: &Window<'_>, anchors: &[usize], runs: &mut Vec<EqualRun>) {
    let before = zip(window.a, window.b).take_while(|(a, b)| a == b).count();
    let rest = window.part((before, before), (window.a.len(), window.b.len()));
    let after = zip(rest.a.iter().rev(), rest.b.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = rest.part((0, 0), (rest.a.len() - after, rest.b.len() - after));
    push(runs, (window.at_a, window.at_b), before);
    inner(&middle, anchors, runs);
    push(runs, (middle.at_a + narrow(middle.a.len()), middle.at_b + narrow(middle.b.len())), after);
}

/// Aligns two texts that neither begin nor end alike.
fn inner(window: &Window<'_>, anchors: &[usize], runs: &mut Vec<EqualRun>) {
    if window.a.is_empty() || window.b.is_empty() {
        return;
    }
    let Some((&length, shorter)) = anchors.split_first() else {
        if window.a.len() * window.b.len() <= CELLS {
            for run in affine::align(window.a, window.b) {
                push(runs, (window.at_a + run.a, window.at_b + run.b), run.length as usize);
            }
        }
        return;
    };
    let mut from = (0, 0);
    for (at_a, at_b) in anchors::chain(window.a, window.b, length) {
        // Anchors that touch the last one are part of it already.
        if at_a < from.0 || at_b < from.1 {
            continue;
        }
        between(&window.part(from, (at_a, at_b)), shorter, runs);
        let same = window.part((at_a, at_b), (window.a.len(), window.b.len()));
        let agree = zip(same.a, same.b).take_while(|(a, b)| a == b).count();
        push(runs, (same.at_a, same.at_b), agree);
        from = (at_a + agree, at_b + agree);
    }
    let end = (window.a.len(), window.b.len());
    between(&window.part(from, end), shorter, runs);
}

fn push(runs: &mut Vec<EqualRun>, at: (u32, u32), length: usize) {
    if length > 0 {
        EqualRun::push(runs, at, narrow(length));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn characters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// What agrees, and in brackets what one text has and what the other has.
    fn shown(a: &str, b: &str) -> String {
        let (a, b) = (characters(a), characters(b));
        let text = |part: Option<&[char]>| part.unwrap_or_default().iter().collect::<String>();
        let (mut shown, mut at) = (String::new(), (0, 0));
        let end = EqualRun { a: narrow(a.len()), b: narrow(b.len()), length: 0 };
        for run in align(&a, &b).into_iter().chain([end]) {
            let (next_a, next_b) = (run.a as usize, run.b as usize);
            if at != (next_a, next_b) {
                let (in_a, in_b) = (text(a.get(at.0..next_a)), text(b.get(at.1..next_b)));
                shown.extend(["[", &in_a, "|", &in_b, "]"]);
            }
            at = (next_a + run.length as usize, next_b + run.length as usize);
            shown += &text(a.get(next_a..at.0));
        }
        shown
    }

    #[test]
    fn what_one_text_lacks_is_one_gap() {
        assert_eq!(
            shown("渡口清晨开船，船工撑篙上岸收钱，乘客不多。", "渡口清晨开船，乘客不多。"),
            "渡口清晨开船，[船工撑篙上岸收钱，|]乘客不多。"
        );
        assert_eq!(shown("渡口清晨开船", "渡曰清晨開船"), "渡[口|曰]清晨[开|開]船");
        assert_eq!(shown("", "渡口"), "[|渡口]");
        assert_eq!(shown("甲乙丙丁", "子丑寅卯"), "[甲乙丙丁|子丑寅卯]");
    }

    #[test]
    fn long_texts_without_an_anchor_have_nothing_in_common() {
        let (a, b) = ("子丑".repeat(600), "寅子".repeat(600));
        assert_eq!(align(&characters(&a), &characters(&b)), []);
    }

    proptest! {
        #[test]
        fn runs_agree_and_ascend(a in "[甲乙丙丁]{0,90}", b in "[甲乙丙丁]{0,90}") {
            let (a, b) = (characters(&a), characters(&b));
            let mut last = (0, 0);
            for run in align(&a, &b) {
                prop_assert!(run.length > 0 && run.a >= last.0 && run.b >= last.1);
                let there = |text: &[char], at: u32| text.get(at as usize..(at + run.length) as usize).map(<[char]>::to_vec);
                prop_assert!(there(&a, run.a).is_some());
                prop_assert_eq!(there(&a, run.a), there(&b, run.b));
                last = (run.a + run.length, run.b + run.length);
            }
        }

        #[test]
        fn a_text_with_few_errors_is_found_again(text in "[甲乙丙丁戊己庚辛]{20,80}", at in 0usize..20) {
            let a = characters(&text);
            let mut b = a.clone();
            if let Some(spoilt) = b.get_mut(at) { *spoilt = '误'; }
            let agree: u32 = align(&a, &b).iter().map(|run| run.length).sum();
            prop_assert_eq!(agree as usize, a.len() - 1);
        }
    }
}
