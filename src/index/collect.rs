//! A tantivy collector that keeps every match with its score: totals are exact, ties are ours to break.

use super::time::Time;
use tantivy::DocAddress;
use tantivy::DocId;
use tantivy::Score;
use tantivy::SegmentOrdinal;
use tantivy::SegmentReader;
use tantivy::collector::Collector;
use tantivy::collector::SegmentCollector;
use tantivy::query::Weight;

pub(super) struct Everything {
    pub(super) time: Time,
}

pub(super) struct InSegment {
    segment: SegmentOrdinal,
    matches: Vec<(Score, DocAddress)>,
}

impl Collector for Everything {
    type Fruit = Vec<(Score, DocAddress)>;
    type Child = InSegment;

    fn for_segment(&self, segment: SegmentOrdinal, _reader: &SegmentReader) -> tantivy::Result<InSegment> {
        Ok(InSegment { segment, matches: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        Ok(fruits.concat())
    }

    /// As tantivy does it, but that it can end before the end.
    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<Self::Fruit> {
        let mut collector = self.for_segment(segment, reader)?;
        let mut scorer = weight.scorer(reader, 1.0)?;
        self.time.each(scorer.as_mut(), |doc, scorer| {
            if !reader.is_deleted(doc) {
                collector.collect(doc, scorer.score());
            }
        })?;
        Ok(collector.harvest())
    }
}

impl SegmentCollector for InSegment {
    type Fruit = Vec<(Score, DocAddress)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.matches.push((score, DocAddress::new(self.segment, doc)));
    }

    fn harvest(self) -> Self::Fruit {
        self.matches
    }
}
