//! duikan
mod error; mod place; mod read; mod paragraphs; pub mod fold; mod tokenise; mod index; pub mod copies; mod catalogue; mod snapshot; mod search; mod collection; pub mod present;
pub use collection::*; pub use error::*; pub use place::{FoldedSpan,OriginalSpan}; pub use read::{Encoding,Metadata,Skipped}; pub use search::{Answer,Copy,Hit,Hits,Query,Sort}; pub use copies::variants::{Class,Variant};
