//! Reading folders: what a refresh reads again, formats and encodings, what is skipped and why, and what
//! is said of an index that is damaged, foreign or not there.

use crate::world::World;
use crate::world::counts;
use crate::world::number;
use crate::world::string;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;

/// What was skipped: the end of the path, the line, and the reason.
fn skipped(report: &Value) -> Vec<(String, Value, String)> {
    let skipped = report["skipped"].as_array().unwrap().iter();
    let name = |path: &Value| string(path).rsplit('/').next().unwrap().to_owned();
    skipped.map(|one| (name(&one["path"]), one["line"].clone(), string(&one["why"]))).collect()
}

/// The only file that was skipped, and why.
fn skips(report: &Value, file: &str, line: Option<usize>, why: &str) {
    let skipped = skipped(report);
    assert_eq!(skipped.len(), 1, "{skipped:?}");
    assert_eq!((skipped[0].0.as_str(), &skipped[0].1), (file, &Value::from(line)));
    assert!(skipped[0].2.contains(why), "{skipped:?}");
}

#[test]
fn a_refresh_reads_only_what_has_changed() {
    let world = World::with(&[
        ("texts/a.txt", "甲村的水井。"),
        ("texts/b.txt", "乙村的水井。"),
        ("texts/deep/c.md", "# 丙村\n\n丙村的水井。"),
        ("texts/.hidden.txt", "藏起来的水井。"),
        ("texts/image.png", "不是文字的水井。"),
    ]);
    assert_eq!(counts(&world.index()), [3, 0, 0, 0]);
    assert_eq!(counts(&world.index()), [0, 0, 0, 3]);
    world.write_unseen("texts/a.txt", "丁村的水井。");
    world.write("texts/b.txt", "乙村的磨盘。");
    world.write("texts/d.txt", "戊村的水井。");
    world.delete("texts/deep/c.md");
    let report = world.index();
    assert_eq!(counts(&report), [1, 1, 1, 1]);
    assert_eq!((number(&report["documents"]), number(&report["paragraphs"])), (3, 3));
    assert_eq!(world.found("“水井”"), ["a.txt", "d.txt"]);
    assert_eq!(world.found("“磨盘”"), ["b.txt"]);
    assert_eq!(world.found("“甲村”"), ["a.txt"], "it had no reason to be read again");
}

#[test]
fn a_changed_table_updates_titles_without_reading_texts() {
    let table =
        |title: &str| format!("document,title,date,series,页\na.txt,{title},2031-05-06,青石报,第三版\n");
    let world =
        World::with(&[("texts/a.txt", "甲村的水井。".to_owned()), ("texts/metadata.csv", table("旧井"))]);
    world.index();
    assert_eq!(world.found("title:旧井"), ["a.txt"]);
    world.write_unseen("texts/a.txt", "乙村的水井。");
    world.write("texts/metadata.csv", table("新井"));
    assert_eq!(counts(&world.index()), [0, 0, 0, 1]);
    assert!(world.found("title:旧井").is_empty());
    let hit = world.hits("“甲村” title:新井").remove(0);
    assert_eq!((&hit["date"], &hit["series"]), (&"2031-05-06".into(), &"青石报".into()));
    assert_eq!(world.json(&["list"])[0]["other"]["页"], "第三版");
    world.delete("texts/metadata.csv");
    world.index();
    assert_eq!(world.json(&["list"])[0]["title"], Value::Null);
}

fn encoded(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, broken) = encoding.encode(text);
    assert!(!broken, "{text} cannot be encoded");
    bytes.into_owned()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}"
        .chars()
        .chain(text.chars())
        .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec())
        .flat_map(bytes)
        .collect()
}

#[test]
fn texts_in_every_encoding_are_read() {
    let simplified = "渔船清早出了港口，风不大，雾也散得很快，船上的人唱着歌，一直唱到看不见岸边的灯塔为止。";
    let traditional =
        "漁船清早出了港口，風不大，霧也散得很快，船上的人唱起歌，一直唱到看不見岸邊的燈塔為止。";
    let world = World::with(&[
        ("texts/utf8.txt", simplified.as_bytes().to_vec()),
        ("texts/mark.txt", format!("\u{feff}{simplified}").into_bytes()),
        ("texts/gb.txt", encoded(encoding_rs::GB18030, simplified)),
        ("texts/big5.txt", encoded(encoding_rs::BIG5, traditional)),
        ("texts/low.txt", utf16(simplified, u16::to_le_bytes)),
        ("texts/high.txt", utf16(traditional, u16::to_be_bytes)),
    ]);
    assert_eq!(skipped(&world.index()), []);
    let told: Vec<(String, String, usize)> = world
        .json(&["list"])
        .iter()
        .map(|document| {
            (string(&document["document"]), string(&document["encoding"]), number(&document["characters"]))
        })
        .collect();
    let length = simplified.chars().count();
    let expected = [
        ("big5.txt", "Big5"),
        ("gb.txt", "GB18030"),
        ("high.txt", "UTF-16BE"),
        ("low.txt", "UTF-16LE"),
        ("mark.txt", "UTF-8"),
        ("utf8.txt", "UTF-8"),
    ];
    assert_eq!(told, expected.map(|(name, encoding)| (name.to_owned(), encoding.to_owned(), length)));
    let hits = world.json(&["search", "“看不见岸边的灯塔”", "--flat"]);
    assert_eq!(hits.len(), 6);
    assert!(hits.iter().all(|hit| hit["matches"] == hits[0]["matches"]), "one place, whatever the encoding");
}

#[test]
fn a_named_encoding_overrides_what_is_told_and_reads_again() {
    let world = World::with(&[("texts/a.txt", encoded(encoding_rs::GB18030, "渔船清早出了港口，风不大。"))]);
    world.json(&["index", "texts", "--encoding", "gbk"]);
    assert_eq!(world.found("“渔船清早”"), ["a.txt"]);
    let wrong = world.run(&["index", "texts", "--json", "--encoding", "utf-8"]);
    skips(&wrong.json()[0], "a.txt", None, "UTF-8");
    assert_eq!(world.found("“渔船清早”"), ["a.txt"], "what was read before stays");
    assert_eq!(world.run(&["index", "texts", "--encoding", "latin1"]).status, 2);
}

#[test]
fn packed_files_are_unpacked() {
    let gz = |text: &str| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let world = World::with(&[
        ("texts/a.txt.gz", gz("渔船清早出了港口。")),
        ("texts/b.md.zst", zstd::encode_all("# 港口\n\n渔船傍晚回来。".as_bytes(), 1).unwrap()),
        ("texts/c.jsonl.gz", gz("{\"id\":\"c7\",\"text\":\"渔船没有出海。\"}\n")),
        ("texts/d.txt.gz", b"not packed at all".to_vec()),
    ]);
    let report = world.index();
    skips(&report, "d.txt.gz", None, "damaged");
    assert_eq!(world.found("“渔船”"), ["a.txt.gz", "b.md.zst", "c7"]);
    assert_eq!(world.json(&["list"])[1]["title"], "港口");
}

#[test]
fn a_bad_line_of_jsonl_is_reported_and_the_others_are_read() {
    let lines = "{\"id\":\"一\",\"text\":\"渔船出港。\",\"series\":\"海事\",\"页\":3}\n\n{\"id\":\"二\",\"text\n\
                 {\"text\":\"渔船回港。\",\"title\":\"归来\"}\n";
    let world = World::with(&[("texts/all.jsonl", lines)]);
    let report = world.index();
    assert_eq!(counts(&report), [2, 0, 0, 0]);
    skips(&report, "all.jsonl", Some(3), "not JSON");
    assert!(world.run(&["index", "texts"]).stderr.contains("all.jsonl:3: not JSON"));
    assert_eq!(world.found("“渔船”"), ["all.jsonl#4", "一"]);
    assert_eq!(world.found("“渔船” series:海事"), ["一"]);
    assert_eq!(world.json(&["list"])[1]["other"]["页"], 3);
}

#[test]
fn what_is_no_text_is_skipped_with_a_sentence_and_not_tried_again() {
    let world = World::with(&[
        ("texts/good.txt", "渔船出港。".as_bytes().to_vec()),
        ("texts/binary.txt", b"\x7fELF\0\0\0\x01\x02\x03\0\0".to_vec()),
        ("texts/empty.txt", b" \n\n ".to_vec()),
        ("texts/noise.txt", [0xfe, 0x81, 0xff, 0x80, b'a', 0xff].repeat(60)),
    ]);
    let reasons = |report: &Value| {
        let mut skipped = skipped(report);
        skipped.sort_by(|a, b| a.0.cmp(&b.0));
        skipped.into_iter().map(|(file, _, why)| (file, why)).collect::<Vec<_>>()
    };
    let first = reasons(&world.index());
    let expected = [("binary.txt", "binary"), ("empty.txt", "empty"), ("noise.txt", "encoding")];
    assert_eq!(first.len(), expected.len(), "{first:?}");
    for ((file, why), (name, word)) in first.iter().zip(expected) {
        assert!(file == name && why.contains(word), "{first:?}");
    }
    world.write_unseen("texts/empty.txt", b"abcd");
    assert_eq!(reasons(&world.index()), first, "told again, not read again");
    world.write("texts/empty.txt", "现在有字了。");
    let report = world.index();
    assert_eq!((counts(&report), reasons(&report).len()), ([1, 0, 0, 1], 2));
}

#[test]
fn two_folders_share_an_index_and_a_name_stands_once() {
    let world = World::with(&[
        ("texts/a.txt", "甲村的水井。"),
        ("more/a.txt", "丙村的水井。"),
        ("more/b.txt", "乙村的水井。"),
    ]);
    let report = world.json(&["index", "texts", "more"]).remove(0);
    assert_eq!(counts(&report), [3, 0, 0, 0]);
    let renamed = &report["renamed"][0];
    assert_eq!(
        (string(&renamed["document"]), string(&renamed["name"])),
        ("more/a.txt".into(), "a.txt".into())
    );
    assert_eq!(world.found("“水井”"), ["a.txt", "b.txt", "more/a.txt"]);
    assert_eq!(world.found("“丙村”"), ["more/a.txt"], "the first of the folders given keeps the name");
    world.write("more/b.txt", "乙村的磨盘。");
    assert_eq!(counts(&world.index()), [0, 0, 0, 3], "another folder stays as it was");
    assert_eq!(world.found("“水井” doc:b"), ["b.txt"]);
    world.json(&["index", "more"]);
    assert_eq!(world.found("“磨盘”"), ["b.txt"]);
}

#[test]
fn a_folder_that_is_gone_is_pruned_when_that_is_asked_for() {
    let world = World::with(&[("texts/a.txt", "甲村的水井。")]);
    world.index();
    fs::rename(world.path("texts"), world.path("aside")).unwrap();
    let kept = world.index();
    assert_eq!((counts(&kept), skipped(&kept).len()), ([0, 0, 0, 1], 1));
    let run = world.run(&["index", "texts", "--prune", "--json"]);
    assert_eq!((run.status, counts(&run.json()[0])), (0, [0, 0, 1, 0]), "{}", run.stderr);
    world.run(&["index", "texts", "--prune"]).refuses(&["there is no such file or folder"]);
}

#[test]
fn a_name_that_is_free_is_given_back() {
    let world = World::with(&[
        ("texts/a.txt", "甲村的水井。"),
        ("texts/c.txt", "丁村的水井。"),
        ("more/a.txt", "丙村的水井。"),
    ]);
    world.json(&["index", "texts", "more"]);
    world.delete("texts/a.txt");
    let report = world.json(&["index", "texts", "more"]).remove(0);
    assert_eq!((skipped(&report), counts(&report)), (vec![], [0, 0, 1, 2]));
    assert_eq!(world.found("“丙村”"), ["a.txt"]);
}

#[test]
fn a_moved_folder_replaces_what_it_was() {
    let world = World::with(&[("old/a.txt", "甲村的水井。"), ("old/b.txt", "乙村的水井。")]);
    world.json(&["index", "old"]);
    fs::rename(world.path("old"), world.path("new")).unwrap();
    world.write("new/a.txt", "甲村的磨盘。");
    let report = world.json(&["index", "new"]).remove(0);
    assert_eq!(skipped(&report), []);
    assert_eq!(world.found("“磨盘”"), ["a.txt"]);
    assert_eq!(world.found("“水井”"), ["b.txt"]);
}

#[test]
fn a_removed_record_comes_back_with_a_refresh_like_any_document() {
    let records = "{\"id\":\"r1\",\"text\":\"甲村的水井。\"}\n{\"id\":\"r2\",\"text\":\"乙村的水井。\"}\n";
    let world = World::with(&[("texts/a.jsonl", records)]);
    world.index();
    world.json(&["remove", "r1"]);
    assert_eq!(world.found("“水井”"), ["r2"]);
    world.index();
    assert_eq!(world.found("“水井”"), ["r1", "r2"]);
}

#[test]
fn a_user_dictionary_is_kept_and_a_bad_one_is_refused() {
    let world =
        World::with(&[("texts/a.txt", "青石滩头的灯亮了。"), ("words.txt", "青石滩头 900 n\n灯亮\n")]);
    let report = world.json(&["index", "texts", "--userdict", "words.txt"]).remove(0);
    assert_eq!(counts(&report), [1, 0, 0, 0]);
    world.write("words.txt", "青石滩头\n灯亮 许多 n\n");
    world.run(&["index", "texts", "--userdict", "words.txt"]).refuses(&["line 2", "灯亮 许多", "frequency"]);
    world.run(&["index", "texts", "--userdict", "none.txt"]).refuses(&["none.txt"]);
    assert_eq!(counts(&world.index()), [0, 0, 0, 1], "the first one is still in force");
    world.write("words.txt", "青石\n");
    let report = world.json(&["index", "texts", "--userdict", "words.txt"]).remove(0);
    assert_eq!(counts(&report), [0, 1, 0, 0], "other words need another reading");
}

#[test]
fn a_document_that_begins_with_signs_is_shown_whole() {
    let world = World::with(&[("texts/a.txt", "※※※\n\n——\n\n甲村的水井。\n")]);
    world.index();
    let shown = world.json(&["show", "a.txt"]);
    assert_eq!(
        shown.iter().map(|shown| string(&shown["text"])).collect::<Vec<_>>(),
        ["※※※", "——", "甲村的水井。"]
    );
    assert_eq!(world.run(&["check"]).status, 0);
}

#[test]
fn removed_documents_are_gone_until_the_next_refresh() {
    let world = World::with(&[("texts/a.txt", "甲村的水井。"), ("texts/b.txt", "乙村的水井。")]);
    world.index();
    world.run(&["remove", "a.txt", "nothing"]).refuses(&["nothing"]);
    assert_eq!(world.found("“水井”"), ["a.txt", "b.txt"], "all or none");
    let report = world.json(&["remove", "a.t"]).remove(0);
    assert_eq!((counts(&report), number(&report["documents"])), ([0, 0, 1, 1], 1));
    assert_eq!(world.found("“水井”"), ["b.txt"]);
    assert!(world.path("texts/a.txt").exists());
    assert_eq!(counts(&world.index()), [1, 0, 0, 1]);
}

#[test]
fn an_index_of_an_earlier_format_is_refused_with_what_to_do() {
    for format in 1..=8 {
        let world = World::with(&[("texts/a.txt", "磨坊又响起了水声。")]);
        let kept = format!("{}/tests/index-v{format}", env!("CARGO_MANIFEST_DIR"));
        for entry in fs::read_dir(kept).unwrap() {
            let entry = entry.unwrap();
            world.write(Path::new(".duikan").join(entry.file_name()), fs::read(entry.path()).unwrap());
        }
        for arguments in [&["search", "磨坊"][..], &["index", "texts"], &["check"]] {
            world.run(arguments).refuses(&[&format!("format {format}"), "format 9", "duikan index"]);
        }
    }
}

/// A file with its seal, as `index_schema/README.md` describes it.
fn sealed(body: &[u8], index: &[u8], name: &str) -> Vec<u8> {
    let sums = body.chunks(4096).map(|block| crc32fast::hash(block).to_le_bytes());
    let name = twox_hash::XxHash64::oneshot(0, name.as_bytes()).to_le_bytes();
    let length = (body.len() as u64).to_le_bytes();
    let seal = [&sums.collect::<Vec<_>>().concat(), &length[..], index, &name].concat();
    [body, &seal, &crc32fast::hash(&seal).to_le_bytes(), b"DKS2"].concat()
}

#[test]
fn a_sealed_index_of_another_format_is_refused_with_both_numbers() {
    let world = World::with(&[("texts/a.txt", "磨坊又响起了水声。")]);
    world.index();
    let ours = number(&world.json(&["stats"])[0]["version"]);
    let file = fs::read(world.path(".duikan/meta.json")).unwrap();
    let (length, rest) = file[file.len() - 40..].split_first_chunk::<8>().unwrap();
    let body = &file[..usize::try_from(u64::from_le_bytes(*length)).unwrap()];
    let index = &rest[..16];
    assert_eq!(sealed(body, index, "meta.json"), file);
    let meta = str::from_utf8(body).unwrap();
    let other = meta.replace(&format!("\\\"version\\\":{ours},"), "\\\"version\\\":4711,");
    assert_ne!(other, meta);
    let foreign = sealed(other.as_bytes(), index, "meta.json");
    world.write(".duikan/meta.json", &foreign);
    let said = ["format 4711", &format!("format {ours}"), "duikan index"];
    for arguments in
        [&["search", "磨坊"][..], &["index", "texts"], &["remove", "a"], &["check"], &["check", "--repair"]]
    {
        world.run(arguments).refuses(&said);
    }
    assert_eq!(fs::read(world.path(".duikan/meta.json")).unwrap(), foreign, "it is left as it was");
}

#[test]
fn a_folder_that_is_no_index_is_told_so_and_left_alone() {
    let world = World::with(&[("texts/a.txt", "甲村的水井。"), ("notes/list.txt", "买盐。")]);
    for command in [
        &["list"] as &[&str],
        &["stats"],
        &["check"],
        &["search", "水井"],
        &["remove", "a.txt"],
        &["export", "links"],
    ] {
        world.run(&[command, &["--index", "notes"]].concat()).refuses(&["notes", "no index"]);
    }
    world.run(&["index", "nowhere"]).refuses(&["nowhere"]);
    assert!(!world.path(".duikan").exists(), "nothing was made");
    let notes: Vec<_> =
        fs::read_dir(world.path("notes")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(notes, ["list.txt"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_above_is_reported_and_not_followed_forever() {
    let world = World::with(&[("texts/deep/a.txt", "甲村的水井。")]);
    std::os::unix::fs::symlink("..", world.path("texts/deep/loop")).unwrap();
    std::os::unix::fs::symlink("nothing.txt", world.path("texts/broken.txt")).unwrap();
    let report = world.index();
    assert_eq!(number(&report["documents"]), 1);
    let mut skipped = skipped(&report);
    skipped.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    assert!(skipped[0].0 == "broken.txt" && skipped[0].2.contains("broken link"), "{skipped:?}");
    assert!(
        skipped[1].0 == "loop" && skipped[1].2.contains("a link to a folder that holds it"),
        "{skipped:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_name_that_is_not_utf8_has_a_legible_key() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::new();
    let name = std::ffi::OsStr::from_bytes(b"texts/\xbe\xae.txt");
    world.write(Path::new(name), "甲村的水井。");
    assert_eq!(skipped(&world.index()), []);
    assert_eq!(world.found("“水井”"), ["\\xBE\\xAE.txt"]);
    assert_eq!(world.json(&["show", "\\xBE\\xAE.txt:1"])[0]["text"], "甲村的水井。");
    assert_eq!(counts(&world.index()), [0, 0, 0, 1]);
}
