//! What of a damaged commit is left alone.

use serde_json::Value;
use std::collections::HashSet;
use std::io;
use std::sync::Arc;

/// What of a commit is left alone, as if it had never been there, because it is damaged.
#[derive(Debug, Clone, Default)]
pub(crate) enum Exclusions {
    #[default]
    Nothing,
    /// Segments, by the names their files begin with.
    Segments(Arc<HashSet<String>>),
    /// All segments, and the list of them: what stands in its place is the list of an index without any.
    Everything(Arc<[u8]>),
}

impl Exclusions {
    /// tantivy's list of segments without those.
    pub(super) fn reduced(&self, meta: &[u8]) -> io::Result<Vec<u8>> {
        let segments = match self {
            Exclusions::Nothing => return Ok(meta.to_vec()),
            Exclusions::Everything(blank) => return Ok(blank.to_vec()),
            Exclusions::Segments(segments) => segments,
        };
        let mut meta: Value = serde_json::from_slice(meta)?;
        if let Some(listed) = meta.get_mut("segments").and_then(Value::as_array_mut) {
            let name = |segment: &Value| Some(segment.get("segment_id")?.as_str()?.replace('-', ""));
            listed.retain(|segment| !name(segment).is_some_and(|name| segments.contains(&name)));
        }
        Ok(serde_json::to_vec(&meta)?)
    }
}
