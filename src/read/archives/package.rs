//! Packages: one file made of several parts that are packed together as zip, such as a book or what a word processor
//! writes.

use super::zip;
use super::zip::Entry;
use super::zip::Source;
use crate::message;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use std::collections::HashMap;

/// The parts of a file, by their paths in it.
pub(in crate::read) struct Package<'a> {
    input: &'a Input,
    source: Source<'a>,
    parts: HashMap<String, Entry>,
}

impl<'a> Package<'a> {
    /// Reads the list of the parts of a file.
    ///
    /// # Errors
    /// Says why when it is not packed as zip, or cut short.
    pub(in crate::read) fn open(input: &'a Input) -> Result<Self, Refusal> {
        let source = Source::of(input)?;
        let Some(entries) = zip::entries(&source, input)? else {
            return Err(message!("cut short or damaged: the list of its parts is not at its end").into());
        };
        // Of two parts of one path the last is that which other programs read.
        let parts =
            entries.into_iter().map(|entry| (String::from_utf8_lossy(&entry.name).into_owned(), entry));
        Ok(Package { input, parts: parts.collect(), source })
    }

    /// The bytes of a part, unpacked; none when there is no such part.
    ///
    /// # Errors
    /// Says why it cannot be read: it is damaged, encrypted, packed beyond all measure, or longer than may be held.
    pub(in crate::read) fn part(&self, path: &str) -> Result<Option<Vec<u8>>, Refusal> {
        self.parts.get(path).map(|entry| zip::bytes(&self.source, entry, self.input)).transpose()
    }

    /// Whether there is such a part.
    pub(in crate::read) fn has(&self, path: &str) -> bool {
        self.parts.contains_key(path)
    }
}
