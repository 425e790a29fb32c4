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
    /// ```
    /// use duikan::Collection;
    /// use duikan::Rank;
    /// use duikan::Run;
    /// use duikan::distributed;
    ///
    /// # let folder = tempfile::tempdir().expect("a folder");
    /// let read = |key, text| distributed::Text::read(key, text, [None; 3]);
    /// let texts = [read("晨报", "清晨六点四十分，汽笛在汐江上连响三声。")?, read("晚报", "渡船靠岸。")?];
    /// let sent = distributed::shuffle(texts.into_iter().flatten(), &[])?;
    /// let partition = distributed::Partition::open(0, Rank::FIRST, &[(&sent[0]).into()])?;
    ///
    /// let (part, index) = (folder.path().join("part"), folder.path().join("index"));
    /// Collection::write_shard(&part, (&partition, Run { documents: 2, digest: 1 }), &[], "")?;
    /// assert_eq!(Collection::merge(&[part], &index)?.documents, 2);
    /// assert_eq!(Collection::open(&index)?.text("晚报")?, "渡船靠岸。");
    /// # Ok::<(), duikan::Error>(())
    /// ```
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
    /// [`Collection::write_shard`] shows how a part is made.
    ///
    /// ```
    /// use duikan::Collection;
    /// use duikan::ErrorKind;
    ///
    /// # let folder = tempfile::tempdir().expect("a folder");
    /// let nothing = Collection::merge(&[folder.path().join("no part")], folder.path().join("index"));
    /// assert_eq!(nothing.unwrap_err().kind(), ErrorKind::Read);
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the parts do not make an index or `folder`
    /// exists, [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a part is not as it was written, else as
    /// for [`Build::run`](crate::Build::run).
    pub fn merge(parts: &[PathBuf], folder: impl AsRef<Path>) -> Result<Report> {
        shard::merge(parts, folder.as_ref())
    }
}
