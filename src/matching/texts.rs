//! The texts of a change: loaded when needed, and held when all of them fit.

use super::Change;
use crate::error::Result;
use crate::place::Rank;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Texts by document.
pub(super) struct TextCache<'a> {
    load: &'a (dyn Fn(Rank) -> Result<Vec<char>> + Sync),
    /// A slot for each entry, or none at all.
    held: Vec<OnceLock<Vec<char>>>,
}

impl<'a> TextCache<'a> {
    /// Texts of which all are held when they take no more than `memory` bytes.
    pub(super) fn new(change: &'a Change<'_>, memory: usize) -> Self {
        let characters: u64 = change.entries.iter().map(|entry| u64::from(entry.length)).sum();
        let fit = characters * size_of::<char>() as u64 <= memory as u64;
        let held = if fit { change.entries.iter().map(|_| OnceLock::new()).collect() } else { Vec::new() };
        TextCache { load: change.load, held }
    }

    pub(super) fn get(&self, entry: Rank) -> Result<Cow<'_, [char]>> {
        let Some(slot) = self.held.get(entry.index()) else { return Ok(Cow::Owned((self.load)(entry)?)) };
        if let Some(text) = slot.get() {
            return Ok(Cow::Borrowed(text));
        }
        let text = (self.load)(entry)?;
        Ok(Cow::Borrowed(slot.get_or_init(|| text)))
    }
}
