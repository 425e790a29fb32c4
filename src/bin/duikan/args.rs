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
use crate::stories;
use crate::values;
use clap::ColorChoice;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use duikan::Class;
use duikan::CopyOrder;
use duikan::Language;
use duikan::Similar;
use duikan::Sort;
use serde::Deserialize;
use std::path::PathBuf;
use utoipa::ToSchema;

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
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = values::language)]
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
    Stats,
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

/// How similar copies must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, ValueEnum, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Similarity {
    /// Nine of ten characters agree
    Strict,
    /// Seven of ten, of long passages six of ten
    #[default]
    Normal,
    /// Half of them, among the places that links lead to
    Loose,
}

impl From<Similarity> for Similar {
    fn from(similarity: Similarity) -> Self {
        match similarity {
            Similarity::Strict => Similar::Strict,
            Similarity::Normal => Similar::Normal,
            Similarity::Loose => Similar::Loose,
        }
    }
}

/// What kind of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Another script or form of a character: 繁/简, 异体
    Script,
    /// Punctuation, width, letter case
    Punctuation,
    /// One or two characters for as many others
    Character,
    /// Words changed
    Wording,
    /// A stretch that one of the two lacks
    Gap,
}

impl From<Kind> for Class {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Script => Class::Script,
            Kind::Punctuation => Class::Punctuation,
            Kind::Character => Class::Character,
            Kind::Wording => Class::Wording,
            Kind::Gap => Class::Gap,
        }
    }
}

/// In which order hits come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, ValueEnum, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Order {
    /// The best first
    #[default]
    Relevance,
    /// The earliest first
    Date,
    /// By document and paragraph
    Document,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Sort::Relevance,
            Order::Date => Sort::Date,
            Order::Document => Sort::Document,
        }
    }
}

/// In which order copies come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, ValueEnum, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CopySort {
    /// What has the most of the passage first, then the most similar, the earliest, by name
    #[default]
    Coverage,
    /// The least similar first
    Different,
}

impl From<CopySort> for CopyOrder {
    fn from(sort: CopySort) -> Self {
        match sort {
            CopySort::Coverage => CopyOrder::Coverage,
            CopySort::Different => CopyOrder::Different,
        }
    }
}

/// The folder of the index when none is named.
pub(crate) const INDEX: &str = ".duikan";
