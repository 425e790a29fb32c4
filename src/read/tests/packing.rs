#![expect(clippy::unwrap_used, reason = "tests may panic")]

use crate::read::contents::Contents;
use crate::read::contents::why;
use crate::read::list;
use crate::read::packing::Packing;
use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;
use lzma_rust2::XzOptions;
use lzma_rust2::XzWriter;
use proptest::prelude::*;
use std::fs;
use std::io::Write;

const PAGE: &str = "雨下了三天，渡口的石阶没进水里一半。\n";
const MOST: u64 = 64 << 20;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(text: &[u8]) -> Vec<u8> {
    let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn xz(text: &[u8]) -> Vec<u8> {
    let mut encoder = XzWriter::new(Vec::new(), XzOptions::with_preset(0)).unwrap();
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(text: &[u8]) -> Vec<u8> {
    zstd::encode_all(text, 1).unwrap()
}

type Pack = fn(&[u8]) -> Vec<u8>;

const ALL: [(&str, Packing, Pack); 4] = [
    ("gz", Packing::Gzip, gzip),
    ("zst", Packing::Zstandard, zstandard),
    ("bz2", Packing::Bzip2, bzip2),
    ("xz", Packing::Xz, xz),
];

/// Reads a file of one text.
fn one(name: &str, bytes: &[u8]) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let file = list(folder.path()).unwrap().files.remove(0);
    let read = Contents::of(&file, None, MOST).map_err(|refusal| why(refusal).to_string());
    read.map(|mut contents| contents.documents.remove(0).text.text)
}

#[test]
fn a_packing_is_told_by_its_bytes_and_then_by_the_name() {
    for (ending, packing, pack) in ALL {
        let packed = pack(PAGE.as_bytes());
        assert_eq!(Packing::of("甲.txt".as_bytes(), &packed), packing);
        assert_eq!(Packing::of(format!("甲.txt.{ending}").as_bytes(), PAGE.as_bytes()), packing);
        assert_eq!(one("甲.txt", &packed).unwrap(), PAGE);
        assert_eq!(one(&format!("甲.text.{}", ending.to_uppercase()), &packed).unwrap(), PAGE);
        assert_eq!(Packing::of("甲.txt".as_bytes(), &pack(b"")), packing, "also when it is empty");
    }
    assert_eq!(Packing::by_name(b"a.txt.xz"), (&b"a.txt"[..], Packing::Xz));
    assert_eq!(Packing::by_name(b"a.tbz2"), (&b"a.tbz2"[..], Packing::Bzip2));
    // A text may begin like bzip2.
    assert_eq!(one("甲.txt", "BZh9是一块牌子上的字。".as_bytes()).unwrap(), "BZh9是一块牌子上的字。");
}

#[test]
fn several_streams_behind_each_other_are_one_text_and_what_is_cut_is_refused() {
    for (ending, _, pack) in ALL {
        let name = format!("甲.txt.{ending}");
        let text = PAGE.repeat(400);
        let both = [pack(text.as_bytes()), pack(PAGE.as_bytes())].concat();
        assert_eq!(one(&name, &both).unwrap(), text.clone() + PAGE);
        let packed = pack(text.as_bytes());
        for end in 1..packed.len() {
            let refused = one(&name, &packed[..end]).unwrap_err();
            assert!(refused.starts_with("damaged or cut short"), "{name} {end}: {refused}");
        }
    }
}

#[test]
fn zeros_behind_gzip_are_no_damage() {
    let packed = gzip(PAGE.as_bytes());
    let both = [packed.clone(), vec![0; 70_000], packed.clone(), vec![0; 512]].concat();
    assert_eq!(one("甲.txt.gz", &both).unwrap(), PAGE.repeat(2));
    let refused = one("甲.txt.gz", &[packed, vec![0, 0, 7]].concat()).unwrap_err();
    assert!(refused.starts_with("damaged or cut short"), "{refused}");
}

#[test]
fn what_asks_for_too_much_memory_says_so() {
    let mut packed = xz(PAGE.as_bytes());
    // The block header: its size, flags, the filter, the size of its properties, the dictionary; padding, checksum.
    let header = 12..12 + (usize::from(packed[12]) + 1) * 4;
    assert_eq!(&packed[14..16], [0x21, 1]);
    packed[16] = 40;
    let sum = crc32fast::hash(&packed[header.start..header.end - 4]).to_le_bytes();
    packed[header.end - 4..header.end].copy_from_slice(&sum);
    let refused = one("甲.txt.xz", &packed).unwrap_err();
    assert!(refused.starts_with("needs a dictionary of more than 128 MiB"), "{refused}");
}

#[test]
fn what_unpacks_out_of_proportion_is_refused() {
    let blank = vec![b' '; 17 << 20];
    for (ending, _, pack) in ALL {
        let refused = one(&format!("甲.txt.{ending}"), &pack(&blank)).unwrap_err();
        assert!(refused.starts_with("unpacks to more than 100 times"), "{refused}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A byte that is another one is found out, or it says nothing about the text.
    #[test]
    fn damage_never_changes_the_text(which in 0..ALL.len(), at in any::<prop::sample::Index>(), bit in 0..8) {
        let (ending, _, pack) = ALL[which];
        let mut packed = pack(PAGE.repeat(30).as_bytes());
        let at = at.index(packed.len());
        packed[at] ^= 1_u8 << bit;
        if let Ok(text) = one(&format!("甲.txt.{ending}"), &packed) {
            // Zstandard has no checksum unless it is told to, and what is no xz may be text.
            prop_assert!(ending == "zst" || text == PAGE.repeat(30) || at < 10, "{} {}", ending, at);
        }
    }
}
