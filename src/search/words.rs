//! What a query is made of when it is not taken literally: words, and pairs of neighbouring characters.

use super::expression::Expression;
use super::expression::Literal;
use super::expression::Manner;
use crate::fold::Folded;
use crate::tokenise::Tokeniser;
use rustc_hash::FxHashSet;
use std::hash::Hash;

/// The words and pairs of the literals that may be found loosely, each once.
#[derive(Default)]
pub(super) struct Words {
    /// Those of which a paragraph must hold enough.
    telling: Vec<String>,
    /// Those that only rank: words of one character that were not typed alone, unless there are no others.
    /// They are the particles of a question and the splinters of a misspelt word.
    rest: Vec<String>,
    pairs: Vec<String>,
    /// The characters of every literal, quoted ones included.
    literals: Vec<Vec<char>>,
}

impl Words {
    /// The words of an expression.
    pub(super) fn of(expression: &Expression, tokeniser: &Tokeniser) -> Self {
        let literals = expression.literals();
        let loose = || literals.iter().filter(|literal| literal.manner == Manner::Loose);
        let folded: Vec<Folded> = loose().map(|literal| Folded::of(&literal.text, 0)).collect();
        let runs: Vec<String> =
            folded.iter().flat_map(Folded::runs).map(|run| run.iter().collect()).collect();
        let runs: Vec<&str> = runs.iter().map(String::as_str).collect();
        let words = once(tokeniser.query_words(&runs).into_iter().map(str::to_owned));
        let is_telling = |word: &String| {
            let mut characters = word.chars();
            let typed_alone = |first| literals.iter().any(|literal| literal.characters == [first]);
            characters.next().is_some_and(|first| characters.next().is_some() || typed_alone(first))
        };
        let (mut telling, mut rest): (Vec<String>, Vec<String>) = words.into_iter().partition(is_telling);
        if telling.is_empty() {
            std::mem::swap(&mut telling, &mut rest);
        }
        let pairs =
            |literal: &&Literal| literal.characters.windows(2).map(String::from_iter).collect::<Vec<_>>();
        Words {
            telling,
            rest,
            pairs: once(loose().flat_map(pairs)),
            literals: literals.iter().map(|literal| literal.characters.clone()).collect(),
        }
    }

    /// All words.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.telling.iter().chain(&self.rest)
    }

    /// All pairs of neighbouring characters.
    pub(super) fn pairs(&self) -> &[String] {
        &self.pairs
    }

    /// Whether there is more than one word, so that a paragraph can hold most of them.
    pub(super) fn are_several(&self) -> bool {
        self.all().nth(1).is_some()
    }

    /// Whether they were written without spaces in between.
    pub(super) fn are_one_sentence(&self) -> bool {
        self.literals.len() == 1
    }

    /// What the query looks for, as far as it may be found literally.
    pub(super) fn literals(&self) -> &[Vec<char>] {
        &self.literals
    }

    /// The words that tell something.
    pub(super) fn telling(&self) -> &[String] {
        &self.telling
    }
}

/// Each of them once, in order.
fn once<T: Clone + Eq + Hash>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = FxHashSet::default();
    all.into_iter().filter(|item| seen.insert(item.clone())).collect()
}
