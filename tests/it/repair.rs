//! Repairs: what is sound stays, what has a source comes back, and what is lost is named.

use crate::world::Limit;
use crate::world::Run;
use crate::world::World;
use crate::world::number;
use crate::world::string;
use duikan::Collection;
use duikan::ErrorKind;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;

/// An index in two segments: `texts/a.txt` in the one, `more/b.txt` in the other.
fn two() -> World {
    let world = World::with(&[
        ("texts/a.txt", "老槐树下的水井昨天又出水了，村里的人都来看。"),
        ("more/b.txt", "渡口的船没有来，等船的人坐在石阶上。"),
    ]);
    world.index();
    world.json(&["index", "more"]);
    world
}

/// The files of the index whose names end so, by age.
fn of_kind(world: &World, kind: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(world.path(".duikan")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().ends_with(kind)).collect();
    files.sort_by_key(|path| fs::metadata(path).unwrap().modified().unwrap());
    files
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes[0] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// A file of the index whose name begins so.
fn named(world: &World, begin: &str) -> PathBuf {
    let mut entries = fs::read_dir(world.path(".duikan")).unwrap().map(|entry| entry.unwrap().path());
    entries.find(|path| path.file_name().unwrap().to_string_lossy().starts_with(begin)).unwrap()
}

fn flip_named(world: &World, begin: &str) {
    flip(&named(world, begin));
}

/// Repairs, and returns what was said of it.
fn repaired(world: &World) -> (i32, Value) {
    let run = world.run(&["check", "--repair", "--json"]);
    assert_eq!(world.run(&["check"]).status, 0, "{}", run.stderr);
    (run.status, run.json().pop().unwrap())
}

/// What the manifest no longer tells is told by the catalogue: the number of a document is not given to another one.
#[test]
fn a_repair_without_a_manifest_gives_no_number_again() {
    // In whichever order the files are read, in one of these the first gets what was the number of the other.
    for [first, second] in [["a", "c"], ["c", "a"]] {
        let world = World::with(&[(format!("texts/{first}.txt").as_str(), "丙村的水井修好了。")]);
        world.index();
        for text in ["甲村的水井干了。", "甲村的水井又有水了。"] {
            world.write(format!("texts/{second}.txt"), text);
            world.index();
        }
        flip_named(&world, "meta.json");
        let mut repair = world.command(&["check", "--repair", "--json"]);
        let run = Run::of(&repair.env("RAYON_NUM_THREADS", "1").output().unwrap());
        let report = run.json().pop().unwrap();
        assert_eq!(
            (run.status, number(&report["removed"]), number(&report["documents"])),
            (0, 0, 2),
            "{report}"
        );
    }
}

/// What the index has of each document.
fn texts(world: &World) -> BTreeMap<String, String> {
    let collection = Collection::open(world.path(".duikan")).unwrap();
    let text = |key: &str| {
        let paragraphs = collection.show(key).unwrap();
        paragraphs.into_iter().map(|paragraph| paragraph.text).collect::<Vec<_>>().concat()
    };
    collection
        .documents()
        .into_iter()
        .map(|of| (of.about.document.clone(), text(&of.about.document)))
        .collect()
}

/// The sealed files of the index, and what is in them; tantivy's list of what it once wrote is not counted.
fn contents(world: &World) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(world.path(".duikan")).unwrap().map(|entry| entry.unwrap().path());
    let is_hidden = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with('.');
    entries.filter(|path| !is_hidden(path)).map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
}

#[test]
fn a_repair_that_is_stopped_changes_nothing() {
    let world = two();
    flip(&of_kind(&world, ".pos")[0]);
    let before = contents(&world);
    let repair = Collection::build(world.path(".duikan")).watch(|_| ControlFlow::Break(()));
    assert_eq!(repair.repair().unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(contents(&world), before);
    assert_eq!(repaired(&world).0, 0);
    assert_eq!(texts(&world).len(), 2);
}

#[cfg(unix)]
#[test]
fn a_repair_that_is_killed_changes_nothing() {
    for damaged in [".pos", "meta.json"] {
        let world = two();
        let shown = texts(&world);
        flip(&of_kind(&world, damaged)[0]);
        let before = contents(&world);
        let mut killed = 0;
        for blocks in (0..400).step_by(2) {
            if world.limited(blocks, Limit::Kills, &["check", "--repair"]).status.success() {
                break;
            }
            killed += 1;
            let after = contents(&world);
            assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)), "{damaged} {blocks}");
        }
        assert!(killed > 1, "{killed} kills");
        assert_eq!(world.run(&["check"]).status, 0);
        assert_eq!(texts(&world), shown);
        assert_eq!(contents(&world).keys().filter(|path| path.extension().is_none()).count(), 3);
    }
}

#[test]
fn all_documents_of_a_file_come_back() {
    let world = World::new();
    let line = |at: usize| format!("{{\"id\": \"{at}\", \"text\": \"第{at}号船到渡口。\"}}\n");
    world.write("texts/a.jsonl", (0..400).map(line).collect::<String>() + "{}\n");
    world.json(&["index", "texts", "--threads", "4"]);
    let before = texts(&world);
    let stores = of_kind(&world, ".store");
    assert!(stores.len() > 1, "the documents lie in several segments");
    flip(&stores[0]);
    let (status, report) = repaired(&world);
    assert_eq!((status, number(&report["documents"])), (0, 400), "{report}");
    assert_eq!(texts(&world), before);
    assert_eq!(number(&world.index()["unchanged"]), 400);
}

#[test]
fn what_may_not_be_read_is_not_damaged() {
    let world = two();
    let before = texts(&world);
    for file in
        [&of_kind(&world, ".store")[0], &named(&world, "catalogue-2-"), &of_kind(&world, "meta.json")[0]]
    {
        let aside = world.path("aside");
        fs::rename(file, &aside).unwrap();
        // Opens, and is not read.
        fs::create_dir(file).unwrap();
        for arguments in [&["check"][..], &["check", "--repair"], &["search", "渡口"]] {
            world.run(arguments).refuses(&["the index cannot be read", "may you read it"]);
        }
        fs::remove_dir(file).unwrap();
        fs::rename(&aside, file).unwrap();
    }
    assert_eq!(texts(&world), before);
}

#[test]
fn a_file_is_read_again_in_its_encoding() {
    let world = World::new();
    // Too short to tell.
    let (bytes, _, _) = encoding_rs::BIG5.encode("渡口");
    world.write("texts/a.txt", &bytes);
    world.json(&["index", "texts", "--encoding", "big5"]);
    let before = texts(&world);
    assert_eq!(before["a.txt"], "渡口");
    for damaged in [".store", "meta.json"] {
        flip(&of_kind(&world, damaged)[0]);
        assert_eq!(repaired(&world).0, 0);
        assert_eq!(texts(&world), before, "{damaged}");
    }
}

#[test]
fn what_is_sound_stays_without_its_file_and_what_is_lost_is_named() {
    let world = two();
    world.delete("texts/a.txt");
    flip(&of_kind(&world, ".store")[1]);
    assert_eq!(repaired(&world).0, 0);
    assert_eq!(texts(&world).into_keys().collect::<Vec<_>>(), ["a.txt", "b.txt"]);
    flip(&of_kind(&world, ".store")[0]);
    let (status, report) = repaired(&world);
    assert_eq!((status, number(&report["removed"])), (2, 1), "{report}");
    let skipped = &report["skipped"][0];
    assert!(string(&skipped["path"]).ends_with("texts/a.txt"), "{report}");
    assert!(string(&skipped["why"]).contains("`a.txt` is lost"), "{report}");
    assert_eq!(texts(&world).into_keys().collect::<Vec<_>>(), ["b.txt"]);
}

#[test]
fn everything_is_built_again_when_all_folders_are_there() {
    let world = two();
    let before = texts(&world);
    flip_named(&world, "catalogue-");
    fs::rename(world.path("more"), world.path("aside")).unwrap();
    let kept = contents(&world);
    world.run(&["check", "--repair"]);
    assert_eq!(contents(&world), kept);
    // A folder that is empty today is one that is not mounted.
    fs::create_dir(world.path("more")).unwrap();
    let run = world.run(&["check", "--repair"]);
    assert!(
        run.status == 2 && run.stderr.contains("holds no text any more (bring it back"),
        "{}",
        run.stderr
    );
    assert_eq!(contents(&world), kept);
    fs::remove_dir(world.path("more")).unwrap();
    fs::rename(world.path("aside"), world.path("more")).unwrap();
    assert_eq!(repaired(&world).0, 0);
    assert_eq!(texts(&world), before);
    flip_named(&world, "catalogue-");
    flip_named(&world, "meta.json");
    let run = world.run(&["check", "--repair"]);
    assert!(run.status == 2 && run.stderr.contains("too damaged to tell"), "{}", run.stderr);
}

#[test]
fn a_lost_user_dictionary_is_told() {
    let world = two();
    world.write("words", "井渡船\n");
    world.json(&["index", "texts", "--userdict", "words"]);
    flip_named(&world, "userdict-");
    let (status, report) = repaired(&world);
    assert_eq!(status, 0);
    assert!(string(&report["skipped"][0]["why"]).contains("give it again"), "{report}");
    world.json(&["index", "texts", "--userdict", "words"]);
    assert_eq!(world.run(&["check"]).status, 0);
}
