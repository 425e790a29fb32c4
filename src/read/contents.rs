//! All that a file gives, for tests.

use super::Document;
use super::Encoding;
use super::OpenFile;
use super::Refusal;
use super::Sink;
use super::SourceFile;
use super::Unfit;
use crate::message::Message;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;

/// What one file gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Contents {
    pub(super) documents: Vec<Document>,
    pub(super) unfit: Vec<Unfit>,
    /// Of each of these, the file or the member.
    pub(super) paths: Vec<PathBuf>,
    pub(super) passed_over: Vec<PathBuf>,
    /// The encoding of the last text, and how many characters of all are damaged.
    pub(super) encoding: Encoding,
    pub(super) damaged: usize,
}

impl Sink for Contents {
    fn document(&mut self, document: Document) -> ControlFlow<()> {
        self.documents.push(document);
        ControlFlow::Continue(())
    }

    fn unfit(&mut self, path: &Path, unfit: Unfit) {
        self.unfit.push(unfit);
        self.paths.push(path.to_path_buf());
    }

    fn passed_over(&mut self, path: &Path) {
        self.passed_over.push(path.to_path_buf());
    }

    fn decoded(&mut self, _path: &Path, encoding: Encoding, damaged: usize) {
        self.encoding = encoding;
        self.damaged += damaged;
    }
}

impl Contents {
    pub(super) fn of(file: &SourceFile, encoding: Option<Encoding>, most: u64) -> Result<Self, Refusal> {
        let mut contents = Contents::default();
        OpenFile::open(file, encoding, most)?.read(&mut contents)?;
        Ok(contents)
    }

    /// The same when there will be no more room.
    pub(super) fn at_last(file: &SourceFile, most: u64) -> Result<Self, Refusal> {
        let mut contents = Contents::default();
        OpenFile::open(file, None, most)?.finally().read(&mut contents)?;
        Ok(contents)
    }

    /// The lines of records that are no documents.
    pub(super) fn lines(&self) -> Vec<usize> {
        self.unfit.iter().filter_map(|unfit| unfit.line).collect()
    }
}

/// Why something was refused.
pub(super) fn why(refusal: Refusal) -> Message {
    match refusal {
        Refusal::Content(why) | Refusal::System(why) => why,
        Refusal::Longer => panic!("longer"),
    }
}
