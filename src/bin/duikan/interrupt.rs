//! Ctrl-C and SIGTERM: any command ends at once, and takes along what only this process knows of.
//!
//! An index is as at its last commit however a process ends, and the next one that writes sweeps what was left; so
//! nothing has to be waited for. A second signal ends the process even where undoing does not end.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

type Undo = Box<dyn FnOnce() + Send>;

/// What is to be undone when a signal ends the process, by number.
static UNDONE: Mutex<BTreeMap<u64, Undo>> = Mutex::new(BTreeMap::new());

/// Whether whoever serves ends by itself at the first signal.
static IS_SERVING: AtomicBool = AtomicBool::new(false);

/// Something that is undone when a signal ends the process while this is there.
#[must_use]
pub(crate) struct Undone(u64);

impl Undone {
    /// Makes something that is undone from the moment it is there.
    pub(crate) fn made<T, U: FnOnce() + Send + 'static>(
        make: impl FnOnce() -> io::Result<T>,
        undo: impl FnOnce(&T) -> U,
    ) -> io::Result<(T, Self)> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut undone = undone();
        let thing = make()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        undone.insert(number, Box::new(undo(&thing)));
        Ok((thing, Undone(number)))
    }
}

impl Drop for Undone {
    fn drop(&mut self) {
        drop(undone().remove(&self.0));
    }
}

/// Does something that no signal ends halfway.
pub(crate) fn whole<T>(done: impl FnOnce() -> T) -> T {
    let _held = undone();
    done()
}

/// A process that serves ends by itself at the first signal, from now on; the second ends it at once.
pub(crate) fn leave_to_server() {
    IS_SERVING.store(true, Ordering::SeqCst);
}

fn undone() -> MutexGuard<'static, BTreeMap<u64, Undo>> {
    UNDONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Undoes what there is, the last first.
#[cfg(any(unix, test))]
fn undo(all: &mut BTreeMap<u64, Undo>) {
    while let Some((_, undo)) = all.pop_last() {
        undo();
    }
}

/// Obeys signals from now on: the process ends with 128 and the number of the signal, as a shell says it.
#[cfg(unix)]
pub(crate) fn obey() -> io::Result<()> {
    use signal_hook::consts::SIGINT;
    use signal_hook::consts::SIGTERM;
    use signal_hook::flag;
    use signal_hook::iterator::Signals;
    use signal_hook::low_level;
    use std::sync::Arc;
    use std::thread;

    let came = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: a signal ends the process at once when there was one before it.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&came))?;
        flag::register(signal, Arc::clone(&came))?;
    }
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let ends = move || {
        for signal in signals.forever() {
            if !IS_SERVING.load(Ordering::SeqCst) {
                // Held to the end, so that nothing else is begun.
                let mut all = undone();
                undo(&mut all);
                // Whatever waits to be written is not: whoever reads it may have stopped reading.
                low_level::exit(128 + signal);
            }
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(ends).map(drop)
}

/// Elsewhere the system ends the process, as it ends any other.
#[cfg(not(unix))]
pub(crate) fn obey() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn the_last_that_was_made_is_undone_first() {
        static SAID: Mutex<Vec<&str>> = Mutex::new(Vec::new());
        let says = |word: &'static str| -> Undo { Box::new(move || SAID.lock().unwrap().push(word)) };
        let mut all = BTreeMap::from([(0, says("first")), (1, says("second"))]);
        undo(&mut all);
        assert_eq!((all.len(), SAID.lock().unwrap().as_slice()), (0, &["second", "first"][..]));
    }

    #[test]
    fn what_is_gone_is_not_undone() {
        let ((), made) = Undone::made(|| Ok(()), |()| || {}).unwrap();
        let number = made.0;
        assert!(undone().contains_key(&number));
        drop(made);
        assert!(!undone().contains_key(&number));
    }
}
