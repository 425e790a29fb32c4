//! A disk that is full: small tmpfs file systems, on which builds and refreshes end where there is no more room.

use crate::Outcome;
use crate::Verdict;
use crate::child;
use crate::child::End;
use crate::litter;
use crate::town;
use crate::town::Town;
use duikan::Collection;
use fastrand::Rng;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const LOST: &str = "commits lost";
const SILENT: &str = "errors that do not say why";
const PANICS: &str = "panics, hangs or signals";
const UNFINISHED: &str = "re-runs that did not finish the work";
const LITTER: &str = "files left over";

/// Megabytes of texts.
const SIZE: f64 = 0.3;

/// A mounted file system, which goes when this goes.
struct Disk {
    folder: TempDir,
}

impl Disk {
    fn of(bytes: u64) -> Outcome<Self> {
        let folder = TempDir::new()?;
        mount(&["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"], folder.path())?;
        Ok(Disk { folder })
    }

    fn grow(&self, bytes: u64) -> Outcome {
        mount(&["-o", &format!("remount,size={bytes}")], self.folder.path())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.folder.path()).status());
    }
}

fn mount(arguments: &[&str], at: &Path) -> Outcome {
    let done = Command::new("mount").args(arguments).arg(at).output()?;
    if done.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&done.stderr);
    Err(format!("a small disk cannot be mounted, which takes root: {why}").into())
}

/// Fills so many disks; whether all was well.
pub(crate) fn run(times: usize, seed: u64) -> Outcome<bool> {
    let world = TempDir::new()?;
    let mut rng = Rng::with_seed(seed);
    let mut town = Town::found(world.path().join("texts"), SIZE, seed)?;
    let mut verdict = Verdict::of(&[LOST, SILENT, PANICS, UNFINISHED, LITTER]);
    let (mut full, mut fit) = (0, 0);
    while full < times {
        let base = world.path().join("base");
        town::fresh(&town.folder, &base)?;
        let size = used(&base)?;
        let first = rng.u8(0..3) == 0;
        let disk = Disk::of(if first {
            size * rng.u64(5..150) / 100
        } else {
            size + size * rng.u64(10..250) / 100
        })?;
        let index = disk.folder.path().join("index");
        let before = if first { town::Texts::new() } else { copied(&base, &index)? };
        for _ in 0..6 {
            town.live()?;
        }
        let order = ["index".to_owned(), index.display().to_string(), town.folder.display().to_string()];
        let done = child::start(&order, None)?;
        let has_failed = done.end != End::Done;
        (full, fit) = (full + usize::from(has_failed), fit + usize::from(!has_failed));
        if done.end == End::Died {
            verdict.add(PANICS, &done.said);
        }
        if has_failed && !done.said.contains("No space left") {
            verdict.add(SILENT, &done.said);
        }
        if has_failed && !first {
            inspect(&index, &before, &mut verdict)?;
        }
        disk.grow(size * 20)?;
        let again = child::start(&order, None)?;
        let held = town::held(&index).map_err(|error| error.to_string());
        let texts = town.texts()?;
        let is_all = held.as_ref().is_ok_and(|held| held.keys().eq(texts.keys()));
        let damage = Collection::check(&index)?;
        if again.end != End::Done || !is_all || !damage.is_empty() {
            let missing = held.map(|held| {
                let there: Vec<String> = held.into_keys().collect();
                texts.keys().filter(|key| !there.contains(key)).cloned().collect::<Vec<_>>()
            });
            verdict.add(UNFINISHED, &format!("{damage:?} {} {missing:?}", again.said));
        }
    }
    Ok(verdict.show(&format!("{full} full disks, {fit} times just room enough")))
}

/// Whether the last commit is as it was, and all that there is.
fn inspect(index: &Path, before: &town::Texts, verdict: &mut Verdict) -> Outcome {
    match town::held(index) {
        // A long build commits as it goes: what it had read by then may be there.
        Ok(held) if before.keys().all(|key| held.contains_key(key)) => {}
        Ok(_) => verdict.add(LOST, "documents are missing"),
        Err(error) => verdict.add(LOST, &error.to_string()),
    }
    for damage in Collection::check(index)? {
        verdict.add(LOST, &damage.to_string());
    }
    for left in litter::of(index)? {
        verdict.add(LITTER, &left);
    }
    Ok(())
}

fn copied(from: &Path, to: &Path) -> Outcome<town::Texts> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(town::held(to)?)
}

/// Bytes that a folder takes, in pages.
fn used(folder: &Path) -> Outcome<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len().next_multiple_of(4096);
    }
    Ok(bytes)
}
