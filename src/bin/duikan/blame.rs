//! `duikan blame`: where each sentence of a document was printed first.

use crate::among::Among;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::builder::NonEmptyStringValueParser;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// DOC, DOC:PARAGRAPH, DOC:FROM-TO, DOC:LOCUS (a page, a line, an article) or DOC@BEGIN-END; any part of a document's name will do
    #[arg(value_name = "DOC", value_parser = NonEmptyStringValueParser::new())]
    place: String,

    #[command(flatten)]
    among: Among,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let sentences = screen::open(index)?.blame(&args.place, &args.among.filter())?;
    screen.show_all(&sentences, |look, out| text::blame(&sentences, look, out))?;
    Ok(Outcome::of(sentences.len()))
}
