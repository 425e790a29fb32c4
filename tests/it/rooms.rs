//! The house: which room may import which, which outside crates each uses, and how large a file may grow.

use crate::tree::package;
use crate::tree::sources;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// The rooms in the order of the data; each may import only those before it.
const ROOMS: [&str; 23] = [
    "message",
    "error",
    "notation",
    "place",
    "reading",
    "read",
    "paragraphs",
    "fold",
    "tokenise",
    "storage",
    "index",
    "copies",
    "catalogue",
    "collate",
    "snapshot",
    "matching",
    "distributed",
    "ingest",
    "verify",
    "witnesses",
    "search",
    "collection",
    "present",
];
const LONGEST_FILE: usize = 400;

fn root() -> PathBuf {
    package().join("src")
}

/// The room a file of the library lies in; `lib.rs` and the command are none.
fn room(path: &Path) -> Option<usize> {
    let below = path.strip_prefix(root()).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    ROOMS.iter().position(|room| first.trim_end_matches(".rs") == *room)
}

/// The lines of a file before its tests, without comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    // A module in a file of its own may be declared for tests anywhere.
    let is_block = |rest: &&str| rest.lines().nth(1).is_none_or(|line| !line.ends_with(';'));
    let mut rests = text.match_indices("#[cfg(test)]").filter_map(|(at, _)| text.get(at..));
    let code = text.get(..text.len() - rests.find(is_block).map_or(0, str::len)).unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// Every name after `crate::`.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    code(text)
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split([':', ';', ',', '(', '<']).next().unwrap())
}

/// The crates that ours may use, as code writes them.
fn outside_crates() -> BTreeSet<String> {
    let manifests = ["Cargo.toml", "python/Cargo.toml"].map(|name| fs::read_to_string(package().join(name)));
    let tables = manifests.map(|manifest| manifest.unwrap().parse::<toml::Table>().unwrap());
    let for_unix = |table: &toml::Table| table.get("target")?.get("cfg(unix)")?.get("dependencies").cloned();
    let all = tables.iter().flat_map(|table| [Some(table["dependencies"].clone()), for_unix(table)]);
    let names: Vec<String> = all
        .flatten()
        .flat_map(|table| table.as_table().unwrap().keys().cloned().collect::<Vec<_>>())
        .collect();
    let names = names.iter();
    names.filter(|name| *name != "duikan").map(|name| name.replace('-', "_")).collect()
}

/// Whether a file uses a crate; a module of the same name beside it is meant before the crate.
fn uses(text: &str, name: &str) -> bool {
    let (path, module) = (format!("{name}::"), format!("mod {name};"));
    let is_longer = |before: &str| before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    code(text).all(|line| !line.ends_with(&module))
        && code(text).any(|line| line.rsplit(&path).skip(1).any(|before| !is_longer(before)))
}

/// The rooms of `ARCHITECTURE.md`: what their files are called, without an ending, and the crates it says they use.
fn rooms_as_told() -> Vec<(PathBuf, BTreeSet<String>)> {
    let page = fs::read_to_string(package().join("ARCHITECTURE.md")).unwrap();
    let room = |row: &str| {
        let (path, rest) = row.split_once("](")?.1.split_once(')')?;
        let path = ["/mod.rs", "/main.rs", "/lib.rs", ".rs"].iter().find_map(|end| path.strip_suffix(end))?;
        let crates = rest.trim_end_matches(" |").rsplit_once(" | ")?.1.split(", ");
        let crates = crates.filter(|name| *name != "–").map(|name| name.split(' ').next().unwrap());
        Some((package().join(path), crates.map(|name| name.replace('-', "_")).collect()))
    };
    page.lines().filter(|line| line.starts_with("| [`")).map(|row| room(row).unwrap()).collect()
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

/// The modules of a room, and what it re-exports from which of them.
fn modules(room: &str) -> (BTreeSet<String>, BTreeMap<String, String>) {
    let folder = root().join(room);
    let file = [folder.join("mod.rs"), folder.with_extension("rs")].into_iter().find(|path| path.exists());
    let text = fs::read_to_string(file.unwrap()).unwrap();
    let named = |line: &str, what: &str| Some(line.split_once(what)?.1.strip_suffix(';')?.to_owned());
    let modules = code(&text).filter_map(|line| named(line, "mod ")).collect();
    let exports = code(&text).filter(|line| line.starts_with("pub")).filter_map(|line| {
        let path = named(line, "use ")?;
        Some((path.rsplit("::").next()?.to_owned(), path.split("::").next()?.to_owned()))
    });
    (modules, exports.collect())
}

/// Which modules of a room each of them imports.
fn imports_within(room: &str) -> BTreeMap<String, BTreeSet<String>> {
    let (modules, exports) = modules(room);
    let folder = root().join(room);
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in if folder.is_dir() { sources(&folder) } else { Vec::new() } {
        let below = path.strip_prefix(&folder).unwrap().with_extension("");
        // What tests import is nobody else's burden.
        if below.iter().any(|part| part == "tests" || part == "fuzz") {
            continue;
        }
        let own = below.iter().next().unwrap().to_str().unwrap().to_owned();
        // A file of a module's own folder reaches the room one step further up.
        let up = "super::".repeat(below.iter().count());
        let text = fs::read_to_string(&path).unwrap();
        let from = [up, format!("crate::{room}::")];
        for line in code(&text).filter(|_| modules.contains(&own)) {
            let rests = from.iter().flat_map(|from| line.split(from.as_str()).skip(1));
            let names =
                rests.filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
            let known = names.map(|name| exports.get(name).map_or(name, String::as_str));
            let others = known.filter(|name| *name != own && modules.contains(*name)).map(str::to_owned);
            graph.entry(own.clone()).or_default().extend(others);
        }
    }
    graph
}

#[test]
fn no_files_of_a_room_import_each_other() {
    for room in ROOMS {
        let mut graph = imports_within(room);
        // What imports nothing that is left is taken away, until nothing is left but cycles.
        while let Some(leaf) = graph
            .iter()
            .find(|(_, imports)| !imports.iter().any(|import| graph.contains_key(import)))
            .map(|(module, _)| module.clone())
        {
            graph.remove(&leaf);
        }
        assert!(graph.is_empty(), "{room}: {graph:?} import each other");
    }
}

#[test]
fn every_room_uses_the_outside_crates_that_the_table_says() {
    let (rooms, crates) = (rooms_as_told(), outside_crates());
    assert!(rooms.len() > ROOMS.len() && !crates.is_empty());
    let mut used = vec![BTreeSet::new(); rooms.len()];
    for path in sources(&root()).into_iter().chain(sources(&package().join("python/src"))) {
        let bare = path.with_extension("");
        let below = bare.strip_prefix(package()).unwrap();
        let is_of_tests = below.iter().skip(1).any(|name| ["tests", "fuzz"].iter().any(|of| name == *of));
        // A room may lie in another.
        let own = (0..rooms.len()).filter(|&at| bare.starts_with(&rooms[at].0));
        let Some(own) = own.max_by_key(|&at| rooms[at].0.as_os_str().len()).filter(|_| !is_of_tests) else {
            continue;
        };
        let text = fs::read_to_string(&path).unwrap();
        used[own].extend(crates.iter().filter(|name| uses(&text, name)).cloned());
    }
    for ((path, told), used) in rooms.iter().zip(used) {
        assert_eq!(*told, used, "ARCHITECTURE.md, the crates of {}", path.display());
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
    let folder = package().join("fuzz");
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
