//! How much a file may unpack to, all in all: what lies packed in it may hold more of that, and overlap.

use crate::message;
use crate::message::Message;
use std::cell::Cell;

/// Text is packed to a fifth of its size, one that repeats itself to a thirtieth. What is packed to less than
/// one in so many was made to fill a memory …
const RATIO: u64 = 100;
/// … if it is more than this many bytes.
const HARMLESS: u64 = 16 << 20;

/// Says that it is too much, if so many bytes are for these that they were unpacked from.
pub(super) fn in_proportion(unpacked: u64, packed: u64) -> Result<(), Message> {
    if unpacked > HARMLESS && unpacked > RATIO.saturating_mul(packed) {
        return Err(message!(
            "unpacks to more than {n} times its size; unpack it yourself if it is meant",
            n = RATIO
        ));
    }
    Ok(())
}

/// What is unpacked of all that lies packed in a file, however deep.
#[derive(Debug)]
pub(super) struct Allowance {
    /// The bytes of the file.
    size: u64,
    unpacked: Cell<u64>,
}

impl Allowance {
    pub(super) fn of(size: u64) -> Self {
        Allowance { size, unpacked: Cell::new(0) }
    }

    /// Adds what was unpacked; says when that is too much, and says so from then on.
    pub(super) fn take(&self, bytes: u64) -> Result<(), Message> {
        self.unpacked.set(self.unpacked.get().saturating_add(bytes));
        in_proportion(self.unpacked.get(), self.size)
    }

    /// Starts anew, with the file.
    pub(super) fn reset(&self) {
        self.unpacked.set(0);
    }
}
