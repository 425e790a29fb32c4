//! Which document and which part of it a place is.

use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::message::Message;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::Part;
use crate::place::Place;
use crate::reading;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;

impl Part {
    /// The part in folded characters of its document, given the paragraphs it lies in.
    pub(super) fn folded(self, context: &Context) -> FoldedSpan {
        match self {
            Part::Span(span) => context.stretch.within(span),
            _ => context.stretch.span(),
        }
    }

    /// The part in the source of its document, given the paragraphs it lies in: what there is of it.
    pub(super) fn source(self, context: &Context) -> OriginalSpan {
        if let Part::Span(span) = self {
            return context.stretch.whole().intersect(span);
        }
        let ends = context.paragraphs.first().zip(context.paragraphs.last());
        ends.map_or(OriginalSpan::new(0, 0), |(first, last)| {
            OriginalSpan::new(first.span.begin, last.span.end)
        })
    }
}

/// The document a name means, and which part of it. A document may be named by any unambiguous part of its key; a key
/// goes before whatever else a name may mean, and what is no number behind a colon is a locus of the document.
pub(super) fn resolve<'a>(snapshot: &'a Snapshot, place: &Place) -> Result<(&'a Record, Part)> {
    let catalogue = &snapshot.catalogue;
    // A key may itself look like a place.
    if let Some(record) = place.written().and_then(|written| catalogue.by_key(written)) {
        return Ok((record, Part::Whole));
    }
    let found = catalogue.find(place.document());
    match (found, place.written()) {
        (Ok(record), _) => part_of(record, place).map(|part| (record, part)),
        (Err(error), None) => Err(error),
        (Err(error), Some(written)) => match before_a_colon(catalogue, written) {
            Some((record, asked)) => locus(snapshot, record, asked).map(|span| (record, Part::Span(span))),
            None if place.is_malformed() => Err(no_place(place)),
            None => Err(error),
        },
    }
}

/// The document that stands before a colon, the last where there are several, and what stands behind.
fn before_a_colon<'a, 'w>(catalogue: &'a Catalogue, written: &'w str) -> Option<(&'a Record, &'w str)> {
    let mut colons = written.rmatch_indices([':', '：']);
    let named = |(at, colon): (usize, &str)| {
        let asked = written.get(at + colon.len()..).filter(|asked| !asked.trim().is_empty())?;
        Some((catalogue.find(written.get(..at)?).ok()?, asked))
    };
    colons.find_map(named)
}

/// Where a locus of a document reaches.
fn locus(snapshot: &Snapshot, record: &Record, asked: &str) -> Result<OriginalSpan> {
    let paragraphs = snapshot.reader.paragraphs_over(record.number, 0, u32::MAX)?;
    let loci = Context::of(paragraphs).loci();
    let document = &record.key;
    let nothing = |nearest: Vec<String>| {
        let error = Error::new(
            ErrorKind::NotFound,
            message!("{document}: there is no place `{asked}`", document, asked),
        );
        if nearest.is_empty() {
            return error
                .advise(message!("its source counts none; write DOCUMENT:PARAGRAPH or DOCUMENT@BEGIN-END"));
        }
        let nearest = nearest.join(", ");
        error.advise(message!("the nearest are {nearest}", nearest))
    };
    let meant = reading::meant(&loci, asked.trim()).map_err(nothing)?;
    let span = reading::stretch(&loci, meant);
    Ok(OriginalSpan::new(span.begin, span.end.min(record.characters)))
}

fn no_place(place: &Place) -> Error {
    let what = message!("`{name}` is no place", name = place.to_string());
    let advice = message!(
        "write DOCUMENT, DOCUMENT:PARAGRAPH, DOCUMENT:FROM-TO, DOCUMENT:LOCUS or DOCUMENT@BEGIN-END"
    );
    Error::new(ErrorKind::Argument, what).advise(advice)
}

/// The part of a document that a place names, if there is so much.
fn part_of(record: &Record, place: &Place) -> Result<Part> {
    let asked = place.written_part();
    let outside = |what: Message| {
        let document = &record.key;
        Err(Error::new(ErrorKind::NotFound, message!("{document}: {what}", document, what)))
    };
    match place.part() {
        Part::Paragraphs { from: 0, .. } => outside(message!("paragraphs are counted from 1")),
        Part::Paragraphs { from, to } if from > to => {
            outside(message!("paragraphs {from}-{to} run backwards; write {to}-{from}", from, to))
        }
        Part::Paragraphs { from, .. } if from > record.paragraphs => {
            let last = record.paragraphs;
            outside(match last {
                1 => message!("there is no paragraph {asked}, only 1", asked),
                last => message!("there is no paragraph {asked}, only 1 to {last}", asked, last),
            })
        }
        Part::Span(span) if span.is_empty() || span.begin >= record.characters => {
            let last = record.characters;
            outside(message!("there are no characters {asked}, only 0 to {last}", asked, last))
        }
        part => Ok(part),
    }
}
