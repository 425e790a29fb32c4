//! Damaged files: flipped bits, cut, missing and overwritten files of an index. An answer is right, or there is none.

use crate::Outcome;
use crate::Verdict;
use crate::child;
use crate::town::Town;
use duikan::Collection;
use fastrand::Rng;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use tempfile::TempDir;

const WRONG: &str = "wrong answers";
const PANICS: &str = "panics or hangs";
const UNNAMED: &str = "damaged files that check did not name";
const UNMENDED: &str = "repairs that did not mend";

/// Megabytes of texts.
const SIZE: f64 = 0.25;

/// Every so many times the index is repaired.
const REPAIRED: usize = 5;

/// Damages so many files; whether all was well.
pub(crate) fn run(times: usize, seed: u64) -> Outcome<bool> {
    let world = TempDir::new()?;
    let mut rng = Rng::with_seed(seed);
    let mut town = Town::found(world.path().join("texts"), SIZE, seed)?;
    let (sound, spoilt) = (world.path().join("sound"), world.path().join("spoilt"));
    // Several segments, some with deleted paragraphs.
    Collection::build(&sound).texts(&town.folder).commit_every(100_000).run()?;
    town.live()?;
    Collection::build(&sound).texts(&town.folder).run()?;
    let right = answers(&sound)?.answers;
    let mut verdict = Verdict::of(&[WRONG, PANICS, UNNAMED, UNMENDED]);
    let (mut refused, mut repaired) = (0, 0);
    for nth in 0..times {
        copy(&sound, &spoilt)?;
        let Some(what) = spoil(&spoilt, &mut rng)? else { continue };
        let asked = answers(&spoilt)?;
        if asked.died {
            verdict.add(PANICS, &what);
        }
        for (question, answer) in &asked.answers {
            match right.get(question) {
                Some(right) if right == answer => {}
                _ if answer.starts_with("ERROR") => refused += 1,
                _ => verdict.add(WRONG, &format!("{question}, {what}")),
            }
        }
        if !Collection::check(&spoilt).is_ok_and(|damage| !damage.is_empty()) {
            verdict.add(UNNAMED, &what);
        }
        if nth % REPAIRED == 0 {
            repaired += 1;
            let done = child::start(&["repair".as_ref(), spoilt.as_os_str()], None)?;
            let after = answers(&spoilt)?;
            let mended = done.success && Collection::check(&spoilt).is_ok_and(|damage| damage.is_empty());
            let same = right.iter().all(|(question, right)| {
                // Which of equal hits comes first, and deleted paragraphs that still count, may change.
                !["texts", "links", "families"].contains(&question.as_str())
                    || after.answers.get(question) == Some(right)
            });
            if !mended || !same {
                verdict.add(UNMENDED, &format!("{what}: {}", done.said));
            }
        }
    }
    let questions = times * right.len();
    Ok(verdict.show(&format!(
        "{times} damaged files, {questions} questions, {refused} answered by a sentence, {repaired} repairs"
    )))
}

struct Asked {
    answers: BTreeMap<String, String>,
    died: bool,
}

fn answers(index: &Path) -> Outcome<Asked> {
    let done = child::start(&["answers".as_ref(), index.as_os_str()], None)?;
    let lines = done.said.lines().filter_map(|line| line.split_once('\t'));
    let answers = lines.map(|(question, answer)| (question.to_owned(), answer.to_owned())).collect();
    Ok(Asked { answers, died: done.killed || done.panicked() })
}

fn copy(from: &Path, to: &Path) -> Outcome {
    drop(fs::remove_dir_all(to));
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Damages one file; says how, or nothing when it is a file without content.
fn spoil(index: &Path, rng: &mut Rng) -> Outcome<Option<String>> {
    let entries = fs::read_dir(index)?.flatten().map(|entry| entry.path());
    let is_lock = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with(".tantivy-") || name == ".writing"
    };
    let mut paths: Vec<PathBuf> = entries.filter(|path| !is_lock(path)).collect();
    paths.sort();
    let path = &paths[rng.usize(0..paths.len())];
    let mut bytes = fs::read(path)?;
    let at = rng.usize(0..bytes.len().max(1));
    let how = match rng.u8(0..10) {
        _ if bytes.is_empty() => return Ok(None),
        0..=5 => {
            bytes[at] ^= 1 << rng.u8(0..8);
            format!("a bit of byte {at} flipped")
        }
        6..=7 => {
            bytes.truncate(at);
            format!("cut to {at} bytes")
        }
        8 => {
            let end = (at + rng.usize(1..600)).min(bytes.len());
            let before = bytes[at..end].to_vec();
            bytes[at..end].iter_mut().for_each(|byte| *byte = rng.u8(..));
            if before == bytes[at..end] {
                return Ok(None);
            }
            format!("bytes {at} to {end} overwritten")
        }
        _ => {
            fs::remove_file(path)?;
            return Ok(Some(format!("{} gone", path.display())));
        }
    };
    fs::write(path, bytes)?;
    Ok(Some(format!("{}: {how}", path.display())))
}
