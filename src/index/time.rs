//! Time: how long an answer may take. tantivy itself goes on to the end.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use std::time::Duration;
use std::time::Instant;
use tantivy::TantivyError;

/// When an answer was asked for, and how long somebody waits for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Time {
    began: Instant,
    patience: Option<Duration>,
}

impl Time {
    /// Begins now; without end when nobody says how long.
    pub(crate) fn now(patience: Option<Duration>) -> Self {
        Time { began: Instant::now(), patience }
    }

    /// Fails when it is over.
    pub(crate) fn left(self) -> Result<()> {
        match self.patience.filter(|&patience| self.began.elapsed() > patience) {
            Some(patience) => {
                let what = format!("the search takes longer than {} seconds", patience.as_secs());
                Err(Error::new(ErrorKind::TooLong, what)
                    .hint("search for something rarer, ask for less, or allow more time"))
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
}
