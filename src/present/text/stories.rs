//! Stories in a terminal.

use super::FAINT;
use super::HEADING;
use super::Look;
use super::about;
use crate::collate::story::Story;
use std::io;
use std::io::Write;

/// Writes stories: the beginning of each, and its copies, the most complete first.
///
/// # Errors
/// Those of the writer.
pub fn stories(stories: &[Story], look: Look, out: &mut dyn Write) -> io::Result<()> {
    for story in stories {
        let number = format!("{:>4}", story.number);
        writeln!(out, "{}  {}…", look.paint(&number, HEADING), story.begin)?;
        for copy in &story.copies {
            let about = about(copy.series.as_deref(), copy.date.as_deref(), copy.title.as_deref());
            let parts: Vec<String> =
                copy.parts.iter().map(|part| format!("@{}-{}", part.begin, part.end)).collect();
            let place = format!("{}{}", copy.document, parts.join(" "));
            writeln!(out, "{:>10} 字  {place}{}", copy.characters, look.paint(&about, FAINT))?;
        }
    }
    Ok(())
}
