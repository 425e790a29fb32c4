//! Clusters as passim writes them.

use super::Json;
use super::write;
use crate::collection::Cluster;
use crate::collection::DocumentInfo;
use crate::collection::PassagePlace;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io;
use std::io::Write;
use twox_hash::XxHash64;

/// A place of a cluster as passim writes it: cluster, size, begin, end, uid and text beside the fields of the
/// input.
#[derive(Debug, Clone, Copy)]
pub struct Passim<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
    /// One of its places.
    pub place: &'a PassagePlace,
    /// The document it stands in.
    pub document: &'a DocumentInfo,
    /// Its source text.
    pub text: &'a str,
}

/// A place of a cluster as passim writes it, beside the other fields of its document.
// The names are passim's.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = PassimRecord))]
pub(super) struct PassimObject<'a> {
    /// The number of the cluster, from 1.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    cluster: usize,
    /// How many places the cluster has.
    #[cfg_attr(feature = "schema", schema(minimum = 2))]
    size: usize,
    /// The document's key.
    id: &'a str,
    /// Where the passage begins in the source.
    begin: u32,
    /// Where it ends.
    end: u32,
    /// Its source text.
    text: &'a str,
    /// The number by which passim knows the document: `xxhash64` of its id.
    uid: i64,
    /// The document's title, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    title: Option<&'a str>,
    /// The document's date as its source writes it, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    date: Option<&'a str>,
    /// The series the document belongs to, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    series: Option<&'a str>,
    /// What else the source says of the document.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(value_type = BTreeMap<String, serde_json::Value>))]
    other: BTreeMap<&'a str, &'a RawValue>,
}

/// Names that a field of the input cannot have here.
const OURS: [&str; 10] = ["cluster", "size", "id", "begin", "end", "text", "uid", "title", "date", "series"];

impl Json for Passim<'_> {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let Passim { cluster, place, document, text } = *self;
        let about = &document.about;
        let is_ours = |name: &str| match name {
            "title" => about.title.is_some(),
            "date" => about.date.is_some(),
            "series" => about.series.is_some(),
            name => OURS.contains(&name),
        };
        let others = document.other.iter().filter(|(name, _)| !is_ours(name));
        let object = PassimObject {
            cluster: cluster.number,
            size: cluster.places.len(),
            id: &about.document,
            begin: place.span.begin,
            end: place.span.end,
            text,
            uid: uid(&about.document),
            title: about.title.as_deref(),
            date: about.date.as_deref(),
            series: about.series.as_deref(),
            other: others
                .filter_map(|(name, value)| Some((name.as_str(), serde_json::from_str(value).ok()?)))
                .collect(),
        };
        write(&object, out)
    }
}

/// The number by which passim knows a document: what Spark's `xxhash64` makes of its id.
fn uid(id: &str) -> i64 {
    const SEED: u64 = 42;
    XxHash64::oneshot(SEED, id.as_bytes()).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_the_number_that_spark_gives_it() {
        // The example of PySpark's documentation of xxhash64.
        assert_eq!(uid("ABC"), 4_105_715_581_806_190_027);
    }
}
