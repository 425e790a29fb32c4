//! Fields: what the lines of a file say of it.

use super::code;
use crate::read::Metadata;
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The fields of a file.
#[derive(Default)]
pub(super) struct Fields {
    title: Option<String>,
    others: BTreeMap<String, Vec<String>>,
    seen: BTreeSet<(String, String)>,
}

impl Fields {
    /// What a `#+KEY: value` says. Its date is when the file was written, and so no date of the text.
    pub(super) fn keyword(&mut self, key: &str, value: &str) {
        let value = value.trim();
        if key.eq_ignore_ascii_case("PROPERTY") {
            let (key, value) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
            return self.add(key, value);
        }
        let title = code::plain(value);
        match &self.title {
            _ if !key.eq_ignore_ascii_case("TITLE") => self.add(key, value),
            None if !title.is_empty() => self.title = Some(title),
            Some(first) if *first != title => self.add(key, value),
            _ => {}
        }
    }

    /// One more value of a field; a value that it has already says nothing.
    pub(super) fn add(&mut self, key: &str, value: &str) {
        let value = value.trim();
        if !key.is_empty() && !value.is_empty() && self.seen.insert((key.to_owned(), value.to_owned())) {
            self.others.entry(key.to_owned()).or_default().push(value.to_owned());
        }
    }

    pub(super) fn finish(self) -> Metadata {
        let mut metadata = Metadata { title: self.title, ..Metadata::default() };
        for (key, mut values) in self.others {
            let value = match values.pop() {
                Some(only) if values.is_empty() => Value::from(only),
                last => values.into_iter().chain(last).collect(),
            };
            // Not by the names that stand for the title and the date of a text.
            metadata.other.insert(key, value.to_string());
        }
        metadata
    }
}
