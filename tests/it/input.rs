//! Bad input: what was made to take all the time or memory there is ends with a sentence, or costs no more
//! than its length. Work is counted, not timed.

use crate::world::World;
use crate::world::number;
use duikan::Collection;
use duikan::Report;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write as _;
use std::iter;

/// Random characters out of the first so many of a row.
struct Random(fastrand::Rng);

impl Random {
    fn text(&mut self, characters: usize, of: u32) -> String {
        let character = |_| char::from_u32(0x4e00 + self.0.u32(..of)).unwrap();
        (0..characters).map(character).collect()
    }
}

fn random() -> Random {
    Random(fastrand::Rng::with_seed(8))
}

fn build(world: &World) -> Report {
    let report = Collection::build(world.path("index")).texts(world.path("texts")).run().unwrap();
    assert_eq!(report.skipped, []);
    report
}

/// A document whose lines all begin with the same thirty characters.
fn formula(characters: usize) -> String {
    let mut random = random();
    let formula = random.text(30, 2_000);
    let line = |_| format!("{formula}{}\n", random.text(8, 2_000));
    (0..characters / 38).map(line).collect()
}

/// What a build says of each file it skipped.
fn skipped(report: &Value) -> Vec<(&str, &str)> {
    let skipped = report["skipped"].as_array().unwrap().iter();
    let mut skipped: Vec<_> = skipped
        .map(|skipped| {
            let file = skipped["path"].as_str().unwrap().rsplit('/').next().unwrap();
            (file, skipped["why"].as_str().unwrap())
        })
        .collect();
    skipped.sort_unstable();
    skipped
}

#[test]
fn a_text_that_repeats_itself_costs_no_square() {
    let cells = |characters: usize| {
        let world = World::with(&[("texts/a.txt", formula(characters))]);
        build(&world).effort.cells
    };
    let (half, whole) = (cells(40_000), cells(80_000));
    assert!(half > 0 && whole < 3 * half, "{half} cells for half of the text, {whole} for all of it");
}

#[test]
fn a_page_of_a_formula_is_linked_to_itself() {
    let world = World::with(&[("texts/a.txt", formula(4_000))]);
    assert!(build(&world).links > 0);
}

#[test]
fn texts_of_few_characters_are_compared_where_they_are_copies() {
    let mut random = random();
    let copied = random.text(300, 4);
    let world = World::new();
    for number in 0..20 {
        let middle = if number % 10 == 0 { &copied } else { "" };
        let text = format!("{}{middle}{}", random.text(500, 4), random.text(500, 4));
        world.write(format!("texts/{number}.txt"), text);
    }
    let report = build(&world);
    assert!(report.links > 0, "the copy is found");
    // Any two of them have six characters in a row in common, in very many places.
    assert!(report.effort.alignments < 200, "{:?}", report.effort);
}

#[test]
fn what_unpacks_beyond_all_measure_is_not_unpacked() {
    let gzip = |bytes: &[u8]| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let member = gzip("渡口\n".repeat(1 << 18).as_bytes());
    let members = |count| iter::repeat_n(member.as_slice(), count).collect::<Vec<_>>().concat();
    let text = "{\"id\": 1, \"text\": \"渡口\"}\n".repeat(1 << 20);
    // A frame that asks for a window of 256 MiB and has one block of three bytes.
    let window = [&[0x28, 0xb5, 0x2f, 0xfd, 0x00, 18 << 3, 3 << 3 | 1, 0, 0][..], "渡".as_bytes()].concat();
    let world = World::with(&[
        ("texts/bomb.txt.gz", members(12)),
        ("texts/bomb.jsonl.zst", zstd::encode_all(text.as_bytes(), 1).unwrap()),
        ("texts/nested.txt.gz", gzip(&member)),
        ("texts/small.txt.gz", gzip(&"渡口的船。".repeat(20_000).into_bytes())),
        ("texts/window.txt.zst", window),
    ]);
    let report = world.index();
    let bomb = "unpacks to more than 100 times its size; unpack it yourself if it is meant";
    assert_eq!(
        skipped(&report),
        [
            ("bomb.jsonl.zst", bomb),
            ("bomb.txt.gz", bomb),
            ("nested.txt.gz", "binary, not text"),
            ("window.txt.zst", "needs a window of more than 128 MiB to unpack; pack it without --long"),
        ]
    );
    assert_eq!(number(&report["documents"]), 1);
}

#[test]
fn a_text_that_takes_more_memory_than_is_allowed_is_left_out_with_a_sentence() {
    let world = World::with(&[
        ("texts/lines.txt", "渡口\n\n".repeat(270_000)),
        ("texts/long.txt", "渡口".repeat(6_000_000)),
        ("texts/ordinary.txt", "渡口的船没有来。".to_owned()),
    ]);
    let index = |memory| world.json(&["index", "texts", "--memory", memory]).remove(0);
    let expected = [
        ("lines.txt", "takes 297 MiB of memory to index; split it, or allow as much"),
        ("long.txt", "longer than 32 MiB; split it, or allow more memory"),
    ];
    let report = index("16MiB");
    assert_eq!((number(&report["documents"]), skipped(&report).as_slice()), (1, &expected[..]));
    // Read in its place when there is room for what was there before, and not earlier.
    let short = format!("{}{}", "渡船".repeat(269_999), " ".repeat(2 * 269_999 + 8));
    world.write_unseen("texts/lines.txt", short);
    let report = index("290MiB");
    assert_eq!((number(&report["documents"]), skipped(&report)[0]), (1, expected[0]));
    let report = index("298MiB");
    assert_eq!((number(&report["documents"]), skipped(&report).len()), (2, 1), "{report}");
}

#[test]
fn a_record_that_is_too_large_now_stays_as_it_was() {
    let record = |id: &str, text: &str| format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}\n");
    let large = |text: &str| record("large", &format!("{text}{}", " ".repeat(17 << 20)));
    let world = World::with(&[("texts/a.jsonl", large("渡口的船。"))]);
    world.index();
    world.write("texts/a.jsonl", large("渡口的桥。") + &record("small", "渡口的船没有来。"));
    let index = || world.json(&["index", "texts", "--memory", "16MiB"]).remove(0);
    let report = index();
    assert_eq!((number(&report["documents"]), skipped(&report).len()), (2, 1), "{report}");
    assert_eq!(number(&index()["unchanged"]), 2);
}

#[test]
fn a_query_asks_for_so_many_things_and_no_more() {
    let world = World::with(&[
        ("texts/a.txt", "渡口的船没有来。".to_owned()),
        ("alike", (0..400).map(|number| format!("渡口{number}")).collect::<Vec<_>>().join(", ")),
        (
            "pairs",
            (0..200)
                .map(|n| format!("渡, 一{n}\n口, 二{n}\n船, 三{n}\n没, 四{n}\n来, 五{n}\n有, 六{n}\n"))
                .collect::<Vec<_>>()
                .concat(),
        ),
    ]);
    world.index();
    let asked = |count: usize| {
        (0..count).fold("渡口".to_owned(), |mut query, number| {
            write!(query, " OR 船{number}").unwrap();
            query
        })
    };
    assert_eq!(world.run(&["search", "-c", &asked(1_023)]).status, 0);
    let too_many = "asks for more than 1024 things";
    world.run(&["search", &asked(1_024)]).refuses(&[too_many, "fewer at a time"]);
    world.run(&["search", "渡口", "--synonyms", "alike"]).refuses(&["more than 256 words"]);
    world.run(&["search", "渡 口 船 没 来 有", "--synonyms", "pairs"]).refuses(&[too_many]);
    let hits = world.run(&["search", "渡口", "-n", "100001"]);
    assert!(hits.status == 2 && hits.stderr.contains("at most 100000"), "{}", hits.stderr);
}

#[test]
fn what_is_asked_for_twice_near_itself_is_there() {
    let world = World::with(&[("texts/a.txt", "渡口的船。\n\n船没有来。")]);
    world.index();
    let run = world.run(&["search", &format!("\"{}\"~5", "船 ".repeat(500)), "-c"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "a.txt:2\n"));
}

#[test]
fn every_kind_of_query_ends_when_its_time_is_over() {
    let world = World::with(&[("texts/a.txt", "渡口的船没有来。\n\n渡口的人在等船。")]);
    world.index();
    let queries: [&[&str]; 9] = [
        &["渡口"],
        &["船"],
        &["船 OR 渡"],
        &["\"船 等\"~9"],
        &["渡口 -人"],
        &["渡口 OR title:船"],
        &["渡口 水井 等船 来人", "--sort", "date"],
        &["渡口", "-c"],
        &["渡口", "--min-copies", "2"],
    ];
    for query in queries {
        let arguments = [&["search", "--within", "0"], query].concat();
        world.run(&arguments).refuses(&["takes longer than 0 seconds", "something rarer"]);
    }
}
