//! A home: documents that are neighbours in the order of keys, and the fingerprints of their texts.

use super::Kind;
use super::Mail;
use super::Message;
use super::deal;
use super::deal::Text;
use super::sheet::Pages;
use super::sheet::Sheet;
use super::sheet::damaged;
use crate::copies::fingerprint;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold::Folded;
use crate::paragraphs;

/// Documents that live together.
pub struct Home {
    pub(super) number: u32,
    /// How many documents of the collection come before its own.
    pub(super) first: u32,
    pub(super) documents: Vec<Text>,
    pub(super) folded: Vec<Folded>,
}

/// A fingerprint of a home's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Print {
    pub(super) hash: u64,
    /// The document, counted from the home's first.
    pub(super) document: u32,
    pub(super) at: u32,
}

/// What an office knows of a fingerprint of a home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// How many places it has in the homes before, counted up to a bound; `None` when no other home has it.
    pub(super) before: Option<u32>,
    /// How many homes need its first places.
    pub(super) needed: usize,
}

impl Home {
    /// The home of the documents that its mail brings; `first` documents come before them in the order of
    /// keys of the whole collection.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when two documents have one key, [`ErrorKind::Damaged`] when a message
    /// cannot be read.
    pub fn open(number: u32, first: u32, mail: &[Mail<'_>]) -> Result<Self> {
        let texts = mail.iter().filter(|mail| mail.kind == Kind::Texts);
        let texts = texts.map(|mail| deal::unpack(mail.body)).collect::<Result<Vec<_>>>()?;
        let mut documents: Vec<Text> = texts.into_iter().flatten().collect();
        documents.sort_by(|one, other| one.name.cmp(&other.name));
        let mut neighbours = documents.iter().zip(documents.iter().skip(1));
        if let Some((one, _)) = neighbours.find(|(one, next)| one.name.key == next.name.key) {
            let what = format!("two documents are called `{}`", one.name.key);
            return Err(Error::new(ErrorKind::Argument, what).hint("every document needs an id of its own"));
        }
        let folded = documents.iter().map(|document| fold(&document.text)).collect();
        Ok(Home { number, first, documents, folded })
    }

    /// How many documents of the collection come before its own.
    #[must_use]
    pub fn first(&self) -> u32 {
        self.first
    }

    /// Its documents, in the order of their keys.
    #[must_use]
    pub fn documents(&self) -> &[Text] {
        &self.documents
    }

    /// Sends the fingerprints of all documents to as many offices.
    ///
    /// # Errors
    /// [`ErrorKind::Write`] when a message cannot be made.
    pub fn fingerprints(&self, offices: u32) -> Result<Vec<Message>> {
        let mut lists = vec![(Vec::new(), Vec::new()); offices.max(1) as usize];
        for same in self.prints().chunk_by(|one, next| one.hash == next.hash) {
            let Some(&Print { hash, .. }) = same.first() else { continue };
            if let Some((hashes, counts)) = lists.get_mut(office(hash, offices.max(1)) as usize) {
                hashes.push(hash);
                counts.push(same.len() as u64 - 1);
            }
        }
        let message = |(to, (hashes, counts)): (u32, (Vec<u64>, Vec<u64>))| {
            let mut sheet = Sheet::default();
            sheet.ascending(&hashes)?;
            sheet.column(&counts)?;
            let count = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
            Ok(Message { to, from: self.number, kind: Kind::Fingerprints, count, body: sheet.finish()? })
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

    /// Gives every fingerprint, with its places in this home, to `each`, and what the offices say of it: the
    /// homes that need its first places last.
    pub(super) fn known(
        &self,
        mail: &[Mail<'_>],
        mut each: impl FnMut(&[Print], Known, &[u64]),
    ) -> Result<()> {
        let mut offices: Vec<(u32, Answers)> = Vec::new();
        for mail in mail.iter().filter(|mail| mail.kind == Kind::Ties) {
            offices.push((mail.from, Answers::open(mail.body)?));
        }
        offices.sort_by_key(|office| office.0);
        let count = u32::try_from(offices.len()).unwrap_or(u32::MAX);
        for same in self.prints().chunk_by(|one, next| one.hash == next.hash) {
            let Some(&Print { hash, .. }) = same.first() else { continue };
            let (_, answers) = offices.get_mut(office(hash, count) as usize).ok_or_else(damaged)?;
            let known = answers.next()?;
            each(same, known, answers.homes(known)?);
        }
        Ok(())
    }
}

/// An office's answers, in the order in which it was asked.
struct Answers {
    before: std::vec::IntoIter<u32>,
    needed: std::vec::IntoIter<u32>,
    homes: Vec<u64>,
    /// Homes given out.
    given: usize,
}

impl Answers {
    fn open(body: &[u8]) -> Result<Self> {
        let mut pages = Pages::open(body)?;
        let (before, needed) = (pages.small()?.into_iter(), pages.small()?.into_iter());
        Ok(Answers { before, needed, homes: pages.column()?, given: 0 })
    }

    fn next(&mut self) -> Result<Known> {
        let before = self.before.next().ok_or_else(damaged)?;
        let needed = self.needed.next().ok_or_else(damaged)?;
        Ok(Known { before: before.checked_sub(1), needed: needed as usize })
    }

    fn homes(&mut self, known: Known) -> Result<&[u64]> {
        let begin = self.given;
        self.given = begin.saturating_add(known.needed);
        self.homes.get(begin..self.given).ok_or_else(damaged)
    }
}

/// The office that keeps a fingerprint. Kept hashes are the small ones, so they are mixed first.
fn office(hash: u64, offices: u32) -> u32 {
    let mixed = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    u32::try_from((mixed * u64::from(offices)) >> 32).unwrap_or(0)
}

/// A text as the index folds it: paragraph by paragraph.
fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    for (paragraph, text) in paragraphs::pieces(text, 0) {
        folded.append(text, paragraph.span.begin);
    }
    folded
}
