//! Storage: the files of an index in their folder. Whatever is written is sealed and stands in a ledger first; what is
//! read is verified; nothing else in the folder is touched.

pub(crate) mod entries;
mod exclusions;
pub(crate) mod failure;
pub(crate) mod files;
mod folder;
pub(crate) mod ledger;
pub(crate) mod names;
pub(crate) mod ownership;
mod seal;

pub(crate) use exclusions::Exclusions;
pub(crate) use folder::Folder;
pub(crate) use folder::WriteErrors;
pub(crate) use names::LEDGER;
pub(crate) use names::META;

/// The version of the format this program reads and writes.
pub(crate) const VERSION: u32 = 9;
