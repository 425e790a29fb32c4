//! A partition: documents that are neighbours in the order of keys, and the fingerprints of their texts.

use super::Message;
use super::MessageKind;
use super::MessageRef;
use super::columns::ColumnReader;
use super::columns::ColumnWriter;
use super::columns::damaged;
use super::shuffle;
use super::shuffle::Text;
use crate::copies::fingerprint;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold::Folded;
use crate::message;
use crate::paragraphs;
use crate::place::Rank;
use crate::place::narrow;
use crate::reading::Division;

/// Documents that live together.
#[derive(Debug)]
pub struct Partition {
    pub(super) number: u32,
    /// The rank of its first document.
    pub(super) first: Rank,
    pub(super) documents: Vec<Text>,
    pub(super) folded: Vec<Folded>,
}

/// A fingerprint of a partition's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Print {
    pub(super) hash: u64,
    /// The document, counted from the partition's first.
    pub(super) document: u32,
    pub(super) at: u32,
}

/// What a reducer knows of a fingerprint of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PostingSummary {
    /// How many places it has in the partitions before, counted up to a bound; `None` when no other partition has it.
    pub(super) before: Option<u32>,
    /// How many partitions need its first places.
    pub(super) needed: usize,
}

impl Partition {
    /// The partition of the documents that its inbox brings; `first` is the rank of the first of them.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when two documents have one key, [`ErrorKind::Damaged`] when a message
    /// cannot be read.
    pub fn open(number: u32, first: Rank, inbox: &[MessageRef<'_>]) -> Result<Self> {
        let texts = inbox.iter().filter(|message| message.kind == MessageKind::Texts);
        let texts = texts.map(|message| shuffle::unpack(message.body)).collect::<Result<Vec<_>>>()?;
        let mut documents: Vec<Text> = texts.into_iter().flatten().collect();
        documents.sort_by(|one, other| one.name.cmp(&other.name));
        let mut neighbours = documents.iter().zip(documents.iter().skip(1));
        if let Some((one, _)) = neighbours.find(|(one, next)| one.name.key == next.name.key) {
            let what = message!("two documents are called `{key}`", key = &one.name.key);
            return Err(Error::new(ErrorKind::Argument, what)
                .advise(message!("every document needs an id of its own")));
        }
        let folded = documents.iter().map(|document| fold(&document.text)).collect();
        Ok(Partition { number, first, documents, folded })
    }

    /// The rank of its first document: how many documents of the collection come before its own.
    #[must_use]
    pub fn first(&self) -> Rank {
        self.first
    }

    /// Its documents, in the order of their keys.
    #[must_use]
    pub fn documents(&self) -> &[Text] {
        &self.documents
    }

    /// Sends the fingerprints of all documents to as many reducers.
    ///
    /// # Errors
    /// [`ErrorKind::Write`] when a message cannot be made.
    pub fn fingerprints(&self, reducers: u32) -> Result<Vec<Message>> {
        let mut lists = vec![(Vec::new(), Vec::new()); reducers.max(1) as usize];
        for same in self.prints().chunk_by(|one, next| one.hash == next.hash) {
            let Some(&Print { hash, .. }) = same.first() else { continue };
            if let Some((hashes, counts)) = lists.get_mut(reducer(hash, reducers.max(1)) as usize) {
                hashes.push(hash);
                counts.push(same.len() as u64 - 1);
            }
        }
        let message = |(to, (hashes, counts)): (u32, (Vec<u64>, Vec<u64>))| {
            let mut columns = ColumnWriter::default();
            columns.ascending(&hashes)?;
            columns.column(&counts)?;
            let count = narrow(hashes.len());
            Ok(Message {
                to,
                from: self.number,
                kind: MessageKind::Fingerprints,
                count,
                body: columns.finish()?,
            })
        };
        (0..).zip(lists).map(message).collect()
    }

    /// All fingerprints, those of one hash together and in the order of documents and places.
    fn prints(&self) -> Vec<Print> {
        let mut prints = Vec::new();
        for (document, folded) in (0..).zip(&self.folded) {
            let of_text = fingerprint::fingerprints(folded.characters()).into_iter();
            prints.extend(of_text.map(|print| Print { hash: print.hash, document, at: print.at }));
        }
        prints.sort_unstable();
        prints
    }

    /// Gives every fingerprint, with its places in this partition, to `each`, and what the reducers say of it: the
    /// partitions that need its first places last.
    pub(super) fn summaries(
        &self,
        inbox: &[MessageRef<'_>],
        mut each: impl FnMut(&[Print], PostingSummary, &[u64]),
    ) -> Result<()> {
        let mut reducers: Vec<(u32, ReducerReply)> = Vec::new();
        for message in inbox.iter().filter(|message| message.kind == MessageKind::Counts) {
            reducers.push((message.from, ReducerReply::open(message.body)?));
        }
        reducers.sort_by_key(|reducer| reducer.0);
        let count = narrow(reducers.len());
        for same in self.prints().chunk_by(|one, next| one.hash == next.hash) {
            let Some(&Print { hash, .. }) = same.first() else { continue };
            let (_, replies) = reducers.get_mut(reducer(hash, count) as usize).ok_or_else(damaged)?;
            let summary = replies.next()?;
            each(same, summary, replies.partitions(summary)?);
        }
        Ok(())
    }
}

/// A reducer's replies, in the order in which it was asked.
struct ReducerReply {
    before: std::vec::IntoIter<u32>,
    needed: std::vec::IntoIter<u32>,
    partitions: Vec<u64>,
    /// Partitions given out.
    given: usize,
}

impl ReducerReply {
    fn open(body: &[u8]) -> Result<Self> {
        let mut reader = ColumnReader::open(body)?;
        let (before, needed) = (reader.small()?.into_iter(), reader.small()?.into_iter());
        Ok(ReducerReply { before, needed, partitions: reader.column()?, given: 0 })
    }

    fn next(&mut self) -> Result<PostingSummary> {
        let before = self.before.next().ok_or_else(damaged)?;
        let needed = self.needed.next().ok_or_else(damaged)?;
        Ok(PostingSummary { before: before.checked_sub(1), needed: needed as usize })
    }

    fn partitions(&mut self, summary: PostingSummary) -> Result<&[u64]> {
        let begin = self.given;
        self.given = begin.saturating_add(summary.needed);
        self.partitions.get(begin..self.given).ok_or_else(damaged)
    }
}

/// The reducer that keeps a fingerprint. Kept hashes are the small ones, so they are mixed first.
fn reducer(hash: u64, reducers: u32) -> u32 {
    let mixed = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    u32::try_from((mixed * u64::from(reducers)) >> 32).unwrap_or(0)
}

/// A text as the index folds it: paragraph by paragraph.
fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    for (paragraph, text) in paragraphs::pieces(text, 0, Division::Shape) {
        folded.append(text, paragraph.span.begin);
    }
    folded
}
