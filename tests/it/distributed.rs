//! A collection in many partitions: the same links, the same clusters, the same replies as in one.

use crate::world::Limit;
use crate::world::World;
use duikan::Advice;
use duikan::Collection;
use duikan::Error;
use duikan::ErrorKind;
use duikan::Query;
use duikan::Rank;
use duikan::Run;
use duikan::distributed;
use duikan::distributed::DistributedLink;
use duikan::distributed::Message;
use duikan::distributed::MessageKind;
use duikan::distributed::MessageRef;
use duikan::distributed::Name;
use duikan::distributed::Partition;
use duikan::distributed::Text;
use duikan::message;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

/// Documents under their keys.
type Shelf = BTreeMap<String, String>;
/// A passage: its document and where it stands.
type Place = (String, u32, u32);

/// An engine that carries messages from partition to partition in one thread.
struct Town {
    partitions: Vec<Partition>,
    /// The ranks of the first documents of all partitions.
    firsts: Vec<Rank>,
    documents: u32,
    links: Vec<Message>,
}

fn to(messages: &[Message], number: usize) -> Vec<MessageRef<'_>> {
    messages.iter().filter(|message| message.to as usize == number).map(MessageRef::from).collect()
}

impl Town {
    /// Documents in partitions that begin with the given keys, and their links.
    fn of(shelf: &Shelf, bounds: &[String]) -> Self {
        let text = |(key, text): (&String, &String)| Text {
            name: Name { key: key.clone(), series: None },
            text: text.clone(),
            ..Text::default()
        };
        let texts = distributed::shuffle(shelf.iter().map(text), bounds).unwrap();
        let mut firsts = vec![Rank::FIRST];
        for number in 0..=bounds.len() {
            let count = |message: &Message| if message.to as usize == number { message.count } else { 0 };
            let before = u32::from(firsts[number]);
            firsts.push(Rank::from(before + texts.iter().map(count).sum::<u32>()));
        }
        let documents = u32::from(firsts.pop().unwrap());
        let partition = |(number, &first): (usize, &Rank)| {
            Partition::open(u32::try_from(number).unwrap(), first, &to(&texts, number)).unwrap()
        };
        let partitions = firsts.iter().enumerate().map(partition).collect();
        let mut town = Town { partitions, firsts, documents, links: Vec::new() };
        town.find_links();
        town
    }

    /// What all partitions answer to their messages.
    fn step<'m>(
        &self,
        inbox: &[&'m [Message]],
        step: impl Fn(&Partition, &[MessageRef<'m>]) -> duikan::Result<Vec<Message>>,
    ) -> Vec<Message> {
        let said = self.partitions.iter().enumerate().map(|(number, partition)| {
            let inbox: Vec<MessageRef<'_>> = inbox.iter().flat_map(|messages| to(messages, number)).collect();
            step(partition, &inbox).unwrap()
        });
        said.flatten().collect()
    }

    fn find_links(&mut self) {
        let reducers = u32::try_from(self.partitions.len()).unwrap();
        let prints = self.step(&[], |partition, _| partition.fingerprints(reducers));
        let counts: Vec<Message> = (0..reducers)
            .flat_map(|reducer| distributed::reduce(reducer, &to(&prints, reducer as usize)).unwrap())
            .collect();
        let windows = self.step(&[&counts], Partition::windows);
        let aligned =
            self.step(&[&counts, &windows], |partition, inbox| partition.align(inbox, &self.firsts));
        let (links, wants): (Vec<Message>, Vec<Message>) =
            aligned.into_iter().partition(|message| message.kind == MessageKind::Links);
        let whole = self.step(&[&wants], Partition::whole);
        let rest = self.step(&[&counts, &windows, &whole], |partition, inbox| {
            let is_asked = inbox.iter().any(|message| message.kind == MessageKind::Documents);
            if is_asked { partition.align(inbox, &self.firsts) } else { Ok(Vec::new()) }
        });
        assert!(rest.iter().all(|message| message.kind == MessageKind::Links), "a whole document is enough");
        self.links = [links, rest].concat();
    }

    fn links(&self) -> Vec<DistributedLink> {
        let mut links: Vec<DistributedLink> =
            self.links.iter().flat_map(|message| distributed::links(&message.body).unwrap()).collect();
        links.sort();
        links
    }

    fn clusters(&self) -> Vec<Vec<Place>> {
        let at = |number: usize| u32::try_from(number).unwrap();
        let numbers = 0..self.partitions.len();
        let share = |number| distributed::share(at(number), &to(&self.links, number), &self.firsts).unwrap();
        let all = [self.links.clone(), numbers.clone().flat_map(share).collect()].concat();
        let mut labels: Vec<Message> = Vec::new();
        loop {
            let inbox = [all.clone(), labels].concat();
            let join = |number| distributed::join(at(number), &to(&inbox, number), &self.firsts).unwrap();
            labels = numbers.clone().flat_map(join).collect();
            if labels.iter().all(|message| message.to == message.from) {
                break;
            }
        }
        let inbox = [all, labels].concat();
        let mut clusters: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for number in numbers {
            for place in distributed::places(at(number), &to(&inbox, number), &self.firsts).unwrap() {
                let span = place.source;
                clusters.entry(place.cluster).or_default().push((place.document, span.begin, span.end));
            }
        }
        clusters.into_values().collect()
    }

    fn run(&self) -> Run {
        Run { documents: self.documents, digest: 7 }
    }

    /// The shards that its workers write.
    fn write(&self, world: &World) -> Vec<PathBuf> {
        let links = self.links();
        let write = |(number, partition): (usize, &Partition)| {
            let folder = world.path(format!("shards/{number}"));
            let last = self.firsts.get(number + 1).copied().unwrap_or(self.documents.into());
            let own: Vec<DistributedLink> = links
                .iter()
                .filter(|link| (partition.first()..last).contains(&link.b.rank))
                .cloned()
                .collect();
            for _ in 0..2 {
                // A task that runs again changes nothing.
                Collection::write_shard(&folder, (partition, self.run()), &own, "").unwrap();
            }
            folder
        };
        self.partitions.iter().enumerate().map(write).collect()
    }
}

/// The same documents, indexed in one process.
fn direct(world: &World, shelf: &Shelf) -> Collection {
    let line = |(id, text): (&String, &String)| json!({ "id": id, "text": text }).to_string() + "\n";
    world.write("texts.jsonl", shelf.iter().map(line).collect::<String>());
    let report = Collection::build(world.path("index")).texts(world.path("texts.jsonl")).run().unwrap();
    assert_eq!(report.skipped, []);
    Collection::open(world.path("index")).unwrap()
}

fn links_of(collection: &Collection) -> Vec<(Place, Place, f32)> {
    let mut links = Vec::new();
    let place = |place: duikan::PassagePlace| (place.document, place.span.begin, place.span.end);
    collection
        .stored_pairs(|pair| {
            links.push((place(pair.a), place(pair.b), pair.similarity));
            Ok(())
        })
        .unwrap();
    links
}

fn clusters_of(collection: &Collection) -> Vec<Vec<Place>> {
    let clusters = collection.clusters().unwrap().into_iter();
    let place = |place: duikan::PassagePlace| (place.document, place.span.begin, place.span.end);
    clusters.map(|cluster| cluster.places.into_iter().map(place).collect()).collect()
}

/// A part of a story as a document tells it.
#[derive(Debug, Clone)]
struct Piece {
    story: prop::sample::Index,
    from: usize,
    length: usize,
    /// Every so many characters there is an error.
    error: usize,
    /// Characters of a line, when lines are broken.
    line: Option<usize>,
}

impl Piece {
    fn told(&self, stories: &[Vec<char>]) -> String {
        let story = self.story.get(stories).iter().skip(self.from).take(self.length);
        let message = |(at, &message): (usize, &char)| {
            let message = if at % self.error == self.error - 1 { '误' } else { message };
            let ends = self.line.is_some_and(|line| at % line == line - 1);
            format!("{message}{}", if ends { "，\n" } else { "" })
        };
        story.enumerate().map(message).collect::<String>() + "本报讯记者从有关部门获悉\n\n"
    }
}

/// Stories that documents retell in part, with errors, turns of phrase, line ends and repetitions.
fn shelves() -> impl Strategy<Value = Shelf> {
    let message = (0u32..700).prop_map(|n| char::from_u32(0x4e00 + n).unwrap());
    let story = prop::collection::vec(message, 40..260);
    let piece =
        (any::<prop::sample::Index>(), 0usize..120, 20usize..200, 4usize..60, prop::option::of(17usize..18));
    let piece =
        piece.prop_map(|(story, from, length, error, line)| Piece { story, from, length, error, line });
    let documents = prop::collection::vec(prop::collection::vec(piece, 1..5), 2..9);
    (prop::collection::vec(story, 1..4), documents).prop_map(|(stories, documents)| {
        let text =
            |pieces: Vec<Piece>| pieces.into_iter().map(|piece| piece.told(&stories)).collect::<String>();
        documents.into_iter().enumerate().map(|(nth, pieces)| (format!("d{nth:02}"), text(pieces))).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn homes_find_what_one_process_finds(shelf in shelves(), bounds in prop::collection::btree_set("d0[0-9]", 0..6)) {
        let world = World::new();
        let collection = direct(&world, &shelf);
        let town = Town::of(&shelf, &bounds.into_iter().collect::<Vec<_>>());
        let place = |side: distributed::DistributedPassage| (side.name.key, side.source.begin, side.source.end);
        let links = town.links().into_iter().map(|link| {
            let similarity = link.similarity();
            (place(link.a), place(link.b), similarity)
        });
        prop_assert_eq!(links.collect::<Vec<_>>(), links_of(&collection));
        prop_assert_eq!(town.clusters(), clusters_of(&collection));
    }
}

#[test]
fn clusters_that_begin_at_one_place_are_two() {
    let (world, mut shelf) = (World::new(), columns());
    let story = shelf.remove("p0").unwrap();
    let beginning: String = story.chars().take(30).collect();
    shelf = [("a", story.clone()), ("b", story), ("c", beginning)]
        .map(|(key, text)| (key.to_owned(), text))
        .into();
    let clusters = Town::of(&shelf, &["b".to_owned(), "c".to_owned()]).clusters();
    assert_eq!(clusters, clusters_of(&direct(&world, &shelf)));
    assert_eq!(clusters.len(), 2);
}

/// A story that several documents tell, each with a beginning of its own.
fn columns() -> Shelf {
    let story = "清晨六点半，第一班渡船离开南岸码头，船工老沈把缆绳盘好，抬头看了看对岸的钟楼。\
                 他说，这条水路停了十一年，如今终于又活了过来，头一天就运了四百多名乘客和三十几辆自行车。";
    let own = [
        "河湾镇的早市比往年热闹，卖菱角的摊子排到了桥头。",
        "昨日大幅降温，气象台提醒市民及时添衣，注意防风。",
        "本报综合消息。",
        "县图书馆新到一批旧报合订本，读者可凭证借阅。",
        "据《渡口纪事》载：",
    ];
    let page = |(nth, own): (usize, &str)| {
        let story: String = if nth == 2 { story.replace("老沈", "老沉") } else { story.to_owned() };
        (format!("p{nth}"), format!("{own}\n\n{story}\n"))
    };
    own.into_iter().enumerate().map(page).collect()
}

/// Writes the parts of an index into `shards`.
pub(crate) fn shards(world: &World) {
    Town::of(&columns(), &["p1".to_owned(), "p3".to_owned()]).write(world);
}

#[cfg(unix)]
#[test]
fn a_merge_that_is_killed_can_be_done_again() {
    let (world, shelf) = (World::new(), columns());
    Town::of(&shelf, &["p1".to_owned(), "p3".to_owned()]).write(&world);
    world.write(".draft-merged-1/notes.txt", "not ours");
    let drafts = || {
        let names = std::fs::read_dir(world.path(".")).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with(".draft-")).count()
    };
    let (mut killed, mut left) = (0, 0);
    for blocks in (0..400).step_by(2) {
        let run = world.limited(blocks, Limit::Kills, &["merge", "shards", "--index", "merged"]);
        if run.status.success() {
            break;
        }
        killed += 1;
        assert!(!world.path("merged").exists(), "whole or not at all");
        left += drafts() - 1;
    }
    assert!(killed > 1 && left > 1, "{killed} kills");
    assert_eq!(drafts(), 1, "what is not ours stays");
    assert_eq!(Collection::check(world.path("merged")).unwrap(), Vec::new());
}

#[test]
fn a_merged_index_answers_as_one_that_was_built_at_once() {
    let (world, shelf) = (World::new(), columns());
    let whole = direct(&world, &shelf);
    let shards = Town::of(&shelf, &["p1".to_owned(), "p3".to_owned()]).write(&world);
    let report = Collection::merge(&[world.path("shards")], world.path("merged")).unwrap();
    assert_eq!((report.documents, report.links), (5, whole.stats().links));
    let merged = Collection::open(world.path("merged")).unwrap();
    assert_eq!(links_of(&merged), links_of(&whole));
    assert_eq!(Collection::check(world.path("merged")).unwrap(), Vec::new());
    for query in ["渡船", "老沈", "自行车 码头", "水路 OR 菱角", "老沉", "气象台提醒", "钟楼 -旧报", "船"]
    {
        let reply = |of: &Collection| {
            let reply = of.search(&Query::new(query)).unwrap();
            reply.hits.iter().map(|hit| format!("{hit:?}")).collect::<Vec<_>>()
        };
        assert_eq!(reply(&merged), reply(&whole), "{query}");
        assert!(!reply(&whole).is_empty(), "{query}");
    }
    // Merged by name, from another order, it is the same index; and it can be refreshed like any other.
    Collection::merge(&shards.into_iter().rev().collect::<Vec<_>>(), world.path("again")).unwrap();
    world.write("more/new.txt", "昨日大幅降温，气象台提醒市民及时添衣，注意防风，这是后来的一页。");
    let report = Collection::build(world.path("again")).texts(world.path("more")).run().unwrap();
    assert_eq!((report.added, report.unchanged), (1, 5));
    let reply = Collection::open(world.path("again")).unwrap().search(&Query::new("气象台")).unwrap();
    assert_eq!(reply.hits.iter().map(|hit| hit.copies.len()).sum::<usize>(), 1);
}

#[test]
fn what_is_no_whole_set_of_shards_is_refused_by_name() {
    let (world, shelf) = (World::new(), columns());
    direct(&world, &shelf);
    let shards = Town::of(&shelf, &["p1".to_owned(), "p3".to_owned()]).write(&world);
    let refused = |shards: &[PathBuf]| {
        let error = Collection::merge(shards, world.path("merged")).unwrap_err();
        assert!(!world.path("merged").exists(), "nothing is left");
        (error.kind(), error.to_string())
    };
    let (kind, sentence) = refused(&[shards[0].clone(), shards[2].clone()]);
    assert_eq!(kind, ErrorKind::Argument);
    assert!(sentence.contains("document 1 is missing"), "{sentence}");
    let (_, sentence) = refused(&shards[..2]);
    assert!(sentence.contains("document 3 is missing"), "{sentence}");
    assert_eq!(refused(&[shards[0].clone(), world.path("shards")]).0, ErrorKind::Argument);
    assert!(refused(&[world.path("index")]).1.contains("an index by itself"));
    assert_eq!(refused(&[world.path("nowhere")]).0, ErrorKind::Read);
    let opened = Collection::open(&shards[1]).err().unwrap();
    assert_eq!(opened.kind(), ErrorKind::Argument);
    assert_eq!(opened.advice(), Some(&Advice::Merge), "{opened}");
    Collection::merge(&shards, world.path("merged")).unwrap();
    let again = Collection::merge(&shards, world.path("merged")).unwrap_err();
    assert!(said(&again).contains("not there yet"), "{again}");
    let built = Collection::build(&shards[1]).texts(world.path("texts.jsonl")).run().unwrap_err();
    assert_eq!(built.kind(), ErrorKind::Argument, "a shard is never written over");
    std::fs::write(named(&shards[1], "userdict-"), "damaged").unwrap();
    let mended = Collection::build(&shards[1]).repair().unwrap_err();
    assert_eq!(mended.kind(), ErrorKind::Argument, "{mended}");
}

/// All that an error says.
fn said(error: &Error) -> String {
    let advice = |advice: &Advice| match advice {
        Advice::Say(message) => message.clone(),
        other => message!("{what}", what = format!("{other:?}")),
    };
    error.in_full(advice).to_string()
}

/// The file of a shard whose name begins so.
fn named(shard: &Path, begin: &str) -> PathBuf {
    let mut files = std::fs::read_dir(shard).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.file_name().unwrap().to_string_lossy().starts_with(begin)).unwrap()
}

/// Tools that copy folders leave hidden files behind.
#[test]
fn a_shard_is_what_its_commit_names() {
    let (world, shelf) = (World::new(), columns());
    let shards = Town::of(&shelf, &["p2".to_owned()]).write(&world);
    for shard in &shards {
        std::fs::remove_file(shard.join(".ledger")).unwrap();
    }
    Collection::merge(&shards, world.path("merged")).unwrap();
    assert_eq!(Collection::check(world.path("merged")).unwrap(), []);
    assert_eq!(Collection::open(world.path("merged")).unwrap().documents().len(), shelf.len());
}

#[test]
fn a_shard_of_other_texts_or_a_damaged_one_is_refused() {
    let (world, shelf) = (World::new(), columns());
    let town = Town::of(&shelf, &["p2".to_owned()]);
    let shards = town.write(&world);
    let other = Run { digest: 8, ..town.run() };
    let error = Collection::write_shard(&shards[0], (&town.partitions[0], other), &[], "").unwrap_err();
    assert!(said(&error).contains("a folder of its own"), "{error}");
    let strange = world.path("strange/0");
    Collection::write_shard(&strange, (&town.partitions[0], other), &[], "").unwrap();
    let error = Collection::merge(&[strange, shards[1].clone()], world.path("merged")).unwrap_err();
    assert!(error.to_string().contains("not parts of one index"), "{error}");
    let error =
        Collection::write_shard(&shards[0], (&town.partitions[0], town.run()), &[], "渡船 9 n").unwrap_err();
    assert!(error.to_string().contains("something else"), "{error}");
    let links = named(&shards[1], "links-");
    let mut bytes = std::fs::read(&links).unwrap();
    bytes[0] ^= 1;
    std::fs::write(&links, bytes).unwrap();
    let error = Collection::merge(&shards, world.path("merged")).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Damaged, Some(shards[1].as_path())));
    assert!(said(&error).contains(" is damaged"), "{error}");
}

#[test]
fn two_documents_of_one_key_are_named() {
    let text = |text: &str| Text {
        name: Name { key: "同名".to_owned(), series: None },
        text: text.to_owned(),
        ..Text::default()
    };
    let shuffled = distributed::shuffle([text("一篇"), text("另一篇")], &[]).unwrap();
    let error = Partition::open(0, Rank::FIRST, &to(&shuffled, 0)).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert!(error.to_string().contains("同名"), "{error}");
}
