//! What a source says about a document: title, date, series, and whatever else it says.

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A field has no more values.
const MOST_VALUES: usize = 1_000;

/// What is known about a document beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Metadata {
    /// Its title.
    pub title: Option<String>,
    /// Its date as written, such as `2025-08-29` or `1937-07`.
    pub date: Option<String>,
    /// The source it comes from, such as a newspaper.
    pub series: Option<String>,
    /// Every other field, each value as JSON text; this struct is stored in a format that does not describe
    /// itself, where a JSON value could not be read back.
    pub other: BTreeMap<String, String>,
}

impl Metadata {
    /// This, with what is missing taken from `fallback`, field by field.
    #[must_use]
    pub(crate) fn or(self, fallback: &Metadata) -> Metadata {
        let mut other = fallback.other.clone();
        other.extend(self.other);
        Metadata {
            title: self.title.or_else(|| fallback.title.clone()),
            date: self.date.or_else(|| fallback.date.clone()),
            series: self.series.or_else(|| fallback.series.clone()),
            other,
        }
    }

    /// Keeps a field under its name; nothing and blank say nothing. A title that is a list or a map is
    /// kept as any other field is.
    pub(super) fn set(&mut self, name: &str, value: &Value) {
        if !value.is_null() {
            self.keep(name, scalar(value), || value.to_string());
        }
    }

    /// The same of a field that may have several values, which then are a list.
    pub(super) fn set_all(&mut self, name: &str, values: &[String]) {
        let mut distinct: Vec<Value> = Vec::new();
        for value in values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()) {
            if distinct.len() < MOST_VALUES && !distinct.iter().any(|known| known == value) {
                distinct.push(value.into());
            }
        }
        match distinct.pop() {
            Some(only) if distinct.is_empty() => self.set(name, &only),
            Some(last) => {
                distinct.push(last);
                self.set(name, &Value::Array(distinct));
            }
            None => {}
        }
    }

    /// The same of a value that has been read: as it would be written, if it is a string or a number, and as JSON.
    pub(super) fn keep(&mut self, name: &str, plain: Option<String>, json: impl FnOnce() -> String) {
        match (name, plain) {
            (_, Some(plain)) if plain.trim().is_empty() => {}
            ("title", Some(plain)) => self.title = Some(plain),
            ("date", Some(plain)) => self.date = Some(plain),
            ("series", Some(plain)) => self.series = Some(plain),
            _ => {
                self.other.insert(name.to_owned(), json());
            }
        }
    }
}

/// A string or a number as it would be written; other values are none.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn metadata(fields: &[(&str, Value)]) -> Metadata {
        let mut metadata = Metadata::default();
        for (name, value) in fields {
            metadata.set(name, value);
        }
        metadata
    }

    #[test]
    fn each_missing_field_comes_from_the_fallback() {
        let own = metadata(&[("title", "渡口".into()), ("page", 3.into())]);
        let fallback = metadata(&[
            ("title", "别名".into()),
            ("date", 1937.into()),
            ("page", 4.into()),
            ("号", "甲".into()),
        ]);
        let both = own.or(&fallback);
        assert_eq!(
            (both.title.unwrap(), both.date.unwrap(), both.series),
            ("渡口".into(), "1937".into(), None)
        );
        assert_eq!(both.other, BTreeMap::from([("page".into(), "3".into()), ("号".into(), "\"甲\"".into())]));
    }

    #[test]
    fn blank_and_null_say_nothing_and_a_list_is_no_title() {
        let both =
            metadata(&[("title", serde_json::json!(["甲", "乙"])), ("date", " ".into()), ("x", Value::Null)]);
        assert_eq!(both.title, None);
        assert_eq!(both.other, BTreeMap::from([("title".into(), "[\"甲\",\"乙\"]".into())]));
        assert_eq!(both.date, None);
    }

    #[test]
    fn it_survives_a_format_that_does_not_describe_itself() {
        let kept = metadata(&[("title", "渡口".into()), ("pages", serde_json::json!([1, {"a": null}]))]);
        let bytes = postcard::to_stdvec(&kept).unwrap();
        assert_eq!(postcard::from_bytes::<Metadata>(&bytes).unwrap(), kept);
    }
}
