//! The library's errors as exceptions: the sentence is the library's, the classes stand in `duikan/errors.py`.

use duikan::Error;
use duikan::ErrorKind;
use pyo3::PyErr;
use pyo3::Python;
use pyo3::types::PyAnyMethods;
use rayon::ThreadPoolBuildError;

/// The exception of an error.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let class = match error.kind() {
        ErrorKind::Read => "Read",
        ErrorKind::Argument => "Argument",
        ErrorKind::NotFound => "NotFound",
        ErrorKind::NoIndex => "NoIndex",
        ErrorKind::Version => "Version",
        ErrorKind::Locked => "Locked",
        ErrorKind::Damaged => "Damaged",
        ErrorKind::TooLong => "TooLong",
        ErrorKind::Write => "Write",
        _ => "Error",
    };
    let module = py.import("duikan.errors");
    let exception = module.and_then(|module| module.getattr(class)?.call1((error.to_string(),)));
    exception.map_or_else(|failed| failed, PyErr::from_value)
}

/// The exception when the system gives no threads.
pub(crate) fn no_threads(py: Python<'_>, cause: ThreadPoolBuildError) -> PyErr {
    raised(py, &Error::new(ErrorKind::Write, "no threads can be started").because(cause))
}
