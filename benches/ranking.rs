//! Whether the right paragraph comes first: questions on `data/sample`, asked in full and in a few words.
//!
//! `cargo bench -- ranking [TEXTS QUESTIONS]` prints the mean reciprocal rank of the first of ten hits
//! that holds the answer, in its own text or that of a listed copy, beside that of plain BM25 over jieba's
//! words and pairs of characters, all folded. Questions are objects, one a line: `set`, `question`, `answer`
//! (words of the paragraph that answers). Plain BM25 gets every paragraph, each text once, so that copies do
//! not fill its list.

use crate::Outcome;
use duikan::Collection;
use duikan::Query;
use duikan::fold;
use jieba_rs::Jieba;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;
use std::fs;

/// Hits looked at.
const TOP: usize = 10;

#[derive(Deserialize)]
struct Asked {
    set: String,
    question: String,
    answer: String,
}

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let (texts, questions) = match arguments {
        [texts, questions] => (texts.as_str(), questions.as_str()),
        _ => ("data/sample", "data/questions.jsonl"),
    };
    let room = tempfile::tempdir()?;
    Collection::build(room.path()).texts(texts).run()?;
    let collection = Collection::open(room.path())?;
    let plain = Plain::of(&collection)?;
    let mut sets: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for line in fs::read_to_string(questions)?.lines() {
        let Asked { set, question, answer } = serde_json::from_str(line)?;
        let answer = folded(&answer);
        let hits = collection.search(&Query::new(&question).limit(TOP))?.hits;
        let ours = hits.iter().position(|hit| {
            let copies = hit.copies.iter().map(|copy| &copy.text);
            copies.chain([&hit.text]).any(|text| folded(text).contains(&answer))
        });
        let theirs = plain.best(&question).iter().position(|text| text.contains(&answer));
        if ours > Some(0) || ours.is_none() {
            println!(
                "{set}: {question}: rank {}",
                ours.map_or("none".to_owned(), |rank| (rank + 1).to_string())
            );
        }
        sets.entry(set).or_default().push((reciprocal(ours), reciprocal(theirs)));
    }
    for (set, ranks) in sets {
        let mean = |of: fn(&(f64, f64)) -> f64| ranks.iter().map(of).sum::<f64>() / count(ranks.len());
        let (ours, theirs) = (mean(|ranks| ranks.0), mean(|ranks| ranks.1));
        println!("{set}: {} questions, MRR@{TOP} duikan {ours:.3}, plain BM25 {theirs:.3}", ranks.len());
    }
    Ok(())
}

fn reciprocal(rank: Option<usize>) -> f64 {
    rank.map_or(0.0, |rank| 1.0 / count(rank + 1))
}

fn folded(text: &str) -> String {
    fold::characters(text).into_iter().collect()
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn count(number: usize) -> f64 {
    number as f64
}

/// BM25 (k1 1.2, b 0.75) over words and pairs of characters.
struct Plain {
    jieba: Jieba,
    /// Every different folded paragraph, and how many terms it has.
    paragraphs: Vec<(String, f64)>,
    postings: HashMap<String, Vec<(usize, f64)>>,
}

impl Plain {
    fn of(collection: &Collection) -> Outcome<Self> {
        let mut texts = HashSet::new();
        for document in collection.documents() {
            let shown = collection.show(&document.about.document)?;
            texts.extend(shown.iter().map(|paragraph| folded(&paragraph.text)));
        }
        let mut plain = Plain { jieba: Jieba::new(), paragraphs: Vec::new(), postings: HashMap::new() };
        let mut texts: Vec<String> = texts.into_iter().collect();
        texts.sort_unstable();
        for (at, text) in texts.into_iter().enumerate() {
            let terms = plain.terms(&text);
            plain.paragraphs.push((text, count(terms.values().sum())));
            for (term, times) in terms {
                plain.postings.entry(term).or_default().push((at, count(times)));
            }
        }
        Ok(plain)
    }

    fn terms(&self, text: &str) -> HashMap<String, usize> {
        let characters: Vec<char> = text.chars().collect();
        let pairs = characters.windows(2).map(String::from_iter);
        let words = self.jieba.cut_for_search(text, false).into_iter().map(|token| token.word.to_owned());
        let mut terms = HashMap::new();
        words.chain(pairs).for_each(|term| *terms.entry(term).or_default() += 1);
        terms
    }

    fn best(&self, question: &str) -> Vec<&str> {
        let all = count(self.paragraphs.len());
        let mean = self.paragraphs.iter().map(|paragraph| paragraph.1).sum::<f64>() / all;
        let mut scores = vec![0.0; self.paragraphs.len()];
        for term in self.terms(&folded(question)).into_keys() {
            let postings = self.postings.get(&term).map(Vec::as_slice).unwrap_or_default();
            let held = count(postings.len());
            let rarity = (1.0 + (all - held + 0.5) / (held + 0.5)).ln();
            for &(at, times) in postings {
                let length = self.paragraphs[at].1 / mean;
                scores[at] += rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length));
            }
        }
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        order.into_iter().take(TOP).map(|at| self.paragraphs[at].0.as_str()).collect()
    }
}
