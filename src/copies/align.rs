//! Alignment of two texts outward from a place they share.
//!
//! Greedy extension with X-drop (Zhang, Schwartz, Wagner, Miller: "A greedy algorithm for aligning DNA
//! sequences", J. Comput. Biol. 7, 2000): for every number of differences the furthest points that can
//! be reached on each diagonal, given up where the score falls too far below the best. Its cost grows
//! with the differences, not with the length, and the ends are where the score is highest: at the last
//! characters that are really shared.

use crate::place::FoldedSpan;
use std::ops::Range;

/// What one difference costs against the two points of an equal pair: a substitution takes the score
/// down by 3, a character that only one side has by 4. Texts gain score while about six of ten
/// characters agree.
const DIFFERENCE: i32 = 5;
/// How far the score may fall below its best before the extension gives up: a gap of about ten
/// characters is bridged.
const DROP: i32 = 44;

/// A stretch in which both texts have the same characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EqualRun {
    /// First character in the first text.
    pub a: u32,
    /// First character in the second text.
    pub b: u32,
    /// How many characters agree.
    pub length: u32,
}

/// Two passages that are the same, character against character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// The passage in the first text.
    pub a: FoldedSpan,
    /// The passage in the second text.
    pub b: FoldedSpan,
    /// The stretches that agree, ascending in both texts.
    pub runs: Vec<EqualRun>,
}

impl Alignment {
    /// How many characters agree.
    #[must_use]
    pub fn matches(&self) -> u32 {
        self.runs.iter().map(|run| run.length).sum()
    }

    /// Twice the agreeing characters over the characters of both passages, 0 to 1.
    #[must_use]
    pub fn similarity(&self) -> f32 {
        ratio(2 * self.matches(), self.a.len() + self.b.len())
    }

    /// How far `(a, b)` lies from the line the alignment takes, in characters; `None` outside it.
    #[must_use]
    pub fn distance(&self, a: u32, b: u32) -> Option<u32> {
        if !self.a.contains(a) || !self.b.contains(b) {
            return None;
        }
        let before = self.runs.partition_point(|run| run.a <= a).saturating_sub(1);
        let run = self.runs.get(before)?;
        Some(
            (i64::from(run.b) - i64::from(run.a))
                .abs_diff(i64::from(b) - i64::from(a))
                .try_into()
                .unwrap_or(u32::MAX),
        )
    }

    /// The same alignment with both texts beginning `a` and `b` characters earlier.
    #[must_use]
    pub fn shift(mut self, a: u32, b: u32) -> Self {
        self.a = FoldedSpan::new(self.a.begin + a, self.a.end + a);
        self.b = FoldedSpan::new(self.b.begin + b, self.b.end + b);
        for run in &mut self.runs {
            run.a += a;
            run.b += b;
        }
        self
    }

    /// What is aligned with a span of the first text; `None` when nothing of it agrees.
    ///
    /// Where the alignment goes on beyond the span, characters at the span's edge that do not agree are
    /// part of the result, with an empty run to mark where it begins or ends.
    #[must_use]
    pub fn clip(&self, span: FoldedSpan) -> Option<Self> {
        let inside = |run: &EqualRun| {
            let part = FoldedSpan::new(run.a, run.a + run.length).intersect(span);
            (!part.is_empty()).then(|| EqualRun {
                a: part.begin,
                b: run.b + part.begin - run.a,
                length: part.len(),
            })
        };
        let mut runs: Vec<EqualRun> = self.runs.iter().filter_map(inside).collect();
        let (first, last) = (*runs.first()?, *runs.last()?);
        let a = self.a.intersect(span);
        let before =
            self.runs.iter().rev().find(|run| run.a + run.length <= first.a && run.b + run.length <= first.b);
        let after = self.runs.iter().find(|run| run.a >= last.a + last.length);
        let floor = before.map_or(first.b, |run| run.b + run.length);
        let ceiling = after.map_or(last.b + last.length, |run| run.b);
        let b = FoldedSpan::new(
            first.b.saturating_sub(first.a - a.begin).max(floor),
            (last.b + last.length + (a.end - last.a - last.length)).min(ceiling),
        );
        if (a.begin, b.begin) != (first.a, first.b) {
            runs.insert(0, EqualRun { a: a.begin, b: b.begin, length: 0 });
        }
        if (a.end, b.end) != (last.a + last.length, last.b + last.length) {
            runs.push(EqualRun { a: a.end, b: b.end, length: 0 });
        }
        Some(Alignment { a, b, runs })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for people; 24 bits are enough")]
fn ratio(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// Aligns outward, both ways, from a place where `a[at_a..]` and `b[at_b..]` begin alike.
#[must_use]
pub fn extend(a: &[char], b: &[char], at_a: u32, at_b: u32) -> Alignment {
    let (front_a, back_a) = a.split_at((at_a as usize).min(a.len()));
    let (front_b, back_b) = b.split_at((at_b as usize).min(b.len()));
    let forward = reach(back_a.len(), back_b.len(), |i, j| back_a.get(i) == back_b.get(j));
    let (len_a, len_b) = (front_a.len(), front_b.len());
    let backward = reach(len_a, len_b, |i, j| front_a.get(len_a - 1 - i) == front_b.get(len_b - 1 - j));
    let mut runs: Vec<EqualRun> = Vec::with_capacity(forward.len() + backward.len());
    for step in backward.iter().rev() {
        push(&mut runs, at_a - step.a - step.length, at_b - step.b - step.length, step.length);
    }
    for step in &forward {
        push(&mut runs, at_a + step.a, at_b + step.b, step.length);
    }
    let (first, last) = (runs.first().copied(), runs.last().copied());
    let span = |side: fn(&EqualRun) -> u32, at: u32| match (first, last) {
        (Some(first), Some(last)) => FoldedSpan::new(side(&first), side(&last) + last.length),
        _ => FoldedSpan::new(at, at),
    };
    Alignment { a: span(|run| run.a, at_a), b: span(|run| run.b, at_b), runs }
}

fn push(runs: &mut Vec<EqualRun>, a: u32, b: u32, length: u32) {
    match runs.last_mut() {
        Some(last) if last.a + last.length == a && last.b + last.length == b => last.length += length,
        _ if length > 0 => runs.push(EqualRun { a, b, length }),
        _ => {}
    }
}

/// The furthest points of one number of differences: for each diagonal `j - i` from `low` on the `i`
/// reached, or [`UNREACHED`].
#[derive(Clone, Copy)]
struct Front<'a> {
    low: i32,
    reached: &'a [i32],
}

const UNREACHED: i32 = i32::MIN / 8;

impl Front<'_> {
    fn get(self, diagonal: i32) -> i32 {
        let at = usize::try_from(diagonal - self.low).ok();
        at.and_then(|at| self.reached.get(at)).copied().unwrap_or(UNREACHED)
    }

    /// Where a point of the next front on `diagonal` was entered from this one, and the diagonal it came
    /// from: the furthest of a substitution, a character only in b, a character only in a.
    fn entry(self, diagonal: i32) -> (i32, i32) {
        let ways = [
            (self.get(diagonal) + 1, diagonal),
            (self.get(diagonal - 1), diagonal - 1),
            (self.get(diagonal + 1) + 1, diagonal + 1),
        ];
        ways.into_iter().max_by_key(|&(i, _)| i).unwrap_or((UNREACHED, diagonal))
    }
}

/// The fronts of an extension, by their number of differences, in one piece of memory.
struct Fronts {
    cells: Vec<i32>,
    /// The lowest diagonal of each front, and where its cells are.
    rows: Vec<(i32, Range<usize>)>,
}

impl Fronts {
    /// The front without a difference.
    fn starting(reached: i32) -> Self {
        Fronts { cells: vec![reached], rows: vec![(0, 0..1)] }
    }

    fn get(&self, differences: usize) -> Option<Front<'_>> {
        let (low, cells) = self.rows.get(differences)?;
        Some(Front { low: *low, reached: self.cells.get(cells.clone())? })
    }

    /// Makes the cells from `begin` on the next front, whose first diagonal is `low`, without the
    /// unreached diagonals at its ends; false when nothing was reached.
    fn close(&mut self, low: i32, begin: usize) -> bool {
        let cells = self.cells.get(begin..).unwrap_or_default();
        let is_reached = |&i: &i32| i != UNREACHED;
        let (Some(first), Some(last)) =
            (cells.iter().position(is_reached), cells.iter().rposition(is_reached))
        else {
            return false;
        };
        self.rows.push((low + signed(first), begin + first..begin + last + 1));
        true
    }
}

/// The equal runs, counted from the start point, of the best-scoring extension in one direction.
fn reach(len_a: usize, len_b: usize, same: impl Fn(usize, usize) -> bool) -> Vec<EqualRun> {
    let (len_a, len_b) = (signed(len_a), signed(len_b));
    let slide = |mut i: i32, diagonal: i32| {
        while i < len_a && i + diagonal < len_b && same(unsigned(i), unsigned(i + diagonal)) {
            i += 1;
        }
        i
    };
    let start = slide(0, 0);
    let mut best = (2 * start, 0, 0);
    let mut fronts = Fronts::starting(start);
    let mut padded: Vec<i32> = Vec::new();
    for differences in 1usize.. {
        let Some(before) = fronts.get(differences - 1) else { break };
        let low = before.low - 1;
        padded.clear();
        padded.extend([UNREACHED; 2].iter().chain(before.reached).chain(&[UNREACHED; 2]));
        let begin = fronts.cells.len();
        for (diagonal, near) in (low..).zip(padded.windows(3)) {
            let &[below, here, above] = near else { continue };
            let entered = (here + 1).max(below).max(above + 1);
            let inside = entered >= 0 && entered <= len_a && (0..=len_b).contains(&(entered + diagonal));
            let i = if inside { slide(entered, diagonal) } else { UNREACHED };
            let score = 2 * i + diagonal - signed(differences) * DIFFERENCE;
            if inside && score > best.0 {
                best = (score, differences, diagonal);
            }
            fronts.cells.push(if inside && score >= best.0 - DROP { i } else { UNREACHED });
        }
        if !fronts.close(low, begin) {
            break;
        }
    }
    trace(&fronts, best.1, best.2)
}

/// Walks back from the best point and returns the equal runs in ascending order.
fn trace(fronts: &Fronts, differences: usize, diagonal: i32) -> Vec<EqualRun> {
    let mut runs = Vec::new();
    let mut diagonal = diagonal;
    for at in (0..=differences).rev() {
        let Some(front) = fronts.get(at) else { break };
        let end = front.get(diagonal);
        let (begin, from) = match at.checked_sub(1).and_then(|before| fronts.get(before)) {
            Some(before) => before.entry(diagonal),
            None => (0, diagonal),
        };
        if end > begin {
            let (a, b) = (unsigned32(begin), unsigned32(begin + diagonal));
            runs.push(EqualRun { a, b, length: unsigned32(end - begin) });
        }
        diagonal = from;
    }
    runs.reverse();
    runs
}

fn signed(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX / 4)
}

fn unsigned(value: i32) -> usize {
    usize::try_from(value).unwrap_or(0)
}

fn unsigned32(value: i32) -> u32 {
    u32::try_from(value).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::cast_possible_truncation, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    fn characters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// Points of the agreeing pairs less the cost of the differences between the runs.
    fn score(alignment: &Alignment) -> i64 {
        let differences = alignment.runs.windows(2).map(|pair| {
            let (last, next) = (pair[0], pair[1]);
            (next.a - last.a - last.length).max(next.b - last.b - last.length)
        });
        let differences: u32 = differences.sum();
        i64::from(alignment.a.len() + alignment.b.len()) - i64::from(differences) * i64::from(DIFFERENCE)
    }

    #[test]
    fn a_passage_ends_where_the_texts_part() {
        let a = characters("晨雾未散渡船已经靠岸乘客陆续登上石阶走了往城里去");
        let b = characters("消息说渡船己经靠岸乘客陆续登石阶走了另有两艘停航");
        let found = extend(&a, &b, 8, 7);
        assert_eq!((found.a, found.b), (FoldedSpan::new(4, 20), FoldedSpan::new(3, 18)));
        assert_eq!(found.matches(), 14);
    }

    #[test]
    fn clipping_keeps_what_is_spoilt_at_the_edge() {
        let a = characters("甲乙丙丁戊己庚辛壬癸");
        let b = characters("甲乙丙丁误己庚辛壬癸");
        let whole = extend(&a, &b, 0, 0);
        let clipped = whole.clip(FoldedSpan::new(4, 8)).unwrap();
        assert_eq!(
            (clipped.a, clipped.b, clipped.matches()),
            (FoldedSpan::new(4, 8), FoldedSpan::new(4, 8), 3)
        );
        assert_eq!(whole.clip(FoldedSpan::new(20, 30)), None);
    }

    proptest! {
        #[test]
        fn alignment_is_symmetric(a in "[甲乙丙丁戊]{0,60}", b in "[甲乙丙丁戊]{0,60}", at in (0u32..60, 0u32..60)) {
            let (a, b) = (characters(&a), characters(&b));
            let at = (at.0.min(a.len() as u32), at.1.min(b.len() as u32));
            let (there, back) = (extend(&a, &b, at.0, at.1), extend(&b, &a, at.1, at.0));
            prop_assert_eq!(score(&there), score(&back));
        }

        #[test]
        fn runs_agree_ascend_and_span_the_passages(a in "[甲乙丙]{1,50}", b in "[甲乙丙]{1,50}", at in (0u32..50, 0u32..50)) {
            let (a, b) = (characters(&a), characters(&b));
            let at = (at.0.min(a.len() as u32 - 1), at.1.min(b.len() as u32 - 1));
            let found = extend(&a, &b, at.0, at.1);
            let mut last = (found.a.begin, found.b.begin);
            for run in &found.runs {
                prop_assert!(run.length > 0 && run.a >= last.0 && run.b >= last.1);
                for offset in 0..run.length {
                    prop_assert_eq!(a[(run.a + offset) as usize], b[(run.b + offset) as usize]);
                }
                last = (run.a + run.length, run.b + run.length);
            }
            prop_assert_eq!(last, (found.a.end, found.b.end));
        }

        #[test]
        fn a_text_aligns_whole_with_itself(text in "[甲乙丙丁]{1,80}", at in 0u32..80) {
            let text = characters(&text);
            let at = at.min(text.len() as u32 - 1);
            let found = extend(&text, &text, at, at);
            prop_assert_eq!(found.matches() as usize, text.len());
        }
    }
}
