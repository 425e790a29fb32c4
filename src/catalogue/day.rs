//! Dates as sources write them, as far as they are understood.

use jiff::civil::Date;
use serde::Serialize;
use serde::Serializer;
use std::fmt;

/// A day, or a month or a year of which the day is not known: of the Gregorian calendar, from the year 1 to 9999. It is
/// written as ISO 8601 writes it: 2031-05-02, 2031-05 or 2031. In order, what is not said comes before all that it may
/// be.
///
/// ```
/// use duikan::Day;
///
/// assert_eq!(Day::read("2031年5月2日").unwrap().to_string(), "2031-05-02");
/// assert_eq!(Day::read("20310502"), Day::read("2031.5.2"));
/// assert!(Day::read("2031") < Day::read("2031-05"));
/// assert_eq!(Day::read("2031-02-30"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The first day it may be.
    first: Date,
    precision: Precision,
}

/// As far as a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Precision {
    Year,
    Month,
    Day,
}

impl Day {
    /// Reads a date as sources write it: the numbers for year, month and day in this order, whatever stands between
    /// them, or eight digits in a row. A month or day that is 0 is not said. `None` when there is no such day, and when
    /// the year has not three or four digits: what that may mean is anybody's guess.
    ///
    /// ```
    /// use duikan::Day;
    ///
    /// let day = Day::read("2031-03").expect("a month");
    /// assert_eq!((day.is_exact(), day.last().to_string()), (false, "2031-03-31".to_owned()));
    /// assert!(Day::read("2031-02-28").expect("a day").is_before(day));
    /// assert_eq!(Day::read("1949-1951"), None);
    /// ```
    #[must_use]
    pub fn read(date: &str) -> Option<Self> {
        let mut numbers = date.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
        let year = numbers.next()?;
        let (year, month, day) = match year.len() {
            3 | 4 => (year, numbers.next(), numbers.next()),
            8 => (year.get(..4)?, year.get(4..6), year.get(6..)),
            _ => return None,
        };
        let said = |digits: Option<&str>| digits.map_or(Some(0), |digits| digits.parse().ok());
        let (precision, month, day) = match (said(month)?, said(day)?) {
            (0, _) => (Precision::Year, 1, 1),
            (month, 0) => (Precision::Month, month, 1),
            (month, day) => (Precision::Day, month, day),
        };
        let first = Date::new(year.parse().ok()?, month, day).ok().filter(|date| date.year() > 0)?;
        Some(Day { first, precision })
    }

    /// The last day it may be.
    #[must_use]
    pub fn last(self) -> Self {
        let last = match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        };
        Day { first: last, precision: Precision::Day }
    }

    /// Whether it is known to the day.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.precision == Precision::Day
    }

    /// Whether all that it may be comes before all that another may be.
    #[must_use]
    pub fn is_before(self, other: Self) -> bool {
        self.last().first < other.first
    }

    /// How many days lie between it and another, before or after; `None` when one of them is not known to the day.
    #[must_use]
    pub fn days_between(self, other: Self) -> Option<u32> {
        let apart = self.first.duration_since(other.first);
        let days = u32::try_from(apart.as_hours().abs() / 24).ok();
        days.filter(|_| self.is_exact() && other.is_exact())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.precision {
            Precision::Year => f.pad(&format!("{year:04}")),
            Precision::Month => f.pad(&format!("{year:04}-{month:02}")),
            Precision::Day => f.pad(&format!("{year:04}-{month:02}-{:02}", self.first.day())),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    fn day(date: &str) -> Day {
        Day::read(date).unwrap()
    }

    #[test]
    fn a_date_is_read_as_it_is_written_and_told_as_far_as_it_is_known() {
        for (written, told) in [
            ("2031", "2031"),
            ("2031年3月", "2031-03"),
            ("2031-03-00", "2031-03"),
            ("2031年3月1日 第5版", "2031-03-01"),
            ("20310301", "2031-03-01"),
            ("2032-02-29", "2032-02-29"),
            ("前 618", "0618"),
        ] {
            assert_eq!(day(written).to_string(), told, "{written}");
            assert_eq!(day(told), day(written));
            assert_eq!(serde_json::to_string(&day(written)).unwrap(), format!("\"{told}\""));
        }
    }

    #[test]
    fn what_is_no_day_of_the_calendar_is_not_understood() {
        let none =
            ["2031-02-29", "2031-13", "1949-1951", "1/3/2031", "3月1日", "0000", "12031-01-01", "20311301"];
        for date in none.into_iter().chain(["2031-03-99999999999", "无", ""]) {
            assert_eq!(Day::read(date), None, "{date}");
        }
    }

    #[test]
    fn what_is_not_said_comes_first_and_before_only_what_it_must() {
        let all =
            ["2030-12-31", "2031", "2031-01", "2031-01-01", "2031-02", "2031-02-28", "2032-02"].map(day);
        assert!(all.is_sorted());
        let before = |one, other| day(one).is_before(day(other));
        assert!(
            before("2030", "2031") && before("2031-01", "2031-02-01") && before("2031-02-27", "2031-02-28")
        );
        assert!(!before("2031", "2031-05") && !before("2031-05", "2031") && !before("2031-02-28", "2031-02"));
        assert_eq!(day("2032-02").last(), day("2032-02-29"));
        assert_eq!(day("2031").last(), day("2031-12-31"));
    }

    #[test]
    fn days_are_counted_where_both_are_known() {
        assert_eq!(day("2032-03-01").days_between(day("2032-02-28")), Some(2));
        assert_eq!(day("2032-02-28").days_between(day("2032-03-01")), Some(2));
        assert_eq!(day("2032-02-28").days_between(day("2032-03")), None);
    }
}
