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
use std::path::Path;
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
    documents.into_iter().map(|document| document.document).collect()
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
    assert!(error.kind() == ErrorKind::Write && error.to_string().contains("stopped"), "{error}");
    let before = names(&world);
    assert!((2..6).contains(&before.len()), "{before:?}");
    let report = Collection::build(&index).texts(world.path("texts")).commit_every(portion).run().unwrap();
    assert_eq!((report.added, report.unchanged, report.documents), (9 - before.len(), before.len(), 9));
    let whole = Collection::build(world.path("whole")).texts(world.path("texts")).run().unwrap();
    assert_eq!((whole.documents, whole.paragraphs, whole.links), (9, report.paragraphs, report.links));
}

#[test]
fn no_commit_of_a_moved_folder_lacks_a_document() {
    let texts: Vec<(String, String)> = (0..6).map(|at| (format!("texts/{at}.txt"), page(at))).collect();
    let world = World::with(&texts.iter().map(|(name, text)| (name.as_str(), text)).collect::<Vec<_>>());
    world.index();
    fs::rename(world.path("texts"), world.path("moved")).unwrap();
    let (index, seen) = (world.path(".duikan"), Mutex::new(Vec::new()));
    let build = Collection::build(&index).texts(world.path("moved")).threads(1).commit_every(1);
    let build = build.watch(move |_| {
        seen.lock().unwrap().push(Collection::open(&index).unwrap().documents().len());
        assert!(seen.lock().unwrap().iter().all(|&documents| documents == 6));
        ControlFlow::Continue(())
    });
    let report = build.run().unwrap();
    assert_eq!((report.documents, report.changed), (6, 6), "{report:?}");
    assert!(Collection::open(world.path(".duikan")).unwrap().commit() >= 3);
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

/// The command, and whom it runs as: root may write where nobody else may.
#[cfg(unix)]
#[test]
fn an_index_that_may_only_be_read_is_searched() {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    let world = World::with(&[("texts/0.txt", page(0))]);
    world.index();
    fs::remove_file(world.path(".duikan/.tantivy-meta.lock")).unwrap();
    let program = world.path("duikan");
    fs::hard_link(env!("CARGO_BIN_EXE_duikan"), &program)
        .or_else(|_| fs::copy(env!("CARGO_BIN_EXE_duikan"), &program).map(drop))
        .unwrap();
    let allow = |path: &Path, mode| fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    allow(&world.path("."), 0o755);
    allow(&world.path(".duikan"), 0o555);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.current_dir(world.path(".")).args(arguments);
        if fs::metadata(world.path("texts")).unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        Run::of(&command.output().unwrap())
    };
    let found = run(&["search", "“第0页到此为止”", "--json"]);
    assert_eq!((found.status, found.json().len()), (0, 1), "{}", found.stderr);
    assert_eq!(run(&["check"]).status, 0);
    run(&["index", "texts"]).refuses(&["cannot be written", "yours to write"]);
    allow(&world.path(".duikan"), 0o755);
}

#[test]
fn what_killed_builds_left_is_swept_by_the_next() {
    let world = World::with(&[("texts/0.txt", page(0))]);
    world.index();
    let litter = [
        "links-7",
        ".half-abc",
        "0123456789abcdef0123456789abcdef.idx",
        "0123456789abcdef0123456789abcdef.9.del",
    ];
    for name in litter {
        world.write(Path::new(".duikan").join(name), "x");
    }
    world.write(".duikan/notes.txt", "not ours");
    world.write("texts/1.txt", page(1));
    world.index();
    for name in litter {
        assert!(!world.path(".duikan").join(name).exists(), "{name}");
    }
    assert!(world.path(".duikan/notes.txt").exists());
}
