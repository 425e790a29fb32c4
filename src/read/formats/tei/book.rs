//! One TEI: its texts, and the entries of its apparatus, which may stand anywhere in it.

use super::flow::Draft;
use super::flow::Flow;
use super::sigla::Sigla;
use crate::place;
use crate::place::OriginalSpan;
use crate::reading::ApparatusReading;
use crate::reading::ReadingText;
use std::collections::HashMap;

/// In so many characters of an element its words are looked for that an entry says.
const LONGEST_STRETCH: u32 = 2_000;

/// A point of a text, by the number of the text and its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    draft: usize,
    point: usize,
}

/// What an entry of the apparatus is about.
pub(super) enum Lemma {
    Between(Spot, Spot),
    /// Identifiers of elements; one alone is the lemma itself, or where that begins which ends here.
    Named {
        from: String,
        to: Option<String>,
        here: Spot,
        /// What of the element it is, where that is said.
        words: String,
    },
    /// A place that only people can find.
    Unnamed,
}

/// What witnesses have.
pub(super) struct Version {
    /// As the attribute says it.
    pub(super) witnesses: String,
    pub(super) text: String,
}

#[derive(Default)]
pub(super) struct Book {
    /// The text under way.
    pub(super) flow: Flow,
    drafts: Vec<Draft>,
    /// Elements that may be named, from where to where.
    elements: Vec<(Spot, Spot)>,
    by_id: HashMap<String, usize>,
    entries: Vec<(Lemma, Vec<Version>)>,
}

impl Book {
    pub(super) fn here(&mut self) -> Spot {
        Spot { draft: self.drafts.len(), point: self.flow.point() }
    }

    /// An element that may be named begins.
    pub(super) fn begin(&mut self, id: String) -> usize {
        let here = self.here();
        self.by_id.insert(id, self.elements.len());
        self.elements.push((here, here));
        self.elements.len() - 1
    }

    /// It ends.
    pub(super) fn end(&mut self, element: usize) {
        let here = self.here();
        if let Some((_, end)) = self.elements.get_mut(element) {
            *end = here;
        }
    }

    /// An entry of the apparatus.
    pub(super) fn note(&mut self, lemma: Lemma, versions: Vec<Version>) {
        if !versions.is_empty() {
            self.entries.push((lemma, versions));
        }
    }

    /// The text ends.
    pub(super) fn end_text(&mut self) {
        self.drafts.push(std::mem::take(&mut self.flow).finish());
    }

    /// Its texts, and how many readings are about nothing in them.
    pub(super) fn finish(mut self, sigla: &Sigla) -> (Vec<ReadingText>, usize) {
        self.end_text();
        let mut homeless = 0;
        for (lemma, versions) in std::mem::take(&mut self.entries) {
            match self.find(&lemma) {
                Some((draft, span)) => self.put(draft, span, (versions, sigla)),
                None => homeless += versions.len(),
            }
        }
        let mut texts: Vec<ReadingText> = self.drafts.into_iter().map(|draft| draft.text).collect();
        for text in &mut texts {
            text.marks.readings.sort_by_key(|reading| reading.span);
        }
        texts.retain(|text| !text.text.is_empty());
        (texts, homeless)
    }

    fn put(&mut self, draft: usize, span: OriginalSpan, (versions, sigla): (Vec<Version>, &Sigla)) {
        let Some(draft) = self.drafts.get_mut(draft) else { return };
        draft.text.marks.readings.extend(versions.into_iter().map(|Version { witnesses, text }| {
            ApparatusReading { span, text, witnesses: sigla.of(&witnesses) }
        }));
    }

    /// The text that a lemma stands in, and where.
    fn find(&self, lemma: &Lemma) -> Option<(usize, OriginalSpan)> {
        let element = |id: &String| self.elements.get(*self.by_id.get(id)?).copied();
        let (from, to) = match lemma {
            Lemma::Between(from, to) => (*from, *to),
            Lemma::Named { from, to: Some(to), .. } => (element(from)?.0, element(to)?.1),
            Lemma::Named { from, to: None, here, words } => {
                let (begin, end) = element(from)?;
                match self.span(begin, end).filter(|span| !span.is_empty()) {
                    Some(span) => return Some((begin.draft, self.words(begin.draft, span, words))),
                    None => (begin, *here),
                }
            }
            Lemma::Unnamed => return None,
        };
        Some((from.draft, self.span(from, to)?))
    }

    /// The first place of these words in a stretch of a few lines.
    fn words(&self, draft: usize, span: OriginalSpan, words: &str) -> OriginalSpan {
        let found = self.drafts.get(draft).filter(|_| !words.is_empty()).and_then(|draft| {
            let stretch = draft.stretch(span.begin, span.len().min(LONGEST_STRETCH))?;
            let before = place::scalars(stretch.get(..stretch.find(words)?)?);
            let begin = span.begin + before;
            Some(OriginalSpan::new(begin, begin + place::scalars(words)))
        });
        found.unwrap_or(span)
    }

    fn span(&self, from: Spot, to: Spot) -> Option<OriginalSpan> {
        let draft = self.drafts.get(from.draft).filter(|draft| !draft.text.text.is_empty())?;
        let (begin, end) = draft.between(from.point, to.point).filter(|_| from.draft == to.draft)?;
        Some(OriginalSpan::new(begin, end))
    }
}
