//! Filters: which documents a query looks in, by what the catalogue says of them.

use crate::catalogue::Day;
use crate::catalogue::Record;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold;
use crate::message;
use std::ops::Bound;
use std::ops::RangeBounds;

/// How much of a name is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it: `series:=晚报`.
    Whole,
    /// A part: `series:晚报`.
    Part,
}

/// A name, or part of one, as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    extent: Extent,
    typed: String,
    folded: Vec<char>,
}

impl Name {
    pub(super) fn new(extent: Extent, typed: &str) -> Self {
        Name { extent, typed: typed.trim().to_owned(), folded: fold::characters(typed) }
    }

    /// Whether a text is this, or has it in it, script, width and punctuation aside. What is nothing but punctuation
    /// and signs is looked for as it was typed.
    fn is_met_by(&self, text: Option<&str>) -> bool {
        let Some(text) = text else { return false };
        if self.folded.is_empty() {
            return match self.extent {
                Extent::Whole => text.trim() == self.typed,
                Extent::Part => !self.typed.is_empty() && text.contains(&self.typed),
            };
        }
        let text = fold::characters(text);
        match self.extent {
            Extent::Whole => text == self.folded,
            Extent::Part => text.windows(self.folded.len()).any(|window| window == self.folded),
        }
    }
}

/// One condition on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    /// The key, or part of it.
    Document(Extent, String),
    /// A pattern of the whole key, or of its last part.
    Pattern(String),
    /// The series, or part of it.
    Series(Name),
    /// The title, or part of it.
    Title(Name),
    /// From a date to the last day that another may be.
    Date(Bound<Day>, Bound<Day>),
    /// How well it was read, in ten-thousandths, as it is told.
    Quality(Bound<u16>, Bound<u16>),
}

impl Filter {
    /// The filter of a field, or `None` when there is no such field.
    pub(super) fn parse(field: &str, value: &str) -> Option<Result<Self>> {
        let (extent, name) =
            value.strip_prefix('=').map_or((Extent::Part, value), |name| (Extent::Whole, name));
        match field {
            "doc" | "document" | "series" | "title" if name.trim().is_empty() => {
                Some(Err(says_nothing(field)))
            }
            // Brackets and braces are ordinary in names: they belong to a pattern only beside a wildcard.
            "doc" | "document" if extent == Extent::Part && value.contains(['*', '?']) => {
                Some(pattern(value))
            }
            "doc" | "document" => Some(Ok(Filter::Document(extent, name.to_owned()))),
            "series" => Some(Ok(Filter::Series(Name::new(extent, name)))),
            "title" => Some(Ok(Filter::Title(Name::new(extent, name)))),
            "date" => Some(dates(value)),
            "quality" => Some(qualities(value)),
            _ => None,
        }
    }

    /// Whether a document meets the condition.
    pub(super) fn accepts(&self, record: &Record) -> bool {
        match self {
            Filter::Document(Extent::Whole, key) => record.key == *key,
            Filter::Document(Extent::Part, part) => !part.is_empty() && record.key.contains(part),
            Filter::Pattern(pattern) => {
                // Without a folder in it, a pattern is one of the file's name.
                let name = record.key.rsplit('/').next().unwrap_or(&record.key);
                let part = if pattern.contains('/') { &record.key } else { name };
                fast_glob::glob_match(pattern, part)
            }
            Filter::Series(name) => name.is_met_by(record.metadata.series.as_deref()),
            Filter::Title(name) => name.is_met_by(record.metadata.title.as_deref()),
            Filter::Quality(from, to) => {
                record.quality().and_then(ten_thousandths).is_some_and(|share| (*from, *to).contains(&share))
            }
            Filter::Date(from, to) => record.day().is_some_and(|day| (*from, *to).contains(&day)),
        }
    }
}

/// Why a field without a value is refused.
pub(super) fn says_nothing(field: &str) -> Error {
    Error::new(ErrorKind::Argument, message!("`{field}:` says nothing", field))
        .advise(message!("write {field}:value, without a space", field))
}

/// In so many ways the braces of a pattern may be read: a name is held against each of them.
const READINGS: usize = 256;

fn pattern(pattern: &str) -> Result<Filter> {
    let mut open = Vec::new();
    let mut readings = 1_usize;
    // What is never closed, or is no brace behind a backslash, only makes for a few too many.
    for character in pattern.chars() {
        match character {
            '{' => open.push(1),
            ',' => open.last_mut().into_iter().for_each(|choices| *choices += 1),
            '}' => readings = readings.saturating_mul(open.pop().unwrap_or(1)),
            _ => {}
        }
    }
    if readings <= READINGS {
        return Ok(Filter::Pattern(pattern.to_owned()));
    }
    let what = message!("`{pattern}` can be read in more than {n} ways", pattern, n = READINGS);
    Err(Error::new(ErrorKind::Argument, what).advise(message!("put less into braces")))
}

/// A share as it is told, as a whole number.
fn ten_thousandths(share: f32) -> Option<u16> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is of 0 to 10,000")]
    (0.0..=1.0).contains(&share).then(|| (share * 10_000.0).round() as u16)
}

fn qualities(range: &str) -> Result<Filter> {
    let share = |text: &str| text.trim().parse().ok().and_then(ten_thousandths);
    let signs = [">=", "<=", ">", "<"];
    let bounded = signs.iter().find_map(|sign| Some((*sign, range.strip_prefix(sign)?)));
    let bounds = if let Some((sign, text)) = bounded {
        share(text).map(|share| match sign {
            ">=" => (Bound::Included(share), Bound::Unbounded),
            ">" => (Bound::Excluded(share), Bound::Unbounded),
            "<=" => (Bound::Unbounded, Bound::Included(share)),
            _ => (Bound::Unbounded, Bound::Excluded(share)),
        })
    } else {
        let (from, to) = range.split_once("..").unwrap_or((range, range));
        let bound = |text: &str| match text {
            "" => Some(Bound::Unbounded),
            text => share(text).map(Bound::Included),
        };
        bound(from).zip(bound(to))
    };
    bounds.map(|(from, to)| Filter::Quality(from, to)).ok_or_else(|| {
        Error::new(ErrorKind::Argument, message!("`{range}` is no quality, which is of 0 to 1", range))
            .advise(message!("write quality:>0.8 or quality:0.8..0.95"))
    })
}

fn dates(range: &str) -> Result<Filter> {
    let (from, to) = range.split_once("..").unwrap_or((range, range));
    let bound = |text: &str| match text {
        "" => Some(Bound::Unbounded),
        date => Day::read(date).map(Bound::Included),
    };
    let is_empty = |from, to| matches!((from, to), (Bound::Included(from), Bound::Included(to)) if from > to);
    match bound(from).zip(bound(to).map(|to| to.map(Day::last))) {
        Some((from, to)) if !is_empty(from, to) => Ok(Filter::Date(from, to)),
        _ => Err(Error::new(ErrorKind::Argument, message!("`{range}` is not a date", range))
            .advise(message!("write date:2025, date:2025-08, date:2025-08-29 or date:2025-08..2025-09"))),
    }
}
