//! Passages with their copies, and places that links connect.

use super::Json;
use super::write;
use crate::catalogue::About;
use crate::collection::Blamed;
use crate::collection::Cluster;
use crate::collection::PassagePlace;
use crate::place::OriginalSpan;
use crate::search::ParagraphText;
use crate::search::PassageCopy;
use serde::Serialize;
use std::io;
use std::io::Write;

/// A passage and every other place of it, as one object.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = PassageWithCopies))]
pub struct WithCopies<'a> {
    /// The passage.
    #[serde(flatten)]
    pub passage: &'a ParagraphText,
    /// Its other places, what has the most of it first.
    pub copies: &'a [PassageCopy],
}

/// A sentence of a document and where it was printed first.
// `Blamed` has the earliest printing as an index.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Sentence))]
pub(super) struct SentenceObject<'a> {
    #[serde(flatten)]
    about: &'a About,
    /// The number of its paragraph, from 1.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    paragraph: u32,
    #[serde(flatten)]
    span: OriginalSpan,
    /// Its source text.
    text: &'a str,
    /// Its other places, what has the most of it first; of echoes nothing is said.
    copies: &'a [PassageCopy],
    /// How many other places have at least seven tenths of it.
    printings: usize,
    /// The earliest of these that is dated; none when the sentence itself is not known to be later.
    #[cfg_attr(feature = "schema", schema(required))]
    earliest: Option<&'a PassageCopy>,
}

impl Json for Blamed {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let object = SentenceObject {
            about: &self.about,
            paragraph: self.paragraph,
            span: self.span,
            text: &self.text,
            copies: &self.copies,
            printings: self.printings,
            earliest: self.earliest.and_then(|nth| self.copies.get(nth)),
        };
        write(&object, out)
    }
}

/// Places that links connect.
// `Cluster` does not say how many places it has.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Cluster))]
pub(super) struct ClusterObject<'a> {
    /// Its number among the clusters of one state of the collection, from 1.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    cluster: usize,
    /// How many places it has.
    #[cfg_attr(feature = "schema", schema(minimum = 2))]
    size: usize,
    /// At least two places, in the order of documents.
    places: &'a [PassagePlace],
}

impl Json for Cluster {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&ClusterObject { cluster: self.number, size: self.places.len(), places: &self.places }, out)
    }
}
