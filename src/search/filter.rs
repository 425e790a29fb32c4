//! Filters: which documents a query looks in, by what the catalogue says of them.

use crate::catalogue::Record;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold;

/// One condition on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    /// Part of the key.
    Document(String),
    /// Part of the series, folded.
    Series(Vec<char>),
    /// Part of the title, folded.
    Title(Vec<char>),
    /// From a date to a date, both included.
    Date(Day, Day),
}

/// Year, month, day.
pub(super) type Day = (u32, u32, u32);

impl Filter {
    /// The filter of a field, or `None` when there is no such field.
    pub(super) fn parse(field: &str, value: &str) -> Option<Result<Self>> {
        match field {
            "doc" | "document" => Some(Ok(Filter::Document(value.to_owned()))),
            "series" => Some(Ok(Filter::Series(fold::characters(value)))),
            "title" => Some(Ok(Filter::Title(fold::characters(value)))),
            "date" => Some(dates(value)),
            _ => None,
        }
    }

    /// Whether a document meets the condition.
    pub(super) fn accepts(&self, record: &Record) -> bool {
        let holds = |text: &Option<String>, part: &[char]| {
            let folded = text.as_deref().map(fold::characters).unwrap_or_default();
            part.is_empty() || folded.windows(part.len()).any(|window| window == part)
        };
        match self {
            Filter::Document(part) => record.key.contains(part),
            Filter::Series(part) => holds(&record.metadata.series, part),
            Filter::Title(part) => holds(&record.metadata.title, part),
            Filter::Date(from, to) => {
                let day = record.metadata.date.as_deref().and_then(day);
                day.is_some_and(|day| *from <= day && day <= *to)
            }
        }
    }
}

/// The first day that a date as written may mean: the numbers for year, month and day in this order,
/// or eight digits in a row. What is not said is 0.
pub(crate) fn day(date: &str) -> Option<Day> {
    let numbers = date.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let mut numbers: Vec<u32> = numbers.map_while(|digits| digits.parse().ok()).collect();
    if let [compact @ 10_000_000..=99_999_999, ..] = numbers.as_slice() {
        numbers = vec![compact / 10_000, compact / 100 % 100, compact % 100];
    }
    let mut numbers = numbers.into_iter();
    Some((numbers.next()?, numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)))
}

fn dates(range: &str) -> Result<Filter> {
    let (from, to) = range.split_once("..").unwrap_or((range, range));
    let one = |text: &str, open: Day| if text.is_empty() { Some(open) } else { day(text) };
    let last = |(year, month, date): Day| {
        (year, if month == 0 { u32::MAX } else { month }, if date == 0 { u32::MAX } else { date })
    };
    let exists = |day: &Day| day.1 <= 12 && day.2 <= 31;
    match (one(from, (0, 0, 0)).filter(exists), one(to, (u32::MAX, 0, 0)).filter(exists)) {
        (Some(from), Some(to)) if from <= last(to) => Ok(Filter::Date(from, last(to))),
        _ => Err(Error::new(ErrorKind::Argument, format!("`{range}` is not a date"))
            .hint("write date:2025, date:2025-08, date:2025-08-29 or date:2025-08..2025-09")),
    }
}
