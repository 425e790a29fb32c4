//! One name, one thing: the terms of the glossary are those of the code, and words that were given up are gone.

use crate::tree::files;
use crate::tree::package;
use std::fs;
use std::path::PathBuf;

/// Words that stood for something that has a term of its own.
const RETIRED: [&str; 18] = [
    "ballot",
    "crumb",
    "desk",
    "drawer",
    "glance",
    "office",
    "patience",
    "pile",
    "rehearsal",
    "seam",
    "seat",
    "sheet",
    "steadily",
    "visitors",
    "voices",
    "mail",
    "discover",
    "homes",
];
/// The files that people write words in.
const WRITTEN: [&str; 5] = ["rs", "py", "pyi", "js", "md"];
/// Where others use such a word: a name that a crate or an algorithm has.
const ELSEWHERE: [(&str, &str); 2] = [("office", "office document"), ("patience", "patience diff")];

/// The words of a text, lower case: `StoryCorpus`, `story_corpus` and "Story corpus" are the same two.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    let mut was_lower = false;
    for character in text.chars() {
        if character.is_uppercase() && was_lower {
            words.push(' ');
        }
        was_lower = character.is_lowercase();
        words.extend(if character.is_alphanumeric() { character } else { ' ' }.to_lowercase());
    }
    words.split(' ').filter(|word| !word.is_empty()).collect::<Vec<&str>>().join(" ")
}

/// The glossary of `ARCHITECTURE.md`: each term, and the file that it links to.
fn glossary() -> Vec<(String, PathBuf)> {
    let page = fs::read_to_string(package().join("ARCHITECTURE.md")).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with("Glossary")).unwrap().to_owned();
    let row = |line: &str| {
        let term = line.strip_prefix("| ")?.split(" |").next()?.to_owned();
        let path = line.rsplit_once("](")?.1.split(')').next()?;
        Some((term, package().join(path)))
    };
    section.lines().filter_map(row).collect()
}

#[test]
fn every_term_of_the_glossary_is_used_where_it_says() {
    let glossary = glossary();
    assert!(glossary.len() > 30, "{}", glossary.len());
    let missing = glossary.into_iter().filter(|(term, path)| {
        let text = words(&fs::read_to_string(path).unwrap());
        let term = words(term);
        !text.contains(&term) && !text.contains(&format!("{term}s"))
    });
    assert_eq!(missing.collect::<Vec<_>>(), []);
}

#[test]
fn words_that_were_given_up_are_gone() {
    let folders =
        ["src", "python/src", "python/duikan", "docs", "examples", "benches", "tools", "index_schema"]
            .map(|name| package().join(name));
    let pages = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "python/README.md"]
        .map(|name| package().join(name));
    let mut found = Vec::new();
    for path in folders.iter().flat_map(|folder| files(folder, &WRITTEN)).chain(pages) {
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            let said = format!(" {} ", words(line));
            let is_theirs =
                |word: &str| ELSEWHERE.iter().any(|(known, name)| *known == word && said.contains(name));
            let is_said = |word: &&str| said.contains(&format!(" {word} ")) && !is_theirs(word);
            found.extend(
                RETIRED.into_iter().find(is_said).map(|word| format!("{}: {word}: {line}", path.display())),
            );
        }
    }
    assert!(found.is_empty(), "these have a term in the glossary:\n{}", found.join("\n"));
}
