//! Parts of an index: what workers write, and one index of it.

use super::Collection;
use crate::distributed::DistributedLink;
use crate::distributed::Partition;
use crate::error::Result;
use crate::ingest::Report;
use crate::ingest::shard;
use crate::ingest::shard::Shard;
use crate::snapshot::Run;
use std::path::Path;
use std::path::PathBuf;

impl Collection {
    /// Writes a part of an index to `folder`: the documents of a partition, and the links whose later passage is
    /// one of theirs. The part is there whole or not at all, and one of the same run that is there already
    /// stays.
    ///
    /// # Errors
    /// [`ErrorKind::Write`](crate::ErrorKind::Write) when it cannot be written,
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a bad user dictionary, or when something else
    /// stands in `folder`.
    pub fn write_shard(
        folder: impl AsRef<Path>,
        (partition, run): (&Partition, Run),
        links: &[DistributedLink],
        user_words: &str,
    ) -> Result<()> {
        Shard { partition, links, run, user_words }.write(folder.as_ref())
    }

    /// Makes parts, or folders of parts, into one index in `folder`, which is there whole or not at all.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the parts do not make an index or `folder`
    /// exists, [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a part is not as it was written, else as
    /// for [`Build::run`].
    pub fn merge(parts: &[PathBuf], folder: impl AsRef<Path>) -> Result<Report> {
        shard::merge(parts, folder.as_ref())
    }
}
