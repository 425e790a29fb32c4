//! A collation: the copies of a passage in columns, as they stand in their sources, and the reading
//! that most of them support.

use super::attestation::Attestation;
use super::attestation::Attestations;
use super::table;
use super::table::AlignmentTable;
use super::table::Strip;
use super::vote;
use super::vote::Consensus;
use super::vote::Verdict;
use crate::fold;
use crate::fold::Stretch;
use crate::fold::is_opening;
use crate::fold::narrowed;
use crate::notation::choice;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::scalars;
use std::collections::BTreeMap;

/// So often the copies are laid against what the last vote found, unless nothing changes any more.
const ROUNDS: usize = 4;

/// A copy to be collated.
pub(crate) struct WitnessText<'a> {
    /// A stretch of its document that holds it.
    pub(crate) stretch: &'a Stretch,
    /// Where it stands in the folded document: one span, or several that are read one after the other.
    pub(crate) spans: Vec<FoldedSpan>,
    /// Which characters of the first copy it stands over against, counted from that one's beginning.
    pub(crate) of: FoldedSpan,
    /// How many characters of the passage the whole copy has, in this and other rows: what is little may be a
    /// turn of phrase, and has no vote.
    pub(crate) extent: u32,
    /// Where paragraphs begin in the folded document, ascending.
    pub(crate) paragraphs: Vec<u32>,
}

/// What a copy has in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cell {
    /// A character, what opens before it and the punctuation after it, in Unicode scalar values of the source.
    Reads(OriginalSpan),
    /// Nothing where others have something.
    Lacks,
    /// It says nothing: it begins later, or ends before.
    Silent,
}

choice! {
/// How far the copies that say anything in a column agree.
pub enum Agreement {
    /// To the letter
    Same = "same",
    /// But for script, width or punctuation
    Form = "form",
    /// Not at all
    Differ = "differ",
}
}

/// What most copies say in a column.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// The reading most copies support: a character and the punctuation around it, with a line end where a
    /// paragraph ends; empty where most have nothing.
    pub text: String,
    /// How many copies have the character, or nothing where that is the reading.
    pub votes: u32,
    /// How many say anything here.
    pub voters: u32,
    /// How likely the reading is right, 0 to 1, if copies err independently of each other.
    pub confidence: f32,
    /// How far the copies agree.
    pub agreement: Agreement,
}

/// Copies in columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Collated {
    /// For each copy what it has in each column.
    pub(crate) cells: Vec<Vec<Cell>>,
    /// For each column what most copies say.
    pub(crate) columns: Vec<Column>,
    /// For each copy the share of columns in which it says what most say, 0 to 1.
    pub(crate) quality: Vec<f32>,
}

impl Collated {
    /// How likely a character that most copies support is right, on average, 0 to 1; 1 when there is none.
    #[must_use]
    pub(crate) fn confidence(&self) -> f32 {
        confidence(&self.columns)
    }
}

/// How likely a character that most copies support is right, on average, 0 to 1; 1 when there is none.
pub(super) fn confidence(columns: &[Column]) -> f32 {
    let said = columns.iter().filter(|column| !column.text.is_empty());
    let (sum, count) = said.fold((0.0, 0.0), |(sum, count), column| (sum + column.confidence, count + 1.0));
    if count > 0.0 { sum / count } else { 1.0 }
}

/// Collates copies of a passage; the first one decides between equals.
#[must_use]
pub(crate) fn collate(copies: &[WitnessText<'_>]) -> Collated {
    let texts: Vec<Vec<char>> = copies.iter().map(WitnessText::characters).collect();
    let texts: Vec<&[char]> = texts.iter().map(Vec::as_slice).collect();
    let parts: Vec<FoldedSpan> = copies.iter().map(|copy| copy.of).collect();
    let extents: Vec<u32> = copies.iter().map(|copy| copy.extent).collect();
    let (table, attestations, consensus) = settle(&texts, &parts, &extents);
    let sources: Vec<Vec<SourceCharacter>> = copies.iter().map(WitnessText::sources).collect();
    let cells = attestations
        .rows
        .iter()
        .zip(&sources)
        .map(|(attestations, sources)| cells(attestations, sources))
        .collect();
    let reading = MajorityReading {
        texts: &texts,
        attestations: &attestations,
        consensus: &consensus,
        sources: &sources,
    };
    let columns = consensus.verdicts.iter().enumerate().take(table.width as usize);
    Collated {
        cells,
        columns: columns.map(|(at, verdict)| reading.column(at, verdict)).collect(),
        quality: consensus.agreement.iter().copied().map(share).collect(),
    }
}

/// Lays copies against what they vote for, until it stays the same.
fn settle(
    texts: &[&[char]],
    parts: &[FoldedSpan],
    extents: &[u32],
) -> (AlignmentTable, Attestations, Consensus) {
    let mut reference = texts.first().map(|text| text.to_vec()).unwrap_or_default();
    // For each character of the first copy, and its end, where it stands in the reference.
    let mut stands: Vec<usize> = (0..=reference.len()).collect();
    let mut rounds = 1..;
    loop {
        let stand = |at: u32| stands.get(at as usize).copied().unwrap_or(reference.len());
        let rows: Vec<Strip<'_>> = texts
            .iter()
            .zip(parts)
            .map(|(text, of)| Strip { text, of: stand(of.begin)..stand(of.end) })
            .collect();
        let table = table::star_alignment(&reference, &rows);
        let attestations = Attestations::of(&table);
        let consensus = vote::vote(texts, &attestations, extents);
        let text = consensus.text();
        if text == reference || rounds.next() >= Some(ROUNDS) {
            return (table, attestations, consensus);
        }
        stands = carried(&table, &consensus);
        reference = text;
    }
}

/// For each character of the first copy, and its end, how many characters most copies have before it.
fn carried(table: &AlignmentTable, consensus: &Consensus) -> Vec<usize> {
    let mut before = vec![0];
    let mut count = 0;
    for verdict in &consensus.verdicts {
        count += usize::from(verdict.reading.is_some());
        before.push(count);
    }
    let columns = table.rows.first().into_iter().flatten().map(|&column| column as usize);
    columns.chain([consensus.verdicts.len()]).filter_map(|column| before.get(column).copied()).collect()
}

/// A folded character as it stands in the source.
struct SourceCharacter {
    span: OriginalSpan,
    /// What opens before it.
    before: String,
    /// The character itself.
    form: String,
    /// The punctuation after it, and a line end where its paragraph ends.
    after: String,
}

impl WitnessText<'_> {
    fn characters(&self) -> Vec<char> {
        self.spans.iter().flat_map(|&span| self.stretch.slice(span)).copied().collect()
    }

    fn sources(&self) -> Vec<SourceCharacter> {
        let span = |&span: &FoldedSpan| (span.begin..span.end).filter_map(move |at| self.source(at, span));
        self.spans.iter().flat_map(span).collect()
    }

    fn source(&self, at: u32, within: FoldedSpan) -> Option<SourceCharacter> {
        let own = self.stretch.character(at)?;
        let end = if at + 1 == within.end { End::Here } else { End::Later };
        // One character of the source may be several folded ones: it is written once, where the first of them stands
        // that the copy has.
        let is_rest = at > within.begin && self.stretch.character(at - 1) == Some(own);
        let form = if is_rest { String::new() } else { self.stretch.source(own) };
        let before = if at == self.stretch.span().begin {
            self.stretch.source(OriginalSpan::new(0, own.begin))
        } else {
            at.checked_sub(1).map(|last| self.between(last).1).unwrap_or_default()
        };
        let (mut after, _) = self.between(at);
        if end == End::Here {
            after.truncate(after.find('\n').unwrap_or(after.len()));
        }
        let ends = self.paragraphs.binary_search(&(at + 1)).is_ok();
        let next = self.stretch.character(at + 1).map(|next| self.stretch.source(next)).unwrap_or_default();
        let last = visible(&after).chars().last().or(form.chars().last());
        let parts = |(last, next): (char, char)| fold::is_word_space(last, next);
        let is_space =
            !ends && after.ends_with(char::is_whitespace) && last.zip(next.chars().next()).is_some_and(parts);
        let line_end = if ends {
            "\n"
        } else if is_space && end == End::Later {
            " "
        } else {
            ""
        };
        let begin = if is_rest { own.end } else { own.begin.saturating_sub(scalars(before.trim_start())) };
        let span = OriginalSpan::new(begin, own.end + scalars(after.trim_end()));
        Some(SourceCharacter { span, before: visible(&before), form, after: visible(&after) + line_end })
    }

    /// What folding dropped after a character: what belongs to it, and what opens the next one.
    fn between(&self, at: u32) -> (String, String) {
        let dropped = self.stretch.after(at).map(|after| self.stretch.source(after)).unwrap_or_default();
        let ends = self.paragraphs.binary_search(&(at + 1)).is_ok();
        let last_line = dropped.rfind('\n').filter(|_| ends).map(|at| at + 1);
        let cut = last_line.or_else(|| dropped.find(is_opening)).unwrap_or(dropped.len());
        let (own, next) = dropped.split_at(cut);
        (own.to_owned(), next.to_owned())
    }
}

/// Whether a character is the last of its copy's span.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Here,
    Later,
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

fn cells(attestations: &[Attestation], sources: &[SourceCharacter]) -> Vec<Cell> {
    let cell = |attestation: &Attestation| match attestation {
        Attestation::Reads(at) => {
            sources.get(*at as usize).map_or(Cell::Silent, |source| Cell::Reads(source.span))
        }
        Attestation::Lacks | Attestation::Lost => Cell::Lacks,
        Attestation::Silent => Cell::Silent,
    };
    attestations.iter().map(cell).collect()
}

/// What copies say in their own forms.
struct MajorityReading<'a> {
    texts: &'a [&'a [char]],
    attestations: &'a Attestations,
    consensus: &'a Consensus,
    sources: &'a [Vec<SourceCharacter>],
}

impl<'a> MajorityReading<'a> {
    /// Those that have a character in a column: the copy, the character, its source.
    fn readers(&self, column: usize) -> impl Iterator<Item = (usize, char, &'a SourceCharacter)> {
        let (texts, sources) = (self.texts, self.sources);
        self.attestations.rows.iter().enumerate().filter_map(move |(copy, attestations)| {
            let Attestation::Reads(at) = *attestations.get(column)? else { return None };
            Some((copy, *texts.get(copy)?.get(at as usize)?, sources.get(copy)?.get(at as usize)?))
        })
    }

    fn column(&self, at: usize, verdict: &Verdict) -> Column {
        let agreeing = || self.readers(at).filter(|&(_, character, _)| Some(character) == verdict.reading);
        let weighed = |text: fn(&SourceCharacter) -> &str| {
            most(agreeing().map(|(copy, _, source)| (text(source), self.consensus.weight(copy))))
        };
        let mut readers = self.readers(at);
        let first = readers.next();
        let agrees = |(_, character, source): (usize, char, &SourceCharacter)| match first {
            Some((_, other, as_other)) if other == character => {
                let is_same = source.before == as_other.before
                    && source.form == as_other.form
                    && source.after.trim_end() == as_other.after.trim_end();
                if is_same { Agreement::Same } else { Agreement::Form }
            }
            _ => Agreement::Differ,
        };
        let lacks =
            self.attestations.rows.iter().any(|attestations| {
                matches!(attestations.get(at), Some(Attestation::Lacks | Attestation::Lost))
            });
        let least = if lacks { Agreement::Differ } else { Agreement::Same };
        Column {
            text: weighed(|source| &source.before)
                + &weighed(|source| &source.form)
                + &weighed(|source| &source.after),
            votes: verdict.votes,
            voters: verdict.voters,
            confidence: verdict.confidence,
            agreement: readers.map(agrees).fold(least, Agreement::max),
        }
    }
}

/// The text with the most weight: first among what is the same in any width, then as it is written.
fn most<'a>(texts: impl Iterator<Item = (&'a str, f64)>) -> String {
    let mut kinds: BTreeMap<String, (f64, BTreeMap<&str, f64>)> = BTreeMap::new();
    for (text, weight) in texts {
        let (sum, forms) = kinds.entry(narrowed(text)).or_default();
        *sum += weight;
        *forms.entry(text).or_default() += weight;
    }
    let kind = kinds.into_values().max_by(|one, other| one.0.total_cmp(&other.0));
    let form = kind.and_then(|(_, forms)| forms.into_iter().max_by(|one, other| one.1.total_cmp(&other.1)));
    form.map_or_else(String::new, |(text, _)| text.to_owned())
}

#[expect(clippy::cast_possible_truncation, reason = "a share for people; 24 bits are enough")]
fn share(share: f64) -> f32 {
    share as f32
}
