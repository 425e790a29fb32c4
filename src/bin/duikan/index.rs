//! `duikan index`: add folders, or refresh them.

use crate::args::INDEX;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use crate::values;
use crate::watch;
use bytesize::ByteSize;
use duikan::Build;
use duikan::Collection;
use duikan::Encoding;
use duikan::FileReading;
use duikan::Message;
use duikan::Report;
use duikan::Unsupported;
use duikan::UnsupportedKind;
use duikan::message;
use duikan::present::text;
use std::path::Path;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folders of texts, records and archives of these, or single files (all formats: docs/formats.md); what a folder's
    /// duikan.toml says of how its files are read goes before what they look like
    #[arg(required_unless_present = "explain", value_name = "DIR")]
    folders: Vec<PathBuf>,

    /// Say how a file is read, and print its text as it is read; nothing is indexed. Rules are those of DIR, or else of the
    /// nearest folder above the file that has some
    #[arg(long, value_name = "FILE")]
    explain: Option<PathBuf>,

    /// Words that jieba's dictionary lacks: `word [frequency [part of speech]]` a line; kept with the
    /// index
    #[arg(long, value_name = "FILE")]
    userdict: Option<PathBuf>,

    /// Encoding of all files: utf-8, utf-16le, utf-16be, gb18030 or big5 [default: told from each file]
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,

    /// Threads to use [default: all cores]
    #[arg(long, value_name = "N", value_parser = values::threads)]
    threads: Option<usize>,

    /// Memory to work in, more or less; what outgrows it waits on the disk
    #[arg(long, value_name = "SIZE", default_value = "1GiB")]
    memory: ByteSize,

    /// Commit after each so many bytes of files, and after more as the index grows: a long build that is stopped
    /// goes on from there
    #[arg(long, value_name = "SIZE", default_value = "1GiB")]
    commit_every: ByteSize,

    /// Wait while another process writes to the index
    #[arg(long)]
    wait: bool,

    /// Name each file that no reader is there for, not only how many there are
    #[arg(long)]
    skipped: bool,

    /// Take out the documents of a folder that is empty or not there; without it they stay, for it may be a drive
    /// that is not mounted
    #[arg(long)]
    prune: bool,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    if let Some(path) = &args.explain {
        let reading = FileReading::of(path, args.folders.first().map(PathBuf::as_path), args.encoding)?;
        screen.show(&reading, |look, out| text::file(&reading, look, out))?;
        return Ok(Outcome::of(reading.documents.len()));
    }
    let mut build = Collection::build(screen::index_folder(index));
    for folder in &args.folders {
        build = build.texts(folder);
    }
    if let Some(path) = &args.userdict {
        let words = screen::read(path, message!("the user dictionary"))?;
        build = build.user_words(words);
    }
    if let Some(encoding) = args.encoding {
        build = build.encoding(encoding);
    }
    if let Some(threads) = args.threads {
        build = build.threads(threads);
    }
    build = build.memory(bytes(args.memory));
    build = build.commit_every(args.commit_every.as_u64());
    if args.wait {
        build = build.wait();
    }
    if args.prune {
        build = build.prune();
    }
    let report = watch::watched(build, screen, Build::run)?;
    skipped(&report, screen);
    if args.skipped {
        for path in report.unsupported.iter().flat_map(|group| &group.paths) {
            screen.say(&message!(
                "skipped {what}",
                what = message!("{path}: {why}", path = path.as_path(), why = message!("no reader for it"))
            ));
        }
    }
    screen.show(&report, |look, out| writeln!(out, "{}", summary(&report).say(look.language)))?;
    // What was taken out because it was asked for is no trouble.
    if report.documents > 0 || args.prune && report.removed > 0 {
        return Ok(Outcome::Found);
    }
    screen.error(&nothing(&report));
    Ok(Outcome::Trouble)
}

/// Says that there is nothing to search in.
fn nothing(report: &Report) -> Message {
    match report.skipped.len() + report.unsupported.iter().map(|group| group.count).sum::<usize>() {
        0 => message!("there is no file in there"),
        n => message!("none of the {n} files in there can be read", n),
    }
}

/// A size as the library takes it.
pub(crate) fn bytes(size: ByteSize) -> usize {
    usize::try_from(size.as_u64()).unwrap_or(usize::MAX)
}

/// The folder of the index: as named, else in the folder of texts, else in this folder. Where a folder of texts
/// is named, it is indexed first, or its index refreshed.
pub(crate) fn refreshed(
    texts: Option<&Path>,
    index: Option<&Path>,
    screen: &Screen,
) -> Result<PathBuf, Failure> {
    let folder = match (index, texts) {
        (Some(index), _) => index.to_path_buf(),
        (None, Some(texts)) => texts.join(INDEX),
        (None, None) => PathBuf::from(INDEX),
    };
    if let Some(texts) = texts {
        if texts.is_file() {
            let what = message!(
                "{path}: that is a file; --in takes a folder, `duikan index` also files",
                path = texts
            );
            return Err(Failure::Sentence(what));
        }
        let report = watch::watched(Collection::build(&folder).texts(texts), screen, Build::run)?;
        skipped(&report, screen);
        if report.documents == 0 {
            return Err(Failure::Sentence(nothing(&report)));
        }
    }
    Ok(folder)
}

/// Says what could not be read, what of the rest, and what is called otherwise than its folder calls it.
pub(crate) fn skipped(report: &Report, screen: &Screen) {
    for damaged in &report.damaged {
        screen.say(&damaged.message());
    }
    for skipped in &report.skipped {
        screen.say(&message!("skipped {what}", what = skipped.message()));
    }
    for renamed in &report.renamed {
        screen.say(&renamed.message());
    }
    let kinds = UnsupportedKind::ALL.into_iter();
    for summary in kinds.filter_map(|kind| Unsupported::summary(&report.unsupported, kind)) {
        screen.say(&summary);
    }
}

/// What a build did, in a line.
pub(crate) fn summary(report: &Report) -> Message {
    let counts = [
        (report.added, message!("added")),
        (report.changed, message!("changed")),
        (report.removed, message!("removed")),
        (report.unchanged, message!("unchanged")),
        (report.skipped.len(), message!("skipped")),
        (report.damaged.len(), message!("read with damage")),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(n, what)| message!("{n} {what}", n, what));
    let done = counts.reduce(|before, next| message!("{before}, {next}", before, next));
    message!(
        "{done}; {documents} {documents|document|documents}, {paragraphs} {paragraphs|paragraph|paragraphs}, {links} {links|link|links} between copies",
        done = done.unwrap_or_else(|| message!("nothing found")),
        documents = report.documents,
        paragraphs = report.paragraphs,
        links = report.links,
    )
}
