//! Similarity: what two aligned passages must have in common to count as the same.

use super::align::Alignment;
use super::align::EqualRun;
use crate::notation::choice;
use std::ops::Range;

/// The fewest characters that must agree for two passages to be linked.
pub(super) const MATCHES: u32 = 14;
/// So many agreeing characters make a long passage, in which chance is out of the question.
const LONG: u32 = 60;

choice! {
/// How similar two passages must be to count as the same.
#[derive(Default)]
pub enum Similar {
    /// Nine of ten characters agree
    ///
    /// Reprints with a few misread characters.
    Strict = "strict",
    /// Seven of ten, of long passages six of ten
    ///
    /// Badly read and edited copies.
    #[default]
    Normal = "normal",
    /// Half of them, among the places that links lead to
    ///
    /// The same thing said a little differently.
    Loose = "loose",
}
}

impl Similar {
    /// The fewest characters that must agree.
    #[must_use]
    pub fn matches(self) -> u32 {
        match self {
            Similar::Strict | Similar::Normal => MATCHES,
            Similar::Loose => 10,
        }
    }

    /// The least similarity of a passage in which so many characters agree.
    #[must_use]
    pub fn similarity(self, matches: u32) -> f32 {
        match self {
            Similar::Strict => 0.9,
            Similar::Normal if matches < LONG => 0.7,
            Similar::Normal => 0.62,
            Similar::Loose => 0.5,
        }
    }

    /// The parts of an alignment that count as the same: all of it, or the stretches that are left of it
    /// when it went on through text that is only a little alike.
    pub(super) fn cores(self, alignment: Alignment) -> Vec<Alignment> {
        if self.holds(&alignment) {
            return vec![alignment];
        }
        let mut cores = Vec::new();
        if alignment.matches() < self.matches() {
            return cores;
        }
        let mut rest = vec![alignment.runs.as_slice()];
        while let Some(runs) = rest.pop() {
            let best = self.best_stretch(runs);
            if let Some(core) = runs.get(best.clone()).and_then(Alignment::of).filter(|core| self.holds(core))
            {
                cores.push(core);
                rest.extend(runs.get(..best.start));
                rest.extend(runs.get(best.end..));
            }
        }
        cores
    }

    /// The neighbouring runs that agree most beyond what is asked of a short passage (Bentley:
    /// "Programming pearls: algorithm design techniques", CACM 27, 1984).
    fn best_stretch(self, runs: &[EqualRun]) -> Range<usize> {
        let asked = self.similarity(0);
        let (mut best, mut best_range) = (0.0, 0..0);
        let (mut sum, mut begin) = (0.0, 0);
        let mut last: Option<EqualRun> = None;
        for (at, &run) in runs.iter().enumerate() {
            let gap = last.map_or(0, |last| run.a - last.a - last.length + run.b - last.b - last.length);
            sum -= asked * exact(gap);
            if sum <= 0.0 {
                (sum, begin) = (0.0, at);
            }
            sum += 2.0 * (1.0 - asked) * exact(run.length);
            if sum > best {
                (best, best_range) = (sum, begin..at + 1);
            }
            last = Some(run);
        }
        best_range
    }

    /// Whether two aligned passages count as the same.
    #[must_use]
    pub fn holds(self, alignment: &Alignment) -> bool {
        let matches = alignment.matches();
        matches >= self.matches() && alignment.similarity() >= self.similarity(matches)
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of passages")]
fn exact(length: u32) -> f32 {
    length as f32
}
