//! What people are told stands in one table, in both languages; and both are spoken.

use crate::tree::files;
use crate::tree::package;
use crate::world::World;
use std::collections::BTreeSet;
use std::fs;

/// The first column of the table.
fn table() -> BTreeSet<String> {
    let table = fs::read_to_string(package().join("data/messages.tsv")).unwrap();
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

/// The string literals that stand right behind some words in a source file, up to its tests.
fn literals(text: &str, before: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let rests = code.match_indices(before).map(|(at, mark)| code.split_at(at + mark.len()).1);
    let rests = rests.filter_map(|rest| rest.trim_start().strip_prefix('"'));
    let literal = |rest: &str| {
        let mut said = String::new();
        let mut characters = rest.chars();
        loop {
            match characters.next()? {
                '"' => return Some(said),
                '\\' => match characters.next()? {
                    // What goes on in the next line.
                    '\n' => {
                        let rest = characters.as_str().trim_start();
                        characters = rest.chars();
                    }
                    'n' => said.push('\n'),
                    other => said.push(other),
                },
                other => said.push(other),
            }
        }
    };
    rests.filter_map(literal).collect()
}

/// Whether there is anything to translate in it.
fn has_words(template: &str) -> bool {
    let is_name = |place: &str| !place.contains('|');
    let own = |part: &str| match part.split_once('}') {
        Some((place, rest)) if is_name(place) => rest.to_owned(),
        _ => part.to_owned(),
    };
    template.split('{').map(own).collect::<String>().contains(|c: char| c.is_ascii_alphabetic())
}

/// All sentences that the code says, but for those of clap's help, which the command's own tests look up.
fn said() -> BTreeSet<String> {
    let folders = ["src", "python"].map(|folder| package().join(folder));
    let texts = folders.iter().flat_map(|folder| files(folder, &["rs", "py"]));
    let texts: Vec<String> = texts.map(|path| fs::read_to_string(path).unwrap()).collect();
    let marks = ["message!(", "Message::new(", "language.say(", "self.say(", "line(", " say("];
    let all = marks.iter().flat_map(|mark| texts.iter().flat_map(|text| literals(text, mark)));
    all.filter(|template| has_words(template)).collect()
}

/// The words of the page.
fn page() -> BTreeSet<String> {
    let text = fs::read_to_string(package().join("src/bin/duikan/serve/page/words.js")).unwrap();
    let table = text.split("const WORDS = {").nth(1).unwrap().split("\n};").next().unwrap();
    table.lines().flat_map(|line| literals(line, ": ")).collect()
}

/// The table has all that is said, and nothing else.
#[test]
fn every_sentence_of_the_code_is_in_the_table() {
    let (said, page, table) = (said(), page(), table());
    let all: BTreeSet<String> = said.union(&page).cloned().collect();
    let lacking: Vec<&String> = all.difference(&table).collect();
    assert!(
        said.len() > 200 && page.len() > 60 && lacking.is_empty(),
        "not in data/messages.tsv: {lacking:#?}"
    );
    let help: BTreeSet<String> = duikan::messages("Help").map(|(english, _)| english.to_owned()).collect();
    let unused: Vec<&String> =
        table.difference(&all).filter(|english| has_words(english) && !help.contains(*english)).collect();
    assert!(unused.is_empty(), "nobody says this any more: {unused:#?}");
    let of_page: BTreeSet<String> = duikan::messages("Page").map(|(english, _)| english.to_owned()).collect();
    assert_eq!(
        page.difference(&of_page).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "not under the heading Page"
    );
}

/// Runs the command in Chinese and gives what it says, on standard output or error.
fn in_chinese(world: &World, arguments: &[&str]) -> String {
    let output = world.command(arguments).env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// The lines in which English words stand that are neither names nor what somebody types.
fn english(said: &str) -> Vec<&str> {
    let is_english = |line: &&str| {
        [" the ", " of ", " in ", " and ", " is ", " not "].iter().any(|word| line.contains(word))
    };
    said.lines().filter(is_english).collect()
}

#[test]
fn the_command_talks_in_the_language_of_the_locale_or_as_asked() {
    let world = World::sample();
    for (arguments, expected) in [
        (vec!["search", "看得见的管线"], "共 5 份"),
        (vec!["search", "龘靐齉"], "没有找到"),
        (
            vec!["show", "keins.txt"],
            "没有名为 `keins.txt` 的文献（`duikan list` 列出全部；名称写出一部分即可）",
        ),
        (vec!["search", "--limit", "viele", "渡"], "`--limit <N>` 不能是 `viele`：不是整数"),
        (vec!["serach", "渡"], "没有 `serach` 这个命令；是否指 `search`"),
        (vec!["search", "--help"], "检索词语，并列出所在段落的其他传本"),
        (vec!["stats"], "篇文献，其中"),
        (vec!["check"], "每个文件都与写入时相同"),
    ] {
        let said = in_chinese(&world, &arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
        assert_eq!(english(&said), Vec::<&str>::new(), "{arguments:?}");
        let asked: Vec<&str> = ["--lang", "en"].into_iter().chain(arguments.iter().copied()).collect();
        let said = in_chinese(&world, &asked);
        assert!(!said.contains(expected), "{asked:?}: {said}");
    }
    let said = world.run(&["search", "渡口", "--lang=zh"]).stderr;
    assert!(said.contains("传本计入"), "{said}");
}

/// What lower layers say of damage is said by us, and in the language asked for.
#[test]
fn damage_is_told_in_chinese_too() {
    for file in ["catalogue-", ".store", ".term"] {
        let world = World::with(&[("texts/a.txt", "磨坊又响起了水声。")]);
        world.index();
        let mut files = fs::read_dir(world.path(".duikan")).unwrap().map(|entry| entry.unwrap().path());
        let damaged = files.find(|path| path.to_str().unwrap().contains(file)).unwrap();
        let bytes = fs::read(&damaged).unwrap();
        for bytes in [bytes[..bytes.len() - 1].to_vec(), bytes.iter().map(|byte| byte ^ 1).collect()] {
            fs::write(&damaged, bytes).unwrap();
            for command in [&["check"][..], &["search", "磨坊"]] {
                let said = in_chinese(&world, command);
                assert!(said.contains("损坏") && english(&said).is_empty(), "{command:?}: {said}");
            }
        }
    }
}

#[test]
fn the_last_language_counts_and_what_is_none_is_refused_in_that_of_the_locale() {
    let world = World::new();
    let said = |arguments: &[&str]| in_chinese(&world, arguments);
    assert!(said(&["--lang=zh", "list", "--lang", "en"]).contains("there is no index here"));
    assert!(said(&["--lang", "en", "list", "--lang=zh"]).contains("这里没有索引"));
    assert!(said(&["list", "--lang", "viele"]).contains("请写 zh 或 en"));
    assert!(said(&["search", "-n", "1", "-n", "2", "渡"]).contains("重复出现"));
}

/// Lines of help fit the terminal, in columns: a Chinese character takes two.
#[test]
fn help_fits_the_terminal_in_both_languages() {
    let world = World::new();
    for language in ["en", "zh"] {
        for command in ["search", "serve", "export", "collate"] {
            let help = world
                .command(&[command, "--help", "--lang", language])
                .env("COLUMNS", "80")
                .output()
                .unwrap();
            let help = String::from_utf8(help.stdout).unwrap();
            let width = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
            let wide: Vec<&str> = help.lines().filter(|line| width(line) > 82).collect();
            assert!(help.lines().count() > 10 && wide.is_empty(), "{command} {language}: {wide:#?}");
        }
    }
}

/// JSON is for programs: the same in every language.
#[test]
fn json_is_not_translated() {
    let world = World::sample();
    for arguments in [["search", "看得见的管线", "--json"].as_slice(), &["stats", "--json"]] {
        let chinese = world.command(arguments).env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
        assert_eq!(String::from_utf8(chinese.stdout).unwrap(), world.run(arguments).stdout, "{arguments:?}");
    }
}
