//! How the server behaves: what it refuses, what it says of itself, how it ends.

use crate::served::Served;
use crate::tools::python;
use crate::world::World;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn what_cannot_be_answered_is_refused_with_a_sentence() {
    let (_, served) = Served::sample();
    let post = |body: &Value| served.send("search", "application/json", &body.to_string());
    post(&json!({"q": ""})).refuses(400, "invalid_argument", "nothing to search for");
    post(&json!({"q": "渡".repeat(2001)})).refuses(400, "invalid_query", "2000 characters");
    post(&json!({"q": "渡", "limit": 101})).refuses(400, "invalid_parameter", "the most is 100");
    post(&json!({"q": "渡", "limit": 100, "offset": 901})).refuses(
        400,
        "invalid_parameter",
        "the most is 1000",
    );
    post(&json!({"q": "渡", "filter": "series ="})).refuses(400, "invalid_filter", "missing");
    post(&json!({"q": "渡", "colour": "red"})).refuses(400, "invalid_body", "colour");
    post(&json!({"q": "渡", "limit": -1})).refuses(400, "invalid_body", "-1");
    served.send("search", "application/json", "{").refuses(400, "invalid_body", "JSON");
    served.send("search", "text/plain", "{}").refuses(415, "unsupported_media_type", "application/json");
    let long = json!({"q": "渡", "onlyIn": "x".repeat(70_000)});
    post(&long).refuses(413, "payload_too_large", "limit");
    served.reply("search?q=%E6%B8%A1&limit=many").refuses(400, "invalid_parameter", "limit");
    served.reply("search?q=%E6%B8%A1&date=").refuses(400, "invalid_parameter", "date");
    served.reply("documents/keins.txt").refuses(404, "not_found", "keins.txt");
    served.reply("documents?limit=1001").refuses(400, "invalid_parameter", "1000");
    served.reply("copies?place=chenbao/0301-01:999").refuses(404, "not_found", "999");
    served.reply("copies").refuses(400, "invalid_parameter", "place");
    served.reply("collate?place=chenbao/0301-01:9&base=fukan/0306-08").refuses(404, "not_found", "no copy");
    served.reply("overlap?limit=101").refuses(400, "invalid_parameter", "100");
    served.reply("stories/99").refuses(404, "not_found", "99");
    served.reply("nowhere").refuses(404, "not_found", "openapi");
    for path in ["stats", "", "page/main.js"] {
        served.send(path, "application/json", "{}").refuses(405, "method_not_allowed", "method");
    }
    post(&json!({"q": "渡", "onlyIn": "x".repeat(201)})).refuses(400, "invalid_parameter", "onlyIn");
    served.changed("health", |request| request.header("host", "evil.example")).refuses(
        421,
        "wrong_host",
        "localhost",
    );
    for host in ["localhost", "localhost:9", "127.0.0.1", "127.1.2.3:80", "[::1]:7117"] {
        assert_eq!(served.changed("health", |request| request.header("host", host)).status, 200, "{host}");
    }
}

/// Nothing that a document says may become part of the page: what a browser may do is said in every answer.
#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let (_, served) = Served::sample();
    let refused = served.changed("health", |request| request.header("host", "evil.example")).headers;
    assert!(refused.contains_key("content-security-policy"));
    for path in [
        "",
        "search?q=%E6%B8%A1",
        "openapi.json",
        "nowhere",
        "page/main.js",
        "collate?place=chenbao/0301-01:9&format=html",
    ] {
        let headers = served.reply(path).headers;
        let header = |name: &str| {
            headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let policy = header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(
            !policy.contains("script-src 'self' 'unsafe") && !policy.contains("http"),
            "{path}: {policy}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("access-control-allow-origin"), "", "{path}");
    }
}

#[test]
fn the_interface_describes_itself() {
    let (_, served) = Served::sample();
    let description = served.get("openapi.json", &[]);
    let paths = description["paths"].as_object().unwrap();
    let known = [
        "/search",
        "/documents",
        "/documents/{key}",
        "/series",
        "/overlap",
        "/copies",
        "/compare",
        "/collate",
        "/stories",
        "/stories/{number}",
        "/stats",
        "/health",
    ];
    assert_eq!(paths.keys().map(String::as_str).collect::<BTreeSet<_>>(), known.into());
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            assert!(
                operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
                "{method} {path}"
            );
            assert!(operation["responses"]["400"].is_object() && operation["responses"]["503"].is_object());
        }
    }
    let text = description.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(description["components"]["schemas"][name].is_object(), "{name} is not described");
    }
    assert!(paths["/search"]["post"]["requestBody"].is_object());
    let hit = &description["components"]["schemas"]["Hit"]["properties"];
    let answer = served.search(&json!({"q": "看得见的管线", "paragraphs": 1}));
    for name in answer["hits"][0].as_object().unwrap().keys() {
        assert!(hit[name].is_object(), "{name} is not described");
    }
}

/// Whatever is sent that the description allows, and much that it does not: no answer is a fault of the server,
/// and none is of a kind that the description does not know. Only sense cannot be described: a filter, a query
/// or the name of a place may be well-formed and still be refused.
#[test]
fn nothing_is_answered_that_is_not_described() {
    let (_, served) = Served::sample();
    let room = World::new();
    let mut command = Command::new(python());
    command.current_dir(room.path(".")).args([
        "-m",
        "schemathesis.cli",
        "run",
        "--seed",
        "1",
        "--max-examples",
        "40",
    ]);
    command.args([
        "--exclude-checks",
        "positive_data_acceptance",
        "--mode",
        "all",
        "--warnings",
        "off",
        "--no-color",
    ]);
    let run = command.arg(format!("{}openapi.json", served.url)).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success() && said.contains("Test cases:"),
        "{said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

#[test]
fn it_ends_politely() {
    let world = World::with(&[("texts/a.txt", "渡口的老槐树下有一口水井。")]);
    world.index();
    let served = Served::of(&world);
    assert_eq!(served.reply("health").status, 200);
    served.terminate();
    let (status, said) = served.ended();
    assert!(status.success() && said.is_empty(), "{status}: {said}");
}

#[test]
fn it_says_why_it_cannot_serve() {
    let world = World::with(&[("texts/a.txt", "渡口的老槐树下有一口水井。")]);
    world.run(&["serve", "--addr", "127.0.0.1:0"]).refuses(&["there is no index here", "duikan index"]);
    world.index();
    let served = Served::of(&world);
    let address = served.url.trim_start_matches("http://").trim_end_matches('/');
    world.run(&["serve", "--addr", address]).refuses(&[address, "in use"]);
    assert_eq!(world.run(&["serve", "--addr", "nowhere"]).status, 2);
}

/// All that a visit loads.
#[test]
fn the_page_is_light_and_needs_nobody_else() {
    let (_, served) = Served::sample();
    let (mut seen, mut next, mut weight) = (Vec::new(), vec!["/".to_owned()], 0);
    while let Some(path) = next.pop() {
        if seen.contains(&path) {
            continue;
        }
        let reply = served.reply(&path);
        assert_eq!(reply.status, 200, "{path}");
        weight += reply.text.len();
        let quoted = reply
            .text
            .split(['"', '(', ')', '\''])
            .filter(|part| part.starts_with("/page/") || part.starts_with("./"));
        next.extend(quoted.map(|part| part.replacen("./", "/page/", 1)));
        let foreign = reply
            .text
            .split("http")
            .skip(1)
            .filter(|rest| rest.starts_with("://") || rest.starts_with("s://"));
        let foreign: Vec<&str> = foreign.filter(|rest| !rest.starts_with("://www.w3.org/")).collect();
        assert!(foreign.is_empty(), "{path} names another host: {foreign:?}");
        seen.push(path);
    }
    assert!(seen.len() > 8, "{seen:?}");
    assert!(weight <= 150_000, "{weight} bytes");
}
