//! Which part of a package is what to another one.

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
        let folder = path.rsplit_once("_rels/").map_or("", |(folder, _)| folder);
        while let Some(event) = xml.next()? {
            let XmlEvent::Start(tag) = event else { continue };
            let is_outside = tag.attribute("TargetMode").is_some_and(|mode| mode == "External");
            if let Some((kind, target)) = tag.attribute("Type").zip(tag.attribute("Target"))
                && !is_outside
            {
                self.0.push(Relation {
                    id: tag.attribute("Id").unwrap_or_default().into_owned(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    path: resolved(folder, &target),
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

/// The path of a part that is named from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let path = if target.starts_with('/') { target.to_owned() } else { format!("{folder}{target}") };
    let mut steps = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_named_from_the_one_that_it_belongs_to() {
        assert_eq!(path_of("word/document.xml"), "word/_rels/document.xml.rels");
        assert_eq!(path_of("document.xml"), "_rels/document.xml.rels");
        for (target, path) in
            [("notes.xml", "word/notes.xml"), ("/a/b.xml", "a/b.xml"), ("../../a.xml", "a.xml")]
        {
            assert_eq!(resolved("word/", target), path);
        }
    }
}
