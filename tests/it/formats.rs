//! Collations for other programs, read back by programs that know their form: TEI by the schema of the TEI
//! Consortium and by teiphy, alignment tables by CollateX, values by readers of CSV.

use crate::tools::python;
use crate::world::World;
use crate::world::string;
use crate::world::unwrapped;
use serde_json::Value;
use std::env;
use std::path::Path;
use std::process::Command;

const FIRST: &str =
    "石匠巷的老钟楼修了整整三年，昨天正午第一次敲响。街坊们站在桥头数着钟声，一共十二下，一下也不少。";
const SECOND: &str = "管钟的人说：“R&D <beta> 版的 Open Bell 齿轮 2 > 1，经得住百年风雨。”孩子们不懂，只管沿着河堤奔跑，\
    把钟声的消息带给每一户人家，连河对岸打铁的老人也放下锤子听了一会儿。";
/// A paragraph of the sample that begins two characters later than its copies.
const LATER: &str = "ribao/0302-01.txt:7";
/// One whose copies do not differ.
const ALIKE: &str = "ribao/0302-01.txt:32";

/// A story of two paragraphs, and what became of it in other papers.
fn papers() -> World {
    let story = format!("{FIRST}\n\n{SECOND}\n");
    let simplified = "楼钟声数们变齿轮经风户带给说着";
    let traditional: Vec<char> = "樓鐘聲數們變齒輪經風戶帶給說著".chars().collect();
    let script = |c: char| simplified.chars().position(|other| other == c).map_or(c, |at| traditional[at]);
    let header = "---\ntitle: 钟楼 <重> \"响\" & 回声\ndate: 2031年5月2日\nseries: 石匠报\n---\n";
    let letter =
        "编者按：本报上周收到来信。信里写道，街坊们站在桥头数着钟声，一共十二下，一下也不少。读来令人动容。";
    let world = World::with(&[
        ("texts/a-paper.md", format!("{header}{story}")),
        ("texts/b-traditional.txt", story.chars().map(script).collect()),
        ("texts/c-misread.txt", story.replace("钟楼", "钟搂")),
        ("texts/d-lacks.txt", story.replace("一共十二下，", "")),
        ("texts/e-lost.txt", story.replace("孩子们不懂，只管沿着河堤奔跑，", "")),
        ("texts/f-quotes.txt", letter.to_owned()),
    ]);
    world.index();
    world
}

/// Three copies, each with another misreading in the same word: none has it right.
fn misreadings() -> World {
    let story = "南桥的豆腐坊从前每天磨三十斤黄豆，如今机器一响，半个时辰就磨完了，老板娘反倒嫌清闲。";
    let world = World::with(&[
        ("texts/a.txt", story.replace("半个时辰", "丰个时辰")),
        ("texts/b.txt", story.replace("半个时辰", "半个吋辰")),
        ("texts/c.txt", story.replace("半个时辰", "半入时辰")),
    ]);
    world.index();
    world
}

/// Copies from long ago, from a year that has not come and from no known day: one has a word that the others lack,
/// one has lost the place where two paragraphs meet, one is a quotation.
fn dated() -> World {
    let story = format!("{FIRST}\n\n{SECOND}\n");
    let on = |date: &str, text: &str| format!("---\ndate: {date}\n---\n{text}");
    let quotation =
        "来信摘登。信里写道，街坊们站在桥头数着钟声，一共十二下，一下也不少。读来令人动容，特此刊出。";
    let world = World::with(&[
        ("texts/a-old.md", on("1958年3月2日", &story.replace("钟声，一共", "钟声，仔细听来一共"))),
        ("texts/b-to-come.md", on("2958-03", &story.replace("钟楼", "钟搂"))),
        ("texts/c-undated.md", on("民国某年", &story)),
        ("texts/d-torn.txt", story.replace("一下也不少。\n\n管钟的人说：", "")),
        ("texts/e-quotes.md", on("2957", quotation)),
    ]);
    world.index();
    world
}

/// A collation in some form.
fn collated(world: &World, arguments: &[&str], form: &str) -> String {
    let run = world.run(&[&["collate"], arguments, &["--format", form]].concat());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    run.stdout
}

/// Writes collations in two forms into files and has them read by a script of `tests/python`.
fn read_by(script: &str, form: &str, collations: &[(&World, &[&str])]) {
    let folder = World::new();
    let mut files = Vec::new();
    for (number, (world, arguments)) in collations.iter().enumerate() {
        for form in [form, "json"] {
            let name = format!("{number}.{form}");
            folder.write(&name, collated(world, arguments, form));
            files.push(folder.path(name));
        }
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(script);
    let run = Command::new(python()).arg(script).args(files).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// What CSV says, row by row.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn an_archive_can_validate_the_tei_and_read_every_copy_out_of_it() {
    let (papers, misreadings) = (papers(), misreadings());
    read_by(
        "check_tei.py",
        "tei",
        &[
            (&papers, &["a-paper:1-2"]),
            (&papers, &["a-paper:1-2", "--base", "e-lost"]),
            (&papers, &["f-quotes:1"]),
            (&misreadings, &["a.txt"]),
            (&dated(), &["c-undated:1-2"]),
            (&World::sample(), &[LATER]),
        ],
    );
}

#[test]
fn teiphy_makes_characters_of_the_units_and_knows_when_each_copy_was_printed() {
    let (papers, misreadings, dated) = (papers(), misreadings(), dated());
    let base = |base| ["c-undated:1-2", "--base", base];
    let sample = World::sample();
    read_by(
        "check_teiphy.py",
        "tei",
        &[
            (&papers, &["a-paper:1-2"]),
            (&papers, &["a-paper:1-2", "--base", "e-lost"]),
            (&papers, &["f-quotes:1"]),
            (&misreadings, &["a.txt"]),
            (&dated, &["c-undated:1-2"]),
            (&dated, &base("a-old")),
            (&dated, &base("b-to-come")),
            (&dated, &base("d-torn")),
            (&dated, &["e-quotes:1"]),
            (&sample, &[LATER]),
            (&sample, &[ALIKE]),
        ],
    );
    let tei = collated(&dated, &["c-undated:1-2"], "tei");
    for part in [
        "<lem wit=\"#A #C #D #E\" ana=\"#majority\" cert=\"0.9999\"/><rdg wit=\"#B\" type=\"gap\">仔细听来</rdg>",
        "<date>2958-03</date>",
        "<origDate when=\"2958-03\"/>",
        "<date>民国某年</date>",
    ] {
        assert!(tei.contains(part), "{part} is missing: {tei}");
    }
}

#[test]
fn tei_has_the_first_copy_as_lemma_and_says_where_the_others_differ_begin_and_end() {
    let world = papers();
    let tei = collated(&world, &["a-paper:1-2"], "tei");
    for part in [
        "<title level=\"a\">钟楼 &lt;重&gt; \"响\" &amp; 回声</title>",
        "<title level=\"s\">石匠报</title>",
        "<date>2031年5月2日</date>",
        "<origDate when=\"2031-05-02\"/>",
        "<lem wit=\"#A #D #E\" ana=\"#majority\" cert=\"",
        "<rdg wit=\"#B\" type=\"script\">樓</rdg><rdg wit=\"#C\" type=\"character\">搂</rdg>",
        "<rdg wit=\"#D\" type=\"gap\"/>",
        "敲响。<app xml:id=\"before-5\" type=\"extent\"><rdg wit=\"#F\"><witStart/></rdg></app>街坊",
        "不少。<app xml:id=\"after-11\" type=\"extent\"><rdg wit=\"#F\"><witEnd/></rdg></app></p>",
        "<rdg wit=\"#E\" type=\"gap\"/>",
        "R&amp;D &lt;beta&gt;版的Open Bell<app xml:id=\"unit-17\">",
    ] {
        assert!(tei.contains(part), "{part} is missing: {tei}");
    }
    // Where the first copy has lost the text, it is not made to say it.
    let tei = collated(&world, &["a-paper:1-2", "--base", "e-lost"], "tei");
    assert!(tei.contains("<lem wit=\"#A\" type=\"gap\"/>") || tei.contains("<lem wit=\"#A\"/>"), "{tei}");
}

#[test]
fn what_most_copies_say_and_none_has_as_a_whole_is_a_reading_without_witnesses() {
    let world = misreadings();
    let tei = collated(&world, &["a.txt"], "tei");
    assert!(tei.contains("<rdg resp=\"#duikan\" ana=\"#majority\" cert=\""), "{tei}");
    assert_eq!(tei.matches("#majority\" cert").count(), 1, "{tei}");
    assert_eq!(string(&world.json(&["collate", "a.txt"])[0]["majority"]["text"]).find("半个时辰"), Some(72));
}

#[test]
fn characters_that_xml_does_not_have_are_replaced() {
    let story = "河埠头的水文员每天清晨记下水位，三十年没有断过一天，连发大水那年也一样。";
    let title = "{\"id\": \"a\", \"title\": \"水\\u0001位\", \"text\": ";
    let world = World::with(&[
        ("texts/a.jsonl", format!("{title}{}}}\n", Value::from(format!("{story}\u{ffff}完")))),
        ("texts/b.txt", story.to_owned()),
    ]);
    world.index();
    let tei = collated(&world, &["b.txt"], "tei");
    assert!(tei.contains("水\u{fffd}位") && !tei.contains(['\u{1}', '\u{ffff}']), "{tei}");
}

#[test]
fn collatex_takes_the_table_for_its_own_and_collates_its_tokens_again() {
    let (papers, misreadings) = (papers(), misreadings());
    read_by("check_collatex.py", "collatex", &[(&papers, &["a-paper:1-2"])]);
    read_by("check_collatex.py", "collatex", &[(&misreadings, &["a.txt"])]);
}

#[test]
fn a_cell_for_collatex_is_compared_as_folded_and_empty_where_a_copy_has_nothing() {
    let table: Value = serde_json::from_str(&collated(&papers(), &["a-paper:1-2"], "collatex")).unwrap();
    let cells = |nth: usize| table["table"][nth].as_array().unwrap().clone();
    let column = |text: &str| cells(0).iter().position(|cell| cell[0]["t"] == text).unwrap();
    let bell = column("数着钟声，");
    let traditional = &cells(1)[bell][0];
    assert_eq!((&traditional["t"], &traditional["n"]), (&"數著鐘聲，".into(), &cells(0)[bell][0]["n"]));
    assert_eq!(traditional["document"], "b-traditional.txt");
    let twelve = cells(3).iter().position(Value::is_null).unwrap();
    assert!(string(&cells(0)[twelve][0]["t"]).contains("十二下"), "d lacks it");
    assert!(cells(5)[0].is_null() && !cells(5)[bell].is_null(), "f quotes only that sentence");
    assert_eq!(table["witnesses"], serde_json::json!(["A", "B", "C", "D", "E", "F"]));
}

#[test]
fn a_spreadsheet_has_a_row_a_unit_and_tells_a_copy_that_lacks_text_from_a_silent_one() {
    let world = papers();
    let rows = rows(&collated(&world, &["a-paper:1-2"], "csv"));
    let (heading, rows) = rows.split_first().unwrap();
    let fixed = ["unit", "agreement", "majority", "votes", "voters", "confidence"];
    assert_eq!(heading[..6], fixed);
    assert_eq!(heading[6..8], ["A a-paper.md", "B b-traditional.txt"]);
    let told = world.json(&["collate", "a-paper:1-2"]).remove(0);
    let column =
        |nth: usize| rows.iter().map(move |row| row[nth].as_str()).filter(|cell| *cell != "[silent]");
    assert_eq!(unwrapped(&column(2).collect::<String>()), unwrapped(&string(&told["majority"]["text"])));
    for (nth, witness) in told["witnesses"].as_array().unwrap().iter().enumerate() {
        let text = column(nth + 6).collect::<String>();
        assert_eq!(unwrapped(&text), unwrapped(&string(&witness["text"])), "{witness}");
    }
    let row = |text: &str| rows.iter().find(|row| row[6] == text).unwrap();
    assert_eq!(row("楼")[..5], ["3", "differ", "楼", "4", "5"]);
    assert_eq!(row("楼")[6..], ["楼", "樓", "搂", "楼", "楼", "[silent]"]);
    let twelve = rows.iter().find(|row| row[9].is_empty()).unwrap();
    assert_eq!((&*twelve[1], &twelve[9], &twelve[11]), ("differ", &String::new(), &twelve[6]));
}

#[test]
fn csv_of_python_reads_the_units_and_what_each_copy_has() {
    let (papers, dated) = (papers(), dated());
    read_by(
        "check_collation_csv.py",
        "csv",
        &[
            (&papers, &["a-paper:1-2"]),
            (&papers, &["f-quotes:1"]),
            (&misreadings(), &["a.txt"]),
            (&dated, &["c-undated:1-2"]),
            (&World::sample(), &[LATER]),
        ],
    );
}

#[test]
fn each_form_is_explained_and_json_is_one_of_them() {
    let world = misreadings();
    let help = world.run(&["collate", "--help"]).stdout;
    for part in ["--format", "table", "json", "TEI P5", "CollateX", "[silent]"] {
        assert!(help.contains(part), "{part} is missing: {help}");
    }
    let json = world.run(&["collate", "a.txt", "--json"]).stdout;
    assert_eq!(collated(&world, &["a.txt"], "json"), json);
    assert_eq!(collated(&world, &["a.txt"], "table"), world.run(&["collate", "a.txt"]).stdout);
    world.run(&["collate", "a.txt", "--base", "nowhere", "--format", "tei"]).refuses(&["nowhere"]);
}
