//! The patient: an index that is damaged file by file, and must be as before when it was repaired.

use crate::Outcome;
use crate::child;
use crate::child::Done;
use crate::child::End;
use crate::litter;
use crate::town;
use crate::town::Town;
use duikan::Collection;
use fastrand::Rng;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

/// Megabytes of texts.
const SIZE: f64 = 0.25;

/// Bytes of files after which it is committed: twice, of two segments each, and two more come when it is refreshed.
/// Of eight tantivy would make one.
const PORTION: u64 = 200_000;

/// How often its texts change before.
const REFRESHED: usize = 3;

/// What a repaired index must answer as one that was built at once, beside its texts. Which of equal hits comes first,
/// and deleted paragraphs that still count, may differ.
const LASTING: [&str; 2] = ["links", "clusters"];

/// What was done to a file.
pub(crate) struct Wound {
    /// The name of the file.
    pub(crate) name: String,
    how: String,
    is_shorter: bool,
}

impl Wound {
    /// Whether the index is as good as before: nothing is read by the ledger, a kill may cut it short, and it is written
    /// anew when it is not there.
    pub(crate) fn is_harmless(&self) -> bool {
        self.is_shorter && self.name == ".ledger"
    }
}

impl fmt::Display for Wound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.how)
    }
}

/// An index of several segments, some with deleted paragraphs, and a copy of it to be damaged.
pub(crate) struct Patient {
    world: TempDir,
    rng: Rng,
    /// The index as it was built and refreshed.
    pub(crate) sound: PathBuf,
    /// A copy of it that is damaged, and stays as it is.
    wounded: PathBuf,
    /// A copy of that one, which is asked and repaired.
    pub(crate) index: PathBuf,
    /// An index of the same texts that was built at once.
    fresh: PathBuf,
}

impl Patient {
    pub(crate) fn new(seed: u64) -> Outcome<Self> {
        let world = TempDir::new()?;
        let mut town = Town::found(world.path().join("texts"), SIZE, seed)?;
        let (sound, fresh) = (world.path().join("sound"), world.path().join("fresh"));
        let build = |town: &Town| Collection::build(&sound).texts(&town.folder).threads(2);
        build(&town).commit_every(PORTION).run()?;
        for _ in 0..REFRESHED {
            town.live()?;
        }
        build(&town).run()?;
        town::fresh(&town.folder, &fresh)?;
        let (wounded, index) = (world.path().join("wounded"), world.path().join("ward").join("index"));
        Ok(Patient { world, rng: Rng::with_seed(seed), sound, wounded, index, fresh })
    }

    /// Damages one file of the index as it was; nothing when that would change nothing.
    pub(crate) fn wound(&mut self) -> Outcome<Option<Wound>> {
        copy(&self.sound, &self.wounded)?;
        let wound = spoil(&self.wounded, &self.fresh, &mut self.rng)?;
        self.relapse()?;
        Ok(wound)
    }

    /// Makes the index as it was before it was repaired.
    pub(crate) fn relapse(&self) -> Outcome {
        // What repairs left beside it goes too.
        drop(fs::remove_dir_all(self.world.path().join("ward")));
        copy(&self.wounded, &self.index)
    }

    /// Repairs the index, and may kill that after a while.
    pub(crate) fn repair(&self, kill_after: Option<Duration>) -> Outcome<Done> {
        child::start(&["repair".as_ref(), self.index.as_os_str()], kill_after)
    }

    /// What is amiss after a repair that was not killed.
    pub(crate) fn complaints(&self, repair: &Done) -> Outcome<Vec<String>> {
        if repair.end != End::Done {
            return Ok(vec![repair.said.clone()]);
        }
        let mut amiss: Vec<String> = match Collection::check(&self.index) {
            Ok(damage) => damage.iter().map(ToString::to_string).collect(),
            Err(error) => vec![error.to_string()],
        };
        let (texts, fresh) = (texts(&self.index)?.answers(), texts(&self.fresh)?.answers());
        let keys: BTreeSet<&String> = texts.keys().chain(fresh.keys()).collect();
        let other: Vec<&str> =
            keys.into_iter().filter(|&key| texts.get(key) != fresh.get(key)).map(String::as_str).collect();
        if !other.is_empty() {
            amiss.push(format!("other texts than a fresh build, {}", some(&other)));
        }
        let (after, fresh) = (ask(&self.index)?.answers(), ask(&self.fresh)?.answers());
        let other = LASTING.into_iter().filter(|&question| after.get(question) != fresh.get(question));
        amiss.extend(other.map(|question| format!("other {question} than a fresh build")));
        amiss.extend(litter::of(&self.index)?.into_iter().map(|left| format!("{left} left over")));
        Ok(amiss)
    }
}

/// Asks an index all it can be asked.
pub(crate) fn ask(index: &Path) -> Outcome<Done> {
    child::start(&["answers".as_ref(), index.as_os_str()], None)
}

/// Has an index show its documents.
pub(crate) fn texts(index: &Path) -> Outcome<Done> {
    child::start(&["texts".as_ref(), index.as_os_str()], None)
}

/// How many documents these are, and which the first ones are.
pub(crate) fn some(keys: &[&str]) -> String {
    const SHOWN: usize = 5;
    let more = if keys.len() > SHOWN { " …" } else { "" };
    format!("{} documents: {}{more}", keys.len(), keys[..keys.len().min(SHOWN)].join(" "))
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

/// Damages one file; nothing when it is without content, or stays as it was.
fn spoil(index: &Path, other: &Path, rng: &mut Rng) -> Outcome<Option<Wound>> {
    let names = fs::read_dir(index)?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let is_lock = |name: &str| name.starts_with(".tantivy-");
    let mut names: Vec<String> = names.filter(|name| !is_lock(name)).collect();
    names.sort();
    let name = names[rng.usize(0..names.len())].clone();
    let path = index.join(&name);
    let mut bytes = fs::read(&path)?;
    let at = rng.usize(0..bytes.len().max(1));
    let mut is_shorter = false;
    let how = match rng.u8(0..12) {
        _ if bytes.is_empty() => return Ok(None),
        0..=5 => {
            bytes[at] ^= 1 << rng.u8(0..8);
            format!("with a bit of byte {at} flipped")
        }
        6..=7 => {
            bytes.truncate(at);
            is_shorter = true;
            format!("cut to {at} bytes")
        }
        8 => {
            let end = (at + rng.usize(1..600)).min(bytes.len());
            let before = bytes[at..end].to_vec();
            bytes[at..end].iter_mut().for_each(|byte| *byte = rng.u8(..));
            if before == bytes[at..end] {
                return Ok(None);
            }
            format!("with bytes {at} to {end} overwritten")
        }
        9..=10 => {
            let strangers = strangers(&name, index, &names, other)?;
            let Some(stranger) = rng.choice(&strangers) else { return Ok(None) };
            let before = std::mem::replace(&mut bytes, fs::read(stranger)?);
            if before == bytes {
                return Ok(None);
            }
            format!("in whose place lies {}", stranger.display())
        }
        _ => {
            fs::remove_file(path)?;
            return Ok(Some(Wound { name, how: "gone".to_owned(), is_shorter: true }));
        }
    };
    fs::write(path, bytes)?;
    Ok(Some(Wound { name, how, is_shorter }))
}

/// Files of the same kind, of the same index and of another.
fn strangers(name: &str, index: &Path, names: &[String], other: &Path) -> Outcome<Vec<PathBuf>> {
    let kind = |name: &str| {
        let kind = Path::new(name).extension().map(|kind| kind.to_string_lossy().into_owned());
        kind.unwrap_or_else(|| name.split('-').next().unwrap_or_default().to_owned())
    };
    let own = names.iter().filter(|stranger| *stranger != name).map(|stranger| index.join(stranger));
    let others: Vec<PathBuf> = fs::read_dir(other)?.flatten().map(|entry| entry.path()).collect();
    let is_alike =
        |path: &PathBuf| path.file_name().is_some_and(|other| kind(&other.to_string_lossy()) == kind(name));
    Ok(own.chain(others).filter(is_alike).collect())
}
