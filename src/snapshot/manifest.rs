//! The manifest: what one commit consists of. It travels as the payload of tantivy's commit, so files
//! and paragraphs become visible together or not at all.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::Rank;
use crate::storage;
use crate::storage::names;
use crate::storage::ownership;
use serde::Deserialize;
use serde::Serialize;
use std::path::Path;
use uuid::Uuid;

/// One commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The version of the format, of `index_schema/`.
    pub(crate) version: u32,
    /// Counts the commits; part of the names of their files.
    pub(crate) commit: u64,
    /// The first document number never used.
    pub(crate) next: u32,
    /// The file of the catalogue.
    pub(crate) catalogue: String,
    /// The file of the links.
    pub(crate) links: String,
    /// The file of the user dictionary.
    pub(crate) userdict: String,
    /// The folders that its documents were read from, as absolute paths, in the order in which they name documents:
    /// what to build it from again.
    pub(crate) roots: Vec<String>,
    /// Which part of an index it is, when it is none by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) part: Option<Part>,
}

/// A collection that is indexed in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// How many documents it has.
    pub documents: u32,
    /// A digest of all of them: parts of different ones do not make an index.
    pub digest: u64,
}

/// A part of an index: its documents are neighbours in the order of keys, their numbers are their ranks, and
/// links lead from them to earlier documents of any part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// The rank of its first document.
    pub(crate) first: Rank,
    /// What all parts are of.
    pub(crate) run: Run,
}

impl Manifest {
    /// Reads the manifest of the index in `folder`.
    pub(crate) fn parse(text: &str, folder: &Path) -> Result<Self> {
        ownership::is_of_this_version(text, folder)?;
        serde_json::from_str(text).map_err(|cause| ownership::no_manifest(folder).because(cause))
    }

    /// The manifest after another, or the first one.
    pub(crate) fn after(last: Option<&Manifest>) -> Self {
        let commit = last.map_or(1, |last| last.commit.wrapping_add(1));
        let (only, ..) = Uuid::new_v4().as_fields();
        let next = last.map_or(0, |last| last.next);
        Manifest { next, ..Manifest::of(commit, &format!("{commit}-{only:08x}")) }
    }

    /// The manifest of a commit of which nothing is known but its number, and what the names of its files end with:
    /// that, and digits by which none of them is ever called like another file.
    pub(super) fn of(commit: u64, end: &str) -> Self {
        let [catalogue, links, userdict] = names::KINDS.map(|kind| format!("{kind}{end}"));
        Manifest {
            version: storage::VERSION,
            commit,
            next: 0,
            catalogue,
            links,
            userdict,
            roots: Vec::new(),
            part: None,
        }
    }

    /// The files that belong to it.
    pub(crate) fn files(&self) -> [&str; 3] {
        [&self.catalogue, &self.links, &self.userdict]
    }

    /// The text that [`Manifest::parse`] reads.
    pub(crate) fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|cause| {
            Error::new(ErrorKind::Write, message!("the manifest cannot be written")).because(cause)
        })
    }
}
