//! Extension of an alignment outward from a place that two texts share.
//!
//! Greedy extension with X-drop (Zhang, Schwartz, Wagner, Miller: "A greedy algorithm for aligning DNA
//! sequences", J. Comput. Biol. 7, 2000): for every number of differences the furthest points that can
//! be reached on each diagonal, given up where the score falls too far below the best. Its cost grows
//! with the differences, not with the length, and the ends are where the score is highest: at the last
//! characters that are really shared.

use super::align::Alignment;
use super::align::EqualRun;
use crate::place::FoldedSpan;
use std::iter::zip;

/// What one difference costs against the two points of an equal pair: a substitution takes the score
/// down by 2, a character that only one side has by 3. Texts gain score while more than half of the
/// characters agree: more generous than what is asked of a copy, so that its ends are reached.
pub(super) const DIFFERENCE: i32 = 4;
/// How far the score may fall below its best before the extension gives up: a gap of eight characters is
/// bridged.
const DROP: i32 = 24;
const UNREACHED: i32 = i32::MIN / 8;

/// Extends alignments, and keeps its memory from one to the next.
#[derive(Debug, Default, Clone)]
pub(crate) struct Extender {
    fronts: Fronts,
    cells: u64,
    explored: FoldedSpan,
}

impl Extender {
    /// Aligns outward, both ways, from a place where `a[at_a..]` and `b[at_b..]` begin alike.
    #[must_use]
    pub(crate) fn extend(&mut self, a: &[char], b: &[char], at_a: u32, at_b: u32) -> Alignment {
        let (front_a, back_a) = a.split_at((at_a as usize).min(a.len()));
        let (front_b, back_b) = b.split_at((at_b as usize).min(b.len()));
        let mut runs = Vec::new();
        let behind = self.reach(&Behind(front_a, front_b));
        for step in self.fronts.steps() {
            EqualRun::push(
                &mut runs,
                (at_a - step.a - step.length, at_b - step.b - step.length),
                step.length,
            );
        }
        let ahead = self.reach(&Ahead(back_a, back_b));
        self.explored = FoldedSpan::new(at_a.saturating_sub(behind + 1), at_a + ahead + 1);
        let steps: Vec<EqualRun> = self.fronts.steps().collect();
        for step in steps.iter().rev() {
            EqualRun::push(&mut runs, (at_a + step.a, at_b + step.b), step.length);
        }
        let nothing =
            || Alignment { a: FoldedSpan::new(at_a, at_a), b: FoldedSpan::new(at_b, at_b), runs: Vec::new() };
        Alignment::of(&runs).unwrap_or_else(nothing)
    }

    /// How many points of fronts were looked at so far: a measure of work that no machine changes.
    #[must_use]
    pub(crate) fn cells(&self) -> u64 {
        self.cells
    }

    /// Which part of the first text the last extension looked at, at the most; it may reach beyond the end.
    #[must_use]
    pub(crate) fn explored(&self) -> FoldedSpan {
        self.explored
    }

    /// Finds the best-scoring extension in one direction; its steps are left in the fronts. Returns how far
    /// it went into the first text.
    fn reach(&mut self, texts: &impl Direction) -> u32 {
        let (len_a, len_b) = texts.lengths();
        let start = texts.common(0, 0);
        let mut best = Point { score: 2 * start, differences: 0, diagonal: 0 };
        let mut furthest = start;
        self.fronts.start(start);
        while let Some(last) = self.fronts.last() {
            let differences = signed(self.fronts.rows.len());
            let low = last.low - 1;
            let begin = self.fronts.cells.len();
            // Measured against the fronts before, so that no direction of reading is better off.
            let least = best.score - DROP;
            let (mut below, mut here) = (UNREACHED, UNREACHED);
            for (diagonal, at) in (low..).zip(last.begin..last.end + 2) {
                let above = if at < last.end { self.fronts.cell(at) } else { UNREACHED };
                let entered = (here + 1).max(below).max(above + 1);
                (below, here) = (here, above);
                let is_inside = (0..=len_a).contains(&entered) && (0..=len_b).contains(&(entered + diagonal));
                if !is_inside {
                    self.fronts.cells.push(UNREACHED);
                    continue;
                }
                let reached = entered + texts.common(entered, entered + diagonal);
                furthest = furthest.max(reached);
                let score = 2 * reached + diagonal - differences * DIFFERENCE;
                // Of equal scores the longer alignment: a lone character after a misread one belongs to it.
                if (score, differences) > (best.score, best.differences) {
                    best = Point { score, differences, diagonal };
                }
                self.fronts.cells.push(if score >= least { reached } else { UNREACHED });
            }
            self.cells += u64::try_from(self.fronts.cells.len() - begin).unwrap_or(0);
            if !self.fronts.close(low, begin) {
                break;
            }
        }
        self.fronts.best = best;
        unsigned32(furthest)
    }
}

/// Where an extension scored best.
#[derive(Debug, Clone, Copy, Default)]
struct Point {
    score: i32,
    differences: i32,
    diagonal: i32,
}

/// Two texts read away from the place where the extension began.
trait Direction {
    fn lengths(&self) -> (i32, i32);
    /// How many characters agree from the `i`-th of the first and the `j`-th of the second text on.
    fn common(&self, i: i32, j: i32) -> i32;
}

/// Texts read forward.
struct Ahead<'a>(&'a [char], &'a [char]);
/// Texts read backward from their ends.
struct Behind<'a>(&'a [char], &'a [char]);

impl Direction for Ahead<'_> {
    fn lengths(&self) -> (i32, i32) {
        (signed(self.0.len()), signed(self.1.len()))
    }

    fn common(&self, i: i32, j: i32) -> i32 {
        let (i, j) = (unsigned(i), unsigned(j));
        // Mostly the first two differ already.
        if self.0.get(i) != self.1.get(j) {
            return 0;
        }
        let (a, b) = (self.0.get(i..).unwrap_or_default(), self.1.get(j..).unwrap_or_default());
        signed(zip(a, b).take_while(|(a, b)| a == b).count())
    }
}

impl Direction for Behind<'_> {
    fn lengths(&self) -> (i32, i32) {
        (signed(self.0.len()), signed(self.1.len()))
    }

    fn common(&self, i: i32, j: i32) -> i32 {
        let rest = |text: &[char], used: i32| text.len().wrapping_sub(unsigned(used));
        let (end_a, end_b) = (rest(self.0, i), rest(self.1, j));
        if self.0.get(end_a.wrapping_sub(1)) != self.1.get(end_b.wrapping_sub(1)) {
            return 0;
        }
        let (a, b) = (self.0.get(..end_a).unwrap_or_default(), self.1.get(..end_b).unwrap_or_default());
        signed(zip(a.iter().rev(), b.iter().rev()).take_while(|(a, b)| a == b).count())
    }
}

/// The furthest points of one number of differences: for each diagonal `j - i` from `low` on the `i`
/// reached, or [`UNREACHED`].
#[derive(Debug, Clone, Copy)]
struct Front {
    low: i32,
    begin: usize,
    end: usize,
}

/// The fronts of an extension, by their number of differences, in one piece of memory.
#[derive(Debug, Default, Clone)]
struct Fronts {
    cells: Vec<i32>,
    rows: Vec<Front>,
    best: Point,
}

impl Fronts {
    /// Forgets everything but the front without a difference.
    fn start(&mut self, reached: i32) {
        self.cells.clear();
        self.rows.clear();
        self.cells.push(reached);
        self.rows.push(Front { low: 0, begin: 0, end: 1 });
    }

    fn last(&self) -> Option<Front> {
        self.rows.last().copied()
    }

    fn cell(&self, at: usize) -> i32 {
        self.cells.get(at).copied().unwrap_or(UNREACHED)
    }

    fn get(&self, front: Front, diagonal: i32) -> i32 {
        match usize::try_from(diagonal - front.low) {
            Ok(at) if at < front.end - front.begin => self.cell(front.begin + at),
            _ => UNREACHED,
        }
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
        self.rows.push(Front { low: low + signed(first), begin: begin + first, end: begin + last + 1 });
        true
    }

    /// Walks back from the best point: the equal runs, counted from the start, the furthest first.
    fn steps(&self) -> impl Iterator<Item = EqualRun> {
        let mut diagonal = self.best.diagonal;
        let fronts = self.rows.get(..=unsigned(self.best.differences)).unwrap_or_default();
        let steps = (0..fronts.len()).rev().map(move |at| {
            let end = fronts.get(at).map_or(0, |&front| self.get(front, diagonal));
            let here = diagonal;
            let begin = match at.checked_sub(1).and_then(|before| fronts.get(before)) {
                Some(&before) => {
                    let (entered, from) = self.entry(before, diagonal);
                    diagonal = from;
                    entered
                }
                None => 0,
            };
            EqualRun { a: unsigned32(begin), b: unsigned32(begin + here), length: unsigned32(end - begin) }
        });
        steps.filter(|run| run.length > 0)
    }

    /// Where a point of the front after `before` was entered on `diagonal`, and the diagonal it came
    /// from: the furthest of a substitution, a character only in b, a character only in a.
    fn entry(&self, before: Front, diagonal: i32) -> (i32, i32) {
        let ways = [
            (self.get(before, diagonal) + 1, diagonal),
            (self.get(before, diagonal - 1), diagonal - 1),
            (self.get(before, diagonal + 1) + 1, diagonal + 1),
        ];
        ways.into_iter().max_by_key(|&(i, _)| i).unwrap_or((UNREACHED, diagonal))
    }
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
    #![expect(clippy::cast_possible_truncation, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    fn characters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn extend(a: &[char], b: &[char], at_a: u32, at_b: u32) -> Alignment {
        Extender::default().extend(a, b, at_a, at_b)
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

    proptest! {
        #[test]
        fn alignment_is_symmetric(ends in proptest::array::uniform4("[甲乙丙丁戊]{0,40}")) {
            let [front_a, back_a, front_b, back_b] = ends;
            let (a, b) = (format!("{front_a}壬癸{back_a}"), format!("{front_b}壬癸{back_b}"));
            let (a, b) = (characters(&a), characters(&b));
            let at = (front_a.chars().count() as u32, front_b.chars().count() as u32);
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
