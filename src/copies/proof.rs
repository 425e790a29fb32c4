//! A proof that two passages have as many characters in common, in the same order, as somebody says.

/// Passages that differ in more characters than this are believed: the proof costs the square of it.
const MOST: usize = 20_000;

/// Whether at least `matches` characters of `a` stand in the same order in `b`.
///
/// Furthest reaching paths (Myers, An O(ND) difference algorithm, 1986), until the number of characters that
/// stand in one of the two only is reached.
pub(crate) fn share(a: &[char], b: &[char], matches: usize) -> bool {
    let Some(differing) = (a.len() + b.len()).checked_sub(2 * matches) else { return false };
    if matches > a.len().min(b.len()) {
        return false;
    }
    if differing > MOST {
        return true;
    }
    // How far in `a` the best path comes on each diagonal, the one of equal lengths in the middle.
    let mut far = vec![0usize; 2 * differing + 3];
    for edits in 0..=differing {
        for step in 0..=edits {
            // Diagonals from -edits to edits, each second one.
            let at = differing + 1 + 2 * step - edits;
            let (below, above) = (slot(&far, at - 1), slot(&far, at + 1));
            let mut x = if step == 0 || (step < edits && below < above) { above } else { below + 1 };
            let Some(mut y) = (x + differing + 1).checked_sub(at) else { continue };
            while x < a.len() && y < b.len() && a.get(x) == b.get(y) {
                (x, y) = (x + 1, y + 1);
            }
            if x >= a.len() && y >= b.len() {
                return true;
            }
            far.get_mut(at).into_iter().for_each(|far| *far = x);
        }
    }
    false
}

fn slot(far: &[usize], at: usize) -> usize {
    far.get(at).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The longest common subsequence, by the book.
    fn common(a: &[char], b: &[char]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut before = 0;
            for (at, y) in b.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if x == y { before + 1 } else { above.max(row[at]) };
                before = above;
            }
        }
        row[b.len()]
    }

    fn texts() -> impl Strategy<Value = Vec<char>> {
        proptest::collection::vec(prop::sample::select(vec!['渡', '口', '井', '槐']), 0..40)
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_longest_common_subsequence(a in texts(), b in texts(), matches in 0usize..45) {
            prop_assert_eq!(share(&a, &b, matches), matches <= common(&a, &b));
        }
    }
}
