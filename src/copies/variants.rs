//! Variants 异文: the places where two copies of a passage differ, each of one class.

use super::align::Alignment;
use super::align::EqualRun;
use crate::fold::Stretch;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use serde::Serialize;

/// What kind of difference a variant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// The same character in another script or form: 繁/简, 异体.
    Script,
    /// Punctuation, width, letter case.
    Punctuation,
    /// One or two characters for as many others, as OCR misreads them.
    Character,
    /// Words changed.
    Wording,
    /// One copy lacks a stretch.
    Gap,
}

/// One difference between two copies; a side that lacks the text has an empty span where it would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its class.
    pub class: Class,
    /// Where it stands in the first copy, in Unicode scalar values of the source.
    pub a: OriginalSpan,
    /// Where it stands in the second copy.
    pub b: OriginalSpan,
    /// What the first copy has.
    pub a_text: String,
    /// What the second copy has.
    pub b_text: String,
}

/// All differences between two aligned passages, in order. `alignment` and the stretches count folded
/// characters from the beginning of their documents; the stretches hold the aligned passages.
#[must_use]
pub fn variants(alignment: &Alignment, a: &Stretch, b: &Stretch) -> Vec<Variant> {
    let mut pair = Pair { a, b, variants: Vec::new() };
    let mut last: Option<EqualRun> = None;
    for &run in &alignment.runs {
        if let Some(last) = last {
            pair.between(last, run);
        }
        pair.inside(run);
        last = Some(run);
    }
    pair.variants
}

struct Pair<'a> {
    a: &'a Stretch,
    b: &'a Stretch,
    variants: Vec<Variant>,
}

impl Pair<'_> {
    /// What differs between two stretches that agree.
    fn between(&mut self, last: EqualRun, next: EqualRun) {
        let a = FoldedSpan::new(last.a + last.length, next.a);
        let b = FoldedSpan::new(last.b + last.length, next.b);
        let class = match (a.len(), b.len()) {
            (0, 0) => return self.dropped(next.a, next.b),
            (0, _) | (_, 0) => Class::Gap,
            (one, other) if one == other && one <= 2 => Class::Character,
            _ => Class::Wording,
        };
        if let (Some(a), Some(b)) = (place(self.a, a), place(self.b, b)) {
            self.push(class, a, b);
        }
    }

    /// What differs where the folded characters agree: their forms, and what folding dropped.
    fn inside(&mut self, run: EqualRun) {
        for (at_a, at_b) in (run.a..run.a + run.length).zip(run.b..) {
            if at_a > run.a {
                self.dropped(at_a, at_b);
            }
            let (Some(a), Some(b)) = (character(self.a, at_a), character(self.b, at_b)) else {
                continue;
            };
            let (text_a, text_b) = (self.a.source(a), self.b.source(b));
            if text_a != text_b {
                let class = if is_width(&text_a, &text_b) { Class::Punctuation } else { Class::Script };
                self.push(class, a, b);
            }
        }
    }

    /// Compares the punctuation before two characters; how lines were wrapped is no difference.
    fn dropped(&mut self, before_a: u32, before_b: u32) {
        let gap = |side: &Stretch, before: u32| {
            let (left, right) = (character(side, before.checked_sub(1)?)?, character(side, before)?);
            Some(OriginalSpan::new(left.end, right.begin.max(left.end)))
        };
        let (Some(a), Some(b)) = (gap(self.a, before_a), gap(self.b, before_b)) else {
            return;
        };
        if a.is_empty() && b.is_empty() {
            return;
        }
        if visible(&self.a.source(a)).ne(visible(&self.b.source(b))) {
            self.push(Class::Punctuation, trim(self.a, a), trim(self.b, b));
        }
    }

    fn push(&mut self, class: Class, a: OriginalSpan, b: OriginalSpan) {
        let (a_text, b_text) = (self.a.source(a), self.b.source(b));
        match self.variants.last_mut() {
            // 國務院 against 国务院 is one variant, not two.
            Some(last)
                if class == Class::Script
                    && last.class == class
                    && last.a.end == a.begin
                    && last.b.end == b.begin =>
            {
                last.a.end = a.end;
                last.b.end = b.end;
                last.a_text.push_str(&a_text);
                last.b_text.push_str(&b_text);
            }
            _ => self.variants.push(Variant { class, a, b, a_text, b_text }),
        }
    }
}

fn character(side: &Stretch, at: u32) -> Option<OriginalSpan> {
    side.original(FoldedSpan::new(at, at + 1))
}

/// The source span of a folded span; for an empty one, the place right after the character before it.
fn place(side: &Stretch, span: FoldedSpan) -> Option<OriginalSpan> {
    if !span.is_empty() {
        return side.original(span);
    }
    let end = character(side, span.begin.checked_sub(1)?)?.end;
    Some(OriginalSpan::new(end, end))
}

fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control())
}

/// A span without the white space around what is visible in it.
fn trim(side: &Stretch, span: OriginalSpan) -> OriginalSpan {
    let text: Vec<char> = side.source(span).chars().collect();
    let count = |spaces: usize| u32::try_from(spaces).unwrap_or(0);
    let before = text.iter().take_while(|c| c.is_whitespace()).count();
    if before == text.len() {
        return OriginalSpan::new(span.begin, span.begin);
    }
    let after = text.iter().rev().take_while(|c| c.is_whitespace()).count();
    OriginalSpan::new(span.begin + count(before), span.end - count(after))
}

fn is_width(a: &str, b: &str) -> bool {
    let han = |text: &str| text.chars().any(|c| ('\u{2e80}'..='\u{fe4f}').contains(&c) || c >= '\u{20000}');
    !han(a) && !han(b)
}
