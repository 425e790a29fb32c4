//! Discovery: all links of a collection, from the texts of its documents.
//!
//! Fingerprints of all texts are sorted, equal ones tied to their first witnesses, and every pair of
//! documents so tied is aligned outward from its seeds. Time and memory are linear in the texts and in
//! the number of copies. The result depends on the texts and their order only.

use super::align::Alignment;
use super::fingerprint;
use super::link::Links;
use super::seed;
use super::seed::Occurrence;
use super::seed::Seed;
use super::store::Link;
use rayon::iter::IndexedParallelIterator;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSliceMut;

/// The links between texts, given in the order of their documents' keys; `a` and `b` of a link are
/// places in that order.
pub fn discover<T: AsRef<[char]> + Sync>(texts: &[T]) -> Vec<Link> {
    let seeds = seeds(&occurrences(texts));
    let pairs: Vec<&[Seed]> = seeds.chunk_by(|one, next| (one.a, one.b) == (next.a, next.b)).collect();
    pairs.par_iter().map_init(Links::default, |links, pair| links_of(texts, pair, links)).flatten_iter().collect()
}

fn occurrences<T: AsRef<[char]> + Sync>(texts: &[T]) -> Vec<Occurrence> {
    let of_text = |(rank, text): (usize, &T)| {
        let rank = u32::try_from(rank).unwrap_or(u32::MAX);
        let fingerprints = fingerprint::fingerprints(text.as_ref());
        fingerprints.into_iter().map(move |print| Occurrence { hash: print.hash, rank, at: print.at })
    };
    let mut occurrences: Vec<Occurrence> = texts.par_iter().enumerate().flat_map_iter(of_text).collect();
    occurrences.par_sort_unstable();
    occurrences
}

fn seeds(occurrences: &[Occurrence]) -> Vec<Seed> {
    let mut seeds = Vec::new();
    for same in occurrences.chunk_by(|one, next| one.hash == next.hash) {
        seed::seeds(same, |seed| seeds.push(seed));
    }
    seeds.par_sort_unstable();
    seeds
}

fn links_of<T: AsRef<[char]>>(texts: &[T], seeds: &[Seed], links: &mut Links) -> Vec<Link> {
    let Some(&Seed { a, b, .. }) = seeds.first() else {
        return Vec::new();
    };
    let (Some(text_a), Some(text_b)) = (texts.get(a as usize), texts.get(b as usize)) else {
        return Vec::new();
    };
    for seed in seeds {
        links.grow(text_a.as_ref(), text_b.as_ref(), (seed.at_a, seed.at_b));
    }
    // A text that repeats itself without a break aligns with its own neighbourhood: that is no copy.
    let apart = |same: &Alignment| a != b || same.a.intersect(same.b).is_empty();
    let link = |same: Alignment| Link { a, span_a: same.a, b, span_b: same.b, matches: same.matches() };
    links.take_same().into_iter().filter(apart).map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STORY: &str =
        "清晨六点半第一班渡船离开南岸码头船工老沈把缆绳盘好抬头看了看对岸的钟楼说这条水路终于又活过来了";

    fn text(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn a_story_is_found_with_errors_inside_other_text() {
        let spoilt = STORY.replace("码头", "码失").replace("缆绳", "揽绳");
        let texts = [
            text(&format!("今日要目{STORY}天气多云")),
            text("一段毫不相干的文字说的是另外的事情与渡口没有关系"),
            text(&spoilt),
        ];
        let links = discover(&texts);
        assert_eq!(links.len(), 1);
        let link = links[0];
        assert_eq!((link.a, link.span_a.begin, link.b, link.span_b.begin), (0, 4, 2, 0));
        assert_eq!(link.span_a.len() as usize, STORY.chars().count());
    }

    #[test]
    fn every_copy_is_tied_and_their_number_costs_no_square() {
        let texts: Vec<Vec<char>> = (0..300).map(|_| text(STORY)).collect();
        let links = discover(&texts);
        let mut tied: Vec<u32> = links.iter().flat_map(|link| [link.a, link.b]).collect();
        tied.sort_unstable();
        tied.dedup();
        assert_eq!(tied.len(), 300);
        assert!(links.len() < 300 * 8, "{} links", links.len());
    }

    proptest! {
        #[test]
        fn links_point_at_text_that_agrees(pieces in proptest::collection::vec("[甲乙丙丁戊己庚辛]{12,40}", 3), picks in proptest::collection::vec(proptest::collection::vec(0usize..3, 1..4), 2..6)) {
            let texts: Vec<Vec<char>> = picks.iter().map(|picks| picks.iter().flat_map(|&pick| pieces[pick].chars()).collect()).collect();
            for link in discover(&texts) {
                let (a, b) = (&texts[link.a as usize], &texts[link.b as usize]);
                prop_assert!(link.span_a.end as usize <= a.len() && link.span_b.end as usize <= b.len());
                prop_assert_eq!(a[link.span_a.range()].first(), b[link.span_b.range()].first());
                prop_assert_eq!(a[link.span_a.range()].last(), b[link.span_b.range()].last());
                prop_assert!(link.matches <= link.span_a.len().min(link.span_b.len()));
            }
        }
    }
}
