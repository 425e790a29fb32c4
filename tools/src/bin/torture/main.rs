//! Torture: what an index must live through, many times over.
//!
//! `cargo run --release --package duikan-tools --bin torture [-- [kills N] [disk N] [damage N] [repairs N] [reads N] [seed N]]`; without arguments
//! 300 kills, 50 full disks, 500 damaged files, 100 killed repairs and 100 read errors. It ends with 0 when nothing was lost. Full
//! disks are small tmpfs file systems, which only root may mount.

#![expect(clippy::print_stdout, reason = "what it counts is what it is for")]

mod child;
mod damage;
mod disk;
mod kills;
mod litter;
mod patient;
mod reads;
mod repairs;
mod town;

use std::env;
use std::error::Error;
use std::process::ExitCode;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// What must not happen, and how often it did.
#[derive(Default)]
struct Verdict {
    /// In the order in which they were first counted.
    counts: Vec<(&'static str, usize)>,
    examples: Vec<String>,
}

/// Sentences that are shown of what went wrong.
const EXAMPLES: usize = 10;

impl Verdict {
    /// Says beforehand what is counted, so that a zero is shown too.
    fn of(names: &[&'static str]) -> Self {
        Verdict { counts: names.iter().map(|&name| (name, 0)).collect(), examples: Vec::new() }
    }

    fn add(&mut self, name: &'static str, example: &str) {
        match self.counts.iter_mut().find(|count| count.0 == name) {
            Some(count) => count.1 += 1,
            None => self.counts.push((name, 1)),
        }
        if self.examples.len() < EXAMPLES {
            self.examples.push(format!("{name}: {example}"));
        }
    }

    fn show(&self, what: &str) -> bool {
        let counts: Vec<String> = self.counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
        println!("{what}: {}", counts.join(", "));
        self.examples.iter().for_each(|example| println!("  {example}"));
        self.counts.iter().all(|count| count.1 == 0)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, rest @ ..] = arguments.as_slice()
        && flag == child::FLAG
    {
        return child::run(rest);
    }
    match torture(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("the torture itself failed: {error}");
            ExitCode::from(2)
        }
    }
}

/// A torture, by how often and with which seed.
type Torture = fn(usize, u64) -> Outcome<bool>;

/// What there is, and how often by itself.
const TORTURES: [(&str, Torture, usize); 5] = [
    ("kills", kills::run, 300),
    ("disk", disk::run, 50),
    ("damage", damage::run, 500),
    ("repairs", repairs::run, 100),
    ("reads", reads::run, 100),
];

fn torture(arguments: &[String]) -> Outcome<bool> {
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<usize>().ok()
    };
    let is_named = |name: &str| arguments.iter().any(|argument| argument == name);
    let is_any_named = TORTURES.iter().any(|torture| is_named(torture.0));
    let seed = number("seed").unwrap_or(1) as u64;
    let mut survived = true;
    for (name, run, usual) in TORTURES {
        if is_named(name) || !is_any_named {
            survived &= run(number(name).unwrap_or(usual), seed)?;
        }
    }
    Ok(survived)
}
