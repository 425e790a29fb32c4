//! What is asked, as Python says it: a dictionary of plain values, words for choices.

use duikan::Class;
use duikan::Condition;
use duikan::CopyFilter;
use duikan::CopyOrder;
use duikan::Error;
use duikan::ErrorKind;
use duikan::Formulae;
use duikan::Hits;
use duikan::Query;
use duikan::Result;
use duikan::Similar;
use duikan::Sort;
use duikan::Synonyms;
use duikan::message;
use pyo3::FromPyObject;

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
        let entries = [("clusters", Hits::Clusters), ("earliest", Hits::Earliest), ("flat", Hits::Flat)];
        let orders = [("relevance", Sort::Relevance), ("date", Sort::Date), ("document", Sort::Document)];
        let classes = Class::ALL.map(|class| (class.name(), class));
        let variants = self.variants.iter().map(|name| chosen("variants", name, &classes));
        let mut query = Query::new(&self.query)
            .offset(self.offset)
            .limit(self.limit.unwrap_or(usize::MAX))
            .hits(chosen("entries", &self.entries, &entries)?)
            .copies(self.copies.unwrap_or(usize::MAX))
            .context(self.paragraphs)
            .among(self.among.filter()?)
            .sort(chosen("sort", &self.sort, &orders)?)
            .min_copies(self.min_copies)
            .variants(variants.collect::<Result<Vec<_>>>()?)
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
        let grades = [("strict", Similar::Strict), ("normal", Similar::Normal), ("loose", Similar::Loose)];
        let orders = [("coverage", CopyOrder::Coverage), ("different", CopyOrder::Different)];
        let mut filter = CopyFilter::new(chosen("similar", &self.similar, &grades)?)
            .order(chosen("order", &self.order, &orders)?)
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

/// What a word stands for.
fn chosen<T: Copy>(what: &str, name: &str, choices: &[(&str, T)]) -> Result<T> {
    let choice = choices.iter().find(|(known, _)| *known == name);
    choice.map(|&(_, choice)| choice).ok_or_else(|| {
        let known: Vec<&str> = choices.iter().map(|&(known, _)| known).collect();
        Error::new(ErrorKind::Argument, message!("{what}: there is no `{name}`", what, name))
            .advise(message!("say one of {names}", names = known.join(", ")))
    })
}
