//! `duikan compare`: two documents side by side.

use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;
use duikan::Class;
use duikan::present;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// DOC, DOC:PARAGRAPH, DOC:FROM-TO or DOC@BEGIN-END; any part of a document's name will do
    #[arg(value_name = "A", value_parser = NonEmptyStringValueParser::new())]
    a: String,

    /// The other one
    #[arg(value_name = "B", value_parser = NonEmptyStringValueParser::new())]
    b: String,

    /// Differences of these classes are not marked
    #[arg(long, value_enum, value_name = "CLASS", value_delimiter = ',')]
    hide: Vec<Class>,

    /// How to write them [default: text]
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Side by side in the terminal
    Text,
    /// A page that stands for itself, with a switch for each class
    Html,
    /// One object, as with --json
    Json,
}

impl Args {
    fn format(&self, screen: &Screen) -> Result<Format, Failure> {
        let format = screen.form(self.format, Format::Json, Format::Text)?;
        match format {
            Format::Json if !self.hide.is_empty() => Err(screen::together("JSON", "--hide")),
            _ => Ok(format),
        }
    }
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let format = args.format(screen)?;
    let comparison = screen::open(index)?.compare(&args.a, &args.b)?;
    let hidden = &args.hide;
    match format {
        Format::Text => {
            screen.show(&comparison, |look, out| text::comparison(&comparison, hidden, look, out))?;
        }
        Format::Html => present::comparison_page(&comparison, hidden, screen.language(), screen.out())?,
        Format::Json => present::json(&comparison, screen.out())?,
    }
    Ok(Outcome::of(comparison.shared.len()))
}
