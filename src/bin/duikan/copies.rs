//! `duikan copies`: every other place of a passage.

use crate::among::Among;
use crate::among::Parts;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::builder::NonEmptyStringValueParser;
use duikan::CopyOrder;
use duikan::ParagraphText;
use duikan::PassageCopy;
use duikan::present::Listing;
use duikan::present::WithCopies;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// DOC:PARAGRAPH, DOC:FROM-TO, DOC:LOCUS (a page, a line, an article) or DOC@BEGIN-END; any part of a document's name will do
    #[arg(value_name = "PLACE", value_parser = NonEmptyStringValueParser::new())]
    place: String,

    #[command(flatten)]
    parts: Parts,

    /// Order of the copies
    #[arg(long, value_enum, default_value_t = CopyOrder::Coverage)]
    sort: CopyOrder,

    #[command(flatten)]
    among: Among,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let filter = args.among.filter().order(args.sort);
    let (passage, copies) = screen::open(index)?.copies(&args.place, &filter)?;
    show(&passage, &copies, args.parts.listing(usize::MAX), screen)?;
    Ok(Outcome::of(copies.len()))
}

/// Shows a passage and its copies.
pub(crate) fn show(
    passage: &ParagraphText,
    copies: &[PassageCopy],
    listing: Listing,
    screen: &mut Screen,
) -> Result<(), Failure> {
    screen.show(&WithCopies { passage, copies }, |look, out| {
        text::copies(passage, copies, (listing, look), out)
    })
}
