//! Building and removing: what writes to an index.

use crate::errors;
use crate::json;
use crate::threads;
use duikan::Build;
use duikan::Collection;
use duikan::Progress;
use pyo3::FromPyObject;
use pyo3::Py;
use pyo3::PyAny;
use pyo3::PyErr;
use pyo3::PyResult;
use pyo3::Python;
use pyo3::pyfunction;
use std::ops::ControlFlow;
use std::panic;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

/// What is built from what.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Wanted {
    path: PathBuf,
    folders: Vec<PathBuf>,
    encoding: Option<String>,
    user_words: Option<String>,
    threads: Option<usize>,
    memory: Option<usize>,
    prune: bool,
}

impl Wanted {
    fn build(&self) -> duikan::Result<Build> {
        let mut build = Collection::build(&self.path);
        for folder in &self.folders {
            build = build.texts(folder);
        }
        if let Some(encoding) = &self.encoding {
            build = build.encoding(encoding.parse()?);
        }
        if let Some(words) = &self.user_words {
            build = build.user_words(words);
        }
        if let Some(threads) = self.threads {
            build = build.threads(threads);
        }
        if let Some(memory) = self.memory {
            build = build.memory(memory);
        }
        if self.prune {
            build = build.prune();
        }
        Ok(build)
    }
}

/// Who hears how a build goes, and may stop it.
struct Listener {
    progress: Option<Py<PyAny>>,
    stop: Arc<AtomicBool>,
}

/// So often somebody looks whether Ctrl-C was pressed.
const LOOK: Duration = Duration::from_millis(100);

/// Builds or refreshes an index; returns what was done.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "what Python gives is made into a value")]
pub(crate) fn build(py: Python<'_>, wanted: Wanted, progress: Option<Py<PyAny>>) -> PyResult<String> {
    let pool = threads::pool(py)?;
    let build = wanted.build().map_err(|error| errors::raised(py, &error))?;
    let listener = Listener { progress, stop: Arc::default() };
    let (sender, receiver) = mpsc::channel();
    let stop = Arc::clone(&listener.stop);
    let build = build.watch(move |progress| {
        // Only the thread that called runs Python: signals reach no other, and callers expect no other.
        let is_heard = sender.send(progress).is_ok();
        let goes_on = is_heard && !stop.load(Ordering::Relaxed);
        if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let (report, interrupted) = py.detach(|| {
        thread::scope(|scope| {
            let work = scope.spawn(|| pool.install(|| json::object(&build.run()?)));
            let interrupted = listener.hear(receiver);
            (work.join().unwrap_or_else(|panic| panic::resume_unwind(panic)), interrupted)
        })
    });
    interrupted?;
    report.map_err(|error| errors::raised(py, &error))
}

impl Listener {
    /// Hears until the build is over; keeps the first exception that was raised.
    #[expect(clippy::needless_pass_by_value, reason = "a receiver is one thread's")]
    fn hear(&self, steps: Receiver<Progress>) -> PyResult<()> {
        let mut heard = Ok(());
        loop {
            let step = match steps.recv_timeout(LOOK) {
                Ok(step) => Some(step),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return heard,
            };
            if heard.is_ok() {
                heard = Python::attach(|py| self.tell(py, step));
                self.stop.store(heard.is_err(), Ordering::Relaxed);
            }
        }
    }

    fn tell(&self, py: Python<'_>, step: Option<Progress>) -> Result<(), PyErr> {
        if let (Some(progress), Some(step)) = (&self.progress, step) {
            progress.call1(py, named(step))?;
        }
        py.check_signals()
    }
}

/// A step of a build: its name, how much of it is done, and of how much.
fn named(step: Progress) -> (&'static str, usize, usize) {
    match step {
        Progress::Waiting { .. } => ("waiting", 0, 0),
        Progress::Recutting { documents } => ("recutting", 0, documents),
        Progress::Reading { done, of } => ("reading", done, of),
        Progress::Comparing { done, of } => ("comparing", done, of.unwrap_or_default()),
        _ => ("writing", 0, 0),
    }
}

/// Removes documents; returns what was done.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "what Python gives is made into a value")]
pub(crate) fn remove(py: Python<'_>, path: PathBuf, names: Vec<String>) -> PyResult<String> {
    threads::work(py, || json::object(&Collection::build(&path).remove(&names)?))
}

/// Makes the parts that workers wrote, or folders of them, into one index; returns what was done.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "what Python gives is made into a value")]
pub(crate) fn merge(py: Python<'_>, parts: Vec<PathBuf>, path: PathBuf) -> PyResult<String> {
    threads::work(py, || json::object(&Collection::merge(&parts, &path)?))
}
