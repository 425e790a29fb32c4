//! A server under load: clients who search for strings, each as soon as it has the last answer, and a collection
//! that changes beside them.

use crate::Outcome;
use crate::search;
use crate::search::Percentiles;
use duikan::Collection;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::io::BufRead;
use std::io::BufReader;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::ChildStderr;
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

/// How long what is searched for is, in characters.
const LENGTH: Range<usize> = 2..9;

/// A server, ended when it is dropped.
pub(crate) struct Server {
    process: Child,
    url: String,
    /// Held open, so that it can say what it has to say.
    _said: BufReader<ChildStderr>,
}

impl Server {
    pub(crate) fn start(index: &Path) -> Outcome<Self> {
        let mut process = Command::new(env!("CARGO_BIN_EXE_duikan"))
            .arg("--index")
            .arg(index)
            .args(["serve", "--addr", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let mut said = BufReader::new(process.stderr.take().ok_or("no standard error")?);
        said.read_line(&mut line)?;
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).ok_or(line.clone())?;
        Ok(Server { process, url: url.to_owned(), _said: said })
    }

    /// What Linux says of its memory, in KiB: `VmRSS`, `RssAnon` or `RssFile`.
    pub(crate) fn memory(&self, name: &str) -> Outcome<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let number =
            line.and_then(|line| line.split_whitespace().next()).ok_or("only Linux tells its memory")?;
        Ok(number.parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// A collection that changes and stays as large as it is.
pub(crate) struct Changing {
    texts: PathBuf,
    index: PathBuf,
    /// Its documents as they were first.
    documents: Vec<(PathBuf, String)>,
    steps: usize,
}

/// So many documents get another end at each step; one comes back and one goes.
const CHANGED: usize = 5;

impl Changing {
    /// Indexes some texts.
    pub(crate) fn of(texts: &Path, index: &Path) -> Outcome<Self> {
        Collection::build(index).texts(texts).run()?;
        let documents = Collection::open(index)?.documents();
        let documents = documents.iter().map(|document| {
            let path = texts.join(&document.about.document);
            let text = fs::read_to_string(&path)?;
            Ok((path, text))
        });
        let documents = documents.collect::<Outcome<_>>()?;
        Ok(Changing { texts: texts.to_path_buf(), index: index.to_path_buf(), documents, steps: 0 })
    }

    pub(crate) fn server(&self) -> Outcome<Server> {
        Server::start(&self.index)
    }

    /// Strings that stand in it.
    pub(crate) fn strings(&self, count: usize) -> Outcome<Vec<String>> {
        search::strings(&Collection::open(&self.index)?, &LENGTH, count)
    }

    /// Changes some documents, takes one out and puts the last one back, and commits that by `duikan index`.
    pub(crate) fn step(&mut self) -> Outcome {
        let all = self.documents.len();
        let first = self.steps * (CHANGED + 1);
        self.steps += 1;
        for nth in first..=first + CHANGED {
            let (path, text) = self.documents.get(nth % all).ok_or("there are no documents")?;
            fs::write(path, format!("{text}\n\n补记：第{}次改动后又有一段。\n", self.steps))?;
        }
        let (gone, _) = self.documents.get((first + CHANGED) % all).ok_or("there are no documents")?;
        fs::remove_file(gone)?;
        let (back, text) = self.documents.get((first + all - 1) % all).ok_or("there are no documents")?;
        fs::write(back, text)?;
        let mut refresh = Command::new(env!("CARGO_BIN_EXE_duikan"));
        let refreshed = refresh.arg("--index").arg(&self.index).arg("index").arg(&self.texts).output()?;
        if refreshed.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&refreshed.stderr).into())
    }

    /// Goes on doing so until something has happened.
    pub(crate) fn until(&mut self, pause: Duration, mut happened: impl FnMut() -> bool) -> Outcome {
        while !happened() {
            let begun = Instant::now();
            while begun.elapsed() < pause && !happened() {
                thread::sleep(Duration::from_millis(50));
            }
            self.step()?;
        }
        Ok(())
    }
}

/// What clients ask for.
pub(crate) struct Load<'a> {
    server: &'a Server,
    strings: &'a [String],
    /// Which string the nth search is for.
    choose: fn(usize) -> usize,
    asked: AtomicUsize,
    stop: AtomicBool,
}

/// What clients saw.
#[derive(Default)]
pub(crate) struct Seen {
    times: Vec<Duration>,
    errors: Vec<String>,
    /// What was found, by commit and words.
    hits: HashMap<(u64, usize), u64>,
}

impl<'a> Load<'a> {
    pub(crate) fn new(server: &'a Server, strings: &'a [String], choose: fn(usize) -> usize) -> Self {
        Load { server, strings, choose, asked: AtomicUsize::new(0), stop: AtomicBool::new(false) }
    }

    /// How many searches have begun.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Has so many clients ask while something else is done; an error when an answer was wrong.
    pub(crate) fn during(&self, clients: usize, other: impl FnOnce() -> Outcome) -> Outcome<Seen> {
        let seen = Mutex::new(Seen::default());
        thread::scope(|scope| {
            for _ in 0..clients {
                scope.spawn(|| self.client(&seen));
            }
            let done = other();
            self.stop.store(true, Ordering::Relaxed);
            done
        })?;
        let seen = seen.into_inner().map_err(|_| "a client panicked")?;
        match seen.errors.first() {
            None => Ok(seen),
            Some(error) => Err(format!("{} errors, such as: {error}", seen.errors.len()).into()),
        }
    }

    /// Asks until it is told to stop.
    fn client(&self, seen: &Mutex<Seen>) {
        let agent = ureq::Agent::new_with_defaults();
        while !self.stop.load(Ordering::Relaxed) {
            let nth = (self.choose)(self.asked.fetch_add(1, Ordering::Relaxed)) % self.strings.len();
            let began = Instant::now();
            let answer = ask(&agent, &self.server.url, self.strings.get(nth).map_or("", String::as_str));
            let time = began.elapsed();
            let Ok(mut seen) = seen.lock() else { return };
            seen.times.push(time);
            match answer {
                Ok((commit, hits)) if *seen.hits.entry((commit, nth)).or_insert(hits) == hits => {}
                Ok((commit, _)) => seen.errors.push(format!("two answers out of commit {commit}")),
                Err(error) => seen.errors.push(error),
            }
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commits: BTreeSet<u64> = self.hits.keys().map(|(commit, _)| *commit).collect();
        let (answers, commits) = (self.times.len(), commits.len());
        write!(out, "{answers} answers out of {commits} commits, {}", Percentiles::of(self.times.clone()))
    }
}

/// Searches; the commit that answered and a fingerprint of the hits.
fn ask(agent: &ureq::Agent, url: &str, words: &str) -> Result<(u64, u64), String> {
    let body = serde_json::json!({"q": words, "limit": 10});
    let answer = agent.post(format!("{url}search")).send_json(body).map_err(|error| error.to_string())?;
    let text = answer.into_body().read_to_string().map_err(|error| error.to_string())?;
    // Reading all of it as JSON would cost the clients more than the server needs to find it.
    let commit =
        text.rsplit_once("\"commit\":").and_then(|(_, rest)| rest.trim_end_matches('}').parse().ok());
    let hits = text.split_once(",\"query\":").map_or("", |(hits, _)| hits);
    let mut fingerprint = DefaultHasher::new();
    hits.hash(&mut fingerprint);
    Ok((commit.ok_or("no commit in the answer")?, fingerprint.finish()))
}
