//! Variants 异文: the places where two copies of a passage differ, each of one class.

use super::align::Alignment;
use super::align::EqualRun;
use super::class::Class;
use super::class::is_width;
use super::class::visible;
use crate::fold::Stretch;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::reading::Region;
use serde::Serialize;

/// One difference between two copies; a side that lacks the text has an empty span where it would stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
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
    /// Where it stands on the pictures of the first copy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub a_regions: Vec<Region>,
    /// Where it stands on the pictures of the second copy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub b_regions: Vec<Region>,
}

impl Variant {
    /// One that stands on no pictures.
    pub(crate) fn new(class: Class, [a, b]: [(OriginalSpan, String); 2]) -> Self {
        let ((a, a_text), (b, b_text)) = (a, b);
        Variant { class, a, b, a_text, b_text, a_regions: Vec::new(), b_regions: Vec::new() }
    }
}

/// All differences between two aligned passages, in order. `alignment` and the stretches count folded
/// characters from the beginning of their documents; the stretches hold the aligned passages.
#[must_use]
pub(crate) fn variants(alignment: &Alignment, a: &Stretch, b: &Stretch) -> Vec<Variant> {
    let mut pair = Pair { within: (alignment.a, alignment.b), a, b, variants: Vec::new() };
    let mut last: Option<EqualRun> = None;
    let border = |a, b| Some(EqualRun { a, b, length: 0 });
    let uncut = alignment.runs.iter().map(|&run| pair.uncut(run)).filter(|run| run.length > 0);
    let (begin, end) =
        (border(alignment.a.begin, alignment.b.begin), border(alignment.a.end, alignment.b.end));
    let runs: Vec<EqualRun> = begin.into_iter().chain(uncut).chain(end).collect();
    for run in readable(&runs) {
        if let Some(last) = last {
            pair.between(last, run);
        }
        pair.inside(run);
        last = Some(run);
    }
    pair.variants
}

/// The runs without those that agree by chance: 国民相识 and 民心 are two wordings, though 民 stands in both.
/// A run is taken for chance when the differences beside it are as long, not both of misread characters,
/// and it parts what is of like length.
fn readable(runs: &[EqualRun]) -> Vec<EqualRun> {
    let mut kept: Vec<EqualRun> = Vec::new();
    for (at, &run) in runs.iter().enumerate() {
        let is_chance = kept.last().zip(runs.get(at + 1)).is_some_and(|(&before, &after)| {
            let (left, right) = (Gap::between(before, run), Gap::between(run, after));
            let whole = Gap::between(before, after);
            run.length <= left.longer().min(right.longer())
                && 2 * run.length <= left.longer().max(right.longer())
                && (left.a != left.b || right.a != right.b)
                && whole.longer() <= LIKE * whole.a.min(whole.b)
        });
        if !is_chance {
            kept.push(run);
        }
    }
    kept
}

/// Two wordings are of like length when neither is longer than so many times the other.
const LIKE: u32 = 3;

/// How much either text has between two runs.
struct Gap {
    a: u32,
    b: u32,
}

impl Gap {
    fn between(one: EqualRun, next: EqualRun) -> Self {
        Gap { a: next.a - one.a - one.length, b: next.b - one.b - one.length }
    }

    fn longer(&self) -> u32 {
        self.a.max(self.b)
    }
}

struct Pair<'a> {
    /// The passage in both texts: punctuation outside is no part of it.
    within: (FoldedSpan, FoldedSpan),
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
            (0, _) | (_, 0) => return self.gap(a, b),
            _ => Class::of(self.a.slice(a), self.b.slice(b)),
        };
        self.dropped(a.begin, b.begin);
        if let (Some(a), Some(b)) = (self.a.original(a), self.b.original(b)) {
            // By whole source characters, of which the alignment may have a part.
            let class = Class::between(&self.a.source(a), &self.b.source(b)).unwrap_or(class);
            self.push(class, a, b);
        }
        self.dropped(next.a, next.b);
    }

    /// One side lacks a stretch. The punctuation that the other side has there belongs before or after
    /// it, wherever it is the same, else to the difference.
    fn gap(&mut self, a: FoldedSpan, b: FoldedSpan) {
        let (full, empty, here, there, within) = if b.is_empty() {
            (a, b, self.a, self.b, self.within.0)
        } else {
            (b, a, self.b, self.a, self.within.1)
        };
        let Some(stretch) = here.original(full) else { return };
        let inside = |at: u32| dropped_before(here, at).filter(|_| at > within.begin && at < within.end);
        let (before, after) = (inside(full.begin), inside(full.end));
        let kept = empty.begin.checked_sub(1).and_then(|last| there.after(last));
        let (before, after) = (before.unwrap_or(at_begin(stretch)), after.unwrap_or(at_end(stretch)));
        let kept = kept.unwrap_or_else(|| at_begin(there.original(there.span()).unwrap_or(stretch)));
        let is_same = |span| visible(&here.source(span)).eq(visible(&there.source(kept)));
        let (stretch, kept) = if is_same(before) {
            (OriginalSpan::new(stretch.begin, after.end), at_end(kept))
        } else if is_same(after) {
            (OriginalSpan::new(before.begin, stretch.end), at_begin(kept))
        } else if let Some(at) = split(&there.source(kept), &here.source(before), &here.source(after)) {
            (stretch, OriginalSpan::new(kept.begin + at, kept.begin + at))
        } else {
            (OriginalSpan::new(before.begin, after.end), kept)
        };
        let (stretch, kept) = (trim(here, stretch), trim(there, kept));
        let (a, b) = if b.is_empty() { (stretch, kept) } else { (kept, stretch) };
        self.push(Class::Gap, a, b);
    }

    /// Whether one source character of either side was folded to a character and to the one before it.
    fn is_cut(&self, a: u32, b: u32) -> bool {
        let is_one = |side: &Stretch, at: u32| {
            at.checked_sub(1)
                .and_then(|last| side.character(last))
                .is_some_and(|last| side.character(at) == Some(last))
        };
        is_one(self.a, a) || is_one(self.b, b)
    }

    /// A run without the parts of source characters that it has not in full, as the g of ㎏.
    fn uncut(&self, mut run: EqualRun) -> EqualRun {
        while run.length > 0 && self.is_cut(run.a, run.b) {
            run = EqualRun { a: run.a + 1, b: run.b + 1, length: run.length - 1 };
        }
        while run.length > 0 && self.is_cut(run.a + run.length, run.b + run.length) {
            run.length -= 1;
        }
        run
    }

    /// What differs where the folded characters agree: their forms, and what folding dropped.
    fn inside(&mut self, run: EqualRun) {
        let mut offset = 0;
        while offset < run.length {
            let (at_a, at_b) = (run.a + offset, run.b + offset);
            // Whole source characters on both sides.
            let more =
                (1..run.length - offset).take_while(|more| self.is_cut(at_a + more, at_b + more)).count();
            let length = u32::try_from(more).unwrap_or(0) + 1;
            if offset > 0 {
                self.dropped(at_a, at_b);
            }
            offset += length;
            let span = |at: u32| FoldedSpan::new(at, at + length);
            let (Some(a), Some(b)) = (self.a.original(span(at_a)), self.b.original(span(at_b))) else {
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
        if before_a <= self.within.0.begin || before_a >= self.within.0.end {
            return;
        }
        let (Some(a), Some(b)) = (dropped_before(self.a, before_a), dropped_before(self.b, before_b)) else {
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
            _ => self.variants.push(Variant::new(class, [(a, a_text), (b, b_text)])),
        }
    }
}

/// Where a text parts into two others, but for white space; in Unicode scalar values.
fn split(text: &str, before: &str, after: &str) -> Option<u32> {
    let both: Vec<char> = visible(before).chain(visible(after)).collect();
    let first = visible(before).count();
    let seen = |character: char| !character.is_whitespace() && !character.is_control();
    let at = text.chars().scan(0, |count, character| {
        let reached = *count;
        *count += usize::from(seen(character));
        Some(reached)
    });
    let at = at.take_while(|&count| count < first).count();
    (first > 0 && visible(text).eq(both)).then(|| u32::try_from(at).unwrap_or(0))
}

/// What folding dropped between a character and the one before it.
fn dropped_before(side: &Stretch, at: u32) -> Option<OriginalSpan> {
    side.character(at)?;
    side.after(at.checked_sub(1)?)
}

fn at_begin(span: OriginalSpan) -> OriginalSpan {
    OriginalSpan::new(span.begin, span.begin)
}

fn at_end(span: OriginalSpan) -> OriginalSpan {
    OriginalSpan::new(span.end, span.end)
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::copies::extend::Extender;
    use proptest::prelude::*;

    fn between(a: &str, b: &str) -> (Stretch, Stretch, Alignment) {
        let (a, b) = (Stretch::new(a, 5, 3), Stretch::new(b, 9, 2));
        let alignment = Extender::default().extend(a.characters(), b.characters(), 0, 0).shift(3, 2);
        (a, b, alignment)
    }

    fn classes(a: &str, b: &str) -> Vec<(Class, String, String)> {
        let (a, b, alignment) = between(a, b);
        variants(&alignment, &a, &b).into_iter().map(|v| (v.class, v.a_text, v.b_text)).collect()
    }

    #[test]
    fn each_difference_has_its_class() {
        let one = |class, a: &str, b: &str| vec![(class, a.to_owned(), b.to_owned())];
        assert_eq!(
            classes("渡口已经重开。", "渡口已經重開。"),
            [
                (Class::Script, "经".to_owned(), "經".to_owned()),
                (Class::Script, "开".to_owned(), "開".to_owned()),
            ]
        );
        assert_eq!(classes("渡口重开，船工", "渡口重开,船工"), one(Class::Punctuation, "，", ","));
        assert_eq!(classes("渡口５号船", "渡口5号船"), one(Class::Punctuation, "５", "5"));
        assert_eq!(classes("渡口重开以后船工", "渡口重并以后船工"), one(Class::Character, "开", "并"));
        assert_eq!(
            classes(
                "老渡口经过大修后于清晨六时重开以后每天乘客很多",
                "老渡口经过大修后已在黎明重开以后每天乘客很多"
            ),
            one(Class::Wording, "于清晨六时", "已在黎明")
        );
        assert_eq!(classes("渡口今日重开以后每天开船", "渡口重开以后每天开船"), one(Class::Gap, "今日", ""));
    }

    #[test]
    fn a_line_wrap_is_no_difference() {
        assert_eq!(classes("渡口重\n开以后，\n船工", "渡口\n重开以后，船工"), []);
    }

    proptest! {
        #[test]
        fn applying_the_variants_to_one_copy_gives_the_other(
            a in "[渡口經经重開开，,。㎏kgⅣ½ \n]{1,40}", b in "[渡口經经重開开，,。㎏kgⅣ½ \n]{1,40}",
        ) {
            let (a, b, alignment) = between(&format!("船{a}"), &format!("船{b}"));
            let (span_a, span_b) = (a.original(alignment.a), b.original(alignment.b));
            let (span_a, span_b) = (span_a.unwrap(), span_b.unwrap());
            let mut applied = String::new();
            let mut at = span_a.begin;
            for variant in variants(&alignment, &a, &b) {
                prop_assert!(variant.a.begin >= at, "variants ascend and never overlap");
                prop_assert_eq!(a.source(variant.a), variant.a_text);
                prop_assert_eq!(b.source(variant.b), variant.b_text.clone());
                applied += &a.source(OriginalSpan::new(at, variant.a.begin));
                applied += &variant.b_text;
                at = variant.a.end;
            }
            applied += &a.source(OriginalSpan::new(at, span_a.end));
            let seen = |text: &str| visible(text).collect::<String>();
            prop_assert_eq!(seen(&applied), seen(&b.source(span_b)));
        }
    }
}
