//! What can go wrong, as data: what happened, where, why, and what can be done about it. It names no room but that of
//! sentences: each face words the advice for those it talks to.

use crate::message;
use crate::message::Message;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// The kinds of trouble a caller may want to tell apart: one for each cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A source file or folder could not be read or understood, or the system does not let us read the index.
    Read,
    /// The query, a rule of a folder or another argument makes no sense as written.
    Argument,
    /// No document, paragraph or passage of that name.
    NotFound,
    /// There is no index at that place.
    NoIndex,
    /// The index was written in another format version.
    Version,
    /// Another process is writing to the index.
    Locked,
    /// The index is not what was written.
    Damaged,
    /// The index was written to while it was opened: open it again.
    Raced,
    /// It takes longer than the caller would wait.
    TooLong,
    /// The caller stopped it; an index is as it was at its last commit.
    Cancelled,
    /// The system gives no threads.
    NoThreads,
    /// The index could not be written: no space, no permission.
    Write,
}

impl ErrorKind {
    /// Its name for programs, which stays the same: `no_index`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::Read => "read",
            ErrorKind::Argument => "invalid_argument",
            ErrorKind::NotFound => "not_found",
            ErrorKind::NoIndex => "no_index",
            ErrorKind::Version => "version",
            ErrorKind::Locked => "locked",
            ErrorKind::Damaged => "damaged",
            ErrorKind::Raced => "raced",
            ErrorKind::TooLong => "too_slow",
            ErrorKind::Cancelled => "cancelled",
            ErrorKind::NoThreads => "no_threads",
            ErrorKind::Write => "write",
        }
    }
}

/// What can be done about an error. How it is done differs: by a command, a function, a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Advice {
    /// What is said to everybody.
    Say(Message),
    /// Make an index, or name another one.
    MakeIndex,
    /// Name a folder for the index that is empty, or not there yet.
    OtherFolder,
    /// Bring back what is to be read, or index what there is elsewhere.
    BringBack,
    /// Wait for the process that writes.
    Wait,
    /// Delete the index and make it again: nothing else is in its folder.
    Rebuild,
    /// Make the index again in another folder: this one may hold files that are not ours.
    RebuildElsewhere,
    /// See what is damaged, and have it mended.
    Repair,
    /// Merge the parts of an index.
    Merge,
    /// See which documents there are.
    ListDocuments,
    /// See which stories there are.
    ListStories,
    /// See which copies a passage has.
    ListCopies,
    /// See where the paragraphs of a document stand.
    ListParagraphs {
        /// The document's key.
        document: String,
    },
}

/// An error.
///
/// [`Display`](fmt::Display) says what happened and where, in a line; the cause is its
/// [`source`](StdError::source), and what can be done its [`advice`](Error::advice).
///
/// ```
/// use duikan::Advice;
/// use duikan::Collection;
/// use duikan::ErrorKind;
///
/// # let nowhere = std::env::temp_dir().join("duikan-no-index-here");
/// match Collection::open(&nowhere) {
///     Err(error) if error.kind() == ErrorKind::NoIndex => assert_eq!(error.advice(), Some(&Advice::MakeIndex)),
///     Err(error) => panic!("{error}"),
///     Ok(_) => panic!("there is an index"),
/// }
/// ```
#[derive(Debug)]
pub struct Error(Box<Details>);

/// What an error holds: in a box, for it is returned everywhere and hardly ever there.
#[derive(Debug)]
struct Details {
    kind: ErrorKind,
    message: Message,
    path: Option<PathBuf>,
    advice: Option<Advice>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The result of everything in this library that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of a kind, with the sentence that says what happened.
    #[must_use]
    pub fn new(kind: ErrorKind, message: Message) -> Self {
        Error(Box::new(Details { kind, message, path: None, advice: None, source: None }))
    }

    /// Says which file or folder it happened at.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Self {
        self.0.path = Some(path.as_ref().to_path_buf());
        self
    }

    /// Says what can be done about it.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<Advice>) -> Self {
        self.0.advice = Some(advice.into());
        self
    }

    /// Keeps the error of a lower layer as the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The kind of trouble.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What happened.
    #[must_use]
    pub fn message(&self) -> &Message {
        &self.0.message
    }

    /// The file or folder it happened at, when there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// What can be done about it, when something can be done.
    #[must_use]
    pub fn advice(&self) -> Option<&Advice> {
        self.0.advice.as_ref()
    }

    /// Why it happened, as far as lower layers say it.
    #[must_use]
    pub fn cause(&self) -> Option<Message> {
        let mut causes = Vec::new();
        let mut next = self.source();
        while let Some(cause) = next {
            causes.push(worded(cause));
            next = cause.source();
        }
        causes.into_iter().reduce(|said, next| {
            // Some say their own cause too.
            let is_said = said.to_string().contains(&next.to_string());
            if is_said { said } else { message!("{what}: {cause}", what = said, cause = next) }
        })
    }

    /// What happened, and why.
    #[must_use]
    pub fn reason(&self) -> Message {
        let what = self.0.message.clone();
        match self.cause() {
            Some(cause) => message!("{what}: {cause}", what, cause),
            None => what,
        }
    }

    /// All of it as a sentence: where, what, why, and what can be done, in the words of a face.
    pub fn in_full(&self, word: impl FnOnce(&Advice) -> Message) -> Message {
        let what = self.placed(self.reason());
        match &self.0.advice {
            Some(advice) => message!("{what} ({advice})", what, advice = word(advice)),
            None => what,
        }
    }

    /// What happened, and where.
    fn in_place(&self) -> Message {
        self.placed(self.message().clone())
    }

    fn placed(&self, what: Message) -> Message {
        match self.0.path.as_deref() {
            Some(path) => message!("{path}: {what}", path, what),
            None => what,
        }
    }
}

/// What an error says: where it is a sentence of ours, however wrapped, in the language that is asked for.
fn worded(error: &(dyn StdError + 'static)) -> Message {
    if let Some(message) = error.downcast_ref::<Message>() {
        return message.clone();
    }
    if let Some(error) = error.downcast_ref::<Error>() {
        return error.in_place();
    }
    let system = error
        .downcast_ref::<io::Error>()
        .or_else(|| error.downcast_ref::<Arc<io::Error>>().map(|shared| &**shared));
    match system.and_then(io::Error::get_ref) {
        Some(inner) => worded(inner),
        None => Message::verbatim(error),
    }
}

impl fmt::Display for Error {
    /// `path: what happened`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.in_place().fmt(f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl From<Message> for Advice {
    fn from(message: Message) -> Self {
        Advice::Say(message)
    }
}
