//! `duikan search`: hits, each with its copies.

use crate::among::Among;
use crate::among::Parts;
use crate::index;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use crate::values;
use clap::builder::NonEmptyStringValueParser;
use duikan::Class;
use duikan::Collection;
use duikan::Condition;
use duikan::DocumentMatches;
use duikan::Hits;
use duikan::Message;
use duikan::Query;
use duikan::Sort;
use duikan::message;
use duikan::present;
use duikan::present::Listing;
use duikan::present::text;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Query: words are ANDed; \"quoted\" is literal only, \"two words\"~10 near each other; OR, -word and ( ) as usual; doc:PART, series:PART, \
title:PART, date:2025-08..2025-09, quality:>0.8 choose documents. Script, width, punctuation and line ends never matter.")]
pub(crate) struct Args {
    /// What to find
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,

    /// Index this folder first, or refresh its index, in DIR/.duikan unless --index says otherwise
    #[arg(long = "in", value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Hits to show; 0 only counts what matches [default: 10]
    #[arg(short = 'n', long = "limit", value_name = "N", value_parser = values::hits)]
    limit: Option<usize>,

    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = values::count)]
    within: usize,

    /// Show so many paragraphs before and after each hit
    #[arg(short = 'C', long = "paragraphs", value_name = "N", value_parser = values::count)]
    context: Option<usize>,

    /// Write the hits as a page of HTML
    #[arg(long, conflicts_with_all = ["json", "count", "files_with_matches"])]
    html: bool,

    /// Words that stand for each other, in the text form of Solr: `word, word, …` or `word, … => word, …` a line
    /// [default: `$DUIKAN_SYNONYMS`]
    #[arg(long, value_name = "FILE")]
    synonyms: Option<PathBuf>,

    /// Copies to list under each hit [default: 5, with --json all]
    #[arg(long, value_name = "N", value_parser = values::count)]
    copies: Option<usize>,

    #[command(flatten)]
    parts: Parts,

    /// Order of the hits [default: relevance]
    #[arg(long, value_enum)]
    sort: Option<Sort>,

    #[command(flatten)]
    entries: Entries,

    #[command(flatten)]
    instead: Instead,

    #[command(flatten)]
    filters: Filters,

    #[command(flatten)]
    wanted: Wanted,

    #[command(flatten)]
    among: Among,
}

/// What makes a hit.
#[derive(Debug, clap::Args)]
struct Entries {
    /// One hit for every matching paragraph, copies among each other not folded together
    #[arg(long)]
    flat: bool,

    /// Of copies among each other, make the earliest that holds the words the hit
    #[arg(long, conflicts_with = "flat")]
    first: bool,
}

/// What is shown instead of hits.
#[derive(Debug, clap::Args)]
struct Instead {
    /// Only count the matching paragraphs of each document
    #[arg(short = 'c', long, conflicts_with = "files_with_matches", conflicts_with_all = OF_HITS)]
    count: bool,

    /// Only name the documents that match
    #[arg(short = 'l', long, conflicts_with_all = OF_HITS)]
    files_with_matches: bool,
}

/// What says how hits are chosen and shown, and does nothing where there are none.
const OF_HITS: [&str; 7] = ["limit", "context", "copies", "parts", "sort", "flat", "first"];

/// What is asked of the copies of a hit.
#[derive(Debug, clap::Args)]
struct Wanted {
    /// Only hits that stand in at least this many places, their own among them
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = values::count)]
    min_copies: usize,

    /// Only hits that stand, with all their copies, in series with this in their name
    #[arg(long, value_name = "PART", value_parser = NonEmptyStringValueParser::new())]
    only_in: Option<String>,

    /// Only hits with a copy that differs in one of these ways
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    variants: Vec<Class>,
}

impl Wanted {
    /// Whether nothing is asked of the copies of a hit.
    fn is_nothing(&self) -> bool {
        self.min_copies == 0 && self.only_in.is_none() && self.variants.is_empty()
    }
}

/// Filters that may also stand in the query.
#[derive(Debug, clap::Args)]
struct Filters {
    /// Only documents with this in their name, or, with * and ?, whose path is like this pattern (its last part when there is no / in it; ** for any folders)
    #[arg(long, value_name = "PART", value_parser = NonEmptyStringValueParser::new())]
    doc: Option<String>,

    /// Only documents with this in their series
    #[arg(long, value_name = "PART", value_parser = NonEmptyStringValueParser::new())]
    series: Option<String>,

    /// Only documents with this in their title
    #[arg(long, value_name = "PART", value_parser = NonEmptyStringValueParser::new())]
    title: Option<String>,

    /// Only documents of this date or range, such as 2025-08..2025-09
    #[arg(long, value_name = "DATES", value_parser = NonEmptyStringValueParser::new())]
    date: Option<String>,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    args.make_sense(screen)?;
    let folder = index::refreshed(args.folder.as_deref(), index, screen)?;
    let collection = Collection::open(&folder)?;
    let query = query(args, screen)?;
    if args.instead.count || args.instead.files_with_matches {
        let documents = collection.documents_with(&query)?;
        let line = |found: &DocumentMatches| {
            let count = if args.instead.count { format!(":{}", found.paragraphs) } else { String::new() };
            format!("{}{count}", present::legible(&found.document))
        };
        screen.show_all(&documents, |_, out| {
            documents.iter().try_for_each(|found| writeln!(out, "{}", line(found)))
        })?;
        return Ok(Outcome::of(documents.len()));
    }
    let mut answer = collection.search(&query)?;
    let (outcome, total) = (Outcome::of(answer.hits.len()), present::total(&answer));
    answer.hits.truncate(args.limit());
    if args.html {
        present::html(&args.query.join(" "), &answer, screen.language(), screen.out())?;
        return Ok(outcome);
    }
    screen.show_all(&answer.hits, |look, out| text::answer(&answer, (args.listing(), look), out))?;
    if !screen.is_json() {
        screen.flush()?;
        if !answer.hits.is_empty() && answer.paragraphs > 0 {
            screen.say(&Message::verbatim(""));
        }
        screen.say(&total);
    }
    Ok(outcome)
}

/// Copies that are shown under a hit when nothing else is said; those that are the same count once, and so many are
/// looked at for each line that they may share.
const COPIES: usize = 5;
const ALIKE: usize = 20;
/// But no more than so many, unless more are asked for.
const MOST_LOOKED_AT: usize = 1000;

impl Args {
    fn listing(&self) -> Listing {
        self.parts.listing(self.copies.unwrap_or(COPIES))
    }

    /// How many copies are looked at, so that those that are the same may share a line.
    fn looked_at(&self) -> usize {
        let lines = self.listing().lines;
        lines.saturating_mul(ALIKE).min(MOST_LOOKED_AT).max(lines)
    }

    fn limit(&self) -> usize {
        self.limit.unwrap_or(LIMIT)
    }

    /// Refuses what would do nothing.
    fn make_sense(&self, screen: &Screen) -> Result<(), Failure> {
        if self.html && screen.is_json() {
            return Err(screen::together("--html", "--json"));
        }
        let only_names = self.instead.count || self.instead.files_with_matches;
        if only_names
            && self.wanted.is_nothing()
            && let Some(option) = self.among.given()
        {
            let names = if self.instead.count { "--count" } else { "--files-with-matches" };
            return Err(screen::together(names, option));
        }
        let of_shown = [
            ("--sort", self.sort.is_some()),
            ("-C", self.context.is_some()),
            ("--copies", self.copies.is_some()),
            ("--parts", self.parts.are_shown()),
        ];
        match of_shown.iter().find(|(_, is_given)| *is_given && self.limit == Some(0)) {
            Some((option, _)) => Err(screen::together(message!("-n 0, which shows no hit,"), *option)),
            None => Ok(()),
        }
    }
}

/// Hits that are shown when nothing else is said.
const LIMIT: usize = 10;

fn query(args: &Args, screen: &Screen) -> Result<Query, Failure> {
    let fields = [
        ("doc", &args.filters.doc),
        ("series", &args.filters.series),
        ("title", &args.filters.title),
        ("date", &args.filters.date),
    ];
    let written =
        |&(field, value): &(&str, &Option<String>)| Some(Condition::written(field, value.as_deref()?));
    let conditions = fields.iter().filter_map(written).collect::<duikan::Result<Vec<Condition>>>()?;
    let wanted = &args.wanted;
    let mut query = Query::new(args.query.join(" "))
        .min_copies(wanted.min_copies)
        .variants(wanted.variants.iter().copied())
        // One tells whether there is any.
        .limit(args.limit().max(1))
        .within(Duration::from_secs(args.within as u64))
        .among(args.among.filter())
        .context(args.context.map_or(0, |context| u32::try_from(context).unwrap_or(u32::MAX)))
        .hits(match (args.entries.flat, args.entries.first) {
            (true, _) => Hits::Flat,
            (_, true) => Hits::Earliest,
            _ => Hits::Clusters,
        })
        .sort(args.sort.unwrap_or_default());
    if !conditions.is_empty() {
        query = query.only(Condition::all(conditions));
    }
    query = query.copies(match (screen.is_json(), args.html) {
        (false, false) => args.looked_at(),
        _ => args.copies.unwrap_or(usize::MAX),
    });
    query = query.synonyms(screen::synonyms(args.synonyms.as_deref())?);
    Ok(match &wanted.only_in {
        Some(series) => query.only_in(series),
        None => query,
    })
}
