//! Collations: all copies of a passage in one table, and what most of them say.

use super::Collection;
use super::name;
use crate::catalogue::Record;
use crate::collate::collation::Collation;
use crate::collate::collation::Witness;
use crate::collate::columns::Agreement;
use crate::collate::columns::Cell;
use crate::collate::columns::Collated;
use crate::collate::columns::Column;
use crate::collate::columns::Laid;
use crate::collate::columns::collate;
use crate::collate::whole;
use crate::copies::link::Similar;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::SourceText;
use crate::search;
use crate::search::Found;
use crate::search::Passage;
use crate::snapshot::Context;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Parts of a copy are one passage when no more folded characters stand between them that the passage
/// lacks, and what is replaced by them is less than a third of both.
const BETWEEN: u32 = 400;
const REPLACED: u32 = 3;
/// Folded characters beyond an alignment in which the rest of a copy is looked for.
const LOOK: usize = 240;
/// So many characters may be misread at the very beginning and end of a passage.
const EDGE: u32 = 4;
/// Folded characters by which neighbouring parts of a copy may overlap.
const OVERLAP: u32 = 8;

/// A copy before it is collated.
struct Row {
    document: DocNo,
    /// Where it stands, and what it is a copy of, both in folded characters of their documents.
    span: FoldedSpan,
    of: FoldedSpan,
    /// How many characters speak for it; none when the document says the same elsewhere.
    extent: u32,
    context: Context,
}

impl Collection {
    /// All copies of a passage, named as in [`Collection::copies`], in one table. The document of `base`, or
    /// the passage itself, is the first row, the one the others are shown against.
    ///
    /// # Errors
    /// As for [`Collection::copies`]; [`ErrorKind::NotFound`] when the document of `base` has no copy.
    pub fn collate(&self, name: &str, base: Option<&str>, similar: Similar) -> Result<Collation> {
        let (record, part) = name::resolve(&self.snapshot.catalogue, name)?;
        let context = self.context(record.number, part)?;
        let span = part.folded(&context);
        if span.is_empty() {
            return Ok(alone(record, &context, part.source(&context)));
        }
        let mut rows = self.rows(record.number, span, similar)?;
        if let Some(base) = base {
            let base = self.snapshot.catalogue.find(base)?;
            let row = rows.iter().find(|row| row.document == base.number).ok_or_else(|| {
                Error::new(ErrorKind::NotFound, format!("{} has no copy of this passage", base.key))
                    .hint("choose one that `duikan copies` lists")
            })?;
            rows = self.rows(row.document, row.span, similar)?;
        }
        Ok(self.table(&rows))
    }

    /// A passage and its copies, each as far as the passage reaches.
    fn rows(&self, document: DocNo, span: FoldedSpan, similar: Similar) -> Result<Vec<Row>> {
        let passage = Passage { document, span, focus: &[], similar };
        let found = search::copies(&self.snapshot, &passage, usize::MAX, &|_| Ok(true))?.found;
        let row = |(document, span, of): (DocNo, FoldedSpan, FoldedSpan)| {
            let context = self.snapshot.context(document, span)?;
            Ok(Row { document, span, of, extent: 0, context })
        };
        let base = row((document, span, span))?;
        let others = join(&found).into_iter().map(row).collect::<Result<Vec<Row>>>()?;
        let mut others: Vec<Row> = others.into_iter().map(|other| other.reaching(&base)).collect();
        // What reaches over another part of the same copy stands for both.
        let mut kept: Vec<(DocNo, FoldedSpan)> = Vec::new();
        others.sort_by_key(|row| Reverse(row.span.len()));
        others.retain(|row| {
            let known =
                |&(document, span): &(DocNo, FoldedSpan)| document == row.document && holds(span, row.span);
            let is_new = !kept.iter().any(known);
            kept.push((row.document, row.span));
            is_new
        });
        others.sort_by_cached_key(|row| {
            let rank = self.snapshot.catalogue.rank(row.document);
            (rank.map(|rank| self.snapshot.catalogue.date_rank(rank)), row.span)
        });
        let mut rows: Vec<Row> = std::iter::once(base).chain(others).collect();
        // A document has one voice: what it repeats of the passage says nothing of its own.
        let parts: Vec<(DocNo, FoldedSpan)> = rows.iter().map(|row| (row.document, row.of)).collect();
        for (nth, row) in rows.iter_mut().enumerate() {
            let repeats = |(other, &(document, of)): (usize, &(DocNo, FoldedSpan))| {
                let is_first = (of.len(), nth) > (row.of.len(), other);
                document == row.document && other != nth && is_first && holds(of, row.of)
            };
            let is_repeated = parts.iter().enumerate().any(repeats);
            row.extent = if is_repeated { 0 } else { row.span.len() };
        }
        Ok(rows)
    }

    fn table(&self, rows: &[Row]) -> Collation {
        let base = rows.first().map_or(0, |base| base.of.begin);
        let copy = |row| Row::copy(row, base);
        let Collated { cells, columns, quality } = collate(&rows.iter().map(copy).collect::<Vec<_>>());
        let witness = |(nth, (row, found)): (usize, (&Row, _))| {
            let record = self.snapshot.catalogue.get(row.document)?;
            Some(Witness::of(record, (nth, row.span), &row.context, found))
        };
        let found = rows.iter().zip(cells.into_iter().zip(quality));
        Collation { witnesses: found.enumerate().filter_map(witness).collect(), columns }
    }
}

/// A passage of nothing but punctuation: it has no copies, and says what it says.
fn alone(record: &Record, context: &Context, own: OriginalSpan) -> Collation {
    let text = SourceText::new(context.stretch.source(own), own.begin);
    let column = Column {
        text: text.as_str().trim().to_owned(),
        votes: 1,
        voters: 1,
        confidence: 1.0,
        agreement: Agreement::Same,
    };
    let witness = Witness {
        sigil: sigil(0),
        about: record.about(),
        paragraph: context.number_at_source(own.begin),
        span: own,
        text,
        quality: 1.0,
        cells: vec![Cell::Reads(own)],
    };
    Collation { witnesses: vec![witness], columns: vec![column] }
}

impl Row {
    /// The row for the table of a passage that begins at `base`.
    fn copy(&self, base: u32) -> Laid<'_> {
        Laid {
            stretch: &self.context.stretch,
            spans: vec![self.span],
            of: FoldedSpan::new(self.of.begin - base, self.of.end - base),
            extent: self.extent,
            paragraphs: self.context.paragraphs.iter().map(|paragraph| paragraph.folded_begin).collect(),
        }
    }

    /// The copy with what its paragraph has of the passage beyond the alignment: too short to be found by
    /// itself, or misread.
    fn reaching(mut self, base: &Row) -> Row {
        let stretch = self.context.stretch.span();
        let begins = || self.context.paragraphs.iter().map(|paragraph| paragraph.folded_begin);
        let begin = begins().filter(|&begin| begin <= self.span.begin).max().unwrap_or(stretch.begin);
        let end = begins().filter(|&begin| begin >= self.span.end).min().unwrap_or(stretch.end);
        let before = (FoldedSpan::new(base.of.begin, self.of.begin), FoldedSpan::new(begin, self.span.begin));
        let after = (FoldedSpan::new(self.of.end, base.of.end), FoldedSpan::new(self.span.end, end));
        let text = |row: &Row, span| row.context.stretch.slice(span).to_vec();
        let mut lead = [text(base, before.0), text(&self, before.1)];
        for text in &mut lead {
            text.reverse();
        }
        let (of, own) = reach(&lead[0], &lead[1]);
        (self.of.begin, self.span.begin) = (self.of.begin - of, self.span.begin - own);
        let (of, own) = reach(&text(base, after.0), &text(&self, after.1));
        (self.of.end, self.span.end) = (self.of.end + of, self.span.end + own);
        self
    }
}

/// How far two texts that begin where an alignment ends are still the same, in characters of both.
fn reach(of: &[char], own: &[char]) -> (u32, u32) {
    let (of, own) = (
        of.get(..of.len().min(LOOK)).unwrap_or_default(),
        own.get(..own.len().min(LOOK)).unwrap_or_default(),
    );
    let runs = whole::align(of, own);
    let agree: u32 = runs.iter().map(|run| run.length).sum();
    let short = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let is_alike = agree * 2 >= short(of.len().min(own.len()));
    let last =
        runs.last().filter(|_| is_alike).map_or((0, 0), |run| (run.a + run.length, run.b + run.length));
    let left = (short(of.len()) - last.0, short(own.len()) - last.1);
    // Misread characters at the very end of the passage stand over against each other.
    let edge = if left.0 <= EDGE { left.0.min(left.1) } else { 0 };
    (last.0 + edge, last.1 + edge)
}

impl Witness {
    fn of(
        record: &Record,
        (nth, place): (usize, FoldedSpan),
        context: &Context,
        (cells, quality): (Vec<Cell>, f32),
    ) -> Self {
        let span = hull(&cells);
        Witness {
            sigil: sigil(nth),
            about: record.about(),
            paragraph: context.number_at(place.begin),
            text: SourceText::new(context.stretch.source(span), span.begin),
            span,
            quality,
            cells,
        }
    }
}

/// A, B, …, Z, AA, AB, …
fn sigil(nth: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(nth % 26).unwrap_or(0));
    match nth / 26 {
        0 => letter.to_string(),
        more => sigil(more - 1) + &letter.to_string(),
    }
}

/// From the first to the last character of a copy, with the punctuation around them.
fn hull(cells: &[Cell]) -> OriginalSpan {
    let spans =
        || cells.iter().filter_map(|cell| if let Cell::Reads(span) = *cell { Some(span) } else { None });
    spans()
        .next()
        .zip(spans().next_back())
        .map_or(OriginalSpan::new(0, 0), |(first, last)| OriginalSpan::new(first.begin, last.end))
}

/// Where the copies of a passage stand, and what of it they are copies of: parts that follow each other in a
/// document, near enough, are one.
fn join(found: &[Found]) -> Vec<(DocNo, FoldedSpan, FoldedSpan)> {
    let mut order = Vec::new();
    let mut rows: BTreeMap<DocNo, Vec<(FoldedSpan, FoldedSpan)>> = BTreeMap::new();
    for copy in found {
        let (of, span) = (copy.alignment.a, copy.alignment.b);
        let known = rows.entry(copy.document).or_insert_with(|| {
            order.push(copy.document);
            Vec::new()
        });
        match known.last_mut() {
            Some((last, last_of)) if goes_on((*last, *last_of), (span, of)) => {
                last.end = last.end.max(span.end);
                last_of.end = last_of.end.max(of.end);
            }
            _ => known.push((span, of)),
        }
    }
    let rows = order.into_iter().filter_map(|document| Some((document, rows.remove(&document)?)));
    rows.flat_map(|(document, rows)| rows.into_iter().map(move |(span, of)| (document, span, of))).collect()
}

/// Whether a span has most of another.
fn holds(span: FoldedSpan, other: FoldedSpan) -> bool {
    span.intersect(other).len() * 2 > other.len()
}

fn goes_on((last, last_of): (FoldedSpan, FoldedSpan), (span, of): (FoldedSpan, FoldedSpan)) -> bool {
    let between = span.begin.saturating_sub(last.end);
    let lacking = of.begin.saturating_sub(last_of.end);
    of.begin + OVERLAP >= last_of.end
        && span.begin + OVERLAP >= last.end
        && between.min(lacking) * REPLACED <= last.len() + span.len()
        && between <= BETWEEN
}
