//! tantivy's view of words and character pairs: two tokenizers for values this room prepares.

use super::grams;
use super::grams::Gram;
use super::queue::Queue;
use crate::fold::Folded;
use crate::tokenise::Tokeniser;
use std::sync::Arc;
use tantivy::tokenizer::Token;
use tantivy::tokenizer::TokenStream;
use tantivy::tokenizer::Tokenizer;

/// The value of the field `words`: the runs of a folded paragraph, a space between them.
pub(crate) fn words_value(paragraph: &Folded) -> String {
    let mut value = String::with_capacity(paragraph.len() as usize * 3);
    for run in paragraph.runs() {
        value.extend((!value.is_empty()).then_some(' '));
        value.extend(run);
    }
    value
}

/// The value of the field `grams`: a folded paragraph, the characters that follow it, the title; the mark between them.
pub(crate) fn grams_value(own: &[char], following: &[char], title: &[char]) -> String {
    let mark = || std::iter::once(&grams::MARK);
    own.iter().chain(mark()).chain(following.iter().take(grams::REACH)).chain(mark()).chain(title).collect()
}

/// Cuts a value of `words` by jieba.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) tokeniser: Arc<Tokeniser>,
    /// Is told of every value that is cut.
    pub(super) queue: Arc<Queue>,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Tokens<Box<dyn Iterator<Item = &'a str> + 'a>, &'a str>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> Self::TokenStream<'a> {
        self.queue.leave(value.len());
        let words = value.split(' ').flat_map(|run| self.tokeniser.index_words(run));
        Tokens::new(Box::new(words), |word, text| {
            text.clear();
            text.push_str(word);
        })
    }
}

/// Cuts a value of `grams` into pairs.
#[derive(Clone, Default)]
pub(crate) struct Grams {
    characters: Vec<char>,
}

impl Tokenizer for Grams {
    type TokenStream<'a> = Tokens<Box<dyn Iterator<Item = Gram> + 'a>, Gram>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> Self::TokenStream<'a> {
        self.characters.clear();
        self.characters.extend(value.chars());
        let mut parts = self.characters.split(|&c| c == grams::MARK);
        let mut part = || parts.next().unwrap_or_default();
        let (own, following, title) = (part(), part(), part());
        Tokens::new(Box::new(grams::grams(own, following).chain(grams::of_title(title))), Gram::write)
    }
}

/// A token stream over an iterator; the position of a token is its number.
pub(crate) struct Tokens<I, T> {
    items: I,
    write: fn(T, &mut String),
    token: Token,
}

impl<T, I: Iterator<Item = T>> Tokens<I, T> {
    fn new(items: I, write: fn(T, &mut String)) -> Self {
        Tokens { items, write, token: Token::default() }
    }
}

impl<T, I: Iterator<Item = T>> TokenStream for Tokens<I, T> {
    fn advance(&mut self) -> bool {
        let Some(item) = self.items.next() else {
            return false;
        };
        (self.write)(item, &mut self.token.text);
        // Wraps from its initial usize::MAX to 0.
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
