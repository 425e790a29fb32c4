//! `duikan remove`: take documents out of the index.

use crate::index;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use duikan::Collection;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Documents; any unambiguous part of a name will do
    #[arg(required = true, value_name = "DOC")]
    documents: Vec<String>,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let report = Collection::remove(screen::index_folder(index), &args.documents)?;
    screen.show(&report, |_, out| writeln!(out, "{}", index::summary(&report)))?;
    Ok(Outcome::of(report.removed))
}
