//! `duikan stories`: what a pile of pages consists of, and the best full text of a story.

use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use crate::values;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only this story: what each copy lacks, and the text put together from all
    #[arg(value_name = "NUMBER", value_parser = values::count)]
    number: Option<usize>,

    /// Print the text only
    #[arg(long)]
    text: bool,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let collection = screen::open(index)?;
    if args.number.is_none() && !args.text {
        let stories = collection.stories()?;
        screen.show_all(&stories, |look, out| text::stories(&stories, look, out))?;
        return Ok(Outcome::of(stories.len()));
    }
    let assembled = collection.assemble(args.number)?;
    screen.show_all(&assembled, |look, out| {
        let write = if args.text { text::story_text } else { text::story };
        assembled.iter().try_for_each(|assembled| write(assembled, look, out))
    })?;
    Ok(Outcome::of(assembled.len()))
}
