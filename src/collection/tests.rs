//! How searches end when their time is over; the clock goes on by a second whenever somebody looks.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::*;
use crate::error::ErrorKind;
use std::fmt::Debug;
use std::fs;
use std::time::Duration;

const DOCUMENTS: u64 = 50;
const PARAGRAPHS: u64 = 200;
/// So many of the best are weighed when words are found loosely.
const WEIGHED: u64 = 160;
/// Looks at what there are few of: segments, hits, filters.
const FEW: u64 = 20;

/// Documents of a few paragraphs, each of which holds 渡口, and 等船.
fn collection() -> (tempfile::TempDir, Collection) {
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().join("texts");
    fs::create_dir(&texts).unwrap();
    for document in 0..DOCUMENTS {
        let paragraph = |number| format!("第{document}人第{number}次到渡口等船。\n\n");
        let text: String = (0..PARAGRAPHS / DOCUMENTS).map(paragraph).collect();
        fs::write(texts.join(format!("{document}.txt")), text).unwrap();
    }
    let index = folder.path().join("index");
    Collection::build(&index).texts(&texts).without_copies().run().unwrap();
    let collection = Collection::open(&index).unwrap();
    (folder, collection)
}

/// How often the clock is looked at until there is an answer. With less time there is none, and that is what is said.
fn looks<T: PartialEq + Debug>(query: &Query, answer: impl Fn(&Query) -> Result<T>) -> u64 {
    let complete = answer(query).unwrap();
    for seconds in 0..10 * PARAGRAPHS {
        match answer(&query.clone().within(Duration::from_secs(seconds))) {
            Ok(answer) => {
                assert_eq!(answer, complete);
                return seconds;
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::TooLong, "{query:?}, {seconds}: {error:?}"),
        }
    }
    panic!("{query:?} is never answered");
}

#[test]
fn a_filter_is_held_against_each_document_while_there_is_time() {
    let (_folder, collection) = collection();
    let looks = |text: &str| looks(&Query::new(text), |query| collection.documents_with(query));
    let found = PARAGRAPHS..PARAGRAPHS + FEW;
    let filtered = PARAGRAPHS + DOCUMENTS..PARAGRAPHS + DOCUMENTS + FEW;
    for (text, expected) in [
        ("渡口", &found),
        ("渡口 -水井", &found),
        ("渡口 doc:{*.txt,*.md}", &filtered),
        ("渡口 OR doc:{*.text,*.md}", &filtered),
        ("渡口 -doc:{*.text,*.md}", &filtered),
    ] {
        let looks = looks(text);
        assert!(expected.contains(&looks), "{text}: {looks}");
    }
}

#[test]
fn what_is_found_loosely_is_found_while_there_is_time() {
    let (_folder, collection) = collection();
    let looks = |text: &str| {
        let query = Query::new(text).limit(1);
        let answer = collection.search(&query).unwrap();
        assert!(answer.paragraphs == 0 && answer.hits.iter().all(|hit| hit.loose), "{answer:?}");
        looks(&query, |query| collection.search(query))
    };
    // Of a union those may be skipped that are no better than the best.
    for (text, through) in [("渡口 水井 等船", WEIGHED), ("渡口 水井 \"等船\"", PARAGRAPHS)] {
        let looks = looks(text);
        assert!((through + WEIGHED..PARAGRAPHS + WEIGHED + FEW).contains(&looks), "{text}: {looks}");
    }
}
