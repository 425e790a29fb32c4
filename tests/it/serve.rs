//! What is answered over HTTP: the objects the command prints, in the manner of Meilisearch.

use crate::served::Served;
use crate::served::escaped;
use crate::world::World;
use crate::world::number;
use crate::world::string;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn a_search_gives_what_the_command_gives() {
    let (world, served) = Served::sample();
    for words in ["看得见的管线", "渡口 台阶", "\"開渡\"", "票价是多少", "渡口 -船票 OR 湖"]
    {
        let answer = served.search(&json!({"q": words, "limit": 10, "copies": 100}));
        let command = world.json(&["search", "--copies", "100", words]);
        assert_eq!(answer["hits"].as_array().unwrap(), &command, "{words}");
        assert_eq!(string(&answer["query"]), words);
        assert!(answer["processingTimeMs"].is_u64() && answer["commit"] == 1, "{answer}");
        assert!(number(&answer["estimatedTotalHits"]) >= number(&answer["documents"]));
    }
}

#[test]
fn parameters_ask_for_what_a_body_asks_for() {
    let (_, served) = Served::sample();
    let body = json!({"q": "渡口", "limit": 3, "offset": 1, "sort": "date", "entries": "flat", "copies": 2,
        "filter": "series CONTAINS 渚阳", "minCopies": 2, "variants": "punctuation", "similar": "strict", "paragraphs": 1,
        "onlyIn": ""});
    let parameters: Vec<(String, String)> = body
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let parameters: Vec<(&str, &str)> =
        parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (by_body, by_parameters) = (served.search(&body), served.get("search", &parameters));
    assert_eq!(by_body["hits"], by_parameters["hits"]);
    assert!(!by_body["hits"].as_array().unwrap().is_empty());
}

#[test]
fn pages_put_together_are_all_hits() {
    let (_, served) = Served::sample();
    // The last two hold no paragraph in full: their hits are loose.
    for words in ["汐江 OR 渡 OR 城", "渡口的老人与城里的孩子", "渡口与湖水与孩子与种子"]
    {
        for entries in ["clusters", "earliest", "flat"] {
            let page = |offset: usize, limit: usize| {
                let asked = json!({"q": words, "entries": entries, "offset": offset, "limit": limit});
                served.search(&asked)["hits"].as_array().unwrap().clone()
            };
            let all = page(0, 100);
            let pages: Vec<Value> = (0..all.len().div_ceil(4)).flat_map(|nth| page(nth * 4, 4)).collect();
            assert!(all.len() > 8, "{words}, {entries}: {}", all.len());
            assert_eq!(pages, all, "{words}, {entries}");
            assert!(all.len() == 100 || page(all.len(), 20).is_empty());
        }
    }
}

#[test]
fn documents_are_listed_and_opened() {
    let (world, served) = Served::sample();
    let listed = served.get("documents", &[("limit", "1000")]);
    assert_eq!(listed["results"].as_array().unwrap(), &world.json(&["list"]));
    assert_eq!(listed["total"], 21);
    let page = served.get("documents", &[("limit", "2"), ("offset", "3")]);
    assert_eq!(page["results"].as_array().unwrap(), &listed["results"].as_array().unwrap()[3..5]);
    let of = served.get("documents", &[("filter", "series = 渚阳晨报")]);
    assert!(of["results"].as_array().unwrap().iter().all(|document| document["series"] == "渚阳晨报"));
    assert_eq!(of["total"], of["results"].as_array().unwrap().len());

    for key in ["chenbao/0301-01.txt", "chenbao%2F0301-01.txt", "0301-01"] {
        let document = served.get(&format!("documents/{key}"), &[("offset", "7"), ("limit", "3")]);
        assert_eq!(document["day"], "2031-03-01");
        let numbers: Vec<usize> = document["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|paragraph| number(&paragraph["paragraph"]))
            .collect();
        assert_eq!(numbers, [8, 9, 10]);
        assert_eq!(document["total"], document["paragraphs"]);
    }
    let series = served.get("series", &[("limit", "1000")]);
    let counted: usize =
        series["results"].as_array().unwrap().iter().map(|one| number(&one["documents"])).sum();
    assert_eq!(counted, 21, "{series}");
}

/// The margin says of each paragraph what opening its copies shows.
#[test]
fn a_document_says_where_it_stands_elsewhere() {
    let (world, served) = Served::sample();
    for key in ["chenbao/0301-01.txt", "shangbao/0303-01.txt", "fukan/0306-08.txt", "qingnian/0303-06.txt"] {
        let Some(document) = world.json(&["list"]).into_iter().find(|one| one["document"] == key) else {
            continue;
        };
        let opened = served.get(&format!("documents/{key}"), &[("limit", "1000")]);
        assert_eq!(opened["title"], document["title"]);
        for paragraph in opened["results"].as_array().unwrap() {
            let place = format!("{key}:{}", paragraph["paragraph"]);
            let copies = served.get("copies", &[("place", &place), ("limit", "1000")]);
            assert_eq!(copies["text"], paragraph["text"]);
            assert_eq!(copies["copies_total"], paragraph["copies_total"], "{place}");
            let shared = paragraph["linked"].as_array().unwrap();
            assert!(!shared.is_empty() || paragraph["copies_total"] == 0, "{paragraph}");
            let inside = |span: &Value| span["begin"].as_u64() >= paragraph["begin"].as_u64();
            assert!(shared.iter().all(inside), "{paragraph}");
        }
    }
}

#[test]
fn passages_are_those_of_the_command() {
    let (world, served) = Served::sample();
    let place = "chenbao/0301-01:9";
    let mut copies = served.get("copies", &[("place", place)]);
    assert_eq!(copies.as_object_mut().unwrap().remove("copies_total"), Some(json!(4)));
    assert_eq!(copies.as_object_mut().unwrap().remove("parts_total"), Some(json!(0)));
    assert_eq!(copies, world.json(&["copies", place])[0]);
    let two = served.get("copies", &[("place", place), ("limit", "2"), ("offset", "1")]);
    assert_eq!(two["copies"].as_array().unwrap(), &copies["copies"].as_array().unwrap()[1..3]);

    let (a, b) = ("chenbao/0301-01", "ribao/0302-01");
    assert_eq!(served.get("compare", &[("a", a), ("b", b)]), world.json(&["compare", a, b])[0]);
    let collated = served.get("collate", &[("place", place), ("base", "wanbao/0301-04")]);
    assert_eq!(collated, world.json(&["collate", place, "--base", "wanbao/0301-04"])[0]);

    let stories = served.get("stories", &[]);
    assert_eq!(stories["results"].as_array().unwrap(), &world.json(&["stories"]));
    assert_eq!(served.get("stories/1", &[]), world.json(&["stories", "1"])[0]);
    let of = served.get("stories", &[("filter", "document = 'zazhi/2031-03.md'")]);
    assert_eq!((number(&of["total"]), number(&stories["total"])), (1, 2));
    assert_eq!(served.get("stats", &[]), world.json(&["stats"])[0]);
    assert_eq!(served.get("health", &[]), json!({"status": "available", "commit": 1}));
}

#[test]
fn a_comparison_has_both_texts_from_beginning_to_end() {
    let (_, served) = Served::sample();
    let comparison = served.get("compare", &[("a", "chenbao/0301-01"), ("b", "qingnian/0303-06")]);
    let mut kinds = BTreeSet::new();
    for (side, only) in [("a", "only-a"), ("b", "only-b")] {
        let text: Vec<char> = comparison[side]["text"].as_str().unwrap().chars().collect();
        let mut seen = vec![false; text.len()];
        for row in comparison["rows"].as_array().unwrap() {
            let kind = row["row"].as_str().unwrap();
            kinds.insert(kind.to_owned());
            let span = match kind {
                "both" => &comparison["shared"][number(&row["index"])][side],
                kind if kind == only => &row["span"],
                _ => continue,
            };
            seen[number(&span["begin"])..number(&span["end"])].fill(true);
        }
        let missed: String =
            text.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(character, _)| character).collect();
        assert!(missed.chars().all(|character| !character.is_alphanumeric()), "{missed}");
    }
    assert!(kinds.contains("both") && kinds.contains("only-a"), "{kinds:?}");
}

#[test]
fn collations_are_given_in_every_form_of_the_command() {
    let (world, served) = Served::sample();
    let csv = "text/csv; charset=utf-8";
    for (form, media) in [
        ("tei", "application/tei+xml"),
        ("collatex", "application/x-collatex+json"),
        ("csv", csv),
        ("html", "text/html; charset=utf-8"),
    ] {
        let reply = served.reply(&format!("collate?place=chenbao/0301-01:9&format={form}"));
        assert_eq!((reply.status, reply.media.as_str()), (200, media));
        let command = world.run(&["collate", "chenbao/0301-01:9", "--format", form]).stdout;
        assert_eq!(reply.text.trim_end(), command.trim_end(), "{form}");
    }
    let marked = served.reply("collate?place=chenbao/0301-01:9&format=excel");
    let command = world.run(&["collate", "chenbao/0301-01:9", "--format", "csv", "--bom"]).stdout;
    assert_eq!((marked.status, marked.media.as_str(), marked.text.as_str()), (200, csv, command.as_str()));
    let page = served.reply("compare?a=chenbao/0301-01&b=ribao/0302-01&format=html");
    assert_eq!(
        page.text,
        world.run(&["compare", "chenbao/0301-01", "ribao/0302-01", "--format", "html"]).stdout
    );
}

/// A passage that a document prints three times is shared three times.
#[test]
fn what_is_repeated_is_shared_as_often() {
    let story =
        "渡口的老槐树下有一口水井，井栏上刻着一百零二道绳痕，乡里人都说那是渡工们一代一代打水磨出来的。";
    let between = ["春天的集市上卖种子的人很多，", "夏天涨水，船就停在石阶旁边，", "秋天收了稻子，"];
    let repeated = between.map(|own| format!("{own}{story}")).join("\n\n");
    let world = World::with(&[("texts/a.txt", repeated), ("texts/b.txt", story.to_owned())]);
    world.index();
    let served = Served::of(&world);
    let overlap = served.get("overlap", &[]);
    let letters = story.chars().filter(|character| character.is_alphanumeric()).count();
    // Right to a few characters at the edges.
    let shared = number(&overlap["overlaps"][0][2]);
    assert!(shared * 10 >= 27 * letters && shared <= 3 * letters, "{shared} of {}", 3 * letters);
    assert_eq!(overlap["overlaps"][1], json!([1, 0, letters]));
}

/// Both signs of a place may be part of a key.
#[test]
fn documents_of_any_name_are_opened() {
    let names = ["x@3.txt", "x@1-2", "a:4.txt", "第 3 版#要闻?.txt", "100%.txt", "b&c=d.txt"];
    let world = World::new();
    let records = names
        .map(|name| json!({"id": name, "text": format!("渡口的老槐树下有一口水井：{name}")}).to_string());
    world.write("texts/all.jsonl", records.join("\n"));
    world.index();
    let served = Served::of(&world);
    for name in names {
        let document = served.get(&format!("documents/{}", escaped(name)), &[]);
        assert_eq!(document["document"], name);
        assert!(document["results"][0]["text"].as_str().unwrap().ends_with(name), "{document}");
        let copies = served.get("copies", &[("place", &format!("{name}:1"))]);
        assert_eq!(copies["document"], name);
        let is = format!("document = \"{name}\"");
        assert_eq!(served.get("documents", &[("filter", &is)])["total"], 1, "{name}");
    }
}

#[test]
fn what_documents_share_is_what_comparing_them_shows() {
    let (_, served) = Served::sample();
    let overlap = served.get("overlap", &[("filter", "series CONTAINS 渚阳"), ("limit", "100")]);
    let documents = overlap["results"].as_array().unwrap();
    let shared = overlap["overlaps"].as_array().unwrap();
    assert!(shared.len() > 4, "{overlap}");
    let mut near = 0;
    for entry in shared {
        let name = |at: usize| documents[number(&entry[at])]["document"].as_str().unwrap();
        let comparison = served.get("compare", &[("a", name(0)), ("b", name(1))]);
        let (told, characters) = (number(&entry[2]), number(&documents[number(&entry[0])]["folded"]));
        assert_eq!(characters, number(&comparison["a"]["characters"]));
        assert!(told <= characters);
        near += usize::from(told.abs_diff(number(&comparison["a"]["agreeing"])) * 10 < characters);
    }
    assert!(near * 10 >= shared.len() * 9, "{near} of {} shares are near", shared.len());
}

#[test]
fn a_new_commit_is_taken_up() {
    let world = World::with(&[("texts/a.txt", "渡口的老槐树下有一口水井。")]);
    world.index();
    let served = Served::of(&world);
    let ask = || served.search(&json!({"q": "水井"}));
    assert_eq!((ask()["estimatedTotalHits"].clone(), ask()["commit"].clone()), (json!(1), json!(1)));
    world.write("texts/b.txt", "村口的水井旁新修了石阶。");
    world.index();
    // The server looks for itself; every answer until then is one of the first commit.
    let newer = (0..1_000_000).map(|_| ask()).find(|answer| {
        let seen = (number(&answer["commit"]), number(&answer["estimatedTotalHits"]));
        assert!(seen == (1, 1) || seen == (2, 2), "{answer}");
        seen == (2, 2)
    });
    assert!(newer.is_some(), "the second commit never came");
    assert_eq!(served.reply("stats").headers["duikan-commit"], "2");
}

/// An index that is made anew in the same place counts its commits from 1 again.
#[test]
fn an_index_made_anew_is_taken_up() {
    let world = World::with(&[("texts/a.txt", "渡口的老槐树下有一口水井。")]);
    world.index();
    let served = Served::of(&world);
    let ask = || served.search(&json!({"q": "水井 OR 石阶"}))["hits"][0]["document"].clone();
    assert_eq!(ask(), "a.txt");
    std::fs::remove_dir_all(world.path(".duikan")).unwrap();
    world.delete("texts/a.txt");
    world.write("texts/b.txt", "村口新修了石阶。");
    world.index();
    assert!((0..1_000_000).any(|_| ask() == "b.txt"), "the new index never came");
}

#[test]
fn words_may_stand_for_each_other() {
    let world = World::with(&[("texts/a.txt", "村口的水井旁新修了石阶。"), ("words.txt", "水井, 井台")]);
    world.index();
    let served = Served::with(&world, &["--synonyms", "words.txt"]);
    assert_eq!(served.search(&json!({"q": "井台"}))["estimatedTotalHits"], 1);
    world.run(&["serve", "--synonyms", "none.txt"]).refuses(&["none.txt"]);
}
