//! `duikan stories`: what a pile of pages consists of, and the best full text of a story.

use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only this story, in full
    #[arg(value_name = "NUMBER")]
    number: Option<usize>,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let collection = screen::open(index)?;
    let stories = collection.stories()?;
    screen.show_all(&stories, |look, out| text::stories(&stories, look, out))?;
    Ok(Outcome::of(stories.len()))
}
