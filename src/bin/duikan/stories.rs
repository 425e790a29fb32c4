//! `duikan stories`: what the documents consist of, and the best full text of a story.

use crate::among::Bounds;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use crate::values;
use duikan::CopyFilter;
use duikan::Story;
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

    #[command(flatten)]
    bounds: Bounds,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let collection = screen::open(index)?;
    if args.number.is_none() && !args.text {
        let filter = args.bounds.filter(CopyFilter::default());
        let stories = collection.stories()?;
        let stories: Vec<Story> = stories.iter().filter_map(|story| story.among(&filter)).collect();
        screen.show_all(&stories, |look, out| text::stories(&stories, look, out))?;
        return Ok(Outcome::of(stories.len()));
    }
    if let Some(option) = args.bounds.given() {
        return Err(screen::together(option, "a story's text, which is put together from all its copies"));
    }
    let assembled = collection.assemble(args.number)?;
    screen.show_all(&assembled, |look, out| {
        let write = if args.text { text::story_text } else { text::story };
        assembled.iter().try_for_each(|assembled| write(assembled, look, out))
    })?;
    Ok(Outcome::of(assembled.len()))
}
