//! What a page says of itself: its title, who wrote it, when, and where it appeared.

use super::sink::Node;
use super::tree::element;
use crate::read::Metadata;
use ego_tree::NodeRef;
use ego_tree::Tree;
use serde_json::Value;
use std::collections::HashMap;

/// By field, the names under which pages say it, the surest first.
const FIELDS: [(&str, &[&str]); 4] = [
    ("title", &["citation_title", "dc.title", "dcterms.title", "og:title", "articletitle"]),
    ("author", &["citation_author", "dc.creator", "dcterms.creator", "author", "article:author"]),
    (
        "date",
        &[
            "citation_publication_date",
            "citation_date",
            "dc.date",
            "dcterms.date",
            "dcterms.issued",
            "article:published_time",
            "pubdate",
            "publishdate",
            "date",
        ],
    ),
    ("series", &["citation_journal_title", "og:site_name", "sitename"]),
];

/// The metadata of a page whose text has this heading.
pub(super) fn metadata(page: &Tree<Node>, heading: Option<&str>) -> Metadata {
    let mut said: HashMap<String, String> = HashMap::new();
    let (mut title, mut language) = (None, None);
    for node in page.nodes() {
        let Some(element) = element(node) else { continue };
        match element.name() {
            "html" => {
                language = element.attribute("lang").or(element.attribute("xml:lang")).map(str::to_owned);
            }
            "title" if title.is_none() => title = Some(text(node)),
            "meta" => {
                let name = element.attribute("name").or(element.attribute("property")).unwrap_or_default();
                let content = element.attribute("content").unwrap_or_default().trim();
                if !content.is_empty() {
                    said.entry(name.to_ascii_lowercase()).or_insert_with(|| content.to_owned());
                }
            }
            _ => {}
        }
    }
    let mut metadata = Metadata::default();
    for (field, names) in FIELDS {
        if let Some(value) = names.iter().find_map(|name| said.get(*name)) {
            metadata.set(field, &Value::from(value.as_str()));
        }
    }
    metadata.set("language", &language.map_or(Value::Null, Value::from));
    // Behind the title of the text many a page has the name of the house.
    let title = title.filter(|title| !title.is_empty());
    let is_in = |heading: &&str| title.as_ref().is_none_or(|title| title.contains(heading));
    let named = heading.filter(is_in).map(str::to_owned).or(title.clone());
    metadata.title = metadata.title.or(named);
    metadata
}

fn text(node: NodeRef<'_, Node>) -> String {
    let text: String = node.children().filter_map(|node| node.value().text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
