//! Spans tell the truth: whatever place is asked for, of whatever text, begin, end and text of an answer agree, from
//! the library, the command and the server; a comparison has each character of both texts in one row.

use crate::served::Served;
use crate::world::World;
use crate::world::at;
use crate::world::number;
use crate::world::slice;
use crate::world::string;
use duikan::Collation;
use duikan::Collection;
use duikan::Comparison;
use duikan::CopyFilter;
use duikan::ErrorKind;
use duikan::Order;
use duikan::OriginalSpan;
use duikan::Row;
use duikan::present::Json;
use duikan::present::WithCopies;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use std::collections::BTreeMap;

/// Source texts under their keys.
type Shelf = BTreeMap<&'static str, String>;

/// What documents are made of: sentences they share, characters that fold to several or to none, and signs in places
/// where nobody expects them.
const PIECES: [&str; 24] = [
    "磨坊的水轮在冬至那天停转，水声没了，孩子们反倒睡不着。",
    "祖父留下的图样还压在茶楼的柜台下，一张也没有丢。",
    "祖父留下的圖樣還壓在茶樓的櫃臺下,一張也没有丢！",
    "渡口的老船工每天清晨把缆绳晒在石阶上",
    "（一）秤重五㎏，价½元。",
    "㍿",
    "ﷺ",
    "株式会社",
    "株式",
    "صلى الله",
    "e\u{301}",
    "\u{301}",
    "𠮷",
    "\n。",
    "\n”\n",
    "\n\n……\n\n",
    "\n\n——\n\n",
    "「",
    "」、（",
    "。",
    "\n",
    "\n\n",
    "\r\n",
    " 　",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..12).prop_map(|pieces| pieces.concat())
}

fn shelf() -> impl Strategy<Value = Shelf> {
    let front = prop_oneof![Just(""), Just("---\ntitle: 磨坊\n---\n"), Just("\n\n")];
    (text(), text(), front, text()).prop_map(|(a, b, front, c)| {
        // A text has something to read in it.
        BTreeMap::from([
            ("a.txt", format!("{a}甲")),
            ("b.txt", format!("乙{b}")),
            ("c.txt", format!("{front}{c}\n。丙")),
        ])
    })
}

/// A place of a document: a part of it, or what reaches beyond it.
fn place(shelf: &Shelf, (document, from, to, kind): (Index, Index, Index, u8)) -> String {
    let (key, text) = shelf.iter().nth(document.index(shelf.len())).unwrap();
    let length = text.chars().count();
    let (from, to) = (from.index(length + 3), to.index(length + 9));
    match kind {
        0 => (*key).to_owned(),
        1 => format!("{key}:{}", from % 6),
        2 => format!("{key}:{}-{}", from % 4, to % 12),
        3 => format!("{key}@{from}-{}", from + to % 9),
        4 => format!("{key}@{from}-99999"),
        _ => format!("{key}@{from}-{to}"),
    }
}

type Asked = (Index, Index, Index, u8);

fn asked(most: usize) -> impl Strategy<Value = Vec<Asked>> {
    prop::collection::vec((any::<Index>(), any::<Index>(), any::<Index>(), 0_u8..8), most)
}

fn build(world: &World, shelf: &Shelf) -> Collection {
    for (key, text) in shelf {
        world.write(format!("texts/{key}"), text);
    }
    let report = Collection::build(world.path(".duikan")).texts(world.path("texts")).run().unwrap();
    assert_eq!(report.skipped, []);
    Collection::open(world.path(".duikan")).unwrap()
}

/// Every object of an answer that names a place says what stands there, and each variant of a copy.
fn assert_true(shelf: &Shelf, value: &Value) {
    if let Value::Array(values) = value {
        for value in values {
            assert_true(shelf, value);
        }
    }
    let Value::Object(object) = value else { return };
    object.values().for_each(|value| assert_true(shelf, value));
    let source = |value: &Value| value["document"].as_str().map(|document| &shelf[document]);
    let Some(own) = source(value) else { return };
    if object.contains_key("begin") && object.contains_key("text") {
        let (begin, end) = (number(&value["begin"]), number(&value["end"]));
        assert_eq!(slice(own, begin, end), string(&value["text"]), "{value}");
        assert!(begin < end, "{value}");
    }
    for copy in value["copies"].as_array().into_iter().flatten() {
        let other = source(copy).unwrap();
        for variant in copy["variants"].as_array().into_iter().flatten() {
            assert_eq!(at(own, &variant["a"]), string(&variant["a_text"]), "{variant}");
            assert_eq!(at(other, &variant["b"]), string(&variant["b_text"]), "{variant}");
        }
    }
}

/// What is answered to a span is all that stands there of the text.
fn assert_clipped(shelf: &Shelf, place: &str, answer: &Value) {
    let Some((key, span)) = place.split_once('@') else { return };
    let (begin, end) = span.split_once('-').unwrap();
    let (begin, end): (usize, usize) = (begin.parse().unwrap(), end.parse().unwrap());
    let text = &shelf[key];
    let body = if text.starts_with("---") { text.find("---\n\n").map_or(17, |_| 17) } else { 0 };
    let length = text.chars().count();
    assert!(
        begin <= number(&answer["begin"]) && number(&answer["end"]) <= end.min(length),
        "{place}: {answer}"
    );
    let asked = slice(text, begin.max(body).min(length), end.min(length).max(begin.max(body).min(length)));
    assert_eq!(string(&answer["text"]).trim(), asked.trim(), "{place}");
}

fn json(value: &dyn Json) -> Value {
    let mut bytes = Vec::new();
    value.json(&mut bytes).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// A refusal names what is wrong with the place.
fn answered<T>(answer: duikan::Result<T>) -> Option<T> {
    answer.inspect_err(|error| assert!(matches!(error.kind(), ErrorKind::NotFound), "{error}")).ok()
}

/// Each character of a text that is no space is in exactly one of these spans.
fn assert_covered(side: &duikan::Side, spans: &[OriginalSpan]) {
    for (at, character) in (side.span.begin..).zip(side.text.as_str().chars()) {
        let times = spans.iter().filter(|span| span.contains(at)).count();
        let expected = usize::from(!character.is_whitespace());
        assert!(
            times == expected || times < 2 && expected == 0,
            "{character:?} at {at} is in {times}: {spans:?}"
        );
    }
    let span = side.span;
    assert!(
        spans.iter().all(|other| span.begin <= other.begin && other.end <= span.end),
        "{span:?} {spans:?}"
    );
}

fn assert_rows(comparison: &Comparison) {
    let (mut in_a, mut in_b) = (Vec::new(), Vec::new());
    for row in comparison.rows() {
        match row {
            Row::OnlyA(span) => in_a.push(span),
            Row::OnlyB(span) => in_b.push(span),
            Row::MovedAway(shared) => in_b.push(shared.b),
            Row::Both(shared) => match shared.order {
                Order::Kept => (in_a.push(shared.a), in_b.push(shared.b)).0,
                Order::Moved | Order::RepeatedInA => in_a.push(shared.a),
                Order::RepeatedInB => in_b.push(shared.b),
            },
        }
    }
    assert_covered(&comparison.a, &in_a);
    assert_covered(&comparison.b, &in_b);
    for variant in comparison.shared.iter().flat_map(|shared| &shared.variants) {
        assert_eq!(comparison.a.source(variant.a), variant.a_text, "{variant:?}");
        assert_eq!(comparison.b.source(variant.b), variant.b_text, "{variant:?}");
    }
}

/// What a reading says is what each of its witnesses has there.
fn assert_readings(shelf: &Shelf, collation: &Collation) {
    for reading in collation.units().iter().flat_map(|unit| &unit.readings) {
        for &(nth, span) in &reading.witnesses {
            let source = &shelf[collation.witnesses[nth].about.document.as_str()];
            let there = slice(source, span.begin as usize, span.end as usize);
            assert_eq!(letters(&there), letters(&reading.text), "{reading:?}");
        }
    }
}

/// All that the library says of two places.
fn assert_library(collection: &Collection, shelf: &Shelf, place: &str, other: &str) {
    if let Some((passage, copies)) = answered(collection.copies(place, &CopyFilter::default())) {
        let told = serde_json::to_value(WithCopies { passage: &passage, copies: &copies }).unwrap();
        assert_true(shelf, &told);
        assert_clipped(shelf, place, &told);
        let paragraph =
            json(&collection.show(format!("{}:{}", passage.document, passage.paragraph)).unwrap()[0]);
        assert!(number(&paragraph["begin"]) <= number(&told["begin"]), "{paragraph} {told}");
    }
    for paragraph in answered(collection.show(place)).into_iter().flatten() {
        assert_true(shelf, &json(&paragraph));
    }
    if let Some(collation) = answered(collection.collate(place, None, &CopyFilter::default())) {
        assert_true(shelf, &json(&collation));
        assert_readings(shelf, &collation);
    }
    for blamed in answered(collection.blame(place, &CopyFilter::default())).into_iter().flatten() {
        assert_true(shelf, &json(&blamed));
    }
    if let Some(explanation) = answered(collection.explain(place, other)) {
        for side in [&explanation.a, &explanation.b] {
            assert!(!side.span.is_empty() && !collection.text(side).unwrap().is_empty(), "{explanation:?}");
        }
    }
    if let Some(comparison) = answered(collection.compare(place, other)) {
        assert_true(shelf, &json(&comparison));
        assert_rows(&comparison);
    }
}

fn letters(text: &str) -> String {
    duikan::fold::characters(text).iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_library_says_what_stands_there(shelf in shelf(), asked in asked(16)) {
        let world = World::new();
        let collection = build(&world, &shelf);
        let places: Vec<String> = asked.into_iter().map(|asked| place(&shelf, asked)).collect();
        for pair in places.chunks(2) {
            assert_library(&collection, &shelf, &pair[0], &pair[1]);
        }
        assert_library(&collection, &shelf, "a.txt", "b.txt");
        for query in ["磨坊", "图样", "株式", "e", "\"茶楼的柜台下\""] {
            for hit in collection.search(&duikan::Query::new(query)).unwrap().hits {
                assert_true(&shelf, &json(&hit));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn so_do_the_command_and_the_server(shelf in shelf(), asked in asked(4)) {
        let world = World::new();
        drop(build(&world, &shelf));
        let served = Served::of(&world);
        let places: Vec<String> = asked.into_iter().map(|asked| place(&shelf, asked)).collect();
        for place in &places {
            let other = &places[0];
            for arguments in
                [&["copies", place][..], &["show", place], &["collate", place], &["compare", place, other]]
            {
                let run = world.run(&[arguments, &["--json"]].concat());
                run.json().iter().for_each(|answer| assert_true(&shelf, answer));
                prop_assert!(run.status < 2 || run.stdout.is_empty() && run.stderr.lines().count() == 1);
                if let ("copies", Some(answer)) = (arguments[0], run.json().first()) {
                    assert_clipped(&shelf, place, answer);
                }
            }
            let escaped = crate::served::escaped(place);
            let compare = format!("compare?a={escaped}&b={}", crate::served::escaped(other));
            let paths = [format!("copies?place={escaped}"), format!("collate?place={escaped}"), compare];
            for path in paths {
                let reply = served.reply(&path);
                prop_assert!([200, 404].contains(&reply.status), "{path}: {}", reply.text);
                assert_true(&shelf, &reply.json());
                if reply.status == 200 && path.starts_with("copies") {
                    assert_clipped(&shelf, place, &reply.json());
                }
            }
        }
        let hits = world.run(&["search", "磨坊 OR 图样 OR 株式", "--json"]).json();
        assert_true(&shelf, &Value::Array(hits));
        assert_true(&shelf, &served.get("search", &[("q", "磨坊 OR 图样 OR 株式"), ("paragraphs", "2")]));
    }
}

#[test]
fn a_place_is_clipped_to_the_text_or_refused() {
    let world = World::with(&[("texts/a.txt", "---\ntitle: 甲\n---\n渡口开渡了。\n")]);
    world.index();
    let copies = |place: &str| world.run(&["copies", place, "--json"]);
    for (asked, begin, end, text) in [("5-20", 17, 20, "渡口开"), ("16-9999", 17, 24, "渡口开渡了。\n")]
    {
        let run = copies(&format!("a.txt@{asked}"));
        let told = run.json().remove(0);
        assert_eq!((number(&told["begin"]), number(&told["end"])), (begin, end), "{told}");
        assert_eq!(string(&told["text"]), text);
    }
    for (asked, says) in
        [("3-17", "there is no text at 3-17"), ("24-30", "only 0 to 24"), ("9-9", "only 0 to 24")]
    {
        for command in ["copies", "show", "collate"] {
            world.run(&[command, &format!("a.txt@{asked}")]).refuses(&[says]);
        }
    }
}

#[test]
fn punctuation_alone_is_itself() {
    let world = World::with(&[("texts/a.txt", "渡口。\n\n……\n\n又渡。\n")]);
    world.index();
    let told = world.run(&["collate", "a.txt:2", "--json"]).json().remove(0);
    let witness = &told["witnesses"][0];
    assert_eq!(
        (number(&witness["paragraph"]), number(&witness["begin"]), number(&witness["end"])),
        (2, 5, 7)
    );
    assert_eq!((&witness["text"], &told["majority"]["text"]), (&"……".into(), &"……".into()));
    let copies = world.run(&["copies", "a.txt:2", "--json"]).json().remove(0);
    assert_eq!((number(&copies["paragraph"]), copies["text"].as_str()), (2, Some("……")));
    let table = world.run(&["collate", "a.txt:2"]);
    assert!(table.stdout.contains("……"), "{table:?}");
}

/// A copy that has a part of what a character folds to has that character.
#[test]
fn a_character_that_folds_to_several_is_a_witness_as_a_whole() {
    let line = "渡口的老船工每天清晨把缆绳晒在石阶上";
    let world =
        World::with(&[("texts/a.txt", format!("{line}ﷺ甲")), ("texts/b.txt", format!("{line}صلى الله\n。"))]);
    world.index();
    let shelf = ["a.txt", "b.txt"]
        .map(|key| (key, std::fs::read_to_string(world.path(format!("texts/{key}"))).unwrap()));
    let collection = Collection::open(world.path(".duikan")).unwrap();
    let (shelf, length) = (BTreeMap::from(shelf), line.chars().count());
    let places = (0..length + 9).flat_map(|begin| (begin..length + 9).map(move |end| (begin, end)));
    for (begin, end) in places.filter(|(_, end)| *end > length) {
        for key in ["a.txt", "b.txt"] {
            let place = format!("{key}@{begin}-{end}");
            if let Some(collation) = answered(collection.collate(&place, None, &CopyFilter::default())) {
                assert_true(&shelf, &json(&collation));
                assert_readings(&shelf, &collation);
            }
        }
    }
}

#[test]
fn what_closes_on_a_line_of_its_own_belongs_to_what_it_closes() {
    let line = "停航十九年的百步渡重新开渡，首班渡船载着一百三十六名乘客驶离南岸栈桥";
    for (a, b, only_a) in [
        (format!("{line}\n。\n"), format!("{line}\n。\n"), 0),
        (format!("{line}。\n”\n\n甲乙丙丁"), format!("{line}。\n”\n"), 1),
        (format!("「{line}㍿"), format!("「{line}"), 1),
    ] {
        let world = World::with(&[("texts/a.txt", &a), ("texts/b.txt", &b)]);
        world.index();
        let told = world.json(&["compare", "a.txt", "b.txt"]).remove(0);
        let only = |side: &str| told[side].as_array().unwrap().len();
        let variants = told["shared"][0]["variants"].as_array().unwrap();
        let gaps = variants.iter().filter(|variant| variant["class"] == "gap").count();
        assert_eq!((only("only_a") + gaps, only("only_b")), (only_a, 0), "{told}");
        assert_eq!(variants.len(), gaps, "{told}");
    }
}
