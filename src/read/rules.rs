//! Rules: what a folder says of how its files are to be read.

use super::Encoding;
use super::formats::Format;
use serde::Serialize;
use std::collections::BTreeMap;
use std::hash::Hasher;
use twox_hash::XxHash64;

/// What is told of how a file is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Rule {
    /// Its format, whatever it looks like.
    pub(super) format: Option<Format>,
    /// Its encoding, whatever it looks like.
    pub(super) encoding: Option<Encoding>,
    /// The field of a record that is its text.
    pub(super) text: Option<String>,
    /// Fields by the dotted names under which records have them.
    pub(super) fields: BTreeMap<String, String>,
    /// The brackets around notes.
    pub(super) notes: Vec<(char, char)>,
}

impl Rule {
    /// A digest: files under another rule are read again. 0 where nothing is told.
    pub(crate) fn digest(&self) -> u64 {
        if *self == Rule::default() {
            return 0;
        }
        let mut hasher = XxHash64::with_seed(0);
        hasher.write(&postcard::to_stdvec(self).unwrap_or_default());
        hasher.finish()
    }
}
