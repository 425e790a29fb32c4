//! The options of a search: counting, naming, nearness, synonyms, pages of HTML.

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

#[test]
fn the_earliest_witness_may_stand_for_its_copies() {
    let story = "石桥镇的磨坊停转了二十一年，上个月又响起了水声，守磨人为此哭了一场，说他等到了这一天。";
    let world = World::with(&[
        ("texts/a.txt", format!("磨坊，磨坊，磨坊！\n\n{story}磨坊。")),
        ("texts/b.txt", format!("渡口没有船。\n\n{story}")),
        ("texts/c.txt", story.replace("磨坊", "磨仿")),
        (
            "texts/metadata.csv",
            "document,date\na.txt,2031-03-02\nb.txt,2031-03-01\nc.txt,2031-02-01\n".to_owned(),
        ),
    ]);
    world.index();
    let found = |arguments: &[&str]| -> Vec<(String, usize, usize)> {
        let run = world.run(&[&["search", "磨坊", "--json"], arguments].concat());
        let hit = |hit: &serde_json::Value| {
            (string(&hit["document"]), number(&hit["paragraph"]), hit["copies"].as_array().unwrap().len())
        };
        run.json().iter().map(hit).collect()
    };
    assert_eq!(found(&[]), [("a.txt".into(), 1, 0), ("a.txt".into(), 2, 2)]);
    assert_eq!(
        found(&["--first"]),
        [("a.txt".into(), 1, 0), ("b.txt".into(), 2, 2)],
        "c.txt is older and lost the word"
    );
    assert_eq!(
        found(&["--sort", "date"]),
        [("b.txt".into(), 2, 2), ("a.txt".into(), 1, 0), ("a.txt".into(), 2, 2)],
        "b.txt lacks the last word of a.txt"
    );
}

#[test]
fn the_earliest_witness_meets_the_query_itself() {
    let story = "石桥镇的磨坊停转了二十一年，上个月又响起了洪水声，守磨人为此哭了一场，说他等到了这一天。";
    let world = World::with(&[
        ("texts/old.txt", format!("{}船票也涨了价。", story.replace("洪水", "供氺"))),
        ("texts/mid.txt", story.to_owned()),
        ("texts/new.txt", format!("磨坊的消息：{story}")),
        (
            "texts/metadata.csv",
            "document,date,series\nold.txt,2001,晨报\nmid.txt,2002,晚报\nnew.txt,2003,晚报\n".to_owned(),
        ),
    ]);
    world.index();
    let first = |query: &[&str]| -> Vec<String> {
        let hits = world.json(&[&["search", "--first"], query].concat());
        hits.iter().map(|hit| string(&hit["document"])).collect()
    };
    assert_eq!(first(&["磨坊"]), ["old.txt"]);
    assert_eq!(first(&["磨坊", "--copies", "0"]), ["old.txt"]);
    assert_eq!(first(&["磨坊", "--sort", "date"]), ["old.txt"]);
    for query in [&["磨坊 -船票"][..], &["磨坊 洪水"], &["“磨坊 洪水”~99"], &["磨坊", "--series", "晚报"]]
    {
        assert_eq!(first(query), ["mid.txt"], "{query:?}");
    }
}

#[test]
fn a_pattern_chooses_documents() {
    let world = World::with(&[
        ("texts/ribao/2031-03/01.txt", "磨坊又响了。"),
        ("texts/ribao/2031-04/01.txt", "磨坊停了。"),
        ("texts/wanbao/2031-03/[1].txt", "磨坊在哪里？"),
    ]);
    world.index();
    let names = |pattern: &str| world.run(&["search", "磨坊", "-l", "--doc", pattern]).stdout;
    assert_eq!(names("ribao/*/01.txt"), "ribao/2031-03/01.txt\nribao/2031-04/01.txt\n");
    assert_eq!(names("*/2031-0?/01.txt"), names("ribao/*/01.txt"));
    assert_eq!(names("ribao/*"), "", "a star stays in its folder");
    assert_eq!(names("0*.txt"), names("ribao/*/01.txt"), "without a folder it is the file's name");
    assert_eq!(names("**/2031-03/*"), "ribao/2031-03/01.txt\nwanbao/2031-03/[1].txt\n");
    assert_eq!(names("[1]"), "wanbao/2031-03/[1].txt\n", "without a star it is part of a name");
    assert_eq!(names("{ribao,wanbao}/2031-0{4,5}/*"), "ribao/2031-04/01.txt\n");
    // Each of two million ways would be tried for each document.
    let run = world.run(&["search", "磨坊", "--doc", &"{*,a*,b*,c*,d*}".repeat(9)]);
    run.refuses(&["more than 256 ways", "put less into braces"]);
}

#[test]
fn hits_are_shown_with_the_paragraphs_around_them() {
    let world = World::with(&[("texts/a.txt", "一段。\n\n二段。\n\n磨坊在三段。\n\n四段。")]);
    world.index();
    let hit = world.json(&["search", "磨坊", "-C", "2"]).remove(0);
    let texts = |side: &str| -> Vec<String> {
        hit[side].as_array().unwrap().iter().map(|paragraph| string(&paragraph["text"])).collect()
    };
    assert_eq!(
        (texts("before"), texts("after")),
        (vec!["一段。".into(), "二段。".into()], vec!["四段。".into()])
    );
    let text = world.run(&["search", "磨坊", "--paragraphs", "1"]).stdout;
    assert_eq!(text, "a.txt\n   ¶2 二段。\n   ¶3 磨坊在三段。\n   ¶4 四段。\n");
}

#[test]
fn a_page_of_html_marks_words_and_lets_nothing_through() {
    let world = World::with(&[
        (
            "texts/a.txt",
            "<script>alert(1)</script>石桥镇的磨\n坊停转了二十一年，上个月又响起了水声，守磨人为此哭了一场。",
        ),
        ("texts/b.txt", "石橋鎮的磨坊停轉了二十一年，上個月又響起了冰聲，守磨人為此哭了一場。"),
    ]);
    world.index();
    let page = world.run(&["search", "磨坊", "--html", "--flat", "--sort", "document"]).stdout;
    assert!(page.contains("<mark>磨坊</mark>停转"), "{page}");
    assert!(page.contains("<del class=\"character\">水</del><ins class=\"character\">冰</ins>"), "{page}");
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    let page = world.run(&["search", "<b>水井", "--html"]);
    assert!(page.stdout.contains("&lt;b&gt;水井") && page.status == 1, "{}", page.stdout);
}

#[test]
fn synonyms_stand_for_words_that_are_not_quoted() {
    let world = World::with(&[
        ("texts/a.txt", "上海合作组织峰会开幕。"),
        ("texts/b.txt", "上合组织峰會閉幕。"),
        ("texts/c.txt", "上合的会议改期。"),
        ("synonyms.txt", "\u{feff}# 简称, 会议\n上合组织，上海合作组织\n番茄 \\=> => 西红柿\n"),
        ("wrong.txt", "甲, 乙\n丙 =>\n"),
    ]);
    world.index();
    let names = |query: &str| world.run(&["search", query, "-l", "--synonyms", "synonyms.txt"]).stdout;
    assert_eq!(names("上合组织峰会"), "a.txt\nb.txt\n");
    assert_eq!(names("上海合作組織"), "a.txt\nb.txt\n");
    assert_eq!(names("\"上合组织峰会\""), "b.txt\n", "what is quoted is meant");
    assert_eq!(names("峰会 -上合组织"), "");
    let run = world.run(&["search", "上合组织", "--synonyms", "wrong.txt"]);
    assert!(run.status == 2 && run.stderr.contains("synonyms, line 2: `丙 =>`"), "{}", run.stderr);
    let words: Vec<String> = (0..5_000).map(|number| format!("甲{number}")).collect();
    world.write("many.txt", format!("甲, 乙\n{}\n", words.join(",")));
    world.run(&["search", "甲", "--synonyms", "many.txt"]).refuses(&["line 2: more than 256 words"]);
    let hit = world.json(&["search", "上合组织", "--synonyms", "synonyms.txt", "--doc", "a.txt"]).remove(0);
    assert_eq!(matches(&hit, "上海合作组织峰会开幕。"), ["上海合作组织"]);
}

#[test]
fn a_changed_user_dictionary_says_how_much_is_read_again() {
    let world = World::with(&[
        ("texts/a.txt", "湾畔渡口开航。"),
        ("texts/b.txt", "渡口没有船。"),
        ("words.txt", "湾畔渡口 100\n"),
    ]);
    world.index();
    let index = || world.run(&["index", "texts", "--userdict", "words.txt"]);
    let run = index();
    assert!(
        run.stderr.contains("the user dictionary has changed; documents to read again: 2"),
        "{}",
        run.stderr
    );
    assert!(run.stdout.starts_with("2 changed"), "{}", run.stdout);
    let run = index();
    assert!(!run.stderr.contains("changed") && run.stdout.starts_with("2 unchanged"), "{}", run.stderr);
}
