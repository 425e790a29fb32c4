//! `duikan collate`: all copies of a passage in one table, and what most of them say.

use crate::among::Among;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;
use duikan::present;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// DOC:PARAGRAPH, DOC:FROM-TO or DOC@BEGIN-END; any part of a document's name will do
    #[arg(value_name = "PLACE", value_parser = NonEmptyStringValueParser::new())]
    place: String,

    /// The document whose copy comes first and is the measure of the others [default: the one named]
    #[arg(long, value_name = "DOC", value_parser = NonEmptyStringValueParser::new())]
    base: Option<String>,

    #[command(flatten)]
    among: Among,

    /// How to write them [default: table]
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<Format>,

    /// Begin CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    bom: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For the terminal
    Table,
    /// A page that stands for itself, with a switch for each class of differences
    Html,
    /// One object, as with --json
    Json,
    /// A TEI P5 document with a critical apparatus, in parallel segmentation
    Tei,
    /// An alignment table of CollateX, in its JSON
    Collatex,
    /// A row a unit, for spreadsheets: an empty cell lacks the text, a [silent] copy does not reach there
    Csv,
}

impl Args {
    fn format(&self, screen: &Screen) -> Result<Format, Failure> {
        let format = screen.form(self.format, Format::Json, Format::Table)?;
        match format {
            Format::Csv => Ok(format),
            _ if self.bom => Err(screen::together("--bom", "another form than CSV")),
            _ => Ok(format),
        }
    }
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let format = args.format(screen)?;
    let collection = screen::open(index)?;
    let collation = collection.collate(&args.place, args.base.as_deref(), &args.among.filter())?;
    match format {
        Format::Table => screen.show(&collation, |look, out| text::collation(&collation, look, out))?,
        Format::Html => present::collation_page(&collation, screen.language(), screen.out())?,
        Format::Json => present::json(&collation, screen.out())?,
        Format::Tei => present::tei(&collation, screen.out())?,
        Format::Collatex => present::collatex(&collation, screen.out())?,
        Format::Csv => {
            if args.bom {
                present::byte_order_mark(screen.out())?;
            }
            present::collation_csv(&collation, screen.out())?;
        }
    }
    Ok(Outcome::of(collation.witnesses.len().saturating_sub(1)))
}
