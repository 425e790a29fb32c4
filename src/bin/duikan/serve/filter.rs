//! Filters as Meilisearch writes them: `series = "晚报" AND (date >= 2031-03 OR title CONTAINS 渡口)`. They become
//! conditions of the library.

use super::api_error::ApiError;
use super::api_error::Code;
use duikan::Condition;
use duikan::Field;
use serde::Deserialize;
use std::iter::Peekable;
use std::vec::IntoIter;
use utoipa::ToSchema;

/// One expression, or several that all have to hold; in a list inside the list, one of them has to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(untagged, expecting = "`filter` is an expression, or a list of expressions and lists of them")]
pub(super) enum Filter {
    /// An expression: `attribute OPERATOR value`, with AND, OR, NOT and brackets. Attributes: document, series,
    /// title, date. Operators: =, !=, CONTAINS, IN `[a, b]`; for dates also >, >=, <, <= and `a TO b`.
    Expression(String),
    /// All of these.
    All(Vec<AnyOf>),
}

/// An expression, or several of which one has to hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum AnyOf {
    /// An expression.
    Expression(String),
    /// One of these.
    Any(Vec<String>),
}

/// The longest filter, in bytes.
const LONGEST: usize = 6000;
/// What a part of it takes beside its text, in bytes.
const EACH: usize = 32;
/// How deep brackets and NOT may be nested.
const DEPTH: usize = 32;

impl Filter {
    /// How many bytes it takes, more or less.
    pub(super) fn length(&self) -> usize {
        let any = |any: &AnyOf| match any {
            AnyOf::Expression(text) => EACH + text.len(),
            AnyOf::Any(texts) => EACH + texts.iter().map(|text| EACH + text.len()).sum::<usize>(),
        };
        match self {
            Filter::Expression(text) => EACH + text.len(),
            Filter::All(parts) => EACH + parts.iter().map(any).sum::<usize>(),
        }
    }

    /// The condition that documents have to meet; `None` when nothing is said.
    pub(super) fn condition(&self) -> Result<Option<Condition>, ApiError> {
        if self.length() > LONGEST {
            return Err(wrong(&format!("it is longer than {LONGEST} bytes")));
        }
        let any = |any: &AnyOf| match any {
            AnyOf::Expression(text) => parsed(text),
            AnyOf::Any(texts) => joined(texts.iter().map(|text| parsed(text)), Condition::any),
        };
        match self {
            Filter::Expression(text) => parsed(text),
            Filter::All(parts) => joined(parts.iter().map(any), Condition::all),
        }
    }
}

/// All conditions that are said, as one.
fn joined(
    parts: impl Iterator<Item = Result<Option<Condition>, ApiError>>,
    join: fn(Vec<Condition>) -> Condition,
) -> Result<Option<Condition>, ApiError> {
    let parts = parts.filter_map(Result::transpose).collect::<Result<Vec<Condition>, ApiError>>()?;
    Ok((!parts.is_empty()).then(|| join(parts)))
}

fn parsed(text: &str) -> Result<Option<Condition>, ApiError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let mut parser = Parser { tokens: tokens(text)?.into_iter().peekable() };
    let condition = parser.any(0)?;
    match parser.tokens.next() {
        None => Ok(Some(condition)),
        Some(token) => Err(wrong(&format!("AND or OR is missing before {}", token.shown()))),
    }
}

fn wrong(why: &str) -> ApiError {
    let example = "write `series = 晚报 AND date >= 2031-03`";
    ApiError::invalid(Code::InvalidFilter, format!("the filter makes no sense: {why} ({example})"))
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A word that may be a keyword.
    Bare(String),
    /// What stood in quotation marks.
    Quoted(String),
    /// An operator, bracket or comma.
    Sign(&'static str),
}

impl Token {
    fn is(&self, word: &str) -> bool {
        match self {
            Token::Bare(bare) => bare.eq_ignore_ascii_case(word),
            Token::Sign(sign) => *sign == word,
            Token::Quoted(_) => false,
        }
    }

    fn shown(&self) -> String {
        match self {
            Token::Bare(text) | Token::Quoted(text) => format!("`{text}`"),
            Token::Sign(sign) => format!("`{sign}`"),
        }
    }
}

/// Longer ones first.
const SIGNS: [&str; 10] = ["!=", ">=", "<=", "=", ">", "<", "(", ")", "[", "]"];

fn tokens(text: &str) -> Result<Vec<Token>, ApiError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let sign = SIGNS.into_iter().chain([","]).find(|sign| rest.starts_with(sign));
        if let Some(sign) = sign {
            tokens.push(Token::Sign(sign));
            rest = rest.strip_prefix(sign).unwrap_or_default();
        } else if matches!(first, '"' | '\'') {
            let (quoted, after) =
                quoted(rest, first).ok_or_else(|| wrong(&format!("a {first} is not closed")))?;
            tokens.push(Token::Quoted(quoted));
            rest = after;
        } else {
            let ends = |c: char| c.is_whitespace() || "=!<>()[],\"'".contains(c);
            let end = rest.find(ends).unwrap_or(rest.len()).max(first.len_utf8());
            let (bare, after) = rest.split_at(end);
            tokens.push(Token::Bare(bare.to_owned()));
            rest = after;
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// What stands between two quotation marks, of which a backslash takes the meaning, and what comes after them.
fn quoted(text: &str, mark: char) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut characters = text.chars();
    characters.next();
    while let Some(character) = characters.next() {
        match character {
            '\\' => inside.push(characters.next()?),
            character if character == mark => return Some((inside, characters.as_str())),
            character => inside.push(character),
        }
    }
    None
}

struct Parser {
    tokens: Peekable<IntoIter<Token>>,
}

impl Parser {
    fn takes(&mut self, word: &str) -> bool {
        self.tokens.next_if(|token| token.is(word)).is_some()
    }

    fn any(&mut self, depth: usize) -> Result<Condition, ApiError> {
        let mut any = vec![self.all(depth)?];
        while self.takes("OR") {
            any.push(self.all(depth)?);
        }
        Ok(Condition::any(any))
    }

    fn all(&mut self, depth: usize) -> Result<Condition, ApiError> {
        let mut all = vec![self.one(depth)?];
        while self.takes("AND") {
            all.push(self.one(depth)?);
        }
        Ok(Condition::all(all))
    }

    fn one(&mut self, depth: usize) -> Result<Condition, ApiError> {
        if depth > DEPTH {
            return Err(wrong("there are too many brackets inside each other"));
        }
        if self.takes("NOT") {
            return Ok(self.one(depth + 1)?.negated());
        }
        if self.takes("(") {
            let inside = self.any(depth + 1)?;
            return if self.takes(")") { Ok(inside) } else { Err(wrong("a bracket is not closed")) };
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Condition, ApiError> {
        let name = self.value("an attribute")?;
        let attribute = match name.to_ascii_lowercase().as_str() {
            "document" | "doc" => Some(Field::Document),
            "series" => Some(Field::Series),
            "title" => Some(Field::Title),
            "date" => None,
            _ => {
                let known = "document, series, title and date are known";
                return Err(wrong(&format!("`{name}` is no attribute; {known}")));
            }
        };
        let not = self.takes("NOT");
        let condition = if self.takes("IN") { self.one_of(attribute)? } else { self.compared(attribute)? };
        Ok(if not { condition.negated() } else { condition })
    }

    fn one_of(&mut self, attribute: Option<Field>) -> Result<Condition, ApiError> {
        let mut values = Vec::new();
        let open = self.takes("[");
        while open && !self.takes("]") {
            values.push(equal(attribute, &self.value("a value or `]`")?)?);
            self.takes(",");
        }
        if values.is_empty() { Err(wrong("IN wants [values]")) } else { Ok(Condition::any(values)) }
    }

    fn compared(&mut self, attribute: Option<Field>) -> Result<Condition, ApiError> {
        let operator = self.tokens.next().ok_or_else(|| wrong("an operator is missing at the end"))?;
        if let (None, Token::Bare(from) | Token::Quoted(from)) = (attribute, &operator)
            && self.takes("TO")
        {
            return dates(&date(from)?, &date(&self.value("a date")?)?);
        }
        let operators = ["=", "!=", ">", ">=", "<", "<=", "CONTAINS"];
        let unknown = || wrong(&format!("{} is no operator here", operator.shown()));
        let sign = operators.into_iter().find(|sign| operator.is(sign)).ok_or_else(unknown)?;
        let value = self.value("a value")?;
        match (sign, attribute) {
            ("=", _) => equal(attribute, &value),
            ("!=", _) => Ok(equal(attribute, &value)?.negated()),
            ("CONTAINS", Some(field)) => Ok(Condition::contains(field, &value)),
            (">=", None) => dates(&date(&value)?, ""),
            ("<=", None) => dates("", &date(&value)?),
            (">", None) => Ok(Condition::all([dates(&date(&value)?, "")?, equal(None, &value)?.negated()])),
            ("<", None) => Ok(Condition::all([dates("", &date(&value)?)?, equal(None, &value)?.negated()])),
            _ => Err(unknown()),
        }
    }

    fn value(&mut self, what: &str) -> Result<String, ApiError> {
        match self.tokens.next() {
            Some(Token::Quoted(value)) if value.trim().is_empty() => Err(wrong(&format!("{what} is empty"))),
            Some(Token::Bare(value) | Token::Quoted(value)) => Ok(value),
            Some(sign @ Token::Sign(_)) => {
                Err(wrong(&format!("{what} should stand where {} is", sign.shown())))
            }
            None => Err(wrong(&format!("{what} is missing at the end"))),
        }
    }
}

fn equal(attribute: Option<Field>, value: &str) -> Result<Condition, ApiError> {
    match attribute {
        Some(field) => Ok(Condition::is(field, value)),
        None => Ok(Condition::dates(&date(value)?)?),
    }
}

fn dates(from: &str, to: &str) -> Result<Condition, ApiError> {
    Ok(Condition::dates(&format!("{from}..{to}"))?)
}

/// One date: no range, and not nothing.
fn date(value: &str) -> Result<String, ApiError> {
    let is_one = !value.contains("..") && value.contains(|character: char| character.is_ascii_digit());
    if is_one { Ok(value.to_owned()) } else { Err(wrong(&format!("`{value}` is no date"))) }
}
