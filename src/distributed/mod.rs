//! Distributed matching: the links of a collection that lies on many machines, found without bringing it together.
//!
//! Every document has a *partition*: neighbours in the order of keys live in one. What partitions must know of each
//! other travels in [`Message`]s, bytes that any engine can carry; every step is a function from the
//! messages that came to those that go.
//!
//! 1. [`shuffle`] sends texts to their partitions.
//! 2. [`Partition::fingerprints`] sends every partition's fingerprints, sorted, to the *reducers*: each keeps an equal
//!    share of all hashes.
//! 3. [`reduce`], at a reducer, tells the partitions how many places of a fingerprint come before theirs, and who
//!    needs the first ones. Only counts travel: a sentence in every document costs no more than another.
//! 4. [`Partition::windows`] sends what stands around the first places of shared fingerprints to those partitions
//!    whose documents are paired with them.
//! 5. [`Partition::align`] aligns its documents with the earlier ones they are paired with. An alignment that runs
//!    out of a window asks for the document ([`MessageKind::Want`]), which [`Partition::whole`] sends.
//! 6. [`share`], [`join`] and [`places`] gather the links into clusters.
//!
//! The links are those that one process finds: seeds, order of work and bounds are the same (`matching`),
//! an alignment is kept only when nothing it looked at was missing, and hashes come from the same texts.

mod align;
mod clusters;
mod columns;
mod partition;
mod reducer;
mod shuffle;
mod windows;

pub use align::DistributedLink;
pub use align::DistributedPassage;
pub use align::links;
pub use clusters::ClusterPlace;
pub use clusters::join;
pub use clusters::places;
pub use clusters::share;
pub use partition::Partition;
pub use reducer::reduce;
pub use shuffle::Name;
pub use shuffle::Text;
pub use shuffle::shuffle;

use crate::notation::choice;
use crate::place::Rank;
use crate::place::narrow;

choice! {
/// What a message says; in the order in which they are sent.
#[non_exhaustive]
pub enum MessageKind {
    /// Documents, for their partition
    Texts = "texts",
    /// The fingerprints of a partition, for a reducer
    Fingerprints = "fingerprints",
    /// How the fingerprints of a partition are paired, from a reducer
    Counts = "counts",
    /// Parts of documents, for a partition whose documents are paired with them
    Windows = "windows",
    /// Which documents a partition needs whole
    Want = "want",
    /// Whole documents, for a partition that needs them
    Documents = "documents",
    /// Links, of the partition that found them
    Links = "links",
    /// What the clusters of some places are called
    Clusters = "clusters",
}
}

/// What one worker says to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The number of the partition or reducer it is for, from 0.
    pub to: u32,
    /// The number of the partition or reducer it comes from; of no meaning for texts.
    pub from: u32,
    /// What it says.
    pub kind: MessageKind,
    /// How many documents, fingerprints or links it speaks of.
    pub count: u32,
    /// Compressed; read by the function that it is for.
    pub body: Vec<u8>,
}

/// A [`Message`] that has come.
#[derive(Debug, Clone, Copy)]
pub struct MessageRef<'a> {
    /// Who sent it.
    pub from: u32,
    /// What it says.
    pub kind: MessageKind,
    /// Its bytes.
    pub body: &'a [u8],
}

impl<'a> From<&'a Message> for MessageRef<'a> {
    fn from(message: &'a Message) -> Self {
        MessageRef { from: message.from, kind: message.kind, body: &message.body }
    }
}

/// The partition of a document, when the ranks of the first documents of all partitions are known.
fn partition_of(rank: Rank, firsts: &[Rank]) -> u32 {
    narrow(firsts.partition_point(|&first| first <= rank).saturating_sub(1))
}
