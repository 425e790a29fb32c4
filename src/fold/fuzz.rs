//! Laws of folding, for any text: `fuzz/run fold` looks for one that breaks them.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::Folded;
use super::Stretch;
use super::characters;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::scalars;
use bolero::check;
use proptest::prelude::*;
use unicode_normalization::char::is_combining_mark;

/// The first byte says where the text begins in its document, and where in it a paragraph ends.
#[test]
fn fuzz_fold() {
    check!(name = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/fold")).with_iterations(0).for_each(
        |input: &[u8]| {
            let Some((&at, bytes)) = input.split_first() else { return };
            is_folded(&String::from_utf8_lossy(bytes), at);
        },
    );
}

proptest! {
    #[test]
    fn any_text_is_folded(text in "\\PC{0,60}", at: u8) {
        is_folded(&text, at);
    }
}

fn is_folded(text: &str, at: u8) {
    let once: String = characters(text).iter().collect();
    assert_eq!(characters(&once), characters(text), "folding twice changes nothing");
    keeps_the_way_back(text, u32::from(at));
    keeps_its_parts(text, usize::from(at));
}

fn keeps_the_way_back(text: &str, begin: u32) {
    let folded = Folded::of(text, begin);
    let stretch = Stretch::new(text, begin, begin);
    let end = begin + scalars(text);
    let mut last = OriginalSpan::new(begin, begin);
    for at in 0..folded.len() {
        let own = FoldedSpan::new(at, at + 1);
        let origin = folded.original(own).unwrap();
        // One character of the source may fold to several.
        assert!(origin == last || origin.begin >= last.end, "{origin:?} after {last:?}");
        assert!(!origin.is_empty() && origin.end <= end);
        let source = stretch.source(origin);
        assert!(characters(&source).contains(&folded.characters()[at as usize]), "{source:?}");
        let between = stretch.source(OriginalSpan::new(last.end, origin.begin.max(last.end)));
        assert!(characters(&between).is_empty(), "{between:?} is left out");
        assert_eq!(folded.within(origin).intersect(own), own);
        let here = begin + at;
        for around in [stretch.after(here), stretch.closing(here), stretch.opening(here)] {
            let around = around.unwrap();
            assert!(around.begin <= around.end && begin <= around.begin && around.end <= end);
            assert!(characters(&stretch.source(around)).is_empty(), "{around:?} of {here}");
        }
        last = origin;
    }
    let rest = stretch.source(OriginalSpan::new(last.end, end));
    assert!(characters(&rest).is_empty(), "{rest:?} is left out at the end");
    let runs: Vec<char> = folded.runs().flatten().copied().collect();
    assert_eq!(runs, folded.characters());
}

/// A document folds to what its paragraphs fold to, one after the other.
fn keeps_its_parts(text: &str, at: usize) {
    let cut = text.char_indices().nth(at).map_or(text.len(), |(cut, _)| cut);
    let (first, second) = text.split_at(cut);
    if second.starts_with(is_combining_mark) {
        return;
    }
    let mut parts = Folded::of(first, 0);
    parts.append(second, scalars(first));
    assert_eq!(parts.characters(), characters(text));
}
