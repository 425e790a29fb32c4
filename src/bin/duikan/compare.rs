//! `duikan compare`: two documents side by side.

use crate::screen;
use crate::screen::Failure;
use crate::screen::Form;
use crate::screen::Outcome;
use crate::screen::Screen;
use crate::values;
use clap::builder::NonEmptyStringValueParser;
use duikan::Class;
use duikan::present::ComparisonFormat;
use duikan::present::text;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// DOC, DOC:PARAGRAPH, DOC:FROM-TO, DOC:LOCUS (a page, a line, an article) or DOC@BEGIN-END; any part of a document's name will do
    #[arg(value_name = "A", value_parser = NonEmptyStringValueParser::new())]
    a: String,

    /// The other one
    #[arg(value_name = "B", value_parser = NonEmptyStringValueParser::new())]
    b: String,

    /// Differences of these classes are not marked
    #[arg(long, value_enum, value_name = "CLASS", value_delimiter = ',')]
    hide: Vec<Class>,

    /// How to write them [default: text]
    #[arg(long, value_name = "FORM", value_parser = values::forms::<ComparisonFormat>(TEXT))]
    format: Option<Form<ComparisonFormat>>,
}

/// As the terminal shows it.
const TEXT: (&str, &str) = ("text", "Side by side in the terminal");

impl Args {
    fn form(&self, screen: &Screen) -> Result<Form<ComparisonFormat>, Failure> {
        let form = screen.form(self.format, ComparisonFormat::Json)?;
        match form {
            Form::Format(ComparisonFormat::Json) if !self.hide.is_empty() => {
                Err(screen::together("JSON", "--hide"))
            }
            _ => Ok(form),
        }
    }
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let form = args.form(screen)?;
    let comparison = screen::open(index)?.compare(&args.a, &args.b)?;
    let hidden = &args.hide;
    match form {
        Form::Text => {
            screen.show(&comparison, |look, out| text::comparison(&comparison, hidden, look, out))?;
        }
        Form::Format(format) => format.write(&comparison, hidden, screen.language(), screen.out())?,
    }
    Ok(Outcome::of(comparison.shared.len()))
}
