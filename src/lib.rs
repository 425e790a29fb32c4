//! duikan
mod error; mod place; mod read; mod paragraphs; mod fold; mod tokenise; mod index; pub mod copies; mod catalogue; mod snapshot; mod search; mod collection; pub mod present;
pub use collection::*; pub use error::*; pub use place::{FoldedSpan,OriginalSpan}; pub use fold::Stretch; pub use read::{Encoding,Metadata,Skipped}; pub use search::{Answer,Copy,Hit,Hits,Query,Sort};
