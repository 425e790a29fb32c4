//! The command as a program: help, streams, colours, pipes, names of documents, and what prints them.

use crate::world::Run;
use crate::world::World;
use crate::world::number;
use std::env;
use std::fmt::Write;
use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Stdio;

/// A world of three documents, two of them with a story in common.
fn shelf() -> World {
    let story = "石桥镇的磨坊停转了二十一年，上个月又响起了水声，守磨人为此哭了一场。";
    let world = World::with(&[
        ("texts/chen/0501.txt", format!("标题在这里\n\n{story}\n\n最后一段，磨盘石换了新的。")),
        ("texts/wan/0501.txt", story.replace("水声", "水生")),
        ("texts/wan/0502.txt", "渡口的茶楼关了门。".to_owned()),
    ]);
    world.index();
    world
}

/// The help of the program and of each of its commands, as it is printed; `DUIKAN_BLESS=1` writes it down anew.
#[test]
fn every_command_explains_itself_as_it_did() {
    for (language, written) in [("en", "tests/it/help.txt"), ("zh", "tests/it/help.zh.txt")] {
        explains_itself(language, written);
    }
}

fn explains_itself(language: &str, written: &str) {
    let world = World::new();
    let overview = world.run(&["--help"]).stdout;
    let commands = overview.split("Commands:\n").nth(1).unwrap().lines().map_while(|line| {
        line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?.split(' ').next().map(str::to_owned)
    });
    let commands: Vec<String> = commands.filter(|command| command != "help").collect();
    assert!(commands.len() > 15, "{commands:?}");
    let overview = world.run(&["--help", "--lang", language]).stdout;
    let mut helps = format!("$ duikan --help\n{overview}");
    for command in &commands {
        let help = world.run(&[command, "--help", "--lang", language]);
        assert_eq!((help.status, help.stderr.as_str()), (0, ""), "{command}");
        let _ = write!(helps, "\n$ duikan {command} --help\n{}", help.stdout);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(written);
    if env::var_os("DUIKAN_BLESS").is_some() {
        fs::write(&path, &helps).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    let differs = written.lines().zip(helps.lines()).find(|(before, now)| before != now);
    assert!(written == helps, "the help has changed: {differs:?}; DUIKAN_BLESS=1 writes it down");
}

#[test]
fn a_wrong_command_line_is_trouble_and_says_how_it_goes() {
    let world = World::new();
    let wrong: [&[&str]; 8] = [
        &[],
        &["frobnicate"],
        &["index"],
        &["export", "everything"],
        &["search", "--sort", "colour", "磨坊"],
        &["search", "--similar", "very", "磨坊"],
        &["search", "--count", "--copies", "2", "磨坊"],
        &["index", "texts", "--threads", "many"],
    ];
    for arguments in wrong {
        let run = world.run(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains("--help"), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn man_page_and_completions_come_from_the_arguments() {
    let world = World::new();
    let forms = [
        ("man", ".TH duikan"),
        ("complete-bash", "complete -F"),
        ("complete-zsh", "#compdef duikan"),
        ("complete-fish", "complete -c duikan"),
    ];
    for (form, mark) in forms {
        let run = world.run(&["--generate", form]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        assert!(run.stdout.contains(mark) && run.stdout.contains("search"), "{form}: {}", run.stdout);
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let world =
        World::with(&[("texts/long.txt", "磨坊的水车转了一圈又一圈，谁也没有去数。\n\n".repeat(4000))]);
    world.index();
    for arguments in [&["show", "long.txt"] as &[&str], &["show", "long.txt", "--json"]] {
        let mut command = world.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        output.read_line(&mut first).unwrap();
        assert!(first.contains("水车"), "{first}");
        drop(output); // far more is to come than a pipe holds
        let run = Run::of(&child.wait_with_output().unwrap());
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn data_goes_to_stdout_and_talk_to_stderr() {
    let world = shelf();
    world.write("texts/empty.txt", "\n");
    let index = world.run(&["index", "texts"]);
    assert!(index.stdout.contains("3 unchanged") && !index.stdout.contains("empty.txt"), "{}", index.stdout);
    assert!(index.stderr.contains("skipped") && index.stderr.contains("empty.txt"), "{}", index.stderr);
    let search = world.run(&["search", "“磨坊”"]);
    assert!(!search.stdout.contains("copies counted"), "{}", search.stdout);
    assert!(search.stderr.contains("2 paragraphs in 2 documents"), "{}", search.stderr);
    let json = world.run(&["search", "--json", "“磨坊”"]);
    assert_eq!((json.json().len(), json.stderr.as_str()), (1, ""));
    let check = world.run(&["check"]);
    assert_eq!((check.status, check.stdout.as_str()), (0, ""));
    assert!(check.stderr.contains("every file"), "{}", check.stderr);
}

#[test]
fn colours_are_for_those_who_want_them() {
    let world = shelf();
    let escape = "\u{1b}[";
    let search = ["search", "“磨坊”"];
    let plain = world.run(&search).stdout;
    assert!(!plain.contains(escape), "a pipe gets none: {plain:?}");
    assert!(plain.contains("[-生-]{+声+}"), "differences are marked without colour: {plain}");
    let always = [&search as &[&str], &["--color", "always"]].concat();
    let coloured = world.run(&always).stdout;
    assert!(coloured.contains(escape) && !coloured.contains("{+"), "{coloured:?}");
    let never = Run::of(
        &world.command(&search).args(["--color", "never"]).env("CLICOLOR_FORCE", "1").output().unwrap(),
    );
    assert_eq!(never.stdout, plain);
    let forced = Run::of(&world.command(&search).env("CLICOLOR_FORCE", "1").output().unwrap());
    let refused = world.command(&search).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
    assert!(forced.stdout.contains(escape) && Run::of(&refused).stdout == plain);
    let error = world.run(&["show", "nothing", "--color", "always"]);
    assert!(error.stderr.contains(escape) && !world.run(&["show", "nothing"]).stderr.contains(escape));
}

#[test]
fn any_unambiguous_part_names_a_document() {
    let world = shelf();
    for name in ["chen/0501.txt", "chen/0501", "chen", "hen/05"] {
        assert_eq!(world.json(&["show", name])[0]["document"], "chen/0501.txt", "{name}");
    }
    world.run(&["show", "0501"]).refuses(&["chen/0501.txt", "wan/0501.txt", "name more"]);
    world.run(&["copies", "wan:1"]).refuses(&["wan/0501.txt", "wan/0502.txt"]);
    world.run(&["remove", "wan"]).refuses(&["wan/0501.txt", "wan/0502.txt"]);
    world.run(&["show", "zazhi"]).refuses(&["zazhi", "duikan list"]);
}

#[test]
fn list_and_stats_tell_what_the_index_holds() {
    let world = shelf();
    let list = world.run(&["list"]);
    assert_eq!((list.status, list.stdout.lines().count()), (0, 3));
    let documents = world.json(&["list"]);
    let names: Vec<_> = documents.iter().map(|document| &document["document"]).collect();
    assert_eq!(names, ["chen/0501.txt", "wan/0501.txt", "wan/0502.txt"]);
    assert_eq!((number(&documents[0]["paragraphs"]), number(&documents[2]["characters"])), (3, 9));
    let stats = world.json(&["stats"]).remove(0);
    let numbers =
        ["documents", "paragraphs", "links", "documents_with_copies"].map(|name| number(&stats[name]));
    assert_eq!(numbers, [3, 5, 1, 2]);
    let characters = documents.iter().map(|document| number(&document["characters"])).sum::<usize>();
    assert_eq!(number(&stats["characters"]), characters);
    assert!(number(&stats["bytes"]) > 0 && world.run(&["stats"]).stdout.contains("3 documents"));
}

#[test]
fn show_prints_a_document_or_some_of_its_paragraphs() {
    let world = shelf();
    let texts = |place: &str| -> Vec<String> {
        let shown = world.json(&["show", place]);
        shown.iter().map(|paragraph| paragraph["text"].as_str().unwrap().to_owned()).collect()
    };
    let all = texts("chen");
    assert_eq!(
        (all.len(), all[0].as_str(), all[2].as_str()),
        (3, "标题在这里", "最后一段，磨盘石换了新的。")
    );
    assert_eq!(texts("chen:2-3"), all[1..]);
    assert_eq!(texts("chen:2"), all[1..2]);
    let third = world.json(&["show", "chen:3"]).remove(0);
    let inside = format!("chen@{}-{}", number(&third["begin"]) + 2, number(&third["begin"]) + 4);
    assert_eq!(world.json(&["show", &inside])[0]["paragraph"], 3, "the paragraph around it");
    let plain = world.run(&["show", "chen:2-3"]).stdout;
    assert!(plain.starts_with("¶2 石桥镇") && plain.contains("\n¶3 最后一段"), "{plain}");
    for wrong in ["chen:0", "chen:4", "chen:3-2", "chen@999-1000", "chen@5-5"] {
        world.run(&["show", wrong]).refuses(&["chen/0501.txt"]);
    }
    let copies = world.json(&["show", "chen", "--copies"]);
    let counts: Vec<usize> = copies.iter().map(|shown| shown["copies"].as_array().unwrap().len()).collect();
    assert_eq!(counts, [0, 1, 0]);
    assert_eq!(copies[1]["copies"][0]["document"], "wan/0501.txt");
    assert!(world.run(&["show", "chen", "--copies"]).stdout.contains("wan/0501.txt ¶1"));
}

#[test]
fn the_index_may_be_named_by_the_environment() {
    let world = shelf();
    let list = |name: &str, flag: &[&str]| {
        Run::of(&world.command(&[&["list"], flag].concat()).env("DUIKAN_INDEX", name).output().unwrap())
    };
    list("elsewhere", &[]).refuses(&["elsewhere", "no index"]);
    assert_eq!(list("elsewhere", &["--index", ".duikan"]).status, 0, "a flag goes before it");
    assert_eq!(list(".duikan", &[]).stdout, world.run(&["list"]).stdout);
}
