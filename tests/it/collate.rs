//! Copies side by side: two of them compared, all of them in one table, each sentence with its first copy.

use crate::world::World;
use crate::world::at;
use crate::world::number;
use crate::world::slice;
use crate::world::string;
use crate::world::unwrapped;
use serde_json::Value;

const WELL: &str =
    "井台上的石板磨得发亮，打水的人从天不亮排到日头偏西。老井的水冬暖夏凉，酿出的米酒远近闻名。\n\n";
const KILN: &str =
    "窑工们把泥坯一层层码进窑膛，封门点火，守上三天三夜。开窑那天全村人都来看，碗碟碰在一起叮当作响。\n\n";
const FAIR: &str =
    "庙会从初八开到十二，卖糖人的、耍猴的、修鞋的挤满了桥头。孩子们攥着铜板舍不得花，一转眼又全花光了。\n\n";

fn compared(world: &World, a: &str, b: &str) -> Value {
    world.json(&["compare", a, b]).remove(0)
}

/// The stretches of a comparison as they stand in the second text, each with its order.
fn orders(comparison: &Value, b: &str) -> Vec<(String, String)> {
    let shared = comparison["shared"].as_array().unwrap().iter();
    shared.map(|shared| (string(&shared["order"]), unwrapped(&at(b, &shared["b"])))).collect()
}

#[test]
fn what_moved_is_moved_and_what_only_one_has_is_said() {
    let (a, b) = (
        format!("{WELL}{KILN}{FAIR}"),
        format!("{FAIR}{WELL}今年的雨水特别多，河边的芦苇长得比人还高。\n\n{KILN}"),
    );
    let world = World::with(&[("texts/a.txt", &a), ("texts/b.txt", &b)]);
    world.index();
    let told = compared(&world, "a.txt", "b.txt");
    let well_and_kiln = orders(&told, &b).remove(0);
    assert_eq!(well_and_kiln.0, "kept");
    assert!(
        well_and_kiln.1.starts_with(&unwrapped(WELL)) && well_and_kiln.1.ends_with(&unwrapped(KILN)),
        "{told}"
    );
    assert_eq!(orders(&told, &b)[1..], [("moved".to_owned(), unwrapped(FAIR))]);
    assert_eq!(told["counts"]["moved"], 1);
    assert_eq!(told["only_a"], serde_json::json!([]));
    assert_eq!(told["a"]["agreeing"], told["a"]["characters"]);

    let run = world.run(&["compare", "a.txt", "b.txt"]);
    let moved = run.stdout.lines().skip(3).filter(|line| line.contains('⇅')).count();
    assert_eq!((run.status, moved), (0, 2), "at its place in each text: {}", run.stdout);
}

#[test]
fn each_difference_is_marked_by_its_class_and_may_be_hidden() {
    let other = WELL
        .replace("井台", "丼台")
        .replace("发亮，", "發亮,")
        .replace("远近闻名", "四乡称赞")
        .replace("冬暖夏凉，", "");
    let world = World::with(&[("texts/a.txt", WELL), ("texts/b.txt", &other)]);
    world.index();
    let told = compared(&world, "a.txt", "b.txt");
    let variants = told["shared"][0]["variants"].as_array().unwrap();
    let variant =
        |variant: &Value| (string(&variant["class"]), string(&variant["a_text"]), string(&variant["b_text"]));
    let found: Vec<(String, String, String)> = variants.iter().map(variant).collect();
    let found: Vec<(&str, &str, &str)> =
        found.iter().map(|(class, a, b)| (class.as_str(), a.as_str(), b.as_str())).collect();
    assert_eq!(
        found,
        [
            ("character", "井", "丼"),
            ("script", "发", "發"),
            ("punctuation", "，", ","),
            ("gap", "冬暖夏凉，", ""),
            ("wording", "远近闻名", "四乡称赞"),
        ]
    );
    for (variant, (_, a, b)) in variants.iter().zip(&found) {
        assert_eq!((at(WELL, &variant["a"]).as_str(), at(&other, &variant["b"]).as_str()), (*a, *b));
    }
    let plain = world.run(&["compare", "a.txt", "b.txt"]).stdout;
    assert!(plain.contains("[-井-]") && plain.contains("{+丼+}") && plain.contains("{+發+}"), "{plain}");
    let hidden = world.run(&["compare", "a.txt", "b.txt", "--hide", "script,character"]).stdout;
    assert!(!hidden.contains("{+丼+}") && !hidden.contains("{+發+}") && hidden.contains("{+,+}"), "{hidden}");
}

#[test]
fn a_page_with_both_texts_stands_for_itself() {
    let other = format!("<script>alert(1)</script>{}", WELL.replace("井台", "丼台"));
    let world = World::with(&[("texts/a.txt", WELL), ("texts/b.txt", &other)]);
    world.index();
    for arguments in [&["compare", "a.txt", "b.txt"][..], &["collate", "a.txt:1"]] {
        let page = world.run(&[arguments, &["--format", "html"]].concat()).stdout;
        assert!(page.starts_with("<!doctype html>") && page.contains("丼"), "{page}");
        assert!(!page.contains("<script>"), "{page}");
        assert!(
            page.contains("default-src 'none'") && !page.contains("http://") && !page.contains("https://")
        );
        assert!(page.contains("id=\"character\" checked"), "a switch for each class: {page}");
    }
    let hidden = world.run(&["compare", "a.txt", "b.txt", "--format", "html", "--hide", "character"]).stdout;
    assert!(hidden.contains("id=\"character\">") && hidden.contains("id=\"script\" checked"), "{hidden}");
}

#[test]
fn texts_that_share_nothing_are_compared_all_the_same() {
    let world = World::with(&[("texts/a.txt", WELL), ("texts/b.txt", KILN)]);
    world.index();
    let run = world.run(&["compare", "a.txt", "b.txt", "--json"]);
    assert_eq!(run.status, 1, "nothing in common: {}", run.stderr);
    let told = run.json().remove(0);
    assert_eq!(at(WELL, &told["only_a"][0]), WELL.trim());
    assert_eq!(at(KILN, &told["only_b"][0]), KILN.trim());
}

/// Five copies of a passage, each spoilt in another place; the third lacks a sentence, the last has one more.
fn five() -> World {
    let world = World::with(&[
        ("texts/a.txt", WELL.replace("井台", "丼台")),
        ("texts/b.txt", WELL.replace("石板", "右板")),
        ("texts/c.txt", WELL.replace("打水的人从天不亮排到日头偏西。", "")),
        ("texts/d.txt", WELL.replace("米酒", "朱酒")),
        ("texts/e.txt", WELL.replace("偏西。", "偏西。（本报广告部电话二三四五，欢迎惠顾订阅）")),
    ]);
    world.index();
    world
}

#[test]
fn most_copies_say_what_the_text_was() {
    let told = five().json(&["collate", "a.txt:1"]).remove(0);
    assert_eq!(string(&told["majority"]["text"]), WELL.trim());
    let unit = |text: &str| {
        let units = told["units"].as_array().unwrap().iter();
        units
            .clone()
            .find(|unit| string(&unit["text"]).contains(text))
            .unwrap_or_else(|| panic!("{text}: {told}"))
    };
    let well = unit("井");
    assert_eq!((number(&well["votes"]), number(&well["voters"])), (4, 5), "{well}");
    let other =
        well["readings"].as_array().unwrap().iter().find(|reading| reading["class"] == "character").unwrap();
    assert_eq!((other["text"].as_str(), other["witnesses"][0]["sigil"].as_str()), (Some("丼"), Some("A")));
    assert!(well["confidence"].as_f64().unwrap() > 0.99, "{well}");
    // The copy that lost a sentence says nothing of it; nobody follows the one that took in a line.
    let lost = unit("打水的人");
    assert_eq!(number(&lost["voters"]), 4, "{lost}");
    let quality = |nth: usize| told["witnesses"][nth]["quality"].as_f64().unwrap();
    assert!((0..5).all(|nth| (0.9..=1.0).contains(&quality(nth))), "{told}");
}

#[test]
fn every_witness_can_be_read_from_its_cells() {
    let world = five();
    let told = world.json(&["collate", "c.txt:1"]).remove(0);
    for (nth, witness) in told["witnesses"].as_array().unwrap().iter().enumerate() {
        let source =
            std::fs::read_to_string(world.path(format!("texts/{}", string(&witness["document"])))).unwrap();
        assert_eq!(
            slice(&source, number(&witness["begin"]), number(&witness["end"])),
            string(&witness["text"])
        );
        let sigil = &witness["sigil"];
        let mut read = String::new();
        for unit in told["units"].as_array().unwrap() {
            for reading in unit["readings"].as_array().unwrap() {
                for place in
                    reading["witnesses"].as_array().unwrap().iter().filter(|place| place["sigil"] == *sigil)
                {
                    assert_eq!(unwrapped(&at(&source, &place["span"])), string(&reading["text"]));
                    read += &at(&source, &place["span"]);
                }
            }
        }
        assert_eq!(unwrapped(&read), unwrapped(&string(&witness["text"])), "witness {nth}");
    }
}

#[test]
fn any_copy_may_be_the_base() {
    let world = five();
    let told = world.json(&["collate", "a.txt:1", "--base", "d.txt"]).remove(0);
    let documents: Vec<String> =
        told["witnesses"].as_array().unwrap().iter().map(|witness| string(&witness["document"])).collect();
    assert_eq!(documents, ["d.txt", "a.txt", "b.txt", "c.txt", "e.txt"]);
    assert_eq!(string(&told["majority"]["text"]), WELL.trim(), "whoever comes first");
    world.write("texts/z.txt", KILN);
    world.index();
    world.run(&["collate", "a.txt:1", "--base", "z.txt"]).refuses(&["z.txt has no copy of this passage"]);
    let table = world.run(&["collate", "a.txt:1", "--base", "d.txt"]).stdout;
    let line = |begin: &str| {
        table.lines().find(|line| line.starts_with(begin)).unwrap_or_else(|| panic!("{begin}: {table}"))
    };
    assert!(line("A  ").contains("朱酒") || table.contains("朱"), "the base in full: {table}");
    assert!(
        line("B  ").contains("丼") && line("B  ").contains("· · "),
        "of the others what differs: {table}"
    );
    assert!(line("=  ").starts_with("=  井台上的石板"), "{table}");
}

/// What stands elsewhere in the order of a copy is read there: no unit reaches over it.
#[test]
fn a_copy_that_has_the_parts_in_another_order_lacks_nothing() {
    let parts = [
        "盐商在河湾修了一座石亭，亭柱上刻着历次大水的水位，最高的一道比人还高。",
        "每年春汛以前，河工都要到亭里量一次水，把尺寸写在账本上，交给下游的三个县。",
        "后来公路改道，亭子就荒了，只有放牛的孩子还认得柱上的字，常常用手指去描。",
        "去年测量队又找到了它，把那些刻痕一道一道抄了下来，说是三百年最长的记录。",
    ];
    let world = World::with(&[
        ("texts/a.txt", parts.concat()),
        ("texts/b.txt", [parts[2], parts[3], parts[0], parts[1]].concat()),
    ]);
    world.index();
    let table = world.json(&["collate", "a.txt:1"]).remove(0);
    let said = |sigil: &str| -> String {
        let readings = table["units"].as_array().unwrap().iter().map(|unit| {
            let mut readings = unit["readings"].as_array().unwrap().iter();
            let own = readings.find(|reading| {
                reading["witnesses"].as_array().unwrap().iter().any(|one| one["sigil"] == sigil)
            });
            own.map_or(String::new(), |own| string(&own["text"]))
        });
        readings.collect()
    };
    assert_eq!(said("B"), parts.concat(), "{table}");
    assert!(!world.run(&["collate", "a.txt:1", "--format", "tei"]).stdout.contains("type=\"gap\""));
}

#[test]
fn a_passage_without_a_copy_is_its_own_reading() {
    let world = World::with(&[("texts/a.txt", WELL), ("texts/b.txt", KILN)]);
    world.index();
    let run = world.run(&["collate", "a.txt:1", "--json"]);
    assert_eq!(run.status, 1);
    assert_eq!(string(&run.json()[0]["majority"]["text"]), WELL.trim());
}

#[test]
fn a_sentence_is_blamed_on_the_earliest_dated_copy() {
    let dated = |date: &str, text: &str| format!("---\ndate: {date}\n---\n{text}");
    let kept = "老井的水冬暖夏凉，酿出的米酒远近闻名。";
    let world = World::with(&[
        ("texts/a.txt", dated("1934-05-02", &format!("{WELL}这一句只有这里才有，别处谁也没有印过它。\n"))),
        ("texts/b.txt", dated("1931-01-09", &format!("{KILN}{kept}\n"))),
        ("texts/c.txt", dated("1933-07-01", WELL)),
        ("texts/d.txt", WELL.to_owned()),
    ]);
    world.index();
    let sentences = world.json(&["blame", "a.txt"]);
    let earliest: Vec<Value> =
        sentences.iter().map(|sentence| sentence["earliest"]["document"].clone()).collect();
    assert_eq!(earliest, [Value::from("c.txt"), Value::from("b.txt"), Value::Null]);
    let source = std::fs::read_to_string(world.path("texts/a.txt")).unwrap();
    for sentence in &sentences {
        assert_eq!(at(&source, sentence), string(&sentence["text"]));
    }
    assert_eq!(string(&sentences[1]["text"]), kept);
    assert_eq!(sentences[1]["copies"].as_array().unwrap().len(), 3, "the undated one too");
    let lines = world.run(&["blame", "b.txt"]).stdout;
    assert!(lines.lines().skip(1).all(|line| line.starts_with('·')), "nothing is earlier: {lines}");
}
