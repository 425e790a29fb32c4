//! A collation in a terminal: the copies in columns by display width, what most of them say under them, and
//! then each place where they differ.

use super::FAINT;
use super::GAINED;
use super::HEADING;
use super::Look;
use super::WORD;
use super::known;
use crate::collate::collation::Collation;
use crate::collate::collation::Reading;
use crate::collate::collation::Unit;
use crate::collate::columns::Agreement;
use crate::copies::class::Class;
use crate::present::excerpt;
use crate::present::legible;
use std::io;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// The name of the line that says what most copies have.
const MAJORITY: &str = "=";
/// Two columns of what a copy has like the base, and of what it lacks.
const LIKE: &str = "· ";
const LACKS: &str = "--";
/// Columns of a place in which copies differ, at the most.
const WIDEST: usize = 40;
/// Characters of the majority reading before a place.
const BEFORE: usize = 6;

/// Writes copies in columns: the base in full, of the others what differs; `·` is what the base has, `--`
/// nothing, blank where a copy does not reach.
///
/// # Errors
/// Those of the writer.
pub fn collation(collation: &Collation, look: Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", look.paint(&format!("    {}", look.language.say("as most copies have it")), FAINT))?;
    for witness in &collation.witnesses {
        let about = known(witness.about.parts());
        let place = format!("{} ¶{}", legible(&witness.about.document), witness.paragraph);
        let quality = excerpt::percent(witness.quality);
        let sigil = format!("{:>3}", witness.sigil);
        writeln!(out, "{} {quality:>7}  {place}{}", look.paint(&sigil, HEADING), look.paint(&about, FAINT))?;
    }
    writeln!(out)?;
    let units = collation.units();
    Layout::new(collation, look).write(&units, out)?;
    let mut before = String::new();
    for unit in &units {
        if unit.agreement == Agreement::Differ {
            write_place(collation, unit, &before, look, out)?;
        }
        before += &excerpt::one_line(&unit.text);
        let skip = before.chars().count().saturating_sub(BEFORE);
        before = before.chars().skip(skip).collect();
    }
    Ok(())
}

/// The lines of a table as far as they are filled.
struct Layout<'a> {
    collation: &'a Collation,
    look: Look,
    /// Columns for the names of copies.
    margin: usize,
    width: usize,
    used: usize,
    lines: Vec<String>,
}

impl<'a> Layout<'a> {
    fn new(collation: &'a Collation, look: Look) -> Self {
        let margin = collation.witnesses.last().map_or(1, |last| last.sigil.width()) + 2;
        let lines = vec![String::new(); collation.witnesses.len() + 1];
        Layout {
            collation,
            look,
            margin,
            width: look.width.saturating_sub(margin).max(WIDEST),
            used: 0,
            lines,
        }
    }

    fn write(mut self, units: &[Unit], out: &mut dyn Write) -> io::Result<()> {
        for unit in units {
            let cells: Vec<Option<String>> = self.cells(unit);
            let majority = excerpt::one_line(&unit.text);
            // Where all copies that have anything have the same it may be cut anywhere.
            if cells.iter().flatten().all(|cell| cell.is_empty() || *cell == excerpt::shorten(&majority)) {
                for character in majority.chars() {
                    self.push(&only(character, &cells), &character.to_string(), out)?;
                }
            } else {
                self.push(&cells, &majority, out)?;
            }
        }
        self.flush(out)
    }

    /// What each copy has in a unit.
    fn cells(&self, unit: &Unit) -> Vec<Option<String>> {
        let mut cells = vec![None; self.collation.witnesses.len()];
        for reading in &unit.readings {
            for &(nth, _) in &reading.witnesses {
                cells.get_mut(nth).into_iter().for_each(|cell| *cell = Some(excerpt::shorten(&reading.text)));
            }
        }
        cells
    }

    fn push(&mut self, cells: &[Option<String>], majority: &str, out: &mut dyn Write) -> io::Result<()> {
        let majority = excerpt::shorten(majority);
        let texts = cells.iter().flatten().chain([&majority]);
        let width = texts.map(|text| text.width()).max().unwrap_or(0);
        if self.used > 0 && self.used + width > self.width {
            self.flush(out)?;
        }
        self.used += width;
        let base = cells.first().cloned().flatten();
        for (nth, (line, cell)) in
            self.lines.iter_mut().zip(cells.iter().chain([&Some(majority)])).enumerate()
        {
            let (is_base, is_majority) = (nth == 0, nth == cells.len());
            let columns = |text: &str| " ".repeat(width.saturating_sub(text.width()));
            *line += &match cell {
                None => " ".repeat(width),
                Some(text) if is_base || is_majority => text.clone() + &columns(text),
                Some(text) if base.as_ref() == Some(text) => {
                    let like = LIKE.repeat(text.width() / 2) + if text.width() % 2 == 1 { "·" } else { "" };
                    self.look.paint(&like, FAINT) + &columns(text)
                }
                Some(text) if text.is_empty() => {
                    LACKS.repeat(width / 2) + if width % 2 == 1 { "-" } else { "" }
                }
                Some(text) => self.look.paint(text, GAINED) + &columns(text),
            };
        }
        Ok(())
    }

    fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.used == 0 {
            return Ok(());
        }
        let names = self.collation.witnesses.iter().map(|witness| witness.sigil.as_str()).chain([MAJORITY]);
        for (line, name) in self.lines.iter_mut().zip(names) {
            let name = format!("{name:>margin$}  ", margin = self.margin - 2);
            writeln!(out, "{}{}", self.look.paint(&name, HEADING), line.trim_end())?;
            line.clear();
        }
        self.used = 0;
        writeln!(out)
    }
}

/// A character in the cells that have anything.
fn only(character: char, cells: &[Option<String>]) -> Vec<Option<String>> {
    let one = |cell: &String| if cell.is_empty() { String::new() } else { character.to_string() };
    cells.iter().map(|cell| cell.as_ref().map(one)).collect()
}

/// Writes a place in which copies differ: what most have, how many, and who has what else.
fn write_place(
    collation: &Collation,
    unit: &Unit,
    before: &str,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = excerpt::shorten(&unit.text);
    let reading = if text.is_empty() { "∅".to_owned() } else { text };
    let votes = format!("{}/{} {}", unit.votes, unit.voters, excerpt::percent(unit.confidence));
    let padding = " ".repeat((2 * BEFORE + 2).saturating_sub(before.width()));
    write!(
        out,
        "{padding}{}{}  {}",
        look.paint(before, FAINT),
        look.paint(&reading, WORD),
        look.paint(&votes, FAINT)
    )?;
    let is_other =
        |reading: &&Reading| !matches!(reading.class, None | Some(Class::Script | Class::Punctuation));
    for other in unit.readings.iter().filter(is_other) {
        let names: Vec<&str> = other
            .witnesses
            .iter()
            .filter_map(|&(nth, _)| Some(collation.witnesses.get(nth)?.sigil.as_str()))
            .collect();
        let text = excerpt::shorten(&other.text);
        let text = if text.is_empty() { "∅" } else { &text };
        let class = other.class.map_or_else(String::new, |class| look.say(&class.message()));
        write!(out, "  {} {} {}", look.paint(text, GAINED), names.join(" "), look.paint(&class, FAINT))?;
    }
    writeln!(out)
}
