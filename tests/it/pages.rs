//! Pages that OCR has read: where words stand on them, how well they were read; and places as sources themselves count.

use crate::world::World;
use crate::world::string;
use serde_json::Value;
use serde_json::json;

const STORY: &str =
    "渡口的老船工说，今年的水比往年来得早，两岸的柳树还没有发芽，河面已经涨到了石阶的第三级。";

/// A page of ALTO, each character a word of ten by ten, eight on a line.
fn alto(text: &str, confidence: f32) -> String {
    let mut lines = String::new();
    for (row, line) in (0..).zip(text.chars().collect::<Vec<_>>().chunks(8)) {
        let word = |(column, c): (usize, &char)| {
            let (x, y) = (column * 10, row * 20);
            format!("<String CONTENT='{c}' HPOS='{x}' VPOS='{y}' WIDTH='10' HEIGHT='10' WC='{confidence}'/>")
        };
        let words: String = line.iter().enumerate().map(word).collect();
        lines.extend(["<TextLine>", &words, "</TextLine>"]);
    }
    format!(
        "<alto><Description><sourceImageInformation><fileName>渡.png</fileName></sourceImageInformation></Description>\
         <Layout><Page WIDTH='80' HEIGHT='200' PRINTED_IMG_NR='3'><PrintSpace><TextBlock>{lines}</TextBlock></PrintSpace>\
         </Page></Layout></alto>"
    )
}

fn boxes(regions: &Value) -> Vec<[u64; 4]> {
    let side = |region: &Value, name: &str| region[name].as_u64().unwrap();
    let rect = |region: &Value| ["x", "y", "width", "height"].map(|name| side(region, name));
    regions.as_array().unwrap().iter().map(rect).collect()
}

#[test]
fn hits_copies_and_differences_say_where_on_the_picture_they_stand() {
    let world = World::with(&[
        ("texts/晨报.xml", alto(STORY, 0.9)),
        ("texts/晚报.alto", alto(&STORY.replace("柳树", "柳林"), 0.5)),
    ]);
    world.index();
    let hits = world.run(&["search", "今年的水比往年来得早", "doc:晨报", "--json"]).json();
    let hit = &hits[0];
    // 今 is the ninth character, after the comma; the words run over three lines.
    assert_eq!(boxes(&hit["matches"][0]["regions"]), [[0, 20, 80, 10], [0, 40, 20, 10]]);
    assert_eq!(hit["matches"][0]["regions"][0]["picture"], "渡.png");
    assert_eq!(hit["locus"], "p3");
    assert_eq!(hit["regions"].as_array().unwrap().len(), 6, "a box for each line");
    let copy = &hit["copies"][0];
    assert_eq!((&copy["document"], &copy["locus"]), (&json!("晚报.alto"), &json!("p3")));
    assert_eq!(copy["regions"][0]["confidence"], json!(0.5));
    let variant = &copy["variants"][0];
    assert_eq!((&variant["a_text"], &variant["b_text"]), (&json!("树"), &json!("林")));
    assert_eq!(boxes(&variant["a_regions"]), boxes(&variant["b_regions"]));
    assert_eq!(boxes(&variant["a_regions"]), [[70, 40, 10, 10]]);
    let shown = world.run(&["search", "今年的水", "doc:晨报"]);
    assert!(shown.stdout.contains("¶1 [p3] "), "{}", shown.stdout);
}

#[test]
fn how_well_a_text_was_read_is_told_and_asked_for() {
    let world = World::with(&[
        ("texts/清.xml", alto(STORY, 0.9)),
        ("texts/糊.xml", alto(STORY, 0.5)),
        ("texts/文.txt", STORY.to_owned()),
        ("texts/乱.txt", "口渡船老的工说，年今水的往比来年早得。".to_owned()),
    ]);
    world.index();
    let list = world.run(&["list", "--json"]).json();
    let quality = |name: &str| {
        let document = list.iter().find(|document| document["document"] == name).unwrap();
        (document["quality"].as_f64().unwrap(), document["confidence"].as_f64())
    };
    assert_eq!((quality("清.xml"), quality("糊.xml")), ((0.9, Some(0.9)), (0.5, Some(0.5))));
    assert_eq!(quality("文.txt").1, None);
    assert!(quality("文.txt").0 > quality("乱.txt").0 + 0.2, "{list:?}");
    let documents = |filter: &str| -> Vec<String> {
        let hits = world.run(&["search", &format!("渡口 {filter}"), "--flat", "--json"]).json();
        hits.iter()
            .map(|hit| string(&hit["document"]))
            .filter(|name| ["清.xml", "糊.xml"].contains(&name.as_str()))
            .collect()
    };
    assert_eq!(documents("quality:>0.8"), ["清.xml"]);
    assert_eq!(documents("quality:0.5..0.6"), ["糊.xml"]);
    assert_eq!(documents("quality:<=0.5"), ["糊.xml"]);
    let refused = world.run(&["search", "渡口 quality:80", "--lang", "en"]);
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("`80` is no quality, which is of 0 to 1"), "{}", refused.stderr);
    assert!(world.run(&["stats", "--json"]).json()[0]["quality"].as_f64().unwrap() > 0.5);
}

#[test]
fn boxes_outside_of_their_picture_are_told_and_cost_no_text() {
    let page = alto(STORY, 0.9).replace("HEIGHT='200'", "HEIGHT='50'");
    let world = World::with(&[("texts/晨报.xml", page)]);
    let report = world.run(&["index", "texts", "--lang", "en", "--skipped"]);
    assert!(report.stderr.contains("20 boxes lie outside of the picture"), "{}", report.stderr);
    assert_eq!(world.run(&["search", "第三级", "--json"]).json().len(), 1);
}

const LAW: &str = "# 渡口管理规定\n\n## 第十一条 船只\n\n渡船每日检查一次。\n\n## 第十二条 船票\n\n船票由县里统一定价，老人和学生免票。\n\n\
                   ## 附则\n\n本规定自公布之日起施行。\n\n## 附则\n\n从前的规定同时废止。\n";

/// The first paragraph that is shown of a place.
fn shown(world: &World, place: &str) -> String {
    let shown = world.run(&["show", place, "--json"]);
    assert_eq!(shown.status, 0, "{place}: {}", shown.stderr);
    string(&shown.json()[0]["text"])
}

#[test]
fn a_place_is_taken_as_its_source_counts() {
    let world = World::with(&[
        ("texts/规定.md", LAW.to_owned()),
        ("texts/规定:附则.txt", "这是另一个文件。".to_owned()),
        ("texts/晨报.xml", alto(STORY, 0.9)),
        (
            "texts/经.xml",
            "<TEI><text><p><lb n='0848c07'/>观自在<lb n='0848c08'/>菩萨</p></text></TEI>".to_owned(),
        ),
    ]);
    world.index();
    for place in ["规定.md:第十二条", "规定.md:第12条", "规定.md：第 12 条", "规定.md:第十二条 船票"]
    {
        assert_eq!(shown(&world, place), "第十二条 船票", "{place}");
    }
    assert_eq!(shown(&world, "规定.md:附则"), "附则");
    assert_eq!(shown(&world, "规定.md:附则#2"), "附则");
    assert_eq!(world.run(&["show", "规定.md:附则#2", "--json"]).json()[1]["text"], "从前的规定同时废止。");
    assert_eq!(shown(&world, "规定:附则.txt"), "这是另一个文件。", "a key goes first");
    assert_eq!(shown(&world, "规定.md:4"), "第十二条 船票", "a number is a paragraph");
    assert!(shown(&world, "晨报:p3").starts_with("渡口"));
    assert!(shown(&world, "晨报:第三页").starts_with("渡口"));
    assert!(shown(&world, "经:0848c08").contains("菩萨"));
    for command in ["copies", "collate"] {
        assert_ne!(world.run(&[command, "规定.md:第十二条"]).status, 2, "{command}");
    }
    let refused = world.run(&["show", "规定.md:第十三条", "--lang", "en"]);
    assert_eq!(refused.status, 2);
    let told = "规定.md: there is no place `第十三条` (the nearest are 第十二条 船票, 第十一条 船只, ";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
}

#[test]
fn every_locus_that_is_shown_is_taken_back() {
    let world = World::with(&[("texts/规定.md", LAW.to_owned()), ("texts/晨报.xml", alto(STORY, 0.9))]);
    world.index();
    for document in ["规定.md", "晨报.xml"] {
        for paragraph in world.run(&["show", document, "--json"]).json() {
            let place = format!("{document}:{}", string(&paragraph["locus"]));
            let taken = world.run(&["show", &place, "--json"]).json();
            let locus = paragraph["loci"].as_array().unwrap().last().unwrap();
            assert!(taken[0]["begin"].as_u64().unwrap() <= locus["at"].as_u64().unwrap(), "{place}");
            assert_eq!(taken[0]["locus"], paragraph["locus"], "{place}");
        }
    }
}
