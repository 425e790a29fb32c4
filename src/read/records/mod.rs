//! Records: files of many documents, each with fields.

pub(super) mod csv;
mod each_line;
mod intake;
pub(super) mod json;
pub(super) mod lines;
mod outline;
mod record;
mod rows;
mod scan;
mod text;

use crate::message::Message;

/// Why a record is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unfit {
    /// Its line, from 1, where it has one.
    pub(crate) line: Option<usize>,
    /// The id of its record, where it says one.
    pub(crate) id: Option<String>,
    /// Whether it has something that would be its text.
    pub(super) has_text: bool,
    /// Whether it would be read if there were more memory.
    pub(crate) needs_room: bool,
    pub(crate) why: Message,
}

impl Unfit {
    /// It does not even say which record it is.
    pub(super) fn torn(why: Message) -> Self {
        Unfit { line: None, id: None, has_text: false, needs_room: false, why }
    }

    /// The same, on a line.
    pub(super) fn at(self, line: usize) -> Self {
        Unfit { line: Some(line), ..self }
    }
}

#[cfg(test)]
mod tests;
