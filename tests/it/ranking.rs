//! Which hit comes first, and what counts as a copy that lost the words.

use crate::world::World;
use crate::world::string;

/// The documents of the hits of a query, in order.
fn ranked(world: &World, query: &str) -> Vec<String> {
    world.hits(query).iter().map(|hit| string(&hit["document"])).collect()
}

#[test]
fn a_title_that_holds_the_words_speaks_for_its_document() {
    let world = World::with(&[
        ("texts/a.txt", "磨坊停了。"),
        ("texts/b.txt", "磨坊响了。"),
        ("texts/metadata.csv", "document,title\na.txt,渡口的消息\nb.txt,石桥镇的磨坊\n"),
    ]);
    world.index();
    assert_eq!(ranked(&world, "磨坊"), ["b.txt", "a.txt"]);
}

#[test]
fn words_that_stand_near_each_other_come_first() {
    let world = World::with(&[
        ("texts/a.txt", "磨坊停了，守夜的人把门板一块一块合上，回家的路要经过一个渡口。"),
        ("texts/b.txt", "天亮以后船工才把缆绳收好，他说昨夜有人落水，就在磨坊旁的渡口那里。"),
    ]);
    world.index();
    assert_eq!(ranked(&world, "渡口 磨坊"), ["b.txt", "a.txt"]);
}

#[test]
fn a_question_is_answered_by_the_paragraph_that_holds_most_of_it() {
    let world = World::with(&[
        ("texts/a.txt", "渡船的票价定为一元五角，老人凭证免票。"),
        ("texts/b.txt", "老人在船上睡着了。"),
        ("texts/c.txt", "票房前排着长队，都在问多少钱一张。"),
    ]);
    world.index();
    let hits = world.hits("渡船的票价是多少，老人要买票吗？");
    assert_eq!((&hits[0]["document"], &hits[0]["loose"]), (&"a.txt".into(), &true.into()));
}

#[test]
fn what_was_written_in_one_piece_and_stands_so_is_all_that_is_found() {
    let world = World::with(&[
        ("texts/a.txt", "看得见的管线陈列室开放了。"),
        ("texts/b.txt", "陈列室里没有人看得见。"),
    ]);
    world.index();
    assert_eq!(ranked(&world, "看得见的管线"), ["a.txt"]);
    assert_eq!(ranked(&world, "陈列室 看得见"), ["b.txt", "a.txt"]);
    assert_eq!(ranked(&world, "管线陈列间"), ["a.txt", "b.txt"], "when it does not stand so, by its words");
}

/// A short report on a numbered meeting.
fn report(number: &str, day: &str, who: &str) -> String {
    format!(
        "石桥镇议事会{number}会议{day}在镇公所东厢房举行，{who}主持会议并作了简短说明，会议听取了水利站关于河堤加固情况的报告。"
    )
}

#[test]
fn another_reading_that_stands_elsewhere_is_no_spoilt_word() {
    let fifth = report("第五次", "初九上午", "副理事长莫小楼");
    let misread =
        report("第囚次", "初三下午", "理事长卫小满").replace("河堤", "诃堤").replace("简短", "筒短");
    let world = World::with(&[
        ("texts/a.txt", report("第四次", "初三下午", "理事长卫小满")),
        ("texts/b.txt", fifth.clone()),
        ("texts/c.txt", format!("{fifth}散会以后，众人去看了水车。")),
        ("texts/d.txt", misread),
    ]);
    world.index();
    let hit = world.json(&["search", "“第四次会议”"]).remove(0);
    let via: Vec<String> =
        hit["copies"].as_array().unwrap().iter().map(|copy| string(&copy["document"])).collect();
    assert_eq!(via, ["d.txt"], "b.txt and c.txt write of another meeting");
    let passage = world.json(&["copies", "a.txt:1"]).remove(0);
    assert_eq!(passage["copies"].as_array().unwrap().len(), 3, "as passages all of them are the same");
}

#[test]
fn copies_that_are_not_listed_are_counted() {
    let story = "石桥镇的磨坊停转了二十一年，上个月又响起了水声，守磨人为此哭了一场，说他等到了这一天。";
    let world = World::new();
    for number in 0..12 {
        world.write(format!("texts/{number:02}.txt"), format!("第{number}版。\n\n{story}"));
    }
    world.index();
    let counted = |arguments: &[&str]| {
        let hit = world.json(&[&["search", "磨坊"], arguments].concat()).remove(0);
        let listed = hit["copies"].as_array().unwrap().len();
        (listed, hit["copies_total"].as_u64())
    };
    assert_eq!(counted(&[]), (11, Some(11)));
    assert_eq!(counted(&["--copies", "3"]), (3, Some(11)));
    assert_eq!(world.json(&["search", "磨坊", "--copies", "3"]).len(), 1, "folded all the same");
}

#[test]
fn a_copy_spoilt_late_in_a_long_string_is_one_of_it() {
    let story = "石桥镇的磨坊停转了二十一年上个月又响起了水声，守磨人为此哭了一场，他说等到了这一天。";
    let world = World::with(&[
        ("texts/a.txt", story.to_owned()),
        ("texts/b.txt", story.to_owned()),
        ("texts/c.txt", story.replace("又响起", "叉响起").replace("一场", "一扬").replace("等到", "筹到")),
        ("texts/d.txt", story.replace("的磨坊", "的磨仿").replace("一场", "一汤").replace("等到", "等倒")),
    ]);
    world.index();
    let hit = world.json(&["search", "“石桥镇的磨坊停转了二十一年上个月又响起了”"]).remove(0);
    let copies: Vec<String> =
        hit["copies"].as_array().unwrap().iter().map(|copy| string(&copy["document"])).collect();
    assert_eq!(copies, ["b.txt", "c.txt", "d.txt"]);
}
