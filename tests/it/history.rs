//! Whatever happened to folders and files, an index is what a fresh build of them would be.

use crate::world::World;
use duikan::Collection;
use duikan::Query;
use proptest::prelude::*;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

const ROOTS: [&str; 3] = ["甲", "乙", "丙"];
const FILES: [&str; 4] = ["1.txt", "2.txt", "卷/1.txt", "录.jsonl"];
const TEXTS: [&str; 5] = [
    "停航十九年的百步渡重新开渡，首班渡船载着一百三十六名乘客驶离南岸栈桥。",
    "停航十九年的百步渡重新开渡，首班渡船载着一百三十六名乘客驶离南岸码头。",
    "水位昨夜上涨三尺，堤上守夜的人敲了半夜的锣，天亮时水退了。",
    "老槐树下的水井昨天又出水了，村里的人都来看，井水清得照见人影。",
    "纺织厂改建成了美术馆，开馆那天来的多是当年的女工。",
];

/// What happens between two runs.
#[derive(Debug, Clone)]
enum Event {
    /// A file says something: for records, which.
    Write(usize, usize, Vec<usize>),
    Delete(usize, usize),
    /// A folder goes, and comes back the next time.
    Away(usize),
    Back(usize),
    /// A folder gets another name for good.
    Moved(usize),
    /// A run over some folders, in an order, that may be stopped, and may commit as it goes.
    Run(Vec<usize>, Option<usize>, u64),
}

fn event() -> impl Strategy<Value = Event> {
    let root = 0..ROOTS.len();
    let file = 0..FILES.len();
    let texts = prop::collection::vec(0..TEXTS.len(), 1..4);
    let roots = prop::sample::subsequence(vec![0, 1, 2], 1..=3).prop_shuffle();
    let portion = prop::sample::select(vec![1, u64::MAX]);
    prop_oneof![
        4 => (root.clone(), file.clone(), texts).prop_map(|(root, file, texts)| Event::Write(root, file, texts)),
        2 => (root.clone(), file).prop_map(|(root, file)| Event::Delete(root, file)),
        1 => root.clone().prop_map(Event::Away),
        1 => root.clone().prop_map(Event::Back),
        1 => root.prop_map(Event::Moved),
        4 => (roots, prop::option::of(0usize..12), portion).prop_map(|(roots, stop, portion)| Event::Run(roots, stop, portion)),
    ]
}

/// Folders of texts, and where they lie by now.
struct Shelf {
    world: World,
    names: Vec<String>,
    /// What folders were called before they were moved.
    former: Vec<String>,
    moves: usize,
}

impl Shelf {
    fn new() -> Self {
        let world = World::new();
        for root in ROOTS {
            world.write(Path::new(root).join("0.txt"), format!("{root}处的告白，各处不同。"));
        }
        Shelf { world, names: ROOTS.map(str::to_owned).into(), former: Vec::new(), moves: 0 }
    }

    fn root(&self, root: usize) -> PathBuf {
        self.world.path(&self.names[root])
    }

    fn away(&self, root: usize) -> PathBuf {
        self.world.path(format!("away{root}"))
    }

    fn happen(&mut self, event: &Event) {
        match event {
            Event::Write(root, file, texts) if self.root(*root).exists() => {
                let text = if FILES[*file].ends_with("jsonl") {
                    let line = |at: &usize| format!("{{\"id\": \"{at}\", \"text\": \"{}\"}}\n", TEXTS[*at]);
                    texts.iter().map(line).collect()
                } else {
                    texts.iter().map(|at| TEXTS[*at]).collect::<Vec<_>>().join("\n\n")
                };
                self.world.write(Path::new(&self.names[*root]).join(FILES[*file]), text);
            }
            Event::Delete(root, file) => drop(fs::remove_file(self.root(*root).join(FILES[*file]))),
            Event::Away(root) => drop(fs::rename(self.root(*root), self.away(*root))),
            Event::Back(root) => drop(fs::rename(self.away(*root), self.root(*root))),
            Event::Moved(root) if self.root(*root).exists() => {
                self.moves += 1;
                // The name of its folder is part of what documents are called.
                let name = format!("{}/{}", self.moves, ROOTS[*root]);
                fs::create_dir_all(self.world.path(&name).parent().unwrap()).unwrap();
                fs::rename(self.root(*root), self.world.path(&name)).unwrap();
                self.former.push(std::mem::replace(&mut self.names[*root], name));
            }
            Event::Run(roots, stop, portion) => self.run(roots, *stop, *portion),
            Event::Write(..) | Event::Moved(_) => {}
        }
    }

    fn run(&self, roots: &[usize], stop: Option<usize>, portion: u64) {
        let mut build = Collection::build(self.world.path("index")).threads(1).commit_every(portion);
        for &root in roots {
            build = build.texts(self.root(root));
        }
        let steps = AtomicUsize::new(0);
        let build = build.watch(move |_| match stop {
            Some(stop) if steps.fetch_add(1, Ordering::Relaxed) >= stop => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        // A folder that is away, or a run that was stopped, is no success; what it leaves is looked at in the end.
        drop(build.run());
    }
}

/// All that an index holds and answers.
fn state(index: &Path) -> (Vec<String>, Vec<String>, Vec<String>) {
    let open = Collection::open(index).unwrap();
    let documents: Vec<String> = open
        .documents()
        .iter()
        .map(|document| {
            let text: String =
                open.show(&document.about.document).unwrap().into_iter().map(|p| p.text).collect();
            format!("{}: {text}", document.about.document)
        })
        .collect();
    let mut links = Vec::new();
    open.stored_pairs(|pair| {
        links.push(format!("{pair:?}"));
        Ok(())
    })
    .unwrap();
    let answers = ["百步渡", "水位", "“村里的人”", "美术馆 女工", "告白"].into_iter().flat_map(|query| {
        let hits = open.search(&Query::new(query)).unwrap().hits;
        let hit = |hit: duikan::Hit| {
            format!("{query}: {} ¶{} {}", hit.about.document, hit.paragraph, hit.copies_total)
        };
        let mut hits: Vec<String> = hits.into_iter().map(hit).collect();
        hits.sort();
        hits
    });
    (documents, links, answers.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_index_is_what_a_fresh_build_would_be(events in prop::collection::vec(event(), 1..24)) {
        let mut shelf = Shelf::new();
        for event in &events {
            shelf.happen(event);
        }
        (0..ROOTS.len()).for_each(|root| shelf.happen(&Event::Back(root)));
        let index = shelf.world.path("index");
        let mut build = Collection::build(&index);
        let mut fresh = Collection::build(shelf.world.path("fresh"));
        for root in 0..ROOTS.len() {
            build = build.texts(shelf.root(root));
            fresh = fresh.texts(shelf.root(root));
        }
        build.run().unwrap();
        fresh.run().unwrap();
        // What was deleted while its folder was moved stays until somebody says that the folder is gone for good.
        for former in &shelf.former {
            drop(Collection::build(&index).texts(shelf.world.path(former)).prune().run());
        }
        prop_assert_eq!(Collection::check(&index).unwrap(), []);
        prop_assert_eq!(state(&index), state(&shelf.world.path("fresh")));
    }
}

/// The documents of an index, and what a run over some folders said.
fn run(world: &World, folders: &[&str]) -> (Vec<String>, duikan::Report) {
    let mut build = Collection::build(world.path("index"));
    for folder in folders {
        build = build.texts(world.path(folder));
    }
    let report = build.run().unwrap();
    let documents = Collection::open(world.path("index")).unwrap().documents();
    (documents.into_iter().map(|document| document.about.document).collect(), report)
}

#[test]
fn a_folder_that_is_not_there_keeps_its_documents_and_is_named() {
    let world = World::with(&[("甲/1.txt", TEXTS[0]), ("甲/2.txt", TEXTS[2]), ("乙/1.txt", TEXTS[3])]);
    run(&world, &["甲"]);
    fs::rename(world.path("甲"), world.path("拔掉")).unwrap();
    for folders in [&["乙"][..], &["甲", "乙"]] {
        let (documents, report) = run(&world, folders);
        assert_eq!(documents, ["1.txt", "2.txt", "乙/1.txt"]);
        let skipped = report.skipped[0].to_string();
        assert!(
            report.skipped.len() == 1 && skipped.contains("is not there") && skipped.contains("2 documents")
        );
    }
    fs::rename(world.path("拔掉"), world.path("甲")).unwrap();
    let (documents, report) = run(&world, &["乙", "甲"]);
    assert_eq!((documents.join(" "), report.skipped.len()), ("1.txt 2.txt 甲/1.txt".to_owned(), 0));
    assert_eq!(report.unchanged, 3);
    let named: Vec<_> = report.renamed.iter().map(|renamed| (&*renamed.document, &*renamed.name)).collect();
    assert_eq!(named, [("甲/1.txt", "1.txt")]);
    let missing = Collection::build(world.path("index")).texts(world.path("丁")).run().unwrap_err();
    assert!(missing.to_string().contains("there is no such file or folder"), "{missing}");
}

#[test]
fn a_folder_that_was_moved_is_known_by_its_files() {
    let world = World::with(&[("a/1.txt", TEXTS[0]), ("a/2.txt", TEXTS[2]), ("b/1.txt", TEXTS[3])]);
    run(&world, &["a"]);
    fs::rename(world.path("a"), world.path("c")).unwrap();
    world.write("c/2.txt", [0; 300]);
    let (documents, report) = run(&world, &["c"]);
    assert_eq!((documents.join(" "), report.unchanged), ("1.txt 2.txt".to_owned(), 2), "{report:?}");
    assert_eq!(report.skipped.len(), 1, "the broken one is named, and its text stays: {report:?}");
    // What is not in it stays under its old name, until it is said to be gone.
    fs::rename(world.path("c"), world.path("e")).unwrap();
    world.delete("e/2.txt");
    let (documents, report) = run(&world, &["e"]);
    assert_eq!((documents.join(" "), report.unchanged), ("1.txt 2.txt".to_owned(), 2), "{report:?}");
    assert!(report.skipped[0].to_string().contains("its document stays"), "{report:?}");
    let report = Collection::build(world.path("index")).texts(world.path("c")).prune().run().unwrap();
    assert_eq!((report.removed, report.documents), (1, 1), "{report:?}");
    fs::rename(world.path("e"), world.path("c")).unwrap();
    world.write("c/2.txt", TEXTS[2]);
    run(&world, &["c"]);
    // Another folder that happens to have a file of that name is another folder.
    fs::rename(world.path("c"), world.path("d")).unwrap();
    let (documents, report) = run(&world, &["b"]);
    assert_eq!((documents.join(" "), report.added), ("1.txt 2.txt b/1.txt".to_owned(), 1), "{report:?}");
}

/// A partial backup is no moved folder.
#[test]
fn a_folder_of_which_another_has_a_part_loses_nothing() {
    let world = World::new();
    for (at, text) in TEXTS.iter().enumerate() {
        world.write(format!("a/{at}.txt"), text);
    }
    run(&world, &["a"]);
    for (at, text) in TEXTS.iter().enumerate().take(3) {
        world.write(format!("b/{at}.txt"), text);
    }
    fs::rename(world.path("a"), world.path("aside")).unwrap();
    let (documents, report) = run(&world, &["b"]);
    assert_eq!((documents.len(), report.removed), (5, 0), "{report:?}");
    assert!(report.skipped[0].to_string().contains("its 2 documents stay"), "{report:?}");
}

#[test]
fn names_after_a_move_follow_from_the_run() {
    let world = World::with(&[("a/1.txt", TEXTS[0]), ("b/1.txt", TEXTS[1]), ("b/2.txt", TEXTS[2])]);
    run(&world, &["a", "b"]);
    fs::rename(world.path("b"), world.path("c")).unwrap();
    let first = run(&world, &["c", "a"]).0;
    assert_eq!((&first, first.join(" ")), (&run(&world, &["c", "a"]).0, "1.txt 2.txt a/1.txt".to_owned()));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_that_is_gone_is_known() {
    let world = World::with(&[("real/1.txt", TEXTS[0]), ("b/2.txt", TEXTS[2])]);
    std::os::unix::fs::symlink(world.path("real"), world.path("link")).unwrap();
    run(&world, &["link"]);
    fs::rename(world.path("real"), world.path("aside")).unwrap();
    assert_eq!(run(&world, &["link", "b"]).0, ["1.txt", "2.txt"]);
}

#[test]
fn records_of_one_id_are_not_taken_for_each_other_when_one_is_torn() {
    let line = |at: usize| format!("{{\"id\": \"7\", \"text\": \"{}\"}}\n", TEXTS[at]);
    for torn in [0, 1] {
        let world = World::with(&[("a/r.jsonl", line(0) + &line(2))]);
        run(&world, &["a"]);
        let mut lines = [line(0), line(2)];
        lines[torn] = "{\"id\": \"7\", \"te\n".to_owned();
        world.write("a/r.jsonl", lines.concat());
        run(&world, &["a"]);
        let open = Collection::open(world.path("index")).unwrap();
        let shown = |key: &str| open.show(key).unwrap()[0].text.clone();
        assert_eq!([shown("7"), shown("r.jsonl#7")], [TEXTS[0], TEXTS[2]], "{torn}");
        world.write("a/r.jsonl", line(1) + &line(2));
        assert_eq!(run(&world, &["a"]).0, ["7", "r.jsonl#7"]);
        let open = Collection::open(world.path("index")).unwrap();
        assert_eq!(open.show("7").unwrap()[0].text, TEXTS[1]);
        assert_eq!(open.show("r.jsonl#7").unwrap()[0].text, TEXTS[2]);
    }
}

#[test]
fn a_record_that_is_torn_while_another_is_mended_stays() {
    let line = |at: usize| format!("{{\"id\": \"r{at}\", \"text\": \"{}\"}}\n", TEXTS[at]);
    let torn = "{\"id\"\n".to_owned();
    let world = World::with(&[("a/r.jsonl", [line(0), line(1), line(2)].concat())]);
    run(&world, &["a"]);
    for lines in
        [[line(0), torn.clone(), line(2)], [torn.clone(), line(1), line(2)], [torn, line(1), line(2)]]
    {
        world.write("a/r.jsonl", lines.concat());
        assert_eq!(run(&world, &["a"]).0, ["r0", "r1", "r2"]);
    }
}

#[test]
fn an_empty_folder_takes_nothing_away_unless_asked() {
    let world = World::with(&[("a/1.txt", TEXTS[0]), ("b/1.txt", TEXTS[2])]);
    run(&world, &["a", "b"]);
    world.delete("a/1.txt");
    let (documents, report) = run(&world, &["a", "b"]);
    assert_eq!(documents, ["1.txt", "b/1.txt"]);
    assert!(report.skipped[0].to_string().contains("pruning"), "{report:?}");
    let report = Collection::build(world.path("index")).texts(world.path("a")).prune().run().unwrap();
    assert_eq!((report.removed, report.documents), (1, 1));
    assert_eq!(run(&world, &["b"]).0, ["1.txt"], "a name that is free is given back");
}

#[test]
fn a_dictionary_may_be_given_while_a_folder_is_not_there() {
    let world = World::with(&[("a/1.txt", TEXTS[0]), ("b/2.txt", TEXTS[2])]);
    run(&world, &["a", "b"]);
    fs::rename(world.path("a"), world.path("aside")).unwrap();
    let build = || Collection::build(world.path("index")).texts(world.path("b"));
    let report = build().user_words("百步渡\n").run().unwrap();
    assert_eq!((report.changed, report.documents), (1, 2), "{report:?}");
    fs::rename(world.path("aside"), world.path("a")).unwrap();
    let report = build().texts(world.path("a")).run().unwrap();
    assert_eq!((report.changed, report.unchanged), (1, 1), "it is cut with the dictionary too: {report:?}");
    assert_eq!(build().texts(world.path("a")).run().unwrap().unchanged, 2);
}

#[test]
fn records_of_one_id_all_stand() {
    let line = |at: usize| format!("{{\"id\": \"7\", \"text\": \"{}\"}}\n", TEXTS[at]);
    let world = World::with(&[
        ("a/x.jsonl", line(0)),
        ("a/y.jsonl", line(2) + &line(3)),
        ("a/7.txt", TEXTS[4].into()),
    ]);
    let (documents, report) = run(&world, &["a"]);
    assert_eq!(documents, ["7", "7.txt", "y.jsonl#7", "y.jsonl#7#2"]);
    assert_eq!((report.skipped.len(), report.renamed.len()), (0, 2));
    world.delete("a/x.jsonl");
    assert_eq!(run(&world, &["a"]).0, ["7", "7.txt", "y.jsonl#7"]);
}

#[test]
fn what_is_torn_takes_nothing_away() {
    let line = |at: usize| format!("{{\"id\": \"r{at}\", \"text\": \"{}\"}}\n", TEXTS[at]);
    let all: String = (0..4).map(line).collect();
    let world = World::with(&[("a/r.jsonl", all.as_str()), ("a/1.txt", TEXTS[4])]);
    world.write("a/metadata.csv", "document,title,date\n1.txt,甲,2031-03-01\nr1,乙,2031\n");
    run(&world, &["a"]);
    world.write("a/r.jsonl", all.replacen("天亮时水退了。\"}", "天亮时", 1));
    world.write("a/metadata.csv", [0; 300]);
    let (documents, report) = run(&world, &["a"]);
    assert_eq!(documents, ["1.txt", "r0", "r1", "r2", "r3"]);
    assert_eq!(report.skipped.len(), 2, "{report:?}");
    let titles = || -> Vec<_> {
        let documents = Collection::open(world.path("index")).unwrap().documents();
        documents.into_iter().filter_map(|document| document.about.title).collect()
    };
    assert_eq!(titles(), ["甲", "乙"]);
    // Beside what is still torn, what is taken out is gone, and what was torn stays.
    let less = all.replacen("天亮时水退了。\"}", "天亮时", 1).replace(&line(3), "");
    world.write("a/r.jsonl", less);
    assert_eq!(run(&world, &["a"]).0, ["1.txt", "r0", "r1", "r2"]);
    world.write("a/metadata.csv", "document,title\nr1,丁\n");
    world.write("a/r.jsonl", line(0) + &line(1));
    assert_eq!(run(&world, &["a"]).0, ["1.txt", "r0", "r1"]);
    assert_eq!(titles(), ["丁"]);
}

#[test]
fn no_commit_lacks_a_record_that_moves_to_a_later_file() {
    let line = |id: &str, at: usize| format!("{{\"id\": \"{id}\", \"text\": \"{}\"}}\n", TEXTS[at]);
    let world = World::with(&[("a/a.jsonl", line("X", 0) + &line("Y", 1)), ("a/m.txt", TEXTS[2].into())]);
    world.write("a/z.jsonl", line("Z", 3));
    run(&world, &["a"]);
    world.write("a/a.jsonl", line("Y", 1));
    world.write("a/m.txt", TEXTS[4]);
    world.write("a/z.jsonl", line("Z", 3) + &line("X", 0));
    let index = world.path("index");
    let build = Collection::build(&index).texts(world.path("a")).threads(1).commit_every(1);
    let seen = AtomicUsize::new(0);
    let build = build.watch(move |_| {
        let open = Collection::open(&index).unwrap();
        assert!(open.find("X").is_ok(), "commit {}", open.commit());
        seen.fetch_add(1, Ordering::Relaxed);
        ControlFlow::Continue(())
    });
    assert_eq!(build.run().unwrap().documents, 4);
    assert_eq!(run(&world, &["a"]).0, ["X", "Y", "Z", "m.txt"]);
}
