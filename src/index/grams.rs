//! Character pairs with positions: what makes every literal findable, also across a paragraph's end.
//!
//! A paragraph lists the pairs of neighbouring characters that begin in it, and, marked, those that
//! begin in the [`REACH`] characters after it. A literal is a phrase of pairs whose first is unmarked:
//! so it is found in the one paragraph in which it begins, even where a column break cuts it in two.
//! The first paragraph of a document also lists, marked in another way, the pairs of a title that does not stand in it.

/// How many characters after its end a paragraph lists, marked.
pub(crate) const REACH: usize = 15;
/// The longest literal whose phrases leave nothing to verify, in folded characters.
pub(crate) const EXACT: usize = REACH + 1;
/// Stands before the pairs that begin after the paragraph, and between the parts of a field's value.
pub(crate) const MARK: char = '\u{1}';
/// Stands before the pairs of the title.
pub(crate) const TITLE: char = '\u{2}';

/// The pairs of a paragraph, from its characters and those that follow it, in order: where they begin
/// is their position. The last character stands alone when nothing follows.
pub(crate) fn grams<'a>(own: &'a [char], following: &'a [char]) -> impl Iterator<Item = Gram> + 'a {
    let all = move |at: usize| own.get(at).or_else(|| following.get(at - own.len())).copied();
    let last = own.len() + following.len().min(REACH);
    (0..last).filter_map(move |at| {
        let marked = at >= own.len();
        let second = if at + 1 < last { all(at + 1) } else { None };
        // Beyond the paragraph only whole pairs serve: nothing is looked up by its last character there.
        let mark = marked.then_some(MARK);
        (second.is_some() || !marked).then_some(Gram { mark, first: all(at)?, second })
    })
}

/// The pairs of a title.
pub(crate) fn of_title(title: &[char]) -> impl Iterator<Item = Gram> + '_ {
    let second = |at: usize| title.get(at + 1).copied();
    title.iter().enumerate().map(move |(at, &first)| Gram { mark: Some(TITLE), first, second: second(at) })
}

/// Two neighbouring characters of a folded text, or the last one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gram {
    /// What says that it begins after the end of the paragraph, or in the title.
    pub(crate) mark: Option<char>,
    /// The character it begins with.
    pub(crate) first: char,
    /// The character after it, unless the text ends.
    pub(crate) second: Option<char>,
}

impl Gram {
    /// Writes the term it is indexed under.
    pub(crate) fn write(self, term: &mut String) {
        term.clear();
        term.extend(self.mark);
        term.push(self.first);
        term.extend(self.second);
    }
}

/// A phrase: terms, each with its offset in characters.
pub(crate) type Phrase = Vec<(usize, String)>;

/// The phrases of which a paragraph holds at least one exactly when a literal of 2 to [`EXACT`]
/// characters begins in it: every second pair and the last, cut at each place where the paragraph may
/// end.
pub(crate) fn phrases(literal: &[char]) -> Vec<Phrase> {
    let offsets: Vec<usize> = offsets(literal).collect();
    (1..=offsets.len())
        .rev()
        .map(|inside| {
            let gram = |(nth, &at): (usize, &usize)| {
                let gram = Gram {
                    mark: (nth >= inside).then_some(MARK),
                    first: *literal.get(at)?,
                    second: literal.get(at + 1).copied(),
                };
                let mut term = String::new();
                gram.write(&mut term);
                Some((at, term))
            };
            offsets.iter().enumerate().filter_map(gram).collect()
        })
        .collect()
}

/// Every second pair of a literal and the last.
fn offsets(literal: &[char]) -> impl Iterator<Item = usize> {
    let last = literal.len().saturating_sub(2);
    (0..last).step_by(2).chain(std::iter::once(last))
}

/// The phrase that a title holds exactly when a literal of 2 to [`EXACT`] characters stands in it.
pub(crate) fn title_phrase(literal: &[char]) -> Phrase {
    let gram = |at: usize| {
        let gram = Gram { mark: Some(TITLE), first: *literal.get(at)?, second: literal.get(at + 1).copied() };
        let mut term = String::new();
        gram.write(&mut term);
        Some((at, term))
    };
    offsets(literal).filter_map(gram).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(own: &str, following: &str) -> Vec<String> {
        let (own, following): (Vec<char>, Vec<char>) = (own.chars().collect(), following.chars().collect());
        grams(&own, &following)
            .map(|gram| {
                let mut term = String::new();
                gram.write(&mut term);
                term
            })
            .collect()
    }

    #[test]
    fn pairs_reach_into_the_next_paragraph() {
        assert_eq!(terms("山水", "画卷"), ["山水", "水画", "\u{1}画卷"]);
        assert_eq!(terms("山水", ""), ["山水", "水"]);
    }

    proptest! {
        #[test]
        fn a_phrase_fits_exactly_where_the_literal_begins(
            own in "[甲乙]{1,12}", following in "[甲乙]{0,20}", literal in "[甲乙]{2,8}",
        ) {
            let terms = terms(&own, &following);
            let whole: Vec<char> = own.chars().chain(following.chars()).collect();
            let literal: Vec<char> = literal.chars().collect();
            let begins = (0..own.chars().count()).any(|at| whole[at..].starts_with(&literal));
            let fits = phrases(&literal).iter().any(|phrase| {
                (0..terms.len()).any(|at| phrase.iter().all(|(offset, term)| terms.get(at + offset) == Some(term)))
            });
            prop_assert_eq!(fits, begins);
        }
    }
}
