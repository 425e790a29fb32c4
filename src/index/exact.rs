//! Scores that add up alike in any order: each part's score is rounded to a grid on which sums lose nothing.
//!
//! Which part is added first follows from how common a term is in a segment, and floating-point sums follow
//! from the order. Without this, the same paragraphs would be ranked by the last bit according to how they
//! came into segments: at once, day by day, or merged from the parts that a cluster wrote.

use super::time::Time;
use tantivy::COLLECT_BLOCK_BUFFER_LEN;
use tantivy::DocId;
use tantivy::DocSet;
use tantivy::Score;
use tantivy::SegmentReader;
use tantivy::Term;
use tantivy::query::EnableScoring;
use tantivy::query::Explanation;
use tantivy::query::Query;
use tantivy::query::Scorer;
use tantivy::query::Weight;

/// Steps of the grid to a point of score. Of a 32-bit float's 24 bits 12 are left, for sums up to 4,096;
/// BM25 gives a term some twenty points at the most.
const GRID: Score = 4096.0;

fn round(score: Score) -> Score {
    (score * GRID).round() / GRID
}

/// A query whose scores are rounded, and which is not begun, nor gone through for the best, when the time is over.
#[derive(Debug)]
pub(crate) struct Exact(pub(crate) Box<dyn Query>, pub(crate) Time);

struct ExactWeight(Box<dyn Weight>, Time);

struct ExactScorer(Box<dyn Scorer>);

impl Clone for Exact {
    fn clone(&self) -> Self {
        Exact(self.0.box_clone(), self.1)
    }
}

impl Query for Exact {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weight = self.0.weight(scoring)?;
        Ok(if scoring.is_scoring_enabled() { Box::new(ExactWeight(weight, self.1)) } else { weight })
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

impl Weight for ExactWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.1.left_to_tantivy()?;
        Ok(Box::new(ExactScorer(self.0.scorer(reader, boost)?)))
    }

    fn for_each_pruning(
        &self,
        mut threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        self.1.each(self.scorer(reader, 1.0)?.as_mut(), |doc, scorer| {
            let score = scorer.score();
            if score > threshold {
                threshold = callback(doc, score);
            }
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        self.0.count(reader)
    }
}

impl Scorer for ExactScorer {
    fn score(&mut self) -> Score {
        round(self.0.score())
    }
}

impl DocSet for ExactScorer {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn fill_buffer(&mut self, buffer: &mut [DocId; COLLECT_BLOCK_BUFFER_LEN]) -> usize {
        self.0.fill_buffer(buffer)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }

    fn cost(&self) -> u64 {
        self.0.cost()
    }
}
