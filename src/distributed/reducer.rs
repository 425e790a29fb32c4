//! A reducer: which partitions share a fingerprint, and who needs whose places.

use super::Message;
use super::MessageKind;
use super::MessageRef;
use super::columns::ColumnReader;
use super::columns::ColumnWriter;
use crate::copies::seed;
use crate::error::Result;
use crate::place::narrow;
use std::collections::BTreeMap;

/// A fingerprint in one partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    hash: u64,
    partition: u32,
    /// How many places it has there.
    places: u64,
}

/// What one partition is told, fingerprint by fingerprint.
#[derive(Default)]
struct Reply {
    /// 1 and the places in partitions before, up to a bound; 0 when no other partition has it.
    before: Vec<u64>,
    /// How many partitions need its first places.
    needed: Vec<u64>,
    /// Which ones.
    partitions: Vec<u64>,
}

/// Where counting may stop: no posting list has so long a head, nor so many places that make seeds where not all do.
const ENOUGH: u64 = 1 << 8;

/// Ties the fingerprints that partitions sent to reducer `number`.
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
pub fn reduce(number: u32, inbox: &[MessageRef<'_>]) -> Result<Vec<Message>> {
    let mut entries = Vec::new();
    let mut replies: BTreeMap<u32, Reply> = BTreeMap::new();
    for &MessageRef { from: partition, body, .. } in
        inbox.iter().filter(|message| message.kind == MessageKind::Fingerprints)
    {
        let mut reader = ColumnReader::open(body)?;
        let (hashes, more) = (reader.ascending()?, reader.column()?);
        entries.extend(hashes.into_iter().zip(more).map(|(hash, more)| Entry {
            hash,
            partition,
            places: more + 1,
        }));
        replies.entry(partition).or_default();
    }
    entries.sort_unstable();
    for group in entries.chunk_by(|one, next| one.hash == next.hash) {
        reply(group, &mut replies);
    }
    let message = |(to, reply): (u32, Reply)| {
        let mut columns = ColumnWriter::default();
        columns.column(&reply.before)?;
        columns.column(&reply.needed)?;
        columns.column(&reply.partitions)?;
        let count = narrow(reply.before.len());
        Ok(Message { to, from: number, kind: MessageKind::Counts, count, body: columns.finish()? })
    };
    replies.into_iter().map(message).collect()
}

/// Answers the partitions that have one fingerprint, given in order.
fn reply(group: &[Entry], replies: &mut BTreeMap<u32, Reply>) {
    let Some(&Entry { hash, .. }) = group.first() else { return };
    let (places, heads) = (seed::places(hash) as u64, seed::heads(hash) as u64);
    let (mut counted, mut before) = (Vec::new(), 0);
    for entry in group {
        counted.push((entry, before));
        before += entry.places;
    }
    // Partitions with a place that is paired with earlier ones; they come in order.
    let paired: Vec<u64> = counted
        .iter()
        .filter(|(_, before)| *before < places)
        .map(|(entry, _)| u64::from(entry.partition))
        .collect();
    for (at, &(entry, before)) in counted.iter().enumerate() {
        let Some(reply) = replies.get_mut(&entry.partition) else { continue };
        let is_shared = group.len() > 1;
        reply.before.push(if is_shared { 1 + before.min(ENOUGH) } else { 0 });
        let behind = if before < heads { paired.get(at + 1..).unwrap_or_default() } else { &[] };
        reply.needed.push(behind.len() as u64);
        reply.partitions.extend(behind);
    }
}
