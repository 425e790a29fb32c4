//! From an expression to a tantivy query: characters decide what is found, words how it ranks.

use super::expression::Expression;
use super::expression::Literal;
use super::filter::Filter;
use super::words::Words;
use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index::AnyOf;
use crate::index::Exact;
use crate::index::Reader;
use crate::index::Time;
use crate::index::grams;
use crate::index::grams::Phrase;
use crate::index::schema::Fields;
use crate::message;
use tantivy::Term;
use tantivy::query::AllQuery;
use tantivy::query::BooleanQuery;
use tantivy::query::ConstScoreQuery;
use tantivy::query::Occur;
use tantivy::query::PhraseQuery;
use tantivy::query::Query;
use tantivy::query::RegexQuery;
use tantivy::query::TermQuery;
use tantivy::query::TermSetQuery;
use tantivy::schema::IndexRecordOption;

type Clause = (Occur, Box<dyn Query>);

/// Makes tantivy queries for one index.
pub(super) struct Compiler<'a> {
    pub(super) reader: &'a Reader,
    pub(super) fields: &'a Fields,
    pub(super) catalogue: &'a Catalogue,
    pub(super) time: Time,
}

/// So many words and pairs rank, or find loosely, at the most: a pasted page has enough of them with those.
const MOST: usize = 256;

impl Compiler<'_> {
    /// Paragraphs that meet the expression, ranked by their literals and by `words`. Literals longer
    /// than [`grams::EXACT`] are looked up by their beginning.
    pub(super) fn strict(&self, expression: &Expression, words: &Words) -> Result<Box<dyn Query>> {
        let condition = self.condition(expression)?;
        // A query of several parts is slower to go through, be it only one.
        if words.all().next().is_none() {
            return Ok(condition);
        }
        let mut clauses = vec![(Occur::Must, condition)];
        let word = |word| Box::new(TermQuery::new(self.word(word), IndexRecordOption::WithFreqs));
        clauses.extend(words.all().take(MOST).map(|each| (Occur::Should, self.exact(word(each)))));
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Paragraphs that hold any of `words` or of their pairs, and meet every condition that is not a loose literal.
    pub(super) fn loose(&self, expression: &Expression, words: &Words) -> Result<AnyOf> {
        let pair = |pair: &String| Term::from_field_text(self.fields.grams, pair);
        let any = words.all().map(|word| self.word(word)).chain(words.pairs().iter().map(pair));
        // Of too many, some from everywhere.
        let apart = (words.all().count() + words.pairs().len()).div_ceil(MOST).max(1);
        let mut conditions = Vec::new();
        for condition in expression.conditions().iter().filter(|condition| !condition.is_loose()) {
            conditions.extend(self.clause(condition)?);
        }
        Ok(AnyOf { terms: any.step_by(apart).collect(), conditions })
    }

    fn condition(&self, expression: &Expression) -> Result<Box<dyn Query>> {
        match expression {
            Expression::Literal(literal) => self.literal(literal),
            Expression::Near(near) => {
                let parts: Result<_> = near.parts.iter().map(|part| self.literal(part)).collect();
                Ok(Box::new(BooleanQuery::intersection(parts?)))
            }
            Expression::Filter(filter) => self.filter(filter),
            Expression::Any(parts) => {
                let parts: Result<_> = parts.iter().map(|part| self.condition(part)).collect();
                Ok(Box::new(BooleanQuery::union(parts?)))
            }
            Expression::All(parts) => {
                let mut clauses: Vec<Clause> = vec![(Occur::Must, everything())];
                for part in parts {
                    clauses.extend(self.clause(part)?);
                }
                Ok(Box::new(BooleanQuery::new(clauses)))
            }
            Expression::Not(_) => {
                let mut clauses: Vec<Clause> = vec![(Occur::Must, everything())];
                clauses.extend(self.clause(expression)?);
                Ok(Box::new(BooleanQuery::new(clauses)))
            }
        }
    }

    /// A part of a conjunction. What is not to be found and more than the index can tell is left to
    /// verification, lest paragraphs go that only hold its beginning.
    fn clause(&self, part: &Expression) -> Result<Option<Clause>> {
        match part {
            Expression::Not(not) if !is_told(not) => Ok(None),
            Expression::Not(not) => Ok(Some((Occur::MustNot, self.condition(not)?))),
            other => Ok(Some((Occur::Must, self.condition(other)?))),
        }
    }

    fn literal(&self, literal: &Literal) -> Result<Box<dyn Query>> {
        self.characters(&literal.characters)
    }

    /// Paragraphs in which characters begin, or the first [`grams::EXACT`] of them.
    pub(super) fn characters(&self, characters: &[char]) -> Result<Box<dyn Query>> {
        match characters.get(..characters.len().min(grams::EXACT)).unwrap_or_default() {
            [single] => {
                // Every pair that begins with it, and the character alone at a document's end.
                let pattern = format!("{}?{single}.?", grams::TITLE);
                let query = RegexQuery::from_pattern(&pattern, self.fields.grams);
                let what = || {
                    Error::new(
                        ErrorKind::Argument,
                        message!("`{single}` cannot be searched for", single = single.to_string()),
                    )
                };
                Ok(self.exact(Box::new(query.map_err(|cause| what().because(cause))?)))
            }
            beginning => {
                let mut phrases = grams::phrases(beginning);
                phrases.extend(self.title_phrase(beginning));
                if let [only] = phrases.as_slice() {
                    return Ok(self.exact(self.phrase(only)));
                }
                let phrases = phrases.iter().map(|phrase| self.exact(self.phrase(phrase)));
                Ok(Box::new(BooleanQuery::union(phrases.collect())))
            }
        }
    }

    /// The phrase that titles hold, where one may.
    fn title_phrase(&self, literal: &[char]) -> Option<Phrase> {
        let phrase = grams::title_phrase(literal);
        let is_there =
            |(_, text): &(usize, String)| self.reader.holds(&Term::from_field_text(self.fields.grams, text));
        phrase.iter().all(is_there).then_some(phrase)
    }

    fn phrase(&self, phrase: &Phrase) -> Box<dyn Query> {
        let term = |text: &str| Term::from_field_text(self.fields.grams, text);
        if let [(_, only)] = phrase.as_slice() {
            return Box::new(TermQuery::new(term(only), IndexRecordOption::WithFreqs));
        }
        let terms = phrase.iter().map(|(offset, text)| (*offset, term(text)));
        Box::new(PhraseQuery::new_with_offset(terms.collect()))
    }

    fn word(&self, word: &str) -> Term {
        Term::from_field_text(self.fields.words, word)
    }

    fn filter(&self, filter: &Filter) -> Result<Box<dyn Query>> {
        let mut terms = Vec::new();
        for record in self.catalogue.records() {
            self.time.left()?;
            if filter.accepts(record) {
                terms.push(Term::from_field_u64(self.fields.document, u64::from(record.number.0)));
            }
        }
        Ok(Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0)))
    }

    fn exact(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(Exact(query, self.time))
    }
}

/// Whether the index alone tells which paragraphs meet an expression; else its query finds more, and they
/// must be verified.
pub(super) fn is_told(expression: &Expression) -> bool {
    match expression {
        Expression::Literal(literal) => literal.characters.len() <= grams::EXACT,
        Expression::Near(_) => false,
        Expression::Filter(_) => true,
        Expression::All(parts) | Expression::Any(parts) => parts.iter().all(is_told),
        Expression::Not(not) => is_told(not),
    }
}

/// Every paragraph, without a score of its own.
fn everything() -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))
}
