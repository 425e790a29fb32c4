//! Files that no reader is there for: nothing is passed over in silence.

use super::name::legible;
use crate::message;
use crate::message::Message;
use crate::notation::choice;
use serde::Serialize;
use serde::Serializer;
use std::collections::BTreeMap;
use std::path::PathBuf;

choice! {
/// What a file that no reader is there for may be.
pub enum UnsupportedKind {
    /// A document, or anything else that may hold text
    Document = "document",
    /// A picture, sound, film or font
    Media = "media",
}
}

/// The files of one ending that no reader is there for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Unsupported {
    /// Their ending in lower case, with its dot; empty where they have none.
    pub ending: String,
    /// What they may be, by their ending.
    pub kind: UnsupportedKind,
    /// How many there are.
    pub count: usize,
    /// The files, in order; a member of an archive behind the archive's path.
    #[serde(serialize_with = "paths_text")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub paths: Vec<PathBuf>,
}

fn paths_text<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(paths.iter().map(|path| path.display().to_string()))
}

impl Unsupported {
    /// Files by their endings, documents first, then the most of them first.
    pub(crate) fn group(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Self> {
        let mut groups: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
        for path in paths {
            let ending = path
                .extension()
                .map_or(String::new(), |ending| format!(".{}", legible(ending).to_lowercase()));
            groups.entry(ending).or_default().push(path);
        }
        let group = |(ending, mut paths): (String, Vec<PathBuf>)| {
            paths.sort();
            paths.dedup();
            Unsupported { kind: UnsupportedKind::of(&ending), count: paths.len(), ending, paths }
        };
        let mut groups: Vec<Self> = groups.into_iter().map(group).collect();
        groups.sort_by_key(|group| (group.kind, std::cmp::Reverse(group.count)));
        groups
    }

    /// `12 .jpg`.
    fn counted(&self) -> Message {
        match self.ending.as_str() {
            "" => message!("{n} without an ending", n = self.count),
            ending => message!("{n} {ending}", n = self.count, ending),
        }
    }

    /// What is said of all of one kind: `12 .doc, 3 .xml: no reader`; `None` where there are none.
    #[must_use]
    pub fn summary(all: &[Self], kind: UnsupportedKind) -> Option<Message> {
        let counted = all.iter().filter(|group| group.kind == kind).map(Self::counted);
        let counted = counted.reduce(|before, next| message!("{before}, {next}", before, next))?;
        Some(match kind {
            UnsupportedKind::Document => message!("{counted}: no reader", counted),
            UnsupportedKind::Media => message!("{counted}: pictures and the like", counted),
        })
    }
}

impl UnsupportedKind {
    fn of(ending: &str) -> Self {
        let kind = mime_guess::from_ext(ending.trim_start_matches('.')).first();
        let media = ["image", "audio", "video", "font"];
        match kind {
            Some(kind) if media.contains(&kind.type_().as_str()) => UnsupportedKind::Media,
            _ => UnsupportedKind::Document,
        }
    }
}
