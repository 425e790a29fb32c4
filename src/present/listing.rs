//! Copies as people are shown them: what says the same once, what has little of the passage counted.

use super::excerpt;
use super::legible;
use crate::message;
use crate::message::Message;
use crate::place::OriginalSpan;
use crate::search::PassageCopy;
use crate::witnesses::CopyKind;
use std::collections::HashMap;

/// How many copies are shown, and of which kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// At most so many lines; copies that are the same to the letter share one.
    pub lines: usize,
    /// Which of them.
    pub kinds: Kinds,
}

/// Which kinds of copies are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kinds {
    /// What has at least half of the passage; the rest is counted.
    Copies,
    /// Parts and echoes too.
    All,
}

/// A copy, and those that say the same to the letter.
pub(super) struct Same<'a> {
    pub(super) copy: &'a PassageCopy,
    pub(super) others: Vec<&'a PassageCopy>,
}

impl Listing {
    /// All copies, each kind.
    #[must_use]
    pub fn all() -> Self {
        Listing { lines: usize::MAX, kinds: Kinds::All }
    }

    /// Which copies are shown, those that are the same together.
    pub(super) fn of<'a>(&self, copies: &'a [PassageCopy]) -> Vec<Same<'a>> {
        let mut shown: Vec<Same<'a>> = Vec::new();
        let mut known: HashMap<(String, bool, bool), usize> = HashMap::new();
        for copy in copies.iter().filter(|copy| self.kinds == Kinds::All || copy.kind == CopyKind::Copy) {
            let text: String = copy.text.chars().filter(|character| !character.is_whitespace()).collect();
            let at = *known.entry((text, copy.via, copy.pieces.len() > 1)).or_insert(shown.len());
            match shown.get_mut(at) {
                Some(same) => same.others.push(copy),
                None => shown.push(Same { copy, others: Vec::new() }),
            }
        }
        shown.truncate(self.lines);
        shown
    }
}

impl Same<'_> {
    /// How many more there are, and from when to when; `None` when there is none.
    pub(super) fn more(&self) -> Option<Message> {
        let mut dates: Vec<&str> = self.others.iter().filter_map(|copy| copy.about.date.as_deref()).collect();
        dates.sort_unstable();
        let range = match (dates.first(), dates.last()) {
            (Some(first), Some(last)) if first == last => format!("  {}", legible(first)),
            (Some(first), Some(last)) => format!("  {} … {}", legible(first), legible(last)),
            _ => String::new(),
        };
        let n = self.others.len();
        (n > 0).then(|| message!("= {n} more{range}", n, range))
    }

    pub(super) fn len(&self) -> usize {
        1 + self.others.len()
    }
}

/// How much of the passage shown stands there, in per cent: never all when something is lacking.
pub(super) fn percent(copy: &PassageCopy) -> String {
    format!("{:>3.0} %", (copy.coverage.min(copy.similarity) * 100.0).floor())
}

/// How many characters of the passage a copy has, from where to where; `None` when it has all of it. The passage's
/// source begins at `begin` in its document.
pub(super) fn extent(copy: &PassageCopy, (begin, text): (u32, &str)) -> Option<Message> {
    const ENDS: usize = 4;
    let at = |place: u32| OriginalSpan::new(place, place);
    if copy.covered >= copy.passage {
        return None;
    }
    let (first, last) = copy.pieces.first().zip(copy.pieces.last())?;
    let (_, from) = excerpt::neighbours(text, begin, at(first.passage.begin), ENDS);
    let (to, _) = excerpt::neighbours(text, begin, at(last.passage.end), ENDS);
    let (n, of) = (copy.covered, copy.passage);
    Some(message!("{n} of {of} characters {from}…{to}", n, of, from, to))
}
