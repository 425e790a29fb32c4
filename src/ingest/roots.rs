//! The folders a refresh is asked to read: their names, their order, and which are not there.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::message::Message;
use std::fs;
use std::io;
use std::path;
use std::path::Path;
use std::path::PathBuf;

/// A folder to read, by its absolute path.
pub(super) struct Root {
    pub(super) name: String,
    pub(super) presence: Presence,
}

/// Whether something is where it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It is there.
    There,
    /// There is nothing of that name.
    Gone,
    /// The system does not let us look; why.
    Hidden(Message),
}

impl Presence {
    /// Looks for a folder or a file.
    pub(crate) fn of(path: &Path) -> Self {
        match path.try_exists() {
            Ok(true) => Presence::There,
            Ok(false) => Presence::Gone,
            Err(cause) => Presence::Hidden(Message::verbatim(cause)),
        }
    }

    /// Whether it is known what is there, if only that nothing is.
    pub(super) fn is_seen(&self) -> bool {
        !matches!(self, Presence::Hidden(_))
    }

    /// What is said of it where it is not there.
    pub(crate) fn why(&self) -> Option<Message> {
        match self {
            Presence::There => None,
            Presence::Gone => Some(message!("is not there")),
            Presence::Hidden(cause) => Some(message!("cannot be looked at: {cause}", cause = cause.clone())),
        }
    }
}

/// The folders to read, each once. One that is not there is none, unless it is among the `known` ones: those have
/// documents, which stay.
///
/// # Errors
/// [`ErrorKind::Read`] when there is no such folder.
pub(super) fn find(given: &[PathBuf], known: &[String]) -> Result<Vec<Root>> {
    let mut roots: Vec<Root> = Vec::new();
    for given in given {
        let root = root(given, known)?;
        if roots.iter().all(|other| other.name != root.name) {
            roots.push(root);
        }
    }
    Ok(roots)
}

fn root(given: &Path, known: &[String]) -> Result<Root> {
    let cause = match given.canonicalize() {
        Ok(path) => return Ok(Root { name: named(path)?, presence: Presence::There }),
        Err(cause) => cause,
    };
    let usual = usual(given).ok().and_then(|path| path.into_os_string().into_string().ok());
    let presence = match cause.kind() {
        io::ErrorKind::NotFound => Presence::Gone,
        _ => Presence::Hidden(Message::verbatim(&cause)),
    };
    match usual.filter(|name| known.contains(name)) {
        Some(name) => Ok(Root { name, presence }),
        None => Err(Error::new(ErrorKind::Read, message!("there is no such file or folder"))
            .at(given)
            .because(cause)),
    }
}

/// The path by which a folder that is not there was known: what links lead to, below what still stands above it.
fn usual(given: &Path) -> io::Result<PathBuf> {
    let absolute = path::absolute(given)?;
    let target = fs::read_link(&absolute).map(|target| absolute.with_file_name("").join(target));
    let path = target.unwrap_or(absolute);
    let mut above = path.ancestors().skip(1);
    let above = above.find_map(|above| Some((above.canonicalize().ok()?, above)));
    Ok(match above {
        Some((real, above)) => real.join(path.strip_prefix(above).unwrap_or(&path)),
        None => path,
    })
}

/// The name identifies the folder from one run to the next; it is never opened by it when not UTF-8.
fn named(path: PathBuf) -> Result<String> {
    path.into_os_string().into_string().map_err(|name| {
        Error::new(ErrorKind::Read, message!("the path is not UTF-8"))
            .at(name)
            .advise(message!("rename the folder, or index one above it"))
    })
}

/// The order in which folders name documents after a run: that of the run for those it was given, which stand
/// together where the first of them stood, as the others stood before.
pub(super) fn order(known: &[String], given: &[Root]) -> Vec<String> {
    let is_given = |name: &String| given.iter().any(|root| root.name == *name);
    let at = known.iter().position(is_given).unwrap_or(known.len());
    let (before, after) = known.split_at(at);
    let given = given.iter().map(|root| &root.name);
    before.iter().chain(given).chain(after.iter().filter(|name| !is_given(name))).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_run_for_what_it_was_given() {
        let order = |known: &str, given: &str| {
            let known: Vec<String> = known.chars().map(String::from).collect();
            let given: Vec<Root> =
                given.chars().map(|name| Root { name: name.into(), presence: Presence::There }).collect();
            super::order(&known, &given).concat()
        };
        for (known, given, after) in
            [("", "ba", "ba"), ("a", "b", "ab"), ("b", "ab", "ab"), ("ab", "b", "ab"), ("abc", "ca", "cab")]
        {
            assert_eq!(order(known, given), after, "{known} {given}");
        }
    }
}
