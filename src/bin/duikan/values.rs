//! Values of options: what they may be, and what is said of others.

use crate::screen::Form;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use duikan::Message;
use duikan::message;
use std::iter;

/// A whole number. One beyond all counting is as good as the largest there is.
pub(crate) fn count(value: &str) -> Result<usize, Message> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(message!("not a whole number"));
    }
    Ok(value.parse().unwrap_or(usize::MAX))
}

/// Threads that a computer may have.
const MOST_THREADS: usize = 256;

/// A number of threads.
pub(crate) fn threads(value: &str) -> Result<usize, Message> {
    match count(value)? {
        threads @ 1..=MOST_THREADS => Ok(threads),
        _ => Err(message!("from 1 to {n} threads, please", n = MOST_THREADS)),
    }
}

/// Hits are held until all of them are found.
const MOST_HITS: usize = 100_000;

/// A number of hits.
pub(crate) fn hits(value: &str) -> Result<usize, Message> {
    match count(value)? {
        hits @ ..=MOST_HITS => Ok(hits),
        _ => Err(message!(
            "at most {n}; -c counts and -l names all, `duikan export` gives all links",
            n = MOST_HITS
        )),
    }
}

/// A form of results: that of the terminal, by its name and its help, or a format.
pub(crate) fn forms<F: ValueEnum + Send + Sync + 'static>(
    (shown, help): (&'static str, &'static str),
) -> impl TypedValueParser<Value = Form<F>> {
    let formats = F::value_variants().iter().filter_map(F::to_possible_value);
    let names = iter::once(PossibleValue::new(shown).help(help)).chain(formats);
    PossibleValuesParser::new(names).map(|name| F::from_str(&name, false).map_or(Form::Text, Form::Format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_however_large() {
        assert_eq!((count("0"), count("007"), count(&"9".repeat(40))), (Ok(0), Ok(7), Ok(usize::MAX)));
        assert!(["", "-1", "+1", "1.5", "１", "many", "1 "].iter().all(|value| count(value).is_err()));
        assert!(threads("0").is_err() && threads("257").is_err() && threads("256").is_ok());
        assert!(hits("100001").is_err() && hits(&"9".repeat(40)).is_err() && hits("100000").is_ok());
    }
}
