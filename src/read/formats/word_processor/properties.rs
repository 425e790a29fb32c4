//! What a document says of itself. When its file was made, and when it was changed, is no date of the document.

use crate::read::Metadata;
use crate::read::xml::BrokenXml;
use crate::read::xml::Xml;
use crate::read::xml::XmlEvent;
use serde_json::Value;

/// Elements that properties are in: of DOCX, of ODT.
const HOLDERS: [&str; 2] = ["coreProperties", "meta"];

/// Names of ours, and what a property may be called, the first that says anything. `creator` is the author in DOCX, and
/// in ODT whoever changed it last.
const KNOWN: [(&str, &[&str]); 4] = [
    ("title", &["title"]),
    ("author", &["initial-creator", "creator"]),
    ("subject", &["subject"]),
    ("keywords", &["keyword", "keywords"]),
];

/// Reads the properties in XML; those before a fault are known in any case.
pub(super) fn read(text: &str, metadata: &mut Metadata) -> Result<(), BrokenXml> {
    let mut said: Vec<(String, String)> = Vec::new();
    let read = collect(text, &mut said);
    for (ours, names) in KNOWN {
        let of = |name: &&str| -> Vec<Value> {
            let values = said.iter().filter(|(said, value)| said == name && !value.trim().is_empty());
            values.map(|(_, value)| value.trim().into()).collect()
        };
        let mut values = names.iter().map(of).find(|values| !values.is_empty()).unwrap_or_default();
        match values.pop() {
            Some(only) if values.is_empty() => metadata.set(ours, &only),
            Some(last) => {
                values.push(last);
                metadata.set(ours, &Value::Array(values));
            }
            None => {}
        }
    }
    read
}

/// Each property with its text.
fn collect(text: &str, said: &mut Vec<(String, String)>) -> Result<(), BrokenXml> {
    let mut xml = Xml::of(text);
    // Of each element that is open, whether properties are in it.
    let mut open = Vec::new();
    let mut depth = None;
    while let Some(event) = xml.next()? {
        match event {
            XmlEvent::Start(tag) => {
                if open.last() == Some(&true) {
                    said.push((tag.name().to_owned(), String::new()));
                    depth = Some(open.len());
                }
                open.push(HOLDERS.contains(&tag.name()));
            }
            XmlEvent::Text(text) if depth.is_some() => {
                if let Some((_, value)) = said.last_mut() {
                    value.push_str(&text);
                }
            }
            XmlEvent::End => {
                open.pop();
                depth = depth.filter(|depth| open.len() > *depth);
            }
            XmlEvent::Text(_) => {}
        }
    }
    Ok(())
}
