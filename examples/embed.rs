//! Searching from a program: index a folder once, open it once, answer from many threads.
//!
//! `cargo run --release --example embed -- FOLDER WORD…`

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks")]

use duikan::Collection;
use duikan::Query;
use std::env;
use std::thread;

fn main() -> duikan::Result<()> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "data/sample".to_owned());
    let mut words: Vec<String> = arguments.collect();
    if words.is_empty() {
        words = vec!["钢制挡板".to_owned(), "零下十八摄氏度".to_owned()];
    }

    // Refreshing costs next to nothing when no file has changed.
    let index = env::temp_dir().join("duikan-embed");
    let report = Collection::build(&index).texts(&folder).run()?;
    report.skipped.iter().for_each(|skipped| eprintln!("{skipped}"));

    // One collection serves every thread.
    let collection = Collection::open(&index)?;
    thread::scope(|scope| {
        let answers: Vec<_> = words
            .iter()
            .map(|word| (word, scope.spawn(|| collection.search(&Query::new(word.as_str()).limit(3)))))
            .collect();
        for (word, answer) in answers {
            let Ok(answer) = answer.join() else { continue };
            let answer = answer?;
            println!("{word}: {} paragraphs in {} documents", answer.paragraphs, answer.documents);
            for hit in &answer.hits {
                println!("  {} ¶{} and {} copies", hit.about.document, hit.paragraph, hit.copies_total);
            }
        }
        Ok(())
    })
}
