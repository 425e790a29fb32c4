//! Read errors: a call by which a file of the collection is read fails once, as on a bad cable. `strace` has it fail.

use crate::Outcome;
use crate::Verdict;
use crate::child;
use crate::child::End;
use crate::town;
use crate::town::Texts;
use crate::town::Town;
use fastrand::Rng;
use std::ffi::OsString;
use std::process::Command;
use tempfile::TempDir;

const LOST: &str = "documents lost";
const PANICS: &str = "panics, hangs or signals";
const UNFINISHED: &str = "re-runs that did not finish the work";

/// Megabytes of texts.
const SIZE: f64 = 0.1;

/// What the system says instead of bytes.
const ERRORS: [&str; 5] = ["EIO", "ESTALE", "EMFILE", "EACCES", "EINTR"];
/// The calls that may fail.
const CALLS: [&str; 3] = ["read", "openat", "statx"];

/// So many calls fail; whether all was well.
pub(crate) fn run(times: usize, seed: u64) -> Outcome<bool> {
    if Command::new("strace").arg("--version").output().is_err() {
        println!("no strace, no read errors");
        return Ok(true);
    }
    let world = TempDir::new()?;
    let (index, fresh) = (world.path().join("index"), world.path().join("fresh"));
    let mut town = Town::found(world.path().join("texts"), SIZE, seed)?;
    let mut rng = Rng::with_seed(seed);
    let mut verdict = Verdict::of(&[LOST, PANICS, UNFINISHED]);
    let index_texts = ["index".into(), index.clone().into(), OsString::from(&town.folder)];
    child::start(&index_texts, None)?;
    for _ in 0..times {
        let before = town::held(&index)?;
        town.live()?;
        let names: Vec<String> = town.texts()?.into_keys().collect();
        let name = &names[rng.usize(0..names.len())];
        let file = if name.starts_with('r') { "records.jsonl" } else { name };
        let fault = format!(
            "{}:error={}:when={}",
            CALLS[rng.usize(0..CALLS.len())],
            ERRORS[rng.usize(0..ERRORS.len())],
            rng.usize(1..4)
        );
        let done = child::start_under(&strace(&town, file, &fault), &index_texts)?;
        if done.end == End::Died {
            verdict.add(PANICS, &done.said);
        }
        inspect(&before, &town::held(&index)?, &town.texts()?, &fault, &mut verdict);
        child::start(&index_texts, None)?;
        town::fresh(&town.folder, &fresh)?;
        if town::held(&index)? != town::held(&fresh)? || town::links(&index)? != town::links(&fresh)? {
            verdict.add(UNFINISHED, &fault);
        }
    }
    Ok(verdict.show(&format!("{times} read errors")))
}

fn strace(town: &Town, file: &str, fault: &str) -> Vec<OsString> {
    let path = town.folder.join(file);
    let inject = format!("inject={fault}");
    ["strace", "-f", "-qq", "-o", "/dev/null", "-P"]
        .map(OsString::from)
        .into_iter()
        .chain([path.into(), "-e".into(), inject.into()])
        .collect()
}

/// Whether every document that was there and has a text is there, as it was or as it is.
fn inspect(before: &Texts, after: &Texts, files: &Texts, fault: &str, verdict: &mut Verdict) {
    for (key, text) in before {
        match (after.get(key), files.get(key)) {
            (Some(held), _) if town::is_text(held, text) => {}
            (Some(held), Some(file)) if town::is_text(held, file) => {}
            (None, None) => {}
            _ => verdict.add(LOST, &format!("{key}, {fault}")),
        }
    }
}
