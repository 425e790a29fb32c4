//! Archives in a folder: their members are documents, and what cannot be read of them costs nothing that was known.

use crate::world::World;
use crate::world::counts;
use crate::world::number;
use crate::world::string;
use rawzip::ZipArchiveWriter;
use serde_json::Value;
use std::io::Write;

/// A zip archive of members as they are.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in members {
        let (mut entry, config) = archive.new_file(name).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(bytes).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Some bytes of which one is another.
fn damaged(mut bytes: Vec<u8>, around: &str) -> Vec<u8> {
    let at = bytes.windows(around.len()).position(|window| window == around.as_bytes()).unwrap();
    bytes[at] ^= 1;
    bytes
}

/// Whether something is skipped whose path ends like this, for such a reason.
fn skips(report: &Value, path: &str, why: &str) -> bool {
    let mut skipped = report["skipped"].as_array().unwrap().iter();
    skipped.any(|skipped| string(&skipped["path"]).ends_with(path) && string(&skipped["why"]).contains(why))
}

const RECORDS: &str = "{\"id\":\"录一\",\"text\":\"第三页，水井的盖子裂了。\"}\n";

fn pages(edition: &str) -> Vec<(&'static str, Vec<u8>)> {
    let page = |number: &str| format!("第{number}页，{edition}版的水井。").into_bytes();
    vec![
        ("书/一.txt", page("一")),
        ("书/二.md", page("二")),
        ("录.jsonl", RECORDS.into()),
        ("图.jpg", vec![1]),
    ]
}

fn members<'a>(pages: &'a [(&'static str, Vec<u8>)]) -> Vec<(&'a str, &'a [u8])> {
    pages.iter().map(|(name, bytes)| (*name, &bytes[..])).collect()
}

#[test]
fn members_are_documents_and_what_is_torn_stays() {
    for (name, pack) in [("书.zip", zip as fn(&[(&str, &[u8])]) -> Vec<u8>), ("书.tar", tar)] {
        let path = format!("texts/{name}");
        let first = pages("初");
        let world = World::with(&[(path.as_str(), pack(&members(&first)))]);
        let report = world.index();
        assert_eq!(counts(&report), [3, 0, 0, 0], "{report}");
        assert_eq!(number(&report["unsupported"][0]["count"]), 1);
        let keys = [format!("{name}/书/一.txt"), format!("{name}/书/二.md"), "录一".to_owned()];
        assert_eq!(world.found("“水井”"), keys);
        assert_eq!(counts(&world.index()), [0, 0, 0, 3]);
        // One member is another.
        let mut next = first.clone();
        next[0].1 = "第一页，改版的水井。".into();
        world.write(&path, pack(&members(&next)));
        assert_eq!(counts(&world.index()), [0, 1, 0, 2]);
        // Cut short, it costs nothing; whole again, it is as before.
        let whole = pack(&members(&next));
        world.write(&path, &whole[..whole.len() / 2]);
        let report = world.index();
        assert_eq!((number(&report["documents"]), number(&report["removed"])), (3, 0), "{report}");
        assert!(skips(&report, name, "cut short"), "{report}");
        assert_eq!(world.found("“水井”"), keys);
        world.write(&path, &whole);
        let report = world.index();
        assert_eq!((counts(&report), &report["skipped"]), ([0, 0, 0, 3], &Value::Array(Vec::new())));
        // What is gone is gone.
        world.write(&path, pack(&members(&next[1..])));
        assert_eq!(counts(&world.index()), [0, 0, 1, 2]);
        assert_eq!(world.run(&["check"]).status, 0);
    }
}

#[test]
fn a_damaged_member_stays_as_it_was_and_others_may_go() {
    let first = pages("初");
    let path = "texts/书.zip";
    let world = World::with(&[(path, zip(&members(&first)))]);
    world.index();
    // The first is damaged, the second gone.
    let broken = damaged(zip(&[members(&first)[0], members(&first)[2]]), "第一页");
    world.write(path, &broken);
    let report = world.index();
    assert!(skips(&report, "书.zip/书/一.txt", "damaged"), "{report}");
    assert_eq!(world.found("“水井”"), ["书.zip/书/一.txt", "录一"]);
    // Records have names of their own: nobody knows which they are.
    let broken = damaged(zip(&members(&first)[1..3]), "第三页");
    world.write(path, &broken);
    let report = world.index();
    assert!(skips(&report, "书.zip/录.jsonl", "damaged"), "{report}");
    assert!(world.found("“水井”").contains(&"录一".to_owned()), "{report}");
}

#[test]
fn a_member_that_is_too_long_is_looked_at_with_more_memory() {
    let long = " ".repeat(33 << 20);
    let bytes = zip(&[("一.txt", "第一页，水井。".as_bytes()), ("长.txt", long.as_bytes())]);
    let world = World::with(&[("texts/书.zip", bytes)]);
    let index = |memory| world.json(&["index", "texts", "--memory", memory]).remove(0);
    let report = index("16MiB");
    assert!(
        skips(&report, "书.zip/长.txt", "longer than 32 MiB; split it, or allow more memory"),
        "{report}"
    );
    assert_eq!(world.found("第一页"), ["书.zip/一.txt"]);
    assert_eq!(counts(&index("16MiB")), [0, 0, 0, 1]);
    assert!(skips(&index("1GiB"), "书.zip/长.txt", "empty"));
}

/// More text than is held: such an archive is read twice.
#[test]
fn a_large_archive_is_as_a_small_one() {
    let signs = "。".repeat(60_000);
    let page = |nth: usize, edition: &str| format!("{edition}版第{nth}号渡船{signs}").into_bytes();
    let file = |edition: &str| -> Vec<u8> {
        let members =
            (0..60).map(|nth| (format!("{nth}.txt"), page(nth, if nth == 30 { edition } else { "初" })));
        let members: Vec<_> = members.collect();
        zip(&members.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect::<Vec<_>>())
    };
    let world = World::with(&[("texts/a.zip", file("初"))]);
    assert_eq!(counts(&world.index()), [60, 0, 0, 0]);
    world.write("texts/a.zip", file("改"));
    assert_eq!(counts(&world.index()), [0, 1, 0, 59]);
    assert_eq!(world.found("“改版第30号”"), ["a.zip/30.txt"]);
}

#[test]
fn rules_hold_for_members_too() {
    let gbk = encoding_rs::GB18030.encode("戊村的水井。").0;
    let members: [(&str, &[u8]); 4] = [
        ("甲.txt", "甲村(在河北)的水井。".as_bytes()),
        ("乙.dat", "乙村的水井。".as_bytes()),
        ("丙.txt", "丙村的水井。".as_bytes()),
        ("丁.txt", &gbk),
    ];
    let world = World::with(&[("texts/书.zip", zip(&members))]);
    assert_eq!(counts(&world.index()), [3, 0, 0, 0]);
    world.write(
        "texts/duikan.toml",
        "[[files]]\nglob = \"书.zip/甲.*\"\nnotes = [\"()\"]\n\n[[files]]\nglob = \"*.dat\"\nformat = \"plain\"\n\n\
         [[files]]\nglob = \"丙.*\"\nskip = true\n",
    );
    assert_eq!(counts(&world.index()), [1, 1, 1, 1]);
    assert_eq!(world.found("水井"), ["书.zip/丁.txt", "书.zip/乙.dat", "书.zip/甲.txt"]);
    assert_eq!(world.json(&["show", "书.zip/甲.txt"])[0]["layers"][0]["layer"], "note");
    let told = world.json(&["index", "--explain", "texts/书.zip"]).remove(0);
    assert_eq!((&told["format"], told["documents"].as_array().unwrap().len()), (&"zip".into(), 3));
}

#[test]
fn of_two_members_of_one_path_both_have_a_key() {
    let members: [(&str, &[u8]); 2] =
        [("甲.txt", "初版的水井。".as_bytes()), ("甲.txt", "改版的水井。".as_bytes())];
    let world = World::with(&[("texts/书.zip", zip(&members))]);
    world.index();
    assert_eq!(world.found("水井"), ["texts/书.zip/甲.txt", "书.zip/甲.txt"]);
}
