//! The server among people who mean it no good: what they find, and how long it waits for them.

use crate::browser::Browser;
use crate::browser::Window;
use crate::browser::browse;
use crate::served::Served;
use crate::served::escaped;
use crate::token::guarded;
use crate::world::World;
use crate::world::data;
use serde_json::Value;
use serde_json::json;
use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::net::TcpStream;
use std::process::Command;

/// Ways that lead up, or elsewhere, in one system or another.
const UP: [&str; 20] = [
    "../",
    "../../",
    "../../../../../../",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%2f",
    "..%5c",
    "..\\",
    "%252e%252e%252f",
    "%c0%ae%c0%ae/",
    "....//",
    "./",
    "/",
    "//",
    "%00/",
    "~/",
    "file:///",
    "a.txt/",
    "a.txt/../",
    "a.txt%00",
];

/// Nothing but documents of the index is found.
#[test]
fn no_path_leads_out_of_the_indexed_documents() {
    let world = guarded();
    let served = Served::of(&world);
    let folder = world.path("").to_str().unwrap().trim_end_matches('/').to_owned();
    let files = ["secret.txt".to_owned(), "etc/passwd".to_owned(), format!("{folder}/.duikan/meta.json")];
    for (file, up) in files.iter().flat_map(|file| UP.map(|up| (file, up))) {
        for base in ["/documents/", "/page/", "/stories/", "/", "http://127.0.0.1/documents/"] {
            let target = format!("{base}{up}{file}");
            let head = format!("GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
            let answer = served.raw(head.as_bytes());
            let status = answer.split(' ').nth(1).unwrap_or_default();
            assert!(["400", "404"].contains(&status), "{target}: {answer}");
            assert!(!answer.contains("谁也不该") && !answer.contains("root:"), "{target}: {answer}");
        }
        let path = format!("{up}{file}").replace('\\', "%5C");
        for query in ["copies?place", "collate?place", "compare?b=a.txt&a"] {
            let reply = served.reply(&format!("{query}={path}"));
            assert!((400..500).contains(&reply.status), "{query}={path}: {}", reply.text);
        }
    }
}

/// Requests that no browser sends.
#[test]
fn odd_requests_are_refused() {
    let served = Served::of(&guarded());
    for odd in [
        "GET /documents/a\0.txt HTTP/1.1\r\nhost: 127.0.0.1",
        "GET http://evil.example/stats HTTP/1.1\r\nhost: 127.0.0.1",
        "GET /stats HTTP/1.1\r\nhost: evil.example",
        "GET /stats HTTP/1.0",
        "CONNECT evil.example:80 HTTP/1.1\r\nhost: 127.0.0.1",
        "GET * HTTP/1.1\r\nhost: 127.0.0.1",
        "GET stats HTTP/1.1\r\nhost: 127.0.0.1",
        "GET file:///etc/passwd HTTP/1.1\r\nhost: 127.0.0.1",
        "GET /stats\r\nhost: 127.0.0.1",
        "GET /stats HTTP/1.1\r\nhost: 127.0.0.1\r\nhost : evil",
        "POST /search HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 5\r\ncontent-length: 6",
        "POST /search HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked, x",
    ] {
        let answer = served.raw(format!("{odd}\r\nconnection: close\r\n\r\n").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.0 4"), "{odd}: {answer}");
    }
    assert_eq!(served.reply("health").status, 200, "it is still there");
}

/// A path of each kind.
const PATHS: [&str; 22] = [
    "",
    "openapi.json",
    "stats",
    "health",
    "documents",
    "documents/chenbao/0301-01.txt",
    "documents/none",
    "series",
    "overlap",
    "stories",
    "stories/1",
    "stories/9",
    "copies?place=chenbao/0301-01.txt:9",
    "copies?place=none",
    "copies?place=chenbao/0301-01.txt:999",
    "collate?place=chenbao/0301-01.txt:9",
    "compare?a=chenbao/0301-01.txt&b=ribao/0302-01.txt",
    "compare?a=chenbao/0301-01.txt&b=none",
    "search?q=%E6%B8%A1",
    "search?q=%22",
    "search?q=x&filter=y",
    "nowhere",
];

/// Not even when something is wrong with it: that is said to those who run the server.
#[test]
fn no_answer_says_where_the_index_lies() {
    let world = World::new();
    world.json(&["index", data("sample").to_str().unwrap()]);
    let (folder, index) = (world.path(""), world.path(".duikan"));
    let serve = || Served::with(&world, &["--index", index.to_str().unwrap()]);
    let (sound, served) = (serve(), serve());
    let mut seen = Vec::from(PATHS.map(|path| sound.reply(path)));
    assert!(seen.iter().all(|reply| reply.status < 500), "{seen:?}");
    for entry in fs::read_dir(&index).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "store") {
            let mut file = fs::File::options().write(true).open(&path).unwrap();
            file.seek(SeekFrom::Start(8)).unwrap();
            file.write_all(&[0xa5; 64]).unwrap();
        }
    }
    let damaged = PATHS.map(|path| served.reply(path));
    let unreadable = damaged.iter().filter(|reply| reply.text.contains("\"index_unreadable\"")).count();
    assert!(unreadable > 0, "nothing was damaged");
    seen.extend(damaged);
    for reply in seen {
        let says = format!("{reply:?}");
        for place in [folder.to_str().unwrap().trim_end_matches('/'), ".duikan", env!("CARGO_MANIFEST_DIR")] {
            assert!(!says.contains(place), "{place}: {says}");
        }
    }
    served.terminate();
    let (_, said) = served.ended();
    assert!(said.contains(index.to_str().unwrap()), "where the damage is: {said}");
}

#[test]
fn what_is_too_long_is_refused() {
    let served = Served::of(&guarded());
    let begin = "GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ";
    // Not a byte more than is read: else the end of the connection may overtake the answer.
    let head = format!("{begin}{}", "x".repeat(64 * 1024 - begin.len()));
    assert!(served.raw(head.as_bytes()).starts_with("HTTP/1.1 431"));
    let many = "x: x\r\n".repeat(101);
    let many = format!("GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n{many}\r\n");
    assert!(served.raw(many.as_bytes()).starts_with("HTTP/1.1 431"));
    served.reply(&format!("search?q={}", "x".repeat(50_000))).refuses(414, "url_too_long", "POST");
    let longest = format!("q={}", "%F0%A0%AE%B7".repeat(2000));
    assert_eq!(served.reply(&format!("search?{longest}")).status, 200, "what may be asked has room");
}

/// A request whose head the server has seen, with a part of its body: it says that it waits for the rest.
fn half_sent(served: &Served) -> BufReader<TcpStream> {
    let mut stream = served.connect();
    let head = "POST /search HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n\
                content-length: 15\r\nexpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    stream.read_line(&mut line).unwrap();
    stream.get_mut().write_all(b"{\"q\": ").unwrap();
    stream
}

/// Whoever has begun to ask is answered in full; nobody else is waited for.
#[test]
fn what_is_under_way_is_answered_before_it_ends() {
    let served = Served::of(&guarded());
    let mut asking = half_sent(&served);
    let silent = served.connect();
    let mut half_open = served.connect();
    half_open.write_all(b"GET /health HTTP/1.1\r\nhost: 127.").unwrap();
    let mut idle = served.connect();
    idle.write_all(b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").unwrap();
    let mut idle = BufReader::new(idle);
    let mut line = String::new();
    idle.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");

    served.terminate();
    // These end while the request is still under way.
    for mut stream in [silent, half_open, idle.into_inner()] {
        drop(stream.read_to_end(&mut Vec::new()));
    }
    asking.get_mut().write_all("\"水井\"}".as_bytes()).unwrap();
    let mut answer = String::new();
    asking.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("connection: close"), "{answer}");
    let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(body["estimatedTotalHits"], 2);
    let (status, said) = served.ended();
    assert!(status.success(), "{status}: {said}");
}

/// A request that never ends does not keep it from ending.
#[test]
fn who_never_finishes_is_left_behind() {
    let served = Served::of(&guarded());
    let mut asking = half_sent(&served);
    served.terminate();
    let (status, said) = served.ended();
    assert!(status.success(), "{status}: {said}");
    let mut answer = String::new();
    drop(asking.read_to_string(&mut answer));
    assert_eq!(answer, "");
}

/// Who asks twice means at once.
#[test]
fn a_second_signal_ends_it_whatever_is_under_way() {
    let served = Served::of(&guarded());
    let _asking = half_sent(&served);
    served.signal("kill -INT $0; kill -TERM $0");
    let (status, said) = served.ended();
    assert!([Some(130), Some(143)].contains(&status.code()), "{status}: {said}");
}

/// When the system has no files left it says so, waits, and goes on.
#[test]
fn it_outlives_a_lack_of_files() {
    let world = guarded();
    let serve = world.command(&["serve", "--addr", "127.0.0.1:0"]);
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 64; exec \"$0\" \"$@\""]).arg(serve.get_program()).args(serve.get_args());
    let mut served = Served::started(limited.current_dir(world.path("")));
    let held: Vec<TcpStream> = (0..80).map(|_| served.connect()).collect();
    let said = served.said();
    assert!(said.contains("no connection can be taken") && said.contains("trying again"), "{said}");
    drop(held);
    assert_eq!(served.reply("health").status, 200);
    assert_eq!(served.search(&json!({"q": "水井"}))["estimatedTotalHits"], 2);
}

/// Documents whose names, titles, series, dates and texts try to become part of a page.
fn hostile() -> World {
    let evil = "<script>window.hurt = 1</script><img src=x onerror='window.hurt=2'><a href=\"javascript:window.hurt=3\">渡口</a>";
    let tail = "这里是同一段文字，两份文献都照样印了一遍，只有标点不同罢了；渡口还在，船票也还在。";
    let world = World::with(&[
        ("texts/a<b>.txt", format!("{evil}{tail}")),
        ("texts/b'\"&.txt", format!("{evil}{}", tail.replace('，', ","))),
        ("texts/javascript:window.hurt=6.txt", format!("{tail}{evil}")),
    ]);
    let records = [
        ("</title><script>window.hurt=4</script>", "<b onclick=x>\"'渡口", "<i>报\"'"),
        (
            "\"><img src=x onerror=window.hurt=7>",
            "javascript:window.hurt=8",
            "</style><svg onload=window.hurt=9>",
        ),
    ];
    let records = records.map(|(id, title, series)| {
        let date = "2031-01-01\"><u onclick=x>";
        json!({"id": id, "title": title, "series": series, "date": date, "text": format!("{evil}{tail}")})
            .to_string()
    });
    world.write("texts/c.jsonl", records.join("\n"));
    world.index();
    world
}

/// What documents say is text, whatever it looks like, in every view and in what is exported.
#[test]
fn a_hostile_document_stays_text() {
    let world = hostile();
    let served = Served::of(&world);
    let documents = served.get("documents", &[]);
    let documents = documents["results"].as_array().unwrap();
    let keys: Vec<String> = documents.iter().map(|one| escaped(one["document"].as_str().unwrap())).collect();
    assert_eq!(keys.len(), 5);
    browse(&served, Window::Wide, async |page| {
        for key in &keys {
            for (address, shows) in [
                (format!("/?doc={key}&p=1&copies=1"), ".panel .list li"),
                (format!("/?a={key}&b=a%3Cb%3E.txt"), ".sides .cell"),
                (format!("/?table={key}:1"), ".collation tbody tr"),
                (format!("/compare?a={key}&b=a%3Cb%3E.txt&format=html"), "body"),
                (format!("/collate?place={key}:1&format=html"), "body"),
                (format!("/?q={key}&series={key}&hide={key}"), ".results"),
                (format!("/?view={key}"), "main"),
            ] {
                page.goto(&address).await;
                page.find(shows).await;
                unhurt(page, &address).await;
            }
        }
        for (address, shows) in [
            ("/?q=渡口", ".hits mark"),
            ("/?view=documents", "table.list"),
            ("/?view=overview", ".story-strip"),
            ("/?table=%3Cimg%20src=x%20onerror=window.hurt=5%3E:1", ".trouble"),
        ] {
            page.goto(address).await;
            page.find(shows).await;
            unhurt(page, address).await;
        }
        page.goto("/?doc=a%3Cb%3E.txt").await;
        page.find(".document .row").await;
        let text = page.text(".document").await;
        assert!(
            text.contains("<script>window.hurt = 1</script><img src=x onerror='window.hurt=2'>"),
            "{text}"
        );
    });
    // Pages that are kept as files have no server that forbids them anything.
    let html = world.run(&["search", "--html", "渡口"]).stdout;
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script") && !html.contains("<img"), "{html}");
}

/// Nothing ran, and no element or attribute came out of a text.
async fn unhurt(page: &Browser, address: &str) {
    assert_eq!(page.run("return window.hurt ?? null").await, Value::Null, "{address}");
    let alive = "return [...document.querySelectorAll(':is(body, main) :is(script, img, iframe), main :is(b, i, u), [onclick], [onerror], \
                 [onload], [href^=javascript], [src^=javascript], [action^=javascript]')].map((e) => e.outerHTML)";
    assert_eq!(page.run(alive).await, json!([]), "{address}");
}
