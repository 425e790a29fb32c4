//! How fast `duikan serve` answers many at a time while the index is refreshed beside it.
//!
//! `cargo bench -- serve [SECONDS [MEGABYTES]]` invents newspapers of 20 MB, serves them, and has 200 clients search
//! for strings that stand in them, each as soon as it has the last answer: for 20 seconds out of a thousand strings
//! again and again, then for ever new ones. Every five seconds a few documents change and `duikan index` runs. Every
//! two answers to the same words out of one commit must hold the same hits. Clients, server and refresh share the
//! machine: what the clients take is missing to the server.

use crate::Outcome;
use crate::invent;
use crate::search;
use crate::search::Percentiles;
use duikan::Collection;
use std::collections::HashMap;
use std::fs;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

const CLIENTS: usize = 200;
const REFRESH: Duration = Duration::from_secs(5);
const STRINGS: usize = 1000;
/// More than are asked for in the time.
const FRESH: usize = 60_000;

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let number =
        |nth: usize, usual: u32| arguments.get(nth).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let seconds = Duration::from_secs(number(0, 20).into());
    let room = tempfile::tempdir()?;
    let (texts, index) = (room.path().join("texts"), room.path().join("index"));
    invent::newspapers(&texts, number(1, 20).into(), 1)?;
    Collection::build(&index).texts(&texts).run()?;
    let server = Server::start(&index)?;
    for (what, strings) in [("a thousand strings again and again", STRINGS), ("ever new strings", FRESH)] {
        let strings = search::strings(&Collection::open(&index)?, &(2..9), strings)?;
        let load = Load { strings: &strings, next: AtomicUsize::new(0), stop: AtomicBool::new(false) };
        println!("{what}: {}", load.run(&server, (&texts, &index), seconds)?);
    }
    Ok(())
}

/// A server, ended when it is dropped.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(index: &Path) -> Outcome<Self> {
        let mut process = Command::new(env!("CARGO_BIN_EXE_duikan"))
            .arg("--index")
            .arg(index)
            .args(["serve", "--addr", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stderr.take().ok_or("no standard error")?).read_line(&mut line)?;
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).ok_or(line.clone())?;
        Ok(Server { process, url: url.to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// What clients ask for.
struct Load<'a> {
    strings: &'a [String],
    next: AtomicUsize,
    stop: AtomicBool,
}

/// What clients saw.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    errors: Vec<String>,
    /// What was found, by commit and words.
    hits: HashMap<(u64, usize), u64>,
}

impl Load<'_> {
    fn run(&self, server: &Server, (texts, index): (&Path, &Path), time: Duration) -> Outcome<String> {
        let seen = Mutex::new(Seen::default());
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| self.client(&server.url, &seen));
            }
            let refreshed = Load::refresh(texts, index, time);
            self.stop.store(true, Ordering::Relaxed);
            refreshed
        })?;
        let seen = seen.into_inner().map_err(|_| "a client panicked")?;
        if let Some(error) = seen.errors.first() {
            return Err(format!("{} errors, such as: {error}", seen.errors.len()).into());
        }
        let mut commits: Vec<u64> = seen.hits.keys().map(|(commit, _)| *commit).collect();
        commits.sort_unstable();
        commits.dedup();
        let (answers, commits) = (seen.times.len(), commits.len());
        Ok(format!("{answers} answers out of {commits} commits, {}", Percentiles::of(seen.times)))
    }

    /// Asks until it is told to stop.
    fn client(&self, url: &str, seen: &Mutex<Seen>) {
        let agent = ureq::Agent::new_with_defaults();
        let mut own = Vec::new();
        while !self.stop.load(Ordering::Relaxed) {
            let nth = self.next.fetch_add(1, Ordering::Relaxed) % self.strings.len();
            let began = Instant::now();
            let answer = ask(&agent, url, self.strings.get(nth).map_or("", String::as_str));
            own.push((nth, began.elapsed(), answer));
        }
        let Ok(mut seen) = seen.lock() else { return };
        for (nth, time, answer) in own {
            seen.times.push(time);
            match answer {
                Ok((commit, hits)) if *seen.hits.entry((commit, nth)).or_insert(hits) == hits => {}
                Ok((commit, _)) => seen.errors.push(format!("two answers out of commit {commit}")),
                Err(error) => seen.errors.push(error),
            }
        }
    }

    /// Changes documents and refreshes the index, again and again.
    fn refresh(texts: &Path, index: &Path, time: Duration) -> Outcome {
        let documents = Collection::open(index)?.documents();
        let files: Vec<_> = documents.iter().map(|document| texts.join(&document.document)).collect();
        let began = Instant::now();
        for changed in files.chunks(5) {
            let left = time.saturating_sub(began.elapsed());
            thread::sleep(left.min(REFRESH));
            if left.is_zero() {
                break;
            }
            for file in changed {
                let text = fs::read_to_string(file)?;
                fs::write(file, format!("{text}\n\n补记：{:?}后又有一段。\n", began.elapsed()))?;
            }
            let refreshed = Command::new(env!("CARGO_BIN_EXE_duikan"))
                .arg("--index")
                .arg(index)
                .arg("index")
                .arg(texts)
                .output()?;
            if !refreshed.status.success() {
                return Err(String::from_utf8_lossy(&refreshed.stderr).into());
            }
        }
        Ok(())
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
