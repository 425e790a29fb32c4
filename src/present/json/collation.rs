//! A collation as one object: its copies, the majority reading, and each unit with its readings.

use super::AboutObject;
use super::Json;
use super::Pair;
use super::pair;
use super::write;
use crate::collate::collation::Collation;
use crate::collate::collation::Reading;
use crate::collate::collation::Unit;
use crate::collate::collation::Witness;
use crate::copies::class::Class;
use serde::Serialize;
use std::io;
use std::io::Write;

#[derive(Serialize)]
struct CollationObject<'a> {
    base: &'a str,
    witnesses: Vec<WitnessObject<'a>>,
    majority: MajorityObject,
    units: Vec<UnitObject<'a>>,
}

#[derive(Serialize)]
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

#[derive(Serialize)]
struct MajorityObject {
    text: String,
    confidence: f32,
}

#[derive(Serialize)]
struct UnitObject<'a> {
    text: &'a str,
    agreement: &'static str,
    votes: u32,
    voters: u32,
    confidence: f32,
    readings: Vec<ReadingObject<'a>>,
}

#[derive(Serialize)]
struct ReadingObject<'a> {
    text: &'a str,
    class: Option<Class>,
    witnesses: Vec<PlaceObject<'a>>,
}

#[derive(Serialize)]
struct PlaceObject<'a> {
    sigil: &'a str,
    span: Pair,
}

impl Json for Collation {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let units = self.units();
        let object = CollationObject {
            base: self.witnesses.first().map_or("", |base| &base.sigil),
            witnesses: self.witnesses.iter().map(WitnessObject::of).collect(),
            majority: MajorityObject { text: self.majority(), confidence: self.confidence() },
            units: units.iter().map(|unit| UnitObject::of(unit, &self.witnesses)).collect(),
        };
        write(&object, out)
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
            quality: witness.quality,
            text: witness.text.as_str(),
        }
    }
}

impl<'a> UnitObject<'a> {
    fn of(unit: &'a Unit, witnesses: &'a [Witness]) -> Self {
        UnitObject {
            text: &unit.text,
            agreement: unit.agreement.name(),
            votes: unit.votes,
            voters: unit.voters,
            confidence: unit.confidence,
            readings: unit.readings.iter().map(|reading| ReadingObject::of(reading, witnesses)).collect(),
        }
    }
}

impl<'a> ReadingObject<'a> {
    fn of(reading: &'a Reading, witnesses: &'a [Witness]) -> Self {
        let place = |&(nth, span): &(usize, _)| {
            Some(PlaceObject { sigil: &witnesses.get(nth)?.sigil, span: pair(span) })
        };
        ReadingObject {
            text: &reading.text,
            class: reading.class,
            witnesses: reading.witnesses.iter().filter_map(place).collect(),
        }
    }
}
