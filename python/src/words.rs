//! The sentences of the table, for what Python says by itself.

use duikan::Language;
use pyo3::pyfunction;

/// A sentence, with its places, in the language of a locale.
#[pyfunction]
pub(crate) fn said(english: &str, locale: &str) -> String {
    Language::of_locale(locale).say(english).into_owned()
}
