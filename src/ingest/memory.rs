//! The memory budget: how much of the memory the files and documents under way may take together.

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;

/// For each byte of its text a document takes so many while its paragraphs are made: the text, folded, with
/// the way back, and three times in the records.
const OF_TEXT: u64 = 16;
/// For each paragraph besides.
const OF_PARAGRAPH: u64 = 1 << 10;
/// With less room than this nothing of the ordinary would fit.
const LEAST: u64 = 256 << 20;

/// How much may be taken, and how much is.
pub(super) struct MemoryBudget {
    most: u64,
    taken: Mutex<u64>,
    freed: Condvar,
}

impl MemoryBudget {
    /// A budget of so many bytes.
    pub(crate) fn of(memory: usize) -> Self {
        // Beyond that it would have to be told from no bound at all.
        let most = (memory as u64).clamp(LEAST, u64::MAX / OF_TEXT);
        MemoryBudget { most, taken: Mutex::new(0), freed: Condvar::new() }
    }

    /// How long a text may be at all, in bytes as they are read. In UTF-8 it may be twice as long.
    pub(super) fn longest_text(&self) -> u64 {
        self.most * 2 / OF_TEXT
    }

    /// Waits until there is room for a text of so many bytes; one that is too long for all of it has it alone.
    pub(super) fn acquire(&self, bytes: u64) -> Permit<'_> {
        let wanted = bytes.saturating_mul(OF_TEXT).min(self.most);
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |taken: &mut u64| *taken + wanted > self.most;
        let mut taken = self.freed.wait_while(taken, is_full).unwrap_or_else(PoisonError::into_inner);
        *taken += wanted;
        Permit { budget: self, taken: wanted }
    }

    /// How many bytes of memory there are.
    pub(super) fn most(&self) -> u64 {
        self.most
    }

    /// Whether there can be room for a document of so many bytes and paragraphs; if not, how many bytes of memory it
    /// takes.
    pub(super) fn holds(&self, bytes: usize, paragraphs: usize) -> std::result::Result<(), u64> {
        let needed = bytes as u64 * OF_TEXT + paragraphs as u64 * OF_PARAGRAPH;
        if needed > self.most { Err(needed) } else { Ok(()) }
    }
}

/// What was acquired, until it is dropped.
pub(super) struct Permit<'a> {
    budget: &'a MemoryBudget,
    taken: u64,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.budget.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.taken;
        self.budget.freed.notify_all();
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::thread;

    #[test]
    fn what_is_too_large_is_refused_before_it_is_taken() {
        let budget = MemoryBudget::of(512 << 20);
        assert_eq!((budget.longest_text(), MemoryBudget::of(0).longest_text()), (64 << 20, 32 << 20));
        assert_eq!((budget.holds(32 << 20, 0), budget.holds(0, 512 << 10)), (Ok(()), Ok(())));
        assert_eq!(budget.holds((32 << 20) + 1, 0), Err((512 << 20) + OF_TEXT));
        assert_eq!(budget.holds(32 << 20, 1), Err((512 << 20) + OF_PARAGRAPH));
        assert_eq!(budget.holds(0, (512 << 10) + 1), Err((512 << 20) + OF_PARAGRAPH));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Each takes what it wants, one too large takes all, together they never have more than there is, and
        /// everybody gets in.
        #[test]
        fn nobody_exceeds_the_room(texts in prop::collection::vec(0..LEAST / OF_TEXT * 2, 1..20)) {
            let budget = MemoryBudget::of(0);
            let visit = |bytes: u64| {
                let permit = budget.acquire(bytes);
                // Others would come in now.
                (0..100).for_each(|_| thread::yield_now());
                let taken = *budget.taken.lock().unwrap();
                permit.taken == (bytes * OF_TEXT).min(budget.most) && (permit.taken..=budget.most).contains(&taken)
            };
            let (mine, others) = texts.split_at(texts.len() / 2);
            let all = |texts: &[u64]| texts.iter().all(|&bytes| visit(bytes));
            let others = others.chunks(2);
            let kept = thread::scope(|scope| {
                let others: Vec<_> = others.map(|texts| scope.spawn(move || all(texts))).collect();
                let mine = all(mine);
                others.into_iter().all(|reader| reader.join().unwrap()) && mine
            });
            prop_assert!(kept);
            prop_assert_eq!(*budget.taken.lock().unwrap(), 0);
        }
    }
}
