//! How fast a search answers, warm and from a cold process, beside `rg` over the same files.
//!
//! `cargo bench -- search [PARAGRAPHS]` invents 100,000 paragraphs, or as many as one likes; `-- search TEXTS
//! INDEX` searches an index that is there, and `rg` the texts it was made of. Strings that stand in the texts
//! are searched for: quoted, unquoted, and as long as a question. `rg` is given the same strings as they
//! are, which is fair to its speed and not to what it finds: it sees no string across a line, in another
//! script or width. It finds no copies.

use crate::Outcome;
use duikan::Collection;
use duikan::Query;
use fastrand::Rng;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

/// Queries of each kind in one process.
const WARM: usize = 1000;
/// Processes for each kind.
const COLD: usize = 50;

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if let [texts, index] = arguments {
        return report(Path::new(texts), Path::new(index));
    }
    let paragraphs = arguments.first().and_then(|number| number.parse().ok()).unwrap_or(100_000);
    let room = tempfile::tempdir()?;
    let (texts, index) = (room.path().join("texts"), room.path().join("index"));
    invent::statutes(&texts.join("statutes"), paragraphs * 4 / 5, 1)?;
    // A newspaper's paragraph is 480 bytes long, more or less.
    #[expect(clippy::cast_precision_loss, reason = "numbers are small here")]
    invent::newspapers(&texts.join("news"), paragraphs as f64 / 5.0 * 480e-6, 1)?;
    Collection::build(&index).texts(&texts).run()?;
    report(&texts, &index)
}

/// What is searched for.
struct Kind {
    name: &'static str,
    /// How many characters it has.
    length: Range<usize>,
    quoted: bool,
}

const KINDS: [Kind; 4] = [
    Kind { name: "quoted, 2 to 8 characters", length: 2..9, quoted: true },
    Kind { name: "unquoted, 2 to 8 characters", length: 2..9, quoted: false },
    Kind { name: "quoted, one character", length: 1..2, quoted: true },
    Kind { name: "unquoted, 12 to 24 characters", length: 12..25, quoted: false },
];

fn report(texts: &Path, index: &Path) -> Outcome {
    let collection = Collection::open(index)?;
    let stats = collection.stats();
    println!(
        "{} paragraphs, {} documents, index of {} bytes",
        stats.paragraphs, stats.documents, stats.bytes
    );
    // Whatever a first query loads is not a warm query's to pay.
    collection.search(&Query::new("甲乙丙丁"))?;
    for kind in &KINDS {
        let strings = strings(&collection, &kind.length, WARM)?;
        println!("{}", kind.name);
        warm(&collection, kind, &strings)?;
        cold(index, kind, strings.get(..COLD).unwrap_or(&strings))?;
        if kind.quoted {
            rg(&collection, texts, strings.get(..COLD / 5).unwrap_or(&strings))?;
        }
    }
    Ok(())
}

/// Strings that stand in one line of the texts.
pub(crate) fn strings(collection: &Collection, length: &Range<usize>, count: usize) -> Outcome<Vec<String>> {
    let documents = collection.documents();
    let mut rng = Rng::with_seed(11);
    let mut strings = Vec::with_capacity(count);
    while strings.len() < count {
        let Some(document) = rng.choice(documents.iter()) else {
            return Err("there are no documents".into());
        };
        let paragraph = rng.u32(0..document.paragraphs.max(1)) + 1;
        let shown = collection.show(format!("{}:{paragraph}", document.about.document))?;
        let Some(line) =
            shown.first().and_then(|shown| rng.choice(shown.text.lines().collect::<Vec<&str>>()))
        else {
            continue;
        };
        let line: Vec<char> = line.chars().collect();
        let length = rng.usize(length.clone());
        let Some(last) = line.len().checked_sub(length) else { continue };
        let begin = rng.usize(0..=last);
        let string = &line[begin..begin + length];
        if string.iter().all(|character| ('\u{4e00}'..='\u{9fff}').contains(character)) {
            strings.push(string.iter().collect());
        }
    }
    Ok(strings)
}

fn query(kind: &Kind, string: &str) -> String {
    if kind.quoted { format!("\"{string}\"") } else { string.to_owned() }
}

fn warm(collection: &Collection, kind: &Kind, strings: &[String]) -> Outcome {
    let (mut times, mut hits, mut copies) = (Vec::new(), 0, 0);
    for string in strings {
        let query = Query::new(query(kind, string));
        let begin = Instant::now();
        let answer = collection.search(&query)?;
        times.push(begin.elapsed());
        hits += answer.hits.len();
        copies += answer.hits.iter().map(|hit| hit.copies_total).sum::<usize>();
    }
    println!("  warm, ten hits with copies  {}; {hits} hits, {copies} copies", Percentiles::of(times));
    Ok(())
}

fn cold(index: &Path, kind: &Kind, strings: &[String]) -> Outcome {
    let mut times = Vec::new();
    for string in strings {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duikan"));
        command.arg("search").arg(query(kind, string)).arg("--index").arg(index);
        let begin = Instant::now();
        command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        times.push(begin.elapsed());
    }
    println!("  command, from a new process {}", Percentiles::of(times));
    Ok(())
}

/// The plain rival, where it is installed.
fn rg(collection: &Collection, texts: &Path, strings: &[String]) -> Outcome {
    let (mut times, mut found, mut known) = (Vec::new(), 0, 0);
    for string in strings {
        let mut command = Command::new("rg");
        command.args(["--fixed-strings", "--files-with-matches", string]).arg(texts);
        let begin = Instant::now();
        let Ok(output) = command.output() else {
            println!("  rg is not installed");
            return Ok(());
        };
        times.push(begin.elapsed());
        found += output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).count();
        known += collection.documents_with(&Query::new(format!("\"{string}\"")))?.len();
    }
    println!("  rg, a new process           {}; {found} of {known} documents", Percentiles::of(times));
    Ok(())
}

/// Times in order, of which some are told.
pub(crate) struct Percentiles {
    sorted: Vec<Duration>,
}

impl Percentiles {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Percentiles { sorted: times }
    }

    fn at(&self, hundredths: usize) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        self.sorted.get(last * hundredths / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }
}

impl std::fmt::Display for Percentiles {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "p50 {:.2} ms, p90 {:.2} ms, p99 {:.2} ms", self.at(50), self.at(90), self.at(99))
    }
}
