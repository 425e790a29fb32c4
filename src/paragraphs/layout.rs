//! Tells hard-wrapped prose from lines that mean something, by the shape of a block alone.
//!
//! Wrapped prose fills its column: most lines are about as wide as the widest, and they end wherever the
//! column does. Verse may be as even, but its lines end with punctuation, or have none at all. No document
//! is judged by another block: pages mix columns of several widths, and one edit must not move the rest.

use super::line::Close;
use super::line::Line;
use super::line::LineKind;

/// Wider lines, in columns, are paragraphs of their own and no part of a column.
const WIDEST: usize = 160;
/// A narrower column, in columns, could as well be verse or names; it needs more evidence.
const NARROW: usize = 22;
/// Nothing narrower, in columns, is taken for a column of prose.
const NARROWEST: usize = 12;

/// So few lines, in a block, say little about a column.
const FEW: usize = 3;

/// The column that the lines of a block fill. All widths are in columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gauge {
    measure: Measure,
    /// The width of an ordinary full line.
    full: usize,
    /// A narrower line ends before the column does.
    short: usize,
    /// The white space at the left of ordinary lines.
    margin: u16,
    /// How many lines are full.
    count: usize,
}

#[derive(Debug, Clone, Copy)]
enum Measure {
    Columns,
    Cells,
}

impl Measure {
    fn of(self, line: &Line) -> usize {
        usize::from(match self {
            Measure::Columns => line.columns,
            Measure::Cells => line.cells,
        })
    }
}

impl Gauge {
    /// The column of a block; none when each of its lines is a paragraph.
    pub(super) fn of(lines: &[Line]) -> Option<Gauge> {
        let marked = lines.iter().filter(|line| line.kind != LineKind::Text).count();
        if lines.len() < 2 || marked * 2 > lines.len() {
            return None;
        }
        let columns = Gauge::measured(lines, Measure::Columns);
        let cells = Gauge::measured(lines, Measure::Cells);
        let slack = |gauge: &Gauge| gauge.full - gauge.short;
        match (columns, cells) {
            (Some(a), Some(b)) if (b.count, slack(&a)) > (a.count, slack(&b)) => Some(b),
            (a, b) => a.or(b),
        }
    }

    fn measured(lines: &[Line], measure: Measure) -> Option<Gauge> {
        let (last, candidates) = lines.split_last()?;
        let candidates =
            candidates.iter().filter(|line| matches!(line.kind, LineKind::Text | LineKind::Item));
        let window = window(&histogram(candidates.clone().map(|line| measure.of(line))))?;
        let inside = candidates.clone().filter(|line| window.contains(&measure.of(line)));
        let (all, open) = (
            histogram(inside.clone().map(|line| measure.of(line))),
            histogram(inside.clone().filter(|line| line.close != Close::Final).map(|line| measure.of(line))),
        );
        let count = inside.clone().count();
        let full = quantile(&all, 2)?;
        // A Han character may not fit, or punctuation may have been squeezed: two columns are no sign.
        let short = quantile(&open, 10)?.min(full).saturating_sub(1);
        let gauge = Gauge { measure, full, short, margin: margin(lines), count };
        // Two or three lines show a column only if the last one stays in it.
        let fits = lines.len() > FEW || measure.of(last) <= window.end() + 2;
        (fits && count * 5 >= candidates.count() * 3 && gauge.is_prose(lines, inside)).then_some(gauge)
    }

    /// Whether the lines of the column end because it does, and carry sentences.
    fn is_prose<'a>(&self, lines: &[Line], full: impl Iterator<Item = &'a Line>) -> bool {
        let few = lines.len() <= FEW;
        let ended =
            full.filter(|line| line.close == Close::Final || (!few && line.close == Close::Pause)).count();
        let punctuated = lines.iter().filter(|line| line.pauses > 0 || line.close != Close::Plain).count();
        let pauses = lines.iter().filter(|line| line.pauses > 0).count();
        let narrow = self.full < NARROW;
        let evident = lines.len() >= 6 && pauses * 4 >= lines.len() && ended * 3 <= self.count;
        ended * 2 <= self.count && punctuated * 4 >= lines.len() && (!narrow || evident)
    }

    /// Whether the paragraph from its first line to the line `before` ends there, and `after` is another.
    pub(super) fn parts(&self, (first, before): (&Line, &Line), after: &Line) -> bool {
        let alone = |line: &Line| matches!(line.kind, LineKind::Alone | LineKind::Fence(_));
        if alone(before) || alone(after) {
            return true;
        }
        let indented = after.indent >= self.margin + 2;
        if after.continues {
            return false;
        }
        let only = first.begin == before.begin;
        indented || self.opens(before, after) || self.ends(before) || (only && self.is_title(before))
    }

    fn opens(&self, before: &Line, after: &Line) -> bool {
        let ended = before.close == Close::Final;
        match after.kind {
            LineKind::Bullet => true,
            LineKind::Item => ended || self.is_short(before),
            _ => {
                (after.bracketed && self.is_short(after))
                    || (ended && (after.indent > self.margin || self.is_over(after)))
            }
        }
    }

    fn ends(&self, before: &Line) -> bool {
        let width = self.measure.of(before);
        match before.close {
            Close::Final => self.is_short(before) || self.is_over(before),
            Close::Pause => false,
            // A heading, or the end of an item: no column is left two fifths empty for nothing.
            Close::Plain => {
                self.is_over(before)
                    || width * 5 < self.full * 3
                    || (before.bracketed && self.is_short(before))
            }
        }
    }

    /// A line that stands for itself: bare of punctuation, and the column had room.
    fn is_title(&self, line: &Line) -> bool {
        let width = self.measure.of(line);
        let bare = line.close == Close::Plain && line.pauses == 0;
        bare && self.is_short(line) && width * 6 < self.full * 5
    }

    fn is_short(&self, line: &Line) -> bool {
        self.measure.of(line) < self.short
    }

    fn is_over(&self, line: &Line) -> bool {
        self.measure.of(line) * 4 > self.full * 5
    }
}

type Histogram = [u32; WIDEST + 1];

fn histogram(widths: impl Iterator<Item = usize>) -> Histogram {
    let mut counts = [0; WIDEST + 1];
    for width in widths {
        if let Some(count) = counts.get_mut(width) {
            *count += 1;
        }
    }
    counts
}

/// The widths of a column's full lines: the sixth below some line's width that holds the most lines.
fn window(counts: &Histogram) -> Option<std::ops::RangeInclusive<usize>> {
    (NARROWEST..=WIDEST)
        .filter(|widest| counts[*widest] > 0)
        .map(|widest| widest - widest / 6..=widest)
        .max_by_key(|range| counts[range.clone()].iter().sum::<u32>())
}

/// The width below or at which one in `part` lies, rounded up.
fn quantile(counts: &Histogram, part: u32) -> Option<usize> {
    let rank = counts.iter().sum::<u32>().div_ceil(part);
    let mut seen = 0;
    counts.iter().position(|count| {
        seen += count;
        seen >= rank && seen > 0
    })
}

/// The least white space that at least a fifth of the lines do not exceed.
fn margin(lines: &[Line]) -> u16 {
    let indents = histogram(lines.iter().map(|line| usize::from(line.indent)));
    quantile(&indents, 5).and_then(|indent| u16::try_from(indent).ok()).unwrap_or_default()
}
