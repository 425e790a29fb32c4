//! Comparing two whole texts: what stands in both in the same order, what has moved, what is repeated,
//! and what only one of them has.

use super::whole;
use crate::copies::align::Alignment;
use crate::copies::align::EqualRun;
use crate::copies::link::Links;
use crate::copies::similarity::Similar;
use crate::notation::choice;
use crate::place::FoldedSpan;
use crate::place::narrow;
use crate::place::part;
use std::cmp::Reverse;
use std::ops::Range;

/// Blocks that follow each other in both texts are one when no more characters lie between them in either:
/// what differs there is a variant, not a stretch of its own.
const APART: u32 = 40;

choice! {
/// How a block of one text stands to the other.
pub enum Order {
    /// It stands in both in the same order as what is around it
    Kept = "kept",
    /// It stands in both, elsewhere in the order
    Moved = "moved",
    /// The first text has it once more: in the second it is part of another block
    RepeatedInA = "repeated-in-a",
    /// The second text has it once more: in the first it is part of another block
    RepeatedInB = "repeated-in-b",
}
}

impl Order {
    /// The same seen from the other text.
    fn mirrored(self) -> Self {
        match self {
            Order::RepeatedInA => Order::RepeatedInB,
            Order::RepeatedInB => Order::RepeatedInA,
            order => order,
        }
    }
}

/// A stretch of text that both have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// How it stands in the order.
    pub(crate) order: Order,
    /// Character against character.
    pub(crate) alignment: Alignment,
}

/// The blocks that two folded texts have in common, in the order of the first. No two share a character, but
/// for the side of a repetition that is repeated. The same blocks come out when the texts are exchanged.
#[must_use]
pub(crate) fn blocks(a: &[char], b: &[char]) -> Vec<Block> {
    // Alignments depend on which text comes first where several are equally good.
    if (b.len(), b) < (a.len(), a) {
        let mut blocks: Vec<Block> =
            PairAligner::new(b, a).blocks().into_iter().map(Block::mirrored).collect();
        blocks.sort_by_key(|block| (block.alignment.a, block.alignment.b));
        return blocks;
    }
    PairAligner::new(a, b).blocks()
}

impl Block {
    fn mirrored(self) -> Self {
        let Alignment { a, b, runs } = self.alignment;
        let runs = runs.into_iter().map(|run| EqualRun { a: run.b, b: run.a, length: run.length }).collect();
        Block { order: self.order.mirrored(), alignment: Alignment { a: b, b: a, runs } }
    }
}

/// Two texts laid side by side, and which of their characters have found their place.
struct PairAligner<'a> {
    a: &'a [char],
    b: &'a [char],
    taken_a: Vec<bool>,
    taken_b: Vec<bool>,
    blocks: Vec<Block>,
}

/// Which sides of an alignment must be free to be taken.
#[derive(Clone, Copy)]
struct Free {
    a: bool,
    b: bool,
}

impl<'a> PairAligner<'a> {
    fn new(a: &'a [char], b: &'a [char]) -> Self {
        PairAligner { a, b, taken_a: vec![false; a.len()], taken_b: vec![false; b.len()], blocks: Vec::new() }
    }

    fn blocks(mut self) -> Vec<Block> {
        let mut links = Links::default();
        links.search(self.a, self.b, whole_of(self.a), whole_of(self.b));
        let mut found = links.take(Similar::Normal);
        for kept in chain(&found) {
            if let Some(alignment) = found.get(kept).cloned() {
                self.place(Order::Kept, &alignment, Free { a: true, b: true });
            }
        }
        found.sort_by_key(|found| (Reverse(found.matches()), found.a, found.b));
        for (order, free) in [
            (Order::Moved, Free { a: true, b: true }),
            (Order::RepeatedInA, Free { a: true, b: false }),
            (Order::RepeatedInB, Free { a: false, b: true }),
        ] {
            for alignment in &found {
                self.place(order, alignment, free);
            }
        }
        self.join();
        self.blocks.sort_by_key(|block| (block.alignment.a, block.alignment.b));
        self.blocks
    }

    /// Takes what is still free of an alignment, when enough is.
    fn place(&mut self, order: Order, alignment: &Alignment, free: Free) {
        for runs in self.free_parts(alignment, free) {
            let Some(part) = Alignment::of(&runs) else { continue };
            // What is kept may be trimmed at its ends; what is moved must be a copy by itself.
            if order == Order::Kept || Similar::Normal.holds(&part) {
                take(&mut self.taken_a, part.a.range());
                take(&mut self.taken_b, part.b.range());
                self.blocks.push(Block { order, alignment: part });
            }
        }
    }

    /// The runs of an alignment over free characters, cut where others lie between them.
    fn free_parts(&self, alignment: &Alignment, free: Free) -> Vec<Vec<EqualRun>> {
        let is_free = |from: (u32, u32), to: (u32, u32)| {
            let has = |taken: &[bool], from: u32, to: u32| {
                taken.get(from as usize..to as usize).unwrap_or_default().contains(&true)
            };
            !(free.a && has(&self.taken_a, from.0, to.0) || free.b && has(&self.taken_b, from.1, to.1))
        };
        let mut parts: Vec<Vec<EqualRun>> = Vec::new();
        let pairs = alignment.runs.iter().flat_map(|run| (run.a..run.a + run.length).zip(run.b..));
        for (a, b) in pairs.filter(|&(a, b)| is_free((a, b), (a + 1, b + 1))) {
            let run = EqualRun { a, b, length: 1 };
            let part = parts.last_mut();
            let end = part
                .as_ref()
                .and_then(|part| part.last())
                .map(|last| (last.a + last.length, last.b + last.length));
            match (part, end) {
                (Some(part), Some(end)) if end == (a, b) => {
                    part.last_mut().into_iter().for_each(|last| last.length += 1);
                }
                (Some(part), Some(end)) if is_free(end, (a, b)) => part.push(run),
                _ => parts.push(vec![run]),
            }
        }
        parts
    }

    /// Joins kept blocks with what little lies between them, and aligns what is left between and around them
    /// when it is alike.
    fn join(&mut self) {
        let (mut kept, others): (Vec<Block>, Vec<Block>) =
            self.blocks.drain(..).partition(|block| block.order == Order::Kept);
        kept.sort_by_key(|block| block.alignment.a);
        self.blocks = others;
        let (end_a, end_b) = (whole_of(self.a).end, whole_of(self.b).end);
        let border = |a, b| EqualRun { a, b, length: 0 };
        let end = Alignment::of(&[border(end_a, end_b)]);
        let (mut open, mut at) = (Vec::new(), (0, 0));
        for alignment in kept.into_iter().map(|block| block.alignment).chain(end) {
            let (gap_a, gap_b) =
                (FoldedSpan::new(at.0, alignment.a.begin), FoldedSpan::new(at.1, alignment.b.begin));
            let between = self.between(gap_a, gap_b);
            let is_near = self.is_free(gap_a, gap_b) && gap_a.len().max(gap_b.len()) <= APART;
            if !is_near && between.is_empty() {
                self.keep(&mut open);
            } else if at == (0, 0) {
                // What differs at the beginning, and so at the end, is a variant like any other.
                open.push(border(0, 0));
            }
            open.extend(between);
            open.extend(&alignment.runs);
            at = (alignment.a.end, alignment.b.end);
        }
        self.keep(&mut open);
    }

    fn keep(&mut self, runs: &mut Vec<EqualRun>) {
        let alignment = Alignment::of(&merged(runs)).filter(|alignment| alignment.matches() > 0);
        self.blocks.extend(alignment.map(|alignment| Block { order: Order::Kept, alignment }));
        runs.clear();
    }

    /// Whether nothing of two spans has found another place.
    fn is_free(&self, a: FoldedSpan, b: FoldedSpan) -> bool {
        let has =
            |taken: &[bool], span: FoldedSpan| taken.get(span.range()).unwrap_or_default().contains(&true);
        !has(&self.taken_a, a) && !has(&self.taken_b, b)
    }

    /// What agrees between two blocks, when nothing of it has found another place and enough does.
    fn between(&self, a: FoldedSpan, b: FoldedSpan) -> Vec<EqualRun> {
        if a.is_empty() || b.is_empty() || !self.is_free(a, b) {
            return Vec::new();
        }
        let text = |text: &'a [char], span: FoldedSpan| part(text, span.range());
        let mut runs = whole::alike(text(self.a, a), text(self.b, b));
        for run in &mut runs {
            (run.a, run.b) = (run.a + a.begin, run.b + b.begin);
        }
        runs
    }
}

fn take(taken: &mut [bool], span: Range<usize>) {
    taken.get_mut(span).into_iter().flatten().for_each(|taken| *taken = true);
}

fn whole_of(text: &[char]) -> FoldedSpan {
    FoldedSpan::new(0, narrow(text.len()))
}

/// Runs that touch in both texts as one.
fn merged(runs: &[EqualRun]) -> Vec<EqualRun> {
    let mut merged: Vec<EqualRun> = Vec::new();
    for run in runs {
        match merged.last_mut() {
            Some(last) if (last.a + last.length, last.b + last.length) == (run.a, run.b) => {
                last.length += run.length;
            }
            _ => merged.push(*run),
        }
    }
    merged
}

/// The alignments, given in the order of the first text, that ascend in both and agree in most characters.
fn chain(found: &[Alignment]) -> Vec<usize> {
    let follows = |last: &Alignment, next: &Alignment| {
        let ascends = |last: FoldedSpan, next: FoldedSpan| last.begin < next.begin && last.end < next.end;
        ascends(last.a, next.a) && ascends(last.b, next.b)
    };
    // Where two overlap, as they do beside what one text repeats, the second begins later.
    let doubled = |last: &Alignment, next: &Alignment| {
        last.a.intersect(next.a).len().max(last.b.intersect(next.b).len())
    };
    let mut best: Vec<(u32, Option<usize>)> = Vec::with_capacity(found.len());
    for next in found {
        let before = found.iter().zip(&best).enumerate().filter(|(_, (last, _))| follows(last, next));
        let sums = before.map(|(at, (last, &(sum, _)))| (sum.saturating_sub(doubled(last, next)), Some(at)));
        let (sum, from) = sums.max_by_key(|&(sum, at)| (sum, Reverse(at))).unwrap_or((0, None));
        best.push((sum + next.matches(), from));
    }
    let last = best.iter().enumerate().max_by_key(|&(at, &(sum, _))| (sum, Reverse(at))).map(|(at, _)| at);
    let mut chain: Vec<usize> =
        std::iter::successors(last, |&at| best.get(at).and_then(|&(_, from)| from)).collect();
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FERRY: &str = "北岸渡口清晨重新开渡船工撑篙上岸收钱乘客陆续登上石阶";
    const MILL: &str = "磨坊主人上个月卖掉水轮石臼声停了之后河边再没有人来洗衣";
    const LAMP: &str = "灯塔管理员每晚记录海面雾气深浅并把油灯擦得能照见人影";

    fn characters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn shown(a: &str, b: &str) -> Vec<(Order, String, String)> {
        let (a, b) = (characters(a), characters(b));
        let text = |text: &[char], span: FoldedSpan| part(text, span.range()).iter().collect();
        let block = |block: Block| (block.order, text(&a, block.alignment.a), text(&b, block.alignment.b));
        blocks(&a, &b).into_iter().map(block).collect()
    }

    #[test]
    fn what_moved_is_moved_and_what_is_repeated_is_repeated() {
        let own = str::to_owned;
        let a = format!("{FERRY}{FERRY}{MILL}{LAMP}");
        let b = format!("{LAMP}{FERRY}不同的话语在这里{MILL}");
        assert_eq!(
            shown(&a, &b),
            [
                (Order::RepeatedInA, own(FERRY), own(FERRY)),
                (Order::Kept, format!("{FERRY}{MILL}"), format!("{FERRY}不同的话语在这里{MILL}")),
                (Order::Moved, own(LAMP), own(LAMP)),
            ]
        );
    }

    #[test]
    fn short_texts_are_compared_too() {
        assert_eq!(
            shown("渡口重开", "渡口今日重开"),
            [(Order::Kept, "渡口重开".into(), "渡口今日重开".into())]
        );
        assert_eq!(shown("甲乙丙丁", "子丑寅卯"), []);
    }

    /// Stories put together in some order, with some characters misread.
    fn page() -> impl Strategy<Value = String> {
        let story =
            prop_oneof![Just(FERRY), Just(MILL), Just(LAMP), Just("别的话"), Just("短讯一则天气转凉")];
        let noise = proptest::collection::vec((0usize..90, "[误错]"), 0..4);
        (proptest::collection::vec(story, 0..5), noise).prop_map(|(stories, noise)| {
            let mut page: Vec<char> = stories.concat().chars().collect();
            for (at, wrong) in noise {
                page.get_mut(at).into_iter().zip(wrong.chars()).for_each(|(spoilt, wrong)| *spoilt = wrong);
            }
            page.into_iter().collect()
        })
    }

    proptest! {
        #[test]
        fn comparing_the_other_way_round_gives_the_same_blocks(a in page(), b in page()) {
            let (a, b) = (characters(&a), characters(&b));
            let mut back: Vec<Block> = blocks(&b, &a).into_iter().map(Block::mirrored).collect();
            back.sort_by_key(|block| (block.alignment.a, block.alignment.b));
            prop_assert_eq!(blocks(&a, &b), back);
        }

        #[test]
        fn blocks_agree_and_share_no_character(a in page(), b in page()) {
            let (a, b) = (characters(&a), characters(&b));
            let (mut seen_a, mut seen_b) = (vec![0; a.len()], vec![0; b.len()]);
            for Block { order, alignment } in blocks(&a, &b) {
                prop_assert!(alignment.matches() > 0);
                for run in &alignment.runs {
                    for (at_a, at_b) in (run.a..run.a + run.length).zip(run.b..) {
                        prop_assert_eq!(a[at_a as usize], b[at_b as usize]);
                    }
                }
                if matches!(order, Order::Kept | Order::Moved) {
                    alignment.a.range().for_each(|at| seen_a[at] += 1);
                    alignment.b.range().for_each(|at| seen_b[at] += 1);
                }
            }
            prop_assert!(seen_a.iter().chain(&seen_b).all(|&seen| seen <= 1));
        }
    }
}
