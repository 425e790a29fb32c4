//! `duikan explain`: why two passages are, or are not, copies of each other.

use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::builder::NonEmptyStringValueParser;
use duikan::Verdict;
use duikan::present;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// DOC@BEGIN-END, DOC:PARAGRAPH or DOC:LOCUS; any part of a document's name will do
    #[arg(value_name = "PLACE", value_parser = NonEmptyStringValueParser::new())]
    a: String,

    /// The other place
    #[arg(value_name = "PLACE", value_parser = NonEmptyStringValueParser::new())]
    b: String,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let explanation = screen::open(index)?.explain(&args.a, &args.b)?;
    screen.show(&explanation, |look, out| present::explanation(&explanation, look.language, out))?;
    let are_copies = matches!(explanation.verdict, Verdict::Linked | Verdict::SameCluster);
    Ok(if are_copies { Outcome::Found } else { Outcome::Nothing })
}
