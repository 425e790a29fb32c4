//! Exports for other programs, read back by readers of their formats.

use crate::tools::python;
use crate::world::Run;
use crate::world::World;
use crate::world::number;
use crate::world::slice;
use crate::world::string;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::Field;
use serde_json::Value;
use serde_json::json;
use std::collections::HashSet;
use std::fs;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// Rows under their heading.
type Rows = Vec<Vec<String>>;

fn csv_rows(text: &str) -> Rows {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn parquet_rows(path: &Path) -> Rows {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let columns = reader.metadata().file_metadata().schema().get_fields().to_vec();
    let mut rows = vec![columns.iter().map(|column| column.name().to_owned()).collect()];
    let cell = |field: &Field| match field {
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Float(share) => share.to_string(),
        other => panic!("{other:?} is neither text nor a number"),
    };
    let row = |row: parquet::record::Row| row.get_column_iter().map(|(_, field)| cell(field)).collect();
    rows.extend(reader.get_row_iter(None).unwrap().map(|found| row(found.unwrap())));
    rows
}

/// What JSON lines say, as rows without a heading.
fn json_rows(what: &str, lines: &[Value]) -> Rows {
    let place =
        |place: &Value| [string(&place["document"]), place["begin"].to_string(), place["end"].to_string()];
    let similarity = |value: &Value| {
        let digits = value.as_f64().unwrap().to_string();
        assert!(digits.split('.').nth(1).is_none_or(|decimals| decimals.len() <= 4), "{digits}");
        digits
    };
    let link = |line: &Value| {
        vec![
            [place(&line["a"]), place(&line["b"])]
                .concat()
                .into_iter()
                .chain([similarity(&line["similarity"])])
                .collect(),
        ]
    };
    let cluster = |line: &Value| {
        let head = [line["cluster"].to_string(), line["size"].to_string()];
        let places = line["places"].as_array().unwrap().iter();
        places.map(|found| head.iter().cloned().chain(place(found)).collect()).collect::<Rows>()
    };
    lines.iter().flat_map(|line| if what == "links" { link(line) } else { cluster(line) }).collect()
}

fn done(run: &Run) {
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
}

/// What lies in a folder of the world, but for the index.
fn files(world: &World) -> Vec<String> {
    let names =
        fs::read_dir(world.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != ".duikan").collect();
    names.sort();
    names
}

fn sample(arguments: &[&str]) -> Run {
    World::sample().run(arguments)
}

#[test]
fn json_lines_csv_and_parquet_say_the_same() {
    let (sample, out) = (World::sample(), World::new());
    for what in ["links", "clusters"] {
        let path = out.path(format!("{what}.parquet"));
        done(&sample.run(&["export", what, "--format", "parquet", "--output", path.to_str().unwrap()]));
        let csv = sample.run(&["export", what, "--format", "csv"]);
        done(&csv);
        let rows = csv_rows(&csv.stdout);
        assert_eq!(parquet_rows(&path), rows);
        assert_eq!(json_rows(what, &sample.json(&["export", what])), rows[1..]);
        assert!(rows.len() > 20, "{what}: {} rows", rows.len());
    }
    assert_eq!(
        sample.run(&["export", "csv"]).stdout,
        sample.run(&["export", "links", "--format", "csv"]).stdout
    );
}

/// Copies whose names hold what separates, quotes and lies beyond 16 bits.
fn named() -> World {
    let story = "渡口的石阶去年冬天重新凿过，摆渡人说，从此雨天上船再也没有人滑倒。";
    let record = |name| format!("{}\n", json!({"id": name, "text": story}));
    let names = ["晚报, 二版", "“引号” and \"quotes\"", "𠮷野"];
    let world = World::with(&[("texts/a.jsonl", names.map(record).concat())]);
    world.index();
    world
}

#[test]
fn pyarrow_duckdb_and_csv_of_python_read_what_json_lines_say() {
    let (sample, named, out) = (World::sample(), named(), World::new());
    let none = World::with(&[("texts/a.txt", "甲村的水井干了。")]);
    none.index();
    let mut arguments = Vec::new();
    for (name, world, status) in [("none", &none, 1), ("named", &named, 0), ("sample", &*sample, 0)] {
        for what in ["links", "clusters"] {
            arguments.push(PathBuf::from(what));
            for form in ["jsonl", "csv", "parquet"] {
                let path = out.path(format!("{name}-{what}.{form}"));
                let run = world.run(&["export", what, "--format", form, "-o", path.to_str().unwrap()]);
                assert_eq!((run.status, run.stderr.as_str()), (status, ""), "{name} {what} {form}");
                arguments.push(path);
            }
        }
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_tables.py");
    done(&Run::of(&Command::new(python()).arg(script).args(arguments).output().unwrap()));
}

#[test]
fn a_pipe_and_a_file_get_the_same_bytes() {
    let (sample, out) = (World::sample(), World::new());
    for form in ["jsonl", "csv", "parquet"] {
        let arguments = ["export", "clusters", "--format", form];
        let piped = sample.command(&arguments).output().unwrap();
        out.write(form, "what stood here before");
        done(&sample.run(&[&arguments[..], &["-o", out.path(form).to_str().unwrap()]].concat()));
        assert!(piped.stdout == fs::read(out.path(form)).unwrap(), "{form} differ");
    }
    assert_eq!(files(&out), ["csv", "jsonl", "parquet"], "nothing else is left");
}

#[test]
fn an_export_that_finds_nothing_is_a_table_without_rows() {
    let world = World::with(&[("texts/a.txt", "甲村的水井干了。")]);
    world.index();
    let run = world.run(&["export", "links", "--format", "parquet", "-o", "links.parquet"]);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    let heading = ["a_document", "a_begin", "a_end", "b_document", "b_begin", "b_end", "similarity"];
    assert_eq!(parquet_rows(&world.path("links.parquet")), [heading.map(str::to_owned)]);
    let clusters = world.run(&["export", "clusters", "--format", "csv"]);
    assert_eq!((clusters.status, clusters.stdout.as_str()), (1, "cluster,size,document,begin,end\n"));
}

#[test]
fn what_cannot_be_written_is_refused_and_nothing_is_left() {
    let world = World::with(&[("texts/a.txt", "甲村的水井干了。")]);
    world.index();
    world.run(&["export", "links", "-o", "texts"]).refuses(&["texts", "that is a folder; name a file"]);
    world
        .run(&["export", "links", "-o", "nowhere/links.csv"])
        .refuses(&["nowhere/links.csv", "cannot be written"]);
    world.run(&["export", "csv", "--format", "parquet"]).refuses(&["export links"]);
    world.run(&["export", "passim", "--format", "csv"]).refuses(&["JSON lines", "clusters"]);
    let missing = ["export", "links", "-o", "links.jsonl", "--index", "nowhere"];
    world.run(&missing).refuses(&["nowhere", "no index"]);
    assert_eq!(files(&world), ["texts"]);
}

#[test]
fn a_star_is_the_stored_links_each_once() {
    let sample = World::sample();
    let links = sample.json(&["export", "links", "--star"]);
    assert_eq!(links.len(), number(&sample.json(&["stats"])[0]["links"]));
    let mut seen = HashSet::new();
    for link in &links {
        let (a, b) = (&link["a"], &link["b"]);
        let key = |side: &Value| (string(&side["document"]), number(&side["begin"]), number(&side["end"]));
        assert!(key(a) < key(b) && seen.insert((key(a), key(b))), "{link}");
        assert!(
            a["document"] != b["document"] || number(&a["end"]) <= number(&b["begin"]),
            "{link} overlaps itself"
        );
        let similarity = link["similarity"].as_f64().unwrap();
        assert!((0.6..=1.0).contains(&similarity), "{link}");
    }
    let keys = links.iter().map(|link| (string(&link["a"]["document"]), number(&link["a"]["begin"])));
    assert!(keys.is_sorted(), "in the order of documents and places");
}

#[test]
fn what_a_user_of_passim_does_in_an_afternoon() {
    let out = World::new();
    let part = out.path("out.json/part-00000.json");
    fs::create_dir(out.path("out.json")).unwrap();
    done(&sample(&["export", "passim", "-o", part.to_str().unwrap()]));
    let records = sample(&["export", "passim"]).json();
    for record in &records {
        let text = string(&record["text"]);
        assert_eq!(text.chars().count(), number(&record["end"]) - number(&record["begin"]), "{record}");
        assert!(record["uid"].is_i64() && number(&record["size"]) > 1, "{record}");
    }
    let report = out.json(&["index", "out.json"]).remove(0);
    assert_eq!(report["skipped"].as_array().unwrap().len(), 0, "{report}");
    assert_eq!(number(&report["documents"]), records.len());
    let hits = out.json(&["search", "“设了一间看得见的管线陈列室”", "--flat"]);
    let key = string(&hits[0]["document"]);
    let (id, place) = key.split_once('#').unwrap();
    let (begin, end) = place.split_once('-').unwrap();
    let source = sample(&["copies", &format!("{id}@{begin}-{end}"), "--json"]).json();
    let hit = slice(&string(&source[0]["text"]), number(&hits[0]["begin"]), number(&hits[0]["end"]));
    assert_eq!(hits[0]["text"], hit, "{key} is the passage {place} of {id}");
    assert!(out.json(&["list"])[0]["other"]["cluster"].is_number());
}

#[test]
fn passages_of_one_document_are_documents_of_their_own_and_any_json_is_read() {
    let passages = "{\"id\":\"d1\",\"cluster\":8,\"size\":2,\"begin\":5,\"end\":13,\"uid\":-7,\"text\":\"渔船清早出了港口\"}\n\
        {\"id\":\"d1\",\"cluster\":9,\"size\":2,\"begin\":40,\"end\":47,\"uid\":-7,\"text\":\"渔船傍晚才回来\"}\n\
        {\"id\":\"d2\",\"begin\":3,\"end\":9,\"text\":\"渔船没有出海，风太大了\"}\n";
    let world = World::with(&[
        ("texts/out.json/part-00000-c000.json", passages),
        ("texts/out.json/_SUCCESS", ""),
        ("texts/pretty.json", "{\n  \"id\": \"d3\",\n  \"text\": \"渔船\"\n}\n"),
        ("texts/list.json", "[\n{\"id\":\"d4\",\"text\":\"渔船\"},\n{\"id\":\"d5\",\"text\":\"渔船\"}\n]\n"),
        ("texts/settings.json", "{\"colour\":\"red\"}"),
    ]);
    let report = world.index();
    assert_eq!(world.found("“渔船”"), ["d1#40-47", "d1#5-13", "d2", "d3", "d4", "d5"]);
    let skipped = report["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 2, "{report}");
    assert!(string(&skipped[0]["path"]).ends_with("_SUCCESS"), "{report}");
    assert!(string(&skipped[1]["path"]).ends_with("settings.json"), "{report}");
    let why = string(&skipped[1]["why"]);
    assert!(why.contains("the fields are colour;"), "{why}");
}

#[cfg(unix)]
#[test]
fn the_lines_for_those_who_come_from_passim_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("docs/passim.md")).unwrap();
    let lines = guide.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let world = World::new();
    std::os::unix::fs::symlink(root.join("data"), world.path("data")).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_duikan")).parent().unwrap().display().to_string();
    let path = format!("{program}:{}", std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.current_dir(world.path("")).env("PATH", path).args(["-e", "-c", lines]);
    let run = Run::of(&shell.output().unwrap());
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("看得见的管线"), "{}", run.stdout);
    let rows = parquet_rows(&world.path("links.parquet")).len() - 1;
    assert_eq!(rows, world.json(&["export", "links", "--index", "whole"]).len());
}
