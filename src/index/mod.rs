//! The tantivy index: one record a paragraph, keyed by document and paragraph, and the files of the
//! same commit. It stores and finds; what a query means and what a copy is, other rooms know.

mod analyser;
mod best;
mod collect;
mod counts;
mod exact;
pub(crate) mod grams;
mod inspect;
mod open;
mod queue;
pub(crate) mod schema;
mod stored;
mod time;
mod write;

pub(crate) use best::AnyOf;
pub(crate) use exact::Exact;
pub(crate) use inspect::Flaw;
pub(crate) use inspect::flaw;
pub(crate) use inspect::inspect;
pub(crate) use open::Match;
pub(crate) use open::Reader;
pub(crate) use open::Stored;
pub(crate) use open::none;
pub(crate) use schema::without_segments;
pub(crate) use time::Time;
pub(crate) use write::Base;
pub(crate) use write::Entry;
pub(crate) use write::Writer;
