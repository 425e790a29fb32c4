//! Which files below a folder are ours, and under which key.
//!
//! Follows links, opens nothing but regular files whose ending does not say whether we can read them: a fifo in the
//! folder must not hang the run.

use super::Rule;
use super::Rules;
use super::Skipped;
use super::input::Input;
use super::name::is_hidden;
use super::name::legible;
use super::registry;
use super::rules;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::message::Message;
use std::ffi::OsStr;
use std::fs;
use std::fs::Metadata;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use walkdir::DirEntry;
use walkdir::WalkDir;

/// Why a file is not read that no reader is there for.
pub(super) fn not_ours() -> Message {
    message!("no reader for it")
}

/// The files at the root of a folder that say something about its documents.
pub(super) const TABLES: [&str; 2] = ["metadata.csv", "metadata.jsonl"];

/// A file that can be read, not yet opened.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the root with `/` between the parts, extension kept; control characters and bytes that are
    /// not UTF-8 are written `\xNN`. Unique within a listing.
    pub key: String,
    /// Its size on the disk, in bytes.
    pub size: u64,
    /// When it was last modified, in nanoseconds since 1970; 0 where the system does not say.
    pub modified: i128,
    /// What the folder says of how its files are to be read.
    pub(super) rules: Arc<Rules>,
}

impl SourceFile {
    /// A file below a folder, whose rules hold for it: the nearest above it that has some, when none is given.
    ///
    /// # Errors
    /// [`ErrorKind::Read`] when it is not there, [`ErrorKind::Argument`] when the rules cannot be understood.
    pub(crate) fn of(path: &Path, root: Option<&Path>) -> Result<Self> {
        let metadata = fs::metadata(path).map_err(|error| unreadable(path).because(error))?;
        let absolute = path.canonicalize().map_err(|error| unreadable(path).because(error))?;
        let root = match root {
            Some(root) => root.canonicalize().map_err(|error| unreadable(root).because(error))?,
            None => rules::folder_of(&absolute).unwrap_or_else(|| absolute.with_file_name("")),
        };
        let below =
            absolute.strip_prefix(&root).unwrap_or(Path::new(absolute.file_name().unwrap_or_default()));
        Ok(SourceFile {
            key: key(below),
            path: path.to_path_buf(),
            size: metadata.len(),
            modified: modified(&metadata),
            rules: Arc::new(Rules::load(&root)?),
        })
    }

    /// The lines on which the rules for it stand, and what they say.
    pub(crate) fn rules(&self) -> (Vec<usize>, Rule) {
        (self.rules.lines(&self.key), self.rules.of(&self.key))
    }

    /// Why it is left out, if a rule says so.
    pub(crate) fn left_out(&self) -> Option<Message> {
        let line = self.rules.skipping(&self.key)?;
        Some(message!("left out by the rule on line {line} of duikan.toml", line))
    }

    /// A digest of what is told of how it, and what lies in it, is to be read: under another rule it is read again.
    pub(crate) fn rule(&self) -> u64 {
        let rule = self.rules.of(&self.key);
        if registry::may_be_archive(&self.path, rule.format) { self.rules.digest() } else { rule.digest() }
    }
}

/// What lies below a root.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listing {
    /// The files to read, sorted by key.
    pub files: Vec<SourceFile>,
    /// What looked like a source but cannot be one: broken links, loops, folders that may not be opened.
    pub skipped: Vec<Skipped>,
    /// Files that no reader is there for.
    pub unsupported: Vec<PathBuf>,
    rules: Arc<Rules>,
    /// The keys of what was skipped, as a file or a folder would have them; empty for the root itself.
    hidden: Vec<String>,
}

impl Listing {
    /// Whether a file of this key may be there although it is not listed: it, or a folder above it, could not be
    /// looked at.
    pub(crate) fn may_hide(&self, key: &str) -> bool {
        self.hidden.iter().any(|hidden| {
            let rest = key.strip_prefix(hidden.as_str());
            rest.is_some_and(|rest| hidden.is_empty() || rest.is_empty() || rest.starts_with('/'))
        })
    }

    fn skip(&mut self, root: &Path, error: &walkdir::Error) {
        let path = error.path().unwrap_or(root);
        self.hidden.push(key(path.strip_prefix(root).unwrap_or(Path::new(""))));
        self.skipped.push(skipped(path, error));
    }
}

/// Lists every file below `root` that there is a reader for, by its name or by the folder's rules.
///
/// `root` is a folder, or one such file. Links are followed. What belongs to tools is passed over: hidden files and
/// folders, `node_modules`, and at the root what is said of its files: `metadata.csv`, `metadata.jsonl` and
/// `duikan.toml`.
///
/// # Errors
/// [`ErrorKind::Read`] when `root` does not exist or may not be opened, [`ErrorKind::Argument`] when its rules cannot be
/// understood.
pub(crate) fn list(root: &Path) -> Result<Listing> {
    fs::metadata(root).map_err(|error| unreadable(root).because(error))?;
    let mut listing = Listing { rules: Arc::new(Rules::load(root)?), ..Listing::default() };
    for entry in
        WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_visible)
    {
        match entry {
            Ok(entry) => listing.add(root, &entry),
            Err(error) if error.depth() == 0 => return Err(unreadable(root).because(error)),
            Err(error) => listing.skip(root, &error),
        }
    }
    listing.files.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(listing)
}

pub(super) fn unreadable(root: &Path) -> Error {
    Error::new(ErrorKind::Read, message!("cannot be read")).at(root)
}

impl Listing {
    fn add(&mut self, root: &Path, entry: &DirEntry) {
        let path = entry.path();
        if entry.file_type().is_dir() || entry.depth() == 1 && is_told(entry.file_name()) {
            return;
        }
        let below = path.strip_prefix(root).unwrap_or(path);
        let key = key(if entry.depth() == 0 { Path::new(entry.file_name()) } else { below });
        let rule = self.rules.of(&key);
        if rule.skip {
            return;
        }
        // Whoever put it there believes that it holds.
        if entry.file_name() == rules::NAME {
            let why = message!("not obeyed: rules stand at the root of the folder that is indexed");
            self.skipped.push(Skipped::file(path, why));
            return;
        }
        if rule.format.is_none() && !registry::may_read(path) {
            self.unsupported.push(path.to_path_buf());
            return;
        }
        match entry.metadata() {
            Ok(metadata) if metadata.is_file() && rule.format.is_none() && self.is_foreign(path, &key) => {
                self.unsupported.push(path.to_path_buf());
            }
            Ok(metadata) if metadata.is_file() => self.files.push(SourceFile {
                path: path.to_path_buf(),
                key,
                size: metadata.len(),
                modified: modified(&metadata),
                rules: Arc::clone(&self.rules),
            }),
            Ok(_) => {
                self.hidden.push(key);
                self.skipped.push(Skipped::file(path, message!("not a regular file")));
            }
            Err(error) => self.skip(root, &error),
        }
    }

    /// Whether nobody can read a file, though somebody can read others of its ending, by how it begins; one that cannot
    /// be looked at may be ours.
    fn is_foreign(&self, path: &Path, key: &str) -> bool {
        let looked_at = |input: Input| registry::reader(&input).is_none();
        registry::must_be_recognised(path) && Input::open(path, key, &self.rules, 0).is_ok_and(looked_at)
    }
}

fn is_visible(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !is_hidden(entry.file_name().as_encoded_bytes())
}

fn skipped(path: &Path, error: &walkdir::Error) -> Skipped {
    let why = match (error.loop_ancestor(), error.io_error()) {
        (Some(_), _) => message!("a link to a folder that holds it"),
        (_, Some(cause)) if path.is_symlink() => {
            message!("a broken link: {cause}", cause = cause.to_string())
        }
        (_, Some(cause)) => message!("cannot be opened: {cause}", cause = cause.to_string()),
        _ => message!("cannot be opened: {cause}", cause = error.to_string()),
    };
    Skipped::file(path, why)
}

fn modified(metadata: &Metadata) -> i128 {
    let nanoseconds =
        |duration: std::time::Duration| i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX);
    metadata.modified().map_or(0, |time| match time.duration_since(UNIX_EPOCH) {
        Ok(since) => nanoseconds(since),
        Err(before) => -nanoseconds(before.duration()),
    })
}

fn key(below: &Path) -> String {
    below.iter().map(legible).collect::<Vec<_>>().join("/")
}

/// Whether a file at the root of a folder is read for what it says of others.
fn is_told(name: &OsStr) -> bool {
    name == rules::NAME || TABLES.iter().any(|table| name == *table)
}
