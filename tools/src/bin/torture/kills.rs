//! Killed at any moment of a build, a refresh or a removal, while others read.

use crate::Outcome;
use crate::Verdict;
use crate::child;
use crate::child::Done;
use crate::child::End;
use crate::litter;
use crate::town;
use crate::town::Texts;
use crate::town::Town;
use duikan::Collection;
use duikan::ErrorKind;
use duikan::Query;
use fastrand::Rng;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

const LOST: &str = "documents lost";
const STALE: &str = "stale links";
const REFUSED: &str = "opens refused";
const PANICS: &str = "panics, hangs or signals";
const UNFINISHED: &str = "re-runs that did not finish the work";
const LITTER: &str = "files left over";
const TOUCHED: &str = "files of others touched";

/// Megabytes of texts.
const SIZE: f64 = 0.5;

/// Kills so often; whether all was well.
pub(crate) fn run(times: usize, seed: u64) -> Outcome<bool> {
    let world = TempDir::new()?;
    let (index, fresh) = (world.path().join("index"), world.path().join("fresh"));
    let town = Town::found(world.path().join("texts"), SIZE, seed)?;
    let verdict = Mutex::new(Verdict::of(&[LOST, STALE, REFUSED, PANICS, UNFINISHED, LITTER, TOUCHED]));
    let mut war =
        War { town, index, fresh, rng: Rng::with_seed(seed), verdict: &verdict, usual: Duration::ZERO };
    // The first build is killed like any other; a whole one tells how long it takes.
    war.usual = child::start(&["index", &shown(&war.fresh), &shown(&war.town.folder)], None)?.took;
    let (stop, opens) = (AtomicBool::new(false), AtomicUsize::new(0));
    let index = war.index.clone();
    let (kills, whole) = thread::scope(|scope| {
        scope.spawn(|| read(&index, &stop, &opens, &verdict));
        let fought = war.fight(times);
        stop.store(true, Ordering::Relaxed);
        fought
    })?;
    let opens = opens.into_inner();
    let verdict = verdict.into_inner().map_err(|_| "somebody panicked")?;
    Ok(verdict.show(&format!("{kills} kills, {whole} times in time to end, {opens} opens beside")))
}

/// Opens and searches until it is told to stop.
fn read(index: &Path, stop: &AtomicBool, opens: &AtomicUsize, verdict: &Mutex<Verdict>) {
    let mut was_there = false;
    while !stop.load(Ordering::Relaxed) {
        let found = Collection::open(index).and_then(|open| open.search(&Query::new("一").limit(3)));
        opens.fetch_add(1, Ordering::Relaxed);
        match found {
            Ok(_) => was_there = true,
            Err(error) if error.kind() == ErrorKind::NoIndex && !was_there => {}
            Err(error) => {
                if let Ok(mut verdict) = verdict.lock() {
                    verdict.add(REFUSED, &error.to_string());
                }
            }
        }
        thread::sleep(Duration::from_millis(3));
    }
}

struct War<'a> {
    town: Town,
    index: PathBuf,
    fresh: PathBuf,
    rng: Rng,
    verdict: &'a Mutex<Verdict>,
    /// How long a build takes.
    usual: Duration,
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

impl War<'_> {
    fn add(&self, name: &'static str, example: &str) {
        if let Ok(mut verdict) = self.verdict.lock() {
            verdict.add(name, example);
        }
    }

    /// Goes on until so many were killed; how many were, and how many were not in time.
    fn fight(&mut self, times: usize) -> Outcome<(usize, usize)> {
        let (mut kills, mut whole, mut is_planted) = (0, 0, false);
        while kills < times {
            let before = self.held();
            if !before.is_empty() && !is_planted {
                litter::plant(&self.index)?;
                is_planted = true;
            }
            if !before.is_empty() {
                self.town.live()?;
            }
            let removed = self.removed(&before);
            let delay = self.usual.mul_f64(self.rng.f64());
            let done = child::start(&self.order(&removed), Some(delay))?;
            let was_in_time = done.end == End::Killed;
            (kills, whole) = (kills + usize::from(was_in_time), whole + usize::from(!was_in_time));
            self.hear(&done);
            self.inspect(&before, &removed)?;
            if is_planted {
                for name in litter::touched(&self.index) {
                    self.add(TOUCHED, name);
                }
            }
            if self.rng.u8(0..4) == 0 {
                self.finish(kills)?;
            }
            if done.took < self.usual / 4 && !was_in_time {
                // A refresh takes less than a build.
                self.usual = self.usual.mul_f64(0.9).max(done.took * 2);
            }
        }
        self.finish(0)?;
        Ok((kills, whole))
    }

    /// What a child has to say that was not killed, or not by us.
    fn hear(&self, done: &Done) {
        match done.end {
            End::Done | End::Killed => {}
            End::Refused => self.add(UNFINISHED, &done.said),
            End::Died => self.add(PANICS, &done.said),
        }
    }

    fn held(&self) -> Texts {
        match town::held(&self.index) {
            Ok(held) => held,
            Err(error) if error.kind() == ErrorKind::NoIndex => Texts::new(),
            Err(error) => {
                self.add(REFUSED, &error.to_string());
                Texts::new()
            }
        }
    }

    /// Which documents are taken out this time; mostly none, and the folder is indexed instead.
    fn removed(&mut self, held: &Texts) -> Vec<String> {
        let few = if self.rng.u8(0..4) == 0 { self.rng.usize(1..4) } else { 0 };
        self.rng.choose_multiple(held.keys(), few.min(held.len() / 2)).into_iter().cloned().collect()
    }

    fn order(&self, removed: &[String]) -> Vec<String> {
        let (index, texts) = (shown(&self.index), shown(&self.town.folder));
        match removed {
            [] => vec!["index".to_owned(), index, texts],
            names => ["remove".to_owned(), index].into_iter().chain(names.iter().cloned()).collect(),
        }
    }

    /// Whether nothing was lost, and every link is true.
    fn inspect(&self, before: &Texts, removed: &[String]) -> Outcome {
        let after = self.held();
        let files = self.town.texts()?;
        for (key, text) in before {
            let may_go = if removed.is_empty() { !files.contains_key(key) } else { removed.contains(key) };
            match after.get(key) {
                Some(held) if town::is_text(held, text) => {}
                Some(held) if files.get(key).is_some_and(|file| town::is_text(held, file)) => {}
                None if may_go => {}
                _ => self.add(LOST, key),
            }
        }
        if !after.is_empty() {
            for damage in Collection::check(&self.index)? {
                self.add(STALE, &damage.to_string());
            }
        }
        Ok(())
    }

    /// Runs to the end, and compares with an index that was built at once.
    fn finish(&self, kills: usize) -> Outcome {
        let done = child::start(&["index", &shown(&self.index), &shown(&self.town.folder)], None)?;
        self.hear(&done);
        if done.end != End::Done {
            return Ok(());
        }
        town::fresh(&self.town.folder, &self.fresh)?;
        if town::held(&self.index)? != town::held(&self.fresh)? {
            self.add(UNFINISHED, &format!("after {kills} kills other texts than a fresh build"));
        }
        if town::links(&self.index)? != town::links(&self.fresh)? {
            self.add(STALE, &format!("after {kills} kills other links than a fresh build"));
        }
        for left in litter::of(&self.index)? {
            self.add(LITTER, &left);
        }
        Ok(())
    }
}
