//! Laws of paragraphs, for any text: `fuzz/run paragraphs` looks for one that breaks them.

use super::LONGEST;
use super::line::is_space;
use super::pieces;
use super::split;
use crate::reading::Division;
use bolero::check;
use unicode_normalization::char::is_combining_mark;

/// The first byte says how often the text comes, the second where its body begins.
#[test]
fn fuzz_paragraphs() {
    check!(name = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/paragraphs")).with_iterations(0).for_each(
        |input: &[u8]| {
            let Some(([times, body], bytes)) = input.split_first_chunk() else { return };
            let text = String::from_utf8_lossy(bytes).repeat(1 + usize::from(times % 16));
            are_paragraphs(&text, u32::from(*body), Division::Shape);
            are_paragraphs(&text, u32::from(*body), Division::Blocks);
        },
    );
}

fn are_paragraphs(text: &str, body: u32, division: Division) {
    let characters: Vec<char> = text.chars().collect();
    let mut end = (body as usize).min(characters.len());
    let paragraphs = split(text, body, division);
    for (number, paragraph) in (1..).zip(&paragraphs) {
        assert_eq!(paragraph.number, number);
        let span = paragraph.span.range();
        assert!(span.start >= end, "{span:?} comes before {end}");
        assert!(characters[end..span.start].iter().all(|c| is_space(*c)), "{span:?} leaves text out");
        let own = &characters[span.clone()];
        assert!(
            own.first().zip(own.last()).is_some_and(|(first, last)| !is_space(*first) && !is_space(*last))
        );
        let most = own.get(..=LONGEST as usize).unwrap_or_default();
        assert!(most.windows(2).all(|pair| belongs(pair[0], pair[1])), "{span:?} is too long");
        let is_cut = number > 1 && span.start == end && belongs(characters[end - 1], own[0]);
        assert!(!is_cut, "a character is cut at {end}");
        end = span.end;
    }
    assert!(characters[end..].iter().all(|c| is_space(*c)), "text is left out after {end}");
    let joined: String = pieces(text, body, division).into_iter().map(|(_, piece)| piece).collect();
    let first = paragraphs.first().map_or(characters.len(), |first| first.span.begin as usize);
    assert!(joined.chars().eq(characters[first..].iter().copied()), "the pieces are not the text");
}

/// Whether a scalar value and the next one are of one character.
fn belongs(last: char, next: char) -> bool {
    const JOINER: char = '\u{200D}';
    is_combining_mark(next) || next == JOINER || last == JOINER
}
