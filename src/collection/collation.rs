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
use crate::collate::columns::WitnessText;
use crate::collate::columns::collate;
use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Place;
use crate::place::SourceText;
use crate::snapshot::Context;
use crate::witnesses::CopyFilter;
use crate::witnesses::Entry;
use crate::witnesses::Passage;

/// A copy before it is collated.
struct WitnessRow {
    document: DocNo,
    /// Where its pieces stand, in the order of the passage, and what they are copies of, in folded characters of their
    /// documents.
    spans: Vec<FoldedSpan>,
    of: FoldedSpan,
    /// How many characters speak for it; none when the document says the same elsewhere.
    extent: u32,
    context: Context,
}

impl Collection {
    /// All copies of a passage, named as in [`Collection::copies`], in one table. The document of `base`, or
    /// the passage itself, is the first row, the one the others are shown against.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::CopyFilter;
    ///
    /// let collation = collection.collate("ribao/0302-01:44", None, &CopyFilter::default())?;
    /// let base = &collation.witnesses[0];
    /// assert_eq!((base.sigil.as_str(), base.about.document.as_str()), ("A", "ribao/0302-01.txt"));
    /// let majority: String = collation.columns.iter().map(|column| column.text.as_str()).collect();
    /// assert!(base.text.as_str().contains('营') && majority.contains("看得见的管线"));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Collection::copies`]; [`ErrorKind::NotFound`] when the document of `base` has no copy.
    pub fn collate(
        &self,
        place: impl Into<Place>,
        base: Option<&str>,
        filter: &CopyFilter,
    ) -> Result<Collation> {
        let (record, part) = name::resolve(&self.snapshot, &place.into())?;
        let context = self.context(record.number, part)?;
        let span = part.folded(&context);
        if span.is_empty() {
            return Ok(alone(record, &context, part.source(&context)));
        }
        let mut rows = self.rows(Passage { document: record.number, span }, filter)?;
        if let Some(base) = base {
            let base = self.snapshot.catalogue.find(base)?;
            let row = rows.iter().find(|row| row.document == base.number).ok_or_else(|| {
                Error::new(
                    ErrorKind::NotFound,
                    message!("{document} has no copy of this passage", document = &base.key),
                )
                .advise(Advice::ListCopies)
            })?;
            rows = self.rows(Passage { document: row.document, span: row.hull() }, filter)?;
        }
        Ok(self.table(&rows))
    }

    /// A passage and its copies.
    fn rows(&self, passage: Passage, filter: &CopyFilter) -> Result<Vec<WitnessRow>> {
        let found = self.finder(filter).find(passage)?.entries;
        let row = |document, of: FoldedSpan, spans: Vec<FoldedSpan>| {
            let whole = spans.iter().copied().reduce(FoldedSpan::hull).unwrap_or(of);
            let context = self.snapshot.context(document, whole)?;
            Ok(WitnessRow { document, spans, of, extent: 0, context })
        };
        let base = row(passage.document, passage.span, vec![passage.span])?;
        let copy = |entry: &Entry| {
            let pieces = entry.pieces.iter().map(|piece| &piece.alignment);
            let of =
                pieces.clone().map(|alignment| alignment.a).reduce(FoldedSpan::hull).unwrap_or(passage.span);
            row(entry.document, of, pieces.map(|alignment| alignment.b).collect())
        };
        let mut others = found.iter().map(copy).collect::<Result<Vec<WitnessRow>>>()?;
        others.sort_by_cached_key(|row| {
            let rank = self.snapshot.catalogue.rank(row.document);
            (rank.map(|rank| self.snapshot.catalogue.date_rank(rank)), row.hull())
        });
        let mut rows: Vec<WitnessRow> = std::iter::once(base).chain(others).collect();
        // A document has one attestation: what it repeats of the passage says nothing of its own.
        let parts: Vec<(DocNo, FoldedSpan)> = rows.iter().map(|row| (row.document, row.of)).collect();
        for (nth, row) in rows.iter_mut().enumerate() {
            let repeats = |(other, &(document, of)): (usize, &(DocNo, FoldedSpan))| {
                let is_first = (of.len(), nth) > (row.of.len(), other);
                document == row.document && other != nth && is_first && holds(of, row.of)
            };
            let is_repeated = parts.iter().enumerate().any(repeats);
            row.extent = if is_repeated { 0 } else { row.spans.iter().map(|span| span.len()).sum() };
        }
        Ok(rows)
    }

    fn table(&self, rows: &[WitnessRow]) -> Collation {
        let base = rows.first().map_or(0, |base| base.of.begin);
        let copy = |row| WitnessRow::copy(row, base);
        let Collated { cells, columns, quality } = collate(&rows.iter().map(copy).collect::<Vec<_>>());
        let witness = |(nth, (row, found)): (usize, (&WitnessRow, _))| {
            let record = self.snapshot.catalogue.get(row.document)?;
            Some(Witness::of(record, (nth, row.hull()), &row.context, found))
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

impl WitnessRow {
    /// From where it begins to where it ends.
    fn hull(&self) -> FoldedSpan {
        self.spans.iter().copied().reduce(FoldedSpan::hull).unwrap_or(FoldedSpan::new(0, 0))
    }

    /// The row for the table of a passage that begins at `base`.
    fn copy(&self, base: u32) -> WitnessText<'_> {
        WitnessText {
            stretch: &self.context.stretch,
            spans: self.spans.clone(),
            of: FoldedSpan::new(self.of.begin - base, self.of.end - base),
            extent: self.extent,
            paragraphs: self.context.paragraphs.iter().map(|paragraph| paragraph.folded_begin).collect(),
        }
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
    let spans = cells.iter().filter_map(|cell| if let Cell::Reads(span) = *cell { Some(span) } else { None });
    spans.reduce(OriginalSpan::hull).unwrap_or(OriginalSpan::new(0, 0))
}

/// Whether a span has most of another.
fn holds(span: FoldedSpan, other: FoldedSpan) -> bool {
    span.intersect(other).len() * 2 > other.len()
}
