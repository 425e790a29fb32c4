//! `duikan stats`: what the index holds, in numbers.

use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name each file that no reader is there for, not only how many there are
    #[arg(long)]
    skipped: bool,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let stats = screen::open(index)?.stats();
    screen.show(&stats, |look, out| {
        text::stats(&stats, look, out)?;
        if args.skipped { text::unsupported(&stats.unsupported, out) } else { Ok(()) }
    })?;
    Ok(Outcome::Found)
}
