//! What one passage has for copies: whole, with every difference, the same for everybody who asks.

use crate::world::World;
use crate::world::number;
use crate::world::slice;
use duikan::Collection;
use duikan::CopyFilter;
use duikan::CopyKind;
use duikan::Formulae;
use duikan::Hits;
use duikan::OriginalSpan;
use duikan::PassageCopy;
use duikan::PassagePair;
use duikan::Query;
use duikan::Variant;
use duikan::Verdict;
use duikan::fold::Folded;
use proptest::prelude::*;
use serde_json::Value;
use std::ops::Range;

/// Characters that folding leaves as they are.
fn alphabet() -> Vec<char> {
    let is_itself = |c: &char| Folded::of(&c.to_string(), 0).characters() == [*c];
    ('\u{4e00}'..'\u{7000}').filter(is_itself).collect()
}

/// A text of so many characters of the alphabet.
fn text(length: Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(alphabet()), length).prop_map(String::from_iter)
}

/// Two versions of one passage, and what stands unchanged at its beginning and its end.
fn versions() -> impl Strategy<Value = (String, String)> {
    let side = || text(20..300);
    prop_oneof![
        (side(), text(1..200), side()).prop_map(|(l, gap, r)| (format!("{l}{gap}{r}"), format!("{l}{r}"))),
        (side(), text(1..200), side()).prop_map(|(l, gap, r)| (format!("{l}{r}"), format!("{l}{gap}{r}"))),
        (side(), (1usize..60).prop_flat_map(|n| (text(n..n + 1), text(n..n + 1))), side())
            .prop_map(|(l, (one, other), r)| (format!("{l}{one}{r}"), format!("{l}{other}{r}"))),
        (side(), text(1..13), text(1..13)).prop_map(|(l, one, other)| {
            let end = one.chars().count().min(other.chars().count());
            let cut = |text: &str| text.chars().take(end).collect::<String>();
            (format!("{l}{}", cut(&one)), format!("{l}{}", cut(&other)))
        }),
        (side(), text(1..13), text(1..13)).prop_map(|(r, one, other)| {
            let end = one.chars().count().min(other.chars().count());
            let cut = |text: &str| text.chars().take(end).collect::<String>();
            (format!("{}{r}", cut(&one)), format!("{}{r}", cut(&other)))
        }),
    ]
}

/// A text with the readings of its copy.
fn read(text: &str, begin: u32, variants: &[Variant]) -> String {
    let mut copy = String::new();
    let mut at = 0;
    for Variant { a, b_text, .. } in variants {
        copy += &slice(text, at, (a.begin - begin) as usize);
        copy += b_text;
        at = (a.end - begin) as usize;
    }
    copy + &slice(text, at, text.chars().count())
}

fn open(world: &World) -> Collection {
    Collection::build(world.path("index")).texts(world.path("texts")).run().unwrap();
    Collection::open(world.path("index")).unwrap()
}

fn only(copies: &[PassageCopy]) -> &PassageCopy {
    assert_eq!(copies.len(), 1, "{copies:?}");
    &copies[0]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_copy_is_one_and_every_difference_is_shown(pairs in prop::collection::vec(versions(), 200)) {
        let world = World::new();
        let source = |text: &str| format!("{text}。");
        for (nth, (one, other)) in pairs.iter().enumerate() {
            world.write(format!("texts/{nth:03}a.txt"), source(one));
            world.write(format!("texts/{nth:03}b.txt"), source(other));
        }
        let collection = open(&world);
        for (nth, (one, other)) in pairs.iter().enumerate() {
            let (passage, copies) =
                collection.copies(format!("{nth:03}a.txt:1"), &CopyFilter::default()).unwrap();
            let copy = only(&copies);
            prop_assert_eq!(&copy.about.document, &format!("{nth:03}b.txt"));
            prop_assert_eq!(read(&passage.text, 0, &copy.variants), source(other));
            // Found by what one of them begins and ends with, and by what stands in the middle, in both or in one.
            let characters: Vec<char> = one.chars().collect();
            for at in [0, characters.len() / 2, characters.len() - 8] {
                let word: String = characters[at..at + 8].iter().collect();
                let answer = collection.search(&Query::new(format!("\"{word}\""))).unwrap();
                prop_assert_eq!(answer.hits.len(), 1, "{}", word);
                let hit = &answer.hits[0];
                let (own, sister) = if hit.about.document.ends_with("a.txt") { (one, other) } else { (other, one) };
                let copy = only(&hit.copies);
                prop_assert_eq!(read(&source(own), 0, &copy.variants), source(sister));
            }
        }
    }
}

/// Documents of paragraphs that come again and again, some of their characters misread.
fn shelf() -> impl Strategy<Value = Vec<Vec<String>>> {
    let pool = prop::collection::vec(text(14..90), 5);
    let paragraphs = prop::collection::vec((0usize..5, prop::option::of(any::<prop::sample::Index>())), 1..7);
    (pool, prop::collection::vec(paragraphs, 2..6)).prop_map(|(pool, documents)| {
        let misread = |text: &str, at: Option<prop::sample::Index>| {
            let mut characters: Vec<char> = text.chars().collect();
            if let Some(at) = at {
                let at = at.index(characters.len());
                characters[at] = '\u{9f98}';
            }
            String::from_iter(characters)
        };
        let document =
            |picks: Vec<(usize, _)>| picks.into_iter().map(|(nth, at)| misread(&pool[nth], at)).collect();
        documents.into_iter().map(document).collect()
    })
}

type Place = (String, OriginalSpan);

fn places(copies: &[PassageCopy]) -> Vec<Place> {
    let mut places: Vec<Place> = copies.iter().map(|copy| (copy.about.document.clone(), copy.span)).collect();
    places.sort();
    places
}

fn meet(one: OriginalSpan, other: OriginalSpan) -> bool {
    !one.intersect(other).is_empty()
}

/// Whether a pair ties two places.
fn ties(pair: &PassagePair, one: &Place, other: &Place) -> bool {
    let is =
        |side: &duikan::PassagePlace, place: &Place| side.document == place.0 && meet(side.span, place.1);
    (is(&pair.a, one) && is(&pair.b, other)) || (is(&pair.a, other) && is(&pair.b, one))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_passage_has_the_same_copies_for_everybody(shelf in shelf()) {
        let world = World::new();
        for (nth, paragraphs) in shelf.iter().enumerate() {
            world.write(format!("texts/{nth}.txt"), paragraphs.join("。\n\n") + "。\n");
        }
        let collection = open(&world);
        let mut pairs = Vec::new();
        collection
            .pairs(&CopyFilter::default().formulae(Formulae::Shown), |pair| {
                pairs.push(pair);
                Ok(())
            })
            .unwrap();
        let filter = CopyFilter::default();
        for document in collection.documents() {
            for surveyed in collection.survey(&document.about.document, &filter).unwrap() {
                let name = format!("{}:{}", document.about.document, surveyed.paragraph.paragraph);
                let (passage, copies) = collection.copies(&name, &filter).unwrap();
                let whole = copies.iter().filter(|copy| copy.kind == CopyKind::Copy).count();
                prop_assert_eq!((surveyed.copies_total, surveyed.parts_total), (whole, copies.len() - whole), "{}", &name);
                let collation = collection.collate(&name, None, &filter).unwrap();
                prop_assert_eq!(collation.witnesses.len(), copies.len() + 1, "{}", &name);
                let query = Query::new(format!("\"{}\"", passage.text.trim_end_matches('。')));
                let answer = collection.search(&query.hits(Hits::Flat).limit(100).copies(usize::MAX)).unwrap();
                let hit = answer.hits.iter().find(|hit| {
                    hit.about.document == document.about.document && hit.paragraph == surveyed.paragraph.paragraph
                });
                let hit = hit.unwrap();
                prop_assert_eq!((hit.copies_total, hit.parts_total), (whole, copies.len() - whole), "{}", &name);
                let listed = places(&hit.copies);
                prop_assert!(listed.iter().all(|place| places(&copies).contains(place)), "{}", &name);
                let own = (document.about.document.clone(), passage.span);
                for copy in &copies {
                    let there = (copy.about.document.clone(), copy.span);
                    let place = format!("{}@{}-{}", copy.about.document, copy.span.begin, copy.span.end);
                    let verdict = collection.explain(&name, &place).unwrap().verdict;
                    prop_assert!(
                        matches!(verdict, Verdict::Linked | Verdict::SameCluster),
                        "{} {}: {:?}", &name, place, verdict
                    );
                    // What rests on a third copy may be tied to that one only.
                    let is_tied = pairs.iter().any(|pair| ties(pair, &own, &there));
                    prop_assert!(is_tied || verdict == Verdict::SameCluster, "{}: {:?}", &name, there);
                }
            }
        }
    }
}

#[test]
fn paragraphs_that_are_the_same_are_copies_of_each_other_at_any_length_and_number() {
    let line = "石匠们趁着枯水把桥墩一块块起出来编了号又照原样砌回去只换了三块";
    for (length, many) in [(14, 3), (14, 120), (17, 7), (24, 60), (31, 400)] {
        let paragraph = slice(line, 0, length);
        let world = World::with(&[("texts/a.txt", format!("{paragraph}。\n\n").repeat(many))]);
        let collection = open(&world);
        for nth in [1, many / 2 + 1, many] {
            let (_, copies) = collection.copies(format!("a.txt:{nth}"), &CopyFilter::default()).unwrap();
            let mut paragraphs: Vec<u32> = copies.iter().map(|copy| copy.paragraph).collect();
            paragraphs.sort_unstable();
            let others: Vec<u32> =
                (1..=u32::try_from(many).unwrap()).filter(|other| *other as usize != nth).collect();
            assert_eq!(paragraphs, others, "{many} paragraphs of {length} characters, the {nth}th");
            assert!(copies.iter().all(|copy| copy.coverage >= 1.0 && copy.similarity >= 1.0));
        }
    }
}

const BELL: &str = "守钟人每逢初一擦一遍钟绳，十五给齿轮上油，";
const NEWS: &str = "这一年雨水多，钟楼的木梯朽了两级，全镇凑钱换了新的，工匠只收了饭钱。";

#[test]
fn an_omission_is_a_difference_and_its_words_lead_to_the_sister() {
    let lacking = format!("{BELL}{NEWS}");
    let full = format!("{BELL}账目由茶行掌柜代管，{NEWS}");
    let world = World::with(&[("texts/a.txt", &full), ("texts/b.txt", &lacking)]);
    world.index();
    let listed = world.run(&["copies", "a.txt:1"]).stdout;
    assert_eq!(listed.matches("b.txt").count(), 1, "{listed}");
    assert!(listed.contains("[-账目由茶行掌柜代管，-]") && !listed.contains("100 %"), "{listed}");
    assert!(world.run(&["copies", "b.txt:1"]).stdout.contains("{+账目由茶行掌柜代管，+}"));
    let hit = world.json(&["search", "茶行掌柜"]).remove(0);
    assert_eq!((&hit["copies"][0]["document"], &hit["copies"][0]["via"]), (&"b.txt".into(), &true.into()));
    for instead in ["-l", "-c"] {
        let run = world.run(&["search", "钟绳", "--variants", "gap", instead]);
        assert_eq!((run.status, run.stdout.lines().count()), (0, 2), "{}", run.stderr);
        assert_eq!(world.run(&["search", "钟绳", "--variants", "script", instead]).status, 1);
    }
}

#[test]
fn what_goes_on_with_something_else_is_no_copy_of_the_whole() {
    let part = "南门外米行的牌价今晨每石落了两角，";
    let world = World::with(&[
        ("texts/a.txt", format!("{part}粮商说是新谷上市的缘故，再过半月还要跌，劝大家不要囤积。")),
        (
            "texts/b.txt",
            format!("{part}剧团却在这时候涨了票钱，头排的位子要八角，后排也要四角，站着看的减半收取。"),
        ),
    ]);
    world.index();
    let shown = world.run(&["copies", "a.txt:1"]).stdout;
    assert!(shown.contains("+ 1 part") && !shown.contains('='), "{shown}");
    let shown = world.run(&["copies", "a.txt:1", "--parts"]).stdout;
    assert!(shown.contains("16 of 41 characters 南门外米…落了两角") && !shown.contains("100 %"), "{shown}");
    let copy = &world.json(&["copies", "a.txt:1"])[0]["copies"][0];
    assert_eq!((&copy["kind"], &copy["similarity"]), (&"part".into(), &1.0.into()), "{copy}");
    let run = world.run(&["blame", "b.txt", "--json"]).json().remove(0);
    assert_eq!(run["earliest"], Value::Null, "{run}");
}

#[test]
fn a_line_of_a_template_is_judged_as_a_line() {
    let report = |village: &str, writer: &str| {
        format!(
            "现在我代表{village}全体同人，把一年来修桥铺路的账目报告给各位，请各位过目，有不清楚的地方当场问。\n\n（{village}通讯员{writer}）\n\n第一项，石料，共用青石四百二十块，木桩九十根，都有收条在此。\n"
        )
    };
    let world = World::with(&[
        ("texts/a.txt", report("杏花坞", "罗小满")),
        ("texts/b.txt", report("石门滩", "丁一舟")),
    ]);
    world.index();
    assert_eq!(world.run(&["copies", "a.txt:2"]).status, 1, "the names are all it says");
    assert_eq!(world.json(&["copies", "a.txt:1"])[0]["copies"].as_array().unwrap().len(), 1);
}

#[test]
fn what_stands_in_several_places_is_one_entry_with_its_pieces() {
    let first = "县立图书馆搬进了从前的盐仓，两层楼全是书架，窗子朝着河，";
    let second = "管理员说潮气最要紧，每个书架下都放了一盆石灰，半月换一次。";
    let other = "另一条消息说的是城西的戏台，台柱重新漆过，顶上的龙头补了一只角，请的是邻县的老漆匠，";
    let between = other.repeat(4);
    let world = World::with(&[
        ("texts/a.txt", format!("{first}{second}")),
        ("texts/b.txt", format!("{second}\n\n{between}。\n\n{first}完。")),
    ]);
    world.index();
    let copy = &world.json(&["copies", "a.txt:1"])[0]["copies"].as_array().unwrap().clone();
    assert_eq!(copy.len(), 1, "{copy:?}");
    let pieces = copy[0]["pieces"].as_array().unwrap();
    let moved: Vec<bool> = pieces.iter().map(|piece| piece["moved"] == true).collect();
    assert_eq!(moved.iter().filter(|moved| **moved).count(), 1, "{pieces:?}");
    assert!(copy[0]["coverage"].as_f64().unwrap() > 0.95, "{copy:?}");
    assert!(world.run(&["copies", "a.txt:1"]).stdout.contains('↕'));
}

#[test]
fn boilerplate_is_left_out_unless_it_is_asked_for() {
    let story =
        "理事会昨日议决三事，其一修堤，其二浚河，其三为守堤的人家添置棉衣，所需款项由四乡分担，限月底交齐。";
    let notice = "所需款项由四乡分担，限月底交齐";
    let other: Vec<char> = alphabet();
    let world = World::new();
    for nth in 0..12 {
        world.write(format!("texts/a{nth:02}.txt"), story);
    }
    for (nth, rest) in other.chunks(30).take(60).enumerate() {
        world.write(format!("texts/b{nth:02}.txt"), format!("{}，{notice}。", String::from_iter(rest)));
    }
    world.index();
    let totals = |options: &[&str]| {
        let hit = world.json(&[&["search", "守堤的人家"], options].concat()).remove(0);
        (number(&hit["copies_total"]), number(&hit["parts_total"]))
    };
    assert_eq!(totals(&[]), (11, 0));
    assert_eq!(totals(&["--formulae"]), (11, 60));
}

/// A sentence that is left out between two which end alike: what surrounds it reaches into the one before it by a
/// character or two, which is no second copy of that.
#[test]
fn what_reaches_into_a_sentence_by_its_end_is_no_copy_of_it() {
    let parts = [
        "那年三月初一，我从埠头搭小火轮北上，江面风浪很大，满船的人都变了脸色。",
        "过了三天才到河口，上岸以后借住在一家客栈之中。",
        "第二天早晨去竹林寺访友，两个人谈起时局，都有澄清天下之志。",
        "李先生又取出所藏的一部旧版汉书，纸墨精良，我翻看了很久舍不得放下。",
    ];
    let world = World::with(&[
        ("texts/a.txt", parts.concat()),
        ("texts/b.txt", [parts[0], parts[1], parts[3]].concat()),
    ]);
    world.index();
    let sentences = world.json(&["blame", "b.txt"]);
    let found: Vec<(usize, usize)> = sentences
        .iter()
        .map(|sentence| sentence["copies"].as_array().unwrap())
        .map(|copies| {
            (copies.len(), copies.iter().map(|copy| copy["variants"].as_array().unwrap().len()).sum())
        })
        .collect();
    assert_eq!(found, [(1, 0), (1, 0), (1, 0)], "{sentences:?}");
}

/// A copy that says a part twice has all of the passage, and something more.
#[test]
fn a_part_that_a_copy_repeats_is_more_and_not_another_copy() {
    let [begin, middle, end] = [
        "盐商在河湾修了一座石亭，亭柱上刻着历次大水的水位，最高的一道比人还高出半头，刻字的石匠姓名和年月却早已磨得看不清楚了，只剩下一个山字。",
        "每年春汛以前，河工都要到亭里量一次水，把尺寸写在账本上，交给下游的三个县衙，县衙再差人把它抄在城门边的白墙上，让过路的船家也都知道深浅。",
        "后来公路改道，亭子就荒了，只有放牛的孩子还认得柱上的字，常常用手指慢慢去描，去年测量队找到了它，一道一道抄下来，说是三百年里最长的记录。",
    ];
    let world = World::with(&[
        ("texts/a.txt", [begin, middle, end].concat()),
        ("texts/b.txt", [begin, middle, middle, end].concat()),
    ]);
    world.index();
    let copies = world.json(&["copies", "a.txt:1"])[0]["copies"].as_array().unwrap().clone();
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert_eq!((&copies[0]["kind"], &copies[0]["coverage"]), (&"copy".into(), &1.0.into()), "{copies:?}");
    assert_eq!(copies[0]["variants"].as_array().unwrap().len(), 1, "{copies:?}");
    assert_eq!(world.json(&["copies", "b.txt:1"])[0]["copies"].as_array().unwrap().len(), 1);
}
