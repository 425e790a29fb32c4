//! Filters, as Meilisearch writes them.

use crate::served::Served;
use crate::world::string;
use serde_json::Value;
use serde_json::json;

#[test]
fn filters_are_those_of_meilisearch() {
    let (world, served) = Served::sample();
    let documents = |filter: Value| -> Vec<String> {
        let answer = served.search(&json!({"q": "渡口", "filter": filter, "entries": "flat", "limit": 100}));
        let mut found: Vec<String> =
            answer["hits"].as_array().unwrap().iter().map(|hit| string(&hit["document"])).collect();
        found.sort();
        found.dedup();
        found
    };
    let command = |query: &str| -> Vec<String> {
        let hits = world.run(&["search", "--json", "--flat", "-n", "100", query]).json();
        let mut found: Vec<String> = hits.iter().map(|hit| string(&hit["document"])).collect();
        found.sort();
        found.dedup();
        found
    };
    let many = vec!["series = 渚阳晨报"; 60].join(" OR ");
    let cases = [
        (json!("series = '渚阳晨报'"), "渡口 series:=渚阳晨报"),
        (json!("series CONTAINS \"渚阳\""), "渡口 series:渚阳"),
        (json!("series != 渚阳晨报"), "渡口 -series:=渚阳晨报"),
        (json!("NOT (series = 渚阳晨报)"), "渡口 -series:=渚阳晨报"),
        (json!("series IN [渚阳晨报, \"渚阳晚报\"]"), "渡口 (series:=渚阳晨报 OR series:=渚阳晚报)"),
        (json!("series NOT IN [渚阳晨报]"), "渡口 -series:=渚阳晨报"),
        (json!("date >= 2031-03-03"), "渡口 date:2031-03-03.."),
        (json!("date > 2031-03-03"), "渡口 date:2031-03-04.."),
        (json!("date < 2031-03-03"), "渡口 date:..2031-03-02"),
        (json!("date 2031-03-01 TO 2031-03-02"), "渡口 date:2031-03-01..2031-03-02"),
        (
            json!("date = 2031-03-01 AND series CONTAINS 晚 OR title CONTAINS 便民"),
            "渡口 ((date:2031-03-01 series:晚) OR title:便民)",
        ),
        (
            json!(["series CONTAINS 渚阳", ["date = 2031-03-01", "date = 2031-03-02"]]),
            "渡口 series:渚阳 (date:2031-03-01 OR date:2031-03-02)",
        ),
        (json!("document = 'chenbao/0301-01.txt'"), "渡口 doc:=chenbao/0301-01.txt"),
        (
            json!("series = '渚阳晨报' AND title CONTAINS 'x\"\") OR series:渚阳晚报 OR (\"\"'"),
            "渡口 -渡口 OR 无此",
        ),
        (json!("title CONTAINS '=百步渡'"), "渡口 title:百步渡"),
        (json!("series = \"\\u6e1a阳晨报\""), "渡口 -渡口 OR 无此"),
        (json!("series = \"渚\\阳晨报\""), "渡口 series:=渚阳晨报"),
        (json!("series = '!!'"), "渡口 -渡口 OR 无此"),
        (json!(many.as_str()), "渡口 series:=渚阳晨报"),
        (json!([]), "渡口"),
    ];
    for (filter, query) in cases {
        let found = documents(filter.clone());
        assert_eq!(found, command(query), "{filter}");
        assert_eq!(found.is_empty(), query.ends_with("无此"), "{filter}");
    }
    assert!(documents(json!("series = 渚阳")).is_empty(), "= takes the whole name");
}

#[test]
fn filters_that_make_no_sense_are_refused_and_none_is_undone() {
    let (_, served) = Served::sample();
    for wrong in [
        "series",
        "series =",
        "series ~ x",
        "price = 3",
        "(series = x",
        "series = x date = y",
        "date CONTAINS 3",
        "series = 'x",
        "IN [",
        "date = gestern",
        "series IN []",
        "title > x",
        "date = ''",
        "date >= ''",
        "date = '2031..'",
        "date TO 2031",
    ] {
        let reply =
            served.send("search", "application/json", &json!({"q": "渡口", "filter": wrong}).to_string());
        assert_eq!(reply.status, 400, "{wrong}: {}", reply.text);
    }
    // Words cannot undo a filter, however they are bracketed.
    let sly = served.search(&json!({"q": "x) OR 渡口", "filter": "series = 渚阳晨报", "limit": 100}));
    for hit in sly["hits"].as_array().unwrap() {
        assert_eq!(string(&hit["series"]), "渚阳晨报");
    }
}

/// Without words, a filter finds all paragraphs of the documents it lets through, also one that only says which
/// not.
#[test]
fn a_filter_alone_finds_all_that_it_lets_through() {
    let (_, served) = Served::sample();
    let all = served.get("documents", &[("limit", "1000")]);
    let other = served.get("documents", &[("limit", "1000"), ("filter", "series != 渚阳晨报")]);
    let of = served.get("documents", &[("limit", "1000"), ("filter", "series = 渚阳晨报")]);
    let total = |list: &Value| list["total"].as_u64().unwrap();
    assert!(total(&of) > 0 && total(&other) + total(&of) == total(&all), "{other}");
    let paragraphs: u64 = other["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["paragraphs"].as_u64().unwrap())
        .sum();
    let found = served.search(&json!({"q": "", "filter": "NOT series = 渚阳晨报", "limit": 1}));
    assert_eq!(found["estimatedTotalHits"], paragraphs);
    let found = served.search(&json!({"q": "-渡口", "filter": "series = 渚阳晨报", "limit": 1}));
    assert!(found["estimatedTotalHits"].as_u64().unwrap() > 0);
}
