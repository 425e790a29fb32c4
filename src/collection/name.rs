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
use crate::snapshot::Context;

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

/// The document a name means, and which part of it. A document may be named by any unambiguous part of
/// its key.
pub(super) fn resolve<'a>(catalogue: &'a Catalogue, place: &Place) -> Result<(&'a Record, Part)> {
    // A key may itself look like a place.
    if let Some(record) = place.written().and_then(|written| catalogue.by_key(written)) {
        return Ok((record, Part::Whole));
    }
    if place.is_malformed() {
        let what = message!("`{name}` is no place", name = place.to_string());
        let advice = message!("write DOCUMENT, DOCUMENT:PARAGRAPH, DOCUMENT:FROM-TO or DOCUMENT@BEGIN-END");
        return Err(Error::new(ErrorKind::Argument, what).advise(advice));
    }
    let record = catalogue.find(place.document())?;
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
        part => Ok((record, part)),
    }
}
