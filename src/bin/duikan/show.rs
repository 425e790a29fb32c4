//! `duikan show`: a document as it was read.

use crate::among::Among;
use crate::among::Parts;
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

    /// Also list the copies of it
    #[arg(long)]
    copies: bool,

    #[command(flatten)]
    parts: Parts,

    #[command(flatten)]
    among: Among,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let collection = screen::open(index)?;
    let parts = args.parts.are_shown().then_some("--parts");
    if let Some(option) = parts.or(args.among.given()).filter(|_| !args.copies) {
        return Err(screen::together(option, "a document without --copies"));
    }
    let paragraphs = collection.show(&args.place)?;
    for paragraph in &paragraphs {
        if args.copies {
            let place = format!("{}:{}", paragraph.document, paragraph.paragraph);
            let (_, copies) = collection.copies(&place, &args.among.filter())?;
            crate::copies::show(paragraph, &copies, args.parts.listing(usize::MAX), screen)?;
        } else {
            screen
                .show(paragraph, |look, out| text::paragraphs(std::slice::from_ref(paragraph), look, out))?;
        }
    }
    Ok(Outcome::of(paragraphs.len()))
}
