//! What a query asks for, as a tree: literals, nearness, filters, and how they are joined.

use super::filter::Filter;

/// A string to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    /// As it was typed.
    pub(super) text: String,
    /// Its folded characters, at least one.
    pub(super) characters: Vec<char>,
    /// How near to it a paragraph has to come.
    pub(super) manner: Manner,
}

/// Strings to be found near each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Near {
    /// The strings, at least two, in any order.
    pub(super) parts: Vec<Literal>,
    /// How many characters may stand between one and the next.
    pub(super) within: u32,
}

/// How a string is to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// As it stands: it was quoted.
    Exact,
    /// As it stands, or when there is little, by most of its words.
    Loose,
}

/// What a paragraph has to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    /// A literal that begins in it.
    Literal(Literal),
    /// Literals that begin in it, near each other.
    Near(Near),
    /// A condition on its document.
    Filter(Filter),
    /// All of these.
    All(Vec<Expression>),
    /// At least one of these.
    Any(Vec<Expression>),
    /// Not this.
    Not(Box<Expression>),
}

impl Expression {
    /// The literals that a match may hold, in the order of the query.
    pub(super) fn literals(&self) -> Vec<&Literal> {
        match self {
            Expression::Literal(literal) => vec![literal],
            Expression::Near(near) => near.parts.iter().collect(),
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().flat_map(Expression::literals).collect()
            }
            Expression::Filter(_) | Expression::Not(_) => Vec::new(),
        }
    }

    /// How many characters the longest literal has, negated ones included.
    pub(super) fn longest(&self) -> usize {
        match self {
            Expression::Literal(literal) => literal.characters.len(),
            Expression::Near(near) => near.parts.iter().map(|part| part.characters.len()).max().unwrap_or(0),
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().map(Expression::longest).max().unwrap_or(0)
            }
            Expression::Not(not) => not.longest(),
            Expression::Filter(_) => 0,
        }
    }

    /// How many literals and filters it has.
    pub(super) fn parts(&self) -> usize {
        match self {
            Expression::Literal(_) | Expression::Filter(_) => 1,
            Expression::Near(near) => near.parts.len(),
            Expression::All(parts) | Expression::Any(parts) => parts.iter().map(Expression::parts).sum(),
            Expression::Not(not) => not.parts(),
        }
    }

    /// Whether it may be met loosely, by its words.
    pub(super) fn is_loose(&self) -> bool {
        match self {
            Expression::Literal(literal) => literal.manner == Manner::Loose,
            Expression::Any(parts) => parts.iter().all(Expression::is_loose),
            _ => false,
        }
    }

    /// The conditions that all have to hold.
    pub(super) fn conditions(&self) -> &[Expression] {
        match self {
            Expression::All(parts) => parts,
            other => std::slice::from_ref(other),
        }
    }

    /// The filters that all have to accept a document, and the rest of the conditions when these find
    /// something by themselves: then it is cheaper to look at the documents found than at all.
    pub(super) fn filters(&self) -> (Vec<&Filter>, Option<Expression>) {
        let mut filters = Vec::new();
        let mut rest = Vec::new();
        for condition in self.conditions() {
            match condition {
                Expression::Filter(filter) => filters.push(filter),
                other => rest.push(other.clone()),
            }
        }
        let rest = Expression::All(rest);
        let is_cheaper = !filters.is_empty() && rest.is_positive();
        (filters, is_cheaper.then_some(rest))
    }

    /// Whether some part of it is something to find.
    pub(super) fn says_what_to_find(&self) -> bool {
        match self {
            Expression::Literal(_) | Expression::Near(_) | Expression::Filter(_) => true,
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().any(Expression::says_what_to_find)
            }
            Expression::Not(_) => false,
        }
    }

    pub(super) fn is_positive(&self) -> bool {
        match self {
            Expression::Literal(_) | Expression::Near(_) | Expression::Filter(_) => true,
            Expression::All(parts) => parts.iter().any(Expression::is_positive),
            Expression::Any(parts) => parts.iter().all(Expression::is_positive),
            Expression::Not(_) => false,
        }
    }
}

pub(super) fn one_or(
    mut parts: Vec<Expression>,
    join: fn(Vec<Expression>) -> Expression,
) -> Option<Expression> {
    if parts.len() > 1 { Some(join(parts)) } else { parts.pop() }
}

/// All of several conditions; those of a conjunction among them stand side by side with the others.
pub(super) fn all(parts: Vec<Expression>) -> Option<Expression> {
    let flat = parts.into_iter().flat_map(|part| match part {
        Expression::All(inner) => inner,
        other => vec![other],
    });
    one_or(flat.collect(), Expression::All)
}
