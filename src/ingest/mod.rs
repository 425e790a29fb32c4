//! Taking texts in: from folders to one commit of an index, and from shards of several machines to one.

pub(crate) mod build;
mod draft;
mod fate;
mod gathered;
mod memory;
mod moved;
mod outline;
pub(crate) mod plan;
mod prepare;
pub(crate) mod report;
pub(crate) mod roots;
pub(crate) mod shard;
pub(crate) mod sources;
mod work;

pub use build::Build;
pub use report::Progress;
pub use report::Renamed;
pub use report::Report;
