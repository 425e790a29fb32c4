//! `duikan collate`: all copies of a passage in one table, and what most of them say.

use crate::among::Among;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Form;
use crate::screen::Outcome;
use crate::screen::Screen;
use crate::values;
use clap::builder::NonEmptyStringValueParser;
use duikan::present;
use duikan::present::CollationFormat;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// DOC:PARAGRAPH, DOC:FROM-TO, DOC:LOCUS (a page, a line, an article) or DOC@BEGIN-END; any part of a document's name will do
    #[arg(value_name = "PLACE", value_parser = NonEmptyStringValueParser::new())]
    place: String,

    /// The document whose copy comes first and is the measure of the others [default: the one named]
    #[arg(long, value_name = "DOC", value_parser = NonEmptyStringValueParser::new())]
    base: Option<String>,

    #[command(flatten)]
    among: Among,

    /// How to write them [default: table]
    #[arg(long, value_name = "FORM", value_parser = values::forms::<CollationFormat>(TABLE))]
    format: Option<Form<CollationFormat>>,

    /// Begin CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    bom: bool,
}

/// As the terminal shows it.
const TABLE: (&str, &str) = ("table", "For the terminal");

impl Args {
    fn form(&self, screen: &Screen) -> Result<Form<CollationFormat>, Failure> {
        let form = screen.form(self.format, CollationFormat::Json)?;
        match form {
            Form::Format(CollationFormat::Csv) => Ok(form),
            _ if self.bom => Err(screen::together("--bom", "another form than CSV")),
            _ => Ok(form),
        }
    }
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let form = args.form(screen)?;
    let collection = screen::open(index)?;
    let collation = collection.collate(&args.place, args.base.as_deref(), &args.among.filter())?;
    match form {
        Form::Text => screen.show(&collation, |look, out| text::collation(&collation, look, out))?,
        Form::Format(format) => {
            if args.bom {
                present::byte_order_mark(screen.out())?;
            }
            format.write(&collation, screen.language(), screen.out())?;
        }
    }
    Ok(Outcome::of(collation.witnesses.len().saturating_sub(1)))
}
