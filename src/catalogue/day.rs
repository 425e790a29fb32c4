//! Dates as sources write them.

/// Year, month, day; what is not said is 0.
pub(crate) type Day = (u32, u32, u32);

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
