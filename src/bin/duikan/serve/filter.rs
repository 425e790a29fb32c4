//! Filters as Meilisearch writes them: `series = "晚报" AND (date >= 2031-03 OR title CONTAINS 渡口)`. They become
//! conditions in duikan's own query language.

use super::trouble::Trouble;
use crate::condition::condition;
use serde::Deserialize;
use std::iter::Peekable;
use std::vec::IntoIter;
use utoipa::ToSchema;

/// One expression, or several that all have to hold; in a list inside the list, one of them has to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(untagged)]
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
/// How deep brackets and NOT may be nested.
const DEPTH: usize = 32;

impl Filter {
    /// How many bytes its expressions have.
    pub(super) fn length(&self) -> usize {
        let any = |any: &AnyOf| match any {
            AnyOf::Expression(text) => text.len(),
            AnyOf::Any(texts) => texts.iter().map(String::len).sum(),
        };
        match self {
            Filter::Expression(text) => text.len(),
            Filter::All(parts) => parts.iter().map(any).sum(),
        }
    }

    /// The conditions in the query language; empty when there are none.
    pub(super) fn conditions(&self) -> Result<String, Trouble> {
        let any = |any: &AnyOf| match any {
            AnyOf::Expression(text) => parsed(text),
            AnyOf::Any(texts) => Ok(joined(texts.iter().map(|text| parsed(text)), " OR ")?),
        };
        match self {
            Filter::Expression(text) => parsed(text),
            Filter::All(parts) => joined(parts.iter().map(any), " "),
        }
    }
}

/// The conditions of a filter that may be missing.
pub(super) fn conditions(filter: Option<&Filter>) -> Result<String, Trouble> {
    filter.map_or(Ok(String::new()), Filter::conditions)
}

fn joined(parts: impl Iterator<Item = Result<String, Trouble>>, by: &str) -> Result<String, Trouble> {
    let parts = parts.filter(|part| part.as_ref().map_or(true, |part| !part.is_empty()));
    let parts = parts.map(|part| part.map(|part| format!("({part})"))).collect::<Result<Vec<String>, _>>()?;
    Ok(parts.join(by))
}

fn parsed(text: &str) -> Result<String, Trouble> {
    if text.len() > LONGEST {
        return Err(wrong(&format!("it is longer than {LONGEST} bytes")));
    }
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let mut parser = Parser { tokens: tokens(text)?.into_iter().peekable() };
    let conditions = parser.any(0)?;
    match parser.tokens.next() {
        None => Ok(conditions),
        Some(token) => Err(wrong(&format!("AND or OR is missing before {}", token.shown()))),
    }
}

fn wrong(why: &str) -> Trouble {
    let example = "write `series = 晚报 AND date >= 2031-03`";
    Trouble::invalid("invalid_filter", format!("the filter makes no sense: {why} ({example})"))
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

fn tokens(text: &str) -> Result<Vec<Token>, Trouble> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let sign = SIGNS.into_iter().chain([","]).find(|sign| rest.starts_with(sign));
        if let Some(sign) = sign {
            tokens.push(Token::Sign(sign));
            rest = rest.strip_prefix(sign).unwrap_or_default();
        } else if matches!(first, '"' | '\'') {
            let inside = rest.strip_prefix(first).unwrap_or_default();
            let (quoted, after) =
                inside.split_once(first).ok_or_else(|| wrong(&format!("a {first} is not closed")))?;
            tokens.push(Token::Quoted(quoted.to_owned()));
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

struct Parser {
    tokens: Peekable<IntoIter<Token>>,
}

impl Parser {
    fn takes(&mut self, word: &str) -> bool {
        self.tokens.next_if(|token| token.is(word)).is_some()
    }

    fn any(&mut self, depth: usize) -> Result<String, Trouble> {
        let mut any = self.all(depth)?;
        while self.takes("OR") {
            any = format!("({any}) OR ({})", self.all(depth)?);
        }
        Ok(any)
    }

    fn all(&mut self, depth: usize) -> Result<String, Trouble> {
        let mut all = self.one(depth)?;
        while self.takes("AND") {
            all = format!("({all}) ({})", self.one(depth)?);
        }
        Ok(all)
    }

    fn one(&mut self, depth: usize) -> Result<String, Trouble> {
        if depth > DEPTH {
            return Err(wrong("there are too many brackets inside each other"));
        }
        if self.takes("NOT") {
            return Ok(format!("-({})", self.one(depth + 1)?));
        }
        if self.takes("(") {
            let inside = self.any(depth + 1)?;
            return if self.takes(")") { Ok(inside) } else { Err(wrong("a bracket is not closed")) };
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<String, Trouble> {
        let field = match self.value("an attribute")?.to_ascii_lowercase() {
            field if field == "doc" => "document".to_owned(),
            field => field,
        };
        if !["document", "series", "title", "date"].contains(&field.as_str()) {
            let known = "document, series, title and date are known";
            return Err(wrong(&format!("`{field}` is no attribute; {known}")));
        }
        let not = self.takes("NOT");
        let condition = if self.takes("IN") { self.one_of(&field)? } else { self.compared(&field)? };
        Ok(if not { format!("-({condition})") } else { condition })
    }

    fn one_of(&mut self, field: &str) -> Result<String, Trouble> {
        let mut values = Vec::new();
        let open = self.takes("[");
        while open && !self.takes("]") {
            values.push(equal(field, &self.value("a value or `]`")?));
            self.takes(",");
        }
        if values.is_empty() { Err(wrong("IN wants [values]")) } else { Ok(values.join(" OR ")) }
    }

    fn compared(&mut self, field: &str) -> Result<String, Trouble> {
        let operator = self.tokens.next().ok_or_else(|| wrong("an operator is missing at the end"))?;
        let operators = ["=", "!=", ">", ">=", "<", "<=", "CONTAINS"];
        let Some(sign) = operators.into_iter().find(|sign| operator.is(sign)) else {
            return match (field, operator) {
                ("date", Token::Bare(from) | Token::Quoted(from)) if self.takes("TO") => {
                    Ok(condition("date", &format!("{from}..{}", self.value("a date")?)))
                }
                (_, operator) => Err(wrong(&format!("{} is no operator of `{field}`", operator.shown()))),
            };
        };
        let value = self.value("a value")?;
        match (sign, field) {
            ("=", _) => Ok(equal(field, &value)),
            ("!=", _) => Ok(format!("-({})", equal(field, &value))),
            ("CONTAINS", "document" | "series" | "title") => Ok(condition(field, &value)),
            (">=", "date") => Ok(condition(field, &format!("{value}.."))),
            ("<=", "date") => Ok(condition(field, &format!("..{value}"))),
            (">", "date") => {
                Ok(format!("{} -{}", condition(field, &format!("{value}..")), equal(field, &value)))
            }
            ("<", "date") => {
                Ok(format!("{} -{}", condition(field, &format!("..{value}")), equal(field, &value)))
            }
            _ => Err(wrong(&format!("{sign} is no operator of `{field}`"))),
        }
    }

    fn value(&mut self, what: &str) -> Result<String, Trouble> {
        match self.tokens.next() {
            Some(Token::Bare(value) | Token::Quoted(value)) => Ok(value),
            Some(sign @ Token::Sign(_)) => {
                Err(wrong(&format!("{what} should stand where {} is", sign.shown())))
            }
            None => Err(wrong(&format!("{what} is missing at the end"))),
        }
    }
}

fn equal(field: &str, value: &str) -> String {
    if field == "date" { condition(field, value) } else { condition(field, &format!("={value}")) }
}
