//! Collations as comma-separated values, for spreadsheets: a row for each unit, a column for each copy.

use super::csv::Csv;
use super::excerpt::one_line;
use super::table::Cell;
use crate::collate::collation::Collation;
use crate::collate::collation::Unit;
use crate::collate::collation::Witness;
use crate::present::share;
use std::io;
use std::io::Write;

/// What stands in the cell of a copy that says nothing of a unit, as it begins later or ends before. An empty cell is a reading: the copy goes on without the text.
const SILENT: &str = "[silent]";
/// The columns before those of copies.
const FIXED: [&str; 6] = ["unit", "agreement", "majority", "votes", "voters", "confidence"];

/// Writes a collation under a heading: the number of the unit, how far the copies agree, what most of them
/// say, by how many votes of how many, how likely that is right, and what each copy has; `[silent]` where it
/// says nothing, an empty cell where it lacks what others have.
///
/// ```
#[doc = include_str!("../example.md")]
/// use duikan::CopyFilter;
/// use duikan::present;
///
/// let collation = collection.collate("chenbao/0301-01:9", None, &CopyFilter::default())?;
/// let mut out = Vec::new();
/// present::collation_csv(&collation, &mut out)?;
/// assert!(String::from_utf8(out)?.starts_with("unit,agreement,majority,votes,voters,confidence,A chenbao/"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the writer.
pub fn collation_csv(collation: &Collation, out: &mut dyn Write) -> io::Result<()> {
    let name = |witness: &Witness| format!("{} {}", witness.sigil, witness.about.document);
    let names: Vec<String> = collation.witnesses.iter().map(name).collect();
    let mut csv = Csv::new(out, FIXED.into_iter().chain(names.iter().map(String::as_str)))?;
    for (number, unit) in (1..).zip(collation.units()) {
        let majority = one_line(&unit.text);
        let fixed = [
            Cell::Number(number),
            Cell::Text(unit.agreement.name()),
            Cell::Text(&majority),
            Cell::Number(unit.votes.into()),
            Cell::Number(unit.voters.into()),
            Cell::Share(share(unit.confidence)),
        ];
        csv.row(&[&fixed, readings(&unit, names.len()).as_slice()].concat())?;
    }
    csv.finish()
}

/// What each copy has.
fn readings(unit: &Unit, witnesses: usize) -> Vec<Cell<'_>> {
    let mut cells = vec![Cell::Text(SILENT); witnesses];
    for reading in &unit.readings {
        for &(nth, _) in &reading.witnesses {
            cells.get_mut(nth).into_iter().for_each(|cell| *cell = Cell::Text(&reading.text));
        }
    }
    cells
}
