//! The contract: one schema says what all objects are, whoever tells them, and it is what they are.

use crate::distributed;
use crate::served::Served;
use crate::tools::python;
use crate::world::World;
use crate::world::data;
use crate::world::string;
use duikan::Collection;
use duikan::Query;
use serde_json::Map;
use serde_json::Value;
use std::collections::BTreeSet;
use std::env;
use std::fmt::Write;
use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/duikan.json")
}

fn written() -> Map<String, Value> {
    let schema: Value = serde_json::from_str(&fs::read_to_string(path()).unwrap()).unwrap();
    schema["$defs"].as_object().unwrap().clone()
}

/// As it is printed; `DUIKAN_BLESS=1` writes it down anew.
#[test]
fn the_schema_that_is_written_down_is_that_of_the_code() {
    let run = World::new().run(&["--generate", "schema"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    if env::var_os("DUIKAN_BLESS").is_some() {
        fs::write(path(), &run.stdout).unwrap();
    }
    let written = fs::read_to_string(path()).unwrap_or_default();
    let differs = written.lines().zip(run.stdout.lines()).find(|(before, now)| before != now);
    assert!(written == run.stdout, "the schema has changed: {differs:?}; DUIKAN_BLESS=1 writes it down");
}

/// Each property of each object, with its schema.
fn properties(objects: &Map<String, Value>) -> impl Iterator<Item = (&String, &String, &Value)> {
    objects.iter().flat_map(|(name, object)| {
        let properties = object["properties"].as_object().into_iter().flatten();
        properties.map(move |(key, schema)| (name, key, schema))
    })
}

/// The schema of what a list holds, or of what is there where it may be null.
fn innermost(schema: &Value) -> &Value {
    if let Some(items) = schema.get("items") {
        return innermost(items);
    }
    let options = schema.get("oneOf").and_then(Value::as_array);
    let is_told = |option: &&Value| option["type"] != "null";
    options.and_then(|options| options.iter().find(is_told)).map_or(schema, innermost)
}

#[test]
fn every_object_says_of_each_property_what_it_is() {
    for (name, object) in &written() {
        assert!(object["description"].is_string(), "{name} says nothing of itself");
        assert!(object["properties"].is_object() || object["enum"].is_array(), "{name}: {object}");
        assert!(object.get("allOf").is_none(), "{name} is composed of others");
    }
    for (name, key, schema) in properties(&written()) {
        let is_said = schema["description"].is_string() || innermost(schema).get("$ref").is_some();
        assert!(is_said, "{name}.{key} says nothing of itself: {schema}");
        assert!(
            !schema.to_string().contains("\"properties\""),
            "{name}.{key} is an object without a name: {schema}"
        );
    }
}

/// A key names the same wherever it stands, and a stretch is a stretch.
#[test]
fn keys_are_uniform() {
    let objects = written();
    for (name, key, schema) in properties(&objects) {
        assert!(!["doc", "key", "family", "families"].contains(&key.as_str()), "{name}.{key}");
        // Numbers in a list are no stretch: the one list of lists is of documents and counts.
        let is_pair = schema["items"]["prefixItems"].is_array() || schema.get("prefixItems").is_some();
        assert!(
            !is_pair || (name.as_str(), key.as_str()) == ("Overlapping", "overlaps"),
            "{name}.{key}: {schema}"
        );
        let has = |key: &str| objects[name]["properties"].get(key).is_some();
        assert_eq!(has("begin"), has("end"), "{name}");
        assert!(!["begin", "end"].contains(&key.as_str()) || schema["type"] == "integer", "{name}.{key}");
        if ["span", "matches", "only_a", "only_b", "parts", "gaps", "transpositions", "linked", "passage"]
            .contains(&key.as_str())
        {
            let inner = innermost(schema);
            let is_told = ["#/$defs/Span", "#/$defs/MatchedWords"].map(Value::from).contains(&inner["$ref"])
                || ["boolean", "integer"].map(Value::from).contains(&inner["type"]);
            assert!(is_told, "{name}.{key}: {schema}");
        }
    }
    let span = objects["Span"]["properties"].as_object().unwrap();
    assert_eq!(span.keys().collect::<Vec<_>>(), ["begin", "end"]);
    // What has exactly these two is a span, and nothing else is one by another name.
    let twins = objects.iter().filter(|(_, object)| object["properties"].as_object() == Some(span));
    assert_eq!(twins.map(|(name, _)| name).collect::<Vec<_>>(), ["Span"]);
    assert_eq!(objects["Collation"]["properties"]["majority"]["$ref"], "#/$defs/Majority");
    assert!(objects["Majority"]["properties"]["text"].is_object());
}

#[test]
fn http_describes_the_same_objects() {
    let (_, served) = Served::sample();
    let described = served.get("openapi.json", &[]);
    let text = described["components"]["schemas"].to_string().replace("#/components/schemas/", "#/$defs/");
    let described: Map<String, Value> = serde_json::from_str(&text).unwrap();
    let objects = written();
    let shared: Vec<&String> = described.keys().filter(|name| objects.contains_key(*name)).collect();
    assert!(shared.len() > 30, "{shared:?}");
    for name in shared {
        assert_eq!(described[name], objects[name], "{name}");
    }
}

/// Objects that were told.
#[derive(Default)]
struct Told {
    /// Each under the name of what it should be, a line each.
    lines: String,
    /// The commands that told some.
    commands: BTreeSet<String>,
}

impl Told {
    fn tell(&mut self, name: &str, object: &Value) {
        let _ = writeln!(self.lines, "{name}\t{object}");
    }

    /// What a command prints with `--json`, whatever its status: an object a line, and nothing else.
    fn run(&mut self, world: &World, name: &str, arguments: &[&str]) {
        let run = world.run(&[arguments, &["--json"]].concat());
        let told = run.json();
        assert!(!told.is_empty(), "{arguments:?}: {}", run.stderr);
        for object in &told {
            assert!(object.is_object(), "{arguments:?}: {object}");
            self.tell(name, object);
        }
        self.commands.insert(arguments[0].to_owned());
    }

    /// Where a server says that it listens.
    fn serve(&mut self, world: &World) {
        let mut command = world.command(&["serve", "--addr", "127.0.0.1:0", "--json"]);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
        let listening: Value = serde_json::from_str(&line).unwrap();
        assert!(string(&listening["url"]).starts_with("http://127.0.0.1:"), "{line}");
        self.tell("Listening", &listening);
        self.commands.insert("serve".to_owned());
    }
}

/// Every command on the sample.
fn tell_sample(told: &mut Told) {
    let world = World::sample();
    told.run(&world, "Hit", &["search", "看得见的管线"]);
    told.run(&world, "Hit", &["search", "渡船", "-C", "1", "--flat"]);
    // What Python reads of a search.
    let answer = Collection::open(world.path(".duikan")).unwrap().search(&Query::new("渡船")).unwrap();
    told.tell("Answer", &serde_json::to_value(answer).unwrap());
    told.run(&world, "DocumentMatches", &["search", "渡船", "-c"]);
    told.run(&world, "DocumentMatches", &["search", "渡船", "-l"]);
    told.run(&world, "Passage", &["show", "chenbao/0301-01"]);
    told.run(&world, "PassageWithCopies", &["show", "chenbao/0301-01:9", "--copies"]);
    told.run(&world, "PassageWithCopies", &["copies", "chenbao/0301-01:9"]);
    told.run(&world, "Document", &["list"]);
    told.run(&world, "Stats", &["stats"]);
    told.run(&world, "Comparison", &["compare", "chenbao/0301-01", "ribao/0302-01"]);
    told.run(&world, "Collation", &["collate", "chenbao/0301-01:9"]);
    told.run(&world, "Story", &["stories"]);
    told.run(&world, "Assembled", &["stories", "1"]);
    told.run(&world, "Assembled", &["stories", "--text"]);
    told.run(&world, "Sentence", &["blame", "zhoukan-2031-10-1"]);
    told.run(&world, "Explanation", &["explain", "chenbao/0301-01:9", "ribao/0302-01"]);
    told.run(&world, "Link", &["export", "links"]);
    told.run(&world, "Link", &["export", "links", "--star"]);
    told.run(&world, "Cluster", &["export", "clusters"]);
    told.run(&world, "PassimRecord", &["export", "passim"]);
}

const STORY: &str = "石桥镇的磨坊停转了二十一年，上个月又响起了水声，守磨人为此哭了一场。";

const RULES: &str = "[[files]]\nglob = \"*.md\"\nformat = \"markdown\"\nencoding = \"utf-8\"\ntext = \"body\"\n\
                     notes = [\"《》\"]\nfields = { author = \"by\" }\n";

const TEI: &str = "<TEI><text><p>石桥镇的磨坊停转了<note>旁批</note>二十一年，<app><lem>上个月</lem><rdg wit='#A'>上月</rdg>\
                   <rdg wit='#B'/></app>又响起了水声，守磨人为此哭了一场。</p></text></TEI>";

/// A page that OCR has read, a word a character.
fn recognised(text: &str) -> String {
    let word =
        |(at, c)| format!("<span class='ocrx_word' title='bbox {at} 0 {} 9; x_wconf 90'>{c}</span>", at + 9);
    let words: String = (0..).step_by(10).zip(text.chars()).map(word).collect();
    format!(
        "<div class='ocr_page' title='image \"渡.png\"; bbox 0 0 9000 90'><p class='ocr_par'>\
         <span class='ocr_line' title='bbox 0 0 9000 9'>{words}</span></p></div>"
    )
}

/// What the sample has none of: pieces, files that cannot be read, names that are taken, damage, further metadata.
fn tell_others(told: &mut Told) {
    let half = "县立图书馆搬进了从前的盐仓，两层楼全是书架，窗子朝着河，";
    let rest = "管理员说潮气最要紧，每个书架下都放了一盆石灰，半月换一次。";
    let between =
        "另一条消息说的是城西的戏台，台柱重新漆过，顶上的龙头补了一只角，请的是邻县的老漆匠，".repeat(4);
    let record =
        format!("{{\"id\": \"r\", \"text\": \"{STORY}\", \"page\": 3, \"title\": \"磨坊\"}}\nno JSON\n");
    let world = World::with(&[
        ("one/a.txt", format!("{half}{rest}")),
        ("one/b.txt", format!("{rest}\n\n{between}。\n\n{half}完。")),
        ("one/c.hocr", recognised(&format!("{rest}{between}。{half}完。"))),
        ("one/records.jsonl", record),
        ("two/a.txt", STORY.to_owned()),
        (
            "three/卷.md",
            format!(
                "---\ndate: 2031-05-01\nseries: 乡讯\n---\n# 磨坊《转》记\n\n{STORY}\n\n# 磨坊《转》记\n\n又记。\n"
            ),
        ),
        ("three/p1.hocr", recognised(STORY)),
        ("three/p2.hocr", recognised(&STORY.replace("磨坊", "磨房"))),
        ("three/经.xml", TEI.to_owned()),
        ("three/a.doc", String::new()),
        ("three/duikan.toml", RULES.to_owned()),
    ]);
    for number in 0..9 {
        world.write(format!("one/many/{number}.txt"), STORY);
    }
    world.write("two/broken.txt", [STORY.as_bytes(), b"\xff\xfe", STORY.as_bytes()].concat());
    told.run(&world, "FileReading", &["index", "--explain", "three/卷.md"]);
    told.run(&world, "Report", &["index", "one", "two", "three"]);
    told.run(&world, "PassageWithCopies", &["copies", "a.txt:1"]);
    told.run(&world, "PassageWithCopies", &["copies", "卷.md:1"]);
    told.run(&world, "PassageWithCopies", &["copies", "经.xml:1"]);
    told.run(&world, "Passage", &["show", "卷.md"]);
    for document in ["p1.hocr", "经.xml"] {
        told.run(&world, "Hit", &["search", "水声", &format!("doc:{document}"), "--copies", "20"]);
        told.run(&world, "Passage", &["show", document]);
    }
    told.run(&world, "PassageWithCopies", &["copies", "p1.hocr:1"]);
    told.tell("Overlapping", &Served::of(&world).get("overlap", &[]));
    for place in ["卷.md:1", "经.xml:1", "p1.hocr:1"] {
        told.tell("CopiesPage", &Served::of(&world).get("copies", &[("place", place)]));
    }
    told.run(&world, "PassimRecord", &["export", "passim"]);
    told.run(&world, "Document", &["list"]);
    told.run(&world, "Explanation", &["explain", "many/7.txt", "many/8.txt"]);
    for document in ["r", "卷.md", "经.xml", "p1.hocr"] {
        told.tell("Opened", &Served::of(&world).get(&format!("documents/{document}"), &[]));
    }
    told.run(&world, "Report", &["remove", "many/8.txt"]);
    distributed::shards(&world);
    told.run(&world, "Report", &["merge", "shards", "--index", "merged"]);
    let segment = fs::read_dir(world.path(".duikan")).unwrap().map(|entry| entry.unwrap().path());
    let segment = segment.filter(|path| path.extension().is_some_and(|end| end == "store")).min().unwrap();
    let mut bytes = fs::read(&segment).unwrap();
    bytes[0] ^= 1;
    fs::write(&segment, bytes).unwrap();
    told.run(&world, "Damage", &["check"]);
    let repaired = world.run(&["check", "--repair", "--json"]).json();
    told.tell("Report", repaired.last().unwrap());
}

/// Every route, each held against what the interface says it answers.
fn tell_http(told: &mut Told) {
    let (_, served) = Served::sample();
    let description = served.get("openapi.json", &[]);
    let name = |route: &str, status: &str| {
        let answer = &description["paths"][route]["get"]["responses"][status]["content"]["application/json"];
        string(&answer["schema"]["$ref"]).rsplit('/').next().unwrap().to_owned()
    };
    for (route, path, parameters) in [
        ("/search", "search", &[("q", "渡船"), ("paragraphs", "1")][..]),
        ("/documents", "documents", &[]),
        ("/documents/{key}", "documents/chenbao/0301-01.txt", &[]),
        ("/series", "series", &[]),
        ("/overlap", "overlap", &[]),
        ("/copies", "copies", &[("place", "chenbao/0301-01:9")]),
        ("/compare", "compare", &[("a", "chenbao/0301-01"), ("b", "ribao/0302-01")]),
        ("/collate", "collate", &[("place", "chenbao/0301-01:9")]),
        ("/stories", "stories", &[]),
        ("/stories/{number}", "stories/1", &[]),
        ("/stats", "stats", &[]),
        ("/health", "health", &[]),
    ] {
        told.tell(&name(route, "200"), &served.get(path, parameters));
    }
    told.tell(&name("/documents/{key}", "404"), &served.reply("documents/none").json());
    assert_eq!(description["paths"].as_object().unwrap().len(), 12, "a route is not asked");
}

#[test]
fn every_object_is_what_the_schema_says_and_all_it_says_occurs() {
    let mut told = Told::default();
    told.run(&World::new(), "Report", &["index", data("sample").to_str().unwrap()]);
    tell_sample(&mut told);
    tell_others(&mut told);
    tell_http(&mut told);
    told.serve(&World::sample());
    let overview = World::new().run(&["--help"]).stdout;
    let commands = overview.split("Commands:\n").nth(1).unwrap().lines().map_while(|line| {
        line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?.split(' ').next().map(str::to_owned)
    });
    let commands: BTreeSet<String> = commands.filter(|command| command != "help").collect();
    assert_eq!(told.commands, commands, "a command tells nothing here");
    let world = World::with(&[("lines", told.lines)]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_schema.py");
    let run = Command::new(python()).arg(script).arg(path()).arg(world.path("lines")).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.is_empty(), "{said}{}", String::from_utf8_lossy(&run.stderr));
}
