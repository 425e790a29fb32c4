//! `duikan export`: all passages that are the same, for other programs.

use crate::among::Among;
use crate::file;
use crate::file::Whole;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use clap::ValueEnum;
use duikan::Collection;
use duikan::Error;
use duikan::ErrorKind;
use duikan::Message;
use duikan::PassagePair;
use duikan::message;
use duikan::present;
use duikan::present::Export;
use duikan::present::ExportFormat;
use duikan::present::Passim;
use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to write
    #[arg(value_enum)]
    what: What,

    /// How links and clusters are written [default: jsonl]
    #[arg(long, value_enum)]
    format: Option<ExportFormat>,

    /// The file to write, whole or not at all; one that is there keeps its permissions [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Links: only the stored ones, as many as there are copies
    #[arg(long)]
    star: bool,

    /// Begin CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    bom: bool,

    #[command(flatten)]
    among: Among,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Every pair of passages that are the same
    Links,
    /// Every cluster of places
    Clusters,
    /// Clusters as passim writes them: one JSON object a line for each place
    Passim,
    /// The same as `links --format csv`
    Csv,
}

impl Args {
    /// How it is written, when all that is asked goes together.
    fn format(&self, screen: &Screen) -> Result<ExportFormat, Failure> {
        let refused = |why: Message| Err(Failure::Sentence(why));
        let format = match (self.what, self.format) {
            (What::Csv, None | Some(ExportFormat::Csv)) => ExportFormat::Csv,
            (What::Csv, _) => {
                return refused(message!("`export csv` is CSV: say `export links` to name another format"));
            }
            (What::Passim, Some(ExportFormat::Csv | ExportFormat::Parquet)) => {
                return refused(message!(
                    "passim's records are JSON lines: leave --format out, or export clusters"
                ));
            }
            (_, form) => form.unwrap_or_default(),
        };
        if screen.is_json() && (self.format.is_some() || format != ExportFormat::Jsonl) {
            let other = if self.format.is_some() { "--format" } else { "`export csv`" };
            return Err(screen::together("--json", other));
        }
        if self.bom && format != ExportFormat::Csv {
            return Err(screen::together("--bom", message!("another format than CSV")));
        }
        if let (What::Clusters | What::Passim, Some(option)) = (self.what, self.of_links()) {
            return Err(screen::together(option, message!("clusters, which have no links to choose from")));
        }
        if let Some(option) = self.among.given().filter(|_| self.star) {
            return Err(screen::together("--star", option));
        }
        if format == ExportFormat::Parquet && self.file().is_none() && io::stdout().is_terminal() {
            return refused(message!(
                "Parquet is not for a terminal: name a file by --output, or send it down a pipe"
            ));
        }
        Ok(format)
    }

    /// The option that chooses links, where one is given.
    fn of_links(&self) -> Option<&'static str> {
        self.star.then_some("--star").or_else(|| self.among.given())
    }

    fn each_pair(
        &self,
        collection: &Collection,
        mut write: impl FnMut(&PassagePair) -> io::Result<()>,
    ) -> Result<Outcome, Failure> {
        let mut count = 0;
        let mut broken = None;
        let each = |pair: PassagePair| {
            count += 1;
            write(&pair).map_err(|error| {
                broken = Some(error);
                Error::new(ErrorKind::Write, message!("the output cannot be written"))
            })
        };
        let result = if self.star {
            collection.stored_pairs(each)
        } else {
            collection.pairs(&self.among.filter(), each)
        };
        match (broken, result) {
            (Some(error), _) => Err(error.into()),
            (None, Err(error)) => Err(error.into()),
            (None, Ok(())) => Ok(Outcome::of(count)),
        }
    }

    /// The file to write; none for standard output.
    fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| !file::is_standard_output(path))
    }
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let format = args.format(screen)?;
    let collection = screen::open(index)?;
    let Some(path) = args.file() else {
        return write(args, format, &collection, screen.out());
    };
    let mut file = Whole::at(path)?;
    let outcome = write(args, format, &collection, &mut file)?;
    file.keep()?;
    Ok(outcome)
}

fn write(
    args: &Args,
    format: ExportFormat,
    collection: &Collection,
    out: &mut (dyn Write + Send),
) -> Result<Outcome, Failure> {
    if args.bom {
        present::byte_order_mark(out)?;
    }
    match args.what {
        What::Links | What::Csv => {
            let mut export = Export::new(format, out)?;
            let outcome = args.each_pair(collection, |pair| export.write(pair))?;
            export.finish()?;
            Ok(outcome)
        }
        What::Clusters => {
            let clusters = collection.clusters()?;
            let mut export = Export::new(format, out)?;
            clusters.iter().try_for_each(|cluster| export.write(cluster))?;
            export.finish()?;
            Ok(Outcome::of(clusters.len()))
        }
        What::Passim => passim(collection, out),
    }
}

fn passim(collection: &Collection, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let documents = collection.documents();
    let clusters = collection.clusters()?;
    for cluster in &clusters {
        for place in &cluster.places {
            let at = documents.binary_search_by(|document| document.about.document.cmp(&place.document));
            let Some(document) = at.ok().and_then(|at| documents.get(at)) else {
                continue;
            };
            let text = collection.text(place)?;
            present::json(&Passim { cluster, place, document, text: &text }, out)?;
        }
    }
    Ok(Outcome::of(clusters.len()))
}
