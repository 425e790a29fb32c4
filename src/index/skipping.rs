//! The best of a union, of which tantivy skips most, while there is time.

use super::time::Time;
use tantivy::DocId;
use tantivy::Score;
use tantivy::SegmentReader;
use tantivy::Term;
use tantivy::query::EnableScoring;
use tantivy::query::Explanation;
use tantivy::query::Query;
use tantivy::query::Scorer;
use tantivy::query::Weight;

/// A union of terms that is left to tantivy, until the time is over. The clock is looked at for each paragraph that
/// is among the best so far: behind `n` of them, where `k` are asked for, about every `n / k`th is.
#[derive(Debug)]
pub(crate) struct Skipping(pub(crate) Box<dyn Query>, pub(crate) Time);

struct SkippingWeight(Box<dyn Weight>, Time);

impl Clone for Skipping {
    fn clone(&self) -> Self {
        Skipping(self.0.box_clone(), self.1)
    }
}

impl Query for Skipping {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(SkippingWeight(self.0.weight(scoring)?, self.1)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

impl Weight for SkippingWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.0.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        // Nothing is better than that, so all that is left is skipped.
        let better = &mut |doc, score| self.1.left().map_or(Score::INFINITY, |()| callback(doc, score));
        self.0.for_each_pruning(threshold, reader, better)?;
        self.1.left_to_tantivy()
    }
}
