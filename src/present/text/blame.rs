//! Blame in a terminal: before each sentence the earliest copy it stands in.

use super::FAINT;
use super::HEADING;
use super::Look;
use crate::collection::Blamed;
use crate::present::excerpt;
use crate::present::legible;
use std::io;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// Writes sentences, each after the date and place of its earliest copy; `·` where no earlier one is known.
///
/// # Errors
/// Those of the writer.
pub fn blame(sentences: &[Blamed], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let sources: Vec<String> = sentences.iter().map(source).collect();
    let widest = sources.iter().map(|source| source.width()).max().unwrap_or(0);
    let (earliest, places) = (look.language.say("earliest"), look.language.say("places"));
    let heading = format!("{earliest}{}  {places}", " ".repeat(widest.saturating_sub(earliest.width())));
    writeln!(out, "{}", look.paint(&heading, FAINT))?;
    let mut last = None;
    for (blamed, source) in sentences.iter().zip(&sources) {
        let padding = " ".repeat(widest - source.width());
        // As in a table, what is like the line above is not repeated in bold.
        let style = if last == Some(source) { FAINT } else { HEADING };
        let places = format!("{:>4}", blamed.printings + 1);
        let number = format!("¶{}", blamed.paragraph);
        let text = excerpt::one_line(&blamed.text);
        writeln!(
            out,
            "{}{padding} {} {}",
            look.paint(source, style),
            look.paint(&format!("{places} {number:>5}"), FAINT),
            text
        )?;
        last = Some(source);
    }
    Ok(())
}

fn source(blamed: &Blamed) -> String {
    match blamed.earliest.and_then(|nth| blamed.copies.get(nth)) {
        Some(copy) => {
            let date = copy.about.date.as_deref().unwrap_or("?");
            format!("{} {} ¶{}", legible(date), legible(&copy.about.document), copy.paragraph)
        }
        None => "·".to_owned(),
    }
}
