//! Archives that were made to fill a memory or a night; each ends with a sentence, soon.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::made::*;
use crate::read::contents::Contents;
use crate::read::contents::why;

const PAGE: &str = "河对岸的灯一盏一盏亮起来。\n";

fn read(name: &str, bytes: &[u8]) -> Contents {
    contents(name, bytes, MOST).map_err(why).unwrap()
}

/// What it says for each of the others.
const BOMB: &str = "unpacks to more than 100 times its size";

#[test]
fn a_member_out_of_proportion_is_left_out() {
    let blank = vec![b' '; 17 << 20];
    let read = read("书.zip", &zip(&[(b"a.txt", &blank, DEFLATED), (b"b.txt", PAGE.as_bytes(), STORED)]));
    assert_eq!(read.keys(), ["书.zip/b.txt"]);
    assert!(read.said()[0].1.starts_with(BOMB), "{:?}", read.said());
}

#[test]
fn a_member_that_lies_about_its_size_is_unpacked_so_far_only() {
    let mut bytes = zip(&[(b"a.txt", &vec![b' '; 1 << 20], DEFLATED), (b"b.txt", PAGE.as_bytes(), STORED)]);
    let size = (1_u32 << 20).to_le_bytes();
    while let Some(at) = bytes.windows(4).position(|window| window == size) {
        bytes[at..at + 4].copy_from_slice(&9_u32.to_le_bytes());
    }
    let read = read("书.zip", &bytes);
    assert_eq!(read.keys(), ["书.zip/b.txt"]);
    assert!(read.said()[0].1.starts_with("damaged: it is not what the archive says"), "{:?}", read.said());
}

/// 16 archives of 16 archives of 16 texts of a million blanks, as 42.zip has them.
#[test]
fn archives_of_archives_of_blanks_are_counted_together() {
    let mut member = zip(&[(b"0.txt", &vec![b' '; 1 << 20], DEFLATED)]);
    for _ in 0..2 {
        let names: Vec<_> = (0..16).map(|nth| format!("{nth}.zip")).collect();
        let members: Vec<Made<'_>> =
            names.iter().map(|name| (name.as_bytes(), &member[..], DEFLATED)).collect();
        member = zip(&members);
    }
    let read = read("书.zip", &member);
    assert!(read.said().iter().any(|(_, why)| why.starts_with(BOMB)), "{:?}", read.said());
    assert!(read.said().len() < 200, "{}", read.said().len());
}

/// Many lines of the list name the same member.
#[test]
fn members_that_overlap_are_counted_each() {
    let text = PAGE.repeat(1 << 15);
    let one = zip(&[(b"a.txt", text.as_bytes(), STORED)]);
    let list = 30 + 5 + text.len();
    let (member, line) = (&one[..list], &one[list..one.len() - 22]);
    let many = [member, &line.repeat(4_000)].concat();
    let end = [
        &b"PK\x05\x06\0\0\0\0"[..],
        &4_000_u16.to_le_bytes(),
        &4_000_u16.to_le_bytes(),
        &u32::try_from(line.len() * 4_000).unwrap().to_le_bytes(),
        &u32::try_from(list).unwrap().to_le_bytes(),
        &[0, 0],
    ];
    let many = [many, end.concat()].concat();
    let read = read("书.zip", &many);
    assert!(read.documents.len() * text.len() <= many.len() * 100);
    assert!(read.said().last().unwrap().1.starts_with(BOMB), "{:?}", read.said().last());
}

/// Members of nothing are named, but not all of too many.
#[test]
fn empty_members_without_end_are_counted() {
    let name = |nth: usize| format!("{nth}.txt");
    let names: Vec<_> = (0..120_000).map(name).collect();
    let members: Vec<Made<'_>> = names.iter().map(|name| (name.as_bytes(), &b""[..], STORED)).collect();
    let read = read("书.zip", &zip(&members));
    assert_eq!(read.unfit.len(), 100_001);
    assert_eq!(read.said().last().unwrap().1, "20000 more members or records of it are not read");
}

#[test]
fn a_list_that_is_too_long_is_not_held() {
    let name = "很".repeat(20_000);
    let members = vec![(name.as_bytes(), &b""[..], STORED); 20];
    assert!(contents("书.zip", &zip(&members), 1 << 20).is_err());
}

/// Sizes beyond all measure are what they say until the end of the file.
#[test]
fn absurd_sizes_of_tar_end_with_it() {
    for size in [1_u64 << 40, u64::MAX >> 1] {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_path("a.txt").unwrap();
        header.set_cksum();
        let bytes = [&tarred(&[("b.txt", PAGE)])[..1024], header.as_bytes(), PAGE.as_bytes()].concat();
        let read = read("书.tar", &bytes);
        assert_eq!(read.keys(), ["书.tar/b.txt"]);
        let said = read.said();
        assert!(said[0].0 == "书.tar/a.txt" && said[0].1.starts_with("longer than 64 MiB"), "{said:?}");
        assert!(said[1].1.starts_with("damaged or cut short"), "{said:?}");
    }
}

/// A name of gigabytes is not held.
#[test]
fn names_of_tar_are_bounded() {
    let mut long = tar::Header::new_gnu();
    long.set_entry_type(tar::EntryType::GNULongName);
    long.set_path("././@LongLink").unwrap();
    long.set_size(32 << 20);
    long.set_cksum();
    let bytes = [long.as_bytes(), &vec![b'a'; 32 << 20][..], &tarred(&[("b.txt", PAGE)])].concat();
    let packed = zstd::encode_all(&bytes[..], 1).unwrap();
    // All of it cannot be unpacked, and none of it is kept.
    assert!(read("书.tar.zst", &packed).said()[0].1.starts_with(BOMB));
    assert_eq!(read("书.tar", &bytes).keys(), ["书.tar/b.txt"]);
}

/// Marks of members, and of what stands behind them, without end.
#[test]
fn a_file_of_marks_is_looked_through_once() {
    let streamed = How { flags: STREAMED, ..DEFLATED };
    let begin = zip(&[(b"a.txt", PAGE.as_bytes(), streamed)]);
    for mark in [&b"PK\x03\x04"[..], b"PK\x07\x08", b"PK\x01\x02"] {
        let bytes = [&begin[..40], &mark.repeat(1 << 18)].concat();
        let read = read("书.zip", &bytes);
        assert!(read.documents.is_empty() && !read.said().is_empty());
    }
    // Members of nothing, each with a header.
    let header = &zip(&[(b"", b"", STORED)])[..30];
    assert!(contents("书.zip", &header.repeat(1 << 16), 4 << 20).is_err());
}
