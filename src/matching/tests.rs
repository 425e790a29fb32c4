#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::*;
use crate::copies::store::Link;
use proptest::prelude::*;
use std::collections::BTreeMap;

const STORY: &str =
    "清晨六点半第一班渡船离开南岸码头船工老沈把缆绳盘好抬头看了看对岸的钟楼说这条水路终于又活过来了";
const ROOM: usize = 1 << 20;

/// Folded texts by key.
type Shelf = BTreeMap<u32, Vec<char>>;

fn text(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// The links of `after`, from those of `before`.
fn change(before: &Shelf, links: &[u8], after: &Shelf, memory: usize) -> Vec<u8> {
    let mut texts: Vec<&Vec<char>> = Vec::new();
    let mut entries = Vec::new();
    let rank = |shelf: &Shelf, key: &u32| Rank::at(shelf.range(..key).count());
    let keys: std::collections::BTreeSet<&u32> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let (old, new) = (before.get(key), after.get(key));
        let (at_old, at_new) = (rank(before, key), rank(after, key));
        let mut add = |text: &'_ Vec<char>, old: bool, new: bool| {
            let length = u32::try_from(text.len()).unwrap();
            entries.push(ChangedDocument { length, old: old.then_some(at_old), new: new.then_some(at_new) });
        };
        if let (Some(old), Some(new)) = (old, new)
            && old == new
        {
            add(new, true, true);
            texts.push(new);
            continue;
        }
        for (side, is_old) in [(old, true), (new, false)] {
            if let Some(side) = side {
                add(side, is_old, !is_old);
                texts.push(side);
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let change = Change {
        entries,
        load: &|at| Ok(texts[at.index()].clone()),
        links: Rows::new(links).unwrap_or_default(),
        memory,
        folder: folder.path(),
        step: &|_, _| Ok(()),
    };
    let mut packed = Vec::new();
    change.write_links(&mut packed).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no file is left");
    packed
}

fn fresh(shelf: &Shelf, memory: usize) -> Vec<u8> {
    change(&Shelf::new(), &[], shelf, memory)
}

fn links(packed: &[u8]) -> Vec<Link> {
    Rows::new(packed).unwrap().links().collect()
}

fn shelve(texts: impl IntoIterator<Item = Vec<char>>) -> Shelf {
    (0..).zip(texts).collect()
}

#[test]
fn a_story_is_found_with_errors_inside_other_text() {
    let spoilt = STORY.replace("码头", "码失").replace("缆绳", "揽绳");
    let shelf = shelve([
        text(&format!("今日要目{STORY}天气多云")),
        text("一段毫不相干的文字说的是另外的事情与渡口没有关系"),
        text(&spoilt),
    ]);
    let links = links(&fresh(&shelf, ROOM));
    assert_eq!(links.len(), 1);
    let link = links[0];
    assert_eq!((link.a.index(), link.span_a.begin, link.b.index(), link.span_b.begin), (0, 4, 2, 0));
    assert_eq!(link.span_a.len() as usize, STORY.chars().count());
}

#[test]
fn every_copy_is_tied_and_their_number_costs_no_square() {
    let shelf = shelve((0..300).map(|_| text(STORY)));
    let links = links(&fresh(&shelf, ROOM));
    let mut paired: Vec<Rank> = links.iter().flat_map(|link| [link.a, link.b]).collect();
    paired.sort_unstable();
    paired.dedup();
    assert_eq!(paired.len(), 300);
    assert!(links.len() < 300 * 8, "{} links", links.len());
}

#[test]
fn a_removed_head_loses_nobody_elses_links() {
    let all = shelve((0..70).map(|_| text(STORY)));
    let packed = fresh(&all, ROOM);
    let rest: Shelf = all.clone().into_iter().filter(|(key, _)| *key > 7 && key % 9 > 0).collect();
    let left = change(&all, &packed, &rest, ROOM);
    assert_eq!(links(&left), links(&fresh(&rest, ROOM)));
    assert_eq!(links(&change(&rest, &left, &all, ROOM)), links(&packed));
}

#[test]
fn a_text_of_one_line_over_and_over_costs_no_square() {
    let line = "各渡口管理所应当在每月一日前将船票收入上缴市航务处备案";
    let shelf = shelve([text(&line.repeat(800)), text(&line.repeat(600))]);
    let links = links(&fresh(&shelf, ROOM)).len();
    assert!((1..2000).contains(&links), "{links} links");
}

fn pieces() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[甲乙丙丁戊己庚辛壬癸子丑]{18,40}", 4)
}

fn picks() -> impl Strategy<Value = Vec<(u32, Option<Vec<usize>>)>> {
    let text = prop::option::weighted(0.7, prop::collection::vec(0usize..4, 1..4));
    prop::collection::vec((0u32..24, text), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn links_follow_from_the_texts_and_not_from_their_history(pieces in pieces(), first in picks(), then in prop::collection::vec((picks(), prop::sample::select(vec![600, 8192, ROOM])), 1..4)) {
        let apply = |shelf: &mut Shelf, picks: &[(u32, Option<Vec<usize>>)]| {
            for (key, pick) in picks {
                match pick {
                    Some(pick) => drop(shelf.insert(*key, pick.iter().flat_map(|&pick| pieces[pick].chars()).collect())),
                    None => drop(shelf.remove(key)),
                }
            }
        };
        let mut shelf = Shelf::new();
        apply(&mut shelf, &first);
        let mut packed = fresh(&shelf, ROOM);
        for (picks, memory) in &then {
            let before = shelf.clone();
            apply(&mut shelf, picks);
            packed = change(&before, &packed, &shelf, *memory);
            prop_assert_eq!(links(&packed), links(&fresh(&shelf, ROOM)));
        }
        // Little memory means passes, blocks and spilled rows, and the same links.
        prop_assert_eq!(packed, fresh(&shelf, 600));
    }

    #[test]
    fn links_point_at_text_that_agrees(pieces in pieces(), picks in picks()) {
        let texts = picks.iter().filter_map(|(_, pick)| pick.as_ref());
        let shelf = shelve(texts.map(|pick| pick.iter().flat_map(|&pick| pieces[pick].chars()).collect()));
        for link in links(&fresh(&shelf, ROOM)) {
            let (a, b) = (&shelf[&link.a.into()], &shelf[&link.b.into()]);
            prop_assert!(link.span_a.end as usize <= a.len() && link.span_b.end as usize <= b.len());
            prop_assert_eq!(a[link.span_a.range()].first(), b[link.span_b.range()].first());
            prop_assert_eq!(a[link.span_a.range()].last(), b[link.span_b.range()].last());
            prop_assert!(link.matches <= link.span_a.len().min(link.span_b.len()));
        }
    }
}
