//! Which copies are wanted, and what is then listed, counted and exported.

use crate::world::World;
use crate::world::number;
use crate::world::string;
use serde_json::Value;

/// A passage in four papers: the same day, three days later, a month later in full, and a part of it undated.
fn papers() -> World {
    let story = "码头工人在清淤时捞起一口铁锚，锚上铸着船号，老人们认出那是四十年前沉没的粮船。";
    let world = World::with(&[
        ("texts/a.txt", story.to_owned()),
        ("texts/b.txt", story.replace("铁锚", "铁猫")),
        ("texts/c.txt", story.replace("锚上铸着船号，", "")),
        ("texts/d.txt", format!("{story}\n\n{story}")),
        (
            "texts/e.txt",
            "据说码头工人在清淤时捞起一口铁锚，现在摆在公园里供人照相，每天有不少孩子爬上爬下玩耍。"
                .to_owned(),
        ),
    ]);
    world.write(
        "texts/metadata.csv",
        "document,date,series\na.txt,2031-03-01,晨报\nb.txt,2031-03-01,晨报\nc.txt,2031-03-04,商报\nd.txt,2031-04-04,\n",
    );
    world.index();
    world
}

#[test]
fn copies_are_chosen_by_how_much_they_have_by_date_and_by_series() {
    let world = papers();
    let listed = |options: &[&str]| -> Vec<String> {
        let run = world.run(&[&["copies", "a.txt:1", "--json"], options].concat());
        let copies = run.json().remove(0)["copies"].as_array().unwrap().clone();
        copies.iter().map(|copy| string(&copy["document"])).collect()
    };
    assert_eq!(
        listed(&[]),
        ["d.txt", "d.txt", "b.txt", "c.txt", "e.txt"],
        "the fullest, the most similar first"
    );
    assert_eq!(listed(&["--sort", "different"])[0], "c.txt");
    assert_eq!(listed(&["--min-cover", "90%"]), ["d.txt", "d.txt", "b.txt"]);
    assert_eq!(listed(&["--min-length", "33"]), ["d.txt", "d.txt", "b.txt"]);
    assert_eq!(listed(&["--within-days", "3"]), ["b.txt", "c.txt"]);
    assert_eq!(listed(&["--across-series"]), ["d.txt", "d.txt", "c.txt", "e.txt"]);
    let hit = |options: &[&str]| world.json(&[&["search", "清淤"], options].concat()).remove(0);
    let totals = |hit: &Value| (number(&hit["copies_total"]), number(&hit["parts_total"]));
    assert_eq!(totals(&hit(&["--doc", "a.txt"])), (4, 1));
    assert_eq!(totals(&hit(&["--doc", "a.txt", "--within-days", "3"])), (2, 0));
    let shown = world.run(&["search", "清淤", "--doc", "a.txt"]).stdout;
    assert!(
        shown.contains("5 copies") && shown.contains("= 1 more  2031-04-04") && shown.contains("+ 1 part "),
        "{shown}"
    );
    assert!(
        !shown.contains("e.txt")
            && world.run(&["search", "清淤", "--doc", "a.txt", "--parts"]).stdout.contains("e.txt")
    );
}

/// The pairs of an export: a link whose passage has too little of every paragraph is left out, and so is one of
/// documents that are not among each other's.
#[test]
fn links_are_chosen_as_copies_are() {
    let world = papers();
    let links = |options: &[&str]| {
        let links = world.json(&[&["export", "links"], options].concat());
        let mut pairs: Vec<String> = links
            .iter()
            .map(|link| ["a", "b"].map(|side| string(&link[side]["document"]).replace(".txt", "")).concat())
            .collect();
        pairs.sort();
        pairs.join(" ")
    };
    let all = "ab ac ad ad ae bc bd bd cd cd ce dd de de";
    assert_eq!(links(&[]), all);
    assert_eq!(links(&["--min-cover", "60%"]), all.replace(" ae", "").replace(" ce", "").replace(" de", ""));
    assert_eq!(links(&["--min-length", "33"]), "ab ad ad bd bd dd");
    assert_eq!(links(&["--within-days", "3"]), "ab ac bc dd");
    assert_eq!(links(&["--across-series"]), "ac ad ad ae bc bd bd cd cd ce");
    for (options, says) in [
        (["links", "--star", "--min-length=9"], "--star and --min-length"),
        (["clusters", "--min-cover=50%", "--json"], "--min-cover and clusters"),
    ] {
        world.run(&[&["export"][..], &options].concat()).refuses(&[says]);
    }
}

/// A hit is left out for its own copies; what is like it more or less is looked at for itself.
#[test]
fn a_hit_that_is_not_wanted_hides_none_that_is() {
    let [library, gate, lamp] = [
        "县立书院旧藏志书三册，历任山长增补过两回，末册附有河渠图，至今还能展开来看。",
        "书院大门朝东，门前两株银杏据说与书院同岁，秋天落叶盖住石阶，学生扫了又落。",
        "夜里只点一盏油灯，守门人说风大的时候灯芯要剪短，不然整座院子都会闻到烟味。",
    ];
    let world = World::with(&[
        ("texts/a.txt", format!("{library}{gate}{lamp}")),
        ("texts/b.txt", format!("{library}{gate}{lamp}").replace("三册", "二册")),
        ("texts/c.txt", format!("{library}{gate}")),
    ]);
    world.index();
    let found = |options: &[&str]| -> usize {
        let answer =
            world.run(&[&["search", "历任山长", "--json", "--variants", "character"], options].concat());
        answer.json().len()
    };
    assert_eq!(found(&["--flat"]), 3, "each differs from another by a character");
    assert!(found(&[]) > 0);
}
