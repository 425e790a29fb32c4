//! How much text waits to be indexed: readers are faster than tantivy's threads, and its own queue counts
//! documents, not their length.

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

/// A gauge of the text on its way, in bytes.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: Mutex<usize>,
    moved: Condvar,
    most: usize,
}

/// When nothing has moved for so long the indexing threads may be gone: then the next call to tantivy says
/// why. If they are only slow, one document more waits in memory.
const STUCK: Duration = Duration::from_secs(1);

impl Queue {
    pub(super) fn new(most: usize) -> Self {
        Queue { waiting: Mutex::new(0), moved: Condvar::new(), most }
    }

    /// Waits for room, then counts `bytes` as waiting.
    pub(super) fn enter(&self, bytes: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        while *waiting > 0 && *waiting + bytes > self.most {
            let (now, timeout) =
                self.moved.wait_timeout(waiting, STUCK).unwrap_or_else(PoisonError::into_inner);
            waiting = now;
            if timeout.timed_out() {
                break;
            }
        }
        *waiting += bytes;
    }

    /// Counts `bytes` as indexed.
    pub(super) fn leave(&self, bytes: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.saturating_sub(bytes);
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::thread;

    #[test]
    fn who_enters_a_full_queue_waits_for_room() {
        let queue = Arc::new(Queue::new(10));
        queue.enter(8);
        let other = Arc::clone(&queue);
        let waiting = thread::spawn(move || other.enter(5));
        queue.leave(8);
        assert!(waiting.join().is_ok());
        assert_eq!(queue.waiting.lock().map(|waiting| *waiting).ok(), Some(5));
    }

    #[test]
    fn what_is_larger_than_the_queue_enters_an_empty_one() {
        let queue = Queue::new(10);
        queue.enter(1000);
        queue.leave(2000);
        assert_eq!(queue.waiting.lock().map(|waiting| *waiting).ok(), Some(0));
    }
}
