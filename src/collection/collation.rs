//! Collations: all copies of a passage in one table, and what most of them say.

use super::Collection;
use super::name;
use crate::catalogue::Record;
use crate::collate::collation::Collation;
use crate::collate::collation::Witness;
use crate::collate::columns::Cell;
use crate::collate::columns::Collated;
use crate::collate::columns::Copy;
use crate::collate::columns::collate;
use crate::copies::link::Similar;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::search;
use crate::search::Found;
use crate::search::Passage;
use crate::snapshot::Context;
use std::collections::BTreeMap;

/// Parts of a copy are one passage when no more folded characters stand between them that the passage
/// lacks, and what is replaced by them is less than a third of both.
const BETWEEN: u32 = 400;
const REPLACED: u32 = 3;
/// Folded characters by which neighbouring parts of a copy may overlap.
const OVERLAP: u32 = 8;

/// A copy before it is collated.
struct Row {
    document: DocNo,
    /// Where it stands, and what it is a copy of, both in folded characters of their documents.
    span: FoldedSpan,
    of: FoldedSpan,
}

impl Collection {
    /// All copies of a passage, named as in [`Collection::copies`], in one table. The document of `base`, or
    /// the passage itself, is the first row, the one the others are shown against.
    ///
    /// # Errors
    /// As for [`Collection::copies`]; [`ErrorKind::NotFound`] when the document of `base` has no copy.
    pub fn collate(&self, name: &str, base: Option<&str>, similar: Similar) -> Result<Collation> {
        let (record, part) = name::resolve(&self.snapshot.catalogue, name)?;
        let span = part.folded(&self.context(record.number, part)?);
        let mut rows = self.rows(record.number, span, similar)?;
        if let Some(base) = base {
            let base = self.snapshot.catalogue.find(base)?;
            let row = rows.iter().find(|row| row.document == base.number).ok_or_else(|| {
                Error::new(ErrorKind::NotFound, format!("{} has no copy of this passage", base.key))
                    .hint("choose one that `duikan copies` lists")
            })?;
            rows = self.rows(row.document, row.span, similar)?;
        }
        self.table(&rows)
    }

    /// A passage and its copies.
    fn rows(&self, document: DocNo, span: FoldedSpan, similar: Similar) -> Result<Vec<Row>> {
        let passage = Passage { document, span, focus: &[], similar };
        let found = search::copies(&self.snapshot, &passage, usize::MAX, &|_| Ok(true))?.found;
        let own = Row { document, span, of: span };
        Ok(std::iter::once(own).chain(join(&found)).collect())
    }

    fn table(&self, rows: &[Row]) -> Result<Collation> {
        let contexts: Vec<Context> =
            rows.iter().map(|row| self.snapshot.context(row.document, row.span)).collect::<Result<_>>()?;
        let base = rows.first().map_or(0, |base| base.of.begin);
        let copies: Vec<Copy<'_>> = rows
            .iter()
            .zip(&contexts)
            .map(|(row, context)| Copy {
                stretch: &context.stretch,
                spans: vec![row.span],
                of: FoldedSpan::new(row.of.begin - base, row.of.end - base),
                paragraphs: context.paragraphs.iter().map(|paragraph| paragraph.folded_begin).collect(),
            })
            .collect();
        let Collated { cells, columns, quality } = collate(&copies);
        let witness = |(nth, ((row, context), (cells, quality)))| {
            let (row, context): (&Row, &Context) = (row, context);
            let record = self.snapshot.catalogue.get(row.document)?;
            Some(Witness::of(record, (nth, row.span), context, (cells, quality)))
        };
        let found = rows.iter().zip(&contexts).zip(cells.into_iter().zip(quality));
        Ok(Collation { witnesses: found.enumerate().filter_map(witness).collect(), columns })
    }
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
            document: record.key.clone(),
            title: record.metadata.title.clone(),
            date: record.metadata.date.clone(),
            series: record.metadata.series.clone(),
            paragraph: context.number_at(place.begin),
            text: context.stretch.source(span),
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

/// The copies of a passage as rows: parts that follow each other in a document, near enough, are one.
fn join(found: &[Found]) -> Vec<Row> {
    let mut order = Vec::new();
    let mut rows: BTreeMap<DocNo, Vec<Row>> = BTreeMap::new();
    for copy in found {
        let (of, span) = (copy.alignment.a, copy.alignment.b);
        let known = rows.entry(copy.document).or_default();
        match known.last_mut() {
            Some(last) if goes_on(last, of, span) => {
                last.span.end = last.span.end.max(span.end);
                last.of.end = last.of.end.max(of.end);
            }
            last => {
                if last.is_none() {
                    order.push(copy.document);
                }
                known.push(Row { document: copy.document, span, of });
            }
        }
    }
    order.into_iter().filter_map(|document| rows.remove(&document)).flatten().collect()
}

fn goes_on(last: &Row, of: FoldedSpan, span: FoldedSpan) -> bool {
    let between = span.begin.saturating_sub(last.span.end);
    let lacking = of.begin.saturating_sub(last.of.end);
    of.begin + OVERLAP >= last.of.end
        && span.begin + OVERLAP >= last.span.end
        && between.min(lacking) * REPLACED <= last.span.len() + span.len()
        && between <= BETWEEN
}
