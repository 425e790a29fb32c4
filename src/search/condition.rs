//! Conditions on documents, apart from the words of a query.

use super::expression;
use super::expression::Expression;
use super::filter::Extent;
use super::filter::Filter;
use super::filter::Name;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;

/// A condition that the documents of hits meet.
///
/// ```
#[doc = include_str!("../example.md")]
/// use duikan::Condition;
/// use duikan::Field;
/// use duikan::Query;
///
/// let evening = Condition::is(Field::Series, "渚阳晚报");
/// let march = Condition::dates("2031-03-01..2031-03-07")?;
/// let poems = Condition::contains(Field::Title, "纸鸢");
/// let folder = Condition::written("doc", "chenbao/*")?;
/// let wanted = Condition::any([Condition::all([evening, march]), poems, folder.clone()]);
/// let documents = |condition| collection.documents_with(&Query::new("").only(condition));
/// let found = documents(wanted.clone())?;
/// let found: Vec<_> = found.iter().map(|found| found.document.as_str()).collect();
/// assert_eq!(found, ["chenbao/0301-01.txt", "fukan/0306-08.txt", "wanbao/0301-04.txt"]);
/// assert_eq!(documents(Condition::all([wanted, folder.negated()]))?.len(), 2);
/// # Ok::<(), duikan::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition(pub(super) Expression);

/// A name that documents have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// Their key.
    Document,
    /// Their series, script, width and punctuation aside; a name of nothing but signs as it is written.
    Series,
    /// Their title, likewise.
    Title,
}

impl Condition {
    /// The name is this one.
    #[must_use]
    pub fn is(field: Field, name: &str) -> Self {
        Condition::named(field, Extent::Whole, name)
    }

    /// The name has this in it.
    #[must_use]
    pub fn contains(field: Field, part: &str) -> Self {
        Condition::named(field, Extent::Part, part)
    }

    fn named(field: Field, extent: Extent, name: &str) -> Self {
        Condition(Expression::Filter(match field {
            Field::Document => Filter::Document(extent, name.to_owned()),
            Field::Series => Filter::Series(Name::new(extent, name)),
            Field::Title => Filter::Title(Name::new(extent, name)),
        }))
    }

    /// The date lies in a range, both ends included: 2031, 2031-05, 2031-05..2031-06, 2031.. or ..2031.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when it is none.
    pub fn dates(range: &str) -> Result<Self> {
        Condition::written("date", range)
    }

    /// What `field:value` means in a query, with `=` and patterns in the value.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when there is no such field, or the value is no date.
    pub fn written(field: &str, value: &str) -> Result<Self> {
        let unknown = || Error::new(ErrorKind::Argument, message!("there is no field `{field}`", field));
        let filter = Filter::parse(field, value).ok_or_else(unknown)??;
        Ok(Condition(Expression::Filter(filter)))
    }

    /// All of these.
    pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Self {
        let parts = conditions.into_iter().map(|condition| condition.0).collect();
        Condition(expression::all(parts).unwrap_or(Expression::All(Vec::new())))
    }

    /// At least one of these.
    pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Self {
        let parts = conditions.into_iter().map(|condition| condition.0).collect();
        Condition(expression::one_or(parts, Expression::Any).unwrap_or(Expression::Any(Vec::new())))
    }

    /// Not this.
    #[must_use]
    pub fn negated(self) -> Self {
        Condition(Expression::Not(Box::new(self.0)))
    }
}
