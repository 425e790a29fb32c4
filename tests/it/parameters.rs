//! What is asked for wrongly is refused, with what would be right, or finds nothing: it never finds everything.

use crate::served::Served;
use crate::served::escaped;
use crate::world::World;
use crate::world::string;
use serde_json::Value;
use serde_json::json;

/// Names of which folding leaves nothing, and one that is not there.
const SIGNS: [&str; 6] = ["★", "!!!", "——", "……", "\u{FFFD}\u{FFFD}", "，"];

fn world() -> World {
    let record = |id: &str, series: &str, title: &str| {
        json!({"id": id, "series": series, "title": title, "text": format!("渡口重新开渡，{id}。")})
            .to_string()
    };
    let lines = [record("甲", "渚阳晨报", "开渡"), record("乙", "渚阳☆报", "开渡☆"), record("丙", "◆", "◇")];
    let world = World::with(&[("texts/all.jsonl", lines.join("\n"))]);
    world.index();
    world
}

fn documents(answer: &Value) -> Vec<String> {
    let list = answer["results"].as_array().or(answer["hits"].as_array()).unwrap();
    list.iter().map(|one| string(&one["document"])).collect()
}

#[test]
fn a_name_of_signs_is_looked_for_as_it_stands() {
    let world = world();
    let served = Served::of(&world);
    let listed = |filter: &str| documents(&served.get("documents", &[("filter", filter)]));
    let nothing: [&str; 0] = [];
    for field in ["series", "title"] {
        for sign in SIGNS {
            assert_eq!(listed(&format!("{field} CONTAINS \"{sign}\"")), nothing, "{field} {sign}");
            assert_eq!(listed(&format!("{field} = \"{sign}\"")), nothing, "{field} {sign}");
            assert_eq!(listed(&format!("{field} IN [\"{sign}\"]")), nothing, "{field} {sign}");
            let run = world.run(&["search", "渡口", &format!("--{field}={sign}"), "-l"]);
            assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{field} {sign}");
            let run = world.run(&["search", &format!("渡口 {field}:{sign}"), "-l"]);
            assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{field} {sign}");
        }
    }
    assert_eq!(listed("series CONTAINS ☆"), ["乙"]);
    assert_eq!(listed("series = ◆"), ["丙"]);
    assert_eq!(listed("title CONTAINS ◇ OR title = 开渡"), ["丙", "乙", "甲"]);
    assert_eq!(listed("NOT series CONTAINS ☆"), ["丙", "甲"]);
    for sign in SIGNS {
        let hits = served.get("search", &[("q", "渡口"), ("onlyIn", sign), ("entries", "flat")]);
        assert_eq!(documents(&hits), nothing, "{sign}");
        let run = world.run(&["search", "渡口", "--flat", "--only-in", sign, "--json"]);
        assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{sign}");
    }
    let hits = served.get("search", &[("q", "渡口"), ("onlyIn", "◆"), ("entries", "flat")]);
    assert_eq!(documents(&hits), ["丙"]);
}

#[test]
fn words_of_which_nothing_is_left_do_not_find_all_that_a_filter_lets_through() {
    let world = world();
    let served = Served::of(&world);
    for sign in SIGNS {
        let path = format!("search?q={}&filter=series%20CONTAINS%20{}", escaped(sign), escaped("渚阳"));
        served.reply(&path).refuses(400, "invalid_argument", "there is nothing to search for");
        world.run(&["search", sign, "--series", "渚阳"]).refuses(&["there is nothing to search for"]);
    }
    let all = served.get("search", &[("filter", "series CONTAINS 渚阳"), ("entries", "flat")]);
    assert_eq!(documents(&all).len(), 2, "no words at all ask for all of them");
}

#[test]
fn an_empty_name_names_nothing() {
    let world = World::with(&[("texts/a.txt", "渡口重新开渡。")]);
    world.index();
    let served = Served::of(&world);
    for path in ["copies?place=", "collate?place=", "collate?place=a.txt&base=", "compare?a=&b=a.txt"] {
        served.reply(path).refuses(404, "not_found", "no document is called ``");
    }
    for arguments in [&["show", ""][..], &["copies", ""], &["compare", "a.txt", ""], &["remove", ""]] {
        let run = world.run(arguments);
        assert!(
            run.status == 2 && run.stderr.contains("a value is required"),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    served.reply("documents?filter=series%20=%20%22%22").refuses(400, "invalid_filter", "a value is empty");
    world.run(&["search", "渡口 series:=", "-l"]).refuses(&["`series:` says nothing"]);
    assert_eq!(world.json(&["list"]).len(), 1);
}

#[test]
fn parameters_that_are_not_utf_8_or_not_known_are_refused_on_every_route() {
    let world = world();
    let served = Served::of(&world);
    let open = format!("documents/{}", escaped("甲"));
    let routes = [
        "search",
        "documents",
        "series",
        "overlap",
        "stories",
        "copies",
        "compare",
        "collate",
        "stats",
        "health",
        "openapi.json",
        "stories/1",
        &open,
    ];
    for route in routes {
        served.reply(&format!("{route}?x=1")).refuses(400, "invalid_parameter", "`x`");
        served.reply(&format!("{route}?q=%B6%C9%BF%DA")).refuses(
            400,
            "invalid_parameter",
            "`q` is not in UTF-8",
        );
        served.reply(&format!("{route}?%FF=1")).refuses(
            400,
            "invalid_parameter",
            "the name of a parameter is not in UTF-8",
        );
    }
    let posted = served.send("search?x=1", "application/json", "{\"q\":\"渡口\"}");
    posted.refuses(400, "invalid_parameter", "`x`");
    let posted = served.send("search", "application/json", "{\"q\":\"渡口\",\"x\":1}");
    posted.refuses(400, "invalid_body", "`x`");
}

#[test]
fn a_wrong_value_is_answered_by_the_right_ones() {
    let world = world();
    let served = Served::of(&world);
    for (path, names) in [
        ("search?q=a&variants=wordng", ["wordng", "script", "gap"]),
        ("search?q=a&variants=", ["``", "script", "gap"]),
        ("search?q=a&similar=norml", ["norml", "strict", "loose"]),
        ("search?q=a&sort=size", ["size", "relevance", "document"]),
        ("search?q=a&entries=all", ["all", "clusters", "flat"]),
        ("compare?a=a&b=b&format=xml", ["xml", "json", "html"]),
        ("collate?place=a&format=xml", ["xml", "collatex", "csv"]),
        ("copies?place=a&similar=1", ["1", "strict", "loose"]),
        ("documents?limit=many", ["limit", "invalid digit", "limit"]),
    ] {
        for name in names {
            served.reply(path).refuses(400, "invalid_parameter", name);
        }
    }
    for (body, name) in [
        (json!({"q": "a", "variants": "wordng"}), "expected one of `script`"),
        (json!({"q": "a", "variants": ["gap", "wordng"]}), "expected one of `script`"),
        (json!({"q": "a", "variants": 3}), "a kind of difference, or a list of them"),
        (json!({"q": "a", "filter": 3}), "`filter` is an expression"),
    ] {
        served.send("search", "application/json", &body.to_string()).refuses(400, "invalid_body", name);
    }
    for variants in [json!("gap"), json!(["gap", "script"]), json!([]), Value::Null] {
        served.search(&json!({"q": "渡口", "variants": variants}));
    }
}
