//! `duikan merge`: make the parts that workers wrote into one index.

use crate::index;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use duikan::Collection;
use std::path::Path;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Shards, or folders of shards, of one run of `duikan.spark.write_index`
    #[arg(required = true, value_name = "SHARD", value_hint = clap::ValueHint::DirPath)]
    shards: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let report = Collection::merge(&args.shards, screen::index_folder(index))?;
    screen.show(&report, |look, out| writeln!(out, "{}", index::summary(&report).say(look.language)))?;
    Ok(Outcome::of(report.documents))
}
