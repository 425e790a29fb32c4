//! Laws of words, for any dictionary of a user: `fuzz/run dictionary` looks for one that breaks them.

use super::Tokeniser;
use crate::error::ErrorKind;
use crate::fold::Folded;
use bolero::check;

/// The first line is a text, the others are the dictionary.
#[test]
fn fuzz_dictionary() {
    check!(name = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/dictionary")).with_iterations(0).for_each(
        |input: &[u8]| {
            let input = String::from_utf8_lossy(input);
            let (text, lines) = input.split_once('\n').unwrap_or_default();
            match Tokeniser::new(lines) {
                Ok(tokeniser) => cuts(&tokeniser, text),
                Err(error) => {
                    let line = (1..=lines.lines().count())
                        .find(|line| error.to_string().contains(&format!("line {line}:")));
                    assert!(error.kind() == ErrorKind::Argument && line.is_some(), "{error}");
                }
            }
        },
    );
}

fn cuts(tokeniser: &Tokeniser, text: &str) {
    let folded = Folded::of(text, 0);
    let runs: Vec<String> = folded.runs().map(|run| run.iter().collect()).collect();
    let runs: Vec<&str> = runs.iter().map(String::as_str).collect();
    assert_eq!(tokeniser.query_words(&runs).concat(), runs.concat(), "words joined are the text");
    // As for the index, but for the words that the text does not hold: to load them all takes too long.
    let jieba = tokeniser.jieba_for(&runs);
    for run in runs {
        let words = jieba.cut_for_search(run, false);
        assert!(words.iter().all(|token| !token.word.is_empty() && run.contains(token.word)));
        let covered = |c: &char| words.iter().any(|token| token.word.contains(*c));
        assert!(run.chars().all(|c| covered(&c)), "{run} has characters in no word");
    }
}
