//! Queries and their answers: what is found, where it is marked, in which order, and what is refused.

use crate::world::World;
use crate::world::matches;
use crate::world::number;
use crate::world::string;
use crate::world::unwrapped;
use serde_json::Value;

/// A column of an invented page, eighteen characters a line.
const COLUMN: &str = "　　石桥镇的磨坊停转了二十一年，上\n\
    个月又响起了水声。守磨人说，木轮是照\n\
    着祖父留下的图样一片一片刨出来的，没\n\
    有用一颗铁钉。头一天磨出的荞麦面，全\n\
    都送给了桥头的孩子们，第二天才开始收\n\
    钱，一斤只要两角。\n";

/// The documents of the hits of a search with flags, in order.
fn listed(world: &World, arguments: &[&str]) -> Vec<String> {
    let hits = world.json(&[&["search"], arguments].concat());
    hits.iter().map(|hit| string(&hit["document"])).collect()
}

/// The only hit of a query.
fn hit(world: &World, query: &str) -> Value {
    let mut hits = world.hits(query);
    assert_eq!(hits.len(), 1, "{query}: {hits:?}");
    hits.remove(0)
}

/// A world of one document, indexed.
fn page(text: &str) -> World {
    let world = World::with(&[("texts/page.txt", text)]);
    world.index();
    world
}

#[test]
fn one_command_indexes_a_folder_and_searches_it() {
    let world = World::with(&[("texts/a.txt", "河边的磨坊又转起来了。")]);
    let run = world.run(&["search", "--in", "texts", "“磨坊”"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("a.txt") && run.stdout.contains("磨坊"), "{}", run.stdout);
    assert!(world.path("texts/.duikan").is_dir());
    world.write("texts/b.txt", "山上的磨坊还没有修好。");
    assert_eq!(listed(&world, &["--in", "texts", "“山上” “磨坊”"]), ["b.txt"]);
    let elsewhere = world.run(&["search", "--in", "texts", "--index", "elsewhere", "“磨坊”"]);
    assert!(elsewhere.status == 0 && world.path("elsewhere").is_dir());
}

#[test]
fn a_literal_is_found_across_a_hard_wrap() {
    let world = page(COLUMN);
    for query in ["上个月又响起", "没有用一颗铁钉", "第二天才开始收钱，一斤"] {
        let hit = hit(&world, &format!("“{query}”"));
        assert_eq!(number(&hit["paragraph"]), 1);
        let marked = matches(&hit, COLUMN);
        assert_eq!(marked.iter().map(|text| unwrapped(text)).collect::<Vec<_>>(), [query]);
        assert!(marked[0].contains('\n'), "{query} stands on two lines");
    }
}

#[test]
fn a_literal_cut_by_a_column_break_is_found_where_it_begins() {
    let text = format!("{COLUMN}　　又过了两天，镇上的灯会请来了渡\n\n口两岸的龙灯队，热闹得很。\n");
    let world = page(&text);
    let hit = hit(&world, "“灯会请来了渡口两岸”");
    let paragraph = number(&hit["paragraph"]);
    assert_eq!(matches(&hit, &text), ["灯会请来了渡\n\n口两岸"]);
    let own = world.json(&["show", &format!("page.txt:{paragraph}")]).remove(0);
    assert_eq!(own["begin"], hit["begin"]);
    assert!(number(&own["end"]) < number(&hit["end"]), "the match reaches beyond its paragraph");
    assert!(string(&own["text"]).ends_with("来了渡"));
}

#[test]
fn traditional_finds_simplified_and_the_other_way_round() {
    let (simplified, traditional) = ("图书馆里陈列了两车旧报纸。", "書店門口掛滿燈籠，寫有聯歡。");
    let world = World::with(&[("texts/jian.txt", simplified), ("texts/fan.txt", traditional)]);
    world.index();
    assert_eq!(matches(&hit(&world, "圖書館裏陳列了兩車"), simplified), ["图书馆里陈列了两车"]);
    assert_eq!(matches(&hit(&world, "\"门口挂满灯笼\""), traditional), ["門口掛滿燈籠"]);
}

#[test]
fn width_case_and_forms_of_characters_do_not_matter() {
    let text =
        "第一行写ＡＢ１２型车。\n\n客机C919飞过，涨了3.1%。\n\n⼈人都说𠮷野家，cafe\u{301}也是㈱的。\n\n🙂🙂";
    let world = page(text);
    let cases = [
        ("ab12型", "ＡＢ１２型"),
        ("ＡＢ１２", "ＡＢ１２"),
        ("c919", "C919"),
        ("Ｃ９１９", "C919"),
        ("3.1%", "3.1"),
        ("人人都说", "⼈人都说"),
        ("⼈人都说", "⼈人都说"),
        ("𠮷野", "𠮷野"),
        ("𠮷", "𠮷"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("cafe\u{301}", "cafe\u{301}"),
        ("㈱", "㈱"),
    ];
    for (query, marked) in cases {
        assert_eq!(matches(&hit(&world, &format!("“{query}”")), text), [marked], "{query}");
    }
    world.run(&["search", "🙂"]).refuses(&["nothing to search for"]);
}

#[test]
fn one_character_is_a_query_also_the_last_of_a_document() {
    let text = "桥上有雪。\n\n桥下有船，船上有桥";
    let world = page(text);
    let found: Vec<usize> =
        world.hits("桥").iter().map(|hit| hit["matches"].as_array().unwrap().len()).collect();
    assert_eq!(found.iter().sum::<usize>(), 3);
    assert_eq!(matches(&hit(&world, "雪"), text), ["雪"]);
    assert_eq!(world.run(&["search", "鹤"]).status, 1);
}

#[test]
fn a_query_of_two_hundred_characters_must_agree_to_its_end() {
    let sentence = "东坡种豆西坡种瓜，南坡放羊北坡养蜂，春天看花秋天收果，冬天围着火炉讲故事。";
    let long = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"].join(&format!("家说：{sentence}"));
    let world = World::with(&[
        ("texts/long.txt", format!("开头。{long}结尾。")),
        ("texts/other.txt", format!("{sentence}别的。")),
    ]);
    world.index();
    let query: String = long.chars().skip(30).take(200).collect();
    assert_eq!(world.found(&format!("\"{query}\"")), ["long.txt"]);
    let wrong: String = query.chars().take(199).chain(['鹤']).collect();
    assert!(world.found(&format!("\"{wrong}\"")).is_empty());
}

#[test]
fn a_quoted_literal_need_not_consist_of_words() {
    let text = "研究生命起源的人参观了南京市长江大桥的模型。";
    let world = page(text);
    for query in ["究生命起", "市长江大", "究生", "人参观", "桥的模"] {
        assert_eq!(matches(&hit(&world, &format!("\"{query}\"")), text), [query]);
    }
    assert_eq!(matches(&hit(&world, "究生命起"), text), ["究生命起"], "nor an unquoted one");
}

fn fruit() -> World {
    let world = World::with(&[
        ("texts/a.txt", "园里有苹果和梨。"),
        ("texts/b.txt", "园里有苹果和桃。"),
        ("texts/c.txt", "山里有核桃。"),
        ("texts/d.txt", "山里什么都没有。"),
    ]);
    world.index();
    world
}

#[test]
fn words_are_anded_and_operators_combine_them() {
    let world = fruit();
    let cases: [(&str, &[&str]); 12] = [
        ("苹果 桃", &["b.txt"]),
        ("桃 “苹果”", &["b.txt"]),
        ("“梨” OR “核桃”", &["a.txt", "c.txt"]),
        ("梨 | “核桃”", &["a.txt", "c.txt"]),
        ("“苹果” -梨", &["b.txt"]),
        ("“苹果” -“和梨”", &["b.txt"]),
        ("“山里” -(“核桃” OR “苹果”)", &["d.txt"]),
        ("(“苹果” OR “山里”) 桃", &["b.txt", "c.txt"]),
        ("（“苹果” OR “山里”）桃", &["b.txt", "c.txt"]),
        ("“苹果” AND 梨", &["a.txt"]),
        ("“苹果” “没有”", &[]),
        ("doc:c.txt OR 梨", &["a.txt", "c.txt"]),
    ];
    for (query, documents) in cases {
        assert_eq!(world.found(query), documents, "{query}");
    }
    assert_eq!(listed(&world, &["“苹果”", "桃"]), ["b.txt"], "several arguments are one query");
}

fn papers() -> World {
    let world = World::with(&[
        ("texts/chen/1.txt", "渡口今天开了。"),
        ("texts/chen/2.txt", "渡口昨天关了，码头也关了。"),
        ("texts/wan/1.txt", "渡口明天再开吧，大家等一等。"),
        ("texts/wan/none.txt", "渡口没有日期，谁也不知道什么时候。"),
        (
            "texts/metadata.csv",
            "document,title,date,series\n\
             chen/1.txt,開渡,2031-03-02,青石晨报\n\
             chen/2.txt,关渡,2031-02-27,青石晨报\n\
             wan/1.txt,再开渡,2031年4月1日,青石晚报\n",
        ),
    ]);
    world.index();
    world
}

#[test]
fn filters_choose_documents_in_the_query_and_as_flags() {
    let world = papers();
    let cases: [(&str, &str, &[&str]); 8] = [
        ("doc", "chen/", &["chen/1.txt", "chen/2.txt"]),
        ("series", "晨报", &["chen/1.txt", "chen/2.txt"]),
        ("series", "青石晚報", &["wan/1.txt"]),
        ("title", "开渡", &["chen/1.txt", "wan/1.txt"]),
        ("date", "2031-03", &["chen/1.txt"]),
        ("date", "2031-02-27", &["chen/2.txt"]),
        ("date", "2031-03..2031-04", &["chen/1.txt", "wan/1.txt"]),
        ("date", "..2031-03-01", &["chen/2.txt"]),
    ];
    for (field, value, documents) in cases {
        assert_eq!(world.found(&format!("“渡口” {field}:{value}")), documents, "{field}:{value}");
        assert_eq!(world.found(&format!("{field}:\"{value}\" “渡口”")), documents, "{field}:\"{value}\"");
        let flag = format!("--{field}");
        assert_eq!(
            listed(&world, &["“渡口”", &flag, value, "--sort", "document"]),
            documents,
            "{flag} {value}"
        );
    }
    assert_eq!(world.found("“渡口” -series:晨报"), ["wan/1.txt", "wan/none.txt"]);
    assert_eq!(
        listed(&world, &["“码头” OR “明天”", "--doc", "wan"]),
        ["wan/1.txt"],
        "a flag holds for both sides"
    );
    world.run(&["search", "渡口 date:昨天"]).refuses(&["昨天", "date:2025-08"]);
    world.run(&["search", "渡口 doc:"]).refuses(&["doc:value"]);
}

#[test]
fn hits_are_sorted_as_asked_undated_last() {
    let world = papers();
    let by_date = ["chen/2.txt", "chen/1.txt", "wan/1.txt", "wan/none.txt"];
    let by_document = ["chen/1.txt", "chen/2.txt", "wan/1.txt", "wan/none.txt"];
    assert_eq!(listed(&world, &["“渡口”", "--sort", "date"]), by_date);
    assert_eq!(listed(&world, &["“渡口”", "--sort", "document"]), by_document);
    let scores: Vec<f64> = world.hits("“渡口”").iter().map(|hit| hit["score"].as_f64().unwrap()).collect();
    assert!(scores.len() == 4 && scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
}

#[test]
fn a_question_typed_in_full_gives_loose_hits_and_quoted_gives_none() {
    let world = World::with(&[
        ("texts/a.txt", "候鸟迁徙的路线经过青石湖，湖边的芦苇荡是它们过冬的地方。"),
        ("texts/b.txt", "食堂今天供应豆腐。"),
    ]);
    world.index();
    let question = "候鸟迁徙的路线在哪里过冬";
    let hits = world.hits(question);
    assert_eq!(hits.len(), 1);
    assert_eq!((&hits[0]["document"], &hits[0]["loose"]), (&"a.txt".into(), &true.into()));
    assert_eq!(hit(&world, "“候鸟迁徙的路线”")["loose"], Value::Bool(false));
    let quoted = world.run(&["search", &format!("\"{question}\"")]);
    assert_eq!((quoted.status, quoted.stdout.as_str()), (1, ""));
    assert!(world.run(&["search", question]).stdout.contains(" near  "));
}

#[test]
fn copies_are_folded_into_one_hit_unless_flat() {
    let story = "石桥镇的磨坊停转了二十一年，上个月又响起了水声，守磨人说木轮是照着祖父留下的图样刨出来的。";
    let world = World::with(&[
        ("texts/a.txt", format!("{story}\n")),
        ("texts/b.txt", format!("镇上消息：{story}")),
        ("texts/c.txt", format!("转载。{story}完。")),
        ("texts/d.txt", "磨坊主的女儿进城读书去了，走的那天下着小雨。".to_owned()),
    ]);
    world.index();
    let hits = world.hits("“磨坊”");
    assert_eq!(hits.len(), 2);
    let folded = hits.iter().find(|hit| hit["document"] != "d.txt").unwrap();
    assert_eq!((number(&folded["copies_total"]), folded["copies"].as_array().unwrap().len()), (2, 2));
    assert_eq!(
        listed(&world, &["“磨坊”", "--flat", "--sort", "document"]),
        ["a.txt", "b.txt", "c.txt", "d.txt"]
    );
    assert_eq!(listed(&world, &["“磨坊”", "--flat", "-n", "3"]).len(), 3);
    assert_eq!(listed(&world, &["“磨坊”", "-n", "1"]).len(), 1);
    let none = world.json(&["search", "“水声”", "--copies", "0"]).remove(0);
    assert_eq!((number(&none["copies_total"]), none["copies"].as_array().unwrap().len()), (2, 0));
    let shown = world.run(&["search", "“水声”", "--copies", "1"]).stdout;
    assert!(shown.contains("3 copies") && shown.contains("1 more"), "{shown}");
}

#[test]
fn the_exit_code_says_found_nothing_or_trouble() {
    let world = page("一个人在桥头。");
    assert_eq!(world.run(&["search", "“桥头”"]).status, 0);
    let nothing = world.run(&["search", "“桥尾巴”"]);
    assert_eq!((nothing.status, nothing.stdout.as_str()), (1, ""));
    assert!(nothing.stderr.contains("nothing found"));
    assert_eq!(world.run(&["search", "--json", "“桥尾巴”"]).stdout, "");
    assert_eq!(world.run(&["search"]).status, 2);
    world.run(&["search", "桥头", "--index", "nowhere"]).refuses(&["nowhere", "no index", "duikan index"]);
    world.run(&["search", "--in", "nowhere", "桥头"]).refuses(&["nowhere"]);
}

#[test]
fn a_query_without_anything_to_find_is_told_so() {
    let world = page("一个人在桥头，没有别人。");
    for query in ["", " ", "，。！", "\"\"", "()", "OR"] {
        world.run(&["search", "--", query]).refuses(&["nothing to search for"]);
    }
    for query in ["-桥头", "-桥头 -没有"] {
        world.run(&["search", "--", query]).refuses(&["what not to find", "add a word"]);
    }
}

#[test]
fn what_is_still_being_typed_is_understood() {
    let text = "一个人在桥头，没有别人。";
    let world = page(text);
    let typed = [
        "\"在桥头",
        "“在桥头",
        "「在桥头",
        "(“在桥头”",
        "“在桥头”)",
        "“在桥头” OR",
        "OR “在桥头”",
        "“在桥头” -",
    ];
    for query in typed {
        assert_eq!(matches(&hit(&world, query), text), ["在桥头"], "{query}");
    }
    assert_eq!(matches(&hit(&world, "桥头没有"), text), ["桥头，没有"], "punctuation does not matter");
}

#[test]
fn a_long_string_that_is_not_wanted_excludes_only_what_holds_it_whole() {
    let world = World::with(&[
        ("texts/a.txt", "磨坊的水车在清晨六点开始转动到了傍晚才停下来，井边的人散了。"),
        ("texts/b.txt", "磨坊的水车在清晨六点开始转动到了半夜才停下来，井边的人散了。"),
    ]);
    world.index();
    assert_eq!(world.found("井边 -磨坊的水车在清晨六点开始转动到了半夜"), ["a.txt"]);
    assert_eq!(world.found("陈列着 OR 井边 -磨坊的水车在清晨六点开始转动到了"), Vec::<String>::new());
}

#[test]
fn a_date_that_cannot_be_is_refused() {
    let world = World::with(&[("texts/a.txt", "甲村的水井。")]);
    world.index();
    for query in ["水井 date:2031-13", "水井 date:2031-04..2031-03", "水井 date:昨天"] {
        world.run(&["search", query]).refuses(&["is not a date"]);
    }
}

#[test]
fn a_misspelt_word_still_leads_to_the_paragraph() {
    let world =
        World::with(&[("texts/a.txt", "陈列室里摆着看得见的管线。"), ("texts/b.txt", "井边的人都散了。")]);
    world.index();
    let hits = world.hits("看的见的管线");
    assert_eq!(hits.len(), 1);
    assert_eq!((&hits[0]["document"], &hits[0]["loose"]), (&"a.txt".into(), &true.into()));
}

#[test]
fn a_pasted_sentence_is_found_with_the_quotations_and_brackets_in_it() {
    let text = "标签上写的是“晾衣竿，年代不详”。\n\n我去馆里（城东那座）更正，馆员说：“填表。”";
    let world = page(text);
    for query in [
        "标签上写的是“晾衣竿，年代不详”。我去馆里",
        "「我去馆里」（城东那座）更正",
        "“填表。”",
        "（填表）",
        "（“填表”）",
    ] {
        assert_eq!(world.hits(query).len(), 1, "{query}");
    }
    assert_eq!(matches(&hit(&world, "我去馆里（城东那座）更正"), text), ["我去馆里（城东那座）更正"]);
    assert_eq!(world.hits("（晾衣竿 OR 填表）-更正").len(), 1, "at the beginning of a word they group");
    assert_eq!(world.hits("“晾衣竿 详”~9").len(), 1);
    assert_eq!(world.hits("“晾衣竿 详”~99999999999").len(), 1);
}

#[test]
fn a_circle_is_a_zero_and_old_print_is_folded() {
    let world = page("一九三○年，靑島。\n\n一九三〇年，青岛。\n\n一九三年，淸末。");
    for (query, paragraphs) in [("“三〇年”", 2), ("“三◯年”", 2), ("“三年”", 1), ("青岛", 2), ("“清末”", 1)]
    {
        assert_eq!(world.hits(query).len(), paragraphs, "{query}");
    }
}

#[test]
fn filters_of_the_command_leave_the_query_as_it_is() {
    let world = World::with(&[
        ("texts/a.txt", "渡口的船票涨价了，老人凭证免票。"),
        ("texts/b.txt", "渡口在石桥镇。"),
        ("texts/metadata.csv", "document,series\na.txt,晨报\nb.txt,晚报\n"),
    ]);
    world.index();
    let loose = "船票 老人 水车";
    assert_eq!(world.found(&format!("{loose} series:晨报")), ["a.txt"]);
    assert_eq!(listed(&world, &[loose, "--series", "晨报"]), ["a.txt"]);
    assert_eq!(
        listed(&world, &["\"渡口", "--series", "晚报"]),
        ["b.txt"],
        "a quotation left open ends with the query"
    );
}
