//! `duikan export`: all passages that are the same, for other programs.

use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::ValueEnum;
use duikan::Collection;
use duikan::Error;
use duikan::ErrorKind;
use duikan::Pairs;
use duikan::PassagePair;
use duikan::present;
use duikan::present::Csv;
use duikan::present::Passim;
use std::io;
use std::io::Write;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to print
    #[arg(value_enum)]
    what: What,

    /// Links: only the stored ones, as many as there are copies
    #[arg(long, conflicts_with = "formulae")]
    star: bool,

    /// Links: also every pair of places of a formula
    #[arg(long)]
    formulae: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Every pair of passages that are the same, one JSON object a line
    Links,
    /// Every family of places, one JSON object a line
    Families,
    /// Families as passim writes them: one JSON object a line for each place
    Passim,
    /// Links as comma-separated values
    Csv,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let collection = screen::open(index)?;
    let pairs = match (args.star, args.formulae) {
        (true, _) => Pairs::Stored,
        (_, true) => Pairs::WithFormulae,
        _ => Pairs::Families,
    };
    let out = screen.out();
    match args.what {
        What::Links => each_pair(&collection, pairs, |pair| present::json(pair, out)),
        What::Csv => {
            let mut csv = Csv::new(out)?;
            each_pair(&collection, pairs, |pair| csv.write(pair))
        }
        What::Families => {
            let families = collection.families()?;
            families.iter().try_for_each(|family| present::json(family, out))?;
            Ok(Outcome::of(families.len()))
        }
        What::Passim => passim(&collection, out),
    }
}

fn passim(collection: &Collection, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let documents = collection.documents();
    let families = collection.families()?;
    for family in &families {
        for place in &family.places {
            let at = documents.binary_search_by(|document| document.document.cmp(&place.document));
            let Some(document) = at.ok().and_then(|at| documents.get(at)) else {
                continue;
            };
            let text = collection.text(place)?;
            present::json(&Passim { family, place, document, text: &text }, out)?;
        }
    }
    Ok(Outcome::of(families.len()))
}

fn each_pair(
    collection: &Collection,
    pairs: Pairs,
    mut write: impl FnMut(&PassagePair) -> io::Result<()>,
) -> Result<Outcome, Failure> {
    let mut count = 0;
    let mut broken = None;
    let result = collection.pairs(pairs, |pair| {
        count += 1;
        write(&pair).map_err(|error| {
            broken = Some(error);
            Error::new(ErrorKind::Write, "the output cannot be written")
        })
    });
    match (broken, result) {
        (Some(error), _) => Err(error.into()),
        (None, Err(error)) => Err(error.into()),
        (None, Ok(())) => Ok(Outcome::of(count)),
    }
}
