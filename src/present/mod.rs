//! Presenting: results become output. It sees values only, never the index, paths or flags.

mod json;

pub use json::Json;
pub use json::json;
