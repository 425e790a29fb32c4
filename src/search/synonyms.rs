//! Synonyms: other words for those of a query, from a file in the text form that Solr reads.

use super::parse::Expression;
use super::parse::Literal;
use super::parse::Manner;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold;
use std::collections::BTreeMap;

/// Spellings of one word of a query, at the most.
const SPELLINGS: usize = 256;

/// Words that stand for each other, for [`Query::synonyms`](super::Query::synonyms).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// What each word is searched for as; folded.
    words: BTreeMap<Vec<char>, Vec<Vec<char>>>,
}

impl Synonyms {
    /// Reads synonyms: a line each, `甲, 乙, 丙` for words that stand for each other, `甲, 乙 => 丙` for
    /// words in whose place others are searched for; `#` begins a comment, `\` takes the next character
    /// as it is.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a line with `=>` and nothing on one of its sides.
    pub fn parse(text: &str) -> Result<Self> {
        let mut words: BTreeMap<Vec<char>, Vec<Vec<char>>> = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let sides: Vec<Vec<Vec<char>>> = sides(line).iter().map(|side| terms(side)).collect();
            let (from, to) = match sides.as_slice() {
                [all] => (all, all),
                [from, to] if !from.is_empty() && !to.is_empty() => (from, to),
                _ => {
                    return Err(Error::new(
                        ErrorKind::Argument,
                        format!("synonyms, line {number}: `{line}`"),
                    )
                    .hint("each line is: word, word, … or: word, … => word, …"));
                }
            };
            for word in from {
                let known = words.entry(word.clone()).or_default();
                known.extend(to.iter().filter(|other| !known.contains(other)).cloned().collect::<Vec<_>>());
            }
        }
        Ok(Synonyms { words })
    }

    /// An expression in which words that were not quoted may also be what stands for them.
    pub(super) fn expand(&self, expression: Expression) -> Result<Expression> {
        let all =
            |parts: Vec<Expression>| parts.into_iter().map(|part| self.expand(part)).collect::<Result<_>>();
        Ok(match expression {
            Expression::Literal(literal) if literal.manner == Manner::Loose => self.spellings(literal)?,
            Expression::All(parts) => Expression::All(all(parts)?),
            Expression::Any(parts) => Expression::Any(all(parts)?),
            Expression::Not(not) => Expression::Not(Box::new(self.expand(*not)?)),
            other => other,
        })
    }

    /// A literal with every word in it that has synonyms in each of their spellings.
    fn spellings(&self, literal: Literal) -> Result<Expression> {
        let mut spellings: Vec<Vec<char>> = vec![Vec::new()];
        let mut rest = literal.characters.as_slice();
        while let Some((&first, after)) = rest.split_first() {
            // The longest word that begins here.
            let begins = self.words.iter().filter(|(word, _)| rest.starts_with(word));
            let part = begins.max_by_key(|(word, _)| word.len());
            let alone = vec![vec![first]];
            let (others, left) = match part {
                Some((word, others)) => (others, rest.get(word.len()..).unwrap_or_default()),
                None => (&alone, after),
            };
            let joined =
                |begin: &Vec<char>| others.iter().map(|other| [begin.as_slice(), other].concat()).collect();
            spellings = spellings.iter().flat_map(|begin| -> Vec<Vec<char>> { joined(begin) }).collect();
            if spellings.len() > SPELLINGS {
                let what =
                    format!("with its synonyms, `{}` has more than {SPELLINGS} spellings", literal.text);
                return Err(
                    Error::new(ErrorKind::Argument, what).hint("quote it, or put spaces between its words")
                );
            }
            rest = left;
        }
        if spellings == [literal.characters.as_slice()] {
            return Ok(Expression::Literal(literal));
        }
        let other = |characters: Vec<char>| {
            let text = if characters == literal.characters {
                literal.text.clone()
            } else {
                characters.iter().collect()
            };
            Expression::Literal(Literal { text, characters, manner: Manner::Loose })
        };
        Ok(Expression::Any(spellings.into_iter().map(other).collect()))
    }
}

/// The sides of a line about its `=>`, with escaped characters marked by [`ESCAPED`].
fn sides(line: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next().into_iter().flat_map(|next| [ESCAPED, next])),
            '#' if plain.trim().is_empty() => break,
            other => plain.push(other),
        }
    }
    plain.split("=>").map(str::to_owned).collect()
}

/// Stands before a character that was escaped; folding drops it.
const ESCAPED: char = '\u{1}';

/// The words of a side, folded.
fn terms(side: &str) -> Vec<Vec<char>> {
    let mut last = None;
    let ends = |character: char| {
        let ends = character == ',' && last != Some(ESCAPED);
        last = Some(character);
        ends
    };
    side.split(ends).map(fold::characters).filter(|word| !word.is_empty()).collect()
}
