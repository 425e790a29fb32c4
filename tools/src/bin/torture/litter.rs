//! Litter: what lies in the folder of an index, or beside it, and its last commit does not need.

use crate::Outcome;
use serde::Deserialize;
use serde_json::Deserializer;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What tantivy notes of a commit, as far as it names files.
#[derive(Deserialize)]
struct Meta {
    segments: Vec<Segment>,
    payload: String,
}

#[derive(Deserialize)]
struct Segment {
    segment_id: String,
    deletes: Option<Deletes>,
}

#[derive(Deserialize)]
struct Deletes {
    opstamp: u64,
}

/// Our manifest, as far as it names files.
#[derive(Deserialize)]
struct Manifest {
    catalogue: String,
    links: String,
    userdict: String,
}

/// Files that every index has, or may have: locks stay, and whose they are is known without them.
const ALWAYS: [&str; 3] = ["meta.json", ".ledger", ".tantivy-meta.lock"];

/// Files of a reader, called like files of an index, and what is in them.
const FOREIGN: [&str; 6] = [
    "links-7",
    "catalogue-9-0123abcd",
    "userdict-2031.txt",
    ".half-0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef.idx",
    ".managed.json",
];

/// The same beside it, called like the folder of a merge under way.
const BESIDE: &str = ".draft-index-a1b2c3";

/// Puts files of a reader into the folder of an index, and beside it.
pub(crate) fn plant(index: &Path) -> Outcome {
    fs::write(index.join("..").join(BESIDE), BESIDE)?;
    for name in FOREIGN {
        fs::write(index.join(name), name)?;
    }
    Ok(())
}

/// Those of them that are not as they were.
pub(crate) fn touched(index: &Path) -> Vec<&'static str> {
    let is_touched = |name: &&str| fs::read_to_string(index.join(name)).ok().as_deref() != Some(*name);
    let beside = fs::read_to_string(index.join("..").join(BESIDE)).ok().as_deref() != Some(BESIDE);
    FOREIGN.into_iter().filter(is_touched).chain(beside.then_some(BESIDE)).collect()
}

/// Files that a segment has, by the ends of their names.
const PARTS: [&str; 6] = ["idx", "pos", "term", "store", "fast", "fieldnorm"];

/// The names of what is left over.
pub(crate) fn of(index: &Path) -> Outcome<Vec<String>> {
    let needed = needed(index)?;
    let is_foreign = |name: &String| FOREIGN.contains(&name.as_str());
    let inside = names(index)?.into_iter().filter(|name| !needed.contains(name) && !is_foreign(name));
    let own = format!(".draft-{}-", index.file_name().unwrap_or_default().display());
    let beside =
        names(&index.join(".."))?.into_iter().filter(|name| name.starts_with(&own) && name != BESIDE);
    Ok(inside.chain(beside).collect())
}

fn names(folder: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

/// The files of the last commit.
fn needed(index: &Path) -> Outcome<BTreeSet<String>> {
    let bytes = fs::read(index.join("meta.json"))?;
    // Behind the object stands the seal.
    let meta = Meta::deserialize(&mut Deserializer::from_slice(&bytes))?;
    let Manifest { catalogue, links, userdict } = serde_json::from_str(&meta.payload)?;
    let mut needed: BTreeSet<String> = ALWAYS.map(str::to_owned).into();
    needed.extend([catalogue, links, userdict]);
    for segment in meta.segments {
        let id = segment.segment_id.replace('-', "");
        needed.extend(PARTS.map(|part| format!("{id}.{part}")));
        needed.extend(segment.deletes.map(|deletes| format!("{id}.{}.del", deletes.opstamp)));
    }
    Ok(needed)
}
