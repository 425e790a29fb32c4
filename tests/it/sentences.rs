//! What the command says is so, and an option that would do nothing is refused.

use crate::world::Run;
use crate::world::World;
use std::process::Command;

fn world() -> World {
    let world = World::with(&[("texts/a.txt", "渡口的渡船。\n\n渡口没有船。"), ("texts/b.txt", "磨坊。")]);
    world.index();
    world
}

#[test]
fn no_hit_shown_is_a_count() {
    let world = world();
    let run = world.run(&["search", "渡口", "-n", "0"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""));
    assert_eq!(run.stderr, "2 paragraphs in 1 document, copies counted\n");
    let run = world.run(&["search", "茶楼", "-n", "0"]);
    assert_eq!((run.status, run.stderr.as_str()), (1, "nothing found\n"));
    let json = world.run(&["search", "渡口", "-n", "0", "--json"]);
    assert_eq!((json.status, json.stdout.as_str()), (0, ""));
    assert_eq!(world.run(&["search", "渡口", "-n", "0", "--min-copies", "2"]).status, 1);
    // Held by none as a whole, and found loosely.
    let loose = world.run(&["search", "渡口 磨坊", "-n", "0"]);
    assert_eq!(loose.status, world.run(&["search", "渡口 磨坊"]).status);
}

#[test]
fn what_is_refused_is_said_as_it_is() {
    let world = world();
    world.run(&["search", "渡口 OR -磨坊"]).refuses(&["one side of OR only says what not to find"]);
    world.run(&["search", "--", "-渡口 OR -磨坊"]).refuses(&["the query only says what not to find"]);
    world.run(&["show", "a:0"]).refuses(&["a.txt: paragraphs are counted from 1"]);
    world.run(&["show", "a:0-1"]).refuses(&["counted from 1"]);
    world.run(&["show", "a:2-1"]).refuses(&["a.txt: paragraphs 2-1 run backwards; write 1-2"]);
    world.run(&["show", "a:3"]).refuses(&["a.txt: there is no paragraph 3, only 1 to 2"]);
    world
        .run(&["show", "b:99999999999999999999"])
        .refuses(&["b.txt: there is no paragraph 99999999999999999999, only 1"]);
    world.run(&["show", ":1"]).refuses(&["no document is called ``"]);
    world.run(&["stories", "1"]).refuses(&["there are no stories"]);
    world
        .run(&["search", "渡口", "--index", "texts/a.txt"])
        .refuses(&["texts/a.txt", "a file, not the folder"]);
    world
        .run(&["index", "texts", "--index", "texts/a.txt"])
        .refuses(&["texts/a.txt", "a file, not the folder"]);
    world.run(&["search", "渡口", "--in", "texts/a.txt"]).refuses(&["texts/a.txt", "--in takes a folder"]);
    let stories = World::sample();
    stories.run(&["stories", "0"]).refuses(&["stories are counted from 1"]);
    stories.run(&["stories", &"9".repeat(30)]).refuses(&["only 1 to"]);
}

/// Asserts that the command line is refused, with all of these in what is said.
fn refused(world: &World, arguments: &[&str], says: &[&str]) {
    let run = world.run(arguments);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{arguments:?}: {}", run.stderr);
    for part in says {
        assert!(run.stderr.contains(part), "{arguments:?}: `{part}` is missing: {}", run.stderr);
    }
    assert!(!run.stderr.contains("42949") && !run.stderr.contains("18446"), "{}", run.stderr);
}

#[test]
fn an_empty_value_is_none() {
    let world = world();
    for option in ["--doc", "--series", "--title", "--date", "--only-in", "--in", "--index", "--synonyms"] {
        refused(&world, &["search", "渡口", option, ""], &["a value is required", option]);
    }
    for arguments in [
        &["show", ""][..],
        &["copies", ""],
        &["blame", ""],
        &["remove", ""],
        &["compare", "a", ""],
        &["explain", "", "a"],
        &["collate", "a", "--base", ""],
        &["export", "links", "-o", ""],
        &["index", ""],
        &["index", "texts", "--userdict", ""],
        &["index", "texts", "--encoding", ""],
        &["index", "texts", "--threads", ""],
        &["merge", ""],
        &["serve", "--token-file", ""],
        &["search", ""],
        &["search", "渡口", "-n", ""],
    ] {
        refused(&world, arguments, &[]);
    }
    assert_eq!(world.json(&["list"]).len(), 2, "nothing was removed");
}

#[test]
fn an_empty_variable_is_as_none() {
    let world = world();
    let list =
        |variable: &str| Run::of(&world.command(&["search", "渡口"]).env(variable, "").output().unwrap());
    for variable in ["DUIKAN_INDEX", "DUIKAN_SYNONYMS"] {
        let run = list(variable);
        assert_eq!((run.status, run.stdout), (0, world.run(&["search", "渡口"]).stdout), "{}", run.stderr);
    }
}

#[test]
fn an_option_that_would_do_nothing_is_refused() {
    let world = world();
    let pairs: [(&[&str], &[&str]); 35] = [
        (&["search", "渡口", "-l", "-n", "0", "--sort", "date"], &["--files-with-matches", "--limit"]),
        (&["search", "渡口", "-l", "-n", "5"], &["--files-with-matches", "--limit"]),
        (&["search", "渡口", "-l", "--sort", "date"], &["--files-with-matches", "--sort"]),
        (&["search", "渡口", "-c", "--copies", "2"], &["--count", "--copies"]),
        (&["search", "渡口", "-c", "-C", "2"], &["--count", "--paragraphs"]),
        (&["search", "渡口", "-c", "--flat"], &["--count", "--flat"]),
        (&["search", "渡口", "-l", "--first"], &["--files-with-matches", "--first"]),
        (&["search", "渡口", "-l", "--similar", "loose"], &["--files-with-matches", "--similar"]),
        (&["search", "渡口", "-c", "--within-days", "3"], &["--count", "--within-days"]),
        (&["search", "渡口", "-n", "0", "--parts"], &["-n 0", "--parts"]),
        (&["show", "a", "--parts"], &["--parts", "--copies"]),
        (&["show", "a", "--min-cover", "50%"], &["--min-cover", "--copies"]),
        (&["search", "渡口", "-l", "-c"], &["--files-with-matches", "--count"]),
        (&["search", "渡口", "-n", "0", "--sort", "date"], &["-n 0", "--sort"]),
        (&["search", "渡口", "-n", "0", "-C", "1"], &["-n 0", "-C"]),
        (&["search", "渡口", "-n", "0", "--copies", "1"], &["-n 0", "--copies"]),
        (&["search", "渡口", "--html", "--json"], &["--html", "--json"]),
        (&["--json", "search", "渡口", "--html"], &["--html", "--json"]),
        (&["export", "csv", "--json"], &["--json", "export csv"]),
        (&["--json", "export", "csv"], &["--json", "export csv"]),
        (&["export", "links", "--format", "csv", "--json"], &["--json", "--format"]),
        (&["export", "links", "--format", "parquet", "--json", "-o", "x"], &["--json", "--format"]),
        (&["export", "clusters", "--star"], &["--star", "clusters"]),
        (&["export", "passim", "--formulae"], &["--formulae", "clusters"]),
        (&["collate", "a", "--format", "tei", "--json"], &["--format", "--json"]),
        (&["compare", "a", "b", "--format", "html", "--json"], &["--format", "--json"]),
        (&["compare", "a", "b", "--hide", "gap", "--json"], &["--hide", "JSON"]),
        (&["export", "links", "--format", "jsonl", "--json"], &["--json", "--format"]),
        (&["export", "passim", "--format", "jsonl", "--json"], &["--json", "--format"]),
        (&["collate", "a", "--format", "json", "--json"], &["--format", "--json"]),
        (&["compare", "a", "b", "--format", "json", "--json"], &["--format", "--json"]),
        (&["--generate", "man", "list"], &["--generate", "a command"]),
        (&["--generate", "man", "--json"], &["--generate", "--json"]),
        (&["--generate", "man", "--index", "x"], &["--generate", "--index"]),
        (&["check", "--memory", "1GiB"], &["--repair"]),
    ];
    for (arguments, says) in pairs {
        refused(&world, arguments, says);
    }
    assert!(!world.path("x").exists());
}

#[test]
fn a_large_number_is_a_number() {
    let world = world();
    let large = "99999999999999999999999999";
    for option in ["--copies", "-C", "--within"] {
        let run = world.run(&["search", "渡口", option, large]);
        assert_eq!((run.status, run.stderr.contains("2 paragraphs")), (0, true), "{option}: {}", run.stderr);
    }
    assert_eq!(world.run(&["search", "渡口", "--min-copies", large]).status, 1);
    refused(&world, &["search", "渡口", "-n", large], &["at most 100000"]);
    refused(&world, &["search", "渡口", "-C", "-1"], &[]);
    refused(&world, &["search", "渡口", "-C", "many"], &["not a whole number"]);
    for threads in ["0", "257", large] {
        refused(&world, &["index", "texts", "--threads", threads], &["from 1 to 256"]);
    }
    refused(&world, &["index", "texts", "--memory", "much"], &["--memory"]);
    refused(&world, &["show", &format!("a@{large}-{large}")], &["a.txt: there are no characters 9999"]);
    let bounds = ["--memory", &format!("{large}GiB"), "--commit-every", &format!("{large}GiB")];
    let run = world.run(&[&["index", "texts", "--index", "new"][..], &bounds].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    let whole = world.json(&["search", "没有", "-C", large]).remove(0);
    assert_eq!(whole["before"].as_array().unwrap().len(), 1);
}

/// Names of man pages: `duikan(1)`, `duikan-list(1)`.
fn pages(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_()".contains(c)));
    parts.filter(|part| part.ends_with("(1)"))
}

#[test]
fn every_man_page_that_is_named_exists() {
    let world = World::new();
    let man = world.run(&["--generate", "man"]).stdout;
    let said = man.replace("\\-", "-");
    let help = world.run(&["--help"]).stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names: Vec<&str> = commands.map_while(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 15, "{names:?}");
    let mut all = said.clone();
    for name in names {
        let help = world.run(&["help", name]);
        assert_eq!(help.status, 0);
        all += &help.stdout;
        let title = format!(".SH \"DUIKAN {}\"", name.to_uppercase());
        assert!(name == "help" || said.contains(&title), "{title} is missing");
    }
    assert_eq!(pages(&all).filter(|page| *page != "duikan(1)").collect::<Vec<_>>(), [""; 0]);
    for option in ["--min-copies", "--bom", "--repair", "--token-file", "DUIKAN_INDEX"] {
        assert!(said.contains(option), "{option} is missing");
    }
    // Where there is somebody who reads them.
    world.write("duikan.1", &man);
    let read = Command::new("groff")
        .args(["-man", "-Tutf8", "-Kutf8", "-ww", "duikan.1"])
        .current_dir(world.path(""))
        .output();
    if let Ok(read) = read {
        assert_eq!(String::from_utf8_lossy(&read.stderr), "");
    }
}
