//! The command line: understood, answered by help, or refused.

use crate::args::Arguments;
use crate::help;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use clap::Parser;
use duikan::Language;
use duikan::present::legible;
use std::env;
use std::ffi::OsString;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// The language to talk in: as `--lang` says, wherever it stands; else as the locale does.
pub(crate) fn language() -> Language {
    let arguments: Vec<String> = env::args_os()
        .skip(1)
        .map(|one| one.to_string_lossy().into_owned())
        .take_while(|one| one != "--")
        .collect();
    let each = arguments.iter().zip(arguments.iter().skip(1).map(Some).chain([None]));
    let said = each.filter_map(|(one, next)| match one.strip_prefix("--lang")? {
        "" => next.map(String::as_str),
        joined => joined.strip_prefix('='),
    });
    // What is no language is refused later, in that of the locale.
    if let Some(language) = said.filter_map(|code| code.parse().ok()).last() {
        return language;
    }
    Language::of_environment()
}

/// What was asked, or how the command ends when there is nothing to do.
pub(crate) fn parse(language: Language) -> Result<Arguments, Result<Outcome, Failure>> {
    Arguments::try_parse().map_err(|error| answer(error, language))
}

/// Help and the version are what was asked for; anything else says how it goes.
fn answer(error: clap::Error, language: Language) -> Result<Outcome, Failure> {
    // The words of clap itself are English.
    let is_foreign = language != Language::English;
    if !error.use_stderr() {
        let arguments: Vec<OsString> = env::args_os().collect();
        let translated = if is_foreign { help::help(&arguments, language, screen::width()) } else { None };
        translated.unwrap_or(error).print()?;
        io::stdout().flush()?;
        return Ok(Outcome::Found);
    }
    let error = shown(error);
    if is_foreign {
        return Err(Failure::Sentence(help::refusal(&error)));
    }
    drop(error.print());
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
