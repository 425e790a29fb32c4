//! Presenting: results become output. It sees values only, never the index, paths or flags.

mod collatex;
mod collation_csv;
mod csv;
mod excerpt;
mod explanation;
mod html;
pub mod json;
mod pieces;
mod tei;
pub mod text;

pub use collatex::collatex;
pub use collation_csv::collation_csv;
pub use csv::Csv;
pub use explanation::explanation;
pub use html::answer as html;
pub use html::collation as collation_page;
pub use html::comparison as comparison_page;
pub use json::Json;
pub use json::Passim;
pub use json::WithCopies;
pub use json::json;
pub use tei::tei;
