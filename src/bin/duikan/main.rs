//! The command `duikan`: parse, run, exit code. It sees the library's public items only.
//!
//! Exit code 0 when something was found or done, 1 when nothing was found, 2 in trouble; a closed pipe
//! is quiet.

mod advice;
mod among;
mod args;
mod blame;
mod check;
mod collate;
mod compare;
mod copies;
mod explain;
mod export;
mod file;
mod generate;
mod help;
mod index;
mod interrupt;
mod line;
mod list;
mod merge;
mod remove;
mod schema;
mod screen;
mod search;
mod serve;
mod show;
mod stats;
mod stories;
mod values;
mod watch;

use args::Arguments;
use args::Command;
use duikan::message;
use screen::Failure;
use screen::Outcome;
use screen::Screen;
use screen::Talk;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Without it a signal ends the process all the same.
    drop(interrupt::obey());
    let language = line::language();
    let arguments = match line::parse(language) {
        Ok(arguments) => arguments,
        Err(answered) => return ended(answered, Talk::plain(language)),
    };
    let mut screen = Screen::new(&arguments.output, language);
    let result = run(&arguments, &mut screen).and_then(|outcome| {
        screen.flush()?;
        Ok(outcome)
    });
    ended(result, screen.talk())
}

fn ended(result: Result<Outcome, Failure>, talk: Talk) -> ExitCode {
    match result {
        Ok(Outcome::Found) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Trouble) => ExitCode::from(2),
        Err(Failure::Sentence(sentence)) => {
            talk.error(&sentence);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome, Failure> {
    if let Some(what) = arguments.generate {
        if arguments.command.is_some() {
            return Err(screen::together("--generate", message!("a command")));
        }
        return generate::run(what, screen);
    }
    let index = screen::named_index(arguments.index.as_deref())?;
    let index = index.as_deref();
    match &arguments.command {
        Some(Command::Index(args)) => index::run(args, index, screen),
        Some(Command::Search(args)) => search::run(args, index, screen),
        Some(Command::Show(args)) => show::run(args, index, screen),
        Some(Command::List) => list::run(index, screen),
        Some(Command::Stats(args)) => stats::run(args, index, screen),
        Some(Command::Explain(args)) => explain::run(args, index, screen),
        Some(Command::Copies(args)) => copies::run(args, index, screen),
        Some(Command::Compare(args)) => compare::run(args, index, screen),
        Some(Command::Collate(args)) => collate::run(args, index, screen),
        Some(Command::Stories(args)) => stories::run(args, index, screen),
        Some(Command::Blame(args)) => blame::run(args, index, screen),
        Some(Command::Export(args)) => export::run(args, index, screen),
        Some(Command::Merge(args)) => merge::run(args, index, screen),
        Some(Command::Remove(args)) => remove::run(args, index, screen),
        Some(Command::Serve(args)) => serve::run(args, index, screen),
        Some(Command::Check(args)) => check::run(args, index, screen),
        None => Err(Failure::Sentence(message!(
            "say what to do: `duikan search --in FOLDER WORD`, or `duikan --help`"
        ))),
    }
}
