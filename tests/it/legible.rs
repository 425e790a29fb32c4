//! What people write into titles, series, dates, names and arguments is shown, never obeyed: by no terminal, no line
//! and no text beside it.

use crate::served::Served;
use crate::served::escaped;
use crate::tools::python;
use crate::world::Run;
use crate::world::World;
use crate::world::string;
use serde_json::Value;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What is obeyed somewhere, each for a reason of its own.
const OBEYED: &str = "\u{1b}[2J\u{1b}]0;X\u{7}\r\n\t\u{0}\u{7f}\u{9b}2J\u{85}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}\u{200f}";

const STORY: &str = "石桥镇的磨坊停转了二十一年，上个月又响起了水声，守磨人为此哭了一场，说他等到了这一天。";

fn is_obeyed(character: char) -> bool {
    character.is_control() || OBEYED.contains(character) && !character.is_ascii()
}

/// Two copies whose every field holds all of it.
fn hostile() -> World {
    let record = |name: &str, text: String| {
        let field = |what: &str| format!("{what}{OBEYED}{name}");
        json!({
            "id": field("名"), "title": field("题"), "series": field("报"), "date": field("2031年5月2日"),
            "other": field("注"), "text": text,
        })
    };
    let text = |story: &str| format!("甲{OBEYED}{story}\n\n{}", story.replace("磨坊", "水车"));
    let records = [record("a", text(STORY)), record("b", text(&STORY.replace("水声", "冰声")))];
    let lines = records.map(|record| record.to_string()).join("\n");
    let world = World::with(&[("texts/records.jsonl", lines)]);
    let skipped = format!("skipped{}.txt", OBEYED.replace(['\0', '\u{85}'], ""));
    if cfg!(unix) {
        world.write(format!("texts/{skipped}"), "");
    }
    world
}

/// Asserts that nothing in an output is obeyed but ends of lines.
fn is_legible(output: &str, arguments: &[&str]) {
    let obeyed = output.chars().find(|&character| is_obeyed(character) && character != '\n');
    assert_eq!(obeyed, None, "{arguments:?}: {output:?}");
}

const LISTS: [&[&str]; 24] = [
    &["search", "磨坊"],
    &["search", "磨坊", "--flat", "-C", "1"],
    &["search", "磨坊", "-c"],
    &["search", "磨坊", "-l"],
    &["search", "磨坊", "--html"],
    &["list"],
    &["stats"],
    &["show", "a"],
    &["show", "a", "--copies"],
    &["copies", "a:1"],
    &["compare", "a", "b"],
    &["compare", "a", "b", "--format", "html"],
    &["collate", "a"],
    &["collate", "a", "--format", "html"],
    &["collate", "a", "--format", "tei"],
    &["collate", "a", "--format", "csv"],
    &["stories"],
    &["stories", "1"],
    &["stories", "--text"],
    &["blame", "a"],
    &["explain", "a:1", "b:1"],
    &["export", "csv"],
    &["export", "clusters", "--format", "csv"],
    &["check"],
];

#[test]
fn no_field_is_obeyed_in_any_output() {
    let world = hostile();
    let index = world.run(&["index", "texts"]);
    is_legible(&index.stderr, &["index"]);
    assert!(index.stderr.lines().all(|line| line.starts_with("skipped ")), "{}", index.stderr);
    for arguments in LISTS {
        let run = world.run(arguments);
        assert_eq!(run.status, 0, "{arguments:?}: {}", run.stderr);
        is_legible(&run.stdout, arguments);
        is_legible(&run.stderr, arguments);
    }
    assert_eq!(world.run(&["list"]).stdout.lines().count(), 2, "a document a line");
    assert_eq!(world.run(&["search", "磨坊", "-l"]).stdout.lines().count(), 2);
    assert!(world.run(&["list"]).stdout.contains("题\\x1B[2J\\x1B]0;X\\x07\\x0D\\x0A\\x09"));
}

#[test]
fn json_says_the_same_values_and_is_not_obeyed_either() {
    let world = hostile();
    world.index();
    for arguments in [
        &["index", "texts"][..],
        &["list"],
        &["search", "磨坊"],
        &["show", "a"],
        &["copies", "a:1"],
        &["compare", "a", "b"],
        &["collate", "a"],
        &["stories"],
        &["stories", "1"],
        &["blame", "a"],
        &["explain", "a:1", "b:1"],
        &["export", "links"],
        &["export", "passim"],
    ] {
        let run = world.run(&[arguments, &["--json"]].concat());
        assert_eq!(run.status, 0, "{arguments:?}: {}", run.stderr);
        is_legible(&run.stdout, arguments);
        assert!(!run.json().is_empty());
    }
    is_legible(&world.run(&["collate", "a", "--format", "collatex"]).stdout, &["collatex"]);
    let document = world.json(&["list"]).remove(0);
    assert_eq!(document["title"], format!("题{OBEYED}a"));
    assert_eq!(document["other"]["other"], format!("注{OBEYED}a"));
}

#[test]
fn what_is_answered_over_http_is_not_obeyed_either() {
    let world = hostile();
    world.index();
    let served = Served::of(&world);
    let (query, place) = (escaped("磨坊"), escaped(&string(&world.json(&["list"])[0]["document"])));
    let hostile = escaped(&OBEYED.replace('\0', ""));
    for path in [
        "documents".to_owned(),
        format!("documents/{place}"),
        format!("documents/{hostile}"),
        "series".to_owned(),
        "stories".to_owned(),
        "stories/1".to_owned(),
        format!("search?q={query}"),
        format!("search?q={query}&filter={hostile}"),
        format!("copies?place={place}:1"),
        format!("collate?place={place}:1"),
        format!("collate?place={place}:1&format=excel"),
        format!("collate?place={place}:1&format=html"),
        format!("collate?place={place}:1&format=tei"),
    ] {
        let reply = served.reply(&path);
        assert!(!reply.text.is_empty(), "{path}: {reply:?}");
        is_legible(&reply.text.replace('\u{feff}', ""), &[&path]);
    }
}

#[test]
fn arguments_and_what_the_environment_says_are_not_obeyed() {
    let world = World::with(&[("texts/a.txt", STORY)]);
    world.index();
    let hostile = OBEYED.replace('\0', "");
    let hostile = hostile.as_str();
    let wrong: [&[&str]; 11] = [
        &[hostile],
        &["list", hostile],
        &["show", hostile],
        &["show", "a.txt", "--index", hostile],
        &["search", "磨坊", "--sort", hostile],
        &["search", "磨坊", "-n", hostile],
        &["search", "磨坊", "--synonyms", hostile],
        &["collate", "a.txt", "--base", hostile],
        &["export", "links", "-o", &format!("{hostile}/x")],
        &["index", hostile],
        &["merge", hostile, "--index", "new"],
    ];
    for arguments in wrong {
        let run = world.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.stderr);
        is_legible(&run.stderr, arguments);
        is_legible(&run.stdout, arguments);
    }
    for arguments in [&["list"][..], &["list", "--help"], &["serve", "--help"], &["search", "--help"]] {
        let mut command = world.command(arguments);
        for variable in ["DUIKAN_INDEX", "DUIKAN_SYNONYMS", "DUIKAN_TOKEN_FILE"] {
            command.env(variable, hostile);
        }
        let run = Run::of(&command.output().unwrap());
        is_legible(&run.stdout, arguments);
        is_legible(&run.stderr, arguments);
    }
    let page = world.run(&["search", &format!("磨坊 {hostile}"), "--html"]);
    is_legible(&page.stdout, &["--html"]);
}

#[test]
fn tei_is_xml_and_has_the_characters_that_xml_has() {
    let world = hostile();
    world.index();
    let tei = world.run(&["collate", "a", "--format", "tei"]).stdout;
    world.write("collation.xml", &tei);
    let read = "import sys, lxml.etree; print(ascii(lxml.etree.parse(sys.argv[1]).findtext('.//{*}title[@level=\"a\"]')))";
    let run = Command::new(python()).args(["-c", read]).arg(world.path("collation.xml")).output().unwrap();
    let run = Run::of(&run);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for part in ["\\x9b2J\\x85\\u2028", "\\r\\n\\t\\ufffd\\x7f", "\\u202e"] {
        assert!(run.stdout.contains(part), "`{part}` is missing: {}", run.stdout);
    }
}

/// Texts and names that a spreadsheet would take for formulas.
fn formulas() -> World {
    let names = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "－1"];
    let record = |name: &&str| format!("{}\n", json!({"id": format!("{name}.txt"), "text": STORY}));
    let readings = [STORY.replace("水声", "=1+1"), STORY.replace("水声", "-声"), format!("-2+3{STORY}")];
    let reading =
        |(number, text): (usize, &String)| format!("{}\n", json!({"id": format!("r{number}"), "text": text}));
    let records: String = names.iter().map(record).chain(readings.iter().enumerate().map(reading)).collect();
    let world = World::with(&[("texts/records.jsonl", records)]);
    world.index();
    world
}

#[test]
fn no_cell_of_a_spreadsheet_is_a_formula() {
    let world = formulas();
    let mut files = Vec::new();
    for (name, arguments) in [
        ("links.csv", &["export", "csv", "--formulae"][..]),
        ("clusters.csv", &["export", "clusters", "--format", "csv"]),
        ("collation.csv", &["collate", "r0", "--format", "csv"]),
    ] {
        let plain = world.run(arguments).stdout;
        let marked = world.run(&[arguments, &["--bom"]].concat()).stdout;
        assert!(!plain.starts_with('\u{feff}') && marked == format!("\u{feff}{plain}"), "{name}");
        for (mark, text) in [("plain", plain), ("marked", marked)] {
            let name = format!("{mark}-{name}");
            world.write(&name, text);
            files.push(world.path(name));
        }
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_csv.py");
    let run = Run::of(&Command::new(python()).arg(script).args(&files).output().unwrap());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    let links = fs::read_to_string(&files[0]).unwrap();
    assert!(links.contains("'=1+1.txt,0,") && links.contains("'＝1.txt,0,"), "{links}");
    let names: Vec<String> =
        world.json(&["list"]).iter().map(|one: &Value| string(&one["document"])).collect();
    assert!(names.contains(&"=1+1.txt".to_owned()), "JSON says what is so: {names:?}");
}

#[test]
fn a_mark_is_for_spreadsheets_only() {
    let world = formulas();
    for arguments in [
        &["export", "links", "--bom"][..],
        &["export", "clusters", "--format", "parquet", "--bom"],
        &["export", "passim", "--bom"],
        &["collate", "r0", "--bom"],
        &["collate", "r0", "--bom", "--format", "tei"],
        &["collate", "r0", "--bom", "--json"],
    ] {
        world.run(arguments).refuses(&["--bom", "CSV"]);
    }
}
