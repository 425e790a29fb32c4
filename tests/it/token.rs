//! Who may ask: those who know the token, and no page but the server's own.

use crate::browser::Window;
use crate::browser::browse;
use crate::served::Reply;
use crate::served::Served;
use crate::served::escaped;
use crate::world::World;
use serde_json::Value;
use serde_json::json;
use std::fs;

const TOKEN: &str = "a-token:that/nobody+guesses";
/// `reader:` and the token, as a browser sends a password.
const PASSWORD: &str = "Basic cmVhZGVyOmEtdG9rZW46dGhhdC9ub2JvZHkrZ3Vlc3Nlcw==";

/// A small index, a secret beside its texts, and a token.
pub(crate) fn guarded() -> World {
    let world = World::with(&[
        ("texts/a.txt", "渡口的老槐树下有一口水井，井栏上刻着一百零二道绳痕。"),
        ("texts/b.txt", "渡口的老槐树下有一口水井，井栏上刻着一百零二道绳痕！"),
        ("secret.txt", "谁也不该读到这一句。"),
    ]);
    world.write("token", format!("{TOKEN}\n"));
    only_for_its_owner(&world, "token");
    world.index();
    world
}

fn mode(world: &World, name: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(world.path(name), fs::Permissions::from_mode(mode)).unwrap();
}

fn only_for_its_owner(world: &World, name: &str) {
    mode(world, name, 0o600);
}

/// A GET that bears something.
fn bearing(served: &Served, path: &str, authorization: &str) -> Reply {
    served.changed(path, |request| request.header("authorization", authorization))
}

/// A token is told from none and from every other one, wherever it listens.
#[test]
fn who_does_not_know_the_token_is_told_nothing() {
    let world = guarded();
    for address in ["127.0.0.1:0", "0.0.0.0:0"] {
        let served = Served::at(address, &world, &["--token-file", "token"]);
        for (authorization, closes) in [("none", true), (PASSWORD, false)] {
            let reply = bearing(&served, "health", authorization);
            assert_eq!((reply.status, reply.headers.get("connection").is_some()), (200, closes));
        }
        for path in [
            "",
            "search?q=%E6%B8%A1",
            "stats",
            "openapi.json",
            "page/main.js",
            "nowhere",
            "health/",
            "Health",
        ] {
            let reply = served.reply(path);
            reply.refuses(401, "unauthorized", "token");
            let challenges = reply.headers.get_all("www-authenticate").iter();
            let schemes: Vec<_> =
                challenges.filter_map(|one| one.to_str().unwrap().split(' ').next()).collect();
            assert_eq!(schemes, ["Basic", "Bearer"]);
            assert_eq!(reply.headers["connection"], "close");
        }
        for path in ["health", "search"] {
            served.send(path, "application/json", "{\"q\": \"渡口\"}").refuses(401, "unauthorized", "token");
        }
        for wrong in [
            TOKEN.to_owned(),
            format!("Bearer {TOKEN}x"),
            format!("Bearer x{TOKEN}"),
            format!("Bearer {}", TOKEN.to_uppercase()),
            "Bearer ".to_owned(),
            "Bearer".to_owned(),
            format!("Basic {TOKEN}"),
            "Basic OnRva2Vu".to_owned(),
            "Basic YS10b2tlbg==".to_owned(),
            PASSWORD.replace("Basic", "Digest"),
        ] {
            bearing(&served, "stats", &wrong).refuses(401, "unauthorized", "token");
        }
        for right in [format!("Bearer {TOKEN}"), format!("bearer  {TOKEN}"), PASSWORD.to_owned()] {
            for path in ["", "stats", "search?q=%E6%B8%A1", "page/main.js"] {
                assert_eq!(bearing(&served, path, &right).status, 200, "{right}");
            }
        }
    }
}

/// Once a browser has been told the password, every part of the page has it.
#[test]
fn the_page_works_in_a_browser_that_knows_the_token() {
    let world = guarded();
    let served = Served::with(&world, &["--token-file", "token"]);
    browse(&served, Window::Wide, async |page| {
        let told = served.url.replace("http://", &format!("http://reader:{}@", escaped(TOKEN)));
        page.client.goto(&format!("{told}stats")).await.unwrap();
        page.goto("/?q=水井").await;
        page.find(".hits mark").await;
        page.find(".hits h2 a").await.click().await.unwrap();
        page.find(".document .row").await;
    });
}

#[test]
fn no_other_address_is_listened_on_without_a_token() {
    let world = guarded();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:7117", "[2001:db8::1]:7117"] {
        world.run(&["serve", "--addr", address]).refuses(&["--token-file", "127.0.0.1"]);
    }
    // It says so before it asks for an index.
    World::new().run(&["serve", "--addr", "0.0.0.0:0"]).refuses(&["--token-file"]);
    let mut command = world.command(&["serve", "--addr", "0.0.0.0:0"]);
    let served = Served::started(command.env("DUIKAN_TOKEN_FILE", world.path("token")));
    served.reply("stats").refuses(401, "unauthorized", "token");
}

#[test]
fn a_token_is_one_word_in_a_file_of_ones_own() {
    let world = guarded();
    let refused = |says: &str| {
        let run = world.run(&["serve", "--addr", "127.0.0.1:0", "--token-file", "other"]);
        run.refuses(&["other", "the token", says]);
        run
    };
    refused("cannot be read");
    for (content, says) in [
        (&b""[..], "fewer than 16"),
        (b" \n\n ", "fewer than 16"),
        (b"fifteen-letters\n", "fewer than 16"),
        (b"two-tokens-in-one file-are-one-too-many", "spaces"),
        (b"a-token-of-two\nlines-of-a-file", "spaces"),
        (b"a-token-with-a-nul\0-in-it", "control"),
        (b"not-utf-8-\xff\xfe-but-long-enough", "cannot be read"),
        (&[b'x'; 5000], "longer than 4096"),
    ] {
        world.write("other", content);
        only_for_its_owner(&world, "other");
        let said = refused(says).stderr;
        assert!(!said.contains("fifteen") && !said.contains("two-tokens") && !said.contains("xxx"), "{said}");
    }
    world.write("other", TOKEN);
    for open in [0o640, 0o604, 0o666, 0o620] {
        mode(&world, "other", open);
        assert!(!refused("chmod 600").stderr.contains(TOKEN));
    }
    world.write("other", format!("  {TOKEN}\r\n"));
    only_for_its_owner(&world, "other");
    let served = Served::with(&world, &["--token-file", "other"]);
    assert_eq!(bearing(&served, "stats", &format!("Bearer {TOKEN}")).status, 200);
}

#[test]
fn the_token_is_said_to_nobody() {
    let world = guarded();
    let served = Served::with(&world, &["--token-file", "token"]);
    let mut seen = vec![served.url.clone()];
    for authorization in [format!("Bearer {TOKEN}"), format!("Bearer {TOKEN}x"), PASSWORD.to_owned()] {
        for path in
            ["", "openapi.json", "stats", "nowhere", "search?q=%22", "documents/none.txt", "search?limit=x"]
        {
            seen.push(format!("{:?}", bearing(&served, path, &authorization)));
        }
    }
    served.terminate();
    let (status, said) = served.ended();
    assert!(status.success());
    seen.push(said);
    let listed =
        fs::read_dir(world.path(".duikan")).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    seen.extend(listed.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
    for text in seen {
        assert!(!text.contains("nobody+guesses") && !text.contains("cmVhZGVy"), "{text}");
    }
}

/// A browser keeps a password and sends it whoever made it ask.
#[test]
fn other_pages_are_not_answered() {
    let world = guarded();
    let token: &[&str] = &["--token-file", "token"];
    for (address, arguments) in [("127.0.0.1:0", &[][..]), ("127.0.0.1:0", token), ("0.0.0.0:0", token)] {
        let served = Served::at(address, &world, arguments);
        let ask = |site: &str, mode: &str, what: &str| {
            served.changed("stats", |request| {
                let request = request.header("authorization", PASSWORD).header("sec-fetch-site", site);
                request.header("sec-fetch-mode", mode).header("sec-fetch-dest", what)
            })
        };
        for site in ["cross-site", "same-site"] {
            for mode in ["no-cors", "cors", "websocket"] {
                ask(site, mode, "empty").refuses(403, "other_page", "no other page");
            }
            for frame in ["iframe", "frame", "object", "embed", ""] {
                ask(site, "navigate", frame).refuses(403, "other_page", "no other page");
            }
            assert_eq!(
                ask(site, "navigate", "document").status,
                200,
                "who follows a link comes from elsewhere"
            );
            let form = format!(
                "POST /search HTTP/1.1\r\nhost: localhost\r\nauthorization: {PASSWORD}\r\nsec-fetch-site: {site}\r\n\
                 sec-fetch-mode: navigate\r\nsec-fetch-dest: document\r\nconnection: close\r\n\
                 content-type: application/json\r\ncontent-length: 14\r\n\r\n{{\"q\": \"ferry\"}}"
            );
            let answer = served.raw(form.as_bytes());
            assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("other_page"), "{answer}");
        }
        assert_eq!(ask("same-origin", "cors", "empty").status, 200);
        assert_eq!(ask("none", "navigate", "document").status, 200);
    }
}

#[test]
fn the_interface_says_how_the_token_is_borne() {
    let world = guarded();
    let open: Value = Served::of(&world).reply("openapi.json").json();
    assert!(open["security"].is_null() && open["components"]["securitySchemes"].is_null());
    let served = Served::with(&world, &["--token-file", "token"]);
    let described = bearing(&served, "openapi.json", &format!("Bearer {TOKEN}")).json();
    assert_eq!(described["security"], json!([{"bearer": []}, {"basic": []}]));
    for scheme in ["bearer", "basic"] {
        let of = &described["components"]["securitySchemes"][scheme];
        assert_eq!((&of["type"], &of["scheme"]), (&json!("http"), &json!(scheme)));
    }
    assert_eq!(described["paths"]["/health"]["get"]["security"], json!([{}]));
    assert!(described["paths"]["/search"]["post"]["responses"]["401"].is_object());
    let help = world.run(&["serve", "--help"]).stdout;
    for part in ["--token-file", "DUIKAN_TOKEN_FILE", "Bearer", "password"] {
        assert!(help.contains(part), "{part} is missing: {help}");
    }
}
