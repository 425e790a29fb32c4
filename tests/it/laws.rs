//! Laws that hold for any texts, tried on random ones through the library. The alphabet is small, so that
//! the same strings come up again and again, and broken by punctuation and line ends in many ways.

use crate::world::World;
use crate::world::slice;
use duikan::Answer;
use duikan::Class;
use duikan::Collection;
use duikan::Comparison;
use duikan::CopyFilter;
use duikan::Hits;
use duikan::Order;
use duikan::OriginalSpan;
use duikan::Query;
use duikan::Row;
use duikan::Shared;
use duikan::Sort;
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeMap;
use std::path::Path;

/// Texts under their keys.
type Shelf = BTreeMap<String, String>;

/// What folding leaves of a text in these alphabets.
fn folded(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        "甲[甲乙丙丁子丑]{0,40}",
        "甲([甲乙丙丁子丑]{1,9}[，。 　\n]{0,2}){0,12}",
        "甲[甲乙，\n]{0,60}"
    ];
    prop::collection::vec(text, 1..5)
}

fn shelve(world: &World, texts: &[String]) -> Shelf {
    let named = texts.iter().zip(["a.txt", "b.txt", "c.txt", "d.txt"]);
    let named = named.map(|(text, name)| (name.to_owned(), text.clone()));
    named.inspect(|(name, text)| world.write(format!("texts/{name}"), text)).collect()
}

fn build(world: &World, index: &Path) -> Collection {
    build_in(world, index, 1 << 30, 2)
}

fn build_in(world: &World, index: &Path, memory: usize, threads: usize) -> Collection {
    let build = Collection::build(index).texts(world.path("texts"));
    let report = build.threads(threads).memory(memory).run().unwrap();
    assert_eq!(report.skipped, []);
    Collection::open(index).unwrap()
}

fn every_hit(collection: &Collection, literal: &str) -> Answer {
    let query = Query::new(format!("\"{literal}\"")).hits(Hits::Flat).sort(Sort::Document);
    collection.search(&query.limit(usize::MAX).copies(0)).unwrap()
}

/// A literal is found wherever it stands, once each, where it stands, and nowhere else.
fn check_literal(collection: &Collection, shelf: &Shelf, literal: &str) -> Result<(), TestCaseError> {
    let characters: Vec<char> = literal.chars().collect();
    let occurrences =
        |text: &String| folded(text).windows(characters.len()).filter(|part| *part == characters).count();
    let expected: BTreeMap<&str, usize> = shelf
        .iter()
        .map(|(name, text)| (name.as_str(), occurrences(text)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let answer = every_hit(collection, literal);
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for hit in &answer.hits {
        let text = &shelf[&hit.about.document];
        prop_assert_eq!(&slice(text, hit.span.begin as usize, hit.span.end as usize), &hit.text);
        for place in &hit.matches {
            let marked = slice(text, place.span.begin as usize, place.span.end as usize);
            prop_assert_eq!(folded(&marked), &characters[..], "{:?} is marked", marked);
        }
        *found.entry(hit.about.document.as_str()).or_default() += hit.matches.len();
    }
    prop_assert_eq!(&found, &expected, "of {} in {:?}", literal, shelf);
    prop_assert_eq!((answer.documents, answer.paragraphs), (expected.len(), answer.hits.len()));
    Ok(())
}

/// What may happen to a folder and its index.
#[derive(Debug, Clone)]
enum Step {
    Write(usize, String),
    Delete(usize),
    Remove(usize),
    Refresh,
}

const NAMES: [&str; 4] = ["a.txt", "b.txt", "deep/c.txt", "d.md"];

/// Sentences that documents have in common, some nearly.
const SENTENCES: [&str; 5] = [
    "石桥镇的磨坊停转了二十一年上个月又响起了水声",
    "石桥镇的磨坊停运了二十一年，上个月才响起了\n水声",
    "木轮是照着祖父留下的图样，一片一片刨出来的，没有用铁钉",
    "守磨人说头一天磨出的荞麦面\n\n全都送给了桥头的孩子们",
    "渡口的茶楼从此冷清下来，只有一条船还在等客",
];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let sentence = prop::sample::select(SENTENCES.to_vec());
    let piece =
        (sentence, "[甲乙丙丁子丑，。\n]{0,8}").prop_map(|(sentence, noise)| format!("{sentence}{noise}"));
    let text = prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat());
    let step = prop_oneof![
        6 => (0..NAMES.len(), text).prop_map(|(name, text)| Step::Write(name, text)),
        2 => (0..NAMES.len()).prop_map(Step::Delete),
        1 => (0..NAMES.len()).prop_map(Step::Remove),
        2 => Just(Step::Refresh),
    ];
    prop::collection::vec(step, 3..14)
}

impl Step {
    fn take(&self, world: &World, index: &Path) {
        match self {
            Step::Write(name, text) => world.write(format!("texts/{}", NAMES[*name]), text),
            Step::Delete(name) => {
                let name = format!("texts/{}", NAMES[*name]);
                if world.path(&name).exists() {
                    world.delete(&name);
                }
            }
            // It fails where there is no such document, and changes nothing then.
            Step::Remove(name) => drop(Collection::build(index).remove(&[NAMES[*name].to_owned()])),
            Step::Refresh => drop(build(world, index)),
        }
    }
}

/// All that a collection tells.
fn told(collection: &Collection) -> Vec<String> {
    let mut told =
        vec![format!("{:?}", collection.documents()), format!("{:?}", collection.clusters().unwrap())];
    let mut each = |pair| {
        told.push(format!("{pair:?}"));
        Ok(())
    };
    collection.pairs(&CopyFilter::default(), &mut each).unwrap();
    collection.stored_pairs(each).unwrap();
    for query in ["\"水声\"", "\"祖父留下的图样\"", "甲", "\"孩子们\" OR \"茶楼\"", "\"磨坊\" -\"停运\""]
    {
        for hits in [Hits::Clusters, Hits::Flat] {
            let answer = collection.search(&Query::new(query).hits(hits).limit(50)).unwrap();
            told.push(format!("{answer:?}"));
        }
    }
    told
}

const PARAGRAPHS: [&str; 5] = [
    "磨坊的水轮在冬至那天停转，水声没了，孩子们反倒睡不着。\n\n",
    "“祖父留下的图样还压在茶楼的柜台下，”掌柜说，“一张也没有丢。”\n\n",
    "渡口的老船工每天清晨把缆绳晒在石阶上，潮水来了再收回去。\n\n",
    "（一）秤重五㎏，价½元。Mr. Lu, of Qiaotou 说：不贵。\n\n",
    "短讯一则。\n\n",
];

/// Pages that have much in common, in any order, some of it twice, each with misreadings of its own.
fn page() -> impl Strategy<Value = String> {
    misread(prop::collection::vec(prop::sample::select(&PARAGRAPHS[..]), 1..6))
}

/// Paragraphs, some of their characters misread.
fn misread(paragraphs: impl Strategy<Value = Vec<&'static str>>) -> impl Strategy<Value = String> {
    let misread = (any::<Index>(), prop::sample::select(vec!['误', '磨', '，', '图', '圖', '五', 'k']));
    (paragraphs, prop::collection::vec(misread, 0..5)).prop_map(|(paragraphs, misread)| {
        let mut page: Vec<char> = paragraphs.concat().chars().collect();
        for (at, wrong) in misread {
            let at = at.index(page.len());
            page[at] = wrong;
        }
        page.into_iter().collect()
    })
}

/// What folding leaves of any text.
fn letters(text: &str) -> String {
    duikan::fold::characters(text).iter().collect()
}

/// A stretch of the first text with its variants applied, from one place on.
fn applied(comparison: &Comparison, shared: &Shared) -> String {
    let mut text = String::new();
    let mut at = shared.a.begin;
    for variant in &shared.variants {
        text += &comparison.a.source(OriginalSpan::new(at, variant.a.begin));
        text += &variant.b_text;
        at = variant.a.end;
    }
    text + &comparison.a.source(OriginalSpan::new(at, shared.a.end))
}

fn check_comparison(comparison: &Comparison) -> Result<(), TestCaseError> {
    let mut pieces: Vec<(u32, String)> = Vec::new();
    for row in comparison.rows() {
        match row {
            Row::OnlyA(_) | Row::MovedAway(_) => {}
            Row::OnlyB(span) => pieces.push((span.begin, comparison.b.source(span))),
            Row::Both(shared) => {
                let own = letters(&comparison.b.source(shared.b));
                prop_assert_eq!(letters(&applied(comparison, shared)), own.clone(), "{:?}", shared);
                if shared.order != Order::RepeatedInA {
                    pieces.push((shared.b.begin, own));
                }
            }
        }
    }
    pieces.sort();
    let rebuilt: String = pieces.iter().map(|(_, text)| letters(text)).collect();
    prop_assert_eq!(rebuilt, letters(comparison.b.text.as_str()), "the second text, once and whole");
    for shared in &comparison.shared {
        let mut end = (shared.a.begin, shared.b.begin);
        for variant in &shared.variants {
            prop_assert!(variant.a.begin >= end.0 && variant.b.begin >= end.1, "apart: {:?}", shared);
            end = (variant.a.end, variant.b.end);
            prop_assert_eq!(Class::between(&variant.a_text, &variant.b_text), Some(variant.class));
        }
    }
    Ok(())
}

fn mirrored(mut comparison: Comparison) -> Comparison {
    std::mem::swap(&mut comparison.a, &mut comparison.b);
    for shared in &mut comparison.shared {
        std::mem::swap(&mut shared.a, &mut shared.b);
        shared.order = match shared.order {
            Order::RepeatedInA => Order::RepeatedInB,
            Order::RepeatedInB => Order::RepeatedInA,
            order => order,
        };
        for variant in &mut shared.variants {
            std::mem::swap(&mut variant.a, &mut variant.b);
            std::mem::swap(&mut variant.a_text, &mut variant.b_text);
        }
    }
    comparison.shared.sort_by_key(|shared| (shared.a, shared.b));
    comparison
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_comparison_rebuilds_one_text_from_the_other_and_mirrors(a in page(), b in page()) {
        let world = World::new();
        shelve(&world, &[a, b]);
        let collection = build(&world, &world.path("index"));
        let there = collection.compare("a.txt", "b.txt").unwrap();
        check_comparison(&there)?;
        let back = collection.compare("b.txt", "a.txt").unwrap();
        check_comparison(&back)?;
        prop_assert_eq!(mirrored(there), mirrored(mirrored(back)));
    }

    #[test]
    fn what_identical_copies_say_is_what_each_of_them_says(
        text in misread(prop::sample::subsequence(PARAGRAPHS.to_vec(), 1..=5)), copies in 2_usize..4,
    ) {
        let world = World::new();
        shelve(&world, &vec![text.clone(); copies]);
        let collection = build(&world, &world.path("index"));
        let collation = collection.collate("a.txt", None, &CopyFilter::default()).unwrap();
        // Punctuation that stands on lines of its own at the end is nobody's.
        let said = |text: &str| {
            let seen: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            seen.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned()
        };
        prop_assert_eq!(said(&collation.majority()), said(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_literal_is_found_wherever_it_stands_and_only_there(
        texts in texts(),
        present in prop::collection::vec((any::<Index>(), any::<Index>(), 1_usize..=20), 20),
        random in prop::collection::vec("[甲乙丙丁子丑]{1,6}|[甲乙]{1,20}", 20),
    ) {
        let world = World::new();
        let shelf = shelve(&world, &texts);
        let collection = build(&world, &world.path("index"));
        for (text, begin, length) in present {
            let text = folded(&texts[text.index(texts.len())]);
            let begin = begin.index(text.len());
            let literal: String = text.iter().skip(begin).take(length).collect();
            check_literal(&collection, &shelf, &literal)?;
        }
        for literal in random {
            check_literal(&collection, &shelf, &literal)?;
        }
    }

    #[test]
    fn an_index_refreshed_step_by_step_equals_a_fresh_one(steps in steps()) {
        let world = World::new();
        world.write("texts/z.txt", SENTENCES[0]);
        let index = world.path("index");
        for step in &steps {
            step.take(&world, &index);
        }
        let refreshed = build(&world, &index);
        // Neither the threads nor the memory change what is found.
        let fresh = build_in(&world, &world.path("fresh"), 0, 1);
        prop_assert_eq!(told(&refreshed), told(&fresh));
        prop_assert_eq!(Collection::check(&index).unwrap(), Vec::<duikan::Damage>::new());
    }
}
