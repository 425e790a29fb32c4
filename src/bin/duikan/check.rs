//! `duikan check`: is the index what was written, and does it say what is so?

use crate::index;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use crate::watch;
use duikan::Build;
use duikan::Collection;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Make what is damaged anew from the files that were indexed; the rest stays
    #[arg(long)]
    repair: bool,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let folder = &screen::index_folder(folder);
    let damage = Collection::check(folder)?;
    if !screen.is_json() {
        for damaged in &damage {
            screen.error(&damaged.to_string());
        }
    }
    screen.show_all(&damage, |_, _| Ok(()))?;
    if damage.is_empty() {
        screen.say("every file is as it was written, every document whole, every link true");
        return Ok(Outcome::Found);
    }
    if !args.repair {
        screen.say("`duikan check --repair` makes it anew from the files that were indexed");
        return Ok(Outcome::Trouble);
    }
    let report = watch::watched(Collection::build(folder), screen, Build::repair)?;
    index::skipped(&report, screen);
    screen.show(&report, |_, out| writeln!(out, "repaired: {}", index::summary(&report)))?;
    Ok(Outcome::Found)
}
