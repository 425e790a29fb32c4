//! What laying copies side by side costs: one story of 2,000 characters in ever more copies, misread in 5 of 100
//! characters; and how right the reading is that most of them support.
//!
//! `cargo bench -- collate` prints a line for each number of copies. Times mean something as ratios: twice the
//! copies should take twice as long.

use crate::Outcome;
use duikan::Collection;
use duikan::CopyFilter;
use invent::Noise;
use std::time::Instant;

const COPIES: [usize; 5] = [25, 50, 100, 200, 400];

pub(crate) fn run(_: &[String]) -> Outcome {
    let room = tempfile::tempdir()?;
    let mut last = None;
    for copies in COPIES {
        let texts = room.path().join(copies.to_string());
        let index = texts.with_extension("index");
        let collected = invent::reprints(&texts, copies, 2000, Noise { misread: 0.05 })?;
        Collection::build(&index).texts(&texts).run()?;
        let collection = Collection::open(&index)?;
        let own = &collected.copies[0];
        let place = format!("{}@{}-{}", own.document, own.begin, own.end);
        let begin = Instant::now();
        let collation = collection.collate(&place, None, &CopyFilter::default())?;
        let seconds = begin.elapsed().as_secs_f64();
        let quality: f32 = collation.witnesses.iter().map(|witness| witness.quality).sum();
        println!(
            "{} copies: {seconds:.3} s{}, {} columns; a copy agrees with most in {:.3}, each character is right with {:.4}",
            collation.witnesses.len(),
            last.map_or(String::new(), |last: f64| format!(" (x {:.2})", seconds / last)),
            collation.columns.len(),
            quality / f32::from(u16::try_from(collation.witnesses.len())?),
            collation.confidence(),
        );
        last = Some(seconds);
    }
    Ok(())
}
