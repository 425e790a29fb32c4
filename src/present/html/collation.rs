//! A collation as a page: the copies, the reading most of them support, and the table, one row a copy, one
//! column a unit; differences are marked by class, each class with a switch.

use super::attribute;
use super::escaped;
use super::flowing;
use super::head;
use super::marks;
use super::switches;
use crate::collate::collation::Collation;
use crate::collate::collation::Reading;
use crate::collate::collation::Unit;
use crate::collate::collation::Witness;
use crate::copies::class::Class;
use crate::message::Language;
use crate::present::excerpt;
use std::io;
use std::io::Write;

const STYLE: &str = "
body { max-width: 60em } .table { overflow-x: auto }
table { border-collapse: collapse } td, th { padding: .1em .3em; text-align: left; font-weight: normal }
.table td { white-space: nowrap; border-left: 1px solid #eee } .table th { position: sticky; left: 0; background: #fff }
.silent { background: #f4f4f4 } .votes, th { color: #666 } .majority span { border-bottom: 1px dotted #999 }
tr.majority td { border-top: 1px solid #999 }";

/// Writes copies side by side as a page.
///
/// ```
#[doc = include_str!("../../example.md")]
/// use duikan::CopyFilter;
/// use duikan::present;
///
/// let collation = collection.collate("chenbao/0301-01:9", None, &CopyFilter::default())?;
/// let mut out = Vec::new();
/// present::collation_page(&collation, duikan::Language::English, &mut out)?;
/// assert!(String::from_utf8(out)?.starts_with("<!doctype html>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the writer.
pub fn collation(collation: &Collation, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let title =
        collation.witnesses.first().map(|base| format!("{} ¶{}", base.about.document, base.paragraph));
    head(&title.unwrap_or_default(), &(STYLE.to_owned() + &marks()), language, out)?;
    writeln!(out, "<table>")?;
    collation.witnesses.iter().try_for_each(|witness| write_witness(witness, out))?;
    writeln!(out, "</table>")?;
    switches(&[], language, out)?;
    let units = collation.units();
    let confidence = excerpt::percent(collation.confidence());
    let (majority_reading, table) = (language.say("Majority reading"), language.say("Collation"));
    writeln!(
        out,
        "<h2>{majority_reading} <span class=\"votes\">{confidence}</span></h2>\n<p class=\"majority\">"
    )?;
    units.iter().try_for_each(|unit| write!(out, "{}", majority(unit, collation)))?;
    writeln!(out, "</p>\n<h2>{table}</h2>\n<div class=\"table\"><table>")?;
    for (nth, witness) in collation.witnesses.iter().enumerate() {
        write!(out, "<tr><th>{}</th>", escaped(&witness.sigil))?;
        units.iter().try_for_each(|unit| write!(out, "{}", cell(unit, nth)))?;
        writeln!(out, "</tr>")?;
    }
    write!(out, "<tr class=\"majority\"><th>=</th>")?;
    for unit in &units {
        write!(
            out,
            "<td>{}<br><span class=\"votes\">{}/{}</span></td>",
            flowing(unit.text.trim()),
            unit.votes,
            unit.voters
        )?;
    }
    writeln!(out, "</tr>\n</table></div>")
}

fn write_witness(witness: &Witness, out: &mut dyn Write) -> io::Result<()> {
    let about = witness.about.parts();
    let about = about.fold(String::new(), |line, part| line + " " + &escaped(part));
    let (sigil, document) = (escaped(&witness.sigil), escaped(&witness.about.document));
    let quality = excerpt::percent(witness.quality);
    let place = format!("¶{} @{}-{}", witness.paragraph, witness.span.begin, witness.span.end);
    writeln!(out, "<tr><th>{sigil}</th><td>{quality}</td><td>{document} {place}</td><td>{about}</td></tr>")
}

/// A unit of the majority reading; where copies differ, who has what stands in its title.
fn majority(unit: &Unit, collation: &Collation) -> String {
    let text = if unit.text.is_empty() { "‸".to_owned() } else { flowing(&unit.text) };
    let others: Vec<&Reading> = unit.readings.iter().filter(|reading| reading.class.is_some()).collect();
    let Some(class) = others.iter().filter_map(|reading| reading.class).max() else {
        return text;
    };
    let other = |reading: &&Reading| {
        let names = reading
            .witnesses
            .iter()
            .filter_map(|&(nth, _)| Some(collation.witnesses.get(nth)?.sigil.as_str()));
        let text = if reading.text.is_empty() { "∅" } else { &reading.text };
        format!("{text} {}", names.collect::<Vec<_>>().join(" "))
    };
    let others = others.iter().map(other).collect::<Vec<_>>().join(" · ");
    let title = format!("{}/{} {} · {others}", unit.votes, unit.voters, excerpt::percent(unit.confidence));
    format!("<span class=\"{}\" title=\"{}\">{text}</span>", class.name(), attribute(&title))
}

fn cell(unit: &Unit, nth: usize) -> String {
    let has = |reading: &&Reading| reading.witnesses.iter().any(|&(witness, _)| witness == nth);
    match unit.readings.iter().find(has) {
        None => "<td class=\"silent\"></td>".to_owned(),
        Some(reading) => {
            let class = reading.class.map_or("", Class::name);
            format!("<td class=\"{class}\">{}</td>", escaped(&reading.text))
        }
    }
}
