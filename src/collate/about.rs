//! What is said of the document a copy stands in.

use serde::Serialize;

/// A document, as those name it who compare copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct About {
    /// Its key.
    pub document: String,
    /// Its title, where known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub title: Option<String>,
    /// Its date as its source writes it, where known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub date: Option<String>,
    /// Its series, where known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub series: Option<String>,
}

impl About {
    /// Series, date and title, as far as they are known: the order in which they are shown.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        [&self.series, &self.date, &self.title].into_iter().flatten().map(String::as_str)
    }
}
