//! Kills, full disks, two writers, files that change: nothing is lost.

use crate::world::Limit;
use crate::world::Run;
use crate::world::World;
use crate::world::number;
use duikan::Collection;
use duikan::ErrorKind;
use duikan::Progress;
use std::collections::BTreeSet;
use std::fs;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::SystemTime;

/// Texts that are no copies of each other, long enough that their index outgrows a few blocks.
fn page(number: u32) -> String {
    let line = |at: u32| {
        let at = number * 1000 + at;
        let spelt = |n: u32| char::from_u32(0x4e00 + n).unwrap();
        format!("{}渡{}口{}\n\n", spelt(at * 7 % 6000), spelt(at * 13 % 5000), spelt(at * 31 % 7000))
    };
    (0..60).map(line).collect::<String>() + &format!("第{number}页到此为止。\n")
}

fn names(world: &World) -> BTreeSet<String> {
    let documents = Collection::open(world.path(".duikan")).unwrap().documents();
    documents.into_iter().map(|document| document.about.document).collect()
}

#[cfg(unix)]
#[test]
fn wherever_a_build_is_killed_the_last_commit_stands() {
    use std::os::unix::process::ExitStatusExt;
    let world = World::with(&[("texts/0.txt", page(0)), ("texts/1.txt", page(1))]);
    world.index();
    world.write("texts/1.txt", page(2));
    world.write("texts/2.txt", page(3));
    let mut killed = 0;
    for blocks in (0..400).step_by(2) {
        let run = world.limited(blocks, Limit::Kills, &["index", "texts"]);
        if run.status.success() {
            break;
        }
        assert_eq!(run.status.signal(), Some(25), "{}", String::from_utf8_lossy(&run.stderr));
        killed += 1;
        assert_eq!(names(&world), ["0.txt", "1.txt"].map(str::to_owned).into());
        assert_eq!(world.found("“第0页到此为止”"), ["0.txt"]);
        assert_eq!(Collection::check(world.path(".duikan")).unwrap(), []);
    }
    assert!(killed > 3, "{killed} kills");
    assert_eq!(world.found("“第3页到此为止”"), ["2.txt"]);
    assert_eq!(world.found("“第2页到此为止”"), ["1.txt"]);
    assert_eq!(Collection::check(world.path(".duikan")).unwrap(), []);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_costs_nothing() {
    let world = World::with(&[("texts/0.txt", page(0)), ("texts/1.txt", page(1))]);
    world.index();
    let files = || fs::read_dir(world.path(".duikan")).unwrap().count();
    let before = files();
    world.write("texts/1.txt", page(2));
    let mut failed = 0;
    for blocks in (0..400).step_by(2) {
        let run = world.limited(blocks, Limit::Fails, &["index", "texts"]);
        if run.status.success() {
            break;
        }
        failed += 1;
        let run = Run::of(&run);
        run.refuses(&["File too large", "is the disk full"]);
        assert_eq!(files(), before, "nothing is left behind");
        assert_eq!(world.found("“第1页到此为止”"), ["1.txt"]);
    }
    assert!(failed > 3, "{failed} failures");
    assert_eq!(world.found("“第2页到此为止”"), ["1.txt"]);
}

#[test]
fn who_comes_second_is_told_who_writes_or_waits() {
    let world = World::with(&[("texts/0.txt", page(0))]);
    let (inside, entered) = mpsc::channel();
    let (leave, left) = mpsc::channel::<()>();
    let left = Mutex::new(left);
    let build = Collection::build(world.path(".duikan")).texts(world.path("texts")).watch(move |progress| {
        if matches!(progress, Progress::Reading { .. }) {
            inside.send(()).unwrap();
            left.lock().unwrap().recv().unwrap();
        }
        ControlFlow::Continue(())
    });
    let first = thread::spawn(move || build.run());
    entered.recv().unwrap();
    let who = format!("process {}", std::process::id());
    world.run(&["index", "texts"]).refuses(&[&who, "is writing to this index", "--wait"]);
    let mut waiting = world
        .command(&["index", "texts", "--wait"])
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = std::io::BufReader::new(waiting.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut said, &mut line).unwrap();
    assert!(line.contains(&who) && line.contains("waiting"), "{line}");
    leave.send(()).unwrap();
    assert_eq!(first.join().unwrap().unwrap().added, 1);
    assert!(waiting.wait().unwrap().success());
    assert_eq!(world.run(&["remove", "0.txt", "--wait"]).status, 0);
}

#[test]
fn a_file_that_goes_or_changes_while_it_is_read_is_read_next_time() {
    let texts = [("texts/0.txt", page(0)), ("texts/1.txt", page(1)), ("texts/2.txt", page(2))];
    let world = World::with(&texts);
    let (gone, changed) = (world.path("texts/1.txt"), world.path("texts/2.txt"));
    let build = Collection::build(world.path(".duikan")).texts(world.path("texts")).threads(1);
    let build = build.watch(move |progress| {
        if let Progress::Reading { done: 1, .. } = progress {
            fs::remove_file(&gone).unwrap();
            fs::write(&changed, page(5)).unwrap();
        }
        ControlFlow::Continue(())
    });
    let report = build.run().unwrap();
    assert_eq!((report.added, report.skipped.len()), (2, 1), "{report:?}");
    world.write("texts/1.txt", page(1));
    world.index();
    assert_eq!(world.found("“第1页到此为止”"), ["1.txt"]);
    assert_eq!(world.found("“第5页到此为止”"), ["2.txt"]);
}

#[test]
fn a_long_build_goes_on_where_it_was_stopped() {
    let texts: Vec<(String, String)> = (0..9).map(|at| (format!("texts/{at}.txt"), page(at))).collect();
    let texts: Vec<(&str, &String)> = texts.iter().map(|(name, text)| (name.as_str(), text)).collect();
    let world = World::with(&texts);
    let index = world.path(".duikan");
    let portion = texts[0].1.len() as u64 + 1;
    let build = Collection::build(&index).texts(world.path("texts")).threads(1).commit_every(portion);
    let stopped = build.watch(|progress| match progress {
        Progress::Reading { done: 6, of: 9 } => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    let error = stopped.run().unwrap_err();
    assert!(error.kind() == ErrorKind::Cancelled && error.to_string().contains("stopped"), "{error}");
    let before = names(&world);
    assert!((2..6).contains(&before.len()), "{before:?}");
    let report = Collection::build(&index).texts(world.path("texts")).commit_every(portion).run().unwrap();
    assert_eq!((report.added, report.unchanged, report.documents), (9 - before.len(), before.len(), 9));
    let whole = Collection::build(world.path("whole")).texts(world.path("texts")).run().unwrap();
    assert_eq!((whole.documents, whole.paragraphs, whole.links), (9, report.paragraphs, report.links));
}

#[test]
fn a_writer_whose_folder_was_replaced_touches_nothing_there() {
    let texts: Vec<(String, String)> = (0..6).map(|at| (format!("texts/{at}.txt"), page(at))).collect();
    let world = World::with(&texts.iter().map(|(name, text)| (name.as_str(), text)).collect::<Vec<_>>());
    world.write("other/9.txt", page(9));
    for step in 1..12 {
        let (index, other) = (world.path(".duikan"), world.path("other"));
        let aside = world.path(format!("aside{step}"));
        drop(fs::remove_dir_all(&index));
        let steps = Mutex::new(0);
        let build = Collection::build(&index).texts(world.path("texts")).threads(1).commit_every(1);
        let build = build.watch(move |_| {
            let mut steps = steps.lock().unwrap();
            *steps += 1;
            if *steps == step {
                fs::rename(&index, &aside).unwrap();
                Collection::build(&index).texts(&other).run().unwrap();
            }
            ControlFlow::Continue(())
        });
        let error = build.run().unwrap_err();
        assert!(
            error.kind() == ErrorKind::Write && error.to_string().contains("replaced"),
            "{step}: {error}"
        );
        assert_eq!(Collection::check(world.path(".duikan")).unwrap(), [], "{step}");
        assert_eq!(names(&world), ["9.txt".to_owned()].into(), "{step}");
    }
}

#[test]
fn a_file_from_the_future_is_read_once() {
    let world = World::with(&[("texts/0.txt", page(0))]);
    let future = SystemTime::now() + Duration::from_secs(1_000_000);
    let file = File::options().write(true).open(world.path("texts/0.txt")).unwrap();
    file.set_modified(future).unwrap();
    world.index();
    assert_eq!(number(&world.index()["unchanged"]), 1);
}

/// Somebody who may not do everything, as root may.
#[cfg(unix)]
struct Nobody<'a> {
    world: &'a World,
    program: PathBuf,
}

#[cfg(unix)]
impl<'a> Nobody<'a> {
    const NUMBER: u32 = 65_534;

    fn of(world: &'a World) -> Self {
        let program = world.path("duikan");
        fs::hard_link(env!("CARGO_BIN_EXE_duikan"), &program)
            .or_else(|_| fs::copy(env!("CARGO_BIN_EXE_duikan"), &program).map(drop))
            .unwrap();
        let nobody = Nobody { world, program };
        nobody.allow(".", 0o755);
        nobody
    }

    fn allow(&self, path: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(self.world.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Run {
        use std::os::unix::fs::MetadataExt;
        use std::os::unix::process::CommandExt;
        let mut command = Command::new(&self.program);
        command.current_dir(self.world.path(".")).args(arguments);
        if fs::metadata(self.world.path("texts")).unwrap().uid() == 0 {
            command.uid(Self::NUMBER).gid(Self::NUMBER);
        }
        Run::of(&command.output().unwrap())
    }
}

#[cfg(unix)]
#[test]
fn an_index_that_may_only_be_read_is_searched() {
    let world = World::with(&[("texts/0.txt", page(0))]);
    world.index();
    fs::remove_file(world.path(".duikan/.tantivy-meta.lock")).unwrap();
    let nobody = Nobody::of(&world);
    nobody.allow(".duikan", 0o555);
    let found = nobody.run(&["search", "“第0页到此为止”", "--json"]);
    assert_eq!((found.status, found.json().len()), (0, 1), "{}", found.stderr);
    assert_eq!(nobody.run(&["check"]).status, 0);
    nobody.run(&["index", "texts"]).refuses(&["cannot be written", "yours to write"]);
    nobody.allow(".duikan", 0o755);
}

#[cfg(unix)]
#[test]
fn what_a_killed_build_left_is_swept_by_the_next() {
    let world = World::with(&[("texts/0.txt", page(0)), ("texts/1.txt", page(1))]);
    world.index();
    let files = || fs::read_dir(world.path(".duikan")).unwrap().count();
    let (before, mut left) = (files(), 0);
    for blocks in (0..400).step_by(2) {
        world.write("texts/1.txt", page(2 + blocks));
        if world.limited(blocks, Limit::Kills, &["index", "texts"]).status.success() {
            break;
        }
        left += usize::from(files() > before);
        world.index();
        assert_eq!(files(), before, "{blocks}");
    }
    assert!(left > 3, "{left} builds left something");
}

#[test]
fn portions_of_a_renamed_file_lose_nothing() {
    let line = |at: u32| format!("{{\"id\": \"{at}\", \"text\": \"第{at}号船到渡口。\"}}\n");
    let world = World::with(&[("texts/x.jsonl", (0..3).map(line).collect::<String>())]);
    world.index();
    world.delete("texts/x.jsonl");
    world.write("texts/a.txt", page(0));
    world.write("texts/y.jsonl", (0..4).map(line).collect::<String>());
    world.write("texts/z.txt", page(1));
    let build = Collection::build(world.path(".duikan")).texts(world.path("texts")).commit_every(1);
    assert_eq!(build.run().unwrap().documents, 6);
    assert_eq!(names(&world), ["0", "1", "2", "3", "a.txt", "z.txt"].map(str::to_owned).into());
    assert_eq!(number(&world.index()["unchanged"]), 6);
}

#[test]
fn a_first_build_with_a_user_dictionary_commits_as_it_goes() {
    let world = World::with(&[("texts/0.txt", page(0)), ("texts/1.txt", page(1)), ("texts/2.txt", page(2))]);
    let build = Collection::build(world.path(".duikan")).texts(world.path("texts")).user_words("渡口船");
    let stopped = build.threads(1).commit_every(1).watch(|progress| match progress {
        Progress::Reading { done: 2, .. } => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    stopped.run().unwrap_err();
    assert_eq!(names(&world), ["0.txt".to_owned()].into());
}

/// What the system keeps to itself is tried again each time; root may read everything, and is somebody else here.
#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_tried_again() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::with(&[("texts/0.txt", page(0)), ("texts/1.txt", page(1))]);
    let nobody = Nobody::of(&world);
    let allow =
        |mode| fs::set_permissions(world.path("texts/1.txt"), PermissionsExt::from_mode(mode)).unwrap();
    nobody.allow(".", 0o777);
    allow(0o000);
    for _ in 0..2 {
        let report = nobody.run(&["index", "texts", "--json"]).json().remove(0);
        assert_eq!((number(&report["documents"]), report["skipped"].as_array().unwrap().len()), (1, 1));
        assert_eq!(Collection::open(world.path(".duikan")).unwrap().commit(), 1);
    }
    allow(0o644);
    assert_eq!(number(&nobody.run(&["index", "texts", "--json"]).json()[0]["documents"]), 2);
    nobody.allow(".duikan", 0o000);
    nobody.run(&["search", "渡口"]).refuses(&["cannot be read", "Permission denied"]);
    nobody.allow(".duikan", 0o755);
}

/// A folder that may not be opened is not empty, and what is in it is cut with the dictionary when it may.
#[cfg(unix)]
#[test]
fn what_may_not_be_looked_at_is_neither_pruned_nor_left_uncut() {
    let world =
        World::with(&[("texts/0.txt", page(0)), ("texts/甲/1.txt", page(1)), ("words", "渡口船\n".into())]);
    let nobody = Nobody::of(&world);
    nobody.allow(".", 0o777);
    let run = |arguments: &[&str]| nobody.run(&[arguments, &["--json"]].concat()).json().remove(0);
    run(&["index", "texts"]);
    nobody.allow("texts", 0o000);
    let report = run(&["index", "texts", "--prune"]);
    assert_eq!((number(&report["removed"]), number(&report["documents"])), (0, 2), "{report}");
    nobody.allow("texts", 0o755);
    nobody.allow("texts/甲", 0o000);
    assert_eq!(number(&run(&["index", "texts", "--userdict", "words"])["changed"]), 1);
    nobody.allow("texts/甲", 0o755);
    assert_eq!(number(&run(&["index", "texts"])["changed"]), 1);
    assert_eq!(number(&run(&["index", "texts"])["unchanged"]), 2);
}

#[test]
fn what_cannot_be_read_makes_no_commit() {
    let world = World::with(&[("texts/0.txt", page(0)), ("texts/1.txt", page(1))]);
    let commit = || Collection::open(world.path(".duikan")).unwrap().commit();
    world.index();
    world.write("texts/1.txt", [0; 100]);
    world.index();
    let before = commit();
    let report = world.index();
    assert_eq!(
        (number(&report["unchanged"]), report["skipped"].as_array().unwrap().len()),
        (2, 1),
        "{report}"
    );
    assert_eq!(commit(), before);
    world.write("texts/1.txt", page(3));
    assert_eq!(number(&world.index()["changed"]), 1);
}

#[cfg(unix)]
#[test]
fn a_name_in_no_encoding_costs_nothing() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::with(&[("texts/0.txt", page(0))]);
    let texts = world.path("texts");
    for name in [&b"\xb1\xa8.txt"[..], b"a\x1b[2J\n.txt"] {
        fs::write(texts.join(std::ffi::OsStr::from_bytes(name)), "").unwrap();
    }
    let report = world.index();
    let skipped = report["skipped"].as_array().unwrap();
    let is_named = |name: &str| skipped.iter().any(|one| one["path"].as_str().unwrap().ends_with(name));
    assert!(is_named("a\\x1B[2J\\x0A.txt") && is_named("\\xB1\\xA8.txt"), "{skipped:?}");
    fs::write(texts.join(std::ffi::OsStr::from_bytes(b"a\x1b[2J\n.txt")), page(1)).unwrap();
    world.write("texts/b.jsonl", "{\"id\": \"\\u001b[2J\", \"text\": \"渡口的船没有来。\"}\n");
    world.index();
    assert_eq!(names(&world), ["0.txt", "a\\x1B[2J\\x0A.txt", "\\x1B[2J"].map(str::to_owned).into());
}
