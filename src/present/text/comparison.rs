//! Two texts side by side in a terminal, by display width.

use super::AROUND;
use super::Colour;
use super::FAINT;
use super::GAINED;
use super::HEADING;
use super::LOST;
use super::Look;
use super::known;
use crate::collate::compare::Order;
use crate::collate::comparison::Comparison;
use crate::collate::comparison::Row;
use crate::collate::comparison::Shared;
use crate::collate::comparison::Side;
use crate::copies::class::Class;
use crate::message;
use crate::place::OriginalSpan;
use crate::present::excerpt;
use crate::present::legible;
use crate::present::pieces::Piece;
use crate::present::pieces::lines;
use crate::present::pieces::pieces;
use anstyle::Style;
use std::io;
use std::io::Write;
use unicode_width::UnicodeWidthChar;
use unicode_width::UnicodeWidthStr;

/// What stands between the two texts.
const RULE: &str = " │ ";
/// Columns of the marks around a difference.
const MARKS: usize = 4;
/// Columns of a text at the least.
const NARROWEST: usize = 16;

/// Writes two texts side by side, without the differences of hidden classes.
///
/// # Errors
/// Those of the writer.
pub fn comparison(
    comparison: &Comparison,
    hidden: &[Class],
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    for side in [&comparison.a, &comparison.b] {
        let about = known(side.about.parts());
        let (n, share) = (side.characters, excerpt::percent(side.agreeing_share()));
        let size = look.say(&message!("  {n} {n|character|characters}, {share} in both", n, share));
        writeln!(
            out,
            "{}{}",
            look.paint(&legible(&side.about.document), HEADING),
            look.paint(&(about + &size), FAINT)
        )?;
    }
    writeln!(out, "{}\n", look.paint(&summary(comparison, look), FAINT))?;
    let mut page = Page::new(look, out);
    for row in comparison.rows() {
        match row {
            Row::Both(shared) => page.both(comparison, shared, hidden)?,
            Row::OnlyA(span) => page.only(&comparison.a, span, |text| (text, ""))?,
            Row::OnlyB(span) => page.only(&comparison.b, span, |text| ("", text))?,
            Row::MovedAway(shared) => {
                let (a, b) = (shared.a, excerpt::shorten(&comparison.b.source(shared.b)));
                page.note("", &format!("⇅ {b} @{}-{}", a.begin, a.end))?;
            }
        }
    }
    Ok(())
}

/// How many differences of each class there are, and what moved.
fn summary(comparison: &Comparison, look: Look) -> String {
    let variants = Class::ALL.into_iter().map(|class| (comparison.count(class), class.message()));
    let repeated = comparison.count_of(Order::RepeatedInA) + comparison.count_of(Order::RepeatedInB);
    let moved =
        [(comparison.count_of(Order::Moved), message!("moved ⇅")), (repeated, message!("repeated ↻"))];
    if comparison.shared.is_empty() {
        return look.language.say("nothing in common").into_owned();
    }
    let rows = comparison.rows();
    let only_a = rows.iter().filter(|row| matches!(row, Row::OnlyA(_))).count();
    let only_b = rows.iter().filter(|row| matches!(row, Row::OnlyB(_))).count();
    let only = [(only_a, message!("only left")), (only_b, message!("only right"))];
    let counts = variants.chain(moved).chain(only).filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(n, what)| look.say(&message!("{n} {what}", n, what))).collect();
    if counts.is_empty() { look.language.say("no difference").into_owned() } else { counts.join("  ") }
}

/// A page of two columns.
struct Page<'a> {
    look: Look,
    /// Columns of each text.
    width: usize,
    left: Line,
    right: Line,
    out: &'a mut dyn Write,
}

/// A line of one text, as it is written and as wide as it is shown.
#[derive(Default)]
struct Line {
    text: String,
    width: usize,
}

impl Line {
    fn push(&mut self, text: &str, look: Look, style: Style) {
        self.width += text.width();
        self.text += &look.paint(text, style);
    }
}

impl<'a> Page<'a> {
    fn new(look: Look, out: &'a mut dyn Write) -> Self {
        let width = (look.width.saturating_sub(RULE.width()) / 2).max(NARROWEST);
        Page { look, width, left: Line::default(), right: Line::default(), out }
    }

    fn both(&mut self, comparison: &Comparison, shared: &Shared, hidden: &[Class]) -> io::Result<()> {
        let (a, b) = (shared.a, shared.b);
        match shared.order {
            Order::Kept => {}
            Order::Moved => {
                self.note(&format!("⇅ @{}-{}", a.begin, a.end), &format!("@{}-{}", b.begin, b.end))?;
            }
            Order::RepeatedInA => self.note("↻", &format!("@{}-{}", b.begin, b.end))?,
            Order::RepeatedInB => self.note(&format!("@{}-{}", a.begin, a.end), "↻")?,
        }
        for piece in pieces(comparison, shared, hidden) {
            match piece {
                Piece::Same(text) => self.same(&text)?,
                Piece::Differ(_, a, b) => self.differ(&a, &b)?,
                Piece::Break => self.flush()?,
            }
        }
        self.flush()
    }

    fn only(&mut self, side: &Side, span: OriginalSpan, place: fn(&str) -> (&str, &str)) -> io::Result<()> {
        for line in lines(side, span) {
            let (left, right) = place(&line);
            // The blank side says enough: no marks.
            let look = self.look;
            self.wrap(left, right, |text, style| look.paint(text, style))?;
            self.flush()?;
        }
        Ok(())
    }

    fn note(&mut self, left: &str, right: &str) -> io::Result<()> {
        self.left.push(left, self.look, FAINT);
        self.right.push(right, self.look, FAINT);
        self.flush()
    }

    fn same(&mut self, text: &str) -> io::Result<()> {
        let mut buffer = [0; 4];
        for character in text.chars() {
            let width = character.width().unwrap_or(0);
            if self.left.width.max(self.right.width) + width > self.width {
                self.flush()?;
            }
            let text = character.encode_utf8(&mut buffer);
            self.left.push(text, self.look, Style::new());
            self.right.push(text, self.look, Style::new());
        }
        Ok(())
    }

    fn differ(&mut self, left: &str, right: &str) -> io::Result<()> {
        let look = self.look;
        self.wrap(
            left,
            right,
            |text, style| if style == LOST { look.change(text, "") } else { look.change("", text) },
        )
    }

    /// Writes what differs, as much a line as fits.
    fn wrap(
        &mut self,
        mut left: &str,
        mut right: &str,
        paint: impl Fn(&str, Style) -> String,
    ) -> io::Result<()> {
        // Marks take columns where colour does not.
        let marks = if self.look.colour == Colour::Ansi { 0 } else { MARKS };
        while !left.is_empty() || !right.is_empty() {
            if self.left.width.max(self.right.width) + AROUND + marks > self.width {
                self.flush()?;
            }
            let (lost, more) = split(left, self.width.saturating_sub(self.left.width + marks));
            let (gained, rest) = split(right, self.width.saturating_sub(self.right.width + marks));
            for (line, text, style) in [(&mut self.left, lost, LOST), (&mut self.right, gained, GAINED)] {
                if !text.is_empty() {
                    line.text += &paint(text, style);
                    line.width += text.width() + marks;
                }
            }
            (left, right) = (more, rest);
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let (left, right) = (std::mem::take(&mut self.left), std::mem::take(&mut self.right));
        if left.text.is_empty() && right.text.is_empty() {
            return Ok(());
        }
        let padding = " ".repeat(self.width.saturating_sub(left.width));
        let line = format!("{}{padding}{}{}", left.text, self.look.paint(RULE, FAINT), right.text);
        writeln!(self.out, "{}", line.trim_end())
    }
}

/// What fits into so many columns, and the rest.
fn split(text: &str, columns: usize) -> (&str, &str) {
    let mut used = 0;
    let mut fits = |character: char| {
        used += character.width().unwrap_or(0);
        used <= columns
    };
    let at = text.find(|character| !fits(character)).unwrap_or(text.len());
    text.split_at(at)
}
