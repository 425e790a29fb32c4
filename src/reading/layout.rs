//! Where a text stands on the pictures of its pages.
//!
//! A source gives the boxes of its words, or of its characters or lines; each is a [`Zone`] (as TEI calls it), the
//! finest there is. What is shown of a stretch is its [`Region`]s: of each line the box of exactly its characters.

use crate::notation::told_known_share;
use crate::place::OriginalSpan;
use serde::Deserialize;
use serde::Serialize;

/// The picture of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Picture {
    /// Its file, as the source names it; none where it names none.
    #[serde(rename = "picture")]
    #[cfg_attr(feature = "schema", schema(required))]
    pub name: Option<String>,
    /// Which page of its source it shows, from 1.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    pub page: u32,
    /// How wide it is, in the unit of its boxes, mostly pixels; 0 where nobody says.
    #[serde(rename = "page_width")]
    pub width: u32,
    /// How high it is.
    #[serde(rename = "page_height")]
    pub height: u32,
}

/// A box on a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Box))]
pub struct Rect {
    /// How far its left edge lies from that of the picture.
    pub x: u32,
    /// How far its upper edge lies from that of the picture.
    pub y: u32,
    /// How wide it is.
    pub width: u32,
    /// How high it is.
    pub height: u32,
}

/// A box on the picture of a page from which a stretch of a text comes: all of it that stands on one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Region {
    /// The stretch.
    #[serde(flatten)]
    pub span: OriginalSpan,
    /// The picture.
    #[serde(flatten)]
    pub picture: Picture,
    /// The box: that of its characters or words where the source has these, else its part of the line.
    #[serde(flatten)]
    pub rect: Rect,
    /// How sure the source is that it was read well, 0 to 1; none where it does not say.
    #[serde(serialize_with = "told_known_share", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    pub confidence: Option<f32>,
}

/// How sure a source is of something: in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Confidence(u16);

impl Confidence {
    const ALL: f32 = 10_000.0;

    /// That of a share; none where it is not of 0 to 1.
    pub(crate) fn of(share: f32) -> Option<Self> {
        // A `u16` holds it.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is of 0 to 10,000")]
        (0.0..=1.0).contains(&share).then(|| Confidence((share * Self::ALL).round() as u16))
    }

    /// That of 0 to 1.
    pub(crate) fn share(self) -> f32 {
        f32::from(self.0) / Self::ALL
    }
}

/// The box of a word, or of a character or a line, whatever is the finest that the source has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Zone {
    pub(crate) span: OriginalSpan,
    /// Which of the pictures.
    pub(crate) picture: u32,
    /// Whether it is the first of its line.
    pub(crate) begins_line: bool,
    pub(crate) rect: Rect,
    pub(crate) confidence: Option<Confidence>,
}

/// The pictures of a text, and the boxes on them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) pictures: Vec<Picture>,
    /// Ascending; none overlaps another.
    pub(crate) zones: Vec<Zone>,
}

impl Rect {
    /// The box between two corners, whichever they are.
    pub(crate) fn between((x, y): (u32, u32), (other_x, other_y): (u32, u32)) -> Self {
        let (left, top) = (x.min(other_x), y.min(other_y));
        Rect { x: left, y: top, width: x.max(other_x) - left, height: y.max(other_y) - top }
    }

    /// The end of it on both axes.
    pub(crate) fn corner(self) -> (u32, u32) {
        (self.x.saturating_add(self.width), self.y.saturating_add(self.height))
    }

    /// The least box that both lie in.
    pub(crate) fn hull(self, other: Self) -> Self {
        let ((right, bottom), (other_right, other_bottom)) = (self.corner(), other.corner());
        let end = (right.max(other_right), bottom.max(other_bottom));
        Rect::between((self.x.min(other.x), self.y.min(other.y)), end)
    }

    /// Whether what stands in it is written from the top down.
    pub(crate) fn is_vertical(self) -> bool {
        self.height > self.width
    }

    /// The part of it, as a line of so many characters, in which those of a span stand.
    fn part(self, span: OriginalSpan, of: u32) -> Self {
        let at = |side: u32, count: u32| {
            let share = u64::from(side) * u64::from(count) / u64::from(of.max(1));
            u32::try_from(share).unwrap_or(side)
        };
        if self.is_vertical() {
            let (begin, end) = (at(self.height, span.begin), at(self.height, span.end));
            Rect { y: self.y.saturating_add(begin), height: end - begin, ..self }
        } else {
            let (begin, end) = (at(self.width, span.begin), at(self.width, span.end));
            Rect { x: self.x.saturating_add(begin), width: end - begin, ..self }
        }
    }
}

impl Zone {
    /// What of it lies in a stretch.
    fn within(self, stretch: OriginalSpan) -> Self {
        let span = self.span.intersect(stretch);
        if span == self.span {
            return self;
        }
        let (begin, end) = (span.begin - self.span.begin, span.end - self.span.begin);
        let rect = self.rect.part(OriginalSpan::new(begin, end), self.span.len());
        Zone { span, rect, begins_line: self.begins_line && begin == 0, ..self }
    }
}

impl Layout {
    pub(crate) fn is_empty(&self) -> bool {
        self.zones.is_empty()
    }

    /// That of a stretch.
    pub(crate) fn of(&self, stretch: OriginalSpan) -> Layout {
        let first = self.zones.partition_point(|zone| zone.span.end <= stretch.begin);
        let near = self.zones.iter().skip(first).take_while(|zone| zone.span.begin < stretch.end);
        let mut layout = Layout::default();
        for zone in near {
            layout.add(zone.within(stretch), &self.pictures);
        }
        layout
    }

    /// Adds the zones of a text that goes on with this one; those it begins with may be here already.
    pub(crate) fn append(&mut self, other: &Layout) {
        let end = self.zones.last().map_or(0, |zone| zone.span.end);
        for zone in other.zones.iter().filter(|zone| zone.span.begin >= end) {
            self.add(*zone, &other.pictures);
        }
    }

    fn add(&mut self, zone: Zone, pictures: &[Picture]) {
        let Some(picture) = pictures.get(zone.picture as usize) else { return };
        if self.pictures.last() != Some(picture) {
            self.pictures.push(picture.clone());
        }
        let picture = u32::try_from(self.pictures.len() - 1).unwrap_or(u32::MAX);
        self.zones.push(Zone { picture, ..zone });
    }

    /// What is shown of all of it: line by line, the box of what stands on that.
    pub(crate) fn regions(&self) -> Vec<Region> {
        let is_one = |last: &Zone, next: &Zone| !next.begins_line && last.picture == next.picture;
        let lines = self.zones.chunk_by(is_one).filter_map(|line| {
            let (first, last) = (line.first()?, line.last()?);
            Some(Region {
                span: first.span.hull(last.span),
                picture: self.pictures.get(first.picture as usize)?.clone(),
                rect: line.iter().map(|zone| zone.rect).reduce(Rect::hull)?,
                confidence: mean(line),
            })
        });
        lines.collect()
    }

    /// How sure the source is of its characters, on the average.
    pub(crate) fn confidence(&self) -> Option<Confidence> {
        mean(&self.zones).and_then(Confidence::of)
    }
}

/// How sure a source is of the characters of which it says so, on the average.
fn mean(zones: &[Zone]) -> Option<f32> {
    let known = zones.iter().filter_map(|zone| Some((zone.confidence?.share(), zone.span.len())));
    let (sum, length) = known.fold((0.0_f64, 0_u32), |(sum, length), (share, of)| {
        (sum + f64::from(share) * f64::from(of), length + of)
    });
    // Between two of its shares, which an `f32` holds.
    #[expect(clippy::cast_possible_truncation, reason = "it is of 0 to 1")]
    (length > 0).then(|| (sum / f64::from(length)) as f32)
}

/// As a [`Layout`] is kept: its pictures, and of each zone how far it begins behind the end of the one before, its
/// length, twice its picture and whether it goes on with a line, by how much its box lies further to the right and
/// further down, its sides, and its confidence and one, 0 where there is none.
pub(super) type PackedLayout = (Vec<Picture>, Vec<(u32, u32, u32, i32, i32, u32, u32, u16)>);

impl Layout {
    pub(super) fn pack(&self) -> PackedLayout {
        let (mut end, mut from) = (0, Rect::default());
        let zone = |zone: &Zone| {
            let Zone { span, picture, begins_line, rect, confidence } = *zone;
            let gap = span.begin.saturating_sub(end);
            let (x, y) =
                (rect.x.wrapping_sub(from.x).cast_signed(), rect.y.wrapping_sub(from.y).cast_signed());
            (end, from) = (span.end, rect);
            let sure = confidence.map_or(0, |Confidence(share)| share + 1);
            (gap, span.len(), picture << 1 | u32::from(!begins_line), x, y, rect.width, rect.height, sure)
        };
        (self.pictures.clone(), self.zones.iter().map(zone).collect())
    }

    pub(super) fn unpack((pictures, zones): PackedLayout) -> Self {
        let (mut end, mut from) = (0_u32, Rect::default());
        let zone =
            |(gap, length, picture, x, y, width, height, sure): (u32, u32, u32, i32, i32, u32, u32, u16)| {
                let begin = end.saturating_add(gap);
                let span = OriginalSpan::new(begin, begin.saturating_add(length));
                let (x, y) = (from.x.wrapping_add_signed(x), from.y.wrapping_add_signed(y));
                let rect = Rect { x, y, width, height };
                (end, from) = (span.end, rect);
                let confidence = sure.checked_sub(1).map(Confidence);
                Zone { span, picture: picture >> 1, begins_line: picture & 1 == 0, rect, confidence }
            };
        Layout { zones: zones.into_iter().map(zone).collect(), pictures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
        Rect { x, y, width, height }
    }

    /// Words of some lengths, some of which begin a line, on one page after the other.
    fn layouts() -> impl Strategy<Value = Layout> {
        let side = 0..5_000_u32;
        let word = (0..3_u32, 1..6_u32, prop::bool::ANY, (side.clone(), side.clone(), side.clone(), side));
        prop::collection::vec((word, prop::option::of(0.0..1.0_f32)), 0..30).prop_map(|words| {
            let mut layout = Layout::default();
            let mut end = 0;
            for (nth, ((gap, length, begins_line, (x, y, width, height)), share)) in (0..).zip(words) {
                let span = OriginalSpan::new(end + gap, end + gap + length);
                end = span.end;
                let picture = Picture { name: None, page: nth / 7 + 1, width: 5_000, height: 5_000 };
                let confidence = share.and_then(Confidence::of);
                let zone =
                    Zone { span, picture: 0, begins_line, rect: rect(x, y, width, height), confidence };
                layout.add(zone, &[picture]);
            }
            layout
        })
    }

    proptest! {
        #[test]
        fn a_layout_is_kept_as_it_is(layout in layouts()) {
            prop_assert_eq!(Layout::unpack(layout.pack()), layout);
        }

        #[test]
        fn regions_are_those_of_the_characters_and_no_others(layout in layouts(), begin in 0..60_u32, length in 1..40_u32) {
            let stretch = OriginalSpan::new(begin, begin + length);
            let part = layout.of(stretch);
            let covered = |layout: &Layout| {
                layout.zones.iter().flat_map(|zone| zone.span.begin..zone.span.end).collect::<Vec<_>>()
            };
            let expected: Vec<u32> = covered(&layout).into_iter().filter(|at| stretch.contains(*at)).collect();
            prop_assert_eq!(covered(&part), expected.clone());
            for zone in &part.zones {
                let whole = layout.zones.iter().find(|whole| whole.span.contains(zone.span.begin));
                prop_assert!(whole.is_some_and(|whole| whole.rect.hull(zone.rect) == whole.rect));
            }
            let regions = part.regions();
            prop_assert!(regions.is_sorted_by_key(|region| region.span));
            prop_assert!(expected.iter().all(|at| regions.iter().any(|region| region.span.contains(*at))));
            // Cut in two and put together again it is the same.
            let middle = begin + length / 2;
            let mut halves = layout.of(OriginalSpan::new(begin, middle));
            halves.append(&layout.of(OriginalSpan::new(middle, begin + length)));
            prop_assert_eq!(covered(&halves), expected);
        }
    }

    #[test]
    fn a_part_of_a_line_is_cut_along_the_line() {
        let picture = Picture { name: Some("a.png".to_owned()), page: 1, width: 1_000, height: 1_000 };
        let zone = |begin, end, rect| Zone {
            span: OriginalSpan::new(begin, end),
            picture: 0,
            begins_line: true,
            rect,
            confidence: Confidence::of(0.5),
        };
        let zones = vec![zone(0, 4, rect(100, 50, 80, 20)), zone(5, 9, rect(300, 10, 20, 400))];
        let layout = Layout { pictures: vec![picture], zones };
        let regions = layout.of(OriginalSpan::new(1, 7)).regions();
        let boxes: Vec<_> = regions.iter().map(|region| (region.span.begin, region.rect)).collect();
        assert_eq!(boxes, [(1, rect(120, 50, 60, 20)), (5, rect(300, 10, 20, 200))]);
        assert_eq!(regions.first().and_then(|region| region.confidence), Some(0.5));
    }
}
