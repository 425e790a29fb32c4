//! Notation: how a value is written wherever it is told: by which name, with how many decimals. What stands here is
//! what JSON, HTTP, the command line, Python and tables have in common.

mod choice;
mod told;

pub(crate) use choice::choice;
pub(crate) use choice::unknown;
pub use told::share;
pub(crate) use told::shown;
pub(crate) use told::told_json;
pub(crate) use told::told_known_share;
pub(crate) use told::told_share;
