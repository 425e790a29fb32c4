//! A stretch of a document: neighbouring paragraphs as they stand in the source, and folded.

use super::Folded;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::narrow;
use crate::place::part;
use crate::place::scalars;

/// Source text of a document from some place on, with its folded text; all spans that go in and out
/// count from the beginning of the document.
///
/// ```
/// use duikan::FoldedSpan;
/// use duikan::OriginalSpan;
/// use duikan::fold::Stretch;
///
/// // The second paragraph of a document: 40 scalar values, 36 folded characters come before it.
/// let stretch = Stretch::new("“擺渡，開船。”他說", 40, 36);
/// assert_eq!(stretch.slice(FoldedSpan::new(36, 40)), ['摆', '渡', '开', '船']);
/// assert_eq!(stretch.original(FoldedSpan::new(36, 38)), Some(OriginalSpan::new(41, 43)));
/// assert_eq!(stretch.source(stretch.closing(39).expect("what closes")), "。”");
/// assert_eq!(stretch.source(stretch.opening(36).expect("what opens")), "“");
/// assert_eq!(stretch.within(OriginalSpan::new(44, 46)), FoldedSpan::new(38, 40));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    source: Vec<char>,
    begin: u32,
    folded: Folded,
    folded_begin: u32,
}

impl Stretch {
    /// The source text that begins at `begin` in its document, and at `folded_begin` in its folded text.
    #[must_use]
    pub fn new(source: &str, begin: u32, folded_begin: u32) -> Self {
        Stretch { source: source.chars().collect(), begin, folded: Folded::of(source, begin), folded_begin }
    }

    /// The folded characters; the first stands at `span().begin` in the document.
    #[must_use]
    pub fn characters(&self) -> &[char] {
        self.folded.characters()
    }

    /// What it covers of the folded document.
    #[must_use]
    pub fn span(&self) -> FoldedSpan {
        FoldedSpan::new(self.folded_begin, self.folded_begin + self.folded.len())
    }

    /// What it covers of the source.
    #[must_use]
    pub fn whole(&self) -> OriginalSpan {
        OriginalSpan::new(self.begin, self.begin + length(&self.source))
    }

    /// The folded characters in a span, clipped to the stretch.
    #[must_use]
    pub fn slice(&self, span: FoldedSpan) -> &[char] {
        part(self.folded.characters(), self.local(span).range())
    }

    /// The source span of a folded span; `None` when it is empty or reaches outside.
    #[must_use]
    pub fn original(&self, span: FoldedSpan) -> Option<OriginalSpan> {
        (span == self.span().intersect(span)).then(|| self.folded.original(self.local(span)))?
    }

    /// The source span of one folded character.
    #[must_use]
    pub fn character(&self, at: u32) -> Option<OriginalSpan> {
        self.original(FoldedSpan::new(at, at + 1))
    }

    /// The source span of what folding dropped after a character, up to the next one or the end of the
    /// stretch.
    #[must_use]
    pub fn after(&self, at: u32) -> Option<OriginalSpan> {
        let begin = self.character(at)?.end;
        let end = self.character(at + 1).map_or(self.begin + length(&self.source), |next| next.begin);
        Some(OriginalSpan::new(begin, end.max(begin)))
    }

    /// The source span of what closes after a character on its line: punctuation up to the next opening one.
    #[must_use]
    pub fn closing(&self, at: u32) -> Option<OriginalSpan> {
        let after = self.after(at)?;
        let text = self.source(after);
        let line = text.split('\n').next().unwrap_or_default();
        let closing = line.find(is_opening).map_or(line, |at| line.split_at(at).0).trim_end();
        Some(OriginalSpan::new(after.begin, after.begin + scalars(closing)))
    }

    /// The source span of what opens before a character, on its line.
    #[must_use]
    pub fn opening(&self, at: u32) -> Option<OriginalSpan> {
        let end = self.character(at)?.begin;
        let begin =
            at.checked_sub(1).and_then(|last| self.character(last)).map_or(self.begin, |last| last.end);
        let text = self.source(OriginalSpan::new(begin.min(end), end));
        let opens = text.chars().rev().take_while(|&character| is_opening(character)).count();
        Some(OriginalSpan::new(end - u32::try_from(opens).unwrap_or(0), end))
    }

    /// The folded span of what a source span holds.
    #[must_use]
    pub fn within(&self, span: OriginalSpan) -> FoldedSpan {
        let local = self.folded.within(span);
        FoldedSpan::new(local.begin + self.folded_begin, local.end + self.folded_begin)
    }

    /// The source text in a span, clipped to the stretch.
    #[must_use]
    pub fn source(&self, span: OriginalSpan) -> String {
        let end = (span.end.saturating_sub(self.begin) as usize).min(self.source.len());
        let begin = (span.begin.saturating_sub(self.begin) as usize).min(end);
        self.source.get(begin..end).unwrap_or_default().iter().collect()
    }

    fn local(&self, span: FoldedSpan) -> FoldedSpan {
        let span = self.span().intersect(span);
        let local = |at: u32| at.saturating_sub(self.folded_begin).min(self.folded.len());
        FoldedSpan::new(local(span.begin), local(span.end))
    }
}

/// Whether a character opens a quotation or a bracket.
pub(crate) fn is_opening(character: char) -> bool {
    "（([〔【《〈“‘「『".contains(character)
}

fn length(source: &[char]) -> u32 {
    narrow(source.len())
}
