//! Alignments: two passages that are the same, character against character.

use crate::place::FoldedSpan;

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

impl EqualRun {
    /// Adds characters that agree, at places of both texts, to the runs before them.
    pub(crate) fn push(runs: &mut Vec<EqualRun>, (a, b): (u32, u32), length: u32) {
        match runs.last_mut() {
            Some(last) if last.a + last.length == a && last.b + last.length == b => last.length += length,
            _ => runs.push(EqualRun { a, b, length }),
        }
    }
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
    /// The alignment that runs make, given in order; `None` when there is none.
    #[must_use]
    pub fn of(runs: &[EqualRun]) -> Option<Self> {
        let (first, last) = (runs.first()?, runs.last()?);
        let a = FoldedSpan::new(first.a, last.a + last.length);
        let b = FoldedSpan::new(first.b, last.b + last.length);
        Some(Alignment { a, b, runs: runs.to_vec() })
    }

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

    /// The stretches of both passages that are aligned: between two of them one side has `gap` characters or more that
    /// the other lacks or has something else for.
    pub fn stretches(&self, gap: u32) -> impl Iterator<Item = (FoldedSpan, FoldedSpan)> {
        let apart = move |last: &EqualRun, next: &EqualRun| {
            (next.a - last.a - last.length).max(next.b - last.b - last.length) < gap
        };
        let spans = |runs: &[EqualRun]| Alignment::of(runs).map(|stretch| (stretch.a, stretch.b));
        self.runs.chunk_by(apart).filter_map(spans).filter(|(a, b)| !a.is_empty() || !b.is_empty())
    }

    /// The parts of the first passage that have a character of the second over against them, the same or another, outside
    /// of differences of `gap` characters and more; ascending.
    pub fn aligned(&self, gap: u32) -> impl Iterator<Item = FoldedSpan> {
        let runs = self.runs.iter().map(|run| FoldedSpan::new(run.a, run.a + run.length));
        let misread = self.runs.iter().zip(self.runs.iter().skip(1)).filter_map(move |(last, next)| {
            let (a, b) = (last.a + last.length, last.b + last.length);
            let both = (next.a - a).min(next.b - b);
            let is_one = (next.a - a).max(next.b - b) < gap;
            is_one.then(|| FoldedSpan::new(a, a + both))
        });
        let mut spans: Vec<FoldedSpan> = runs.chain(misread).filter(|span| !span.is_empty()).collect();
        spans.sort_unstable();
        spans.into_iter()
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

    /// An alignment of a text with itself in parts that do not overlap: what is said several times without a break
    /// aligns with its own neighbourhood, and each time is a copy of the next.
    pub fn apart(self) -> impl Iterator<Item = Self> {
        let is_one = self.a.intersect(self.b).is_empty();
        let period = if is_one { self.a.len() } else { self.a.begin.abs_diff(self.b.begin) }.max(1);
        let (begin, end) = (self.a.begin, self.a.end.max(self.a.begin + 1));
        let part = move |begin: u32| {
            if is_one {
                return Some(self.clone());
            }
            let clipped = self.clip(FoldedSpan::new(begin, begin + period))?;
            let runs: Vec<EqualRun> = clipped.runs.into_iter().filter(|run| run.length > 0).collect();
            Alignment::of(&runs).filter(|part| part.a.intersect(part.b).is_empty())
        };
        (begin..end).step_by(period as usize).filter_map(part)
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
pub(crate) fn ratio(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::copies::extend::Extender;

    fn characters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn clipping_keeps_what_is_spoilt_at_the_edge() {
        let a = characters("甲乙丙丁戊己庚辛壬癸");
        let b = characters("甲乙丙丁误己庚辛壬癸");
        let whole = Extender::default().extend(&a, &b, 0, 0);
        let clipped = whole.clip(FoldedSpan::new(4, 8)).unwrap();
        assert_eq!(
            (clipped.a, clipped.b, clipped.matches()),
            (FoldedSpan::new(4, 8), FoldedSpan::new(4, 8), 3)
        );
        assert_eq!(whole.clip(FoldedSpan::new(20, 30)), None);
    }
}
