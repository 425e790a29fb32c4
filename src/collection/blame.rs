//! Blame: for each sentence of a document the earliest copy it stands in, and where else.

use super::Collection;
use super::name;
use crate::catalogue::About;
use crate::catalogue::Day;
use crate::catalogue::Record;
use crate::collate::sentences::sentences;
use crate::error::Result;
use crate::place::OriginalSpan;
use crate::place::Place;
use crate::search::PassageCopy;
use crate::snapshot::Context;
use crate::witnesses::CopyFilter;
use crate::witnesses::CopyKind;
use crate::witnesses::Entry;
use crate::witnesses::Passage;

/// A sentence of a document, and its copies.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Blamed {
    /// The document it stands in.
    pub about: About,
    /// The number of its paragraph, from 1.
    pub paragraph: u32,
    /// Where it stands in the source.
    pub span: OriginalSpan,
    /// Its source text.
    pub text: String,
    /// How many other places have at least seven tenths of it.
    pub printings: usize,
    /// Its other places, what has the most of it first; of echoes nothing is said.
    pub copies: Vec<PassageCopy>,
    /// Which of them is the earliest that is dated and has at least seven tenths of the sentence; `None` when there is
    /// none, or when the document is dated and not known to be later.
    pub earliest: Option<usize>,
}

impl Collection {
    /// The sentences of a document, or of a part of it named as in [`Collection::copies`], each with the earliest
    /// copy it stands in and all others.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::CopyFilter;
    ///
    /// let sentences = collection.blame("shangbao/0302-02:10", &CopyFilter::default())?;
    /// let sentence = &sentences[0];
    /// let first = &sentence.copies[sentence.earliest.expect("an earlier one")];
    /// assert_eq!((sentence.text.as_str(), sentence.printings), ("地下的賬目也擺到了地上。", 4));
    /// assert_eq!(first.about.document, "chenbao/0301-01.txt");
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Collection::copies`].
    pub fn blame(&self, place: impl Into<Place>, filter: &CopyFilter) -> Result<Vec<Blamed>> {
        let (record, part) = name::resolve(&self.snapshot, &place.into())?;
        let context = self.context(record.number, part)?;
        let within = part.source(&context);
        let sentences = context.paragraphs.iter().flat_map(|paragraph| {
            let spans = sentences(paragraph.span.begin, &paragraph.text)
                .into_iter()
                .filter(|span| !span.intersect(within).is_empty());
            spans.map(|span| (paragraph.number, span))
        });
        sentences.map(|sentence| self.blamed(record, &context, (sentence, filter))).collect()
    }

    fn blamed(
        &self,
        record: &Record,
        context: &Context,
        ((paragraph, span), filter): ((u32, OriginalSpan), &CopyFilter),
    ) -> Result<Blamed> {
        let passage = Passage { document: record.number, span: context.stretch.within(span) };
        let mut found = self.finder(filter).find(passage)?.entries;
        found.retain(|entry| entry.kind() != CopyKind::Echo);
        let day = |entry: &Entry| self.snapshot.catalogue.get(entry.document).and_then(Record::day);
        let days = found.iter().map(|entry| day(entry).filter(|_| entry.is_printing()));
        let earliest = days.enumerate().filter_map(|(nth, day)| Some((day?, nth))).min();
        let printings = found.iter().filter(|entry| entry.is_printing()).count();
        let is_earlier = |(day, _): &(Day, usize)| record.day().is_none_or(|own| day.is_before(own));
        Ok(Blamed {
            about: record.about(),
            paragraph,
            span,
            text: context.stretch.source(span),
            earliest: earliest.filter(is_earlier).map(|(_, nth)| nth),
            printings,
            copies: self.shown(context, &found)?,
        })
    }
}
