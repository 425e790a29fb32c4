//! What a collection answers after many refreshes is what a fresh build answers, to the last bit of a score.

use crate::world::World;
use duikan::Answer;
use duikan::Collection;
use duikan::Hits;
use duikan::Query;
use fastrand::Rng;

const REFRESHES: u32 = 20;

/// What paragraphs are made of.
const PHRASES: [&str; 24] = [
    "石桥镇的磨坊停转了二十一年",
    "上个月又响起了水声",
    "木轮是照着祖父留下的图样",
    "一片一片刨出来的",
    "守磨人说头一天磨出的荞麦面",
    "全都送给了桥头的孩子们",
    "渡口的茶楼从此冷清下来",
    "只有一条船还在等客",
    "老船工每天清晨把缆绳晒在石阶上",
    "潮水来了再收回去",
    "掌柜说一张也没有丢",
    "图样还压在柜台下",
    "票价定为一元五角",
    "老人凭证免票",
    "看得见的管线陈列室开放了",
    "陈列室里没有人看得见",
    "第四次会议在县城召开",
    "代表们谈到了水利",
    "今年的荞麦比往年多收了两成",
    "孩子们在渡口放风筝",
    "磨坊主的女儿嫁到了县城",
    "晒盐的人都在等风",
    "茶楼里有人说书",
    "桥头的石狮子少了一只",
];

/// Whether copies are linked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    All,
    None,
}

const SIGNS: [&str; 3] = ["，", "。", ""];

/// A document: paragraphs of a few phrases or many, some of which stand in others too, word for word.
fn document(rng: &mut Rng) -> String {
    let paragraph = |rng: &mut Rng| {
        // One of a few, again and again: their scores are equal.
        let mut own = if rng.bool() { Rng::with_seed(rng.u64(0..12)) } else { rng.fork() };
        let length = if own.u8(0..8) == 0 { 30 } else { own.usize(1..6) };
        let phrases =
            (0..length).map(|_| PHRASES[own.usize(0..PHRASES.len())].to_owned() + SIGNS[own.usize(0..3)]);
        phrases.collect::<String>()
    };
    let paragraphs: Vec<String> = (0..rng.usize(1..20)).map(|_| paragraph(rng)).collect();
    paragraphs.join("\n\n")
}

/// Adds, changes and removes some documents of so many that may be there.
fn change(world: &World, rng: &mut Rng, some: usize, of: usize) {
    for _ in 0..some {
        let name = format!("texts/{}.txt", rng.usize(0..of));
        if rng.u8(0..3) == 0 && world.path(&name).exists() {
            world.delete(&name);
        } else {
            world.write(name, document(rng));
        }
    }
}

/// Words, strings, several of them, and what is found loosely for want of paragraphs that hold them all.
fn queries(rng: &mut Rng) -> Vec<String> {
    let mut part = |most: usize| {
        let phrase: Vec<char> = PHRASES[rng.usize(0..PHRASES.len())].chars().collect();
        let begin = rng.usize(0..phrase.len() - 1);
        let length = rng.usize(2..=most).min(phrase.len() - begin);
        phrase[begin..begin + length].iter().collect::<String>()
    };
    let mut queries = vec!["水".to_owned(), "渡口 -茶楼".to_owned()];
    for _ in 0..3 {
        queries.push(format!("\"{}\"", part(8)));
        queries.push(part(8));
        queries.push(format!("{} OR {}", part(3), part(3)));
        queries.push(format!("{} {} {}", part(4), part(4), part(4)));
        queries.push(format!("{} {} {} {}没有的", part(4), part(4), part(4), part(4)));
        queries.push(format!("{} {} 没有的 \"{}\"", part(4), part(4), part(2)));
        queries.push(format!("{}{}{}", part(6), part(6), part(6)));
    }
    queries
}

fn refresh(world: &World, index: &str, links: Links) -> Collection {
    let index = world.path(index);
    let build = Collection::build(&index).texts(world.path("texts")).threads(2);
    let build = if links == Links::None { build.without_copies() } else { build };
    assert_eq!(build.run().unwrap().skipped, []);
    Collection::open(index).unwrap()
}

/// A collection after twenty refreshes, and a fresh one of the same documents.
fn refreshed_and_fresh(rng: &mut Rng, documents: usize, links: Links) -> (Collection, Collection) {
    let world = World::new();
    change(&world, rng, documents, documents);
    refresh(&world, "index", links);
    for _ in 1..REFRESHES {
        let some = rng.usize(1..=documents.div_ceil(8));
        change(&world, rng, some, documents);
        refresh(&world, "index", links);
    }
    change(&world, rng, 1, documents);
    (refresh(&world, "index", links), refresh(&world, "fresh", links))
}

/// Hits in their order, with scores and copies.
fn answer(collection: &Collection, query: &str, hits: Hits) -> Answer {
    collection.search(&Query::new(query).hits(hits).limit(200)).unwrap()
}

#[test]
fn twenty_refreshes_rank_as_a_fresh_build_does() {
    let mut rng = Rng::with_seed(1);
    let (refreshed, fresh) = refreshed_and_fresh(&mut rng, 64, Links::None);
    let mut loose = 0;
    for query in queries(&mut rng) {
        let there = answer(&fresh, &query, Hits::Flat);
        loose = loose.max(there.hits.iter().filter(|hit| hit.loose).count());
        assert_eq!(answer(&refreshed, &query, Hits::Flat), there, "{query}");
    }
    assert!(loose >= 100, "no more than {loose} are found loosely");
}

#[test]
fn twenty_refreshes_find_the_copies_that_a_fresh_build_does() {
    let mut rng = Rng::with_seed(2);
    let (refreshed, fresh) = refreshed_and_fresh(&mut rng, 6, Links::All);
    for query in queries(&mut rng) {
        let there = answer(&fresh, &query, Hits::Clusters);
        assert_eq!(answer(&refreshed, &query, Hits::Clusters), there, "{query}");
    }
}
