//! `duikan --generate`: the man page and completions, from the arguments themselves, and the schema of all objects.

use crate::args::Arguments;
use crate::schema;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::CommandFactory;
use clap::ValueEnum;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::Roff;
use duikan::FormatInfo;
use std::io;
use std::io::Write;

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
    /// The schema of all JSON objects, as JSON Schema
    Schema,
    /// The table of formats that are read, as Markdown
    Formats,
}

pub(crate) fn run(what: What, screen: &mut Screen) -> Result<Outcome, Failure> {
    let shell = match what {
        What::Man => {
            man_page(screen.out())?;
            return Ok(Outcome::Found);
        }
        What::Schema => {
            serde_json::to_writer_pretty(screen.out(), &schema::document().map_err(io::Error::from)?)
                .map_err(io::Error::from)?;
            writeln!(screen.out())?;
            return Ok(Outcome::Found);
        }
        What::Formats => {
            formats(screen.out())?;
            return Ok(Outcome::Found);
        }
        What::CompleteBash => Shell::Bash,
        What::CompleteZsh => Shell::Zsh,
        What::CompleteFish => Shell::Fish,
    };
    // It takes for granted that all can be written.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "duikan", &mut script);
    screen.out().write_all(&script)?;
    Ok(Outcome::Found)
}

/// Writes what is to be known of each format, a row for each.
fn formats(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| format | endings | told by | layers | loci | fields | keys | limits |")?;
    writeln!(out, "|---|---|---|---|---|---|---|---|")?;
    for FormatInfo { format, endings, told_by, layers, loci, fields, keys, limits, .. } in FormatInfo::all() {
        let ending =
            |ending: &&str| if ending.is_empty() { "none".to_owned() } else { format!("`.{ending}`") };
        let endings: Vec<String> = endings.iter().map(ending).collect();
        let endings = endings.join(" ");
        writeln!(
            out,
            "| {format} | {endings} | {told_by} | {layers} | {loci} | {fields} | {keys} | {limits} |"
        )?;
    }
    Ok(())
}

/// Writes one page with all commands in it: there are no others that it could name.
fn man_page(out: &mut dyn Write) -> io::Result<()> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let commands: Vec<clap::Command> = command.get_subcommands().cloned().collect();
    let page = Man::new(command);
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    commands.into_iter().try_for_each(|command| section(command, out))?;
    page.render_version_section(out)
}

/// Writes what is said of a command, but for the options that all have.
fn section(command: clap::Command, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("duikan {}", command.get_name()).to_uppercase();
    Roff::default().control("SH", [title.as_str()]).to_writer(out)?;
    let has_more = command.get_after_help().is_some();
    let of_its_own = |argument: clap::Arg| {
        let is_hidden = argument.is_global_set() || argument.get_id() == "help";
        argument.hide(is_hidden)
    };
    let page = Man::new(command.mut_args(of_its_own));
    let mut parts = Vec::new();
    page.render_synopsis_section(&mut parts)?;
    page.render_description_section(&mut parts)?;
    page.render_options_section(&mut parts)?;
    if has_more {
        page.render_extra_section(&mut parts)?;
    }
    // They are sections of a section here.
    for line in parts.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_prefix(b".SH ") {
            Some(heading) => out.write_all(&[b".SS ", heading].concat())?,
            None => out.write_all(line)?,
        }
    }
    Ok(())
}
