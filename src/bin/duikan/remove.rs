//! `duikan remove`: take documents out of the index.

use crate::index;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use crate::watch;
use clap::builder::NonEmptyStringValueParser;
use duikan::Collection;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Documents; any unambiguous part of a name will do. Their files stay, and the next `duikan index` of their folder
    /// takes them up again
    #[arg(required = true, value_name = "DOC", value_parser = NonEmptyStringValueParser::new())]
    documents: Vec<String>,

    /// Wait while another process writes to the index
    #[arg(long)]
    wait: bool,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let mut build = Collection::build(screen::index_folder(index));
    if args.wait {
        build = build.wait();
    }
    let report = watch::watched(build, screen, |build| build.remove(&args.documents))?;
    screen.show(&report, |look, out| writeln!(out, "{}", index::summary(&report).say(look.language)))?;
    Ok(Outcome::of(report.removed))
}
