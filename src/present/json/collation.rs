//! A collation as one object: its copies, the majority reading, and each unit with its readings.

use super::AboutObject;
use super::Json;
use super::SpanObject;
use super::write;
use crate::collate::collation::Collation;
use crate::collate::collation::Reading;
use crate::collate::collation::Unit;
use crate::collate::collation::Witness;
use crate::copies::class::Class;
use crate::present::share;
use serde::Serialize;
use std::io;
use std::io::Write;

/// The JSON form of a [`Collation`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Collation))]
pub struct CollationObject<'a> {
    base: &'a str,
    witnesses: Vec<WitnessObject<'a>>,
    majority: MajorityObject,
    units: Vec<UnitObject<'a>>,
}

/// A copy.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Witness))]
struct WitnessObject<'a> {
    sigil: &'a str,
    #[serde(flatten)]
    about: AboutObject<'a>,
    paragraph: u32,
    begin: u32,
    end: u32,
    quality: f32,
    text: &'a str,
}

/// What most copies say.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Majority))]
struct MajorityObject {
    text: String,
    confidence: f32,
}

/// Neighbouring columns.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Unit))]
struct UnitObject<'a> {
    text: String,
    agreement: &'static str,
    votes: u32,
    voters: u32,
    confidence: f32,
    readings: Vec<ReadingObject<'a>>,
}

/// What some copies have.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Reading))]
struct ReadingObject<'a> {
    text: String,
    class: Option<Class>,
    witnesses: Vec<PlaceObject<'a>>,
}

/// Where a copy has a reading.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ReadingPlace))]
struct PlaceObject<'a> {
    sigil: &'a str,
    span: SpanObject,
}

impl<'a> CollationObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(collation: &'a Collation) -> Self {
        let witnesses = &collation.witnesses;
        CollationObject {
            base: witnesses.first().map_or("", |base| &base.sigil),
            witnesses: witnesses.iter().map(WitnessObject::of).collect(),
            majority: MajorityObject {
                text: collation.majority(),
                confidence: share(collation.confidence()),
            },
            units: collation.units().into_iter().map(|unit| UnitObject::of(unit, witnesses)).collect(),
        }
    }
}

impl Json for Collation {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(&CollationObject::of(self), out)
    }
}

impl<'a> WitnessObject<'a> {
    fn of(witness: &'a Witness) -> Self {
        WitnessObject {
            sigil: &witness.sigil,
            about: AboutObject::of(&witness.about),
            paragraph: witness.paragraph,
            begin: witness.span.begin,
            end: witness.span.end,
            quality: share(witness.quality),
            text: witness.text.as_str(),
        }
    }
}

impl<'a> UnitObject<'a> {
    fn of(unit: Unit, witnesses: &'a [Witness]) -> Self {
        UnitObject {
            text: unit.text,
            agreement: unit.agreement.name(),
            votes: unit.votes,
            voters: unit.voters,
            confidence: share(unit.confidence),
            readings: unit
                .readings
                .into_iter()
                .map(|reading| ReadingObject::of(reading, witnesses))
                .collect(),
        }
    }
}

impl<'a> ReadingObject<'a> {
    fn of(reading: Reading, witnesses: &'a [Witness]) -> Self {
        let place = |&(nth, span): &(usize, _)| {
            Some(PlaceObject { sigil: &witnesses.get(nth)?.sigil, span: SpanObject::of(span) })
        };
        ReadingObject {
            text: reading.text,
            class: reading.class,
            witnesses: reading.witnesses.iter().filter_map(place).collect(),
        }
    }
}
