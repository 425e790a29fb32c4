//! Synonyms: other words for those of a query, from a file in the text form that Solr reads.

use super::expression::Expression;
use super::expression::Literal;
use super::expression::Manner;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold;
use crate::message;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Spellings of one word of a query, at the most.
pub(super) const SPELLINGS: usize = 256;

/// Words that stand for each other, for [`Query::synonyms`](super::Query::synonyms).
///
/// ```
#[doc = include_str!("../example.md")]
/// use duikan::Query;
/// use duikan::Synonyms;
///
/// let synonyms = Synonyms::parse("轮渡, 渡轮, 大轮船\n# the old name\n北渡 => 百步渡")?;
/// let found = |query: Query| collection.search(&query).map(|answer| answer.paragraphs);
/// assert_eq!(found(Query::new("北渡"))?, 0);
/// assert!(found(Query::new("北渡").synonyms(synonyms))? > 0);
/// assert!(Synonyms::parse("北渡 =>").is_err());
/// # Ok::<(), duikan::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// Words that are searched for together, folded: a line each.
    pub(super) groups: Vec<Vec<Vec<char>>>,
    /// Each word, folded, with the groups it is searched for as.
    pub(super) words: BTreeMap<Vec<char>, Vec<usize>>,
}

impl Synonyms {
    /// Reads synonyms: a line each, `甲, 乙, 丙` for words that stand for each other, `甲, 乙 => 丙` for
    /// words in whose place others are searched for, with Chinese or Latin commas; `#` begins a line of comment, `\`
    /// takes the next character as it is.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a line with `=>` and nothing on one of its sides, or
    /// with more words for one than a query is widened by.
    pub fn parse(text: &str) -> Result<Self> {
        let mut synonyms = Synonyms::default();
        for (number, line) in (1_usize..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let sides = sides(line);
            let (from, to) = match sides.as_slice() {
                [all] => (all, all),
                [from, to] if !from.is_empty() && !to.is_empty() => (from, to),
                _ => {
                    return Err(Error::new(
                        ErrorKind::Argument,
                        message!("synonyms, line {number}: `{line}`", number, line),
                    )
                    .advise(message!("each line is: word, word, … or: word, … => word, …")));
                }
            };
            if to.len() > SPELLINGS {
                let what = message!(
                    "synonyms, line {number}: more than {n} words for each other",
                    number,
                    n = SPELLINGS
                );
                return Err(Error::new(ErrorKind::Argument, what)
                    .advise(message!("no query could look for all of them")));
            }
            for word in from {
                synonyms.words.entry(word.clone()).or_default().push(synonyms.groups.len());
            }
            synonyms.groups.push(to.clone());
        }
        Ok(synonyms)
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

    /// The words of some groups, each once, in order; of very many, so many that there are too many.
    fn others(&self, groups: &[usize]) -> Vec<Vec<char>> {
        let mut seen = FxHashSet::default();
        let words = groups.iter().filter_map(|&group| self.groups.get(group)).flatten();
        words.filter(|word| seen.insert(*word)).take(SPELLINGS + 1).cloned().collect()
    }

    /// A literal with every word in it that has synonyms in each of their spellings.
    fn spellings(&self, literal: Literal) -> Result<Expression> {
        let mut spellings: Vec<Vec<char>> = vec![Vec::new()];
        let mut rest = literal.characters.as_slice();
        while let Some((&first, after)) = rest.split_first() {
            // The longest word that begins here.
            let begins = self.words.iter().filter(|(word, _)| rest.starts_with(word));
            let part = begins.max_by_key(|(word, _)| word.len());
            let (others, left) = match part {
                Some((word, groups)) => (self.others(groups), rest.get(word.len()..).unwrap_or_default()),
                None => (vec![vec![first]], after),
            };
            if spellings.len() * others.len() > SPELLINGS {
                let (word, n) = (&literal.text, SPELLINGS);
                let what = message!("with its synonyms, `{word}` has more than {n} spellings", word, n);
                return Err(Error::new(ErrorKind::Argument, what)
                    .advise(message!("quote it, or put spaces between its words")));
            }
            let joined =
                |begin: &Vec<char>| others.iter().map(|other| [begin.as_slice(), other].concat()).collect();
            spellings = spellings.iter().flat_map(|begin| -> Vec<Vec<char>> { joined(begin) }).collect();
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

/// The words on either side of a line's `=>`, folded.
fn sides(line: &str) -> Vec<Vec<Vec<char>>> {
    let mut sides = vec![vec![String::new()]];
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '#' if sides == [[""]] => break,
            '=' if characters.next_if_eq(&'>').is_some() => sides.push(vec![String::new()]),
            ',' | '，' | '、' => sides.last_mut().into_iter().for_each(|words| words.push(String::new())),
            _ => {
                let literal = if character == '\\' { characters.next() } else { Some(character) };
                if let Some(word) = sides.last_mut().and_then(|words| words.last_mut()) {
                    word.extend(literal);
                }
            }
        }
    }
    let folded = |words: Vec<String>| {
        words.iter().map(|word| fold::characters(word)).filter(|word| !word.is_empty()).collect()
    };
    sides.into_iter().map(folded).collect()
}
