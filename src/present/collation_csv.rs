//! Collations as comma-separated values, for spreadsheets: a row for each unit, a column for each copy.

use super::csv::unwrapped;
use super::excerpt::one_line;
use crate::collate::collation::Collation;
use crate::collate::collation::Unit;
use crate::collate::collation::Witness;
use std::io;
use std::io::Write;

/// What stands in the cell of a copy that says nothing of a unit, as it begins later or ends before. An empty cell is a reading: the copy goes on without the text.
const SILENT: &str = "[silent]";
/// Without it Excel reads UTF-8 as the code page of the machine; others skip it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes a collation under a heading: the number of the unit, how far the copies agree, what most of them
/// say, by how many votes of how many, how likely that is right, and what each copy has; `[silent]` where it
/// says nothing, an empty cell where it lacks what others have.
///
/// # Errors
/// Those of the writer.
pub fn collation_csv(collation: &Collation, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut writer = ::csv::Writer::from_writer(out);
    let fixed = ["unit", "agreement", "majority", "votes", "voters", "confidence"].map(str::to_owned);
    let name = |witness: &Witness| format!("{} {}", witness.sigil, witness.about.document);
    writer.write_record(fixed.into_iter().chain(collation.witnesses.iter().map(name))).map_err(unwrapped)?;
    for (number, unit) in (1..).zip(collation.units()) {
        writer.write_record(row(number, &unit, collation.witnesses.len())).map_err(unwrapped)?;
    }
    writer.flush()
}

fn row(number: usize, unit: &Unit, witnesses: usize) -> Vec<String> {
    let mut cells = vec![SILENT; witnesses];
    for reading in &unit.readings {
        for &(nth, _) in &reading.witnesses {
            cells.get_mut(nth).into_iter().for_each(|cell| *cell = &reading.text);
        }
    }
    let agreement = unit.agreement.name().to_owned();
    let numbers = [unit.votes.to_string(), unit.voters.to_string(), unit.confidence.to_string()];
    let fixed = [number.to_string(), agreement, one_line(&unit.text)].into_iter().chain(numbers);
    fixed.chain(cells.into_iter().map(str::to_owned)).collect()
}
