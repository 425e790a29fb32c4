//! How searches end when their time is over; the clock goes on by a second whenever somebody looks.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::*;
use crate::error::ErrorKind;
use std::fmt::Debug;
use std::fs;
use std::time::Duration;

const DOCUMENTS: u64 = 50;
const PARAGRAPHS: u64 = 200;
/// So many of the best are weighed when words are found loosely.
const WEIGHED: u64 = 160;
/// Looks at what there are few of: segments, hits, filters.
const FEW: u64 = 20;

/// Documents of a few paragraphs, each of which holds 渡口, and 等船.
fn collection() -> (tempfile::TempDir, Collection) {
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().join("texts");
    fs::create_dir(&texts).unwrap();
    for document in 0..DOCUMENTS {
        let paragraph = |number| format!("第{document}人第{number}次到渡口等船。\n\n");
        let text: String = (0..PARAGRAPHS / DOCUMENTS).map(paragraph).collect();
        fs::write(texts.join(format!("{document}.txt")), text).unwrap();
    }
    let index = folder.path().join("index");
    Collection::build(&index).texts(&texts).without_copies().run().unwrap();
    let collection = Collection::open(&index).unwrap();
    (folder, collection)
}

/// How often the clock is looked at until there is an answer. With less time there is none, and that is what is said.
fn looks<T: PartialEq + Debug>(query: &Query, answer: impl Fn(&Query) -> Result<T>) -> u64 {
    let complete = answer(query).unwrap();
    for seconds in 0..10 * PARAGRAPHS {
        match answer(&query.clone().within(Duration::from_secs(seconds))) {
            Ok(answer) => {
                assert_eq!(answer, complete);
                return seconds;
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::TooLong, "{query:?}, {seconds}: {error:?}"),
        }
    }
    panic!("{query:?} is never answered");
}

#[test]
fn a_filter_is_held_against_each_document_while_there_is_time() {
    let (_folder, collection) = collection();
    let looks = |text: &str| looks(&Query::new(text), |query| collection.documents_with(query));
    let found = PARAGRAPHS..PARAGRAPHS + FEW;
    let filtered = PARAGRAPHS + DOCUMENTS..PARAGRAPHS + DOCUMENTS + FEW;
    for (text, expected) in [
        ("渡口", &found),
        ("渡口 -水井", &found),
        ("渡口 doc:{*.txt,*.md}", &filtered),
        ("渡口 OR doc:{*.text,*.md}", &filtered),
        ("渡口 -doc:{*.text,*.md}", &filtered),
    ] {
        let looks = looks(text);
        assert!(expected.contains(&looks), "{text}: {looks}");
    }
}

#[test]
fn what_is_found_loosely_is_found_while_there_is_time() {
    let (_folder, collection) = collection();
    let looks = |text: &str| {
        let query = Query::new(text).limit(1);
        let answer = collection.search(&query).unwrap();
        assert!(answer.paragraphs == 0 && answer.hits.iter().all(|hit| hit.loose), "{answer:?}");
        looks(&query, |query| collection.search(query))
    };
    // Of a union those may be skipped that are no better than the best.
    for (text, through) in [("渡口 水井 等船", WEIGHED), ("渡口 水井 \"等船\"", PARAGRAPHS)] {
        let looks = looks(text);
        assert!((through + WEIGHED..PARAGRAPHS + WEIGHED + FEW).contains(&looks), "{text}: {looks}");
    }
}

/// Texts of every kind that is read, and the table beside them.
fn library(folder: &std::path::Path, edition: usize) {
    let page = |number: usize| format!("第{edition}版，第{number}页：百步渡停航十九年后重新开渡。\n");
    let packed = {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, page(3).as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let record =
        |number: usize| format!("{{\"id\":\"{number}\",\"text\":\"{}\"}}\n", page(number).trim_end());
    let records = record(4) + &record(5);
    fs::write(folder.join("1.txt"), page(1)).unwrap();
    fs::write(folder.join("2.md"), format!("# 第二页\n\n{}", page(2))).unwrap();
    fs::write(folder.join("3.txt.gz"), packed).unwrap();
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    let (mut entry, config) = archive.new_file("6.txt").start().unwrap();
    let mut writer = config.wrap(&mut entry);
    std::io::Write::write_all(&mut writer, page(6).as_bytes()).unwrap();
    let (_, descriptor) = writer.finish().unwrap();
    entry.finish(descriptor).unwrap();
    fs::write(folder.join("4.zip"), archive.finish().unwrap()).unwrap();
    fs::write(folder.join("录.jsonl"), records).unwrap();
    fs::write(folder.join("metadata.csv"), format!("document,title\n1.txt,第{edition}版\n")).unwrap();
}

/// What is held of each document: its title and its text.
fn held(index: &std::path::Path) -> Vec<(String, Option<String>, String)> {
    let open = Collection::open(index).unwrap();
    let text = |key: &str| open.show(key).unwrap().into_iter().map(|paragraph| paragraph.text).collect();
    let documents = open.documents();
    documents
        .into_iter()
        .map(|of| (of.about.document.clone(), of.about.title, text(&of.about.document)))
        .collect()
}

/// Each call of the system by which a file is read fails once: what was there of it stays, it is named, and the next
/// run reads it.
#[test]
fn a_read_error_costs_nothing_and_is_tried_again() {
    use crate::read::faults;
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().canonicalize().unwrap().join("texts");
    fs::create_dir(&texts).unwrap();
    let index = folder.path().join("index");
    let build = || Collection::build(&index).texts(&texts).without_copies().run().unwrap();
    let mut edition = 1;
    library(&texts, edition);
    build();
    let mut old = held(&index);
    for name in ["1.txt", "2.md", "3.txt.gz", "4.zip", "录.jsonl", "metadata.csv"] {
        let path = texts.join(name);
        let mut failed = 0;
        for nth in 0.. {
            edition += 1;
            library(&texts, edition);
            faults::fail(&path, nth);
            let (report, torn) = (build(), held(&index));
            let has_failed = faults::has_failed(&path);
            let report_after = build();
            let new = held(&index);
            assert!(
                report_after.skipped.is_empty() && new.len() == old.len(),
                "{name} {nth}: {report_after:?}"
            );
            assert!(new.iter().all(|one| one.2.contains(&format!("第{edition}版"))), "{name} {nth}: {new:?}");
            if !has_failed {
                break;
            }
            failed += 1;
            assert!(report.skipped.iter().any(|skipped| skipped.path == path), "{name} {nth}: {report:?}");
            assert_eq!(torn.len(), old.len(), "{name} {nth}");
            for ((torn, old), new) in torn.iter().zip(&old).zip(&new) {
                assert!(torn.2 == old.2 || torn.2 == new.2, "{name} {nth}: {torn:?}");
                assert!(torn.1 == old.1 || torn.1 == new.1, "{name} {nth}: {torn:?}");
            }
            old = new;
        }
        assert!(failed > 2, "{name}: {failed} calls");
        old = held(&index);
    }
}

/// The same while an index is mended: what was lost of it comes back with the next run.
#[test]
fn a_read_error_in_a_repair_is_tried_again() {
    use crate::read::faults;
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().canonicalize().unwrap().join("texts");
    fs::create_dir(&texts).unwrap();
    library(&texts, 1);
    let index = folder.path().join("index");
    for nth in 0.. {
        drop(fs::remove_dir_all(&index));
        Collection::build(&index).texts(&texts).run().unwrap();
        let sound = held(&index);
        for entry in fs::read_dir(&index).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.extension().is_some_and(|kind| kind == "store") {
                fs::write(entry, "").unwrap();
            }
        }
        faults::fail(&texts.join("1.txt"), nth);
        let report = Collection::build(&index).repair().unwrap();
        if !faults::has_failed(&texts.join("1.txt")) {
            assert!(nth > 2, "{nth} calls");
            return;
        }
        assert!(
            report.skipped.iter().any(|skipped| skipped.why.to_string().contains("cannot be read")),
            "{report:?}"
        );
        Collection::build(&index).texts(&texts).run().unwrap();
        assert_eq!(held(&index), sound, "{nth}");
    }
}
