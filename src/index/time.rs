//! Time: how long an answer may take. tantivy itself goes on to the end, so what it finds is gone through here.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use std::time::Duration;
use std::time::Instant;
use tantivy::DocId;
use tantivy::TERMINATED;
use tantivy::TantivyError;
use tantivy::query::Scorer;

/// So many matches are gone through between two looks at the clock; one in tests, which count the looks.
const PORTION: usize = if cfg!(test) { 1 } else { 1 << 12 };

/// When an answer was asked for, and how long somebody waits for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Time {
    began: Instant,
    limit: Option<Duration>,
}

impl Time {
    /// Begins now; without end when nobody says how long.
    pub(crate) fn now(limit: Option<Duration>) -> Self {
        Time { began: clock(), limit }
    }

    /// Fails when it is over.
    pub(crate) fn left(self) -> Result<()> {
        match self.limit.filter(|&limit| clock().duration_since(self.began) > limit) {
            Some(limit) => {
                let n = limit.as_secs();
                let what = message!("the search takes longer than {n} {n|second|seconds}", n);
                Err(Error::new(ErrorKind::TooLong, what)
                    .advise(message!("search for something rarer, ask for less, or allow more time")))
            }
            None => Ok(()),
        }
    }

    /// As [`Time::left`], where only tantivy's errors can be returned; [`Time::or`] has the sentence.
    pub(super) fn left_to_tantivy(self) -> tantivy::Result<()> {
        self.left().map_err(|over| TantivyError::InternalError(over.to_string()))
    }

    /// That the time is over if it is, else the error at hand.
    pub(super) fn or(self, error: Error) -> Error {
        self.left().err().unwrap_or(error)
    }

    /// Goes through what a scorer finds, as tantivy does it, but that it can end before the end.
    pub(super) fn each(
        self,
        scorer: &mut dyn Scorer,
        mut found: impl FnMut(DocId, &mut dyn Scorer),
    ) -> tantivy::Result<()> {
        while scorer.doc() != TERMINATED {
            self.left_to_tantivy()?;
            for _ in 0..PORTION {
                let doc = scorer.doc();
                if doc == TERMINATED {
                    break;
                }
                found(doc, scorer);
                scorer.advance();
            }
        }
        Ok(())
    }
}

#[cfg(not(test))]
fn clock() -> Instant {
    Instant::now()
}

/// A clock that goes on by a second whenever somebody looks: who has so many seconds may look so many times.
#[cfg(test)]
fn clock() -> Instant {
    use std::cell::Cell;
    thread_local! {
        static CLOCK: Cell<Instant> = Cell::new(Instant::now());
    }
    CLOCK.set(CLOCK.get() + Duration::from_secs(1));
    CLOCK.get()
}
