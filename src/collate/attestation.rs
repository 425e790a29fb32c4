//! Attestations: what each copy says in each column, and where it says nothing.
//!
//! A character that a copy lacks is a reading. A stretch that it lacks is another matter: either the copy
//! has lost it and says nothing of it, or it was put into another copy (a quotation, a line of the page,
//! the next column) and belongs to no one else.

use super::table::AlignmentTable;
use crate::place::narrow;
use crate::place::part;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::ops::Range;

/// A copy that lacks more than so many characters in a row lacks a stretch.
const STRETCH: usize = 8;
/// A stretch is part of the passage when two copies agree to have it, and one of so many that stand on both
/// sides of it.
const SHARE: usize = 3;

/// So many copies, those with most of the passage, take part.
const JURY: usize = 64;

/// What a copy says in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attestation {
    /// It has a character: its place in the copy.
    Reads(u32),
    /// It has nothing where others have something.
    Lacks,
    /// It has lost a stretch that others have, and has no vote on what stood there.
    Lost,
    /// It says nothing: it begins later, or ends before.
    Silent,
}

/// What copies say in the columns of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attestations {
    /// For each copy what it says in each column.
    pub(crate) rows: Vec<Vec<Attestation>>,
    /// For each column whether it belongs to a stretch that was put into a copy.
    pub(crate) inserted: Vec<bool>,
}

impl Attestations {
    /// Tells stretches that were lost from those that were put in.
    #[must_use]
    pub(crate) fn of(table: &AlignmentTable) -> Self {
        let width = table.width as usize;
        let mut attestations =
            Attestations { rows: Vec::with_capacity(table.rows.len()), inserted: vec![false; width] };
        let order = by_length(table);
        let mut known: FxHashMap<Range<usize>, Vec<Missing>> = FxHashMap::default();
        for row in &table.rows {
            let mut own = Vec::with_capacity(width);
            for (at, &column) in (0..).zip(row) {
                let gap = own.len()..column as usize;
                if at == 0 {
                    own.resize(gap.end, Attestation::Silent);
                } else if gap.len() <= STRETCH {
                    own.resize(gap.end, Attestation::Lacks);
                } else {
                    let missing = known.entry(gap.clone()).or_insert_with(|| missing(table, &order, &gap));
                    let attestation = |missing: &Missing| match missing {
                        Missing::Lost => Attestation::Lost,
                        Missing::Lacking | Missing::Inserted => Attestation::Lacks,
                    };
                    own.extend(missing.iter().map(attestation));
                    let inserted = attestations.inserted.get_mut(gap).into_iter().flatten();
                    inserted
                        .zip(missing)
                        .for_each(|(inserted, missing)| *inserted |= *missing == Missing::Inserted);
                }
                own.push(Attestation::Reads(at));
            }
            own.resize(width, Attestation::Silent);
            attestations.rows.push(own);
        }
        attestations
    }
}

/// Why a copy has nothing in a column of a long gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// It has lost the stretch.
    Lost,
    /// It lacks a few characters beside what was put in.
    Lacking,
    /// Others have what does not belong here.
    Inserted,
}

/// Why a copy has nothing in each column of a long gap. Of two copies nobody knows, and the fuller is kept.
/// Copies that begin or end inside the gap, such as those of a sentence quoted there, say nothing of it.
fn missing(table: &AlignmentTable, order: &[(usize, usize)], gap: &Range<usize>) -> Vec<Missing> {
    let (begin, end) = (short(gap.start), short(gap.end));
    let stands_on_both_sides = |row: &Vec<u32>| {
        row.first().is_some_and(|&first| first < begin) && row.last().is_some_and(|&last| last >= end)
    };
    let rows = order.iter().filter_map(|&(nth, shared)| Some((table.rows.get(nth)?, shared)));
    let mut rows: Vec<(&Vec<u32>, usize)> =
        rows.filter(|(row, _)| stands_on_both_sides(row)).take(JURY).collect();
    // Those that have little of the passage say little of what belongs to it.
    let enough = rows.get(1).map_or(0, |&(_, shared)| shared / 2);
    rows.retain(|&(_, shared)| shared >= enough);
    let mut having = vec![0; gap.len()];
    for (row, _) in &rows {
        let (from, to) = (row.partition_point(|&at| at < begin), row.partition_point(|&at| at < end));
        for column in part(row, from..to) {
            having.get_mut((column - begin) as usize).into_iter().for_each(|count| *count += 1);
        }
    }
    let least = if rows.len() > 2 { rows.len().div_ceil(SHARE).max(2) } else { 1 };
    let agreed: Vec<bool> = having.iter().map(|&count| count >= least).collect();
    let is_stretch = agreed.iter().filter(|&&agreed| agreed).count() > STRETCH;
    let told = |agreed| match agreed {
        false => Missing::Inserted,
        true if is_stretch => Missing::Lost,
        true => Missing::Lacking,
    };
    agreed.into_iter().map(told).collect()
}

/// The copies, those first that have most of the passage, and how much each has.
fn by_length(table: &AlignmentTable) -> Vec<(usize, usize)> {
    let mut order: Vec<(usize, usize)> = shared(table).into_iter().enumerate().collect();
    order.sort_by_key(|&(_, shared)| Reverse(shared));
    order
}

/// For each copy in how many columns the first one has something too.
fn shared(table: &AlignmentTable) -> Vec<usize> {
    let mut base = vec![false; table.width as usize];
    for &column in table.rows.first().into_iter().flatten() {
        base.get_mut(column as usize).into_iter().for_each(|has| *has = true);
    }
    let is_shared = |column: &&u32| base.get(**column as usize) == Some(&true);
    table.rows.iter().map(|row| row.iter().filter(is_shared).count()).collect()
}

fn short(at: usize) -> u32 {
    narrow(at)
}
