//! Collations as TEI P5 documents: parallel segmentation, the text of the first copy running through.
//!
//! Outside `app` stands what all copies say that are not silent there. `lem` is what the first copy has: no
//! text is replaced by what most copies say, that reading is only pointed out.

mod edges;
mod header;
mod xml;

use crate::collate::collation::Collation;
use crate::collate::collation::Reading;
use crate::collate::collation::Unit;
use crate::present::share;
use edges::Edges;
use edges::Marks;
use quick_xml::Writer;
use std::io;
use std::io::Write;
use std::iter;
use xml::Xml;
use xml::text;

/// Writes a collation as a TEI document that is valid against `tei_all`.
///
/// Paragraphs are those that most copies have. An `app` never reaches over the end of one, so a unit is cut
/// there, and `p` can be written as such.
///
/// ```
#[doc = include_str!("../../example.md")]
/// use duikan::CopyFilter;
/// use duikan::present;
///
/// let collation = collection.collate("chenbao/0301-01:9", None, &CopyFilter::default())?;
/// let mut out = Vec::new();
/// present::tei(&collation, &mut out)?;
/// assert!(String::from_utf8(out)?.contains("http://www.tei-c.org/ns/1.0"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the writer.
pub fn tei(collation: &Collation, out: &mut dyn Write) -> io::Result<()> {
    let body = Body { collation, parts: &parts(collation) };
    let mut xml = xml::begin(out)?;
    let root = xml.create_element("TEI").with_attribute(("xmlns", "http://www.tei-c.org/ns/1.0"));
    root.write_inner_content(|xml| {
        header::write(collation, xml)?;
        xml.create_element("text").with_attribute(("xml:lang", "zh")).write_inner_content(|xml| {
            xml.create_element("body").write_inner_content(|xml| body.write(xml))?;
            Ok(())
        })?;
        Ok(())
    })?;
    xml.get_mut().write_all(b"\n")
}

/// A unit, or what a paragraph's end cuts off it, which is a unit too.
struct Part {
    /// The number of the unit; behind it that of the part, in a unit that is cut.
    number: String,
    unit: Unit,
    edges: Edges,
}

/// The units, cut where a paragraph ends inside one.
fn parts(collation: &Collation) -> Vec<Part> {
    let is_end = |at: &usize| collation.columns.get(*at).is_some_and(|column| column.text.ends_with('\n'));
    let (mut numbers, mut units) = (Vec::new(), Vec::new());
    for (number, unit) in (1..).zip(collation.units()) {
        let cuts = unit.columns.clone().filter(is_end).map(|last| last + 1);
        let begins: Vec<usize> = iter::once(unit.columns.start).chain(cuts).collect();
        let ends = begins.iter().skip(1).copied().chain([unit.columns.end]);
        let pieces: Vec<Unit> =
            begins.iter().zip(ends).filter_map(|(&begin, end)| collation.unit(begin..end)).collect();
        let is_cut = pieces.len() > 1;
        let name = |nth: usize| if is_cut { format!("{number}.{nth}") } else { number.to_string() };
        numbers.extend((1..=pieces.len()).map(name));
        units.extend(pieces);
    }
    let edges = edges::edges(collation, &units);
    let parts = numbers.into_iter().zip(units).zip(edges);
    parts.map(|((number, unit), edges)| Part { number, unit, edges }).collect()
}

struct Body<'a> {
    collation: &'a Collation,
    parts: &'a [Part],
}

impl Body<'_> {
    fn write(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        for parts in self.parts.chunk_by(|part, _| !part.unit.text.ends_with('\n')) {
            xml.write_indent()?;
            // White space in a paragraph is text: it is written on one line.
            let mut line: Xml<'_> = Writer::new(&mut **xml.get_mut());
            line.create_element("p").write_inner_content(|line| self.paragraph(parts, line))?;
        }
        Ok(())
    }

    fn paragraph(&self, parts: &[Part], line: &mut Xml<'_>) -> io::Result<()> {
        let mut last = "";
        for Part { number, unit, edges } in parts {
            // Readings have no space at their ends; this one stands between Latin words.
            if last.ends_with(' ') && unit.text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                text(line, " ")?;
            }
            last = &unit.text;
            self.marks(&edges.before, &format!("before-{number}"), line)?;
            self.unit(unit, &format!("unit-{number}"), line)?;
            self.marks(&edges.after, &format!("after-{number}"), line)?;
        }
        Ok(())
    }

    /// Says which copies begin or end here, in an `app` of its own: their readings stay with those of others.
    fn marks(&self, marks: &Marks, id: &str, line: &mut Xml<'_>) -> io::Result<()> {
        if marks.is_empty() {
            return Ok(());
        }
        let element = line.create_element("app").with_attributes([("xml:id", id), ("type", "extent")]);
        element.write_inner_content(|line| {
            marks.iter().try_for_each(|(mark, witnesses)| {
                let wit = self.pointers(witnesses.iter().copied());
                let reading = line.create_element("rdg").with_attribute(("wit", wit.as_str()));
                reading.write_inner_content(|line| xml::content(line.create_element(*mark), ""))?;
                Ok(())
            })
        })?;
        Ok(())
    }

    /// A reading all copies have is text; others stand in an `app` with a name of its own, without which
    /// programs take all for one.
    fn unit(&self, unit: &Unit, id: &str, line: &mut Xml<'_>) -> io::Result<()> {
        let is_of_base = |reading: &Reading| reading.witnesses.first().is_some_and(|&(nth, _)| nth == 0);
        match unit.readings.as_slice() {
            [only] if only.class.is_none() && is_of_base(only) => text(line, &only.text)?,
            readings => {
                let element = line.create_element("app").with_attribute(("xml:id", id));
                element.write_inner_content(|line| self.readings(unit, readings, line))?;
            }
        }
        Ok(())
    }

    fn readings(&self, unit: &Unit, readings: &[Reading], line: &mut Xml<'_>) -> io::Result<()> {
        let cert = share(unit.confidence).to_string();
        let majority = [("ana", header::MAJORITY), ("cert", cert.as_str())];
        let agreeing = readings.iter().position(|reading| reading.class.is_none());
        for (nth, reading) in readings.iter().enumerate() {
            let wit = self.pointers(reading.witnesses.iter().map(|&(nth, _)| nth));
            let name = if nth == 0 { "lem" } else { "rdg" };
            let mut element = line.create_element(name).with_attribute(("wit", wit.as_str()));
            if let Some(class) = reading.class {
                element = element.with_attribute(("type", class.name()));
            } else if agreeing == Some(nth) {
                element = element.with_attributes(majority);
            }
            xml::content(element, &reading.text)?;
        }
        // Put together from several copies, it is no copy's reading: it has no `wit`, but somebody who says so.
        if agreeing.is_none() && unit.votes > 0 {
            let element = line.create_element("rdg").with_attribute(("resp", header::PROGRAM));
            xml::content(element.with_attributes(majority), unit.text.trim_end())?;
        }
        Ok(())
    }

    /// What `wit` says of some copies.
    fn pointers(&self, witnesses: impl Iterator<Item = usize>) -> String {
        let sigil = |nth: usize| Some(format!("#{}", self.collation.witnesses.get(nth)?.sigil));
        witnesses.filter_map(sigil).collect::<Vec<String>>().join(" ")
    }
}
