//! What is read: formats and the rules of a folder, what is passed over, and what a change of a file of records costs.

use crate::world::World;
use crate::world::counts;
use crate::world::number;
use crate::world::string;
use serde_json::Value;
use serde_json::json;
use std::env;
use std::fs;
use std::path::Path;

const STORY: &str =
    "渡口的老船工说，今年的水比往年来得早，两岸的柳树还没有发芽，河面已经涨到了石阶的第三级。";

/// As it is printed; `DUIKAN_BLESS=1` writes it down anew.
#[test]
fn every_format_has_a_row_of_the_page() {
    let run = World::new().run(&["--generate", "formats"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- formats -->\n").unwrap();
    let (table, after) = rest.split_once("<!-- /formats -->").unwrap();
    if env::var_os("DUIKAN_BLESS").is_some() {
        fs::write(path, format!("{before}<!-- formats -->\n{}<!-- /formats -->{after}", run.stdout)).unwrap();
        return;
    }
    assert_eq!(table, run.stdout, "the formats have changed; DUIKAN_BLESS=1 writes them down");
}

/// The endings that the report counts, of one kind.
fn endings(report: &Value, kind: &str) -> Vec<(String, usize)> {
    let groups = report["unsupported"].as_array().unwrap().iter().filter(|group| group["kind"] == kind);
    groups.map(|group| (string(&group["ending"]), number(&group["count"]))).collect()
}

#[test]
fn what_nobody_reads_is_counted_by_ending_and_named() {
    let world = World::with(&[
        ("texts/a.txt", STORY),
        ("texts/旧/b.doc", "x"),
        ("texts/c.DOC", "x"),
        ("texts/d.xyz", "x"),
        ("texts/图/e.jpg", "x"),
        ("texts/.git/f.doc", "x"),
        ("texts/node_modules/g.txt", STORY),
    ]);
    let report = world.index();
    assert_eq!(counts(&report), [1, 0, 0, 0]);
    let doc = |count| vec![(".doc".to_owned(), count), (".xyz".to_owned(), 1)];
    assert_eq!(endings(&report, "document"), doc(2));
    assert_eq!(endings(&report, "media"), [(".jpg".to_owned(), 1)]);
    let paths = report["unsupported"][0]["paths"].as_array().unwrap();
    assert!(paths.iter().all(|path| string(path).contains("texts")), "{paths:?}");
    let told = world.run(&["index", "texts", "--lang", "en"]);
    assert!(
        told.stderr.contains("2 .doc, 1 .xyz: no reader\n1 .jpg: pictures and the like\n"),
        "{}",
        told.stderr
    );
    let named = world.run(&["index", "texts", "--skipped"]).stderr;
    assert!(["b.doc", "c.DOC", "d.xyz", "e.jpg"].iter().all(|name| named.contains(name)), "{named}");
    let stats = world.run(&["stats", "--lang", "en"]).stdout;
    assert!(stats.contains("2 .doc, 1 .xyz: no reader") && !stats.contains("b.doc"), "{stats}");
    assert!(world.run(&["stats", "--skipped"]).stdout.contains("b.doc"));
    // What comes and goes is known without a text that changes.
    world.delete("texts/c.DOC");
    world.index();
    assert_eq!(endings(&world.json(&["stats"])[0], "document"), doc(1));
}

#[test]
fn a_folder_in_which_nothing_can_be_read_says_so() {
    let world = World::with(&[("texts/a.doc", "x"), ("texts/b.jpg", "x")]);
    for arguments in [&["index", "texts"][..], &["search", "渡口", "--in", "texts"]] {
        let run = world.run(arguments);
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stderr.contains("none of the 2 files in there can be read"), "{}", run.stderr);
    }
}

#[test]
fn rules_of_a_folder_say_how_its_files_are_read() {
    let world = World::with(&[
        ("texts/a.txt", "甲村(在河(北)岸)的水井。\n"),
        ("texts/旧/b.dat", "乙村的水井。\n"),
        ("texts/c.txt", "丙村的水井。\n"),
    ]);
    world.write("texts/d.txt", encoding_rs::BIG5.encode("丁村的水井。").0);
    assert_eq!(endings(&world.index(), "document"), [(".dat".to_owned(), 1)]);
    world.write(
        "texts/duikan.toml",
        "[[files]]\nglob = \"*.txt\"\nnotes = [\"()\"]\n\n[[files]]\nglob = [\"旧/*\"]\nformat = \"plain\"\n\n\
         [[files]]\nglob = \"c.*\"\nskip = true\n\n[[files]]\nglob = \"d.txt\"\nencoding = \"big5\"\n",
    );
    let report = world.index();
    assert_eq!(counts(&report), [1, 1, 1, 1], "b came, a has notes now, c went, d is as it was: {report}");
    let shown = &world.json(&["show", "a.txt"])[0];
    assert_eq!(shown["layers"], json!([{ "layer": "note", "begin": 2, "end": 10 }]));
    assert_eq!(world.run(&["show", "a.txt", "--lang", "en"]).stdout, "¶1 甲村‹note (在河(北)岸)›的水井。\n");
    assert_eq!(world.found("水井"), ["a.txt", "d.txt", "旧/b.dat"]);
    assert_eq!(counts(&world.index()), [0, 0, 0, 3]);
    let told = &world.json(&["index", "--explain", "texts/旧/b.dat"])[0];
    assert_eq!((&told["format"], &told["rules"]), (&json!("plain"), &json!([5])));
    assert_eq!(told["documents"][0]["paragraphs"][0]["text"], "乙村的水井。");
}

#[test]
fn a_rule_that_cannot_be_understood_names_its_line() {
    let world = World::with(&[("texts/a.txt", STORY)]);
    world.index();
    let wrong = [
        ("[[files]]\nglob = \"*\"\nformat = \"wrod\"\n", "line 3: there is no `wrod`"),
        ("[[files]]\nglob = \"*\"\n\nencoding = \"latin1\"\n", "line 4: no encoding is called `latin1`"),
        ("[[files]]\nglob = \"*\"\nnotes = [\"(\"]\n", "line 3: `(` is not an opening and a closing bracket"),
        ("[[files]]\nnotes = []\n", "line 1: missing field `glob`"),
        ("[[files]]\nglob = \"\"\n", "line 2: a pattern is empty"),
        ("[[files]]\nglob = \"*\"\ncolour = 3\n", "line 3: unknown field `colour`"),
        ("[[files\n", "line 1: "),
    ];
    for (rules, why) in wrong {
        world.write("texts/duikan.toml", rules);
        world.run(&["index", "texts"]).refuses(&["duikan.toml", why]);
        assert_eq!(world.found("老船工"), ["a.txt"], "what was indexed stays");
    }
}

#[test]
fn a_title_that_does_not_stand_in_the_text_is_found_by_its_first_paragraph() {
    let world = World::with(&[
        ("texts/a.txt", "---\ntitle: 百步渡水文志\n---\n本志记水位。\n\n又记流速。\n"),
        ("texts/b.md", "# 百步渡水文志\n\n本志记水位。\n"),
        ("texts/c.jsonl", "{\"id\":\"丙\",\"title\":\"百步渡水文志\",\"text\":\"本志记水位。\"}\n"),
    ]);
    world.index();
    for query in ["水文志", "“百步渡水文志”", "渡"] {
        assert_eq!(world.found(query), ["a.txt", "b.md", "丙"], "{query}");
    }
    let hits = world.hits("水文志");
    assert!(hits.iter().all(|hit| hit["paragraph"] == 1), "{hits:?}");
    assert_eq!(world.found("百步渡 水位"), ["a.txt", "丙"]);
    assert_eq!(world.found("流速 -水文志"), ["a.txt"], "the second paragraph is not its title");
    assert_eq!(world.found("“位百步”"), [""; 0], "no word runs from the text into the title");
}

/// A chapter as it is typed, as Markdown with all it has, and as a page that was saved.
const CHAPTER: [(&str, &str); 3] = [
    (
        "texts/a.txt",
        "青石渡志\n\n卷一 沿革\n\n青石渡在县西四十里，水自北来，至此一折。旧有石梁，久圮。\n\n图一 渡口旧影\n\n\
         渡夫三名\n\n渡船二只\n\n年份 水位 船数\n三年 七尺 二\n四年 一丈 三\n\n船家有谚云：\n水涨莫过青石渡，\n\
         月黑休行白沙滩。\n",
    ),
    (
        "texts/b.md",
        "+++\ntitle = \"青石渡志\"\n+++\n\n# 青石渡志\n\n## 卷一 **沿革**\n\n青石渡在[县西](https://a.example/县.png)四十里，\n\
         水自北来，至此一折。*旧有石梁*，久圮。<!-- 待考 -->\n\n![图一 渡口旧影](../images/0001.jpeg \"图\")\n\n\
         1. 渡夫三名\n2. 渡船二只\n\n| 年份 | 水位 | 船数 |\n|:--:|--:|--|\n| 三年 | 七尺 | 二 |\n| 四年 | 一丈 | 三 |\n\n\
         船家有谚云：\n\n> 水涨莫过青石渡，  \n> 月黑休行白沙滩。\n\n<p align=\"center\"><img src=\"end.png\"></p>\n",
    ),
    (
        "texts/c.html",
        "<title>青石渡志 | 渚阳县志网</title><ul class=nav><li><a href=/>首页</a><li><a href=/1>渚阳旧志</a><li><a \
         href=/2>渡口掌故</a></ul><h1>青石渡志</h1><h2>卷一 <b>沿革</b></h2><p>青石渡在<a href=\"县.png\">县西</a>四十里，\n\
         水自北来，至此一折。<i>旧有石梁</i>，久圮。<!-- 待考 --></p><figure><img src=0001.jpeg alt=图><figcaption>图一 \
         渡口旧影</figcaption></figure><ol><li>渡夫三名<li>渡船二只</ol><table><tr><th>年份<th>水位<th>船数<tr><td>三年\
         <td>七尺<td>二<tr><td>四年<td>一丈<td>三</table><p>船家有谚云：<blockquote>水涨莫过青石渡，<br>月黑休行白沙滩。\
         </blockquote><div id=foot>版权所有 渚阳县志网 center https</div>",
    ),
];

#[test]
fn markup_says_what_plain_text_says() {
    let world = World::with(&CHAPTER);
    world.index();
    for other in ["b.md", "c.html"] {
        let compared = world.json(&["compare", "a.txt", other]).remove(0);
        for side in ["a", "b"] {
            assert_eq!(compared[side]["agreeing"], compared[side]["characters"], "{compared}");
        }
        assert_eq!((&compared["only_a"], &compared["only_b"]), (&json!([]), &json!([])));
        assert_eq!(compared["shared"][0]["variants"], json!([]), "{other}");
    }
    for sign in ["png", "jpeg", "https", "title", "center", "待考"] {
        assert_eq!(world.found(sign), [""; 0], "{sign}");
    }
    let across = world.hits("“县西四十里水自北来”").remove(0);
    assert_eq!(number(&across["copies_total"]), 2, "a literal runs across a link and a line end");
}

/// A file of records, some of them in another edition.
fn records(count: usize, changed: &[usize]) -> String {
    let record = |nth: usize| {
        let edition = if changed.contains(&nth) { "改" } else { "初" };
        let text = format!("第{nth}号渡船{edition}版，{STORY}");
        json!({ "id": format!("船{nth}"), "text": text }).to_string() + "\n"
    };
    (0..count).map(record).collect()
}

#[test]
fn a_file_of_records_costs_what_changed_in_it() {
    let world = World::with(&[("texts/a.jsonl", records(300, &[]))]);
    assert_eq!(counts(&world.index()), [300, 0, 0, 0]);
    let commits = |world: &World| world.json(&["list"]);
    let before = commits(&world);
    world.write("texts/a.jsonl", records(300, &[7]));
    assert_eq!(counts(&world.index()), [0, 1, 0, 299]);
    assert_eq!(world.found("“第7号渡船改版”"), ["船7"]);
    assert_eq!(commits(&world).len(), before.len());
    // One that comes, one that goes, and the others in another order.
    let mut lines: Vec<String> = records(301, &[7]).lines().rev().map(|line| format!("{line}\n")).collect();
    lines.remove(3);
    world.write("texts/a.jsonl", lines.concat());
    assert_eq!(counts(&world.index()), [1, 0, 1, 299]);
    assert_eq!(counts(&world.index()), [0, 0, 0, 300]);
    assert_eq!(world.run(&["check"]).status, 0);
}

/// More text than is held, most of it signs: such a file is read twice.
#[test]
fn a_large_file_of_records_is_as_a_small_one() {
    let signs = "。".repeat(60_000);
    let file = |edition: &str| -> String {
        let edition = |nth: usize| if nth == 30 { edition } else { "初" };
        let record = |nth: usize| {
            let text = format!("{}版第{nth}号渡船{signs}", edition(nth));
            json!({ "id": nth, "text": text }).to_string() + "\n"
        };
        (0..60).map(record).collect()
    };
    let world = World::with(&[("texts/a.jsonl", file("初"))]);
    assert_eq!(counts(&world.index()), [60, 0, 0, 0]);
    world.write("texts/a.jsonl", file("改"));
    assert_eq!(counts(&world.index()), [0, 1, 0, 59]);
    assert_eq!(world.found("“改版第30号”"), ["30"]);
}
