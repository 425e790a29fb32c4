//! Searching: from the words of a query to ranked hits, each with its copies.

mod answer;
mod compile;
mod condition;
mod evidence;
mod expression;
mod filter;
mod mark;
mod occurrences;
mod parse;
mod present;
mod query;
mod ranking;
mod run;
mod shown;
mod synonyms;
mod wanted;
mod words;

pub use answer::Answer;
pub use answer::CopyPiece;
pub use answer::DocumentMatches;
pub use answer::Hit;
pub use answer::MatchedWords;
pub use answer::ParagraphText;
pub use answer::PassageCopy;
pub use condition::Condition;
pub use condition::Field;
pub(crate) use present::present;
pub use query::Hits;
pub use query::Query;
pub use query::Sort;
pub(crate) use run::Search;
pub use synonyms::Synonyms;

#[cfg(test)]
mod fuzz;
