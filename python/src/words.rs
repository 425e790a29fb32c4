//! The sentences of the table, for what Python says by itself.

use duikan::Language;
use pyo3::pyfunction;

/// A sentence, with its places, in the language of the locale.
#[pyfunction]
pub(crate) fn said(english: &str) -> String {
    Language::of_environment().say(english).into_owned()
}
