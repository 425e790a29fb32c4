//! The life of one search: parse, find, rank, fold copies together, present each hit with its copies.

use super::answer::Answer;
use super::answer::Copy;
use super::answer::DocumentMatches;
use super::answer::Hit;
use super::compile;
use super::compile::Compiler;
use super::copies;
use super::copies::Copies;
use super::copies::Found;
use super::copies::Passage;
use super::filter;
use super::occurrences::Paragraph;
use super::parse;
use super::parse::Expression;
use super::parse::Manner;
use super::query::Hits;
use super::query::Query;
use super::query::Sort;
use crate::catalogue::Record;
use crate::copies::variants;
use crate::error::Result;
use crate::fold::Folded;
use crate::fold::Stretch;
use crate::index::Match;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::snapshot::Snapshot;
use crate::tokenise::Tokeniser;
use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Answers queries over one snapshot.
pub(crate) struct Search<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) tokeniser: &'a Tokeniser,
}

/// A query under way.
struct Asked<'a> {
    snapshot: &'a Snapshot,
    query: &'a Query,
    expression: Expression,
    words: Vec<String>,
    /// Characters after a paragraph that its literals may reach into.
    reach: usize,
}

/// A match and how much of the query it meets.
#[derive(Clone, Copy)]
struct Candidate {
    found: Match,
    loose: bool,
}

impl Search<'_> {
    /// Answers a query.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a query that makes no sense,
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when the index cannot be read.
    pub(crate) fn answer(&self, query: &Query) -> Result<Answer> {
        let expression = parse::parse(&query.text)?;
        let asked = self.ask(query, self.words(&expression), expression);
        let mut matches = asked.strict()?;
        let documents: FxHashSet<DocNo> = matches.iter().map(|found| found.document).collect();
        let (paragraphs, documents) = (matches.len(), documents.len());
        asked.sort(&mut matches);
        let mut candidates: Vec<Candidate> =
            matches.iter().map(|&found| Candidate { found, loose: false }).collect();
        if paragraphs < query.limit && asked.words.len() > 1 {
            candidates.extend(asked.loose(&matches)?);
        }
        Ok(Answer { hits: asked.hits(&candidates)?, paragraphs, documents })
    }

    /// The documents that match, in the order of their keys; without ranking, which takes the dictionary.
    ///
    /// # Errors
    /// As for [`Search::answer`].
    pub(crate) fn documents(&self, query: &Query) -> Result<Vec<DocumentMatches>> {
        let mut paragraphs: BTreeMap<&str, usize> = BTreeMap::new();
        for found in self.ask(query, Vec::new(), parse::parse(&query.text)?).strict()? {
            if let Some(record) = self.snapshot.catalogue.get(found.document) {
                *paragraphs.entry(&record.key).or_default() += 1;
            }
        }
        let document =
            |(key, paragraphs): (&str, usize)| DocumentMatches { document: key.to_owned(), paragraphs };
        Ok(paragraphs.into_iter().map(document).collect())
    }

    fn ask<'q>(&'q self, query: &'q Query, words: Vec<String>, expression: Expression) -> Asked<'q> {
        let reach = expression.longest().saturating_sub(1);
        Asked { snapshot: self.snapshot, query, expression, words, reach }
    }

    /// The words of the literals that may be found loosely, each once.
    fn words(&self, expression: &Expression) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for literal in expression.literals().iter().filter(|literal| literal.manner == Manner::Loose) {
            // jieba is slow to load and makes one word of one character anyway.
            if literal.characters.len() == 1 {
                words.extend(literal.characters.iter().map(char::to_string));
                continue;
            }
            for run in Folded::of(&literal.text, 0).runs() {
                let run: String = run.iter().collect();
                words.extend(self.tokeniser.query_words(&run).map(str::to_owned));
            }
        }
        let mut seen = FxHashSet::default();
        words.retain(|word| seen.insert(word.clone()));
        words
    }
}

impl Asked<'_> {
    fn compiler(&self) -> Compiler<'_> {
        Compiler { fields: self.snapshot.reader.fields(), catalogue: &self.snapshot.catalogue }
    }

    /// Every paragraph that meets the expression.
    fn strict(&self) -> Result<Vec<Match>> {
        let query = self.compiler().strict(&self.expression, &self.words)?;
        let matches = self.snapshot.reader.matches(query.as_ref())?;
        self.verified(matches, |paragraph, record| paragraph.meets(&self.expression, record))
    }

    /// Those matches that really meet the query, where the index cannot tell.
    fn verified(
        &self,
        matches: Vec<Match>,
        meets: impl Fn(&Paragraph, &Record) -> bool,
    ) -> Result<Vec<Match>> {
        if compile::is_told(&self.expression) {
            return Ok(matches);
        }
        let mut verified = Vec::with_capacity(matches.len());
        for found in matches {
            let paragraph = Paragraph::load(self.snapshot, found.document, found.paragraph, self.reach)?;
            let record = self.snapshot.catalogue.get(found.document);
            let is_met = paragraph.zip(record).is_some_and(|(paragraph, record)| meets(&paragraph, record));
            verified.extend(is_met.then_some(found));
        }
        Ok(verified)
    }

    /// The best of the paragraphs that hold most words but are not among `strict`.
    fn loose(&self, strict: &[Match]) -> Result<Vec<Candidate>> {
        let known: FxHashSet<(DocNo, u32)> =
            strict.iter().map(|found| (found.document, found.paragraph)).collect();
        let query = self.compiler().loose(&self.expression, &self.words)?;
        let mut matches = self.snapshot.reader.matches(query.as_ref())?;
        matches.retain(|found| !known.contains(&(found.document, found.paragraph)));
        let conditions = || self.expression.conditions().iter().filter(|condition| !condition.is_loose());
        let mut matches = self.verified(matches, |paragraph, record| {
            conditions().all(|condition| paragraph.meets(condition, record))
        })?;
        self.sort(&mut matches);
        Ok(matches.into_iter().map(|found| Candidate { found, loose: true }).collect())
    }

    fn sort(&self, matches: &mut [Match]) {
        let catalogue = &self.snapshot.catalogue;
        let mut days: FxHashMap<DocNo, (bool, filter::Day)> = FxHashMap::default();
        for found in matches.iter() {
            days.entry(found.document).or_insert_with(|| {
                let day = catalogue
                    .get(found.document)
                    .and_then(|record| filter::day(record.metadata.date.as_deref()?));
                (day.is_none(), day.unwrap_or_default())
            });
        }
        let by_document = |a: &Match, b: &Match| {
            (catalogue.rank(a.document), a.paragraph).cmp(&(catalogue.rank(b.document), b.paragraph))
        };
        let by_day = |a: &Match, b: &Match| days.get(&a.document).cmp(&days.get(&b.document));
        match self.query.sort {
            Sort::Relevance => matches.sort_unstable_by(|a, b| {
                b.score.total_cmp(&a.score).then_with(|| by_day(a, b)).then_with(|| by_document(a, b))
            }),
            Sort::Date => matches.sort_unstable_by(|a, b| by_day(a, b).then_with(|| by_document(a, b))),
            Sort::Document => matches.sort_unstable_by(by_document),
        }
    }

    /// The hits of candidates in order; a candidate all of whose matches are shown as copies already is
    /// not shown again.
    fn hits(&self, candidates: &[Candidate]) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        let mut shown: FxHashMap<DocNo, Vec<FoldedSpan>> = FxHashMap::default();
        for candidate in candidates {
            if hits.len() >= self.query.limit {
                break;
            }
            let Some(marked) = self.mark(*candidate)? else {
                continue;
            };
            let covered = |part: &FoldedSpan| {
                let spans = shown.get(&candidate.found.document);
                spans.into_iter().flatten().any(|span| span.intersect(*part) == *part)
            };
            if self.query.hits == Hits::Families
                && !marked.parts.is_empty()
                && marked.parts.iter().all(covered)
            {
                continue;
            }
            let passage = Passage {
                document: candidate.found.document,
                span: marked.span,
                focus: &marked.parts,
                similar: self.query.similar,
            };
            let mut copies = copies::copies(self.snapshot, &passage)?;
            copies.found.retain(|copy| !marked.is_via(copy) || Marked::is_sure(copy));
            for copy in &copies.found {
                shown.entry(copy.document).or_default().push(copy.alignment.b);
            }
            let Some(record) = self.snapshot.catalogue.get(candidate.found.document) else { continue };
            let own = &marked.paragraph.context.stretch;
            if self.query.wanted.accepts(self.snapshot, record, own, &copies) {
                hits.extend(self.hit(*candidate, &marked, &copies));
            }
        }
        Ok(hits)
    }

    /// Finds the words of the query in a paragraph.
    fn mark(&self, candidate: Candidate) -> Result<Option<Marked>> {
        let Match { document, paragraph, .. } = candidate.found;
        let Some(paragraph) = Paragraph::load(self.snapshot, document, paragraph, self.reach)? else {
            return Ok(None);
        };
        let mut parts = paragraph.marks(&self.expression);
        if candidate.loose {
            for word in &self.words {
                parts.extend(paragraph.places(&word.chars().collect::<Vec<char>>()));
            }
        }
        parts.sort_unstable();
        parts.dedup();
        let end = parts.iter().map(|part| part.end).fold(paragraph.own.end, u32::max);
        let span = FoldedSpan::new(paragraph.own.begin, end);
        Ok(Some(Marked { paragraph, parts, span }))
    }

    fn hit(&self, candidate: Candidate, marked: &Marked, copies: &Copies) -> Option<Hit> {
        let record = self.snapshot.catalogue.get(candidate.found.document)?;
        let stretch = &marked.paragraph.context.stretch;
        let own = marked.paragraph.context.paragraphs.first()?.span;
        let matches: Vec<OriginalSpan> =
            marked.parts.iter().filter_map(|&part| stretch.original(part)).collect();
        let end = matches.iter().map(|span| span.end).fold(own.end, u32::max);
        let span = OriginalSpan::new(own.begin, end);
        let listed = copies.found.iter().take(self.query.copies);
        Some(Hit {
            document: record.key.clone(),
            title: record.metadata.title.clone(),
            date: record.metadata.date.clone(),
            series: record.metadata.series.clone(),
            paragraph: marked.paragraph.number,
            span,
            score: candidate.found.score,
            text: stretch.source(span),
            matches,
            loose: candidate.loose,
            formula: copies.formula,
            copies: listed.filter_map(|copy| marked.copy(self.snapshot, copy)).collect(),
            copies_total: copies.found.len(),
        })
    }
}

/// A paragraph with the words of the query found in it.
struct Marked {
    paragraph: Paragraph,
    /// Where the words stand.
    parts: Vec<FoldedSpan>,
    /// The paragraph, up to the end of the last word.
    span: FoldedSpan,
}

/// The fewest characters that must agree, and …
const VIA_MATCHES: u32 = 32;
/// … the least similarity of a copy that is shown although it lacks what was searched for.
const VIA_SIMILARITY: f32 = 0.75;

impl Marked {
    fn copy(&self, snapshot: &Snapshot, found: &Found) -> Option<Copy> {
        let record = snapshot.catalogue.get(found.document)?;
        let copy = present(record, &self.paragraph.context.stretch, found)?;
        Some(Copy { via: self.is_via(found), ..copy })
    }

    /// Whether a copy lacks all the words it stands over against.
    fn is_via(&self, copy: &Found) -> bool {
        let own = &self.paragraph.context.stretch;
        let text = copy.context.stretch.slice(copy.alignment.b);
        let focus = self.parts.iter().filter(|part| !copy.alignment.a.intersect(**part).is_empty());
        let holds = |part: &FoldedSpan| {
            let word = own.slice(*part);
            text.windows(word.len().max(1)).any(|window| window == word)
        };
        let mut focus = focus.peekable();
        focus.peek().is_some() && !focus.any(holds)
    }

    /// Whether a copy that lacks the words is surely the same passage, spoilt there: a phrase that many
    /// texts share, each with words of its own next to it, is none.
    fn is_sure(copy: &Found) -> bool {
        let (matches, similarity) = copy.around;
        !copy.formula && matches >= VIA_MATCHES && similarity >= VIA_SIMILARITY
    }
}

/// A copy as it is shown, its differences against `own`.
pub(crate) fn present(record: &Record, own: &Stretch, found: &Found) -> Option<Copy> {
    let stretch = &found.context.stretch;
    let span = stretch.original(found.alignment.b)?;
    Some(Copy {
        document: record.key.clone(),
        title: record.metadata.title.clone(),
        date: record.metadata.date.clone(),
        series: record.metadata.series.clone(),
        paragraph: found.context.number_at(found.alignment.b.begin),
        span,
        similarity: found.alignment.similarity(),
        text: stretch.source(span),
        via: false,
        variants: variants::variants(&found.alignment, own, stretch),
    })
}
