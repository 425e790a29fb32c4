//! What a page says of itself: its title, who wrote it, when, and where it appeared.

use super::sink::Node;
use super::tree::element;
use crate::read::Metadata;
use ego_tree::NodeRef;
use ego_tree::Tree;
use serde_json::Value;
use std::collections::HashMap;

/// By field, the names under which pages say it, the surest first.
const FIELDS: [(&str, &[&str]); 3] = [
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
    ("series", &["citation_journal_title", SITE, "sitename"]),
];
const SITE: &str = "og:site_name";
/// The same of the title; and those that may have the name of the house in them.
const TITLES: [&str; 3] = ["citation_title", "dc.title", "dcterms.title"];
const LOOSE_TITLES: [&str; 2] = ["og:title", "articletitle"];

/// What stands between the title of a text and the name of the house.
const SEPARATORS: [char; 10] = ['-', '_', '|', '–', '—', '·', '»', '«', '｜', '•'];

/// So many values of one name are looked at.
const VALUES: usize = 1_000;

/// The metadata of a page whose text has this heading.
pub(super) fn metadata(page: &Tree<Node>, heading: Option<&str>) -> Metadata {
    let mut said: HashMap<String, Vec<String>> = HashMap::new();
    let (mut title, mut language) = (None, None);
    for node in page.nodes() {
        let Some(element) = element(node) else { continue };
        match element.name() {
            "html" => {
                language = element.attribute("lang").or(element.attribute("xml:lang")).map(str::to_owned);
            }
            // A drawing may have one too.
            "title" if title.is_none() && is_in_head(node) => title = Some(text(node)),
            "meta" => {
                let name = element.attribute("name").or(element.attribute("property")).unwrap_or_default();
                let content = element.attribute("content").unwrap_or_default().trim();
                let values = said.entry(name.to_ascii_lowercase()).or_default();
                if !content.is_empty() && values.len() < VALUES {
                    values.push(content.to_owned());
                }
            }
            _ => {}
        }
    }
    said.retain(|_, values| !values.is_empty());
    let first = |names: &[&str]| names.iter().find_map(|name| said.get(*name)?.first().cloned());
    let mut metadata = Metadata::default();
    for (field, names) in FIELDS {
        let all = names.iter().find_map(|name| said.get(*name)).cloned().unwrap_or_default();
        let count = if field == "author" { all.len() } else { 1 };
        metadata.set_all(field, all.get(..count.min(all.len())).unwrap_or_default());
    }
    metadata.set("language", &language.map_or(Value::Null, Value::from));
    let loose = first(&LOOSE_TITLES).or(title.filter(|title| !title.is_empty()));
    let house = first(&[SITE]);
    let loose = loose.map(|title| without_house(&title, heading, house.as_deref()));
    metadata.set(
        "title",
        &first(&TITLES).or(loose).or(heading.map(str::to_owned)).map_or(Value::Null, Value::from),
    );
    metadata
}

/// The title of a text where that of its page has the name of the house beside it: what the heading says it begins with,
/// or what is left without the name that the page gives the house.
fn without_house(title: &str, heading: Option<&str>, house: Option<&str>) -> String {
    let title = title.trim();
    let begins = |rest: &str| rest.trim_start().starts_with(SEPARATORS);
    let ends = |rest: &str| rest.trim_end().ends_with(SEPARATORS);
    let heading = heading.filter(|heading| Some(*heading) != house);
    if let Some(heading) = heading.filter(|heading| title.strip_prefix(heading).is_some_and(begins)) {
        return heading.to_owned();
    }
    let house = house.unwrap_or_default();
    let cut = |c: char| c.is_whitespace() || SEPARATORS.contains(&c);
    let before = title.strip_suffix(house).filter(|rest| ends(rest)).map(|rest| rest.trim_end_matches(cut));
    let behind =
        title.strip_prefix(house).filter(|rest| begins(rest)).map(|rest| rest.trim_start_matches(cut));
    let rest = before.or(behind).filter(|rest| !house.is_empty() && !rest.is_empty());
    rest.unwrap_or(title).to_owned()
}

fn is_in_head(title: NodeRef<'_, Node>) -> bool {
    let parent = title.parent().and_then(element);
    parent.is_none_or(|parent| ["head", "html", "body"].contains(&parent.name()))
}

fn text(node: NodeRef<'_, Node>) -> String {
    let text: String = node.children().filter_map(|node| node.value().text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
