//! Blame: for each sentence of a document the earliest copy it stands in, and where else.

use super::Collection;
use super::name;
use crate::catalogue::Record;
use crate::catalogue::is_before;
use crate::collate::comparison::readable;
use crate::copies::link::Similar;
use crate::error::Result;
use crate::index::Stored;
use crate::place::OriginalSpan;
use crate::search;
use crate::search::Copy;
use crate::search::ParagraphText;
use crate::search::Passage;
use crate::snapshot::Context;

/// A sentence of a document, and its copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Blamed {
    /// The sentence.
    pub sentence: ParagraphText,
    /// The document's date, where known.
    pub date: Option<String>,
    /// Its other places, in order of date and document.
    pub copies: Vec<Copy>,
    /// Which of them is the earliest that is dated; `None` when there is none, or when the document is dated and
    /// not known to be later.
    pub earliest: Option<usize>,
}

impl Collection {
    /// The sentences of a document, or of a part of it named as in [`Collection::copies`], each with the earliest
    /// copy it stands in and all others.
    ///
    /// # Errors
    /// As for [`Collection::copies`].
    pub fn blame(&self, name: &str) -> Result<Vec<Blamed>> {
        let (record, part) = name::resolve(&self.snapshot.catalogue, name)?;
        let context = self.context(record.number, part)?;
        let within = part.source(&context);
        let sentences = context.paragraphs.iter().flat_map(|paragraph| {
            let spans = sentences(paragraph).into_iter().filter(|span| !span.intersect(within).is_empty());
            spans.map(|span| ParagraphText {
                document: record.key.clone(),
                paragraph: paragraph.number,
                span,
                text: context.stretch.source(span),
            })
        });
        sentences.map(|sentence| self.blamed(record, &context, sentence)).collect()
    }

    fn blamed(&self, record: &Record, context: &Context, sentence: ParagraphText) -> Result<Blamed> {
        let span = context.stretch.within(sentence.span);
        let passage = Passage { document: record.number, span, focus: &[], similar: Similar::Normal };
        let found = search::copies(&self.snapshot, &passage, usize::MAX, &|_| Ok(true))?.found;
        let days =
            found.iter().map(|found| self.snapshot.catalogue.get(found.document).and_then(Record::day));
        let earliest = days.enumerate().filter_map(|(nth, day)| Some((day?, nth))).min();
        let is_earlier = |(day, _): &(_, usize)| record.day().is_none_or(|own| is_before(*day, own));
        let copy = |found: &search::Found| {
            let record = self.snapshot.catalogue.get(found.document)?;
            search::present(record, &context.stretch, found)
        };
        Ok(Blamed {
            sentence,
            date: record.metadata.date.clone(),
            earliest: earliest.filter(is_earlier).map(|(_, nth)| nth),
            copies: found.iter().filter_map(copy).collect(),
        })
    }
}

/// The sentences of a paragraph that have anything to read in them, each with the quotation marks and brackets
/// that close after its end, without white space around it.
fn sentences(paragraph: &Stored) -> Vec<OriginalSpan> {
    let mut sentences = Vec::new();
    let mut text = String::new();
    let (mut begin, mut is_over) = (paragraph.span.begin, false);
    for (at, character) in (paragraph.span.begin..).zip(paragraph.text.chars()) {
        if is_over && !"。！？!?…”’」』）)》〉".contains(character) {
            sentences.extend(readable(begin, &text));
            text.clear();
            (begin, is_over) = (at, false);
        }
        text.push(character);
        is_over |= "。！？!?".contains(character);
    }
    sentences.extend(readable(begin, &text));
    sentences
}
