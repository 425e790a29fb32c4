//! What those expect who search all day: counting, naming, nearness.

use crate::world::World;
use crate::world::matches;
use crate::world::number;
use crate::world::string;

#[test]
fn documents_are_counted_and_named_as_grep_would() {
    let world = World::with(&[
        ("texts/a.txt", "磨坊又响了。\n\n石桥镇的磨\n坊停了。\n\n渡口没有船。"),
        ("texts/b.txt", "磨坊在渡口旁边。"),
        ("texts/c.txt", "渡口的茶楼。"),
    ]);
    world.index();
    let run = world.run(&["search", "磨坊", "--count"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "a.txt:2\nb.txt:1\n"));
    let run = world.run(&["search", "磨坊 -渡口", "-l"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "a.txt\n"));
    assert_eq!(number(&world.json(&["search", "磨坊", "-c"])[0]["paragraphs"]), 2);
    let run = world.run(&["search", "水井", "-l"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
}

#[test]
fn words_are_found_near_each_other() {
    let text =
        "渡口的老船工说，磨坊停了。\n\n磨坊在河的上游，要走三里路才到渡\n口。\n\n渡口在这里，那里也有渡口。";
    let world = World::with(&[("texts/a.txt", text)]);
    world.index();
    let paragraphs = |query: &str| -> Vec<usize> {
        let mut found: Vec<usize> = world.hits(query).iter().map(|hit| number(&hit["paragraph"])).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(paragraphs("“渡口 磨坊”~5"), [1]);
    assert_eq!(paragraphs("“渡口 磨坊”~4"), [] as [usize; 0]);
    assert_eq!(paragraphs("\"磨坊 渡口\"~12"), [1, 2], "in any order, across a wrapped line");
    assert_eq!(
        paragraphs("渡口 -\"磨坊 渡口\"~5"),
        [2, 3],
        "the first is excluded, the second too far apart"
    );
    assert_eq!(paragraphs("\"渡口 那里\"~5"), [3]);
    let hit = world.hits("“渡口 磨坊”～5").remove(0);
    assert_eq!(matches(&hit, text), ["渡口", "磨坊"]);
}

#[test]
fn hits_are_chosen_by_their_copies() {
    let story = "石桥镇的磨坊停转了二十一年，上个月又响起了水声，守磨人为此哭了一场。";
    let misread = story.replace("水声", "冰声");
    let world = World::with(&[
        ("texts/a1.txt", story),
        ("texts/b1.txt", &misread),
        ("texts/a2.txt", "磨坊门口的空地上，孩子们追着一只陀螺跑，谁也没有抬头看天。"),
        ("texts/a3.txt", "磨坊门口的空地上，孩子们追着一只陀螺跑，谁也没有抬头看天。"),
        ("texts/metadata.csv", "document,series\na1.txt,晚报\na2.txt,晚报\na3.txt,晚报\nb1.txt,晨报\n"),
    ]);
    world.index();
    let found = |arguments: &[&str]| -> Vec<String> {
        let hits = world.run(&[&["search", "磨坊", "--sort", "document", "--json"], arguments].concat());
        hits.json().iter().map(|hit| string(&hit["document"])).collect()
    };
    assert_eq!(found(&[]), ["a1.txt", "a2.txt"]);
    assert_eq!(found(&["--only-in", "晚报"]), ["a2.txt"]);
    assert_eq!(found(&["--variants", "character,gap"]), ["a1.txt"]);
    assert_eq!(found(&["--variants", "gap"]), [] as [&str; 0]);
    assert_eq!(found(&["--min-copies", "2"]), ["a1.txt", "a2.txt"]);
    assert_eq!(found(&["--min-copies", "3"]), [] as [&str; 0]);
}
