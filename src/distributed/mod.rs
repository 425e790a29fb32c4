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
//! ```
//! use duikan::Rank;
//! use duikan::distributed;
//! use duikan::distributed::Message;
//! use duikan::distributed::MessageKind;
//! use duikan::distributed::MessageRef;
//! use duikan::distributed::Partition;
//! use duikan::distributed::Text;
//!
//! # fn main() -> duikan::Result<()> {
//! let story = "百步渡因岸边一百零二级青石台阶得名，现存最早的渡口碑刻于1874年，轮渡今起复航。";
//! let read = |key| Text::read(key, story, [None; 3]);
//! let texts = [read("晚报")?, read("晨报")?].into_iter().flatten();
//! /// What has come for a partition or a reducer: an engine carries it there.
//! fn to(number: u32, sent: &[Message]) -> Vec<MessageRef<'_>> {
//!     sent.iter().filter(|message| message.to == number).map(MessageRef::from).collect()
//! }
//! /// What all of them answer.
//! fn all(step: impl Fn(u32) -> duikan::Result<Vec<Message>>) -> duikan::Result<Vec<Message>> {
//!     Ok([step(0)?, step(1)?].concat())
//! }
//!
//! // Two partitions, each with one document.
//! let sent = distributed::shuffle(texts, &["晨报".to_owned()])?;
//! let firsts = [Rank::FIRST, Rank::from(1)];
//! let open = |number: u32| Partition::open(number, firsts[number as usize], &to(number, &sent));
//! let partitions = [open(0)?, open(1)?];
//! let own = |number: u32| &partitions[number as usize];
//!
//! let prints = all(|number| own(number).fingerprints(2))?;
//! let counts = all(|number| distributed::reduce(number, &to(number, &prints)))?;
//! let windows = all(|number| own(number).windows(&to(number, &counts)))?;
//! let paired = [counts, windows].concat();
//! let aligned = all(|number| own(number).align(&to(number, &paired), &firsts))?;
//!
//! // Who wants whole documents is sent them, and aligns again.
//! let (links, wants): (Vec<_>, Vec<_>) =
//!     aligned.into_iter().partition(|message| message.kind == MessageKind::Links);
//! let whole = all(|number| own(number).whole(&to(number, &wants)))?;
//! let again = [paired, whole.clone()].concat();
//! let rest = all(|number| {
//!     let is_asked = whole.iter().any(|message| message.to == number);
//!     if is_asked { own(number).align(&to(number, &again), &firsts) } else { Ok(Vec::new()) }
//! })?;
//! let links = [links, rest].concat();
//! let link = &distributed::links(&links[1].body)?[0]; // of the second partition
//! assert_eq!((link.a.name.key.as_str(), link.b.name.key.as_str()), ("晚报", "晨报"));
//! assert_eq!(link.similarity(), 1.0);
//!
//! // Partitions tell each other what their clusters are called until nobody has news.
//! let shared = all(|number| distributed::share(number, &to(number, &links), &firsts))?;
//! let all_links = [links, shared].concat();
//! let mut labels = Vec::new();
//! loop {
//!     let told = [all_links.clone(), labels].concat();
//!     labels = all(|number| distributed::join(number, &to(number, &told), &firsts))?;
//!     if labels.iter().all(|label| label.to == label.from) {
//!         break;
//!     }
//! }
//! let told = [all_links, labels].concat();
//! let places = |number| distributed::places(number, &to(number, &told), &firsts);
//! assert_eq!(places(0)?[0].cluster, places(1)?[0].cluster);
//! # Ok(())
//! # }
//! ```
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
