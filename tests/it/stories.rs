//! Stories: what whole texts a collection consists of, and the full text of each.

use crate::served::Served;
use crate::world::World;
use crate::world::number;
use crate::world::slice;
use crate::world::string;
use crate::world::unwrapped;
use serde_json::Value;
use std::path::PathBuf;

const HEAD: &str = "入冬第一场雪落在北山，猎户陈阿四收起了最后一副绳套。他说今年的狐狸比往年聪明，见了铁夹子绕着走，连撒的谷粒也不肯碰，夜里只听见它们在山梁上一声接一声地叫，";
const TAIL: &str = "倒是獾子上了两回当。合作社来人收皮子，每张比去年多给三毛，猎户们却摇头，宁可把皮子留着给孩子做一顶过年的帽子，也算没白在雪窝里蹲上一冬。";
const BOAT: &str = "航运局昨夜接到电报，下游浅滩又搁住两条煤船。拖轮天亮前赶到，绞了六个钟头才把第一条拉进深水，第二条只好等后天的潮水再说，船上的人先用小划子接了下来。";
const MILL: &str = "磨面厂新装的两台机器上午试车，一台声音不对，师傅拆开一看，齿轮里卡着一枚铜钱。厂长把铜钱钉在门框上，说这是今年的开门红，下午接着试第二台，磨出的头一袋面送给了师傅。";

fn stories(world: &World) -> Vec<Value> {
    world.json(&["stories"])
}

/// The parts of a story in a document, as they stand in its source.
fn parts(world: &World, story: &Value, document: &str) -> Vec<String> {
    let source = std::fs::read_to_string(world.path(format!("texts/{document}"))).unwrap();
    let copies = story["copies"].as_array().unwrap().iter();
    let copy = copies
        .clone()
        .find(|copy| copy["document"] == document)
        .unwrap_or_else(|| panic!("{document}: {story}"));
    let part = |pair: &Value| unwrapped(&slice(&source, number(&pair["begin"]), number(&pair["end"])));
    copy["parts"].as_array().unwrap().iter().map(part).collect()
}

fn documents(story: &Value) -> Vec<String> {
    story["copies"].as_array().unwrap().iter().map(|copy| string(&copy["document"])).collect()
}

#[test]
fn a_story_that_jumps_to_another_column_is_one() {
    let world = World::with(&[
        ("texts/jumps.txt", format!("{HEAD}\n（下转三版）\n\n{BOAT}\n\n（接一版）\n{TAIL}\n")),
        ("texts/whole.txt", format!("{HEAD}{TAIL}\n")),
        ("texts/boat.txt", format!("{BOAT}\n")),
    ]);
    world.index();
    let found = stories(&world);
    assert_eq!(
        found.iter().map(documents).collect::<Vec<_>>(),
        [["jumps.txt", "whole.txt"], ["boat.txt", "jumps.txt"]]
    );
    let trimmed = |text: &str| text.trim_end_matches(['，', '。']).to_owned();
    assert_eq!(parts(&world, &found[0], "jumps.txt"), [trimmed(HEAD), trimmed(TAIL)]);
}

#[test]
fn two_stories_that_two_papers_print_one_after_the_other_stay_two() {
    let both = format!("{HEAD}{TAIL}\n\n{MILL}{BOAT}\n");
    let world = World::with(&[
        ("texts/a.txt", both.clone()),
        ("texts/b.txt", both),
        ("texts/c.txt", format!("{HEAD}{TAIL}\n")),
        ("texts/d.txt", format!("{MILL}{BOAT}\n")),
    ]);
    world.index();
    let found: Vec<Vec<String>> = stories(&world).iter().map(documents).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|story| story.len() == 3), "{found:?}");
}

#[test]
fn a_quotation_ties_no_stories_together() {
    let quoted = "猎户们却摇头，宁可把皮子留着给孩子做一顶过年的帽子，也算没白在雪窝里蹲上一冬。合作社来人收皮子，每张比去年多给三毛，倒是獾子上了两回当。";
    let story = format!("{HEAD}{TAIL}{quoted}");
    let other = format!("{MILL}记者还听说：{quoted}{BOAT}");
    let world = World::with(&[
        ("texts/a.txt", story.clone()),
        ("texts/b.txt", story),
        ("texts/c.txt", other.clone()),
        ("texts/d.txt", other),
    ]);
    world.index();
    let found: Vec<Vec<String>> = stories(&world).iter().map(documents).collect();
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn the_full_text_is_put_together_from_all_copies_in_the_order_of_most() {
    let sections = [HEAD, MILL, BOAT, TAIL].map(|section| format!("{section}\n\n"));
    let [head, mill, boat, tail] = &sections;
    let world = World::with(&[
        // In another order, and longest.
        ("texts/a.txt", format!("{boat}{tail}{head}{mill}")),
        ("texts/b.txt", format!("{head}{mill}{boat}")),
        ("texts/c.txt", format!("{mill}{boat}{tail}").replace("铜钱", "铜线")),
    ]);
    world.index();
    assert_eq!(stories(&world).len(), 1);
    let told = world.json(&["stories", "1"]).remove(0);
    assert_eq!(unwrapped(&string(&told["text"])), unwrapped(&sections.concat()));
    let text: String =
        told["stretches"].as_array().unwrap().iter().map(|stretch| string(&stretch["text"])).collect();
    assert_eq!(text.trim_end(), string(&told["text"]));
    for stretch in told["stretches"].as_array().unwrap() {
        let source =
            std::fs::read_to_string(world.path(format!("texts/{}", string(&stretch["document"])))).unwrap();
        let own = slice(&source, number(&stretch["begin"]), number(&stretch["end"]));
        assert_eq!(unwrapped(&own), unwrapped(&string(&stretch["text"])));
    }
    let copy = |document: &str| {
        let copies = told["copies"].as_array().unwrap().iter();
        copies.clone().find(|copy| copy["document"] == document).unwrap().clone()
    };
    assert_eq!(copy("b.txt")["gaps"].as_array().unwrap().len(), 1, "it lacks the end: {told}");
    let plain = world.run(&["stories", "1", "--text"]).stdout;
    assert_eq!(plain.trim_end(), string(&told["text"]));
    world.run(&["stories", "7"]).refuses(&["there is no story 7, only 1 to 1"]);
}

#[test]
fn the_sample_consists_of_its_two_stories() {
    let sample: PathBuf = [env!("CARGO_MANIFEST_DIR"), "data", "sample"].iter().collect();
    let world = World::new();
    world.json(&["index", sample.to_str().unwrap()]);
    let told = world.json(&["stories", "--text"]);
    assert_eq!(told.len(), 2, "the ferry and the lake: {told:?}");
    let whole = std::fs::read_to_string(sample.join("chenbao/0301-01.txt")).unwrap();
    for story in &told {
        let text = string(&story["text"]);
        let sentence = text.split(['。', '，']).nth(3).unwrap();
        assert!(unwrapped(&whole).contains(sentence), "as the clean copy has it: {sentence}");
        let longest =
            story["copies"].as_array().unwrap().iter().map(|copy| number(&copy["characters"])).max().unwrap();
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        assert!(letters + 40 >= longest, "{letters} of {longest}");
    }
}

/// The passage of a story is its most complete copy, and a story that has no other left is none.
#[test]
fn copies_of_a_story_are_chosen_by_how_much_they_have_by_date_and_by_series() {
    let world = World::with(&[
        ("texts/a.txt", format!("{HEAD}{TAIL}")),
        ("texts/b.txt", format!("{HEAD}{TAIL}").replace("也算没白在雪窝里蹲上一冬。", "")),
        ("texts/c.txt", format!("{HEAD}{TAIL}\n\n{BOAT}")),
        ("texts/d.txt", BOAT.to_owned()),
    ]);
    world.write(
        "texts/metadata.csv",
        "document,date,series\na.txt,2031-01-01,晨报\nb.txt,2031-01-02,晨报\nc.txt,2031-02-01,商报\nd.txt,,\n",
    );
    world.index();
    let told = |options: &[&str]| -> Vec<(usize, Vec<String>)> {
        let stories = world.json(&[&["stories"], options].concat());
        stories.iter().map(|story| (number(&story["story"]), documents(story))).collect()
    };
    let story = |number: usize, documents: &[&str]| {
        (number, documents.iter().map(|document| format!("{document}.txt")).collect::<Vec<String>>())
    };
    assert_eq!(told(&[]), [story(1, &["a", "b", "c"]), story(2, &["c", "d"])]);
    assert_eq!(told(&["--min-cover", "95%"]), [story(1, &["a", "c"]), story(2, &["c", "d"])]);
    let whole = number(&world.json(&["stories"])[0]["copies"][0]["characters"]).to_string();
    assert_eq!(told(&["--min-length", &whole]), [story(1, &["a", "c"])]);
    assert_eq!(told(&["--within-days", "3"]), [story(1, &["a", "b"])]);
    assert_eq!(told(&["--across-series"]), [story(1, &["a", "b", "c"]), story(2, &["c", "d"])]);
    world.run(&["stories", "1", "--min-length", "9"]).refuses(&["--min-length and a story's text"]);
    let served = Served::of(&world);
    let asked = served.get("stories", &[("minCover", "0.95"), ("filter", "series = 晨报")]);
    let results = asked["results"].as_array().unwrap();
    assert_eq!(results.iter().map(documents).collect::<Vec<_>>(), [["a.txt", "c.txt"]], "{asked}");
    let margin = |options: &[(&str, &str)]| {
        let opened = served.get("documents/a.txt", options);
        (number(&opened["results"][0]["copies_total"]), number(&opened["results"][0]["parts_total"]))
    };
    assert_eq!(
        [margin(&[]), margin(&[("withinDays", "3")]), margin(&[("acrossSeries", "true")])],
        [(2, 0), (1, 0), (1, 0)]
    );
    // Two that are near each other, and not to the first.
    world.write(
        "texts/metadata.csv",
        "document,date,series\na.txt,2030-01-01,商报\nb.txt,2031-01-02,晨报\nc.txt,2031-01-03,商报\nd.txt,,\n",
    );
    world.index();
    assert_eq!(told(&["--within-days", "3"]), [story(1, &["c", "b"])]);
    assert_eq!(told(&["--across-series"]), [story(1, &["a", "b", "c"]), story(2, &["c", "d"])]);
}
