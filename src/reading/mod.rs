//! What a reader sees of a document, and which stretch of it is what.
//!
//! The *reading text* of a plain file is the decoded file itself; of a file with markup it is what the markup shows,
//! a note at its anchor. Each stretch belongs to a [`Layer`]; a [`Locus`] is a place as the source itself counts, by
//! which it is cited; an [`ApparatusReading`] is what an editor has noted that other witnesses have instead; a [`Region`]
//! is where on the picture of a page it stands.

mod brackets;
mod composer;
mod layout;
mod locus;

pub(crate) use composer::Composer;
pub(crate) use composer::Printed;
pub(crate) use layout::Confidence;
pub(crate) use layout::Layout;
pub use layout::Picture;
pub use layout::Rect;
pub use layout::Region;
pub use locus::Locus;
pub use locus::LocusKind;
pub(crate) use locus::meant;
pub(crate) use locus::stretch;

use crate::notation::choice;
use crate::place::OriginalSpan;
use layout::PackedLayout;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

choice! {
/// Which part of a document a stretch of it is.
#[derive(Default)]
pub enum Layer {
    /// The text itself
    #[default]
    Main = "main",
    /// A note (夹注, 注疏), a footnote, a commentary
    Note = "note",
    /// A running head, a page number, a jump line
    Furniture = "furniture",
    /// The mark of a footnote, a gloss of the pronunciation
    Sign = "sign",
}
}

/// A stretch of a document that is not its text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LayerSpan {
    /// Which part of the document it is.
    pub layer: Layer,
    /// Where it stands in the reading text.
    #[serde(flatten)]
    pub span: OriginalSpan,
}

/// What other witnesses have instead of a lemma, as the apparatus of an edition says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ApparatusReading {
    /// The lemma: the stretch of the reading text that it stands for; an empty one where the text lacks it.
    #[serde(flatten)]
    pub span: OriginalSpan,
    /// The reading; empty where the witnesses omit the lemma.
    pub text: String,
    /// The sigla of the witnesses; none where the editor names none.
    pub witnesses: Vec<String>,
}

/// What is known of the stretches of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// What is not the text itself, ascending; none overlaps another.
    pub(crate) layers: Vec<LayerSpan>,
    /// The loci, ascending.
    pub(crate) loci: Vec<Locus>,
    /// The readings of the apparatus, by where their lemmas stand, ascending.
    pub(crate) readings: Vec<ApparatusReading>,
    /// Where it stands on the pictures of its pages.
    pub(crate) layout: Layout,
}

/// As [`Marks`] are kept: layers as their number, begin and length, loci as the number of what they count, begin,
/// name and which of this they are, readings as begin and length of the lemma, text and witnesses, and the layout.
type Packed = (
    Vec<(Layer, u32, u32)>,
    Vec<(LocusKind, u32, String, u32)>,
    Vec<(u32, u32, String, Vec<String>)>,
    PackedLayout,
);

/// Where a passage stands in its source's own terms, and what of it is what.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Origin {
    /// The place of its source in which it begins, as it is cited and may be asked for behind the document's key and a
    /// colon: `001-1a`, `p3`, `第十二条`; none where the source counts none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locus: Option<String>,
    /// What of it is not the text itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<LayerSpan>,
    /// The places of its source that begin in it, and of each kind the one it begins in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loci: Vec<Locus>,
    /// What other witnesses have instead of stretches of it, as the apparatus of its edition says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<ApparatusReading>,
    /// Where it stands on the pictures of its pages, line by line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
}

impl Marks {
    /// What is shown of a passage that has these marks and begins there.
    pub(crate) fn origin(self, begin: u32) -> Origin {
        Origin {
            locus: locus::cited_at(&self.loci, begin).map(Locus::cited),
            regions: self.layout.regions(),
            layers: self.layers,
            loci: self.loci,
            readings: self.readings,
        }
    }

    /// Says of each locus which of its name it is.
    pub(crate) fn number_loci(&mut self) {
        locus::number(&mut self.loci);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.layers.is_empty() && self.loci.is_empty() && self.readings.is_empty() && self.layout.is_empty()
    }

    /// Those of a stretch: what of it is which layer, the loci that begin in it, and of each kind the last one that
    /// began before and runs into it; the readings whose lemma begins in it.
    pub(crate) fn of(&self, stretch: OriginalSpan) -> Marks {
        self.sweep().of(stretch)
    }

    /// Those of one stretch after the other.
    pub(crate) fn sweep(&self) -> Sweep<'_> {
        Sweep { marks: self, next: 0, last: BTreeMap::new() }
    }

    fn readings_of(&self, stretch: OriginalSpan) -> Vec<ApparatusReading> {
        let first = self.readings.partition_point(|reading| reading.span.begin < stretch.begin);
        let near = self.readings.iter().skip(first).take_while(|reading| reading.span.begin <= stretch.end);
        // What is lacking behind the last character stands there too.
        let within = near.filter(|reading| reading.span.begin < stretch.end || reading.span.is_empty());
        let clipped = |reading: &ApparatusReading| ApparatusReading {
            span: OriginalSpan::new(reading.span.begin, reading.span.end.min(stretch.end)),
            ..reading.clone()
        };
        within.map(clipped).collect()
    }

    /// As bytes.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        let layers = self.layers.iter().map(|layer| (layer.layer, layer.span.begin, layer.span.len()));
        let loci = self.loci.iter().map(|locus| (locus.kind, locus.at, locus.name.clone(), locus.nth));
        let readings = self
            .readings
            .iter()
            .cloned()
            .map(|ApparatusReading { span, text, witnesses }| (span.begin, span.len(), text, witnesses));
        let packed: Packed = (layers.collect(), loci.collect(), readings.collect(), self.layout.pack());
        postcard::to_stdvec(&packed).ok()
    }

    /// What [`Marks::bytes`] gave; nothing where these are none.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Marks {
        let (layers, loci, readings, layout): Packed = postcard::from_bytes(bytes).unwrap_or_default();
        let span = |begin: u32, length: u32| OriginalSpan::new(begin, begin.saturating_add(length));
        let layer = |(layer, begin, length)| LayerSpan { layer, span: span(begin, length) };
        let locus = |(kind, at, name, nth)| Locus { at, kind, name, nth };
        let reading = |(begin, length, text, witnesses)| ApparatusReading {
            span: span(begin, length),
            text,
            witnesses,
        };
        Marks {
            layers: layers.into_iter().map(layer).collect(),
            loci: loci.into_iter().map(locus).collect(),
            readings: readings.into_iter().map(reading).collect(),
            layout: Layout::unpack(layout),
        }
    }
}

/// Goes over marks stretch by stretch, each beginning where the one before began or later: of each kind the last locus
/// before is known, however far back it is.
#[derive(Debug)]
pub(crate) struct Sweep<'a> {
    marks: &'a Marks,
    /// The first locus that was not passed.
    next: usize,
    last: BTreeMap<LocusKind, &'a Locus>,
}

impl Sweep<'_> {
    /// Those of the next stretch.
    pub(crate) fn of(&mut self, stretch: OriginalSpan) -> Marks {
        let Marks { layers, loci, .. } = self.marks;
        let first = layers.partition_point(|layer| layer.span.end <= stretch.begin);
        let layers = layers.iter().skip(first).take_while(|layer| layer.span.begin < stretch.end);
        let layers = layers.map(|layer| LayerSpan { span: layer.span.intersect(stretch), ..*layer });
        while let Some(locus) = loci.get(self.next).filter(|locus| locus.at <= stretch.begin) {
            self.last.insert(locus.kind, locus);
            self.next += 1;
        }
        let mut own: Vec<Locus> = self.last.values().map(|locus| (*locus).clone()).collect();
        own.sort_by_key(|locus| locus.at);
        own.extend(loci.iter().skip(self.next).take_while(|locus| locus.at < stretch.end).cloned());
        Marks {
            layers: layers.collect(),
            loci: own,
            readings: self.marks.readings_of(stretch),
            layout: self.marks.layout.of(stretch),
        }
    }
}

/// How the paragraphs of a text are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Division {
    /// By the shape of its lines: nothing else says where one ends.
    #[default]
    Shape,
    /// At blank lines, which its source has set, and between them by the shape of the lines; what looks like the fence
    /// of a block of code is none.
    Blocks,
    /// At blank lines alone: its source says where each ends.
    Blank,
}

/// The text of a document as a reader sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ReadingText {
    /// At most `u32::MAX / 2` Unicode scalar values.
    pub(crate) text: String,
    /// The first scalar value of the body, which comes after the front matter of a plain file.
    pub(crate) body: u32,
    pub(crate) division: Division,
    pub(crate) marks: Marks,
}

impl ReadingText {
    /// A text without markup.
    pub(crate) fn plain(text: String) -> Self {
        ReadingText { text, ..ReadingText::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_belong_to_the_stretch_in_which_their_lemma_begins() {
        let reading = |begin: u32, end: u32| ApparatusReading {
            span: OriginalSpan::new(begin, end),
            text: "舟".to_owned(),
            witnesses: vec!["【宋】".to_owned()],
        };
        let all = [(0, 0), (0, 4), (3, 6), (5, 5), (5, 7), (9, 9)];
        let marks =
            Marks { readings: all.map(|(begin, end)| reading(begin, end)).to_vec(), ..Marks::default() };
        assert_eq!(Marks::from_bytes(&marks.bytes().unwrap_or_default()), marks);
        assert!(!marks.is_empty());
        let of = |begin, end| {
            let readings = marks.of(OriginalSpan::new(begin, end)).readings;
            readings.into_iter().map(|reading| (reading.span.begin, reading.span.end)).collect::<Vec<_>>()
        };
        assert_eq!(of(0, 5), [(0, 0), (0, 4), (3, 5), (5, 5)], "cut to it, and what is lacking behind it");
        assert_eq!(of(4, 9), [(5, 5), (5, 7), (9, 9)]);
    }
}
