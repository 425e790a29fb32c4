//! The life of one search: parse, find, rank, fold copies together, present each hit with its copies.

use super::answer::Answer;
use super::answer::DocumentMatches;
use super::answer::Hit;
use super::answer::ParagraphText;
use super::compile;
use super::compile::Compiler;
use super::evidence;
use super::expression::Expression;
use super::filter::Filter;
use super::mark::Candidate;
use super::mark::Marked;
use super::occurrences::Paragraph;
use super::parse;
use super::query::Hits;
use super::query::Query;
use super::query::Sort;
use super::ranking::Ranking;
use super::shown::Shown;
use super::words::Words;
use crate::catalogue::Record;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::index::Match;
use crate::index::Stored;
use crate::index::Time;
use crate::message;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::narrow;
use crate::snapshot::Snapshot;
use crate::tokenise::Tokeniser;
use crate::witnesses::Entry;
use crate::witnesses::Finder;
use crate::witnesses::Focus;
use crate::witnesses::Kept;
use crate::witnesses::Witnesses;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Answers queries over one snapshot.
pub(crate) struct Search<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) tokeniser: &'a Tokeniser,
    pub(crate) kept: &'a Kept,
}

/// With fewer matches than this, others are found loosely: of so many of the best. Neither depends on the page that
/// is asked for, or hits would stand on two pages or none.
const FEW: usize = 10;
const LOOSE: usize = 160;

/// So many words, literals and filters make a query at the most, those included that stand for others.
const PARTS: usize = 1_024;

/// So many of the best matches are looked at for what else speaks for them.
const WEIGHED: usize = 64;

/// A query under way.
struct Asked<'a> {
    snapshot: &'a Snapshot,
    kept: &'a Kept,
    query: &'a Query,
    expression: Expression,
    words: Words,
    /// Characters after a paragraph that its literals may reach into.
    reach: usize,
    time: Time,
}

impl Search<'_> {
    /// Answers a query.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a query that makes no sense,
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when the index cannot be read.
    pub(crate) fn answer(&self, query: &Query) -> Result<Answer> {
        let plain = parse::parse(&query.text, query.only.as_ref())?;
        let words = Words::of(&plain, self.tokeniser);
        let asked = self.ask(query, words, plain)?;
        let matches = asked.strict()?;
        let loose = asked.loose(&matches)?;
        let rank = |matches| Ranking::of(matches, &self.snapshot.catalogue, query.sort);
        let (strict, loose) = (rank(matches), rank(loose));
        let (paragraphs, documents) = (strict.len(), strict.documents);
        let candidate = |loose| move |found| Candidate { found, loose };
        let strict = asked.weighed(strict)?.map(candidate(false));
        let hits = asked.hits(strict.chain(loose.map(candidate(true))))?;
        Ok(Answer { hits, paragraphs, documents })
    }

    /// The documents that match, copies among each other each for itself, in the order of their keys; without ranking,
    /// which takes the dictionary.
    ///
    /// # Errors
    /// As for [`Search::answer`].
    pub(crate) fn documents(&self, query: &Query) -> Result<Vec<DocumentMatches>> {
        let mut paragraphs: BTreeMap<&str, usize> = BTreeMap::new();
        let plain = parse::parse(&query.text, query.only.as_ref())?;
        let asked = self.ask(query, Words::default(), plain)?;
        for found in asked.strict()? {
            if query.wanted.depends_on_copies() && !asked.is_wanted(found)? {
                continue;
            }
            if let Some(record) = self.snapshot.catalogue.get(found.document) {
                *paragraphs.entry(&record.key).or_default() += 1;
            }
        }
        let document =
            |(key, paragraphs): (&str, usize)| DocumentMatches { document: key.to_owned(), paragraphs };
        Ok(paragraphs.into_iter().map(document).collect())
    }

    fn ask<'q>(&'q self, query: &'q Query, words: Words, plain: Expression) -> Result<Asked<'q>> {
        let time = Time::now(query.time_limit);
        let expression = query.synonyms.expand(plain)?;
        if expression.parts() > PARTS {
            let what = message!("the query asks for more than {n} things, synonyms counted", n = PARTS);
            return Err(Error::new(ErrorKind::Argument, what).advise(message!("ask for fewer at a time")));
        }
        let reach = expression.longest().saturating_sub(1);
        Ok(Asked { snapshot: self.snapshot, kept: self.kept, query, expression, words, reach, time })
    }
}

impl Asked<'_> {
    fn compiler(&self) -> Compiler<'_> {
        Compiler {
            reader: &self.snapshot.reader,
            fields: self.snapshot.reader.fields(),
            catalogue: &self.snapshot.catalogue,
            time: self.time,
        }
    }

    /// Every paragraph that meets the expression.
    fn strict(&self) -> Result<Vec<Match>> {
        let (filters, rest) = self.expression.filters();
        let query = self.compiler().strict(rest.as_ref().unwrap_or(&self.expression), &self.words)?;
        let mut matches = self.snapshot.reader.matches(query.as_ref(), self.time)?;
        if rest.is_some() {
            matches = self.accepted(&matches, &filters)?;
        }
        self.verified(matches)
    }

    /// The matches in documents that filters accept; those of one document stand side by side.
    fn accepted(&self, matches: &[Match], filters: &[&Filter]) -> Result<Vec<Match>> {
        let mut kept = Vec::with_capacity(matches.len());
        for document in matches.chunk_by(|a, b| a.document == b.document) {
            self.time.left()?;
            let record = document.first().and_then(|found| self.snapshot.catalogue.get(found.document));
            if record.is_some_and(|record| filters.iter().all(|filter| filter.accepts(record))) {
                kept.extend_from_slice(document);
            }
        }
        Ok(kept)
    }

    /// Those matches that really meet the query, where the index cannot tell.
    fn verified(&self, matches: Vec<Match>) -> Result<Vec<Match>> {
        if compile::is_told(&self.expression) {
            return Ok(matches);
        }
        let mut verified = Vec::with_capacity(matches.len());
        for found in matches {
            self.time.left()?;
            let paragraph = Paragraph::load(self.snapshot, found.document, found.paragraph, self.reach)?;
            let record = self.snapshot.catalogue.get(found.document);
            let meets = |(paragraph, record): (Paragraph, &Record)| paragraph.meets(&self.expression, record);
            let is_met = paragraph.zip(record).is_some_and(meets);
            verified.extend(is_met.then_some(found));
        }
        Ok(verified)
    }

    /// Paragraphs that are not among `strict` but hold most of the words: of the best ones, so many that
    /// there should be enough when copies among them are folded together.
    fn loose(&self, strict: &[Match]) -> Result<Vec<Match>> {
        let is_enough = strict.len() >= FEW || !self.words.are_several();
        // What was written in one piece and stands so is found; its parts elsewhere say nothing.
        if is_enough || (self.words.are_one_sentence() && !strict.is_empty()) {
            return Ok(Vec::new());
        }
        let known: FxHashSet<(DocNo, u32)> =
            strict.iter().map(|found| (found.document, found.paragraph)).collect();
        let query = self.compiler().loose(&self.expression, &self.words)?;
        let most = strict.len() + LOOSE;
        let catalogue = &self.snapshot.catalogue;
        // As ties are broken where all are ranked.
        let order = |document| catalogue.rank(document).map_or(u32::MAX, |rank| catalogue.date_rank(rank).0);
        let mut matches = self.snapshot.reader.best(&query, most, order, self.time)?;
        matches.retain(|found| !known.contains(&(found.document, found.paragraph)));
        let mut weighed = Vec::with_capacity(matches.len());
        for found in matches {
            self.time.left()?;
            let paragraph = Paragraph::load(self.snapshot, found.document, found.paragraph, self.reach)?;
            let record = self.snapshot.catalogue.get(found.document);
            let Some((paragraph, record)) = paragraph.zip(record) else { continue };
            let weight = self.weight(&paragraph, record);
            weighed.extend(weight.map(|weight| Match { score: found.score * weight, ..found }));
        }
        Ok(weighed)
    }

    /// Matches of all of the expression, the best of them ordered anew by what else speaks for them.
    fn weighed(&self, mut ranking: Ranking) -> Result<impl Iterator<Item = Match>> {
        let mut best = Vec::new();
        if self.query.sort == Sort::Relevance {
            let parts = self.words.literals();
            for found in ranking.by_ref().take(WEIGHED) {
                let record = self.snapshot.catalogue.get(found.document);
                let mut weight = record.map_or(1.0, |record| evidence::of_title(record, parts));
                if parts.len() > 1 {
                    let paragraph =
                        Paragraph::load(self.snapshot, found.document, found.paragraph, self.reach)?;
                    weight *= paragraph.map_or(1.0, |paragraph| evidence::of_nearness(&paragraph, parts));
                }
                best.push(Match { score: found.score * weight, ..found });
            }
            best.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
        Ok(best.into_iter().chain(ranking))
    }

    /// The hits of candidates in order; a candidate all of whose matches are shown as copies already is
    /// not shown again.
    fn hits(&self, candidates: impl Iterator<Item = Candidate>) -> Result<Vec<Hit>> {
        let (mut hits, mut shown, mut before) = (Vec::new(), Shown::default(), 0);
        let folds = self.query.hits != Hits::Flat;
        for candidate in candidates {
            if hits.len() >= self.query.limit {
                break;
            }
            self.time.left()?;
            if folds && self.is_shown(candidate.found, &shown)? {
                continue;
            }
            let Some(mut marked) = self.mark(candidate)? else { continue };
            if folds && shown.holds(marked.document(), marked.wanted()) {
                continue;
            }
            let mut copies = self.copies(&marked)?;
            if self.query.hits == Hits::Earliest
                && let Some(earliest) = self.earliest(&marked, &copies)?
            {
                if shown.holds(earliest.document(), earliest.wanted()) {
                    shown.add(marked.passage(), &copies);
                    continue;
                }
                copies = self.copies(&earliest)?;
                marked = earliest;
            }
            // What is not wanted of a passage may be wanted of its copy, which others are more or less like.
            if !self.query.wanted.accepts(self.snapshot, marked.document(), marked.context(), &copies)? {
                continue;
            }
            shown.add(marked.passage(), &copies);
            if before < self.query.offset {
                before += 1;
            } else {
                hits.extend(self.hit(&marked, &copies)?);
            }
        }
        Ok(hits)
    }

    /// Whether the copies of a match are as wanted.
    fn is_wanted(&self, found: Match) -> Result<bool> {
        self.time.left()?;
        let Some(marked) = self.mark(Candidate { found, loose: false })? else { return Ok(false) };
        let copies = self.copies(&marked)?;
        self.query.wanted.accepts(self.snapshot, marked.document(), marked.context(), &copies)
    }

    /// The earliest place of a match that has most of it and meets the query itself, when it is dated before the match.
    fn earliest(&self, marked: &Marked, copies: &Witnesses) -> Result<Option<Marked>> {
        let catalogue = &self.snapshot.catalogue;
        let mut printings: Vec<&Entry> = copies.entries.iter().filter(|entry| entry.is_printing()).collect();
        printings.sort_by_key(|entry| catalogue.rank(entry.document).map(|rank| catalogue.date_rank(rank)));
        for entry in printings {
            let Some(candidate) = marked.earlier(self.snapshot, entry)? else { continue };
            let Match { document, paragraph, .. } = candidate.found;
            let paragraph = Paragraph::load(self.snapshot, document, paragraph, self.reach)?;
            let Some((paragraph, record)) = paragraph.zip(self.snapshot.catalogue.get(document)) else {
                continue;
            };
            let meets = if candidate.loose {
                self.weight(&paragraph, record).is_some()
            } else {
                paragraph.meets(&self.expression, record)
            };
            if meets {
                return self.mark(candidate);
            }
        }
        Ok(None)
    }

    /// What speaks for a paragraph that may be found loosely; `None` when it may not.
    fn weight(&self, paragraph: &Paragraph, record: &Record) -> Option<f32> {
        let mut conditions = self.expression.conditions().iter().filter(|condition| !condition.is_loose());
        if !conditions.all(|condition| paragraph.meets(condition, record)) {
            return None;
        }
        let words = evidence::of_words(paragraph, &self.words)?;
        Some(words * evidence::of_title(record, self.words.literals()))
    }

    /// The copies of a match; all of them when something depends on which there are.
    fn copies(&self, marked: &Marked) -> Result<Witnesses> {
        let go_on = || self.time.left().map(drop);
        let Asked { snapshot, kept, query, .. } = *self;
        let finder = Finder { snapshot, kept, filter: &query.filter, go_on: &go_on };
        let listed = if query.aligns_all_copies() { usize::MAX } else { query.copies };
        let accepts = |entry: &Entry| self.accepts(marked, entry);
        finder.find_at(marked.passage(), &Focus { parts: marked.parts(), listed, accepts: &accepts })
    }

    /// Whether a copy is listed under the words: it holds them, or they stand nowhere else, or it lacks them because it
    /// is spoilt there. What it reads instead stands nowhere else then: 第五次会议 is no misread 第四次会议 when others
    /// write of a fifth.
    fn accepts(&self, marked: &Marked, entry: &Entry) -> Result<bool> {
        if marked.is_held_by(entry) {
            return Ok(true);
        }
        let contexts = entry.contexts(self.snapshot)?;
        if !marked.is_via(entry, &contexts) {
            return Ok(true);
        }
        if !Marked::is_enough(entry) {
            return Ok(false);
        }
        // When nobody else has the words, it is the passage that counts.
        let is_rare = !self.is_one_of_several(marked.words())?;
        if is_rare && marked.is_apart_in(entry) {
            return Ok(true);
        }
        let is_likely = if is_rare { entry.is_printing() } else { Marked::is_likely(entry) };
        if !is_likely || (!is_rare && marked.is_replaced_in(entry)) {
            return Ok(false);
        }
        let readings = marked.readings(entry, &contexts);
        Ok(Marked::is_sure(entry) || !self.is_one_of_several(readings.iter().map(Vec::as_slice))?)
    }

    /// Whether one of some texts stands in more than one paragraph.
    fn is_one_of_several<'t>(&self, mut texts: impl Iterator<Item = &'t [char]>) -> Result<bool> {
        let is_one = |text| self.snapshot.reader.has(self.compiler().characters(text)?.as_ref(), 2);
        texts.try_fold(false, |is, text| Ok(is || is_one(text)?))
    }

    /// A match as it is shown, with as much around it as is asked for.
    fn hit(&self, marked: &Marked, copies: &Witnesses) -> Result<Option<Hit>> {
        let Some(mut hit) = marked.hit(self.snapshot, copies, self.query.copies)? else { return Ok(None) };
        let (document, context) = (marked.document(), self.query.context);
        let load = |number| self.snapshot.reader.paragraph(document, number).transpose();
        let paragraph =
            |stored: Result<Stored>| stored.map(|stored| ParagraphText::of(&hit.about.document, stored));
        let before = hit.paragraph.saturating_sub(context)..hit.paragraph;
        hit.before = before.filter_map(load).map(paragraph).collect::<Result<_>>()?;
        let after = (hit.paragraph + 1..=hit.paragraph.saturating_add(context)).map_while(load);
        hit.after = after.map(paragraph).collect::<Result<_>>()?;
        Ok(Some(hit))
    }

    /// Whether all of a paragraph, and whatever may begin in it, is shown already: told without reading it.
    fn is_shown(&self, found: Match, shown: &Shown) -> Result<bool> {
        if !shown.knows(found.document) {
            return Ok(false);
        }
        let span = self.snapshot.reader.folded_span(found.document, found.paragraph)?;
        let reach = narrow(self.reach);
        let end = self.snapshot.catalogue.get(found.document).map_or(u32::MAX, |record| record.folded);
        let reached = span.map(|span| FoldedSpan::new(span.begin, span.end.saturating_add(reach).min(end)));
        Ok(reached.is_some_and(|span| shown.holds(found.document, &[span])))
    }

    /// Finds the words of the query in a paragraph.
    fn mark(&self, candidate: Candidate) -> Result<Option<Marked>> {
        let Match { document, paragraph, .. } = candidate.found;
        let Some(paragraph) = Paragraph::load(self.snapshot, document, paragraph, self.reach)? else {
            return Ok(None);
        };
        let mut parts = paragraph.marks(&self.expression);
        if candidate.loose {
            for word in self.words.all() {
                parts.extend(paragraph.places(&word.chars().collect::<Vec<char>>()));
            }
        }
        Ok(Some(Marked::new(candidate, paragraph, parts)))
    }
}
