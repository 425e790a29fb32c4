//! The consensus: what most copies say in each column, each copy weighed by how often it agrees with the rest.
//!
//! Copies are taken to err independently, each at a rate of its own, which is estimated from the vote it
//! then weighs in (Dawid, Skene: "Maximum likelihood estimation of observer error-rates using the EM
//! algorithm", Applied Statistics 28, 1979). A misreading is one of many possible ones, so two copies
//! that agree are rarely both wrong.

use super::attestation::Attestation;
use super::attestation::Attestations;
use std::collections::BTreeMap;

/// Characters that are misread for one another: what a wrong reading is drawn from.
const MISREADINGS: f64 = 64.0;
/// What is assumed of a copy before it is seen: so many errors in so many characters.
const PRIOR: (f64, f64) = (1.0, 30.0);
/// What differs in more than this share of its characters is another text, and has no vote.
const ANOTHER: f64 = 0.3;
/// A copy has a vote when it has a quarter of the passage, or this many characters: what is shorter may be
/// a turn of phrase in another text.
const VOTER: u32 = 240;
/// The copy that all are aligned with.
const BASE: usize = 0;
/// Nothing is surer than that copies err independently of each other.
const SURE: f64 = 0.9999;
/// How often weights and votes are made from each other.
const ROUNDS: usize = 3;

/// What the copies say in one column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Verdict {
    /// The folded character, or none where most copies have nothing.
    pub(crate) reading: Option<char>,
    /// How many copies say so.
    pub(crate) votes: u32,
    /// How many say anything here.
    pub(crate) voters: u32,
    /// How likely the reading is right, 0 to 1, were errors independent.
    pub(crate) confidence: f32,
}

/// The consensus of a vote.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Consensus {
    /// For each column what is most likely right.
    pub(crate) verdicts: Vec<Verdict>,
    /// For each copy how often it errs, 0 to 1, as far as can be told.
    pub(crate) errors: Vec<f64>,
    /// For each copy whether it has a vote.
    pub(crate) voters: Vec<bool>,
    /// For each copy the share of columns in which it says what most say, 0 to 1.
    pub(crate) agreement: Vec<f64>,
}

impl Consensus {
    /// The characters that are most likely right, in order.
    #[must_use]
    pub(crate) fn text(&self) -> Vec<char> {
        self.verdicts.iter().filter_map(|verdict| verdict.reading).collect()
    }

    /// What the attestation of a copy weighs: how much likelier it makes a reading, as a logarithm; nothing when it
    /// has no vote.
    #[must_use]
    pub(crate) fn weight(&self, copy: usize) -> f64 {
        if self.voters.get(copy) == Some(&false) {
            return 0.0;
        }
        let error = self.errors.get(copy).copied().unwrap_or(1.0);
        (((1.0 - error) * MISREADINGS) / error).ln()
    }
}

/// Lets the copies vote, each of which has so many characters of the passage in all; the first decides between
/// equals.
#[must_use]
pub(crate) fn vote(copies: &[&[char]], attestations: &Attestations, extents: &[u32]) -> Consensus {
    let mut consensus = Consensus { errors: vec![PRIOR.0 / PRIOR.1; copies.len()], ..Consensus::default() };
    for _ in 0..ROUNDS {
        let poll = Poll { copies, attestations, consensus: &consensus, extents };
        let verdicts: Vec<Verdict> =
            (0..attestations.inserted.len()).map(|column| poll.column(column)).collect();
        let counts: Vec<(f64, f64)> = (0..copies.len()).map(|copy| poll.wrong(copy, &verdicts)).collect();
        let voters = (0..copies.len()).map(|copy| poll.votes(copy)).collect();
        consensus.errors = counts.iter().map(|(wrong, all)| (wrong + PRIOR.0) / (all + PRIOR.1)).collect();
        consensus.agreement = counts.iter().map(|(wrong, all)| 1.0 - wrong / all.max(1.0)).collect();
        (consensus.voters, consensus.verdicts) = (voters, verdicts);
    }
    consensus
}

struct Poll<'a> {
    copies: &'a [&'a [char]],
    attestations: &'a Attestations,
    consensus: &'a Consensus,
    extents: &'a [u32],
}

/// What a copy says in a column: a character, or that nothing stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Said(Option<char>);

impl Poll<'_> {
    /// What a copy says in a column, unless it is silent.
    fn said(&self, copy: usize, column: usize) -> Option<Said> {
        match *self.attestations.rows.get(copy)?.get(column)? {
            Attestation::Reads(at) => Some(Said(self.copies.get(copy)?.get(at as usize).copied())),
            Attestation::Lacks => Some(Said(None)),
            Attestation::Lost | Attestation::Silent => None,
        }
    }

    /// Whether a copy has a vote; the first always has.
    fn votes(&self, copy: usize) -> bool {
        let quarter = self.extents.first().map_or(0, |extent| extent / 4);
        let has_enough = self.extents.get(copy) >= Some(&VOTER.min(quarter));
        let error = self.consensus.errors.get(copy).copied().unwrap_or(1.0);
        copy == BASE || (has_enough && error <= ANOTHER)
    }

    fn column(&self, column: usize) -> Verdict {
        let is_put_in = self.attestations.inserted.get(column) == Some(&true);
        let mut readings: BTreeMap<Said, (f64, u32)> = BTreeMap::new();
        for copy in (0..self.copies.len()).filter(|&copy| self.votes(copy)) {
            if let Some(reading) = self.said(copy, column).filter(|said| !is_put_in || said.0.is_none()) {
                let (sum, votes) = readings.entry(reading).or_default();
                *sum += self.consensus.weight(copy);
                *votes += 1;
            }
        }
        let base = self.said(BASE, column);
        let better =
            |one: &(f64, bool), other: &(f64, bool)| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1));
        let rank = |(said, (sum, _)): &(&Said, &(f64, u32))| (*sum, base == Some(**said));
        let best = readings.iter().max_by(|one, other| better(&rank(one), &rank(other)));
        let Some((&Said(reading), &(sum, votes))) = best else {
            return Verdict { reading: None, votes: 0, voters: 0, confidence: 0.0 };
        };
        let others: f64 = readings.values().map(|(other, _)| (other - sum).exp()).sum();
        Verdict {
            reading,
            votes,
            voters: readings.values().map(|(_, votes)| votes).sum(),
            confidence: narrow((1.0 / (others + MISREADINGS * (-sum).exp())).min(SURE)),
        }
    }

    /// In how many columns a copy says something else than the verdict, and in how many it says anything.
    fn wrong(&self, copy: usize, verdicts: &[Verdict]) -> (f64, f64) {
        let (mut wrong, mut all) = (0.0, 0.0);
        // What was put into a copy is no error of it.
        let kept =
            verdicts.iter().enumerate().zip(&self.attestations.inserted).filter(|(_, inserted)| !**inserted);
        for ((column, verdict), _) in kept {
            if let Some(Said(said)) = self.said(copy, column)
                && (said.is_some() || verdict.reading.is_some())
            {
                all += 1.0;
                wrong += f64::from(u8::from(said != verdict.reading));
            }
        }
        (wrong, all)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a share for people; 24 bits are enough")]
fn narrow(share: f64) -> f32 {
    share as f32
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::super::table::Strip;
    use super::*;

    fn reading(reference: &str, copies: &[&str]) -> (String, Consensus) {
        let copies: Vec<Vec<char>> = copies.iter().map(|copy| copy.chars().collect()).collect();
        let slices: Vec<&[char]> = copies.iter().map(Vec::as_slice).collect();
        let reference: Vec<char> = reference.chars().collect();
        let row = |text| Strip { text, of: 0..reference.len() };
        let table = table::star_alignment(&reference, &slices.iter().copied().map(row).collect::<Vec<_>>());
        let consensus = vote(&slices, &Attestations::of(&table), &vec![100; slices.len()]);
        (consensus.text().into_iter().collect(), consensus)
    }

    #[test]
    fn most_copies_are_believed_and_of_two_the_better() {
        let (text, consensus) = reading("渡口重开以后", &["渡曰重开以后", "渡口重开以后", "渡口重并以后"]);
        assert_eq!(text, "渡口重开以后");
        assert_eq!((consensus.verdicts[1].votes, consensus.verdicts[1].voters), (2, 3));
        let poor = "渡曰重开以后每夭开舡三次乘窖不多";
        let good = "渡口重开以后每天开船三次乘客不少";
        let third = "渡口重开以后每天开船三次乘客";
        let (text, consensus) = reading(poor, &[poor, good, third]);
        assert_eq!(text, good);
        assert!(consensus.errors[0] > consensus.errors[1]);
        let last = consensus.verdicts.last().copied();
        assert!(last.is_some_and(|last| last.votes == 1 && last.confidence < 0.9), "{last:?}");
    }

    #[test]
    fn a_stretch_one_copy_has_alone_was_put_there_and_one_two_have_was_lost_in_the_others() {
        let whole = "渡口重开以后每天开船三次船工撑篙上岸收钱找零乘客不多";
        let short = "渡口重开以后每天开船三次乘客不多";
        assert_eq!(reading(short, &[short, whole, short]).0, short);
        assert_eq!(reading(short, &[short, whole, short, whole, short]).0, whole);
        assert_eq!(reading(short, &[short, whole]).0, whole);
    }
}
