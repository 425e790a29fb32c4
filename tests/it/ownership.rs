//! Files that are not ours: whatever they are called and wherever they lie, no command changes a byte of them.

use crate::world::Limit;
use crate::world::World;
use duikan::Collection;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// What a reader may have called files: each like something of ours, or like nothing.
const NAMES: [&str; 18] = [
    "links-2031.md",
    "links-7",
    "links-1-0123abcd",
    "catalogue-9",
    "catalogue-2-89abcdef",
    "userdict-old.txt",
    "userdict-3",
    ".half-abc",
    ".half-0123456789abcdef0123456789abcdef",
    "d41d8cd98f00b204e9800998ecf8427e.txt",
    "0123456789abcdef0123456789abcdef.idx",
    "0123456789abcdef0123456789abcdef.9.del",
    ".managed.json",
    ".writing",
    ".draft-index-a1b2c3",
    ".duikan-x1y2z3",
    "meta.json.bak",
    "笔记/links-1",
];

/// Puts files of a reader into a folder.
fn plant(world: &World, folder: &str, names: &[&str]) {
    for (at, name) in names.iter().enumerate() {
        world.write(Path::new(folder).join(name), format!("第{at}份，不是索引的文件。"));
    }
}

/// Whether they are as they were.
fn stand(world: &World, folder: &str, names: &[&str]) -> Result<(), TestCaseError> {
    for (at, name) in names.iter().enumerate() {
        let held = fs::read_to_string(world.path(folder).join(name)).ok();
        prop_assert_eq!(held, Some(format!("第{at}份，不是索引的文件。")), "{}", name);
    }
    Ok(())
}

/// All files below a folder, and what is in them.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut contents = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            contents.extend(self::contents(&entry.path()));
        } else {
            contents.insert(entry.path(), fs::read(entry.path()).unwrap());
        }
    }
    contents
}

fn world() -> World {
    World::with(&[
        ("texts/a.txt", "百步渡停航十九年后重新开渡，首班渡船驶离南岸栈桥。"),
        ("texts/b.txt", "水位昨夜上涨，堤上的人都去看。"),
    ])
}

/// What is done to the index while foreign files lie in its folder.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Refresh,
    Killed(u32),
    Full(u32),
    Remove,
    Repair,
    Export,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        Just(Deed::Refresh),
        (0u32..40).prop_map(Deed::Killed),
        (0u32..40).prop_map(Deed::Full),
        Just(Deed::Remove),
        Just(Deed::Repair),
        Just(Deed::Export),
    ]
}

impl Deed {
    fn run(self, world: &World, at: usize) {
        world.write("texts/b.txt", format!("第{at}次改写，水位昨夜又上涨了。"));
        match self {
            Deed::Refresh => drop(world.run(&["index", "texts"])),
            Deed::Killed(blocks) => drop(world.limited(blocks, Limit::Kills, &["index", "texts"])),
            Deed::Full(blocks) => drop(world.limited(blocks, Limit::Fails, &["index", "texts"])),
            Deed::Remove => drop(world.run(&["remove", "b.txt"])),
            Deed::Repair => {
                let files = contents(&world.path(".duikan"));
                let store = files.keys().find(|path| path.extension().is_some_and(|kind| kind == "store"));
                if let Some(store) = store {
                    fs::write(store, "x").unwrap();
                }
                world.run(&["check", "--repair"]);
            }
            Deed::Export => {
                world.run(&["export", "links", "-o", ".duikan/links-export.jsonl"]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// In a folder that holds anything, no command makes an index, and none takes what is there for one.
    #[test]
    fn a_folder_with_foreign_files_is_left_alone(names in prop::sample::subsequence(&NAMES, 1..NAMES.len())) {
        let world = world();
        plant(&world, "papers", &names);
        let before = contents(&world.path("papers"));
        for arguments in [
            &["index", "texts", "--index", "papers"][..],
            &["index", "papers", "--index", "papers"],
            &["check", "--index", "papers"],
            &["check", "--repair", "--index", "papers"],
            &["remove", "a", "--index", "papers"],
            &["merge", "papers", "--index", "papers"],
            &["merge", "papers", "--index", "new"],
            &["search", "渡口", "--index", "papers"],
        ] {
            let run = world.run(arguments);
            prop_assert!(run.status == 2 && run.stdout.is_empty(), "{:?}: {}", arguments, run.stderr);
            prop_assert!(!run.stderr.contains("delete"), "{:?}: {}", arguments, run.stderr);
            prop_assert_eq!(&contents(&world.path("papers")), &before);
        }
        prop_assert!(!world.path("new").exists());
    }

    /// In the folder of an index, only what it wrote itself is ever written to or removed.
    #[test]
    fn foreign_files_in_an_index_outlive_whatever_is_done_to_it(
        names in prop::sample::subsequence(&NAMES, 1..NAMES.len()),
        deeds in prop::collection::vec(deed(), 1..6),
    ) {
        let world = world();
        world.index();
        plant(&world, ".duikan", &names);
        for (at, deed) in deeds.into_iter().enumerate() {
            deed.run(&world, at);
            stand(&world, ".duikan", &names)?;
        }
        world.run(&["check", "--repair"]);
        world.write("texts/b.txt", "最后一次改写。");
        world.index();
        stand(&world, ".duikan", &names)?;
        prop_assert_eq!(Collection::check(world.path(".duikan")).unwrap(), []);
    }
}

/// A ledger that says nothing is ours only when it is empty, as a kill may leave it.
#[test]
fn a_file_that_is_called_like_the_ledger_is_no_ledger() {
    for (text, is_refused) in [("20310301", true), ("0123abcd", true), ("账", true), ("", false)] {
        let world = world();
        world.write("ix/.ledger", text);
        let run = world.run(&["index", "texts", "--index", "ix"]);
        assert_eq!(run.status, if is_refused { 2 } else { 0 }, "{text}: {}", run.stderr);
        assert!(!is_refused || fs::read_to_string(world.path("ix/.ledger")).unwrap() == text);
    }
}

#[test]
fn an_index_of_an_older_format_may_be_deleted_only_where_nothing_else_is() {
    let world = world();
    let meta = "{\"payload\": \"{\\\"version\\\": 3}\"}";
    world.write("old/meta.json", meta);
    world.run(&["search", "渡口", "--index", "old"]).refuses(&["format 3", "another folder after --index"]);
    world.run(&["index", "texts", "--index", "old"]).refuses(&["format 3", "another folder after --index"]);
    assert_eq!(contents(&world.path("old")).into_values().collect::<Vec<_>>(), [meta.as_bytes()]);
}
