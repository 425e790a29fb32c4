//! Anchors: n-grams that stand exactly once in each of two texts, chained so that they ascend in both.

use rustc_hash::FxHashMap;

/// The longest chain of anchors of `length` characters, by their places in both texts.
pub(super) fn chain(a: &[char], b: &[char], length: usize) -> Vec<(usize, usize)> {
    let once = |text| unique(text, length);
    let in_b = once(b);
    let mut pairs: Vec<(usize, usize)> =
        once(a).into_iter().filter_map(|(ngram, at)| Some((at, *in_b.get(ngram)?))).collect();
    pairs.sort_unstable();
    ascending(&pairs)
}

/// Where the n-grams stand that a text has exactly once.
fn unique(text: &[char], length: usize) -> FxHashMap<&[char], usize> {
    let mut places: FxHashMap<&[char], Option<usize>> = FxHashMap::default();
    for (at, ngram) in text.windows(length).enumerate() {
        places.entry(ngram).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places.into_iter().filter_map(|(ngram, place)| Some((ngram, place?))).collect()
}

/// The longest subsequence of pairs, ascending in the first place, that ascends in the second too
/// (Fredman: "On computing the length of longest increasing subsequences", Discrete Math. 11, 1975).
fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the pair with the smallest end, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: usize| pairs.get(at).map(|pair| pair.1);
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| second(end) < Some(pair.1));
        before.push(length.checked_sub(1).and_then(|last| ends.get(last).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let back = |&at: &usize| before.get(at).copied().flatten();
    let mut chain: Vec<(usize, usize)> =
        std::iter::successors(ends.last().copied(), back).filter_map(|at| pairs.get(at).copied()).collect();
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_once_and_in_order_is_chained() {
        let text = |text: &str| text.chars().collect::<Vec<char>>();
        assert_eq!(chain(&text("甲乙丙丁戊"), &text("丁戊甲乙丙"), 2), [(0, 2), (1, 3)]);
        assert_eq!(chain(&text("甲乙甲乙丙"), &text("甲乙丙"), 2), [(3, 1)]);
    }
}
