//! Dates as sources write them.

use jiff::civil::Date;

/// Year, month, day; what is not said is 0.
pub(crate) type Day = (u32, u32, u32);

/// Whether all that one date may mean comes before all that another may.
pub(crate) fn is_before(one: Day, other: Day) -> bool {
    let same = |one: u32, other: u32| one == other && one != 0;
    let said = |one: u32, other: u32| one != 0 && other != 0 && one < other;
    let (day, month) = (said(one.2, other.2), said(one.1, other.1));
    one.0 < other.0 || (one.0 == other.0 && (month || (same(one.1, other.1) && day)))
}

/// How many days lie between two days; `None` when the calendar has not got them.
pub(crate) fn days_between(one: Day, other: Day) -> Option<u32> {
    let date = |(year, month, day): Day| {
        Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
    };
    let apart = date(one)?.duration_since(date(other)?);
    u32::try_from(apart.as_hours().abs() / 24).ok()
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
