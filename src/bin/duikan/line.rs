//! The command line: understood, answered by help, or refused.

use crate::args::Arguments;
use crate::screen::Failure;
use crate::screen::Outcome;
use clap::Parser;
use duikan::present::legible;
use std::env;
use std::ffi::OsString;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// What was asked, or how the command ends when there is nothing to do.
pub(crate) fn parse() -> Result<Arguments, Result<Outcome, Failure>> {
    Arguments::try_parse().map_err(answer)
}

/// Help and the version are what was asked for; anything else says how it goes.
fn answer(error: clap::Error) -> Result<Outcome, Failure> {
    if !error.use_stderr() {
        error.print()?;
        io::stdout().flush()?;
        return Ok(Outcome::Found);
    }
    drop(shown(error).print());
    Ok(Outcome::Trouble)
}

/// The same error, of arguments as they may be shown.
fn shown(error: clap::Error) -> clap::Error {
    let arguments: Vec<OsString> = env::args_os().collect();
    let shown: Vec<OsString> =
        arguments.iter().map(|one| legible(&one.to_string_lossy()).into_owned().into()).collect();
    let again = if shown == arguments { None } else { Arguments::try_parse_from(shown).err() };
    again.unwrap_or(error)
}

/// An option, or where it is not given what the environment says; what says nothing is as not said.
pub(crate) fn or_named(option: Option<&Path>, variable: &str) -> Option<PathBuf> {
    let named = || env::var_os(variable).filter(|value| !value.is_empty()).map(Into::into);
    option.map(Into::into).or_else(named)
}
