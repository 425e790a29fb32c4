//! Stories in a terminal.

use super::FAINT;
use super::HEADING;
use super::Look;
use super::known;
use crate::collate::story::Assembled;
use crate::collate::story::Sourced;
use crate::collate::story::Story;
use crate::collate::story::StoryCopy;
use crate::message;
use crate::place::OriginalSpan;
use crate::present::excerpt;
use crate::present::legible;
use crate::present::legible::is_obeyed;
use std::io;
use std::io::Write;

/// Writes stories: the beginning of each, and its copies, the most complete first.
///
/// # Errors
/// Those of the writer.
pub fn stories(stories: &[Story], look: Look, out: &mut dyn Write) -> io::Result<()> {
    for story in stories {
        heading(story, look, out)?;
        story.copies.iter().try_for_each(|copy| write_copy(copy, look, out))?;
    }
    Ok(())
}

/// Writes a story: its copies, with what each lacks and what stands elsewhere in it, and where each stretch of
/// the text put together from them comes from.
///
/// # Errors
/// Those of the writer.
pub fn story(assembled: &Assembled, look: Look, out: &mut dyn Write) -> io::Result<()> {
    heading(&assembled.story, look, out)?;
    for (copy, witness) in assembled.story.copies.iter().zip(&assembled.witnesses) {
        write_copy(copy, look, out)?;
        let fullest = assembled.story.copies.first().map_or("", |first| first.about.document.as_str());
        let lacks = message!("lacks of {document}", document = &*legible(fullest));
        let moved = message!("has elsewhere");
        for (what, spans) in [(lacks, &witness.gaps), (moved, &witness.transpositions)] {
            if !spans.is_empty() {
                writeln!(
                    out,
                    "{}",
                    look.paint(&format!("              {} {}", look.say(&what), places(spans)), FAINT)
                )?;
            }
        }
    }
    writeln!(out)?;
    let share = excerpt::percent(assembled.confidence);
    let size = message!("{n} {n|character|characters}", n = assembled.text().chars().count());
    writeln!(out, "{}  {}", look.say(&size), look.paint(&share, FAINT))?;
    assembled.stretches.iter().try_for_each(|stretch| write_stretch(stretch, assembled, look, out))
}

/// Writes the text of a story and nothing else, a paragraph a line; a blank line after it.
///
/// # Errors
/// Those of the writer.
pub fn story_text(assembled: &Assembled, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let text = assembled.text();
    let seen: String = text.chars().filter(|&c| c == '\n' || !is_obeyed(c)).collect();
    writeln!(out, "{seen}\n")
}

fn heading(story: &Story, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let number = format!("{:>4}", story.number);
    writeln!(out, "{}  {}…", look.paint(&number, HEADING), excerpt::one_line(&story.incipit))
}

fn write_copy(copy: &StoryCopy, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let about = known(copy.about.parts());
    let places = look.paint(&places(&copy.parts), FAINT);
    writeln!(
        out,
        "{:>10} {}  {} {places}{}",
        copy.characters,
        look.language.say("characters"),
        legible(&copy.about.document),
        look.paint(&about, FAINT)
    )
}

fn places(spans: &[OriginalSpan]) -> String {
    spans.iter().map(|span| format!("@{}-{}", span.begin, span.end)).collect::<Vec<_>>().join(" ")
}

fn write_stretch(
    stretch: &Sourced,
    assembled: &Assembled,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let document = assembled.story.copies.get(stretch.copy).map_or("", |copy| copy.about.document.as_str());
    let votes = format!("{}/{}", stretch.votes, assembled.story.copies.len());
    let source = format!("{} @{}-{} {votes}", legible(document), stretch.span.begin, stretch.span.end);
    writeln!(out, "{}  {}", look.paint(&source, FAINT), excerpt::shorten(&stretch.text))
}
