//! Laws of an index's own metadata, for any bytes: `fuzz/run metadata` looks for some that break them.
//! A checksum stands before each file; these laws are for what passes it.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::Manifest;
use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::catalogue::Rest;
use crate::copies::store::Edge;
use crate::copies::store::List;
use crate::copies::store::Packer;
use crate::copies::store::Rows;
use crate::error::ErrorKind;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::Rank;
use crate::storage;
use bolero::check;
use std::path::Path;
use tantivy::directory::OwnedBytes;

/// The first byte says what the others are: a file, or what is changed in a sound one.
#[test]
fn fuzz_metadata() {
    let (sound_catalogue, sound_links) = (a_catalogue(), some_links());
    check!(name = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/metadata")).with_iterations(0).for_each(
        |input: &[u8]| {
            let Some((kind, bytes)) = input.split_first() else { return };
            match kind % 5 {
                0 => manifest(&String::from_utf8_lossy(bytes)),
                1 => catalogue(bytes),
                2 => links(bytes),
                3 => catalogue(&damaged(&sound_catalogue, bytes)),
                _ => links(&damaged(&sound_links, bytes)),
            }
        },
    );
}

/// Each three bytes are a place, counted from the end, and what stands there instead.
fn damaged(sound: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut damaged = sound.to_vec();
    for &[high, low, byte] in changes.as_chunks::<3>().0 {
        let place = usize::from(u16::from_be_bytes([high, low])) % damaged.len();
        damaged.iter_mut().rev().nth(place).into_iter().for_each(|slot| *slot = byte);
    }
    damaged
}

fn manifest(text: &str) {
    let folder = Path::new("索引");
    // Version 0 stands for ours, so that what is kept in `fuzz` outlives a new one.
    let text = text.replacen("\"version\":0", &format!("\"version\":{}", storage::VERSION), 1);
    match Manifest::parse(&text, folder) {
        Ok(manifest) => {
            let again = Manifest::parse(&manifest.text().unwrap(), folder).unwrap();
            assert_eq!(again, manifest, "it is written as it is read");
            Manifest::after(Some(&manifest));
        }
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Damaged | ErrorKind::Version), "{error}");
            assert_eq!(error.path(), Some(folder));
        }
    }
}

fn a_catalogue() -> Vec<u8> {
    let dates = ["2031-03-01", "1937", "某日"];
    let records = (0..).zip(dates).map(|(number, date)| {
        Record::sample(9 - number, &format!("报/{number}.txt"), Some("晚报"), Some(date))
    });
    Catalogue::new(records.collect(), &Rest::default()).unwrap().bytes().to_vec()
}

fn catalogue(bytes: &[u8]) {
    let Ok(catalogue) = Catalogue::open(OwnedBytes::new(bytes.to_vec())) else { return };
    assert!(catalogue.len().max(catalogue.rest().unread.len()) <= bytes.len());
    for record in catalogue.records() {
        catalogue.by_key(&record.key);
        drop(catalogue.find(&record.key));
        record.day();
    }
    for number in 0..16 {
        catalogue.get(DocNo(number));
        catalogue.date_rank(Rank::from(number));
    }
}

fn some_links() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut packer = Packer::new(&mut bytes);
    for document in 0u32..3 {
        let edge = |begin| Edge {
            own: FoldedSpan::new(begin, begin + 20),
            document: Rank::from((document + 1) % 3),
            other: FoldedSpan::new(3, 22 + begin % 5),
            matches: 17,
        };
        let edges: Vec<Edge> = (0..70).map(edge).collect();
        packer.document(&List::of(&edges).unwrap()).unwrap();
    }
    packer.finish().unwrap();
    bytes
}

fn links(bytes: &[u8]) {
    let Some(rows) = Rows::new(bytes) else { return };
    rows.links().for_each(drop);
    for document in Rank::all(4) {
        let all = rows.edges(document).count();
        assert!(all <= bytes.len(), "each link has a byte of its own");
        let span = FoldedSpan::new(10, 20);
        let over: Vec<Edge> = rows.edges_over(document, span).collect();
        let meets = |edge: &Edge| edge.own.begin < span.end && edge.own.end > span.begin;
        assert!(over.len() <= all && over.iter().all(meets));
    }
}
