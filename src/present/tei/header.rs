//! The TEI header of a collation: its copies, how it was made, and what the marks in it mean.

use super::xml;
use super::xml::Xml;
use crate::collate::collation::Collation;
use crate::collate::collation::Witness;
use crate::copies::class::Class;
use std::io;

/// Points to what is said of the reading most copies support.
pub(super) const MAJORITY: &str = "#majority";
/// Points to the program, as the one who says so.
pub(super) const PROGRAM: &str = "#duikan";

const PRINCIPLES: [&str; 5] = [
    "Text outside app is what all witnesses say that are not silent there. A witness is silent before its \
     witStart and after its witEnd; these stand in an app of type extent.",
    "A lem is what the first witness has; where that one is silent, what the first has that is not. No text was \
     replaced. An empty reading says that the witness goes on without the text. The type of a reading names the \
     category of its difference from what most witnesses say.",
    "A reading with ana=\"#majority\" is the one most witnesses support, weighed by how often they agree with \
     the others; cert is how likely it is right if they err independently of each other. One that no witness has \
     as a whole, put together character by character, has resp instead of wit.",
    "Paragraphs are those of most witnesses. White space is kept between Latin words only. Places of the \
     witnesses count characters of the source (Unicode scalar values) from 0, up to the one given as to.",
    "The xml:id of an app has the number of its unit, counted through the whole passage; a unit that reaches over \
     the end of a paragraph is cut, and its parts are numbered too. The date of a witness stands in its bibl as \
     its source writes it, and normalised in origDate.",
];

pub(super) fn write(collation: &Collation, xml: &mut Xml<'_>) -> io::Result<()> {
    xml.create_element("teiHeader").with_attribute(("xml:lang", "en")).write_inner_content(|xml| {
        xml.create_element("fileDesc").write_inner_content(|xml| file(collation, xml))?;
        xml.create_element("encodingDesc").write_inner_content(encoding)?;
        Ok(())
    })?;
    Ok(())
}

fn file(collation: &Collation, xml: &mut Xml<'_>) -> io::Result<()> {
    let base = collation.witnesses.first();
    let name = base.map_or("", |base| base.about.title.as_deref().unwrap_or(&base.about.document));
    xml.create_element("titleStmt").write_inner_content(|xml| {
        xml::content(xml.create_element("title"), &format!("Collation of {name}"))?;
        xml.create_element("respStmt").with_attribute(("xml:id", "duikan")).write_inner_content(|xml| {
            xml::content(xml.create_element("resp"), "collated by")?;
            xml::content(xml.create_element("name"), concat!("duikan ", env!("CARGO_PKG_VERSION")))
        })?;
        Ok(())
    })?;
    xml.create_element("publicationStmt").write_inner_content(|xml| {
        xml::content(xml.create_element("p"), "Written by a program, unpublished.")
    })?;
    xml.create_element("sourceDesc").write_inner_content(|xml| {
        xml.create_element("listWit")
            .write_inner_content(|xml| collation.witnesses.iter().try_for_each(|copy| witness(copy, xml)))?;
        Ok(())
    })?;
    Ok(())
}

fn witness(copy: &Witness, xml: &mut Xml<'_>) -> io::Result<()> {
    let element = xml.create_element("witness").with_attribute(("xml:id", copy.sigil.as_str()));
    element.write_inner_content(|xml| {
        xml.create_element("bibl").write_inner_content(|xml| bibliography(copy, xml))?;
        if let Some(when) = copy.about.day {
            // Not in bibl: a normalised date of one in sourceDesc is taken for that of the work, and each other
            // copy for one that is no older.
            xml.create_element("origDate")
                .with_attribute(("when", when.to_string().as_str()))
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn bibliography(copy: &Witness, xml: &mut Xml<'_>) -> io::Result<()> {
    if let Some(title) = &copy.about.title {
        xml::content(xml.create_element("title").with_attribute(("level", "a")), title)?;
    }
    if let Some(series) = &copy.about.series {
        xml::content(xml.create_element("title").with_attribute(("level", "s")), series)?;
    }
    if let Some(date) = &copy.about.date {
        xml::content(xml.create_element("date"), date)?;
    }
    xml::content(xml.create_element("idno").with_attribute(("type", "document")), &copy.about.document)?;
    let paragraph = copy.paragraph.to_string();
    let unit = |name| [("unit", name)];
    let element = xml.create_element("biblScope").with_attributes(unit("paragraph"));
    xml::content(element.with_attribute(("from", paragraph.as_str())), &paragraph)?;
    let (from, to) = (copy.span.begin.to_string(), copy.span.end.to_string());
    let element = xml.create_element("biblScope").with_attributes(unit("character"));
    let element = element.with_attributes([("from", from.as_str()), ("to", to.as_str())]);
    xml::content(element, &format!("{from}-{to}"))
}

fn encoding(xml: &mut Xml<'_>) -> io::Result<()> {
    xml.create_element("editorialDecl").write_inner_content(|xml| {
        PRINCIPLES.iter().try_for_each(|principle| xml::content(xml.create_element("p"), principle))
    })?;
    xml.create_element("classDecl").write_inner_content(|xml| {
        xml.create_element("taxonomy").write_inner_content(|xml| {
            category(MAJORITY.trim_start_matches('#'), "the reading that most witnesses support", xml)?;
            Class::ALL.iter().try_for_each(|class| category(class.name(), meaning(*class), xml))
        })?;
        Ok(())
    })?;
    let method = [("method", "parallel-segmentation"), ("location", "internal")];
    xml.create_element("variantEncoding").with_attributes(method).write_empty()?;
    Ok(())
}

fn category(id: &str, description: &str, xml: &mut Xml<'_>) -> io::Result<()> {
    xml.create_element("category")
        .with_attribute(("xml:id", id))
        .write_inner_content(|xml| xml::content(xml.create_element("catDesc"), description))?;
    Ok(())
}

fn meaning(class: Class) -> &'static str {
    match class {
        Class::Script => "the same character in another script or form",
        Class::Punctuation => "punctuation, width or letter case",
        Class::Character => "one or two characters for as many others, as a misreading",
        Class::Wording => "other words",
        Class::Gap => "text that one of the two lacks",
    }
}
