//! The folders a refresh is asked to read: their names, their order, and which are not there.

use crate::catalogue::Origin;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use std::io;
use std::path;
use std::path::Path;
use std::path::PathBuf;

/// A folder to read, by its absolute path, or why it cannot be looked at today.
pub(super) struct Root {
    pub(super) name: String,
    pub(super) absent: Option<String>,
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
        Ok(path) => return Ok(Root { name: named(path)?, absent: None }),
        Err(cause) => cause,
    };
    let usual = standing(given).ok().and_then(|path| path.into_os_string().into_string().ok());
    match usual.filter(|name| known.contains(name)) {
        Some(name) => Ok(Root { name, absent: Some(why(&cause)) }),
        None => Err(Error::new(ErrorKind::Read, "there is no such file or folder").at(given).because(cause)),
    }
}

fn why(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => "is not there".to_owned(),
        _ => format!("cannot be looked at: {cause}"),
    }
}

/// The path by which a folder that is gone was known: that of what still stands above it, made absolute.
fn standing(given: &Path) -> io::Result<PathBuf> {
    let absolute = path::absolute(given)?;
    let mut above = absolute.ancestors().skip(1);
    let above = above.find_map(|above| Some((above.canonicalize().ok()?, above)));
    Ok(match above {
        Some((real, above)) => real.join(absolute.strip_prefix(above).unwrap_or(&absolute)),
        None => absolute,
    })
}

/// The name identifies the folder from one run to the next; it is never opened by it when not UTF-8.
fn named(path: PathBuf) -> Result<String> {
    path.into_os_string().into_string().map_err(|name| {
        Error::new(ErrorKind::Read, "the path is not UTF-8")
            .at(name)
            .hint("rename the folder, or index one above it")
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

/// Whether anything stands where a document came from.
pub(super) fn is_there(origin: &Origin) -> bool {
    Path::new(&origin.root).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_run_for_what_it_was_given() {
        let order = |known: &str, given: &str| {
            let known: Vec<String> = known.chars().map(String::from).collect();
            let given: Vec<Root> =
                given.chars().map(|name| Root { name: name.into(), absent: None }).collect();
            super::order(&known, &given).concat()
        };
        for (known, given, after) in
            [("", "ba", "ba"), ("a", "b", "ab"), ("b", "ab", "ab"), ("ab", "b", "ab"), ("abc", "ca", "cab")]
        {
            assert_eq!(order(known, given), after, "{known} {given}");
        }
    }
}
