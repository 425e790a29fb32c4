//! Windows: what a partition sees of another's documents.

use super::Message;
use super::MessageKind;
use super::MessageRef;
use super::Name;
use super::Partition;
use super::columns::ColumnReader;
use super::columns::ColumnWriter;
use super::columns::damaged;
use super::partition::Print;
use crate::copies::fingerprint;
use crate::copies::fingerprint::Scale;
use crate::copies::prefilter::REACH;
use crate::copies::seed;
use crate::copies::seed::Occurrence;
use crate::error::Result;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Rank;
use crate::place::narrow;
use crate::place::part;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Characters on each side of a fingerprint that are sent with it. At least [`REACH`], so that every seed can
/// be judged; more, because most alignments that leave a window leave it by little.
const AROUND: usize = REACH + 33;

/// Stands for what is not known of a text; folding leaves no such character, so that it agrees with nothing.
const UNKNOWN: char = '\0';

/// A document of another partition, as far as it is seen.
pub(super) struct RemoteDocument {
    /// Its rank in the whole collection.
    pub(super) rank: Rank,
    pub(super) name: Name,
    /// Its folded characters, all of them.
    pub(super) length: u32,
    /// Its parts, in order, not touching each other.
    pub(super) windows: Vec<Window>,
    /// Where fingerprints stand whose posting list it is in the head of.
    places: Vec<(u32, Scale)>,
}

/// A part of a document.
pub(super) struct Window {
    pub(super) begin: u32,
    pub(super) characters: Vec<char>,
    /// The source span of each of them.
    pub(super) origins: Vec<OriginalSpan>,
}

impl Window {
    pub(super) fn span(&self) -> FoldedSpan {
        let length = narrow(self.characters.len());
        FoldedSpan::new(self.begin, self.begin.saturating_add(length))
    }
}

impl RemoteDocument {
    /// The heads of posting lists it brings.
    pub(super) fn heads(&self) -> impl Iterator<Item = Occurrence> {
        self.places.iter().filter_map(|&(at, scale)| {
            let window = self.window(at)?;
            let from = (at - window.begin) as usize;
            let hash = fingerprint::hash(&window.characters, from, scale)?;
            Some(Occurrence { hash, rank: self.rank, at })
        })
    }

    /// Writes what is seen into a text that is [`UNKNOWN`] all over, each character at its place.
    pub(super) fn lay_out<'t>(&self, text: &'t mut Vec<char>) -> &'t [char] {
        if text.len() < self.length as usize {
            text.resize(self.length as usize, UNKNOWN);
        }
        for window in &self.windows {
            if let Some(part) = text.get_mut(window.span().range()) {
                part.copy_from_slice(&window.characters);
            }
        }
        part(text, ..self.length as usize)
    }

    /// Makes a text that it was laid out in unknown again. So a pair of documents costs what is seen of them,
    /// not their length.
    pub(super) fn clear(&self, text: &mut [char]) {
        for window in &self.windows {
            text.get_mut(window.span().range()).unwrap_or_default().fill(UNKNOWN);
        }
    }

    /// Whether a span is seen, as far as there is text.
    pub(super) fn holds(&self, span: FoldedSpan) -> bool {
        let end = span.end.min(self.length);
        span.begin >= end || self.window(span.begin).is_some_and(|window| window.span().end >= end)
    }

    /// The window in which a character stands.
    pub(super) fn window(&self, at: u32) -> Option<&Window> {
        let after = self.windows.partition_point(|window| window.begin <= at);
        self.windows.get(after.checked_sub(1)?).filter(|window| window.span().contains(at))
    }

    /// The source span of a folded span that lies in one window.
    pub(super) fn original(&self, span: FoldedSpan) -> Option<OriginalSpan> {
        let window = self.window(span.begin)?;
        let origin = |at: u32| window.origins.get((at - window.begin) as usize);
        Some(OriginalSpan::new(origin(span.begin)?.begin, origin(span.end.checked_sub(1)?)?.end))
    }
}

/// Which documents a partition sees, counted from its first, and where its fingerprints stand in them.
type Seen = BTreeMap<u32, BTreeSet<(u32, Scale)>>;

impl Partition {
    /// Sends what stands around the first places of shared fingerprints to the partitions that need them.
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
    pub fn windows(&self, inbox: &[MessageRef<'_>]) -> Result<Vec<Message>> {
        let mut seen: BTreeMap<u32, Seen> = BTreeMap::new();
        self.summaries(inbox, |same, summary, partitions| {
            let (Some(before), Some(&Print { hash, .. })) = (summary.before, same.first()) else { return };
            for &Print { document, at, .. } in same.iter().take(left(hash, before)) {
                for &partition in partitions {
                    let seen = seen.entry(narrow(partition)).or_default();
                    seen.entry(document).or_default().insert((at, Scale::of(hash)));
                }
            }
        })?;
        seen.iter().map(|(&partition, seen)| self.message(partition, MessageKind::Windows, seen)).collect()
    }

    /// Sends whole documents to the partitions that asked for them.
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when a message cannot be read.
    pub fn whole(&self, inbox: &[MessageRef<'_>]) -> Result<Vec<Message>> {
        let wants = inbox.iter().filter(|message| message.kind == MessageKind::Want);
        let reply = |message: &MessageRef<'_>| {
            let ranks = ColumnReader::open(message.body)?.ascending()?;
            let local = |&rank: &u64| Rank::from(u32::try_from(rank).ok()?).behind(self.first);
            let seen: Seen =
                ranks.iter().filter_map(local).map(|document| (document, BTreeSet::new())).collect();
            self.message(message.from, MessageKind::Documents, &seen)
        };
        wants.map(reply).collect()
    }

    /// What a partition sees of this one's documents; of one without places, all.
    fn message(&self, to: u32, kind: MessageKind, seen: &Seen) -> Result<Message> {
        let mut columns: [Vec<u64>; 7] = Default::default();
        let [documents, lengths, begins, sizes, starts, ends, places] = &mut columns;
        let mut text = String::new();
        for (&document, at) in seen {
            let (Some(folded), Some(about)) =
                (self.folded.get(document as usize), self.documents.get(document as usize))
            else {
                return Err(damaged());
            };
            let windows = windows(at, folded.len());
            let counts = [windows.len(), at.len()].map(|count| count as u64);
            documents.push(self.first.plus(document).into());
            lengths.push(u64::from(folded.len()));
            lengths.extend(counts);
            lengths.extend(about.name.write(&mut text));
            let (mut last, mut last_origin) = (0, 0);
            for span in windows {
                begins.push(u64::from(span.begin - last));
                sizes.push(u64::from(span.len()));
                last = span.end;
                text.extend(part(folded.characters(), span.range()));
                for at in span.begin..span.end {
                    let origin = folded.original(FoldedSpan::new(at, at + 1)).ok_or_else(damaged)?;
                    // Several characters may come from one: then the next begins before the last ended.
                    starts.push(u64::from((origin.begin + 1).wrapping_sub(last_origin)));
                    ends.push(u64::from(origin.len()));
                    last_origin = origin.end;
                }
            }
            places.extend(at.iter().scan(0, |last, &(at, scale)| {
                let more = at - std::mem::replace(last, at);
                Some((u64::from(more) << 1) | scale.tag())
            }));
        }
        let mut writer = ColumnWriter::default();
        writer.ascending(documents)?;
        for column in columns.iter().skip(1) {
            writer.column(column)?;
        }
        writer.text(&text)?;
        let count = narrow(seen.len());
        Ok(Message { to, from: self.number, kind, count, body: writer.finish()? })
    }
}

/// The documents of a message of [`MessageKind::Windows`] or [`MessageKind::Documents`], in order.
pub(super) fn remote_documents(body: &[u8]) -> Result<Vec<RemoteDocument>> {
    let mut reader = ColumnReader::open(body)?;
    let ranks = reader.ascending()?;
    let lengths = reader.column()?;
    let mut columns = Vec::new();
    for _ in 0..5 {
        columns.push(reader.small()?.into_iter());
    }
    let text = reader.text()?;
    let mut reading = WindowReader { columns, text: text.chars(), bytes: text.len() };
    let mut remote_documents = Vec::with_capacity(ranks.len());
    for (&rank, &[length, windows, places, ref name @ ..]) in ranks.iter().zip(lengths.as_chunks::<5>().0) {
        let number = |number: u64| u32::try_from(number).map_err(|_| damaged());
        let name = reading.name(name)?;
        let windows = reading.windows(windows)?;
        if windows.last().is_some_and(|last| u64::from(last.span().end) > length) {
            return Err(damaged());
        }
        let places = reading.places(places)?;
        remote_documents.push(RemoteDocument {
            rank: number(rank)?.into(),
            name,
            length: number(length)?,
            windows,
            places,
        });
    }
    Ok(remote_documents)
}

/// A message that is read: begins, sizes, starts, ends and places, and the text.
struct WindowReader<'a> {
    columns: Vec<std::vec::IntoIter<u32>>,
    text: std::str::Chars<'a>,
    bytes: usize,
}

impl WindowReader<'_> {
    fn next(&mut self, column: usize) -> Result<u32> {
        self.columns.get_mut(column).and_then(Iterator::next).ok_or_else(damaged)
    }

    fn name(&mut self, lengths: &[u64]) -> Result<Name> {
        let mut rest = self.text.as_str();
        let name = Name::read(lengths, &mut rest)?;
        self.text = rest.chars();
        Ok(name)
    }

    fn windows(&mut self, count: u64) -> Result<Vec<Window>> {
        let (mut last, mut last_origin) = (0u32, 0u32);
        let mut windows = Vec::new();
        for _ in 0..count {
            let begin = last.saturating_add(self.next(0)?);
            let size = self.next(1)?;
            last = begin.saturating_add(size);
            if size as usize > self.bytes {
                return Err(damaged());
            }
            let mut window = Window { begin, characters: Vec::new(), origins: Vec::new() };
            for _ in 0..size {
                let start = last_origin.wrapping_add(self.next(2)?).wrapping_sub(1);
                let end = start.saturating_add(self.next(3)?);
                last_origin = end;
                window.characters.push(self.text.next().ok_or_else(damaged)?);
                window.origins.push(OriginalSpan::new(start, end));
            }
            windows.push(window);
        }
        Ok(windows)
    }

    fn places(&mut self, count: u64) -> Result<Vec<(u32, Scale)>> {
        let mut last = 0u32;
        let mut place = || {
            let packed = self.next(4)?;
            last = last.saturating_add(packed >> 1);
            Ok((last, Scale::of(packed.into())))
        };
        (0..count).map(|_| place()).collect()
    }
}

/// How many of a partition's places of a fingerprint are in the head of its posting list.
pub(super) fn left(hash: u64, before: u32) -> usize {
    seed::heads(hash).saturating_sub(before as usize)
}

/// The parts of a text of so many characters that are sent for fingerprints at some places; without any,
/// all of it.
fn windows(places: &BTreeSet<(u32, Scale)>, all: u32) -> Vec<FoldedSpan> {
    if places.is_empty() {
        return vec![FoldedSpan::new(0, all)];
    }
    let mut windows: Vec<FoldedSpan> = Vec::new();
    for &(at, scale) in places {
        let reach = |characters: usize| narrow(characters);
        let end = at.saturating_add(reach(scale.length + AROUND)).min(all);
        let begin = at.saturating_sub(reach(AROUND));
        match windows.last_mut() {
            Some(last) if begin <= last.end => last.end = last.end.max(end),
            _ => windows.push(FoldedSpan::new(begin, end)),
        }
    }
    windows
}
