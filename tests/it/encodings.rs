//! Damaged encodings and foreign ones: what is damaged is read with lacunae and named, what is foreign is refused.

use crate::world::World;
use crate::world::number;
use crate::world::string;

const LINE: &str = "停了十九年的百步渡重新开渡，第一班船离开南岸的时候天还没有亮。";

/// A way to damage a line, its bytes, and how many lacunae it leaves.
fn damaged() -> Vec<(&'static str, Vec<u8>, usize)> {
    let bytes = LINE.as_bytes();
    let with = |more: &[u8]| [&bytes[..30], more, &bytes[30..]].concat();
    vec![
        ("first", bytes[1..].to_vec(), 1),
        ("last", [&bytes[..bytes.len() - 1], b"\n"].concat(), 1),
        ("middle", [&bytes[..40], &bytes[41..]].concat(), 1),
        ("noise", with(b"\xFF"), 1),
        ("pair", with(b"\xED\xA1\x80\xED\xB0\x80"), 0),
        ("quotation", [bytes, &encoding_rs::GBK.encode("旧版").0].concat(), 3),
        ("stray", [b"\xB8\xAD", bytes].concat(), 1),
    ]
}

fn world() -> World {
    let world = World::new();
    for (name, bytes, _) in damaged() {
        world.write(format!("texts/{name}.txt"), bytes);
    }
    world
}

#[test]
fn each_damaged_text_is_read_as_utf_8_and_named_with_its_lacunae() {
    for asked in [&[][..], &["--encoding", "utf-8"]] {
        let world = world();
        let report = world.json(&[&["index", "texts"][..], asked].concat()).remove(0);
        assert_eq!(report["skipped"], serde_json::json!([]), "{report}");
        let told: Vec<(String, usize)> = report["damaged"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                assert_eq!(one["encoding"], "UTF-8");
                let name = string(&one["path"]).rsplit('/').next().unwrap().replace(".txt", "");
                (name, number(&one["characters"]))
            })
            .collect();
        let expected: Vec<(String, usize)> = damaged()
            .into_iter()
            .filter(|(_, _, lacunae)| *lacunae > 0)
            .map(|(name, _, lacunae)| (name.to_owned(), lacunae))
            .collect();
        assert_eq!(told, expected);
        assert!(world.json(&["list"]).iter().all(|document| document["encoding"] == "UTF-8"));
        let found = world.run(&["search", "“的时候天还没有”", "-l"]).stdout;
        assert_eq!(found.lines().count(), damaged().len(), "{found}");
        let text = string(&world.json(&["show", "middle.txt"])[0]["text"]);
        let lacuna: String =
            LINE.chars().enumerate().map(|(at, c)| if at == 13 { '\u{FFFD}' } else { c }).collect();
        assert_eq!(text, lacuna, "the lacuna stands where the character stood");
        assert!(string(&world.json(&["show", "pair.txt"])[0]["text"]).contains('\u{20000}'));
    }
}

#[test]
fn damage_is_said_in_a_sentence_when_the_file_is_read() {
    let world = world();
    let said = world.run(&["index", "texts"]);
    assert!(
        said.stderr.contains("stray.txt: read as UTF-8, 1 damaged character is shown as U+FFFD\n"),
        "{}",
        said.stderr
    );
    assert!(said.stdout.contains("7 added, 6 read with damage;"), "{}", said.stdout);
    assert_eq!(said.status, 0);
}

#[test]
fn other_languages_and_texts_in_no_encoding_are_refused_by_name() {
    let korean = "나룻배는 오늘 오지 않았고 사람들은 저녁까지 강가에서 기다렸다.";
    let japanese = "渡し船は今日は来ませんでした。人々は夕方まで岸で待っていました。";
    let french = "Le bac n'est pas passé, et la nuit est tombée sur la forêt.";
    let encode = |encoding: &'static encoding_rs::Encoding, text| encoding.encode(text).0.into_owned();
    let world = World::with(&[
        ("texts/good.txt", LINE.as_bytes().to_vec()),
        ("texts/kr.txt", encode(encoding_rs::EUC_KR, korean)),
        ("texts/jp.txt", encode(encoding_rs::EUC_JP, japanese)),
        ("texts/sjis.txt", encode(encoding_rs::SHIFT_JIS, japanese)),
        ("texts/fr.txt", encode(encoding_rs::WINDOWS_1252, french)),
    ]);
    let said = world.run(&["index", "texts"]);
    for part in [
        "kr.txt: looks like EUC-KR, which is not read; convert it to UTF-8",
        "jp.txt: looks like EUC-JP,",
        "sjis.txt: looks like Shift-JIS,",
        "fr.txt: unknown encoding; say which with the option `encoding`",
    ] {
        assert!(said.stderr.contains(part), "{part}: {}", said.stderr);
    }
    assert_eq!(world.json(&["list"]).len(), 1);
}

#[test]
fn a_damaged_text_in_another_encoding_is_read_in_the_one_that_was_named() {
    let world = World::new();
    for (name, encoding) in [("big5", encoding_rs::BIG5), ("gb18030", encoding_rs::GB18030)] {
        let mut bytes = encoding.encode("渡口的船今天沒有來，兩岸的人都在等。").0.into_owned();
        bytes.insert(8, 0xFF);
        bytes.pop();
        world.write(format!("{name}/{name}.txt"), bytes);
        let report = world.json(&["index", name, "--encoding", name]).remove(0);
        assert_eq!(number(&report["damaged"][0]["characters"]), 2, "{report}");
    }
    assert_eq!(world.run(&["search", "“兩岸的人”", "-l"]).stdout, "big5.txt\ngb18030.txt\n");
}
