//! `duikan copies`: every other place of a passage.

use crate::args::Similarity;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::builder::NonEmptyStringValueParser;
use duikan::Copy;
use duikan::ParagraphText;
use duikan::present::WithCopies;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// DOC:PARAGRAPH, DOC:FROM-TO or DOC@BEGIN-END; any part of a document's name will do
    #[arg(value_name = "PLACE", value_parser = NonEmptyStringValueParser::new())]
    place: String,

    /// How similar a copy must be
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Similarity::Normal)]
    similar: Similarity,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let (passage, copies) = screen::open(index)?.copies(&args.place, args.similar.into())?;
    show(&passage, &copies, screen)?;
    Ok(Outcome::of(copies.len()))
}

/// Shows a passage and its copies.
pub(crate) fn show(passage: &ParagraphText, copies: &[Copy], screen: &mut Screen) -> Result<(), Failure> {
    screen.show(&WithCopies { passage, copies }, |look, out| text::copies(passage, copies, look, out))
}
