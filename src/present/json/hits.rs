//! Hits, passages and their copies as objects.

use super::Json;
use super::SpanObject;
use super::write;
use crate::collection::Blamed;
use crate::collection::Surveyed;
use crate::copies::class::Class;
use crate::copies::variants::Variant;
use crate::present::share;
use crate::search::Copy;
use crate::search::CopyPiece;
use crate::search::Hit;
use crate::search::ParagraphText;
use crate::witnesses::CopyKind;
use serde::Serialize;
use std::io;
use std::io::Write;

/// The JSON form of a [`Hit`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Hit))]
pub struct HitObject<'a> {
    document: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    series: Option<&'a str>,
    paragraph: u32,
    begin: u32,
    end: u32,
    score: f32,
    text: &'a str,
    matches: Vec<SpanObject>,
    loose: bool,
    formula: bool,
    copies: Vec<CopyObject<'a>>,
    copies_total: usize,
    parts_total: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    before: Vec<PassageObject<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    after: Vec<PassageObject<'a>>,
}

/// The JSON form of a [`Copy`](struct@Copy).
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Copy))]
pub struct CopyObject<'a> {
    document: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    series: Option<&'a str>,
    paragraph: u32,
    begin: u32,
    end: u32,
    kind: CopyKind,
    coverage: f32,
    similarity: f32,
    text: &'a str,
    via: bool,
    variants: Vec<VariantObject<'a>>,
    /// Where it stands, when it does so in several pieces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pieces: Vec<PieceObject>,
}

/// The JSON form of a [`CopyPiece`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = CopyPiece))]
struct PieceObject {
    paragraph: u32,
    begin: u32,
    end: u32,
    /// What it has of the passage.
    passage: SpanObject,
    /// Whether it stands in another order than in the passage.
    moved: bool,
}

/// The JSON form of a [`Variant`]: `a` is the passage shown first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Variant))]
pub(super) struct VariantObject<'a> {
    class: Class,
    a: SpanObject,
    b: SpanObject,
    a_text: &'a str,
    b_text: &'a str,
}

impl<'a> HitObject<'a> {
    /// The object of a hit.
    #[must_use]
    pub fn of(hit: &'a Hit) -> Self {
        HitObject {
            document: &hit.document,
            title: hit.title.as_deref(),
            date: hit.date.as_deref(),
            series: hit.series.as_deref(),
            paragraph: hit.paragraph,
            begin: hit.span.begin,
            end: hit.span.end,
            score: hit.score,
            text: &hit.text,
            matches: hit.matches.iter().copied().map(SpanObject::of).collect(),
            loose: hit.loose,
            formula: hit.formula,
            copies: hit.copies.iter().map(CopyObject::of).collect(),
            copies_total: hit.copies_total,
            parts_total: hit.parts_total,
            before: hit.before.iter().map(|paragraph| PassageObject::of(paragraph, None)).collect(),
            after: hit.after.iter().map(|paragraph| PassageObject::of(paragraph, None)).collect(),
        }
    }
}

impl<'a> CopyObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(copy: &'a Copy) -> Self {
        CopyObject {
            document: &copy.document,
            title: copy.title.as_deref(),
            date: copy.date.as_deref(),
            series: copy.series.as_deref(),
            paragraph: copy.paragraph,
            begin: copy.span.begin,
            end: copy.span.end,
            kind: copy.kind,
            coverage: share(copy.coverage),
            similarity: share(copy.similarity),
            text: &copy.text,
            via: copy.via,
            variants: copy.variants.iter().map(VariantObject::of).collect(),
            pieces: if copy.pieces.len() > 1 {
                copy.pieces.iter().map(PieceObject::of).collect()
            } else {
                Vec::new()
            },
        }
    }
}

impl PieceObject {
    fn of(piece: &CopyPiece) -> Self {
        let CopyPiece { paragraph, span, passage, moved } = *piece;
        PieceObject { paragraph, begin: span.begin, end: span.end, passage: SpanObject::of(passage), moved }
    }
}

impl<'a> VariantObject<'a> {
    pub(super) fn of(variant: &'a Variant) -> Self {
        VariantObject {
            class: variant.class,
            a: SpanObject::of(variant.a),
            b: SpanObject::of(variant.b),
            a_text: &variant.a_text,
            b_text: &variant.b_text,
        }
    }
}

impl Json for Hit {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&HitObject::of(self), out)
    }
}

impl Json for Copy {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&CopyObject::of(self), out)
    }
}

/// The JSON form of a [`Blamed`] sentence.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Blamed))]
struct BlamedObject<'a> {
    #[serde(flatten)]
    sentence: PassageObject<'a>,
    date: Option<&'a str>,
    /// How many other places have at least seven tenths of it.
    printings: usize,
    earliest: Option<CopyObject<'a>>,
}

impl Json for Blamed {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let earliest = self.earliest.and_then(|nth| self.copies.get(nth));
        let object = BlamedObject {
            sentence: PassageObject::of(&self.sentence, Some(&self.copies)),
            date: self.date.as_deref(),
            printings: self.printings,
            earliest: earliest.map(CopyObject::of),
        };
        write(&object, out)
    }
}

impl Json for ParagraphText {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&PassageObject::of(self, None), out)
    }
}

/// A passage and every other place of it, as one object.
#[derive(Debug, Clone, Copy)]
pub struct WithCopies<'a> {
    /// The passage.
    pub passage: &'a ParagraphText,
    /// Its other places.
    pub copies: &'a [Copy],
}

impl Json for WithCopies<'_> {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&PassageObject::of(self.passage, Some(self.copies)), out)
    }
}

/// The JSON form of a passage or paragraph.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Passage))]
pub struct PassageObject<'a> {
    document: &'a str,
    paragraph: u32,
    begin: u32,
    end: u32,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    copies: Option<Vec<CopyObject<'a>>>,
}

impl<'a> PassageObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(passage: &'a ParagraphText, copies: Option<&'a [Copy]>) -> Self {
        PassageObject {
            document: &passage.document,
            paragraph: passage.paragraph,
            begin: passage.span.begin,
            end: passage.span.end,
            text: &passage.text,
            copies: copies.map(|copies| copies.iter().map(CopyObject::of).collect()),
        }
    }
}

/// The JSON form of a [`Surveyed`] paragraph.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Surveyed))]
pub struct SurveyedObject<'a> {
    #[serde(flatten)]
    passage: PassageObject<'a>,
    /// How many other places have at least half of it.
    copies_total: usize,
    /// How many have less.
    parts_total: usize,
    /// Whether it is boilerplate, or has some in it.
    formula: bool,
    /// Which parts of it stand elsewhere too.
    shared: Vec<SpanObject>,
}

impl<'a> SurveyedObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(surveyed: &'a Surveyed) -> Self {
        SurveyedObject {
            passage: PassageObject::of(&surveyed.paragraph, None),
            copies_total: surveyed.copies,
            parts_total: surveyed.parts,
            formula: surveyed.formula,
            shared: surveyed.shared.iter().copied().map(SpanObject::of).collect(),
        }
    }
}

impl Json for Surveyed {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&SurveyedObject::of(self), out)
    }
}
