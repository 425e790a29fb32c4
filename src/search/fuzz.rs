//! Laws of queries, for any text: `fuzz/run query synonyms` looks for some that break them.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::expression::Expression;
use super::expression::Literal;
use super::parse::DEPTH;
use super::parse::parse;
use super::synonyms::SPELLINGS;
use super::synonyms::Synonyms;
use super::words::Words;
use crate::catalogue::Record;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::fold;
use crate::tokenise::Tokeniser;
use bolero::check;

#[test]
fn fuzz_query() {
    let synonyms = Synonyms::parse("渡口, 码头\n船票, 票价, 3 元 => 票价").unwrap();
    let tokeniser = Tokeniser::new("百步渡 10").unwrap();
    let records = [
        Record::sample(0, "报/2031-03/渡口 [1].txt", Some("渡阳晚报"), Some("2031-03-01")),
        Record::sample(1, &"a".repeat(60), None, None),
    ];
    check!(name = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/query")).with_iterations(0).for_each(
        |input: &[u8]| {
            let text = String::from_utf8_lossy(input);
            let expression = match parse(&text, None) {
                Ok(expression) => expression,
                Err(error) => return is_argument(&error),
            };
            assert!(!matches!(expression, Expression::Not(_)), "there is something to find");
            is_sound(&expression, 2 * DEPTH + 2);
            for filter in expression.filters().0 {
                for record in &records {
                    filter.accepts(record);
                }
            }
            match synonyms.expand(expression) {
                Ok(expanded) => {
                    is_sound(&expanded, 2 * DEPTH + 3);
                    has_words(&expanded, &tokeniser);
                }
                Err(error) => is_argument(&error),
            }
        },
    );
}

/// The first line is a query, the others are the file.
#[test]
fn fuzz_synonyms() {
    check!(name = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/synonyms")).with_iterations(0).for_each(
        |input: &[u8]| {
            let input = String::from_utf8_lossy(input);
            let (query, lines) = input.split_once('\n').unwrap_or_default();
            let synonyms = match Synonyms::parse(lines) {
                Ok(synonyms) => synonyms,
                Err(error) => return is_argument(&error),
            };
            // A mark may have lost the backslash between it and its base.
            let plain = lines.replace('\\', "");
            let lines: Vec<Vec<char>> = lines.lines().chain(plain.lines()).map(fold::characters).collect();
            for (word, groups) in &synonyms.words {
                let others: Vec<&Vec<char>> =
                    groups.iter().flat_map(|&group| &synonyms.groups[group]).collect();
                let stands = |word: &[char]| {
                    lines.iter().any(|line| line.windows(word.len()).any(|part| part == word))
                };
                assert!(!word.is_empty() && !others.is_empty());
                assert!(
                    others.iter().chain([&word]).all(|word| !word.is_empty() && stands(word)),
                    "{word:?}"
                );
            }
            let Ok(expression) = parse(query, None) else { return };
            let before = expression.literals().len();
            match synonyms.expand(expression.clone()) {
                Ok(expanded) => {
                    is_sound(&expanded, 2 * DEPTH + 3);
                    assert!(expanded.literals().len() <= before * SPELLINGS);
                    assert!(synonyms != Synonyms::default() || expanded == expression, "nothing to add");
                }
                Err(error) => is_argument(&error),
            }
        },
    );
}

fn is_argument(error: &Error) {
    assert!(error.kind() == ErrorKind::Argument && !error.message().to_string().is_empty(), "{error}");
}

/// What the types do not say of an expression.
fn is_sound(expression: &Expression, depth: usize) {
    assert!(depth > 0, "too deep");
    match expression {
        Expression::Literal(literal) => is_literal(literal),
        Expression::Near(near) => {
            assert!(near.parts.len() > 1);
            for part in &near.parts {
                is_literal(part);
            }
        }
        Expression::Filter(_) => {}
        Expression::Not(not) => is_sound(not, depth - 1),
        Expression::All(parts) | Expression::Any(parts) => {
            assert!(!parts.is_empty());
            for part in parts {
                is_sound(part, depth - 1);
            }
        }
    }
}

fn is_literal(literal: &Literal) {
    assert!(!literal.characters.is_empty());
    assert_eq!(literal.characters, fold::characters(&literal.text));
}

fn has_words(expression: &Expression, tokeniser: &Tokeniser) {
    let words = Words::of(expression, tokeniser);
    assert!(words.all().all(|word| !word.is_empty()));
    let typed: Vec<String> = words.literals().iter().map(|literal| literal.iter().collect()).collect();
    let stands = |part: &String| typed.iter().any(|typed| typed.contains(part));
    assert!(words.all().chain(words.pairs()).all(stands), "each word stands in the query");
}
