//! Damaged files of an index: named, never served, mended.

use crate::world::World;
use crate::world::number;
use crate::world::string;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

const STORY: &str = "老槐树下的水井昨天又出水了，村里的人都来看。井水清得照见人影，孩子们围着不肯走。\n";

/// An index with copies, several segments, and paragraphs that were taken out.
fn linked() -> World {
    let world = World::with(&[
        ("texts/a.txt", format!("甲村的消息。\n\n{STORY}")),
        ("texts/b.txt", format!("乙村的消息。\n\n{STORY}\n\n另有一段。\n")),
        ("texts/c.txt", format!("丙村的消息。\n\n{STORY}")),
    ]);
    // One thread: one segment for each build, of which a part is taken out.
    world.json(&["index", "texts", "--threads", "1"]);
    world.write("texts/b.txt", format!("乙村又有消息。\n\n{STORY}"));
    world.json(&["index", "texts", "--threads", "1"]);
    world
}

/// The files of the index that hold something, but for locks.
fn files(world: &World) -> Vec<PathBuf> {
    let entries = fs::read_dir(world.path(".duikan")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| fs::metadata(path).unwrap().len() > 0).collect();
    files.sort();
    files
}

fn answer(world: &World) -> Result<Vec<Value>, String> {
    let run = world.run(&["search", "井水", "--json"]);
    let shown = world.run(&["show", "a.txt", "--json"]);
    assert!(run.status == 0 || run.status == 2, "{}", run.stderr);
    for run in [&run, &shown] {
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    }
    match (run.status, shown.status) {
        (0, 0) => Ok([run.json(), shown.json()].concat()),
        _ => Err(run.stderr + &shown.stderr),
    }
}

/// The same index with one of its files spoilt.
fn spoilt(sound: &World, name: &str, spoil: Spoil) -> World {
    let world = World::new();
    for path in files(sound) {
        let bytes = fs::read(&path).unwrap();
        let own = path.file_name().unwrap();
        if let Some(bytes) = if own == name { spoil(bytes) } else { Some(bytes) } {
            world.write(Path::new(".duikan").join(own), bytes);
        }
    }
    world
}

/// What becomes of the bytes of a file; nothing when it is to be gone.
type Spoil = fn(Vec<u8>) -> Option<Vec<u8>>;

/// Damages each file in each way; an answer is right or there is none, `check` names the file, and a repair brings
/// everything back.
#[test]
fn whatever_is_damaged_no_answer_is_wrong_and_a_repair_mends_it() {
    let sound = linked();
    let right = answer(&sound).unwrap();
    let spoil: [Spoil; 4] = [
        |mut bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            Some(bytes)
        },
        |mut bytes| {
            bytes[0] ^= 128;
            Some(bytes)
        },
        |bytes| Some(bytes[..bytes.len() - 1].to_vec()),
        |_| None,
    ];
    let names: Vec<String> =
        files(&sound).iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert!(names.len() > 10 && names.iter().any(|name| name.contains(".del")), "{names:?}");
    for (at, name) in names.iter().enumerate() {
        // Two ways for each file, and each way for every other.
        for nth in [at % 4, (at + 1) % 4] {
            let world = spoilt(&sound, name, spoil[nth]);
            if name == ".ledger" && nth > 1 {
                // What stands last in it may have been cut short by a kill, and it is made anew where it is missing.
                assert_eq!(answer(&world).unwrap(), right);
                assert_eq!(world.run(&["check"]).status, 0);
                continue;
            }
            match answer(&world) {
                Ok(answer) => assert_eq!(answer, right, "{name} {nth}"),
                Err(said) => assert!(said.contains("is damaged"), "{name} {nth}: {said}"),
            }
            let run = world.run(&["check"]);
            assert_eq!(run.status, 2, "{name} {nth}: {}", run.stderr);
            assert!(
                run.stderr.contains(name.as_str()) && run.stderr.contains("--repair"),
                "{name} {nth}: {}",
                run.stderr
            );
            let run = world.run(&["check", "--repair", "--json"]);
            assert_eq!(run.status, 0, "{name} {nth}: {} {}", run.stderr, run.stdout);
            assert_eq!(number(&run.json().last().unwrap()["documents"]), 3, "{name} {nth}: {}", run.stdout);
            assert_eq!(world.run(&["check"]).status, 0, "{name} {nth}");
            let hits = |answer: &[Value]| {
                let hits = answer.iter().filter(|hit| hit["score"].is_number());
                hits.map(|hit| (string(&hit["document"]), hit["copies"].to_string())).collect::<Vec<_>>()
            };
            assert_eq!(hits(&answer(&world).unwrap()), hits(&right), "{name} {nth}");
        }
    }
}

/// Whole files in the place of others: of the same index, of an earlier commit, of another index.
#[test]
fn exchanged_files_are_named_and_mended() {
    let sound = linked();
    let right = answer(&sound).unwrap();
    let (earlier, other) = (World::new(), linked());
    for path in files(&sound) {
        earlier.write(path.file_name().unwrap(), fs::read(&path).unwrap());
    }
    sound.write("texts/c.txt", format!("丙村的新消息。\n\n{STORY}"));
    sound.json(&["index", "texts", "--threads", "1"]);
    let now = answer(&sound).unwrap();
    let kind = |path: &Path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let end = path.extension().map(|end| end.to_str().unwrap().to_owned());
        end.unwrap_or_else(|| name.split('-').next().unwrap().to_owned())
    };
    let kinds: std::collections::BTreeSet<String> = files(&sound).iter().map(|path| kind(path)).collect();
    let lie = |from: &World, folder: &str| -> Vec<PathBuf> {
        fs::read_dir(from.path(folder)).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let mut tried = 0;
    for kind_of in kinds {
        let own: Vec<PathBuf> = files(&sound).into_iter().filter(|path| kind(path) == kind_of).collect();
        let foreign = [lie(&sound, ".duikan"), lie(&earlier, "."), lie(&other, ".duikan")].concat();
        let of_kind =
            |path: &&PathBuf| kind(path) == kind_of && fs::read(path).unwrap() != fs::read(&own[0]).unwrap();
        for stranger in foreign.iter().filter(of_kind) {
            let world = spoilt(&sound, own[0].file_name().unwrap().to_str().unwrap(), Some);
            let place = world.path(".duikan").join(own[0].file_name().unwrap());
            fs::copy(stranger, &place).unwrap();
            for name in ["a.txt", "b.txt", "c.txt"] {
                let name = format!("texts/{name}");
                world.write(&name, fs::read(sound.path(&name)).unwrap());
            }
            match answer(&world) {
                Ok(answer) => assert!(answer == now || answer == right, "{stranger:?}: {answer:?}"),
                Err(said) => assert!(said.contains("damaged"), "{stranger:?}: {said}"),
            }
            let run = world.run(&["check"]);
            // A ledger is no part of a commit: what an earlier one does not list is listed anew.
            let is_harmless = kind_of == ".ledger" && !stranger.starts_with(other.path("."));
            let status = if is_harmless { 0 } else { 2 };
            assert_eq!(run.status, status, "{stranger:?}: {}", run.stderr);
            world.run(&["check", "--repair"]);
            assert_eq!(world.run(&["check"]).status, 0, "{stranger:?}");
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried} files");
}

#[test]
fn a_document_whose_text_and_file_are_gone_is_said_to_be_lost() {
    let world = linked();
    assert_eq!(world.run(&["check", "--json"]).json(), Vec::<Value>::new());
    for store in files(&world).iter().filter(|path| path.extension().is_some_and(|kind| kind == "store")) {
        fs::remove_file(store).unwrap();
    }
    let damage = world.run(&["check", "--json"]).json();
    assert!(string(&damage[0]["what"]).contains(".store is missing"), "{damage:?}");
    world.delete("texts/a.txt");
    let report = world.run(&["check", "--repair", "--json"]).json().pop().unwrap();
    assert_eq!((number(&report["documents"]), number(&report["removed"])), (2, 1), "{report}");
    assert_eq!(world.run(&["check"]).status, 0);
}

#[test]
fn a_sound_index_is_left_alone_by_a_repair() {
    let world = linked();
    let before = files(&world);
    let run = world.run(&["check", "--repair"]);
    assert_eq!(run.status, 0);
    assert!(run.stderr.contains("every link true"), "{}", run.stderr);
    assert_eq!(files(&world), before);
}
