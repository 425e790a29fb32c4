//! Which copies of a passage are wanted, and in which order.

use crate::catalogue::About;
use crate::catalogue::Day;
use crate::catalogue::Record;
use crate::copies::similarity::Similar;
use crate::copies::traversal::Formulae;
use crate::notation::choice;

/// Which copies of a passage are wanted, and in which order: all that are similar enough, the fullest first, when
/// nothing else is said.
///
/// ```
#[doc = include_str!("../example.md")]
/// use duikan::CopyFilter;
/// use duikan::CopyOrder;
/// use duikan::Formulae;
/// use duikan::Similar;
///
/// let filter = CopyFilter::new(Similar::Loose)
///     .formulae(Formulae::Shown)
///     .min_cover(0.9)
///     .min_length(50)
///     .within_days(1)
///     .across_series()
///     .order(CopyOrder::Different);
/// let copies =
///     |filter: &CopyFilter| collection.copies("chenbao/0301-01:9", filter).map(|(_, copies)| copies);
/// assert_eq!((copies(&CopyFilter::default())?.len(), copies(&filter)?.len()), (4, 3));
/// assert_eq!(copies(&filter)?[0].about.document, "ribao/0302-01.txt"); // the one that OCR spoilt
/// # Ok::<(), duikan::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CopyFilter {
    pub(crate) similar: Similar,
    pub(crate) formulae: Formulae,
    min_cover: f32,
    min_length: u32,
    within_days: Option<u32>,
    series: Series,
    pub(super) order: CopyOrder,
}

choice! {
/// In which order copies come.
#[derive(Default)]
#[non_exhaustive]
pub enum CopyOrder {
    /// What has the most of the passage first, then the most similar, the earliest, by name
    #[default]
    Coverage = "coverage",
    /// The least similar first
    Different = "different",
}
}

/// Of which series copies may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Series {
    #[default]
    Any,
    /// Only of another than the passage.
    Other,
}

/// When and where a document appeared, as its source says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Provenance<'a> {
    day: Option<Day>,
    series: Option<&'a str>,
}

impl<'a> From<&'a Record> for Provenance<'a> {
    fn from(record: &'a Record) -> Self {
        Provenance { day: record.day(), series: record.metadata.series.as_deref() }
    }
}

impl<'a> From<&'a About> for Provenance<'a> {
    fn from(about: &'a About) -> Self {
        Provenance { day: about.day, series: about.series.as_deref() }
    }
}

impl CopyFilter {
    /// All copies that are similar enough.
    #[must_use]
    pub fn new(similar: Similar) -> Self {
        CopyFilter { similar, ..CopyFilter::default() }
    }

    /// How similar a copy must be.
    #[must_use]
    pub fn similar(mut self, similar: Similar) -> Self {
        self.similar = similar;
        self
    }

    /// What is done with boilerplate.
    #[must_use]
    pub fn formulae(mut self, formulae: Formulae) -> Self {
        self.formulae = formulae;
        self
    }

    /// Only what has at least this share of the passage, 0 to 1.
    #[must_use]
    pub fn min_cover(mut self, share: f32) -> Self {
        self.min_cover = share;
        self
    }

    /// Only what agrees with the passage in at least so many characters.
    #[must_use]
    pub fn min_length(mut self, characters: u32) -> Self {
        self.min_length = characters;
        self
    }

    /// Only documents dated so many days before or after the passage's at the most; what is not dated to the day is
    /// left out.
    #[must_use]
    pub fn within_days(mut self, days: u32) -> Self {
        self.within_days = Some(days);
        self
    }

    /// Only documents of another series than the passage's; one that is of none is of another.
    #[must_use]
    pub fn across_series(mut self) -> Self {
        self.series = Series::Other;
        self
    }

    /// In which order they come.
    #[must_use]
    pub fn order(mut self, order: CopyOrder) -> Self {
        self.order = order;
        self
    }

    /// Whether it depends on its document whether a copy is wanted.
    pub(super) fn chooses_documents(&self) -> bool {
        self.within_days.is_some() || self.series != Series::Any
    }

    /// Whether something must have a share of the passage to be wanted.
    pub(crate) fn chooses_coverage(&self) -> bool {
        self.min_cover > 0.0
    }

    /// Whether what has this share of a passage, and agrees with it in so many characters, has enough of it.
    pub(crate) fn is_enough(&self, coverage: f32, matches: u32) -> bool {
        coverage >= self.min_cover && matches >= self.min_length
    }

    /// Whether a document may have copies of a passage of another.
    pub(crate) fn accepts<'a>(
        &self,
        own: impl Into<Provenance<'a>>,
        other: impl Into<Provenance<'a>>,
    ) -> bool {
        let (own, other): (Provenance<'_>, Provenance<'_>) = (own.into(), other.into());
        let apart = |limit: u32| {
            let days = own.day.zip(other.day);
            days.and_then(|(own, other)| own.days_between(other)).is_some_and(|days| days <= limit)
        };
        let is_of_another = match (own.series, other.series) {
            (Some(own), Some(other)) => own != other,
            (None, None) => false,
            _ => true,
        };
        self.within_days.is_none_or(apart) && (self.series == Series::Any || is_of_another)
    }
}
