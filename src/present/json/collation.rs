//! A collation as one object: its copies, the majority reading, and each unit with its readings.

use super::Json;
use super::write;
use crate::collate::collation::Collation;
use crate::collate::collation::Reading;
use crate::collate::collation::Unit;
use crate::collate::collation::Witness;
use crate::collate::columns::Agreement;
use crate::copies::class::Class;
use crate::place::OriginalSpan;
use crate::present::share;
use serde::Serialize;
use std::io;
use std::io::Write;

/// All copies of a passage in one table, and what most of them say.
// `Collation` has columns; units, the majority reading and its confidence follow from them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Collation))]
pub struct CollationObject<'a> {
    /// The sigil of the copy that the others are shown against.
    base: &'a str,
    /// The copies: first the base, then the others in order of date, document and place.
    witnesses: &'a [Witness],
    /// The reading that most copies support.
    majority: MajorityObject,
    /// Neighbouring columns in which the same copies agree equally far; together they are the whole passage.
    units: Vec<UnitObject<'a>>,
}

/// What most copies say.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Majority))]
struct MajorityObject {
    /// The reading; it stands in no document.
    text: String,
    /// How likely a character of it is right, on average, if copies err independently of each other.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    confidence: f32,
}

/// Neighbouring columns of a collation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Unit))]
struct UnitObject<'a> {
    /// What most copies say; empty where most have nothing.
    text: String,
    /// How far the copies agree.
    agreement: Agreement,
    /// How many copies bear out each column, at least.
    votes: u32,
    /// How many copies say anything here.
    voters: u32,
    /// The least confidence of its columns.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1))]
    confidence: f32,
    /// What the copies have, each reading once, in the order of the copies.
    readings: Vec<ReadingObject<'a>>,
}

/// What some copies have.
// `Reading` has copies as indices.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Reading))]
struct ReadingObject<'a> {
    /// The text, as their sources write it; empty where they have nothing.
    text: String,
    /// How it differs from what most copies say, if it does.
    #[cfg_attr(feature = "schema", schema(required))]
    class: Option<Class>,
    /// Who has it, and where.
    witnesses: Vec<ReadingPlaceObject<'a>>,
}

/// Where a copy has a reading.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ReadingPlace))]
struct ReadingPlaceObject<'a> {
    /// The copy.
    sigil: &'a str,
    /// Where it has the reading in its source: an empty span where it would stand.
    span: OriginalSpan,
}

impl<'a> CollationObject<'a> {
    /// The object of a value.
    #[must_use]
    pub fn of(collation: &'a Collation) -> Self {
        let witnesses = &collation.witnesses;
        CollationObject {
            base: witnesses.first().map_or("", |base| &base.sigil),
            witnesses,
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

impl<'a> UnitObject<'a> {
    fn of(unit: Unit, witnesses: &'a [Witness]) -> Self {
        UnitObject {
            text: unit.text,
            agreement: unit.agreement,
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
        let place =
            |&(nth, span): &(usize, _)| Some(ReadingPlaceObject { sigil: &witnesses.get(nth)?.sigil, span });
        ReadingObject {
            text: reading.text,
            class: reading.class,
            witnesses: reading.witnesses.iter().filter_map(place).collect(),
        }
    }
}
