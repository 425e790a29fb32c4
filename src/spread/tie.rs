//! An office: which homes share a fingerprint, and who needs whose places.

use super::Kind;
use super::Mail;
use super::Message;
use super::sheet::Pages;
use super::sheet::Sheet;
use crate::copies::seed;
use crate::error::Result;
use std::collections::BTreeMap;

/// A fingerprint in one home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    hash: u64,
    home: u32,
    /// How many places it has there.
    places: u64,
}

/// What one home is told, fingerprint by fingerprint.
#[derive(Default)]
struct Answer {
    /// 1 and the places in homes before, up to a bound; 0 when no other home has it.
    before: Vec<u64>,
    /// How many homes need its first places.
    needed: Vec<u64>,
    /// Which ones.
    homes: Vec<u64>,
}

/// Where counting may stop: no fingerprint has so many first witnesses, and none that ever ends to be tied is
/// tied in so many places.
const ENOUGH: u64 = 1 << 8;

/// Ties the fingerprints that homes sent to office `number`.
///
/// # Errors
/// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
pub fn tie(number: u32, mail: &[Mail<'_>]) -> Result<Vec<Message>> {
    let mut entries = Vec::new();
    let mut answers: BTreeMap<u32, Answer> = BTreeMap::new();
    for &Mail { from: home, body, .. } in mail.iter().filter(|mail| mail.kind == Kind::Fingerprints) {
        let mut pages = Pages::open(body)?;
        let (hashes, more) = (pages.ascending()?, pages.column()?);
        entries.extend(hashes.into_iter().zip(more).map(|(hash, more)| Entry {
            hash,
            home,
            places: more + 1,
        }));
        answers.entry(home).or_default();
    }
    entries.sort_unstable();
    for group in entries.chunk_by(|one, next| one.hash == next.hash) {
        answer(group, &mut answers);
    }
    let message = |(to, answer): (u32, Answer)| {
        let mut sheet = Sheet::default();
        sheet.column(&answer.before)?;
        sheet.column(&answer.needed)?;
        sheet.column(&answer.homes)?;
        let count = u32::try_from(answer.before.len()).unwrap_or(u32::MAX);
        Ok(Message { to, from: number, kind: Kind::Ties, count, body: sheet.finish()? })
    };
    answers.into_iter().map(message).collect()
}

/// Answers the homes that have one fingerprint, given in order.
fn answer(group: &[Entry], answers: &mut BTreeMap<u32, Answer>) {
    let Some(&Entry { hash, .. }) = group.first() else { return };
    let (places, witnesses) = (seed::places(hash) as u64, seed::witnesses(hash) as u64);
    let (mut counted, mut before) = (Vec::new(), 0);
    for entry in group {
        counted.push((entry, before));
        before += entry.places;
    }
    // Homes with a place that is tied to earlier ones; they come in order.
    let tied: Vec<u64> = counted
        .iter()
        .filter(|(_, before)| *before < places)
        .map(|(entry, _)| u64::from(entry.home))
        .collect();
    for (at, &(entry, before)) in counted.iter().enumerate() {
        let Some(answer) = answers.get_mut(&entry.home) else { continue };
        let is_shared = group.len() > 1;
        answer.before.push(if is_shared { 1 + before.min(ENOUGH) } else { 0 });
        let behind = if before < witnesses { tied.get(at + 1..).unwrap_or_default() } else { &[] };
        answer.needed.push(behind.len() as u64);
        answer.homes.extend(behind);
    }
}
