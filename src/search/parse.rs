//! The query language: from text to an expression. Lenient: an unclosed quote or bracket ends with the
//! text, as while typing.

use super::condition::Condition;
use super::expression::Expression;
use super::expression::Literal;
use super::expression::Manner;
use super::expression::Near;
use super::expression::all;
use super::expression::one_or;
use super::filter::Filter;
use super::filter::says_nothing;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold;
use crate::message;
use rustc_hash::FxHashSet;
use std::iter::Peekable;
use std::str::Chars;

/// Parses the words of a query, of which documents must meet a condition besides.
///
/// # Errors
/// [`ErrorKind::Argument`] when nothing is left to search for, or a date is none.
pub(super) fn parse(text: &str, only: Option<&Condition>) -> Result<Expression> {
    let mut parser = Parser { tokens: tokens(text), at: 0 };
    let mut parts = Vec::new();
    while parser.at < parser.tokens.len() {
        parts.extend(parser.any(0)?);
        parser.at += 1; // a closing bracket that nothing opened
    }
    // Words of which nothing is left are not the same as none.
    let is_said = !parts.is_empty() || text.trim().is_empty();
    let only = only.filter(|_| is_said);
    parts.splice(..0, only.map(|only| only.0.clone()));
    match all(parts) {
        Some(expression) if only.is_some() || expression.is_positive() => Ok(expression),
        Some(expression) if expression.says_what_to_find() => {
            Err(Error::new(ErrorKind::Argument, message!("one side of OR only says what not to find"))
                .advise(message!("add a word to find to that side, or leave it out")))
        }
        Some(_) => Err(Error::new(ErrorKind::Argument, message!("the query only says what not to find"))
            .advise(message!("add a word to find"))),
        None => Err(Error::new(ErrorKind::Argument, message!("there is nothing to search for"))
            .advise(message!("the query needs a letter, a digit or a Chinese character"))),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Within(u32),
    Field(String),
    Open,
    Close,
    Minus,
    Or,
}

/// Quotation marks that make a literal, opening and closing.
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('「', '」'), ('『', '』'), ('＂', '＂')];
const FIELDS: [&str; 6] = ["doc", "document", "series", "title", "date", "quality"];

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = text.chars().peekable();
    let mut open = 0_usize;
    while let Some(character) = characters.next() {
        let ends = if open > 0 { ENDS_IN_BRACKETS } else { ENDS };
        if let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == character) {
            let quoted: String = characters.by_ref().take_while(|c| c != close).collect();
            if character != '"'
                && characters.peek().is_some_and(|&next| !is_tilde(next) && continues(next, ends))
            {
                // Text goes on behind it: a sentence that quotes somebody, not a literal.
                push_word(&mut tokens, &(quoted + &rest_of_word(&mut characters, ends)));
            } else {
                tokens.push(Token::Quoted(quoted));
                tokens.extend(within(&mut characters).map(Token::Within));
            }
            continue;
        }
        match character {
            '(' | '（' => {
                open += 1;
                tokens.push(Token::Open);
            }
            ')' | '）' => {
                open = open.saturating_sub(1);
                tokens.push(Token::Close);
            }
            '-' | '－' if characters.peek().is_some_and(|next| !next.is_whitespace()) => {
                tokens.push(Token::Minus);
            }
            _ if character.is_whitespace() => {}
            _ => {
                push_word(&mut tokens, &(String::from(character) + &rest_of_word(&mut characters, ends)));
            }
        }
    }
    tokens
}

/// The number of `~10` behind a quotation.
fn within(characters: &mut Peekable<Chars<'_>>) -> Option<u32> {
    characters.next_if(|&next| is_tilde(next))?;
    let digits: String = std::iter::from_fn(|| characters.next_if(char::is_ascii_digit)).collect();
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
}

/// What ends a word, beside white space; Chinese quotation marks and brackets are part of a pasted sentence.
const ENDS: &str = "\"＂()";
/// The same where a bracket is open.
const ENDS_IN_BRACKETS: &str = "\"＂()）";

/// What is left of a word.
fn rest_of_word(characters: &mut Peekable<Chars<'_>>, ends: &str) -> String {
    std::iter::from_fn(|| characters.next_if(|&next| continues(next, ends))).collect()
}

/// Whether a word goes on with a character.
fn continues(character: char, ends: &str) -> bool {
    !character.is_whitespace() && !ends.contains(character)
}

fn is_tilde(character: char) -> bool {
    matches!(character, '~' | '～')
}

fn push_word(tokens: &mut Vec<Token>, word: &str) {
    if matches!(word, "OR" | "|") {
        return tokens.push(Token::Or);
    }
    if let Some((field, value)) = word.split_once([':', '：'])
        && FIELDS.contains(&field)
    {
        tokens.push(Token::Field(field.to_owned()));
        tokens.extend((!value.is_empty()).then(|| Token::Word(value.to_owned())));
    } else if word != "AND" {
        tokens.push(Token::Word(word.to_owned()));
    }
}

/// How deep brackets and minus signs may be nested.
pub(super) const DEPTH: usize = 64;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn any(&mut self, depth: usize) -> Result<Option<Expression>> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.all(depth)?);
            if self.tokens.get(self.at) != Some(&Token::Or) {
                return Ok(one_or(parts, Expression::Any));
            }
            self.at += 1;
        }
    }

    fn all(&mut self, depth: usize) -> Result<Option<Expression>> {
        let mut parts = Vec::new();
        while let Some(token) = self.tokens.get(self.at) {
            if matches!(token, Token::Or | Token::Close) {
                break;
            }
            parts.extend(self.unary(depth)?);
        }
        Ok(all(parts))
    }

    fn unary(&mut self, depth: usize) -> Result<Option<Expression>> {
        if depth > DEPTH {
            return Err(Error::new(
                ErrorKind::Argument,
                message!("the query has too many brackets inside each other"),
            ));
        }
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        match token {
            Some(Token::Minus) => Ok(self.unary(depth + 1)?.map(|part| Expression::Not(Box::new(part)))),
            Some(Token::Open) => {
                let inside = self.any(depth + 1);
                self.at += usize::from(self.tokens.get(self.at) == Some(&Token::Close));
                inside
            }
            Some(Token::Field(field)) => self.field(&field),
            Some(Token::Word(text)) => Ok(literal(text, Manner::Loose).map(Expression::Literal)),
            Some(Token::Quoted(text)) => Ok(self.quoted(text)),
            Some(Token::Close | Token::Or | Token::Within(_)) | None => Ok(None),
        }
    }

    /// A literal, or several that stand near each other when a number says how near.
    fn quoted(&mut self, text: String) -> Option<Expression> {
        let Some(&Token::Within(within)) = self.tokens.get(self.at) else {
            return literal(text, Manner::Exact).map(Expression::Literal);
        };
        self.at += 1;
        let parts = text.split_whitespace().filter_map(|part| literal(part.to_owned(), Manner::Exact));
        // What is written twice stands near itself.
        let mut seen = FxHashSet::default();
        let mut parts: Vec<Literal> = parts.filter(|part| seen.insert(part.characters.clone())).collect();
        match parts.len() {
            0 | 1 => parts.pop().map(Expression::Literal),
            _ => Some(Expression::Near(Near { parts, within })),
        }
    }

    fn field(&mut self, field: &str) -> Result<Option<Expression>> {
        match self.tokens.get(self.at) {
            Some(Token::Word(value) | Token::Quoted(value)) => {
                self.at += 1;
                Filter::parse(field, value).transpose().map(|filter| filter.map(Expression::Filter))
            }
            _ => Err(says_nothing(field)),
        }
    }
}

fn literal(text: String, manner: Manner) -> Option<Literal> {
    let characters = fold::characters(&text);
    (!characters.is_empty()).then_some(Literal { text, characters, manner })
}
