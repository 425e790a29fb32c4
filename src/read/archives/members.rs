//! The members of an archive on their way to their readers, and what is said of those that have none.

use crate::message;
use crate::message::Message;
use crate::read::Document;
use crate::read::Encoding;
use crate::read::Sink;
use crate::read::Unfit;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use std::ops::ControlFlow;
use std::path::Path;

/// So many things of a file are named that are no documents; those beyond are counted.
const NAMED: u64 = 100_000;

/// The members of an archive.
pub(super) struct Members<'a> {
    pub(super) input: &'a Input,
    heard: Heard<'a>,
}

impl<'a> Members<'a> {
    pub(super) fn new(input: &'a Input, sink: &'a mut dyn Sink) -> Self {
        let left = if input.depth == 0 { NAMED } else { u64::MAX };
        Members { input, heard: Heard { sink, left, unnamed: 0, is_something: false, has_ended: false } }
    }

    /// Whether a member of this path is read; if nobody can, that is said.
    pub(super) fn may_read(&mut self, path: &str) -> bool {
        let may_read = self.is_readable(path);
        if may_read == Some(false) {
            self.heard.passed_over(&self.input.path.join(path));
        }
        may_read == Some(true)
    }

    /// Whether a member of this path would be read.
    pub(super) fn would_read(&self, path: &str) -> bool {
        self.is_readable(path) == Some(true)
    }

    /// Whether somebody can read a member of this path; `None` when it is left out by rule.
    fn is_readable(&self, path: &str) -> Option<bool> {
        let rule = self.input.rule_of(path);
        (!rule.skip).then(|| rule.format.is_some() || crate::read::may_read(Path::new(path)))
    }

    /// Reads a member; says why when that cannot be.
    pub(super) fn read(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), Refusal> {
        let member = self.input.member(path, bytes);
        match member.and_then(|member| crate::read::read(&member, &mut self.heard)) {
            Ok(()) => Ok(()),
            Err(Refusal::Content(why)) => {
                self.leave_out(path, why);
                Ok(())
            }
            Err(Refusal::Longer) => self.longer(path),
            Err(Refusal::System(why)) => Err(Refusal::System(why)),
        }
    }

    /// Says why a member is not read; what was known of it stays.
    pub(super) fn leave_out(&mut self, path: &str, why: Message) {
        let unfit = self.unfit(path, why);
        self.heard.unfit(&self.input.path.join(path), unfit);
    }

    /// The same of one that is longer than may be held, where there will be no more room.
    pub(super) fn longer(&mut self, path: &str) -> Result<(), Refusal> {
        let why = self.input.longer()?;
        let unfit = Unfit { needs_room: true, ..self.unfit(path, why) };
        self.heard.unfit(&self.input.path.join(path), unfit);
        Ok(())
    }

    fn unfit(&self, path: &str, why: Message) -> Unfit {
        let is_one = crate::read::is_one_document(Path::new(path), self.input.rule_of(path).format);
        Unfit { id: is_one.then(|| self.input.key_of(path)), ..Unfit::torn(why) }
    }

    /// Says why it is not known which members are lacking.
    pub(super) fn torn(&mut self, why: Message) {
        self.heard.unfit(&self.input.path, Unfit::torn(why));
    }

    /// Whether no more documents are wanted.
    pub(super) fn has_ended(&self) -> bool {
        self.heard.has_ended
    }

    /// Says what is left to say.
    pub(super) fn finish(mut self) {
        if !self.heard.is_something {
            self.torn(message!("holds nothing that is read"));
        }
        if self.heard.unnamed > 0 {
            let why = message!("{n} more members or records of it are not read", n = self.heard.unnamed);
            self.heard.sink.unfit(&self.input.path, Unfit::torn(why));
        }
    }
}

/// Hears what readers of members say, and passes it on as long as it is not too much.
struct Heard<'a> {
    sink: &'a mut dyn Sink,
    /// How many more things may be named.
    left: u64,
    unnamed: u64,
    /// Whether there was a document, or something that is none.
    is_something: bool,
    has_ended: bool,
}

impl Heard<'_> {
    fn may_name(&mut self) -> bool {
        let may_name = self.left > 0;
        self.left = self.left.saturating_sub(1);
        self.unnamed += u64::from(!may_name);
        may_name
    }
}

impl Sink for Heard<'_> {
    fn document(&mut self, document: Document) -> ControlFlow<()> {
        self.is_something = true;
        let flow = self.sink.document(document);
        self.has_ended |= flow.is_break();
        flow
    }

    fn unfit(&mut self, path: &Path, unfit: Unfit) {
        self.is_something = true;
        if self.may_name() {
            self.sink.unfit(path, unfit);
        }
    }

    fn passed_over(&mut self, path: &Path) {
        if self.may_name() {
            self.sink.passed_over(path);
        }
    }

    fn decoded(&mut self, path: &Path, encoding: Encoding, damaged: usize) {
        self.sink.decoded(path, encoding, damaged);
    }
}
