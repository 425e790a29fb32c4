//! Benches: `cargo bench -- collate`, `cargo bench -- copies`, `cargo bench -- search`, `cargo bench -- ranking`,
//! `cargo bench -- serve`, `cargo bench -- soak`; what each takes after its name stands at the head of its file.
//! Without a name all of them run.

#![expect(clippy::print_stdout, reason = "a bench reports there")]

mod collate;
mod copies;
mod load;
mod ranking;
mod search;
mod serve;
mod soak;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A bench by its name; it is given the arguments after it.
type Bench = (&'static str, fn(&[String]) -> Outcome);

const BENCHES: [Bench; 6] = [
    ("collate", collate::run),
    ("copies", copies::run),
    ("ranking", ranking::run),
    ("search", search::run),
    ("serve", serve::run),
    ("soak", soak::run),
];

fn main() -> Outcome {
    // Cargo adds flags of its own.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let (name, rest) = arguments.split_first().map_or((None, &[][..]), |(name, rest)| (Some(name), rest));
    let chosen = BENCHES.iter().filter(|(bench, _)| name.is_none_or(|name| name == bench));
    let mut ran = false;
    for (_, run) in chosen {
        run(rest)?;
        ran = true;
    }
    if ran {
        Ok(())
    } else {
        Err("there are the benches collate, copies, ranking, search, serve and soak".into())
    }
}
