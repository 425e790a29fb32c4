//! The order in which the blocks of a page are read, where nobody says it: the recursive X-Y cut (Nagy and Seth:
//! "Hierarchical representation of optically scanned documents", ICPR 1984), for both directions of writing.
//!
//! A page is cut along its widest white gap, and along all in the same direction that are at least half as wide; the parts
//! are read from the top down, columns from the left, in vertical writing from the right. A gap across which lines would
//! run on, between columns or tiers, counts for wider than one between lines.

use crate::reading::Rect;

/// These in the order of where they stand; those of which nobody knows it come last.
pub(super) fn in_order<T>(all: Vec<T>, writing: Writing, place: impl Fn(&T) -> Option<Rect>) -> Vec<T> {
    let (placed, others): (Vec<_>, Vec<_>) =
        all.into_iter().map(|one| (place(&one), one)).partition(|(rect, _)| rect.is_some());
    let rects: Vec<Rect> = placed.iter().filter_map(|(rect, _)| *rect).collect();
    let mut order = Vec::new();
    writing.cut((0..rects.len()).collect(), &rects, &mut order);
    let mut placed: Vec<Option<T>> = placed.into_iter().map(|(_, one)| Some(one)).collect();
    let placed = order.into_iter().filter_map(|at| placed.get_mut(at)?.take()).collect::<Vec<T>>();
    placed.into_iter().chain(others.into_iter().map(|(_, one)| one)).collect()
}

/// A gap across which lines would run on counts for so many times as wide.
const GUTTER: i64 = 4;

/// A direction of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// Lines from the left to the right, from the top down.
    Horizontal,
    /// Lines from the top down, from the right to the left.
    Vertical,
}

/// Where something begins and ends along an axis, in the order in which it is read along it.
type Extent = (i64, i64);

impl Writing {
    /// That of lines that stand in these boxes: the one in which the most of them is longer.
    pub(super) fn of(lines: impl Iterator<Item = Rect>) -> Self {
        let (mut vertical, mut horizontal) = (0_u64, 0);
        for line in lines {
            let longer = if line.is_vertical() { &mut vertical } else { &mut horizontal };
            *longer += u64::from(line.width.abs_diff(line.height));
        }
        if vertical > horizontal { Writing::Vertical } else { Writing::Horizontal }
    }

    /// Whether lines that stand in these boxes are in their order: of those that stand beside their neighbour, most come
    /// after it. What transcribers have put in order knows more than boxes say, as of notes in two lines within one.
    pub(super) fn are_in_order(self, lines: &[Rect]) -> bool {
        let (mut forward, mut backward) = (0, 0);
        for (before, after) in lines.iter().zip(lines.iter().skip(1)) {
            let rows = (Self::rows(*before), Self::rows(*after));
            let columns = (self.columns(*before), self.columns(*after));
            let (across, along) = if self == Writing::Vertical { (columns, rows) } else { (rows, columns) };
            if !is_overlapping(along) {
                continue;
            }
            if across.0.1 <= across.1.0 {
                forward += 1;
            } else if across.1.1 <= across.0.0 {
                backward += 1;
            }
        }
        backward <= forward
    }

    /// From the top down.
    fn rows(rect: Rect) -> Extent {
        (i64::from(rect.y), i64::from(rect.corner().1))
    }

    /// In the order of columns.
    fn columns(self, rect: Rect) -> Extent {
        let (left, right) = (i64::from(rect.x), i64::from(rect.corner().0));
        if self == Writing::Vertical { (-right, -left) } else { (left, right) }
    }

    /// Adds the order of some of the boxes. Each cut is along gaps less than half as wide as that before in its
    /// direction, so it is nested 64 deep at most.
    fn cut(self, some: Vec<usize>, rects: &[Rect], order: &mut Vec<usize>) {
        let extents = |of: &dyn Fn(Rect) -> Extent| {
            let extent = |at: &usize| Some((of(*rects.get(*at)?), *at));
            let mut extents: Vec<(Extent, usize)> = some.iter().filter_map(extent).collect();
            extents.sort_unstable();
            extents
        };
        let (rows, columns) = (extents(&Self::rows), extents(&|rect| self.columns(rect)));
        let (row_gap, column_gap) = (widest_gap(&rows), widest_gap(&columns));
        let by_columns = match self {
            Writing::Horizontal => column_gap * GUTTER > row_gap,
            Writing::Vertical => column_gap > row_gap * GUTTER,
        };
        let (along, gap) = if by_columns { (columns, column_gap) } else { (rows, row_gap) };
        if gap == 0 {
            return order.extend(self.in_lines(some, rects));
        }
        let mut part = Vec::new();
        let mut end = i64::MIN;
        for ((begin, own_end), at) in along {
            if begin.saturating_sub(end) >= (gap + 1) / 2 && !part.is_empty() {
                self.cut(std::mem::take(&mut part), rects, order);
            }
            part.push(at);
            end = end.max(own_end);
        }
        self.cut(part, rects, order);
    }

    /// What no gap parts, as it is read line by line.
    fn in_lines(self, mut some: Vec<usize>, rects: &[Rect]) -> Vec<usize> {
        some.sort_by_key(|at| {
            let rect = rects.get(*at).copied().unwrap_or_default();
            let (row, column) = (Self::rows(rect), self.columns(rect));
            if self == Writing::Vertical { (column, row, *at) } else { (row, column, *at) }
        });
        some
    }
}

fn is_overlapping((one, other): (Extent, Extent)) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// How wide the widest gap between these is; 0 where there is none.
fn widest_gap(extents: &[(Extent, usize)]) -> i64 {
    let mut end = None;
    let gaps = extents.iter().map(|((begin, own_end), _)| {
        let gap = end.map_or(0, |end| begin - end);
        end = end.max(Some(*own_end));
        gap
    });
    gaps.max().unwrap_or(0).max(0)
}
