//! What is asked: the words of the query and how the answer is wanted.

use super::condition::Condition;
use super::synonyms::Synonyms;
use super::wanted::Wanted;
use crate::copies::class::Class;
use crate::copies::similarity::Similar;
use crate::notation::choice;
use crate::witnesses::CopyFilter;
use std::time::Duration;

/// A search: the words, how many hits, in which order.
///
/// All words must be there. `"quoted"` is found literally and not loosely, `OR` is for either of two, `-word`
/// for none of it, `(…)` groups, `"甲 乙"~10` finds both with at most ten characters between them. `doc:`,
/// `series:` and `title:` take part of a name, or behind `=` all of it, `doc:` also a pattern with `*` and `?`,
/// `date:` a date or a range such as `2025-08..2025-09`. Script, width, punctuation and line ends never matter.
///
/// ```
#[doc = include_str!("../example.md")]
/// use duikan::Class;
/// use duikan::CopyFilter;
/// use duikan::Query;
/// use duikan::Similar;
/// use duikan::Sort;
/// use std::time::Duration;
///
/// let query = Query::new("渡口 OR 码头 -船票")
///     .sort(Sort::Date)
///     .offset(1)
///     .limit(2)
///     .copies(1)
///     .context(1)
///     .min_copies(2)
///     .variants([Class::Character, Class::Wording])
///     .among(CopyFilter::new(Similar::Strict))
///     .within(Duration::from_secs(60));
/// let answer = collection.search(&query)?;
/// assert_eq!((answer.hits.len(), answer.hits[0].before.len()), (2, 1));
/// assert!(answer.hits.iter().all(|hit| hit.copies_total > 0 && hit.copies.len() <= 1));
/// assert!(answer.hits[0].about.day <= answer.hits[1].about.day);
/// # Ok::<(), duikan::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub(crate) text: String,
    pub(crate) only: Option<Condition>,
    pub(crate) time_limit: Option<Duration>,
    pub(crate) offset: usize,
    pub(crate) limit: usize,
    pub(crate) copies: usize,
    pub(crate) sort: Sort,
    pub(crate) hits: Hits,
    pub(crate) filter: CopyFilter,
    pub(crate) wanted: Wanted,
    pub(crate) context: u32,
    pub(crate) synonyms: Synonyms,
}

choice! {
/// In which order hits come.
#[derive(Default)]
#[non_exhaustive]
pub enum Sort {
    /// The best first
    ///
    /// Equally good ones by date, then by document.
    #[default]
    Relevance = "relevance",
    /// The earliest first
    ///
    /// Undated ones last.
    Date = "date",
    /// By document and paragraph
    Document = "document",
}
}

choice! {
/// What makes a hit.
#[derive(Default)]
#[non_exhaustive]
pub enum Hits {
    /// All copies of a passage together: the best of them, the others under it
    #[default]
    Clusters = "clusters",
    /// All copies of a passage together: the earliest that holds the words, the others under it
    Earliest = "earliest",
    /// Every matching paragraph
    Flat = "flat",
}
}

/// Copies listed of a hit when nothing else is said.
const COPIES: usize = 5;

impl Query {
    /// A search for `text`: ten hits, folded by cluster, with at most five copies listed, the best first.
    pub fn new(text: impl Into<String>) -> Self {
        Query {
            text: text.into(),
            only: None,
            time_limit: None,
            offset: 0,
            limit: 10,
            copies: COPIES,
            sort: Sort::default(),
            hits: Hits::default(),
            filter: CopyFilter::default(),
            wanted: Wanted::default(),
            context: 0,
            synonyms: Synonyms::default(),
        }
    }

    /// At most this many hits.
    #[must_use]
    pub fn limit(mut self, hits: usize) -> Self {
        self.limit = hits;
        self
    }

    /// Only in documents that meet a condition; without words, all paragraphs of them. Nothing in the words can
    /// undo it.
    #[must_use]
    pub fn only(mut self, condition: Condition) -> Self {
        self.only = Some(condition);
        self
    }

    /// Gives up after this time: with [`ErrorKind::TooLong`](crate::ErrorKind::TooLong), and a little later.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }

    /// Whether all copies of every hit have to be aligned, not only those that are listed: that may take long.
    #[must_use]
    pub fn aligns_all_copies(&self) -> bool {
        self.hits == Hits::Earliest || self.wanted.depends_on_copies()
    }

    /// Leaves out this many of the first hits: what earlier pages showed. They are found all the same, so a
    /// page takes as long as all pages up to it.
    #[must_use]
    pub fn offset(mut self, hits: usize) -> Self {
        self.offset = hits;
        self
    }

    /// Lists at most this many copies of each hit, `usize::MAX` for all; all of them are counted.
    #[must_use]
    pub fn copies(mut self, copies: usize) -> Self {
        self.copies = copies;
        self
    }

    /// The order of the hits.
    #[must_use]
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }

    /// How similar a copy must be to be shown and folded.
    #[must_use]
    pub fn similar(mut self, similar: Similar) -> Self {
        self.filter = self.filter.similar(similar);
        self
    }

    /// Which copies are listed and counted, and in which order.
    #[must_use]
    pub fn among(mut self, filter: CopyFilter) -> Self {
        self.filter = filter;
        self
    }

    /// Only hits whose passage stands in at least this many places, their own among them.
    #[must_use]
    pub fn min_copies(mut self, places: usize) -> Self {
        self.wanted.places = if places > 1 { places } else { 0 };
        self
    }

    /// Only hits that stand, with all their copies, in series with this in their name; blank asks for nothing.
    #[must_use]
    pub fn only_in(mut self, series: impl Into<String>) -> Self {
        self.wanted.only_in = Some(series.into()).filter(|series| !series.trim().is_empty());
        self
    }

    /// Only hits with a copy that differs in one of these ways.
    #[must_use]
    pub fn variants(mut self, classes: impl IntoIterator<Item = Class>) -> Self {
        self.wanted.variants = classes.into_iter().collect();
        self
    }

    /// Shows this many paragraphs before and after each hit.
    #[must_use]
    pub fn context(mut self, paragraphs: u32) -> Self {
        self.context = paragraphs;
        self
    }

    /// Also searches for what stands for the words that are not quoted.
    #[must_use]
    pub fn synonyms(mut self, synonyms: Synonyms) -> Self {
        self.synonyms = synonyms;
        self
    }

    /// What makes an entry.
    #[must_use]
    pub fn hits(mut self, hits: Hits) -> Self {
        self.hits = hits;
        self
    }
}
