//! What is said of the document a copy stands in.

/// A document, as those name it who compare copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its key.
    pub document: String,
    /// Its title, where known.
    pub title: Option<String>,
    /// Its date as its source writes it, where known.
    pub date: Option<String>,
    /// Its series, where known.
    pub series: Option<String>,
}

impl About {
    /// Series, date and title, as far as they are known: the order in which they are shown.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        [&self.series, &self.date, &self.title].into_iter().flatten().map(String::as_str)
    }
}
