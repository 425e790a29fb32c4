#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::made::*;
use crate::read::Refusal;
use crate::read::contents::Contents;
use crate::read::contents::why;
use crate::read::faults;
use crate::read::list;
use encoding_rs::GB18030;
use proptest::prelude::*;
use std::fs;
use std::io::Write;

const PAGE: &str = "渡船每天只开两趟，早一趟，晚一趟。\n";
const OTHER: &str = "管渡口的老人姓陈，住在岸边的木屋里。\n";
const RECORDS: &str = "{\"id\":\"录一\",\"text\":\"初三，大雾，停航一日。\"}\n{\"text\":\"初四，照常。\"}\n";

fn read(name: &str, bytes: &[u8]) -> Contents {
    contents(name, bytes, MOST).map_err(why).unwrap()
}

fn refused(name: &str, bytes: &[u8]) -> String {
    contents(name, bytes, MOST).map(|contents| contents.said()).map_err(why).unwrap_err().to_string()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The same members in each kind of archive.
fn each(texts: &[(&str, &str)]) -> Vec<(&'static str, Vec<u8>)> {
    let (zipped, tarred) = (zipped(texts), tarred(texts));
    let xz = {
        let options = lzma_rust2::XzOptions::with_preset(0);
        let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
        encoder.write_all(&tarred).unwrap();
        encoder.finish().unwrap()
    };
    vec![
        ("书.tgz", gzip(&tarred)),
        ("书.tar.zst", zstd::encode_all(&tarred[..], 1).unwrap()),
        ("书.txz", xz),
        // One in the other's name, or without any.
        ("书.zip", tarred.clone()),
        ("书.tar", zipped.clone()),
        ("书", zipped.clone()),
        ("卷", tarred.clone()),
        ("书.zip.gz", gzip(&zipped)),
        ("书.tar", tarred),
        ("书.zip", zipped),
    ]
}

#[test]
fn a_zip_archive_is_told_by_its_beginning_whatever_it_is_called() {
    let zipped = zipped(&[("a.txt", PAGE)]);
    for name in ["书.txt", "书.md", "书.jsonl"] {
        assert_eq!(read(name, &zipped).documents[0].id, format!("{name}/a.txt"));
    }
}

#[test]
fn a_member_is_a_file_with_a_path_read_by_the_reader_of_its_format() {
    let inner = format!("# 渡口\n\n{PAGE}");
    let texts = [
        ("a.txt", PAGE),
        ("渡口/b.md", &inner),
        ("渡口/c.jsonl", RECORDS),
        ("渡口/图.jpg", "\u{1}"),
        ("渡口/图.xml", "<svg/>"),
    ];
    for (name, bytes) in each(&texts) {
        let read = read(name, &bytes);
        let key = |path: &str| format!("{name}/{path}");
        let keys = [key("a.txt"), key("渡口/b.md"), "录一".to_owned(), key("渡口/c.jsonl#2")];
        assert_eq!(read.keys(), keys);
        assert_eq!(read.documents[0].text.text, PAGE);
        assert_eq!(read.documents[1].metadata.title.as_deref(), Some("渡口"));
        assert_eq!(read.said(), []);
        let passed_over = ["渡口/图.jpg", "渡口/图.xml"].map(|path| std::path::PathBuf::from(key(path)));
        assert_eq!(read.passed_over, passed_over);
    }
}

#[test]
fn zip_goes_by_path_and_tar_as_it_is_packed() {
    let texts = [("b.txt", PAGE), ("a.txt", OTHER), ("b.txt", OTHER)];
    assert_eq!(read("书.tar", &tarred(&texts)).keys(), ["书.tar/b.txt", "书.tar/a.txt", "书.tar/b.txt"]);
    let read = read("书.zip", &zipped(&texts));
    assert_eq!(read.keys(), ["书.zip/a.txt", "书.zip/b.txt", "书.zip/b.txt"], "two of one path are two");
    assert_eq!(read.documents[1].text.text, PAGE);
}

#[test]
fn what_a_folder_hides_an_archive_hides() {
    let hidden = [
        ("__MACOSX/._a.txt", PAGE),
        (".git/a.txt", PAGE),
        ("a/.b.txt", PAGE),
        (".DS_Store", PAGE),
        ("a/", ""),
    ];
    for (name, bytes) in [("书.zip", zipped(&hidden)), ("书.tar", tarred(&hidden[..4]))] {
        let said = contents(name, &bytes, MOST)
            .map_or_else(|refusal| why(refusal).to_string(), |read| read.said()[0].1.clone());
        assert!(["empty", "holds nothing that is read"].contains(&said.as_str()), "{name}: {said}");
    }
    assert_eq!(refused("书.zip", &zip(&[])), "empty");
    assert_eq!(
        refused("书.zip", b"PK\x03\x04 is how they begin"),
        "not a zip archive, or damaged from end to end"
    );
    assert_eq!(refused("书.tar", PAGE.as_bytes()), "not a tar archive, or damaged at its beginning");
}

#[test]
fn names_from_windows_are_read_and_lead_nowhere() {
    let names = ["红楼梦\\第一回.txt", "红楼梦\\第二回.txt", "..\\..\\说明.txt", "C:\\别册.txt"];
    let encoded: Vec<_> = names.iter().map(|name| GB18030.encode(name).0).collect();
    let windows = How { flags: 0, ..DEFLATED };
    let mut members: Vec<Made<'_>> = encoded.iter().map(|name| (&**name, PAGE.as_bytes(), windows)).collect();
    members.push(("红楼梦/第三回.txt".as_bytes(), PAGE.as_bytes(), DEFLATED));
    let read = read("书.zip", &zip(&members));
    let mut keys = ["别册.txt", "红楼梦/第一回.txt", "红楼梦/第三回.txt", "红楼梦/第二回.txt", "说明.txt"];
    keys.sort_unstable();
    assert_eq!(read.keys(), keys.map(|key| format!("书.zip/{key}")));
}

#[test]
fn archives_lie_in_each_other_to_a_depth_of_three() {
    let mut bytes = zipped(&[("a.txt", PAGE)]);
    let mut key = String::from("a.txt");
    for depth in 1..=4 {
        let name = format!("{depth}.zip");
        key = format!("{name}/{key}");
        let read = read(&name, &bytes);
        if depth <= 3 {
            assert_eq!((read.keys(), read.said()), (vec![key.as_str()], vec![]));
        } else {
            assert_eq!(read.keys(), [""; 0]);
            assert_eq!(read.said().len(), 1);
            let (path, why) = &read.said()[0];
            assert_eq!(path, "4.zip/3.zip/2.zip/1.zip");
            assert!(why.starts_with("lies in 3 archives"), "{why}");
        }
        bytes = zip(&[(name.as_bytes(), &bytes, STORED)]);
    }
}

#[test]
fn a_member_that_cannot_be_read_is_named_and_the_others_are_read() {
    let page = PAGE.as_bytes();
    let link = How { mode: 0o120_777, ..STORED };
    let members: [Made<'_>; 8] = [
        (b"1.txt", page, How { flags: ENCRYPTED, ..DEFLATED }),
        (b"2.txt", page, How { method: 9, ..STORED }),
        (b"3.txt", page, How { wrong: 1, ..DEFLATED }),
        (b"4.txt", b"", STORED),
        (b"5.txt", b"\0\0\x01\0\0\0", STORED),
        (b"6.txt", b"7.txt", link),
        (b"7.txt", page, DEFLATED),
        (b"8.jsonl", page, How { wrong: 1, ..DEFLATED }),
    ];
    let read = read("书.zip", &zip(&members));
    assert_eq!(read.keys(), ["书.zip/7.txt"]);
    let (paths, whys): (Vec<_>, Vec<_>) = read.said().into_iter().unzip();
    let of = |name: &str| format!("书.zip/{name}");
    assert_eq!(paths, ["1.txt", "2.txt", "3.txt", "4.txt", "5.txt", "6.txt", "8.jsonl"].map(of));
    let begins = [
        "encrypted",
        "packed by a method that is not read, DEFLATE64",
        "damaged",
        "empty",
        "binary",
        "a link",
        "damaged",
    ];
    for (why, begin) in whys.iter().zip(begins) {
        assert!(why.starts_with(begin), "{why}: {begin}");
    }
    let ids: Vec<_> = read.unfit.iter().map(|unfit| unfit.id.clone()).collect();
    let expected = ["1.txt", "2.txt", "3.txt", "4.txt", "5.txt", "6.txt"].map(|name| Some(of(name)));
    assert_eq!(ids[..6], expected);
    assert_eq!(ids[6], None, "records have names of their own");
}

#[test]
fn long_names_and_other_kinds_of_members_of_tar_are_known() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(PAGE.len() as u64);
    let long = format!("{}/一.txt", "很长的名字".repeat(30));
    builder.append_data(&mut header, &long, PAGE.as_bytes()).unwrap();
    let pax = [("path", "二.txt".as_bytes()), ("comment", b"a\nb")];
    builder.append_pax_extensions(pax).unwrap();
    builder.append(&header, PAGE.as_bytes()).unwrap();
    let mut link = tar::Header::new_gnu();
    link.set_entry_type(tar::EntryType::Link);
    link.set_size(0);
    builder.append_link(&mut link, "三.txt", "二.txt").unwrap();
    link.set_entry_type(tar::EntryType::Fifo);
    builder.append_data(&mut link, "四.txt", &b""[..]).unwrap();
    let mut sparse = tar::Header::new_gnu();
    sparse.set_entry_type(tar::EntryType::GNUSparse);
    sparse.set_size(512);
    sparse.as_gnu_mut().unwrap().set_is_extended(true);
    sparse.set_path("五.txt").unwrap();
    sparse.set_cksum();
    builder.append(&sparse, [[0; 512], [7; 512]].as_flattened()).unwrap();
    let mut bytes = builder.into_inner().unwrap();
    // Behind the end another may begin.
    bytes.extend(tarred(&[("六.txt", PAGE)]));
    let read = read("书.tar", &bytes);
    assert_eq!(read.keys(), [long.as_str(), "二.txt", "六.txt"].map(|name| format!("书.tar/{name}")));
    let said: Vec<_> = read.said();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].0 == "书.tar/三.txt" && said[0].1.starts_with("a link"), "{said:?}");
    assert!(said[1].0 == "书.tar/五.txt" && said[1].1.starts_with("a sparse file"), "{said:?}");
}

#[test]
fn a_member_that_is_too_long_is_tried_with_more_room_and_then_left_out() {
    let long = PAGE.repeat(40);
    let texts = [("a.txt", PAGE), ("b.txt", &long), ("c.txt", OTHER)];
    for (name, bytes) in each(&texts) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), &bytes).unwrap();
        let file = list(folder.path()).unwrap().files.remove(0);
        let most = if name.ends_with("zip.gz") { 1 << 8 } else { 1 << 10 };
        assert_eq!(Contents::of(&file, None, most).unwrap_err(), Refusal::Longer, "{name}");
        assert_eq!(Contents::of(&file, None, MOST).unwrap().documents.len(), 3);
        if let Ok(read) = Contents::at_last(&file, most) {
            assert_eq!(read.keys(), ["a.txt", "c.txt"].map(|path| format!("{name}/{path}")));
            assert!(
                read.unfit[0].needs_room && read.unfit[0].why.to_string().starts_with("longer than 0 MiB")
            );
            assert_eq!(read.unfit[0].id, Some(format!("{name}/b.txt")));
        } else {
            assert_eq!(name, "书.zip.gz", "held whole");
        }
    }
}

#[test]
fn a_record_that_is_too_long_is_left_out_alone() {
    let long = PAGE.trim_end().repeat(40);
    let text = format!("{{\"text\":\"甲\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"丙\"}}\n");
    let read = contents("录.jsonl", text.as_bytes(), 1 << 10).map_err(why).unwrap();
    assert_eq!(read.keys(), ["录.jsonl#1", "录.jsonl#3"]);
    assert_eq!((read.lines(), read.unfit[0].needs_room), (vec![2], true));
    let zipped = zipped(&[("录.jsonl", &text)]);
    let read = contents("书.zip", &zipped, 1 << 13).map_err(why).unwrap();
    assert_eq!(read.keys().len(), 3, "the member is short enough, and so is all in it");
}

/// Texts that are in archives which are cut: some in archives in these, some streamed.
fn library() -> Vec<(&'static str, Vec<u8>)> {
    let long = (0..200).map(|nth| format!("第{nth}趟船：{PAGE}")).collect::<Vec<_>>().concat();
    let inner = zipped(&[("一.txt", PAGE), ("二.txt", OTHER)]);
    let streamed = How { flags: STREAMED | UTF_8, ..DEFLATED };
    let members: [Made<'_>; 6] = [
        ("甲/一.txt".as_bytes(), long.as_bytes(), streamed),
        ("甲/".as_bytes(), b"", How { flags: STREAMED | UTF_8, ..STORED }),
        ("甲/内.zip".as_bytes(), &inner, STORED),
        ("乙.txt".as_bytes(), OTHER.as_bytes(), STORED),
        ("丙.zip".as_bytes(), &inner, How { flags: STREAMED | UTF_8, ..STORED }),
        ("丁.txt".as_bytes(), PAGE.as_bytes(), DEFLATED),
    ];
    let tarred = tarred(&[("一.txt", &long), ("二.txt", OTHER), ("三.txt", PAGE)]);
    vec![("书.zip", zip(&members)), ("书.tgz", gzip(&tarred)), ("书.tar", tarred)]
}

#[test]
fn of_an_archive_that_is_cut_what_is_whole_is_read_and_the_damage_is_named() {
    for (name, bytes) in library() {
        let whole = read(name, &bytes);
        assert_eq!(whole.said(), []);
        let step = if name == "书.tar" { 64 } else { 3 };
        let mut most = 0;
        for end in (4..bytes.len()).step_by(step) {
            let Ok(read) = contents(name, &bytes[..end], MOST) else {
                assert_eq!(most, 0, "{name} {end}");
                continue;
            };
            most = most.max(read.documents.len());
            // The end of a tar archive is two blocks of nothing, of which the first is enough.
            assert!(!read.said().is_empty() || read == whole && name == "书.tar", "{name} {end}");
            assert!(read.documents.iter().all(|document| whole.documents.contains(document)), "{name} {end}");
            assert!(read.unfit.iter().any(|unfit| unfit.id.is_none()) || read == whole, "{name} {end}");
        }
        assert_eq!(most, whole.documents.len(), "{name}");
    }
}

#[test]
fn an_error_of_the_system_is_one_of_the_file() {
    for (name, bytes) in library() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, &bytes).unwrap();
        let file = list(folder.path()).unwrap().files.remove(0);
        let sound = Contents::of(&file, None, MOST).unwrap();
        for nth in 0.. {
            faults::fail(&path, nth);
            let read = Contents::of(&file, None, MOST);
            if !faults::has_failed(&path) {
                assert!(nth > 3, "{name}: {nth} calls");
                break;
            }
            assert!(
                matches!(read, Err(Refusal::System(_))) || read.as_ref() == Ok(&sound),
                "{name} {nth}: {read:?}"
            );
        }
    }
}

#[test]
fn something_around_a_zip_archive_hides_nothing() {
    let bytes = zipped(&[("a.txt", PAGE), ("b.txt", OTHER)]);
    let keys = ["书.zip/a.txt", "书.zip/b.txt"];
    let before = [&b"#!/bin/sh\n"[..], &bytes].concat();
    let after = [&bytes[..], &[0; 300]].concat();
    let mut commented = bytes.clone();
    let comment = b"PK\x05\x06 stands at the end of a list, PK\x05\x06 also here";
    let length = u16::try_from(comment.len()).unwrap().to_le_bytes();
    let at = commented.len() - 2;
    commented[at..].copy_from_slice(&length);
    commented.extend(comment);
    for bytes in [before, after, commented] {
        let read = read("书.zip", &bytes);
        assert_eq!((read.keys(), read.said()), (keys.to_vec(), vec![]));
    }
    // Of two archives behind each other the last alone has the list.
    let two = [bytes, zipped(&[("c.txt", PAGE)])].concat();
    let read = read("书.zip", &two);
    assert_eq!(read.keys(), ["书.zip/a.txt", "书.zip/b.txt", "书.zip/c.txt"]);
    assert!(read.said()[0].1.starts_with("cut short or damaged"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Bytes that are others are found out, and cost no more than what they are in.
    #[test]
    fn damage_is_named_and_changes_no_text(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let (name, mut bytes) = library().swap_remove(which);
        let texts: Vec<_> = read(name, &bytes).documents.into_iter().map(|document| document.text).collect();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        // Tar has no checksum of what is in a member.
        if let Ok(read) = contents(name, &bytes, MOST) && name == "书.zip" {
            for document in &read.documents {
                prop_assert!(texts.contains(&document.text), "{}", document.id);
            }
        }
    }
}
