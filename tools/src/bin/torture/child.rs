//! The process that is tortured: this program again, doing what is asked of it.

use crate::Outcome;
use crate::town;
use duikan::Collection;
use duikan::CopyFilter;
use duikan::Query;
use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::io::Read;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::ExitCode;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

pub(crate) const FLAG: &str = "--tortured";

/// Bytes of files after which a build commits, so that there are several commits to be killed in.
const PORTION: u64 = 200_000;

/// What takes longer hangs.
const TIME_LIMIT: Duration = Duration::from_mins(2);

/// What stands before the sentence that says why there is no answer.
pub(crate) const ERROR: &str = "ERROR ";

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It did what it was asked.
    Done,
    /// It said why it could not.
    Refused,
    /// We killed it, as was wanted.
    Killed,
    /// It panicked, hung, or ended by a signal that was not ours.
    Died,
}

/// What a child did.
pub(crate) struct Done {
    pub(crate) end: End,
    pub(crate) said: String,
    pub(crate) took: Duration,
}

impl Done {
    /// What it answered, by the questions.
    pub(crate) fn answers(&self) -> BTreeMap<String, String> {
        let lines = self.said.lines().filter_map(|line| line.split_once('\t'));
        lines.map(|(question, answer)| (question.to_owned(), answer.to_owned())).collect()
    }

    /// The sentence that stands for all answers that it did not come to.
    pub(crate) fn sentence(&self) -> Option<&str> {
        self.said.lines().filter(|_| self.end == End::Refused).find(|line| line.starts_with(ERROR))
    }
}

/// Starts a child; `kill_after` ends it then, and it ends by itself otherwise.
pub(crate) fn start(arguments: &[impl AsRef<OsStr>], kill_after: Option<Duration>) -> Outcome<Done> {
    run_to_end(Command::new(env::current_exe()?), arguments, kill_after)
}

/// Starts a child under another program.
pub(crate) fn start_under(program: &[OsString], arguments: &[impl AsRef<OsStr>]) -> Outcome<Done> {
    let mut command = Command::new(&program[0]);
    command.args(&program[1..]).arg(env::current_exe()?);
    run_to_end(command, arguments, None)
}

fn run_to_end(
    mut command: Command,
    arguments: &[impl AsRef<OsStr>],
    kill_after: Option<Duration>,
) -> Outcome<Done> {
    command.arg(FLAG).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut child = command.spawn()?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let said = thread::spawn(move || read(out) + &read(err));
    let killed = wait(&mut child, began, kill_after.unwrap_or(TIME_LIMIT))?;
    let took = began.elapsed();
    let mut said = said.join().map_err(|_| "the reader panicked")?;
    let status = child.wait()?;
    let end = match status.code() {
        _ if said.contains("panicked at") => End::Died,
        Some(0) => End::Done,
        Some(1) => End::Refused,
        None if killed && kill_after.is_some() => End::Killed,
        _ => End::Died,
    };
    if end == End::Died {
        said.push_str(&status.to_string());
    }
    Ok(Done { end, said, took })
}

fn read(from: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        drop(from.read_to_end(&mut bytes));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Waits for a child; whether it had to be killed.
fn wait(child: &mut Child, began: Instant, limit: Duration) -> Outcome<bool> {
    loop {
        if child.try_wait()?.is_some() {
            return Ok(false);
        }
        if began.elapsed() >= limit {
            child.kill()?;
            return Ok(true);
        }
        thread::sleep(Duration::from_micros(200));
    }
}

/// Does what the arguments say.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let done = match arguments {
        [what, index, texts] if what == "index" => {
            Collection::build(index).texts(texts).commit_every(PORTION).run().map(drop)
        }
        [what, index, names @ ..] if what == "remove" => Collection::build(index).remove(names).map(drop),
        [what, index] if what == "repair" => Collection::build(index).repair().map(drop),
        [what, index] if what == "answers" => answers(Path::new(index)),
        [what, index] if what == "texts" => texts(Path::new(index)),
        _ => return ExitCode::from(3),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{ERROR}{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints an answer, or why there is none, on a line.
fn say(question: &str, answer: duikan::Result<String>) {
    match answer {
        Ok(answer) => println!("{question}\t{answer}"),
        Err(error) => println!("{question}\t{ERROR}{error}"),
    }
}

/// Shows each document of an index.
fn texts(index: &Path) -> duikan::Result<()> {
    let open = Collection::open(index)?;
    for document in open.documents() {
        let shown = open.show(&document.about.document);
        say(&document.about.document, shown.map(|shown| format!("{shown:?}")));
    }
    Ok(())
}

/// Asks an index all it can be asked.
fn answers(index: &Path) -> duikan::Result<()> {
    let words =
        ["丆", "一 丆", "“一丆”", "丆 OR 丌", "丌 -一", "一", "\"一 丆\"~20", "丘丙丠", "title:丆", "丆丌丐"];
    for word in words {
        let found = Collection::open(index).and_then(|open| open.search(&Query::new(word).limit(20)));
        say(word, found.map(|answer| format!("{answer:?}")));
    }
    say("texts", town::held(index).map(|held| format!("{held:?}")));
    say("links", town::links(index).map(|links| links.join(" ")));
    let open = Collection::open(index)?;
    say("clusters", open.clusters().map(|clusters| format!("{clusters:?}")));
    say("stories", open.stories().map(|stories| format!("{stories:?}")));
    for document in open.documents().into_iter().take(5) {
        let copies = open.copies(&document.about.document, &CopyFilter::default());
        say(&document.about.document, copies.map(|copies| format!("{copies:?}")));
    }
    Ok(())
}
