//! The house: which room may import which, and how large a file may grow.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// The rooms in the order of the data; each may import only those before it.
const ROOMS: [&str; 16] = [
    "error",
    "place",
    "read",
    "paragraphs",
    "fold",
    "tokenise",
    "index",
    "copies",
    "collate",
    "catalogue",
    "snapshot",
    "discover",
    "spread",
    "search",
    "collection",
    "present",
];
const LONGEST_FILE: usize = 400;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The room a file of the library lies in; `lib.rs` and the command are none.
fn room(path: &Path) -> Option<usize> {
    let below = path.strip_prefix(root()).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    ROOMS.iter().position(|room| first.trim_end_matches(".rs") == *room)
}

/// Every name after `crate::` in the part of a file before its tests.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split([':', ';', ',', '(', '<']).next().unwrap())
}

#[test]
fn every_file_lies_in_a_room() {
    for path in sources(&root()) {
        let name = path.strip_prefix(root()).unwrap();
        assert!(
            room(&path).is_some() || name == Path::new("lib.rs") || name.starts_with("bin"),
            "{} lies in no room; add the room to ROOMS in its place",
            name.display()
        );
    }
}

#[test]
fn no_room_imports_one_below_it() {
    for path in sources(&root()) {
        let Some(own) = room(&path) else { continue };
        let text = fs::read_to_string(&path).unwrap();
        for import in imports(&text) {
            let other = ROOMS.iter().position(|room| *room == import);
            assert!(
                other.is_none_or(|other| other <= own),
                "{}: {} imports {import}, which comes after it",
                path.display(),
                ROOMS[own]
            );
        }
    }
}

#[test]
fn no_file_grows_too_long() {
    for path in sources(&root()) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= LONGEST_FILE, "{}: {lines} lines; find the two things in it", path.display());
    }
}

/// Without its inputs a test of `fuzz/run` would pass and say nothing.
#[test]
fn every_fuzz_target_has_its_inputs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let script = fs::read_to_string(folder.join("run")).unwrap();
    let targets = script.lines().find_map(|line| line.split_once("|| set -- ")).unwrap().1;
    let mut named: Vec<String> = targets.split(' ').map(|target| format!("fuzz_{target}()")).collect();
    let mut written = Vec::new();
    for path in sources(&root()) {
        let text = fs::read_to_string(path).unwrap();
        let tests = text.lines().filter_map(|line| line.strip_prefix("fn ")?.strip_suffix(" {"));
        written.extend(tests.filter(|name| name.starts_with("fuzz_")).map(str::to_owned));
    }
    named.sort();
    written.sort();
    assert_eq!(named, written);
    for target in targets.split(' ') {
        assert!(fs::read_dir(folder.join(target).join("corpus")).unwrap().count() > 0, "{target}");
    }
}
