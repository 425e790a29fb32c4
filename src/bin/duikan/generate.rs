//! `duikan --generate`: the man page and completions, from the arguments themselves.

use crate::args::Arguments;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::CommandFactory;
use clap::ValueEnum;
use clap_complete::Shell;

/// What can be generated.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum What {
    /// The man page, as roff
    Man,
    /// Completions for bash
    CompleteBash,
    /// Completions for zsh
    CompleteZsh,
    /// Completions for fish
    CompleteFish,
}

pub(crate) fn run(what: What, screen: &mut Screen) -> Result<Outcome, Failure> {
    let mut command = Arguments::command();
    let shell = match what {
        What::Man => {
            clap_mangen::Man::new(command).render(&mut screen.out())?;
            return Ok(Outcome::Found);
        }
        What::CompleteBash => Shell::Bash,
        What::CompleteZsh => Shell::Zsh,
        What::CompleteFish => Shell::Fish,
    };
    clap_complete::generate(shell, &mut command, "duikan", &mut screen.out());
    Ok(Outcome::Found)
}
