//! The threads in which the library works.
//!
//! Threads do not survive a fork, rayon's global ones neither, and nothing can start those again. So each process has
//! a pool of its own, by its id.

use crate::errors;
use pyo3::PyResult;
use pyo3::Python;
use rayon::ThreadPool;
use rayon::ThreadPoolBuilder;
use std::mem;
use std::process;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// The pool, and the process that started it. Only touched by who is attached to the interpreter: `os.fork` is too,
/// so no child inherits it locked.
static POOL: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);

/// The pool of this process.
pub(crate) fn pool(py: Python<'_>) -> PyResult<Arc<ThreadPool>> {
    let mut held = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    let own = process::id();
    if let Some((owner, pool)) = held.as_ref()
        && *owner == own
    {
        return Ok(Arc::clone(pool));
    }
    let started = ThreadPoolBuilder::new().thread_name(|nth| format!("duikan-{nth}")).build();
    let started = Arc::new(started.map_err(|cause| errors::no_threads(py, cause))?);
    if let Some((_, inherited)) = held.replace((own, Arc::clone(&started))) {
        // Its threads stayed in the parent; dropping it would wait for them.
        mem::forget(inherited);
    }
    Ok(started)
}

/// Works in the pool, without the interpreter.
pub(crate) fn work<T: Send>(py: Python<'_>, work: impl FnOnce() -> duikan::Result<T> + Send) -> PyResult<T> {
    let pool = pool(py)?;
    py.detach(|| pool.install(work)).map_err(|error| errors::raised(py, &error))
}
