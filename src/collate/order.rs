//! The order of a text's parts in which most of its copies have them.

use super::compare::Block;
use super::compare::Order;
use crate::copies::forest::Forest;
use crate::place::FoldedSpan;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Ends of blocks that lie nearer to each other are one border.
const BORDER: u32 = 24;

/// The parts of a text of `length` characters, cut where some copy has them in another order, in the order
/// that most copies support, the text itself among them: what follows what in most copies is joined first.
/// For each copy the blocks that it has in common with the text.
#[must_use]
pub(crate) fn agreed(length: u32, copies: &[Vec<Block>]) -> Vec<FoldedSpan> {
    let copies: Vec<Vec<&Block>> = copies.iter().map(|blocks| in_order(blocks)).collect();
    let parts = parts(length, &copies);
    let own: Vec<usize> = (0..parts.len()).collect();
    let orders = copies.iter().map(|blocks| order_in(&parts, blocks)).chain([own]);
    let mut votes: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for order in orders {
        for pair in order.windows(2) {
            if let &[one, next] = pair {
                *votes.entry((one, next)).or_default() += 1;
            }
        }
    }
    let mut votes: Vec<_> = votes.into_iter().collect();
    votes.sort_by_key(|&(pair, votes)| (Reverse(votes), pair));
    let chained = chained(parts.len(), votes.into_iter().map(|(pair, _)| pair));
    chained.into_iter().filter_map(|at| parts.get(at).copied()).collect()
}

/// The parts that a copy has, by their numbers, in its order.
fn order_in(parts: &[FoldedSpan], blocks: &[&Block]) -> Vec<usize> {
    let mut places: Vec<(u32, usize)> =
        parts.iter().enumerate().filter_map(|(nth, part)| Some((place(*part, blocks)?, nth))).collect();
    places.sort_unstable();
    places.into_iter().map(|(_, nth)| nth).collect()
}

/// All parts in one chain: pairs are joined in the order given, as long as each part has one neighbour on
/// either side and nothing runs in a circle.
fn chained(parts: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut next: BTreeMap<usize, usize> = BTreeMap::new();
    let mut has_before = vec![false; parts];
    let mut circles = Forest::of(parts);
    for (one, other) in pairs {
        let is_free = !next.contains_key(&one) && has_before.get(other) == Some(&false);
        if is_free && circles.root(one) != circles.root(other) {
            circles.join(one, other);
            next.insert(one, other);
            has_before.get_mut(other).into_iter().for_each(|has| *has = true);
        }
    }
    let firsts = (0..parts).filter(|&part| has_before.get(part) == Some(&false));
    firsts.flat_map(|first| std::iter::successors(Some(first), |part| next.get(part).copied())).collect()
}

/// The blocks in the order of the copy, without repetitions.
fn in_order(blocks: &[Block]) -> Vec<&Block> {
    let mut order: Vec<&Block> =
        blocks.iter().filter(|block| matches!(block.order, Order::Kept | Order::Moved)).collect();
    order.sort_by_key(|block| block.alignment.b);
    order
}

/// The text cut at the borders of the blocks of those copies that have another order.
fn parts(length: u32, copies: &[Vec<&Block>]) -> Vec<FoldedSpan> {
    let differs = |blocks: &&Vec<&Block>| !blocks.is_sorted_by_key(|block| block.alignment.a.begin);
    let spans = copies.iter().filter(differs).flatten().map(|block| block.alignment.a);
    let borders: BTreeSet<u32> = spans.flat_map(|span| [span.begin, span.end]).collect();
    let mut at = 0;
    let mut parts = Vec::new();
    for border in borders {
        if border >= at + BORDER && border + BORDER <= length {
            parts.push(FoldedSpan::new(at, border));
            at = border;
        }
    }
    parts.push(FoldedSpan::new(at, length));
    parts
}

/// Where a copy has most of a part.
fn place(part: FoldedSpan, blocks: &[&Block]) -> Option<u32> {
    let shared = |block: &&&Block| block.alignment.a.intersect(part).len();
    let most = blocks.iter().max_by_key(shared)?;
    (shared(&most) * 2 >= part.len())
        .then_some(most.alignment.b.begin + part.begin.saturating_sub(most.alignment.a.begin))
}

#[cfg(test)]
mod tests {
    use super::super::compare;
    use super::*;

    #[test]
    fn the_order_of_most_copies_counts() {
        let ferry = "北岸渡口清晨重新开渡船工撑篙上岸收钱乘客陆续登上石阶";
        let mill = "磨坊主人上个月卖掉水轮石臼声停了之后河边再没有人来洗衣";
        let text = |parts: &[&str]| parts.concat().chars().collect::<Vec<char>>();
        let base = text(&[mill, ferry]);
        let copy = compare::blocks(&base, &text(&[ferry, mill]));
        let (middle, end) = (27, 53);
        assert_eq!((mill.chars().count(), base.len()), (27, 53));
        let in_order = [FoldedSpan::new(0, middle), FoldedSpan::new(middle, end)];
        // One against one: as it stands.
        assert_eq!(agreed(end, std::slice::from_ref(&copy)), in_order);
        let [first, second] = in_order;
        assert_eq!(agreed(end, &[copy.clone(), copy]), [second, first]);
    }
}
