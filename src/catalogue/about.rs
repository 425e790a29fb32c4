//! What is said of a document wherever something stands in it.

use super::day::Day;
use crate::read::Metadata;
use serde::Serialize;

/// What a document is called, and what its source says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct About {
    /// Its key.
    pub document: String,
    /// Its title, where known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub title: Option<String>,
    /// Its date as its source writes it, where known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub date: Option<String>,
    /// Its date as 2031, 2031-05 or 2031-05-02, where it is understood.
    #[cfg_attr(feature = "schema", schema(required, value_type = Option<String>))]
    pub day: Option<Day>,
    /// Its series, where known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub series: Option<String>,
}

impl About {
    pub(crate) fn of(document: String, metadata: &Metadata) -> Self {
        let Metadata { title, date, series, .. } = metadata.clone();
        let day = date.as_deref().and_then(Day::read);
        About { document, title, date, day, series }
    }

    /// Series and date, as far as they are known: the order in which they are shown.
    pub fn issue(&self) -> impl Iterator<Item = &str> {
        [&self.series, &self.date].into_iter().flatten().map(String::as_str)
    }

    /// Series, date and title, as far as they are known: the order in which they are shown.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.issue().chain(self.title.as_deref())
    }
}
