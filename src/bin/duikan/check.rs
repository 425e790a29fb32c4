//! `duikan check`: is the index what was written, and does it say what is so?

use crate::index;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use crate::watch;
use bytesize::ByteSize;
use duikan::Build;
use duikan::Collection;
use duikan::message;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Make what is damaged anew from the files that were indexed; the rest stays
    #[arg(long)]
    repair: bool,

    /// Memory to repair in, as for `duikan index`
    #[arg(long, value_name = "SIZE", default_value = "1GiB", requires = "repair")]
    memory: ByteSize,

    /// Wait with the repair while another process writes to the index
    #[arg(long, requires = "repair")]
    wait: bool,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let folder = &screen::index_folder(folder);
    let damage = Collection::check(folder)?;
    if !screen.is_json() {
        for damaged in &damage {
            screen.error(&damaged.message());
        }
    }
    screen.show_all(&damage, |_, _| Ok(()))?;
    if damage.is_empty() {
        screen.say(&message!("every file is as it was written, every document whole, every link true"));
        return Ok(Outcome::Found);
    }
    if !args.repair {
        screen.say(&message!("`duikan check --repair` makes it anew from the files that were indexed"));
        return Ok(Outcome::Trouble);
    }
    let mut build = Collection::build(folder).memory(index::bytes(args.memory));
    if args.wait {
        build = build.wait();
    }
    let report = watch::watched(build, screen, Build::repair)?;
    index::skipped(&report, screen);
    let repaired = message!("repaired: {what}", what = index::summary(&report));
    screen.show(&report, |look, out| writeln!(out, "{}", repaired.say(look.language)))?;
    Ok(if report.removed == 0 { Outcome::Found } else { Outcome::Trouble })
}
