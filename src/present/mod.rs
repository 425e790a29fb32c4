//! Presenting: results become output. It sees values only, never the index, paths or flags.

mod class;
mod collatex;
mod collation_csv;
mod csv;
mod excerpt;
mod explanation;
mod export;
mod format;
mod html;
pub mod json;
mod legible;
mod listing;
#[cfg(feature = "parquet")]
mod parquet;
mod pieces;
mod table;
mod tei;
pub mod text;

pub use crate::notation::share;
pub use collatex::collatex;
pub use collation_csv::collation_csv;
pub use csv::byte_order_mark;
pub use excerpt::total;
pub use explanation::explanation;
pub use export::Export;
pub use format::CollationFormat;
pub use format::ComparisonFormat;
pub use format::ExportFormat;
pub use html::answer as html;
pub use html::collation as collation_page;
pub use html::comparison as comparison_page;
pub use json::Json;
pub use json::Passim;
pub use json::WithCopies;
pub use json::json;
pub use legible::legible;
pub use listing::Kinds;
pub use listing::Listing;
pub use table::Cell;
pub use table::ColumnKind;
pub use table::EachRow;
pub use table::Table;
pub use tei::tei;
