//! Texts and Markdown: the YAML front matter at the top, and the title that a heading gives.

use crate::read::Metadata;
use serde::Deserialize;
use serde_json::Map;
use serde_json::Value;

/// Front matter is a page of notes; what is longer, in bytes, is text between two rules.
const LONGEST_FRONT: usize = 64 << 10;

/// The metadata between two `---` lines at the very top, and the byte offset after them.
pub(super) fn front(text: &str) -> Option<(Metadata, usize)> {
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next().filter(|line| line.trim_end() == "---")?;
    let mut end = opening.len();
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            let metadata = yaml(text.get(opening.len()..end)?)?;
            return Some((metadata, end + line.len()));
        }
        end += line.len();
        if end > LONGEST_FRONT {
            break;
        }
    }
    None
}

/// The fields we know, as written: `1937.10` is a month, not a number.
#[derive(Default, Deserialize)]
struct Named {
    title: Option<String>,
    date: Option<String>,
    series: Option<String>,
}

fn yaml(text: &str) -> Option<Metadata> {
    let fields: Map<String, Value> = serde_saphyr::from_str(text).ok()?;
    let mut metadata = Metadata::default();
    let written: Named = serde_saphyr::from_str(text).unwrap_or_default();
    for (name, value) in [("title", written.title), ("date", written.date), ("series", written.series)] {
        metadata.set(name, &value.map_or(Value::Null, Value::String));
    }
    for (name, value) in &fields {
        let known = match name.as_str() {
            "title" => metadata.title.is_some(),
            "date" => metadata.date.is_some(),
            "series" => metadata.series.is_some(),
            _ => false,
        };
        if !known {
            metadata.set(name, value);
        }
    }
    Some(metadata)
}

/// The first heading of the first rank, outside of code.
pub(super) fn heading(body: &str) -> Option<String> {
    let mut code = false;
    for line in body.lines() {
        code ^= line.starts_with("```") || line.starts_with("~~~");
        if let Some(title) = line.strip_prefix("# ").filter(|_| !code) {
            let title = title.trim().trim_end_matches('#').trim_end();
            return Some(title.to_owned()).filter(|title| !title.is_empty());
        }
    }
    None
}
