//! Which part of a package is what to another one.

use crate::read::archives::resolve;
use crate::read::xml::BrokenXml;
use crate::read::xml::Xml;
use crate::read::xml::XmlEvent;

/// A part that another one names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Relation {
    /// What the other one calls it.
    pub(super) id: String,
    /// What it is to that.
    pub(super) kind: String,
    pub(super) path: String,
}

/// The parts that one of them names.
#[derive(Default)]
pub(super) struct Relations(pub(super) Vec<Relation>);

impl Relations {
    /// Reads the relations that are said in the part of this path.
    pub(super) fn read(&mut self, path: &str, text: &str) -> Result<(), BrokenXml> {
        let mut xml = Xml::of(text);
        // They lie in a folder beside the part that they are of.
        let part = path.replacen("_rels/", "", 1);
        while let Some(event) = xml.next()? {
            let XmlEvent::Start(tag) = event else { continue };
            let is_outside = tag.attribute("TargetMode").is_some_and(|mode| mode == "External");
            if let Some((kind, target)) = tag.attribute("Type").zip(tag.attribute("Target"))
                && !is_outside
            {
                // Whether a percent sign is one, the package shows.
                self.0.push(Relation {
                    id: tag.attribute("Id").unwrap_or_default().into_owned(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    path: resolve(&part, &target.replace('%', "%25")),
                });
            }
        }
        Ok(())
    }

    /// The path of the first part of a kind.
    pub(super) fn of(&self, kind: &str) -> Option<&str> {
        self.0.iter().find(|relation| relation.kind == kind).map(|relation| relation.path.as_str())
    }
}

/// Where the relations of a part are said.
pub(super) fn path_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}_rels/{name}.rels")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_said_beside_the_part_that_they_are_of() {
        assert_eq!(path_of("word/document.xml"), "word/_rels/document.xml.rels");
        assert_eq!(path_of("document.xml"), "_rels/document.xml.rels");
    }
}
