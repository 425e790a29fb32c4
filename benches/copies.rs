//! What finding copies costs and what it finds, on collections the bench makes itself.
//!
//! `cargo bench -- copies [MEGABYTES]` prints, beside the times of this machine, counts that no
//! machine changes: seeds looked at, alignments made, cells of alignments. Times mean something as ratios.

use crate::Outcome;
use duikan::Build;
use duikan::Collection;
use duikan::Report;
use invent::Collected;
use invent::Noise;
use std::collections::HashMap;
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let size = arguments.first().and_then(|size| size.parse().ok()).unwrap_or(4.0);
    let room = tempfile::tempdir()?;
    mixed(&room.path().join("mixed"), size)?;
    reprints(&room.path().join("reprints"))?;
    one_more(&room.path().join("more"), size)?;
    repeats(&room.path().join("repeats"))
}

struct Measured {
    time: Duration,
    report: Report,
    bytes: u64,
}

fn build(texts: &Path, index: &Path) -> Result<Measured, duikan::Error> {
    measure(Collection::build(index).texts(texts), index)
}

fn measure(build: Build, index: &Path) -> Result<Measured, duikan::Error> {
    let begin = Instant::now();
    let report = build.run()?;
    let bytes = Collection::open(index)?.stats().bytes;
    Ok(Measured { time: begin.elapsed(), report, bytes })
}

/// The same texts with and without copies, built in turn; the best time of each counts.
fn with_and_without(texts: &Path) -> Outcome<(Measured, Measured)> {
    let mut best: Option<(Measured, Measured)> = None;
    for _ in 0..3 {
        let index = texts.with_extension("index");
        let with = build(texts, &index)?;
        fs::remove_dir_all(&index)?;
        let without = measure(Collection::build(&index).texts(texts).without_copies(), &index)?;
        fs::remove_dir_all(&index)?;
        best = Some(match best {
            None => (with, without),
            Some((a, b)) => {
                (if with.time < a.time { with } else { a }, if without.time < b.time { without } else { b })
            }
        });
    }
    best.ok_or_else(|| "nothing measured".into())
}

fn ratio(part: Duration, whole: Duration) -> f64 {
    part.as_secs_f64() / whole.as_secs_f64()
}

fn print(what: &str, measured: &Measured) {
    let effort = measured.report.effort;
    println!(
        "{what}: {:.2} s, {} documents, {} links; {} seeds, {} alignments, {} cells",
        measured.time.as_secs_f64(),
        measured.report.documents,
        measured.report.links,
        effort.seeds,
        effort.alignments,
        effort.cells
    );
}

/// How many of the copies that were made stand in a cluster with another copy of their story.
fn found(texts: &Path, collected: &Collected) -> Outcome<String> {
    let index = texts.with_extension("found");
    build(texts, &index)?;
    let clusters = Collection::open(&index)?.clusters()?;
    fs::remove_dir_all(&index)?;
    let mut met: HashSet<(&str, u32)> = HashSet::new();
    for cluster in &clusters {
        let mut stories: HashMap<usize, Vec<&invent::Copy>> = HashMap::new();
        for copy in cluster.places.iter().flat_map(|place| collected.at(place)) {
            stories.entry(copy.story).or_default().push(copy);
        }
        let together = stories.into_values().filter(|copies| copies.len() > 1).flatten();
        met.extend(together.map(|copy| (copy.document.as_str(), copy.begin)));
    }
    let is_found = |copy: &&invent::Copy| met.contains(&(copy.document.as_str(), copy.begin));
    let copies = collected.copies.iter().filter(|copy| copy.others > 0);
    let (all, found) = (copies.clone().count(), copies.filter(is_found).count());
    Ok(format!("{found} of {all} copies found"))
}

/// Newspapers that print each other's stories, badly read.
fn mixed(texts: &Path, size: f64) -> Outcome {
    let collected = invent::newspapers(texts, size, 1)?;
    println!("newspapers, {:.1} MB, up to 10 % of the characters misread", mega(collected.bytes));
    let (with, without) = with_and_without(texts)?;
    print("  with copies   ", &with);
    print("  without copies", &without);
    println!("  ratio {:.2}; {}", ratio(with.time, without.time), found(texts, &collected)?);
    println!("  index {:.2} × the text", mega(with.bytes) / mega(collected.bytes));
    Ok(())
}

/// One story of 1,000 characters, printed by everybody.
fn reprints(texts: &Path) -> Outcome {
    println!("one story of 1,000 characters");
    let mut measured = Vec::new();
    for documents in [1000, 2000] {
        let texts = texts.join(documents.to_string());
        let collected = invent::reprints(&texts, documents, 1000, Noise { misread: 0.02 })?;
        let (with, _) = with_and_without(&texts)?;
        print(&format!("  in {documents} documents"), &with);
        println!("    {}", found(&texts, &collected)?);
        measured.push(with);
    }
    if let [one, two] = measured.as_slice() {
        println!(
            "  time × {:.2}, index × {:.2}",
            ratio(two.time, one.time),
            mega(two.bytes) / mega(one.bytes)
        );
    }
    Ok(())
}

/// One document more, into an index that is there already.
fn one_more(texts: &Path, size: f64) -> Outcome {
    invent::newspapers(texts, size, 2)?;
    let index = texts.with_extension("index");
    let whole = build(texts, &index)?;
    println!("one more document");
    print("  all of them           ", &whole);
    // In the order of names: one after all others, one before them.
    for (what, folder) in [("  one more, the last one", "1"), ("  one more, the first  ", "0.")] {
        invent::newspapers(&texts.join(folder), 0.01, 3)?;
        let more = build(texts, &index)?;
        print(what, &more);
        println!("  ratio {:.3}", ratio(more.time, whole.time));
    }
    Ok(())
}

/// Texts that repeat themselves.
fn repeats(texts: &Path) -> Outcome {
    println!("two documents of nothing but one line");
    for times in [2000, 4000] {
        let texts = texts.join(times.to_string());
        invent::repeats(&texts, times)?;
        let index = texts.with_extension("index");
        print(&format!("  {times} times"), &build(&texts, &index)?);
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
