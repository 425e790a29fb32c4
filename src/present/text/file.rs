//! How a file is read.

use super::FAINT;
use super::HEADING;
use super::Look;
use super::known;
use super::paragraphs;
use crate::collection::FileReading;
use crate::message;
use crate::message::Message;
use crate::present::legible;
use crate::read::Damaged;
use crate::read::Rule;
use crate::read::Unsupported;
use crate::read::UnsupportedKind;
use std::io;
use std::io::Write;

/// Writes how a file is read: by which reader and rules, and what comes of it, stretches marked that are not the text
/// itself.
///
/// # Errors
/// Those of the writer.
pub fn file(reading: &FileReading, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let FileReading { path, format, rules, rule, encoding, documents, .. } = reading;
    let name = format.map_or_else(|| message!("no reader for it"), |format| Message::verbatim(format.name()));
    let head = if rule.skip {
        message!("{path}: not read", path = path.as_path())
    } else {
        message!(
            "{path}: {format}, {encoding}, {n} {n|document|documents}",
            path = path.as_path(),
            format = name,
            encoding = encoding.to_string(),
            n = documents.len(),
        )
    };
    writeln!(out, "{}", look.paint(&legible(&look.say(&head)), HEADING))?;
    for line in rules {
        writeln!(out, "{}", look.say(&message!("rule: duikan.toml, line {line}", line = *line)))?;
    }
    for told in told(rule) {
        writeln!(out, "  {}", look.paint(&legible(&told), FAINT))?;
    }
    for document in documents {
        let about = &document.about;
        let (name, known) = (legible(&about.document), known(about.parts()));
        writeln!(out)?;
        writeln!(out, "{}{}", look.paint(&name, HEADING), look.paint(&known, FAINT))?;
        paragraphs(&document.paragraphs, look, out)?;
    }
    let skipped = reading.skipped.iter().map(|skipped| message!("skipped {what}", what = skipped.message()));
    let damaged = reading.damaged.iter().map(Damaged::message);
    let kinds = UnsupportedKind::ALL.into_iter();
    let unsupported = kinds.filter_map(|kind| Unsupported::summary(&reading.unsupported, kind));
    let mut told = skipped.chain(damaged).chain(unsupported);
    told.try_for_each(|message| writeln!(out, "{}", legible(&look.say(&message))))
}

/// What the rules say, as `duikan.toml` would.
fn told(rule: &Rule) -> Vec<String> {
    let Rule { skip, format, encoding, text, fields, notes } = rule;
    let one = |name: &str, value: Option<String>| value.map(|value| format!("{name} = {value:?}"));
    let mut told: Vec<String> = [
        skip.then(|| "skip = true".to_owned()),
        one("format", format.map(|format| format.to_string())),
        one("encoding", encoding.map(|encoding| encoding.to_string())),
        one("text", text.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    told.extend(fields.iter().map(|(name, from)| format!("fields.{name} = {from:?}")));
    told.extend(notes.iter().map(|(open, close)| format!("notes: {open}{close}")));
    told
}
