//! Laws of reading, for any bytes: `fuzz/run read jsonl` looks for some that break them.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::Encoding;
use super::Listed;
use super::Refusal;
use super::SourceFile;
use super::contents::Contents;
use super::decode;
use super::list;
use super::records::lines;
use super::table;
use super::walk::TABLES;
use crate::place;
use crate::reading::ReadingText;
use bolero::check;
use serde_json::Value;
use serde_json::value::RawValue;
use std::fs;
use std::path::Path;

/// Each kind of file, each packing; more go to the end, for the inputs in `fuzz/read/corpus` count on their places.
const NAMES: [&str; 36] = [
    "甲.txt",
    "甲.md",
    "甲.qmd",
    "甲.jsonl",
    "甲.json",
    "甲.txt.gz",
    "甲.jsonl.gz",
    "甲.md.zst",
    "甲.json.zst",
    "甲.csv",
    "甲.tsv",
    "甲.csv.gz",
    TABLES[0],
    TABLES[1],
    "甲.org",
    "甲.srt",
    "甲.vtt",
    "甲.ass",
    "甲.lrc",
    "甲.txt.bz2",
    "甲.txt.xz",
    ARCHIVES[0],
    ARCHIVES[1],
    ARCHIVES[2],
    ARCHIVES[3],
    "甲.html",
    "甲.xhtml",
    "甲.epub",
    "甲.docx",
    "甲.odt",
    "甲.fodt",
    "甲.xml",
    "甲.tei",
    "甲.alto",
    "甲.page",
    "甲.hocr",
];
const ARCHIVES: [&str; 4] = ["甲.zip", "甲.tar", "甲.tgz", "甲.zip.gz"];
const ENCODINGS: [Option<Encoding>; 6] = [
    None,
    Some(Encoding::Utf8),
    Some(Encoding::Utf16Le),
    Some(Encoding::Utf16Be),
    Some(Encoding::Gb18030),
    Some(Encoding::Big5),
];

/// The first byte names the file, the second the encoding, the others are in the file.
#[test]
fn fuzz_read() {
    let root = tempfile::tempdir().unwrap();
    check!(name = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/read")).with_iterations(0).for_each(
        |input: &[u8]| {
            let Some((&[name, encoding], bytes)) = input.split_first_chunk() else { return };
            let name = NAMES[usize::from(name) % NAMES.len()];
            let encoding = ENCODINGS[usize::from(encoding) % ENCODINGS.len()];
            let path = root.path().join(name);
            fs::write(&path, bytes).unwrap();
            if TABLES.contains(&name) {
                is_table(root.path(), bytes);
            } else if let Some(file) = list(&path).unwrap().files.first() {
                is_read(file, encoding);
            }
            fs::remove_file(&path).unwrap();
        },
    );
}

/// The most bytes that a file may be unpacked to here.
const MOST: u64 = 64 << 20;

fn is_read(file: &SourceFile, asked: Option<Encoding>) {
    let reading = match Contents::of(file, asked, MOST) {
        Err(Refusal::Longer) => return,
        Err(Refusal::Content(why) | Refusal::System(why)) => return assert!(!why.to_string().is_empty()),
        Ok(reading) => reading,
    };
    assert_sound(&reading);
    if ARCHIVES.contains(&file.key.as_str()) {
        // Each member has an encoding of its own.
        return assert_eq!(Contents::of(file, asked, MOST).unwrap(), reading, "it reads the same again");
    }
    let again = Contents::of(file, Some(reading.encoding), MOST).unwrap();
    assert_eq!(again, reading, "in the encoding that was told, it reads the same");
}

fn is_table(root: &Path, bytes: &[u8]) {
    let (Listed { rows, .. }, skipped) = table(root).unwrap();
    assert!(rows.keys().all(|key| !key.is_empty()));
    let rows = rows.len() + skipped.iter().filter(|skipped| skipped.line.is_some()).count();
    assert!(rows <= 1 + bytes.len(), "each row has a byte of its own, but for the header");
    if let Ok(decoded) = decode::decode(bytes.to_vec(), None) {
        let lines = decoded.text.split('\n').count();
        assert!(skipped.iter().all(|skipped| skipped.line.is_none_or(|line| (1..=lines).contains(&line))));
    }
}

/// A text as the lines of a file.
#[test]
fn fuzz_jsonl() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("录.jsonl");
    check!(name = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/jsonl")).with_iterations(0).for_each(
        |input: &[u8]| {
            let text = String::from_utf8_lossy(input);
            fs::write(&path, text.as_bytes()).unwrap();
            let file = list(&path).unwrap().files.remove(0);
            let Ok(reading) = Contents::of(&file, Some(Encoding::Utf8), MOST) else { return };
            assert_sound(&reading);
            let text = text.trim_start_matches('\u{FEFF}');
            let (lines, named): (Vec<usize>, _) =
                (lines::lines(text).map(|(number, _)| number).collect(), reading.lines());
            assert!(named.is_sorted() && named.iter().all(|line| lines.contains(line)), "{named:?}");
            assert_eq!(
                reading.documents.len() + named.len(),
                lines.len(),
                "a line is a document or is named"
            );
            is_array(root.path(), text);
        },
    );
}

/// What is JSON of the lines of a text, as an array.
fn is_array(root: &Path, text: &str) {
    let lines = lines::lines(text).map(|(_, line)| line);
    let lines: Vec<&str> = lines.filter(|line| serde_json::from_str::<&RawValue>(line).is_ok()).collect();
    let path = root.join("录.json");
    fs::write(&path, format!("[{}]", lines.join(","))).unwrap();
    let reading = Contents::of(&list(&path).unwrap().files[0], Some(Encoding::Utf8), MOST);
    fs::remove_file(&path).unwrap();
    let Ok(reading) = reading else { return };
    assert_sound(&reading);
    assert_eq!(
        reading.documents.len() + reading.unfit.len(),
        lines.len(),
        "a record is a document or is named"
    );
}

pub(super) fn assert_sound(reading: &Contents) {
    assert!(reading.unfit.iter().all(|unfit| !unfit.why.to_string().is_empty()));
    for document in &reading.documents {
        assert!(!document.id.is_empty());
        let ReadingText { text, body, marks, .. } = &document.text;
        super::unfit(text).unwrap();
        let length = place::scalars(text);
        assert!(*body < length);
        super::unfit(&text.chars().skip(*body as usize).collect::<String>()).unwrap();
        assert!(marks.layers.is_sorted_by(|one, next| one.span.end <= next.span.begin), "{marks:?}");
        assert!(
            marks.layers.iter().all(|layer| !layer.span.is_empty() && layer.span.end <= length),
            "{marks:?}"
        );
        assert!(marks.loci.is_sorted_by_key(|locus| locus.at), "{marks:?}");
        assert!(
            marks.loci.iter().all(|locus| locus.at < length && !locus.name.trim().is_empty()),
            "{marks:?}"
        );
        assert!(marks.readings.is_sorted_by_key(|reading| reading.span), "{marks:?}");
        assert!(marks.readings.iter().all(|reading| reading.span.end <= length), "{marks:?}");
        let metadata = &document.metadata;
        let known = [&metadata.title, &metadata.date, &metadata.series];
        assert!(known.into_iter().flatten().all(|said| !said.trim().is_empty()));
        assert!(metadata.other.values().all(|value| serde_json::from_str::<Value>(value).is_ok()));
    }
}
