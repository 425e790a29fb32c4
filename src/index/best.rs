//! The best of a union, of which tantivy skips most: the same ones in whatever segments they lie.
//!
//! To skip, tantivy compares with the best score that a block of postings may have. It adds up scores in an order that
//! follows from the segment, and knows a block's best for the segment's own average length: so it is asked for a
//! little more than is wanted, and what it finds is added up again, in the order of the terms.

use super::counts::Live;
use super::exact::Exact;
use tantivy::DocAddress;
use tantivy::Score;
use tantivy::Searcher;
use tantivy::SegmentReader;
use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::query::BooleanQuery;
use tantivy::query::EnableScoring;
use tantivy::query::Occur;
use tantivy::query::Query;
use tantivy::query::TermQuery;
use tantivy::query::Weight;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

/// Scores that differ by no more than this share may be equal, summed in another order: of up to 512 terms, each of
/// which is rounded by a share of 2⁻²⁴ when it is added, both sums by 2⁻¹⁵.
const ALIKE: Score = 1e-4;

/// Paragraphs that hold any of some terms, by BM25, and meet conditions.
pub(crate) struct AnyOf {
    /// Terms, each once, of text fields.
    pub(crate) terms: Vec<Term>,
    /// What else must hold, and must not. Where there is nothing, most paragraphs are skipped (Ding, Suel 2011).
    pub(crate) conditions: Vec<(Occur, Box<dyn Query>)>,
}

impl AnyOf {
    fn each(&self) -> impl Iterator<Item = Box<dyn Query>> {
        let term = |term: &Term| TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
        self.terms.iter().map(move |each| -> Box<dyn Query> { Box::new(term(each)) })
    }

    fn union(&self) -> Box<dyn Query> {
        Box::new(BooleanQuery::union(self.each().collect()))
    }

    /// The `limit` best, and those that are as good as the last of them, or nearly, in no order.
    pub(super) fn best(&self, limit: usize, live: &Live<'_>) -> tantivy::Result<Vec<(Score, DocAddress)>> {
        let scoring = EnableScoring::enabled_from_statistics_provider(live, live.searcher);
        let mut best = Best::of(limit);
        if self.conditions.is_empty() {
            best.skip(self.union().weight(scoring)?.as_ref(), &self.terms, live)?;
            let terms = self.each().map(|term| term.weight(scoring)).collect::<tantivy::Result<Vec<_>>>()?;
            add_up(&mut best.found, &terms, live.searcher)?;
        } else {
            let exact = |query| -> Box<dyn Query> { Box::new(Exact(query, live.time)) };
            let clauses = self.conditions.iter().map(|(occur, query)| (*occur, query.box_clone()));
            let clauses = clauses.chain([(Occur::Must, exact(self.union()))]).collect();
            best.go_through(exact(Box::new(BooleanQuery::new(clauses))).weight(scoring)?.as_ref(), live)?;
        }
        Ok(best.found)
    }
}

/// The best so far.
struct Best {
    limit: usize,
    found: Vec<(Score, DocAddress)>,
    /// When there are so many, those are dropped that are not among the best.
    room: usize,
    /// Nothing is among them that is no better than this.
    least: Score,
}

impl Best {
    fn of(limit: usize) -> Self {
        let limit = limit.max(1);
        Best { limit, found: Vec::new(), room: limit.saturating_mul(2), least: Score::MIN }
    }

    /// Adds what a weight finds and tantivy does not skip.
    fn skip(&mut self, weight: &dyn Weight, terms: &[Term], live: &Live<'_>) -> tantivy::Result<()> {
        for (segment, reader) in (0..).zip(live.searcher.segment_readers()) {
            let slack = slack(reader, terms, live)?;
            let least = self.least / slack;
            let mut add = |doc, score| {
                if !reader.is_deleted(doc) {
                    self.add(score, DocAddress::new(segment, doc));
                }
                // Nothing is better than that, so all that is left is skipped.
                live.time.left().map_or(Score::INFINITY, |()| self.least / slack)
            };
            weight.for_each_pruning(least, reader, &mut add)?;
            live.time.left_to_tantivy()?;
        }
        self.drop_others();
        Ok(())
    }

    /// Adds what a weight finds.
    fn go_through(&mut self, weight: &dyn Weight, live: &Live<'_>) -> tantivy::Result<()> {
        for (segment, reader) in (0..).zip(live.searcher.segment_readers()) {
            let least = self.least;
            let mut add = |doc, score| {
                if !reader.is_deleted(doc) {
                    self.add(score, DocAddress::new(segment, doc));
                }
                self.least
            };
            weight.for_each_pruning(least, reader, &mut add)?;
        }
        self.drop_others();
        Ok(())
    }

    fn add(&mut self, score: Score, address: DocAddress) {
        if score > self.least {
            self.found.push((score, address));
            if self.found.len() >= self.room {
                self.drop_others();
            }
        }
    }

    fn drop_others(&mut self) {
        if self.found.len() <= self.limit {
            return;
        }
        let (_, last, _) = self.found.select_nth_unstable_by(self.limit - 1, |a, b| b.0.total_cmp(&a.0));
        self.least = last.0 * (1.0 - ALIKE);
        self.found.retain(|found| found.0 > self.least);
        self.room = self.found.len().saturating_mul(2);
    }
}

/// By what factor a score may be greater than tantivy thinks the best of its block is. That was chosen for the average
/// length of the segment, so it may be lower by the ratio of the averages. And it takes no paragraph for shorter than
/// the term is frequent in it; but a length is rounded down, by a ninth at the most.
fn slack(reader: &SegmentReader, terms: &[Term], live: &Live<'_>) -> tantivy::Result<Score> {
    let mut slack: Score = 1.0;
    let mut last: Option<Field> = None;
    for field in terms.iter().map(Term::field) {
        if last.replace(field) != Some(field) {
            let tokens = reader.inverted_index(field)?.total_num_tokens();
            let here = average(tokens, reader.max_doc().into());
            let everywhere = average(live.total_num_tokens(field)?, live.total_num_docs()?);
            slack = slack.max((here / everywhere).max(everywhere / here) * (1.0 + 0.125 / everywhere));
        }
    }
    // Where there is no average, a score of nothing is to be beaten.
    Ok(if slack.is_finite() { slack } else { Score::INFINITY })
}

#[expect(clippy::cast_precision_loss, reason = "as BM25 has it")]
fn average(tokens: u64, paragraphs: u64) -> Score {
    tokens as Score / paragraphs as Score
}

/// Adds up the scores of what was found, term after term.
fn add_up(
    found: &mut [(Score, DocAddress)],
    terms: &[Box<dyn Weight>],
    searcher: &Searcher,
) -> tantivy::Result<()> {
    found.sort_unstable_by_key(|found| found.1);
    for (score, _) in found.iter_mut() {
        *score = 0.0;
    }
    for found in found.chunk_by_mut(|a, b| a.1.segment_ord == b.1.segment_ord) {
        let Some((_, first)) = found.first() else { continue };
        let reader = searcher.segment_reader(first.segment_ord);
        for term in terms {
            let mut scorer = term.scorer(reader, 1.0)?;
            for (score, address) in found.iter_mut() {
                if scorer.doc() < address.doc_id {
                    scorer.seek(address.doc_id);
                }
                if scorer.doc() == address.doc_id {
                    *score += scorer.score();
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::super::counts::Counts;
    use super::super::time::Time;
    use super::*;
    use fastrand::Rng;
    use tantivy::Index;
    use tantivy::IndexWriter;
    use tantivy::doc;
    use tantivy::indexer::NoMergePolicy;
    use tantivy::schema::INDEXED;
    use tantivy::schema::Schema;
    use tantivy::schema::TEXT;

    const LETTERS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    /// One segment for each list of paragraphs, which are letters; those of two letters are removed again.
    fn index(segments: &[Vec<String>]) -> (Index, Field) {
        let mut schema = Schema::builder();
        let (text, length) = (schema.add_text_field("text", TEXT), schema.add_u64_field("length", INDEXED));
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 16 << 20).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for paragraphs in segments {
            for paragraph in paragraphs {
                let letters = u64::try_from(paragraph.split(' ').count()).unwrap();
                writer.add_document(doc!(text => paragraph.as_str(), length => letters)).unwrap();
            }
            writer.commit().unwrap();
        }
        writer.delete_term(Term::from_field_u64(length, 2));
        writer.commit().unwrap();
        (index, text)
    }

    /// Asks for the best that hold any of the letters, skipping and not.
    fn check(segments: &[Vec<String>], letters: &[&str]) {
        let (index, text) = index(segments);
        let (searcher, counts) = (index.reader().unwrap().searcher(), Counts::default());
        let live = Live { searcher: &searcher, counts: &counts, time: Time::now(None) };
        let terms = letters.iter().map(|letter| Term::from_field_text(text, letter));
        let any = AnyOf { terms: terms.collect(), conditions: Vec::new() };
        let best = |limit| {
            let mut best = any.best(limit, &live).unwrap();
            best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            best
        };
        let all = best(usize::MAX);
        for limit in [1, 10, 40, 160] {
            let found = best(limit);
            assert_eq!(found[..limit], all[..limit], "{limit} of {letters:?}");
            assert!(limit > 1 || found.len() < all.len(), "nothing was dropped");
        }
    }

    /// Segments of mostly long paragraphs and of short ones, in which a letter is frequent or not.
    fn segments(rng: &mut Rng) -> Vec<Vec<String>> {
        let paragraph = |rng: &mut Rng, most: usize| {
            let length = if rng.u8(0..5) == 0 { rng.usize(1..=30) } else { rng.usize(most / 2..=most) };
            let others = rng.usize(1..=LETTERS.len());
            let letters = (0..length.max(1)).map(|_| LETTERS[rng.usize(0..others)]);
            letters.collect::<Vec<&str>>().join(" ")
        };
        [3, 300, 8, 300, 15].map(|most| (0..600).map(|_| paragraph(rng, most)).collect()).to_vec()
    }

    #[test]
    fn what_is_skipped_is_not_among_the_best() {
        let segments = segments(&mut Rng::with_seed(5));
        for from in 0..LETTERS.len() {
            check(&segments, &LETTERS[from..]);
        }
    }

    #[test]
    fn a_block_is_not_skipped_because_its_segment_has_long_paragraphs() {
        let paragraph =
            |times: usize, length: usize| [vec!["a"; times], vec!["x"; length - times]].concat().join(" ");
        // Where paragraphs are long, ten times in thirty is better than three times in five.
        let block =
            |first: String, second: String| [vec![first, second], vec![paragraph(1, 300); 126]].concat();
        let first = block(paragraph(4, 9), paragraph(1, 300));
        let second = block(paragraph(10, 30), paragraph(3, 5));
        let last = vec![paragraph(1, 300); 100];
        let elsewhere = vec![paragraph(0, 1); 50_000];
        check(&[[first, second, last].concat(), elsewhere], &["a", "b"]);
    }
}
