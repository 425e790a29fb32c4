//! The terminal: hits under the heading of their document, copies under each hit, differences marked.
//!
//! With colour, words of the query are bold and differences red and green; without, differences are
//! written `[-this-]{+that+}`, so colour never carries the meaning alone.
//!
//! ```
#![doc = include_str!("../../example.md")]
//! use duikan::Language;
//! use duikan::Query;
//! use duikan::present::Listing;
//! use duikan::present::text;
//! use duikan::present::text::Colour;
//! use duikan::present::text::Look;
//!
//! let look = Look { colour: Colour::Plain, width: 80, language: Language::English };
//! let answer = collection.search(&Query::new("看得见的管线"))?;
//! let mut out = Vec::new();
//! text::answer(&answer, (Listing::all(), look), &mut out)?;
//! assert!(String::from_utf8(out)?.contains("[-管-]{+营+}"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod blame;
mod collation;
mod comparison;
mod file;
mod marked;
mod stories;

pub use blame::blame;
pub use collation::collation;
pub use comparison::comparison;
pub use file::file;
pub use stories::stories;
pub use stories::story;
pub use stories::story_text;

use super::excerpt;
use super::excerpt::Piece;
use super::legible;
use super::listing;
use super::listing::Kinds;
use super::listing::Listing;
use super::listing::Same;
use crate::collection::DocumentInfo;
use crate::collection::Stats;
use crate::copies::class::Class;
use crate::copies::variants::Variant;
use crate::message;
use crate::message::Language;
use crate::message::Message;
use crate::read::Unsupported;
use crate::read::UnsupportedKind;
use crate::reading::Origin;
use crate::search::Answer;
use crate::search::Hit;
use crate::search::ParagraphText;
use crate::search::PassageCopy;
use crate::witnesses::CopyKind;
use anstyle::AnsiColor;
use anstyle::Style;
use std::io;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether colours may be used, and how.
    pub colour: Colour,
    /// Columns of the terminal; a Chinese character takes two.
    pub width: usize,
    /// The language of what is said beside the texts.
    pub language: Language,
}

/// Whether colours may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// ANSI colours.
    Ansi,
    /// Plain text.
    Plain,
}

const HEADING: Style = AnsiColor::Magenta.on_default().bold();
const FAINT: Style = Style::new().dimmed();
const WORD: Style = AnsiColor::Red.on_default().bold();
const LOST: Style = AnsiColor::Red.on_default().strikethrough();
const GAINED: Style = AnsiColor::Green.on_default();
/// Lines of text shown of a hit.
const LINES: usize = 3;
/// Differences shown of a copy.
const VARIANTS: usize = 4;
/// Columns of the sign before a copy.
const SIGN: usize = 4;
/// Characters shown on either side of a difference.
const AROUND: usize = 4;

impl Look {
    /// A sentence in its language.
    fn say(self, message: &Message) -> String {
        message.say(self.language)
    }

    fn paint(self, text: &str, style: Style) -> String {
        match self.colour {
            Colour::Ansi => format!("{style}{text}{style:#}"),
            Colour::Plain => text.to_owned(),
        }
    }

    /// A difference: what one copy has, what the other has instead.
    fn change(self, lost: &str, gained: &str) -> String {
        let part = |text: &str, style, open, close| match (text.is_empty(), self.colour) {
            (true, _) => String::new(),
            (false, Colour::Ansi) => self.paint(text, style),
            (false, Colour::Plain) => format!("{open}{text}{close}"),
        };
        part(lost, LOST, "[-", "-]") + &part(gained, GAINED, "{+", "+}")
    }
}

/// Writes an answer: each hit with its copies, hits of one document under one heading.
///
/// # Errors
/// Those of the writer.
pub fn answer(answer: &Answer, (listing, look): (Listing, Look), out: &mut dyn Write) -> io::Result<()> {
    let mut heading = None;
    for hit in &answer.hits {
        let this = (hit.about.document.as_str(), hit.loose);
        if heading != Some(this) {
            if heading.is_some() {
                writeln!(out)?;
            }
            let about = known(hit.about.parts());
            let document = legible(&hit.about.document);
            writeln!(out, "{}{}", look.paint(&document, HEADING), look.paint(&about, FAINT))?;
            heading = Some(this);
        }
        write_hit(hit, (listing, look), out)?;
    }
    Ok(())
}

/// What is known of a document, after its name.
fn known<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.fold(String::new(), |line, part| line + "  " + &legible(part))
}

fn write_hit(hit: &Hit, (listing, look): (Listing, Look), out: &mut dyn Write) -> io::Result<()> {
    write_context(&hit.before, look, out)?;
    let number = format!("{:>5} {}", format!("¶{}", hit.paragraph), locus(&hit.origin));
    let width = look.width.saturating_sub(number.width() + 1).max(20);
    let flag = look.paint(&excerpt::flag(hit, look.language), FAINT);
    let pieces = excerpt::around(hit, width * LINES - flag.width().min(width));
    let text: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Word(text) => look.paint(text, WORD),
            Piece::Text(text) => text.clone(),
        })
        .collect();
    writeln!(out, "{}{flag}{text}", look.paint(&number, FAINT))?;
    write_context(&hit.after, look, out)?;
    if hit.copies_total + hit.parts_total > 0 {
        writeln!(out, "{}", look.paint(&format!("      {}", look.say(&excerpt::count(hit))), FAINT))?;
    }
    let listed = listing.of(&hit.copies);
    for same in &listed {
        write_copy(same, (hit.span.begin, &hit.text), look, out)?;
    }
    let shown = listed.iter().filter(|same| same.copy.kind == CopyKind::Copy).map(Same::len).sum();
    let place = format!("{}:{}", legible(&hit.about.document), hit.paragraph);
    let more = (hit.copies_total.saturating_sub(shown), hit.parts_total, place.as_str());
    write_more(more, listing, look, out)
}

/// Where it stands in the source's own terms, before its text.
fn locus(origin: &Origin) -> String {
    let cited = origin.locus.as_deref().map(excerpt::shorten);
    cited.map_or_else(String::new, |cited| format!("[{}] ", legible(&cited)))
}

/// How many are not shown, and how to see them.
fn write_more(
    (copies, parts, place): (usize, usize, &str),
    listing: Listing,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    if copies > 0 {
        let line = message!("      … {n} more (duikan copies {place})", n = copies, place);
        writeln!(out, "{}", look.paint(&look.say(&line), FAINT))?;
    }
    if parts > 0 && listing.kinds == Kinds::Copies {
        let line = format!("      {} (--parts)", look.say(&excerpt::parts(parts)));
        writeln!(out, "{}", look.paint(&line, FAINT))?;
    }
    Ok(())
}

/// The paragraphs around a hit.
fn write_context(paragraphs: &[ParagraphText], look: Look, out: &mut dyn Write) -> io::Result<()> {
    for paragraph in paragraphs {
        let number = format!("{:>5} ", format!("¶{}", paragraph.paragraph));
        writeln!(out, "{}", look.paint(&(number + &excerpt::one_line(&paragraph.text)), FAINT))?;
    }
    Ok(())
}

fn write_copy(same: &Same<'_>, own: Source<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let copy = same.copy;
    let sign = if copy.via { look.language.say("via") } else { "=".into() };
    let padding = " ".repeat(SIGN.saturating_sub(sign.width()));
    let about = known(copy.about.issue());
    let percent = listing::percent(copy);
    let place =
        copy.pieces.iter().map(|piece| format!("¶{}{}", piece.paragraph, if piece.moved { "↕" } else { "" }));
    let place = format!("{} {}", legible(&copy.about.document), place.collect::<Vec<_>>().join(" "));
    let place = format!("{place} {}", locus(&copy.origin));
    let place = place.trim_end();
    let extent =
        listing::extent(copy, own).map_or_else(String::new, |extent| format!("  {}", look.say(&extent)));
    let changes = changes(&copy.variants, own, look);
    writeln!(
        out,
        "  {padding}{sign} {percent}  {place}{}  {changes}",
        look.paint(&(about + &extent), FAINT)
    )?;
    match same.more() {
        Some(more) => writeln!(out, "{}", look.paint(&format!("     {}", look.say(&more)), FAINT)),
        None => Ok(()),
    }
}

/// A source text and where it begins.
type Source<'a> = (u32, &'a str);

/// The differences that change the reading, and how many there are of the others.
fn changes(variants: &[Variant], source: Source<'_>, look: Look) -> String {
    let reading = |variant: &&Variant| !matches!(variant.class, Class::Punctuation | Class::Script);
    let shown = variants.iter().filter(reading).take(VARIANTS);
    let mut parts: Vec<String> = shown.map(|variant| in_context(variant, source, look)).collect();
    let more = variants.iter().filter(reading).count().saturating_sub(VARIANTS);
    let count = |class| variants.iter().filter(|variant| variant.class == class).count();
    let counts = [
        (more, message!("more")),
        (count(Class::Script), Class::Script.message()),
        (count(Class::Punctuation), Class::Punctuation.message()),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(n, what)| look.say(&message!("{n} {what}", n, what))).collect();
    if !counts.is_empty() {
        parts.push(look.paint(&format!("+{}", counts.join(" +")), FAINT));
    }
    parts.join("  ")
}

fn in_context(variant: &Variant, (begin, text): Source<'_>, look: Look) -> String {
    let change = look.change(&excerpt::shorten(&variant.a_text), &excerpt::shorten(&variant.b_text));
    let (before, after) = excerpt::neighbours(text, begin, variant.a, AROUND);
    format!("{before}{change}{after}")
}

/// Writes a passage and its other places.
///
/// # Errors
/// Those of the writer.
pub fn copies(
    passage: &ParagraphText,
    copies: &[PassageCopy],
    (listing, look): (Listing, Look),
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", look.paint(&legible(&passage.document), HEADING))?;
    let number = format!("{:>5} {}", format!("¶{}", passage.paragraph), locus(&passage.origin));
    writeln!(out, "{}{}", look.paint(&number, FAINT), excerpt::one_line(&passage.text))?;
    for same in &listing.of(copies) {
        write_copy(same, (passage.span.begin, &passage.text), look, out)?;
    }
    let parts = copies.iter().filter(|copy| copy.kind != CopyKind::Copy).count();
    write_more((0, parts, ""), listing, look, out)
}

/// Writes paragraphs of a document as they stand in the source, each with its number.
///
/// # Errors
/// Those of the writer.
pub fn paragraphs(paragraphs: &[ParagraphText], look: Look, out: &mut dyn Write) -> io::Result<()> {
    for paragraph in paragraphs {
        let number = format!("¶{}", paragraph.paragraph);
        writeln!(out, "{} {}", look.paint(&number, FAINT), marked::marked(paragraph, look))?;
    }
    Ok(())
}

/// Writes documents, one a line.
///
/// # Errors
/// Those of the writer.
pub fn documents(documents: &[DocumentInfo], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<_> = documents.iter().map(|document| legible(&document.about.document)).collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    for (document, name) in documents.iter().zip(&names) {
        let padding = " ".repeat(widest - name.width());
        let about = known(document.about.parts());
        let characters = look.language.say("characters");
        let size = format!("{:>5} ¶ {:>8} {characters}", document.paragraphs, document.characters);
        let quality =
            document.confidence.map_or_else(String::new, |share| format!("  {:>3.0} %", share * 100.0));
        let name = look.paint(name, HEADING);
        writeln!(out, "{name}{padding} {size}{quality}{}", look.paint(&about, FAINT))?;
    }
    Ok(())
}

/// Writes what an index holds, a number a line.
///
/// # Errors
/// Those of the writer.
pub fn stats(stats: &Stats, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let of_them =
        message!("documents, {n} of them with copies of a passage", n = stats.documents_with_copies);
    let lines = [
        (stats.documents as u64, of_them),
        (stats.paragraphs, message!("paragraphs")),
        (stats.characters, message!("characters")),
        (stats.links, message!("links between copies")),
        (stats.skipped.len() as u64, message!("files or records that could not be read")),
        (stats.bytes, message!("bytes of index, format {version}", version = stats.version)),
    ];
    lines.iter().try_for_each(|(number, what)| writeln!(out, "{number:>12} {}", look.say(what)))?;
    if let Some(share) = stats.quality {
        let what = message!("quality of reading: how sure OCR is, else what the dictionary can place");
        writeln!(out, "{:>10.0} % {}", share * 100.0, look.say(&what))?;
    }
    for skipped in &stats.skipped {
        writeln!(out, "{}", legible(&look.say(&skipped.message())))?;
    }
    let kinds = UnsupportedKind::ALL.into_iter();
    let mut summaries = kinds.filter_map(|kind| Unsupported::summary(&stats.unsupported, kind));
    summaries.try_for_each(|summary| writeln!(out, "{}", legible(&look.say(&summary))))
}

/// Writes the files that no reader is there for, one a line.
///
/// # Errors
/// Those of the writer.
pub fn unsupported(all: &[Unsupported], out: &mut dyn Write) -> io::Result<()> {
    let mut paths = all.iter().flat_map(|group| &group.paths);
    paths.try_for_each(|path| writeln!(out, "{}", legible(&path.display().to_string())))
}
