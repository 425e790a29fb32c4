//! Printed pages: documents as they were printed, with the lines that send a reader from one page to another.

use crate::fold::Stretch;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::is_sentence_end;

/// The longest jump line, in folded characters: 下转第十二版.
const JUMP: usize = 7;

/// Folded characters between a jump line and the text around it.
const CLOSE: u32 = 16;

/// A whole document.
pub(crate) struct PrintedPage {
    pub(crate) stretch: Stretch,
    /// Where its paragraphs begin, in folded characters.
    pub(crate) paragraphs: Vec<u32>,
    /// Jump lines, in folded characters, ascending.
    pub(crate) jumps: Vec<FoldedSpan>,
}

impl PrintedPage {
    /// The page of a document, given whole.
    pub(crate) fn of(stretch: Stretch, paragraphs: Vec<u32>) -> Self {
        let jumps = jumps(&stretch);
        PrintedPage { stretch, paragraphs, jumps }
    }

    /// Whether a sentence runs on before a character: nothing ends it there.
    pub(crate) fn runs_on(&self, at: u32) -> bool {
        let after = at.checked_sub(1).and_then(|last| self.stretch.after(last));
        let is_end = |c| is_sentence_end(c) || matches!(c, '；' | ';' | '.' | '：' | ':');
        after.is_some_and(|after| !self.stretch.source(after).contains(is_end))
    }

    /// The jump line that a place comes after, with few characters between.
    pub(crate) fn jump_before(&self, at: u32) -> Option<FoldedSpan> {
        self.jumps.iter().rev().copied().find(|jump| jump.end <= at).filter(|jump| at - jump.end <= CLOSE)
    }

    /// Where the text that nothing else takes begins before a place: after the last of `taken` or the last jump
    /// line.
    pub(crate) fn free_before(&self, taken: &[FoldedSpan], at: u32) -> u32 {
        let ends = taken.iter().chain(&self.jumps).map(|span| span.end).filter(|&end| end <= at);
        ends.max().unwrap_or(self.stretch.span().begin)
    }
}

/// Lines in brackets that send to another page or come from one: （下转7版）, (上接第一版).
fn jumps(stretch: &Stretch) -> Vec<FoldedSpan> {
    let characters = stretch.characters();
    let first = stretch.span().begin;
    let pages = characters.iter().enumerate().filter(|(_, character)| **character == '版').map(|(at, _)| at);
    let jump = |end: usize| {
        let line = characters.get(end.saturating_sub(JUMP - 1)..end)?;
        let begin = end - line.len() + begin_of(line)?;
        let short = |at: usize| u32::try_from(at).map_or(u32::MAX, |at| at + first);
        let span = FoldedSpan::new(short(begin), short(end + 1));
        is_bracketed(stretch, span).then_some(span)
    };
    pages.filter_map(jump).collect()
}

/// Where a jump line begins among the characters before its last.
fn begin_of(line: &[char]) -> Option<usize> {
    let is_digit =
        |character: &&char| character.is_ascii_digit() || "一二三四五六七八九十〇".contains(**character);
    let digits = line.iter().rev().take_while(is_digit).count();
    let mut end = line.len().checked_sub(digits).filter(|_| digits > 0)?;
    let at = |at: usize| at.checked_sub(1).and_then(|at| line.get(at));
    if at(end) == Some(&'第') {
        end -= 1;
    }
    match (at(end), end.checked_sub(1).and_then(at)) {
        (Some('接'), Some('上')) | (Some('转'), Some('下')) => Some(end - 2),
        (Some('接' | '转'), _) => Some(end - 1),
        _ => None,
    }
}

/// Whether a span stands right after an opening bracket.
fn is_bracketed(stretch: &Stretch, span: FoldedSpan) -> bool {
    let begin = stretch.character(span.begin).and_then(|own| own.begin.checked_sub(1));
    begin.is_some_and(|at| {
        stretch.source(OriginalSpan::new(at, at + 1)).contains(['(', '（', '[', '［', '〔', '【'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_sends_to_another_page_is_a_jump() {
        let stretch =
            Stretch::new("（接1版）\n渡口重开(下转第十二版)。本报二版消息，接三版（上接第２版）", 0, 0);
        let found: Vec<String> =
            jumps(&stretch).iter().map(|&jump| stretch.slice(jump).iter().collect()).collect();
        assert_eq!(found, ["接1版", "下转第十二版", "上接第2版"]);
    }
}
