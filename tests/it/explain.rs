//! Why passages are copies or not, and how similar they must be.

use crate::world::World;
use crate::world::number;
use crate::world::string;

const STORY: &str = "石桥镇的磨坊停转了二十一年，上个月又响起了水声，守磨人为此哭了一场。";

fn verdict(world: &World, a: &str, b: &str) -> String {
    string(&world.run(&["explain", a, b, "--json"]).json()[0]["verdict"])
}

#[test]
fn each_reason_is_told_from_the_others() {
    let other = "天气转凉，请各家各户检查门窗和烟道。";
    // Two of five characters are others.
    let spoil = |(at, c): (usize, char)| if at > 3 && at % 5 < 2 { '误' } else { c };
    let retold: String = STORY.chars().filter(|c| c.is_alphanumeric()).enumerate().map(spoil).collect();
    let world = World::with(&[
        ("texts/a.txt", STORY),
        ("texts/b.txt", STORY),
        ("texts/c.txt", other),
        ("texts/d.txt", &retold),
        ("texts/e.txt", "磨坊停转了二十一年"),
    ]);
    world.index();
    assert_eq!(verdict(&world, "a.txt", "b.txt"), "linked");
    assert_eq!(verdict(&world, "a.txt:1", "c.txt:1"), "nothing-in-common");
    assert_eq!(verdict(&world, "a.txt@0-20", "a.txt@9-30"), "same-place");
    assert_eq!(verdict(&world, "a.txt", "e.txt"), "too-short");
    assert_eq!(verdict(&world, "a.txt", "d.txt"), "too-different");
    let run = world.run(&["explain", "a.txt", "c.txt"]);
    assert_eq!(run.status, 1, "no copies: {}", run.stdout);
    let run = world.run(&["explain", "a.txt@0-20", "b.txt@0-20"]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains("copies: they are linked"), "{}", run.stdout);
    world.run(&["explain", "a.txt", "nowhere.txt"]).refuses(&["nowhere.txt"]);
}

#[test]
fn an_explanation_counts_what_the_passages_share() {
    let world = World::with(&[("texts/a.txt", STORY), ("texts/b.txt", STORY), ("texts/c.txt", STORY)]);
    world.index();
    let told = world.json(&["explain", "a.txt", "c.txt"]).remove(0);
    let letters = STORY.chars().filter(|c| c.is_alphanumeric()).count();
    assert_eq!(number(&told["alignment"]["agreeing"]), letters);
    assert_eq!(told["alignment"]["similarity"], 1.0);
    assert_eq!(number(&told["fingerprints"]["short"]["most_places"]), 3);
    assert_eq!(told["fingerprints"]["short"]["count"], told["fingerprints"]["short"]["seeds"]);
    assert_eq!(told["link"]["a"]["document"], "a.txt");
    assert_eq!(told["link"]["b"]["document"], "c.txt");
}

#[test]
fn how_similar_copies_must_be_is_asked_when_searching() {
    let spoilt = STORY
        .replace("停转", "停运")
        .replace("水声", "水响")
        .replace("哭了", "笑了")
        .replace("上个月", "上星期");
    let world = World::with(&[("texts/a.txt", STORY), ("texts/b.txt", STORY), ("texts/c.txt", &*spoilt)]);
    world.index();
    let copies = |similar: &str| -> Vec<String> {
        let hit = world.json(&["search", "“磨坊”", "doc:a.txt", "--flat", "--similar", similar]).remove(0);
        hit["copies"].as_array().unwrap().iter().map(|copy| string(&copy["document"])).collect()
    };
    assert_eq!(copies("strict"), ["b.txt"]);
    assert_eq!(copies("normal"), ["b.txt", "c.txt"]);
    assert_eq!(copies("loose"), ["b.txt", "c.txt"]);
    let listed = |similar: &str| {
        world.json(&["copies", "a.txt:1", "--similar", similar])[0]["copies"].as_array().unwrap().len()
    };
    assert_eq!((listed("strict"), listed("normal")), (1, 2));
}

#[test]
fn copies_that_are_not_linked_to_each_other_are_one_cluster_through_a_third() {
    // Each place of a fingerprint is tied to its first few only.
    let files: Vec<(String, &str)> = (0..9).map(|number| (format!("texts/{number}.txt"), STORY)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let world = World::with(&files);
    world.index();
    let told = world.json(&["explain", "7.txt", "8.txt"]).remove(0);
    assert_eq!(told["verdict"], "same-cluster");
    assert!(string(&told["through"]["document"]).as_str() < "6.txt", "{told}");
}

#[test]
fn a_story_is_linked_beside_what_repeats_itself_and_beside_what_is_only_alike() {
    let line = "各渡口管理所应当在每月一日前将船票收入上缴市航务处备案。\n\n".repeat(3000);
    // Six of eleven characters agree: less than is asked of a copy.
    let row = |odd: &str| format!("南岸码头今日{odd}").repeat(60);
    let world = World::with(&[
        ("texts/a.txt", format!("{line}{STORY}")),
        ("texts/b.txt", format!("{STORY}\n\n{line}")),
        ("texts/c.txt", format!("{STORY}{}", row("子丑寅卯辰"))),
        ("texts/d.txt", format!("{STORY}{}", row("甲乙丙丁戊"))),
    ]);
    world.index();
    let story = STORY.chars().count();
    assert_eq!(verdict(&world, &format!("c.txt@0-{story}"), &format!("d.txt@0-{story}")), "linked");
    let end = line.chars().count() + story;
    let last = format!("a.txt@{}-{end}", end - story);
    assert_eq!(verdict(&world, &last, &format!("b.txt@0-{story}")), "linked");
}
