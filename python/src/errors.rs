//! The library's errors as exceptions: a class for each kind, in `duikan/errors.py`; what can be done is said in Python.

use duikan::Advice;
use duikan::Error;
use duikan::ErrorKind;
use duikan::Message;
use duikan::message;
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
        ErrorKind::Raced => "Raced",
        ErrorKind::TooLong => "TooLong",
        ErrorKind::Cancelled => "Cancelled",
        ErrorKind::NoThreads => "NoThreads",
        ErrorKind::Write => "Write",
        _ => "Error",
    };
    let module = py.import("duikan.errors");
    let exception =
        module.and_then(|module| module.getattr(class)?.call1((error.in_full(advice).to_string(),)));
    exception.map_or_else(|failed| failed, PyErr::from_value)
}

/// What to call, or to do.
fn advice(advice: &Advice) -> Message {
    match advice {
        Advice::Say(message) => message.clone(),
        Advice::MakeIndex => message!("index the texts with duikan.index(…), or open another path"),
        Advice::OtherFolder => message!("name a path that is empty, or not there yet"),
        Advice::BringBack => message!("bring it back, or index what there is at another path"),
        Advice::Wait => message!("try again when it has ended; wait=True waits for it"),
        Advice::Rebuild => message!("delete the folder of the index and make it again"),
        Advice::RebuildElsewhere => {
            message!("make the index again at another path; this folder may hold files that are not duikan's")
        }
        Advice::Merge => message!("duikan.merge(…) makes the parts into one"),
        Advice::ListDocuments => message!("Index.documents() lists all; any part of a name will do"),
        Advice::ListStories => message!("Index.stories() lists them"),
        Advice::ListCopies => message!("choose one that Index.copies(…) lists"),
        Advice::ListParagraphs { document } => {
            message!(
                "Index.show({document}) says where its paragraphs stand",
                document = format!("{document:?}")
            )
        }
        Advice::Repair => message!("`duikan check` says what is damaged, `duikan check --repair` mends it"),
        _ => message!("see help(duikan)"),
    }
}

/// The exception when the system gives no threads.
pub(crate) fn no_threads(py: Python<'_>, cause: ThreadPoolBuildError) -> PyErr {
    raised(py, &Error::new(ErrorKind::NoThreads, message!("no threads can be started")).because(cause))
}
