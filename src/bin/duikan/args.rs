//! What may stand on the command line.

use crate::blame;
use crate::check;
use crate::collate;
use crate::compare;
use crate::copies;
use crate::explain;
use crate::export;
use crate::generate::What;
use crate::index;
use crate::merge;
use crate::remove;
use crate::search;
use crate::serve;
use crate::show;
use crate::stats;
use crate::stories;
use clap::ColorChoice;
use clap::Parser;
use clap::Subcommand;
use duikan::Language;
use std::path::PathBuf;

/// Full-text search in Chinese documents that exist in several copies.
///
/// Every hit says where the same passage stands in the other copies, and how they differ.
#[derive(Debug, Parser)]
#[command(name = "duikan", version, args_conflicts_with_subcommands = false)]
pub(crate) struct Arguments {
    /// The folder of the index [default: `$DUIKAN_INDEX`, else .duikan in this folder]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) index: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) output: Output,

    /// Print a man page or a shell's completions, and stop
    #[arg(long, value_name = "WHAT", conflicts_with_all = ["index", "json"])]
    pub(crate) generate: Option<What>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// How results are written.
#[derive(Debug, clap::Args)]
pub(crate) struct Output {
    /// Print one JSON object a line
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,

    /// The language of messages and of help: zh or en [default: that of the locale]
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub(crate) lang: Option<Language>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add folders of texts to the index, or refresh them
    Index(index::Args),
    /// Find words, and the copies of what they stand in
    Search(Box<search::Args>),
    /// Print a document or some of its paragraphs
    Show(show::Args),
    /// List the documents
    List,
    /// Count what the index holds
    Stats(stats::Args),
    /// List every other place of a passage, with the differences
    Copies(copies::Args),
    /// Lay two documents side by side
    Compare(compare::Args),
    /// Lay all copies of a passage side by side, with the reading most of them support
    Collate(collate::Args),
    /// Tell what stories the documents consist of, and put the full text of one together
    Stories(stories::Args),
    /// Say where each sentence of a document was printed first, and how often
    Blame(blame::Args),
    /// Say why two passages are, or are not, copies of each other
    Explain(explain::Args),
    /// Print all passages that are the same
    Export(export::Args),
    /// Make the parts of an index that a cluster wrote into one
    Merge(merge::Args),
    /// Take documents out of the index; their files are left alone
    Remove(remove::Args),
    /// Show the page in a browser, and answer over HTTP
    Serve(serve::Args),
    /// Verify the index, and repair it
    Check(check::Args),
}

/// The folder of the index when none is named.
pub(crate) const INDEX: &str = ".duikan";
