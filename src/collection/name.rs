//! How a place is written: `DOC`, `DOC:PARAGRAPH`, `DOC:FROM-TO` or `DOC@BEGIN-END`.

use crate::catalogue::Catalogue;
use crate::catalogue::Record;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::message::Message;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::snapshot::Context;

/// A part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// From a paragraph to another, both included, numbered from 1.
    Paragraphs(u32, u32),
    /// A span of the source.
    Span(OriginalSpan),
}

impl Part {
    /// The part in folded characters of its document, given the paragraphs it lies in.
    pub(super) fn folded(self, context: &Context) -> FoldedSpan {
        match self {
            Part::Span(span) => context.stretch.within(span),
            Part::Whole | Part::Paragraphs(..) => context.stretch.span(),
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
pub(super) fn resolve<'a>(catalogue: &'a Catalogue, name: &str) -> Result<(&'a Record, Part)> {
    // A key may itself look like a place.
    if let Some(record) = catalogue.by_key(name) {
        return Ok((record, Part::Whole));
    }
    let (document, part) = split(name)?;
    let record = catalogue.find(document)?;
    let outside = |what: Message| {
        let document = &record.key;
        Err(Error::new(ErrorKind::NotFound, message!("{document}: {what}", document, what)))
    };
    match part {
        Part::Paragraphs(0, _) => outside(message!("paragraphs are counted from 1")),
        Part::Paragraphs(from, to) if from > to => {
            outside(message!("paragraphs {from}-{to} run backwards; write {to}-{from}", from, to))
        }
        Part::Paragraphs(from, _) if from > record.paragraphs => {
            let last = record.paragraphs;
            // As it was written: it may be beyond all counting.
            let asked = name.rsplit(':').next().unwrap_or(name);
            outside(match last {
                1 => message!("there is no paragraph {asked}, only 1", asked),
                last => message!("there is no paragraph {asked}, only 1 to {last}", asked, last),
            })
        }
        Part::Span(span) if span.is_empty() || span.begin >= record.characters => {
            let asked = name.rsplit('@').next().unwrap_or(name);
            let last = record.characters;
            outside(message!("there are no characters {asked}, only 0 to {last}", asked, last))
        }
        part => Ok((record, part)),
    }
}

fn split(name: &str) -> Result<(&str, Part)> {
    let wrong = || {
        Error::new(ErrorKind::Argument, message!("`{name}` is no place", name))
            .advise(message!("write DOCUMENT, DOCUMENT:PARAGRAPH, DOCUMENT:FROM-TO or DOCUMENT@BEGIN-END"))
    };
    let numbers = |text: &str| match text.split_once('-') {
        Some((from, to)) => Some((number(from)?, number(to)?)),
        None => number(text).map(|only| (only, only)),
    };
    let begins_with_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let paragraphs = name.rsplit_once(':').filter(|(_, text)| begins_with_digit(text));
    let span = name.rsplit_once('@').filter(|(_, text)| begins_with_digit(text));
    // What stands last counts: either sign may be part of a key.
    if let Some((document, (from, to))) =
        paragraphs.and_then(|(document, text)| Some((document, numbers(text)?)))
    {
        return Ok((document, Part::Paragraphs(from, to)));
    }
    if let Some((document, (begin, end))) = span.and_then(|(document, text)| Some((document, numbers(text)?)))
    {
        return Ok((document, Part::Span(OriginalSpan::new(begin, end))));
    }
    if paragraphs.or(span).is_some() {
        return Err(wrong());
    }
    Ok((name, Part::Whole))
}

/// A number; no text has so many characters that one beyond all counting could be there.
fn number(digits: &str) -> Option<u32> {
    let is_one = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then(|| digits.parse().unwrap_or(u32::MAX))
}
