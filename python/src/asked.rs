//! What is asked, as Python says it: a dictionary of plain values, words for choices.

use duikan::Condition;
use duikan::CopyFilter;
use duikan::Error;
use duikan::Formulae;
use duikan::Query;
use duikan::Result;
use duikan::Synonyms;
use duikan::message;
use pyo3::FromPyObject;
use std::str::FromStr;

/// A search.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Search {
    query: String,
    offset: usize,
    /// All hits without it.
    limit: Option<usize>,
    entries: String,
    /// All copies without it.
    copies: Option<usize>,
    paragraphs: u32,
    among: Among,
    sort: String,
    min_copies: usize,
    only_in: Option<String>,
    variants: Vec<String>,
    /// Names of fields and what is asked of them.
    conditions: Vec<(String, String)>,
    /// In the text form of Solr.
    synonyms: String,
}

impl Search {
    /// What the library is asked.
    pub(crate) fn query(&self) -> Result<Query> {
        let mut query = Query::new(&self.query)
            .offset(self.offset)
            .limit(self.limit.unwrap_or(usize::MAX))
            .hits(chosen("entries", &self.entries)?)
            .copies(self.copies.unwrap_or(usize::MAX))
            .context(self.paragraphs)
            .among(self.among.filter()?)
            .sort(chosen("sort", &self.sort)?)
            .min_copies(self.min_copies)
            .variants(self.variants.iter().map(|name| chosen("variants", name)).collect::<Result<Vec<_>>>()?)
            .synonyms(Synonyms::parse(&self.synonyms)?);
        if !self.conditions.is_empty() {
            let written = |(field, value): &(String, String)| Condition::written(field, value);
            let conditions = self.conditions.iter().map(written).collect::<Result<Vec<_>>>()?;
            query = query.only(Condition::all(conditions));
        }
        if let Some(series) = &self.only_in {
            query = query.only_in(series);
        }
        Ok(query)
    }
}

/// Which copies are wanted.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Among {
    similar: String,
    order: String,
    min_cover: f32,
    min_length: u32,
    within_days: Option<u32>,
    across_series: bool,
    formulae: bool,
}

impl Among {
    /// What the library is asked.
    pub(crate) fn filter(&self) -> Result<CopyFilter> {
        let mut filter = CopyFilter::new(chosen("similar", &self.similar)?)
            .order(chosen("order", &self.order)?)
            .min_cover(self.min_cover)
            .min_length(self.min_length);
        if let Some(days) = self.within_days {
            filter = filter.within_days(days);
        }
        if self.across_series {
            filter = filter.across_series();
        }
        Ok(if self.formulae { filter.formulae(Formulae::Shown) } else { filter })
    }
}

/// What a word stands for that an argument is given.
fn chosen<T: FromStr<Err = Error>>(argument: &str, name: &str) -> Result<T> {
    name.parse().map_err(|error: Error| {
        let what = message!("{argument}: {what}", argument, what = error.message().clone());
        let known = error.advice().cloned();
        let error = Error::new(error.kind(), what);
        known.into_iter().fold(error, Error::advise)
    })
}
