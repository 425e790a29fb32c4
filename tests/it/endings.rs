//! How the command ends: closed pipes, full disks, signals, and the files it writes.
#![cfg(unix)]

use crate::world::Limit;
use crate::world::Run;
use crate::world::World;
use duikan::Collection;
use duikan::ErrorKind;
use duikan::Progress;
use std::fs;
use std::fs::File;
use std::fs::Permissions;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::ops::ControlFlow;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::fs::symlink;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;

const STORY: &str = "石桥镇的磨坊停转了二十一年，上个月又响起了水声，守磨人为此哭了一场，说他等到了这一天。";

/// Two copies of a story, which is long enough to be one.
fn copies() -> World {
    let long = format!("{STORY}{}", STORY.replace("磨坊", "水车"));
    let world = World::with(&[("texts/a.txt", long.clone()), ("texts/b.txt", long.replace("水声", "冰声"))]);
    world.index();
    world
}

/// Every command, with all it writes; those that write to the index do nothing more than that.
const COMMANDS: [&[&str]; 34] = [
    &["--help"],
    &["--version"],
    &["help", "search"],
    &["search", "--help"],
    &["--generate", "man"],
    &["--generate", "complete-bash"],
    &["--generate", "complete-zsh"],
    &["--generate", "complete-fish"],
    &["index", "texts"],
    &["index", "texts", "--json"],
    &["search", "磨坊"],
    &["search", "磨坊", "--json"],
    &["search", "磨坊", "--html"],
    &["search", "磨坊", "-c"],
    &["search", "磨坊", "-l", "--json"],
    &["show", "a.txt"],
    &["show", "a.txt", "--copies", "--json"],
    &["list"],
    &["list", "--json"],
    &["stats"],
    &["copies", "a.txt:1"],
    &["compare", "a.txt", "b.txt"],
    &["compare", "a.txt", "b.txt", "--format", "html"],
    &["collate", "a.txt"],
    &["collate", "a.txt", "--format", "tei"],
    &["collate", "a.txt", "--format", "csv", "--bom"],
    &["collate", "a.txt", "--format", "collatex"],
    &["stories", "--text"],
    &["blame", "a.txt"],
    &["explain", "a.txt", "b.txt"],
    &["export", "links"],
    &["export", "csv", "--bom"],
    &["export", "clusters", "--format", "parquet"],
    &["export", "passim"],
];

#[test]
fn a_closed_pipe_is_quiet_whatever_writes_to_it() {
    let world = copies();
    for arguments in COMMANDS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run = Run::of(&world.command(arguments).stdout(writer).output().unwrap());
        assert_eq!((run.status, run.stderr.contains("duikan:")), (0, false), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn a_full_disk_is_a_sentence_whatever_writes_to_it() {
    let world = copies();
    for arguments in COMMANDS {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let run = Run::of(&world.command(arguments).stdout(full).output().unwrap());
        let says = "duikan: the output cannot be written: No space left on device";
        assert_eq!((run.status, run.stderr.lines().count()), (2, 1), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.starts_with(says), "{arguments:?}: {}", run.stderr);
    }
    let everything = world.run(&["--help"]).stdout;
    let commands = everything.lines().skip_while(|line| *line != "Commands:").skip(1);
    for name in commands.map_while(|line| line.split_whitespace().next()) {
        let is_tried = COMMANDS.iter().any(|arguments| arguments[0] == name);
        assert!(is_tried || ["merge", "remove", "serve", "check"].contains(&name), "{name}");
    }
}

#[test]
fn nobody_need_listen_to_what_is_said() {
    let world = copies();
    for arguments in [&["search", "磨坊"][..], &["check"], &["show", "nowhere"], &["frobnicate"], &[]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = world.command(arguments).stdout(Stdio::null()).stderr(writer).status().unwrap();
        let heard = world.command(arguments).output().unwrap().status;
        assert_eq!(status.code(), heard.code(), "{arguments:?}");
    }
}

/// A pipe with a name: who opens it waits for whoever opens its other end.
fn pipe(world: &World, name: &str) -> std::path::PathBuf {
    let path = world.path(name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
    path
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// What lies in the world's folder, but for its texts and index.
fn files(world: &World) -> Vec<String> {
    let names = fs::read_dir(world.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| name != "texts" && name != ".duikan");
    names.sort();
    names
}

const ENDINGS: [(&str, i32); 2] = [("-INT", 130), ("-TERM", 143)];

#[test]
fn a_signal_ends_a_command_that_waits_for_its_input() {
    let world = copies();
    let words = pipe(&world, "words");
    for (name, status) in ENDINGS {
        for arguments in [
            &["search", "磨坊", "--synonyms", "words"][..],
            &["index", "texts", "--userdict", "words"],
            &["serve", "--addr", "127.0.0.1:0", "--synonyms", "words"],
        ] {
            let mut child = world.command(arguments).stderr(Stdio::piped()).spawn().unwrap();
            let held = File::options().write(true).open(&words).unwrap(); // opens when the command has opened it
            signal(&child, name);
            assert_eq!(child.wait().unwrap().code(), Some(status), "{arguments:?}");
            drop(held);
        }
    }
}

#[test]
fn a_signal_ends_a_command_that_waits_for_its_reader() {
    let world = World::with(&[("texts/a.txt", "磨坊的水车转了一圈又一圈，谁也没有去数。\n\n".repeat(4000))]);
    world.index();
    for (name, status) in ENDINGS {
        for arguments in [&["show", "a.txt"][..], &["show", "a.txt", "--json"]] {
            let mut child = world.command(arguments).stdout(Stdio::piped()).spawn().unwrap();
            let mut output = BufReader::with_capacity(16, child.stdout.take().unwrap());
            output.read_line(&mut String::new()).unwrap(); // far more is to come than a pipe holds
            signal(&child, name);
            assert_eq!(child.wait().unwrap().code(), Some(status), "{arguments:?}");
        }
    }
    let world = long();
    pipe(&world, "out");
    for (name, status) in ENDINGS {
        let mut child = world.command(&["export", "links", "-o", "out"]).spawn().unwrap();
        let mut output = File::open(world.path("out")).unwrap(); // opens when the command has opened it
        assert_eq!(output.read(&mut [0]).unwrap(), 1);
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(status));
        assert_eq!(files(&world), ["out"]);
    }
}

#[test]
fn a_signal_ends_a_build_and_the_next_one_sweeps_what_it_left() {
    for (name, status) in ENDINGS {
        let world = copies();
        let mut random = fastrand::Rng::with_seed(5);
        let letters: String = (0..3_000_000).map(|_| random.alphanumeric()).collect();
        world.write("texts/c.txt", letters);
        let mut child = world.command(&["index", "texts", "--wait"]).spawn().unwrap();
        let another =
            || Collection::build(world.path(".duikan")).remove(&["nowhere".to_owned()]).unwrap_err();
        while another().kind() != ErrorKind::Locked {
            thread::yield_now();
        }
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(status));
        assert_eq!(world.run(&["check"]).status, 0);
        assert_eq!(world.json(&["list"]).len(), 2, "the last commit stands");
        world.write("texts/c.txt", "渡口没有船。");
        world.index();
        let fresh = World::with(&[("texts/c.txt", "渡口没有船。")]);
        for copy in ["a", "b"] {
            let name = format!("texts/{copy}.txt");
            fresh.write(&name, fs::read(world.path(&name)).unwrap());
        }
        fresh.index();
        let kinds = |world: &World| {
            let names = fs::read_dir(world.path(".duikan")).unwrap().map(|entry| entry.unwrap().file_name());
            let names = names.map(|name| name.into_string().unwrap());
            names.filter(|name| !name.contains('.') || name.starts_with('.')).count()
        };
        assert_eq!(kinds(&world), kinds(&fresh), "nothing else is left");
        assert_eq!(world.run(&["check"]).status, 0);
    }
}

#[test]
fn a_signal_ends_who_waits_for_another_writer() {
    let world = copies();
    world.write("texts/c.txt", "渡口没有船。");
    let ((inside, entered), (leave, left)) = (mpsc::channel(), mpsc::channel::<()>());
    let left = Mutex::new(left);
    let build = Collection::build(world.path(".duikan")).texts(world.path("texts")).watch(move |progress| {
        if matches!(progress, Progress::Reading { .. }) {
            inside.send(()).unwrap();
            left.lock().unwrap().recv().unwrap();
        }
        ControlFlow::Continue(())
    });
    let writer = thread::spawn(move || build.run());
    entered.recv().unwrap();
    for (name, status) in ENDINGS {
        for arguments in [&["index", "texts", "--wait"][..], &["remove", "a.txt", "--wait"]] {
            let mut child = world.command(arguments).stderr(Stdio::piped()).spawn().unwrap();
            let mut said = BufReader::new(child.stderr.take().unwrap());
            let mut line = String::new();
            said.read_line(&mut line).unwrap();
            assert!(line.contains("waiting"), "{line}");
            signal(&child, name);
            assert_eq!(child.wait().unwrap().code(), Some(status), "{arguments:?}");
        }
    }
    leave.send(()).unwrap();
    assert_eq!(writer.join().unwrap().unwrap().added, 1);
}

#[test]
fn a_file_keeps_its_permissions_and_its_place_behind_links() {
    let world = copies();
    let mode = |name: &str| fs::metadata(world.path(name)).unwrap().permissions().mode() & 0o7777;
    let export = |name: &str| {
        let run = world.run(&["export", "links", "-o", name]);
        assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{name}: {}", run.stderr);
    };
    world.write("private", "what stood here before");
    fs::set_permissions(world.path("private"), Permissions::from_mode(0o600)).unwrap();
    export("private");
    assert_eq!(mode("private"), 0o600);
    world.write("usual", "");
    fs::create_dir(world.path("elsewhere")).unwrap();
    symlink("elsewhere/there", world.path("dangling")).unwrap();
    symlink("dangling", world.path("link")).unwrap();
    symlink("../private", world.path("elsewhere/back")).unwrap();
    for name in ["new", "link", "elsewhere/back"] {
        export(name);
    }
    let wanted = world.run(&["export", "links"]).stdout;
    for name in ["private", "new", "elsewhere/there"] {
        assert_eq!(fs::read_to_string(world.path(name)).unwrap(), wanted, "{name}");
    }
    assert_eq!(
        (mode("new"), mode("elsewhere/there"), mode("private")),
        (mode("usual"), mode("usual"), 0o600)
    );
    for link in ["dangling", "link", "elsewhere/back"] {
        assert!(fs::symlink_metadata(world.path(link)).unwrap().is_symlink(), "{link}");
    }
    assert_eq!(files(&world), ["dangling", "elsewhere", "link", "new", "private", "usual"]);
    assert_eq!(fs::read_dir(world.path("elsewhere")).unwrap().count(), 2);
    symlink("circle", world.path("circle")).unwrap();
    world.run(&["export", "links", "-o", "circle"]).refuses(&["circle", "cannot be written"]);
}

#[test]
fn what_is_no_file_is_written_to_as_it_stands() {
    let world = copies();
    let wanted = world.run(&["export", "links"]).stdout;
    for name in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        assert_eq!(world.run(&["export", "links", "-o", name]).stdout, wanted, "{name}");
    }
    assert_eq!(world.run(&["export", "links", "-o", "/dev/null"]).status, 0);
    world.run(&["export", "links", "-o", "/dev/full"]).refuses(&["/dev/full", "No space left"]);
    pipe(&world, "out");
    let child = world.command(&["export", "links", "-o", "out"]).spawn().unwrap();
    assert_eq!(fs::read_to_string(world.path("out")).unwrap(), wanted);
    assert!(child.wait_with_output().unwrap().status.success());
    // What a shell has written before stays.
    let out = File::create(world.path("all")).unwrap();
    let line = "echo before; \"$0\" export links -o /dev/stdout; echo after";
    let mut shell = Command::new("sh");
    shell.args(["-c", line, env!("CARGO_BIN_EXE_duikan")]).current_dir(world.path("")).stdout(out);
    assert!(shell.status().unwrap().success());
    assert_eq!(fs::read_to_string(world.path("all")).unwrap(), format!("before\n{wanted}after\n"));
    assert_eq!(files(&world), ["all", "out"]);
}

/// An export that is longer than a pipe holds.
fn long() -> World {
    let mut random = fastrand::Rng::with_seed(7);
    let mut story = || (0..40).map(|_| random.char('一'..'龥')).collect::<String>();
    let mut stories: Vec<String> = (0..60).map(|_| story()).collect();
    let world = World::new();
    for copy in 0..8 {
        world.write(format!("texts/{copy}.txt"), stories.join("\n\n"));
        random.shuffle(&mut stories);
    }
    world.index();
    world
}

#[test]
fn an_output_that_is_stopped_or_fails_leaves_what_was_there() {
    let world = long();
    let arguments = ["export", "links", "-o", "out"];
    let whole = world.run(&arguments);
    assert_eq!(whole.status, 0, "{}", whole.stderr);
    assert!(fs::metadata(world.path("out")).unwrap().len() > 1 << 16);
    for before in [None, Some("what stood here before")] {
        fs::remove_file(world.path("out")).unwrap();
        if let Some(text) = before {
            world.write("out", text);
        }
        for limit in [Limit::Kills, Limit::Fails] {
            let output = world.limited(1, limit, &arguments);
            assert!(!output.status.success());
            assert_eq!(fs::read_to_string(world.path("out")).ok().as_deref(), before);
            assert_eq!(files(&world).len(), usize::from(before.is_some()), "nothing else is left");
        }
        world.write("out", "");
    }
    let output = world.limited(1, Limit::Fails, &arguments);
    Run::of(&output).refuses(&["out", "File too large"]);
}
