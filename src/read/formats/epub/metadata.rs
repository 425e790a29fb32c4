//! Who wrote a book and what it is called, as its package says: elements of Dublin Core, and what refines them.

use crate::read::Metadata;
use crate::read::xml::Tag;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;

/// Fields by the elements that say them.
const FIELDS: [(&str, &str); 2] = [("language", "language"), ("publisher", "publisher")];

/// Fields by the role of a person, as MARC calls it.
const ROLES: [(&str, &str); 4] =
    [("aut", "author"), ("trl", "translator"), ("edt", "editor"), ("com", "editor")];

/// So many elements are looked at.
const MOST: usize = 1_000;

/// What a package says.
#[derive(Default)]
pub(super) struct Said {
    elements: Vec<Element>,
    /// By the id of an element and the name of a property, what refines it.
    refined: HashMap<(String, String), String>,
}

/// An element of Dublin Core.
struct Element {
    name: String,
    id: String,
    /// The role of a person, or of a date.
    role: Option<String>,
    text: String,
}

impl Said {
    /// Hears of an element and its text.
    pub(super) fn take(&mut self, tag: &Tag<'_>, text: &str) {
        let said = |name| tag.attribute(name).map(Cow::into_owned);
        let is_known = ["title", "creator", "contributor", "date"].contains(&tag.name())
            || FIELDS.iter().any(|(element, _)| *element == tag.name());
        if text.is_empty() {
            return;
        }
        if is_known && self.elements.len() < MOST {
            let (name, id) = (tag.name().to_owned(), said("id").unwrap_or_default());
            let role = said("role").or_else(|| said("event"));
            self.elements.push(Element { name, id, role, text: text.to_owned() });
        } else if tag.name() == "meta"
            && let Some((refined, property)) = said("refines").zip(said("property"))
            && self.refined.len() < MOST
        {
            let id = refined.trim_start_matches('#').to_owned();
            self.refined.entry((id, property)).or_insert_with(|| text.to_owned());
        }
    }

    /// The metadata of the book, whose title is the series of its chapters.
    pub(super) fn metadata(&self) -> Metadata {
        let mut metadata = Metadata::default();
        let of =
            |name: &str| self.elements.iter().filter(move |element| element.name == name).collect::<Vec<_>>();
        let titles = of("title");
        let is_main =
            |element: &&&Element| self.refinement(element, "title-type").is_some_and(|kind| kind == "main");
        let title = titles.iter().find(is_main).or(titles.first());
        metadata.set("series", &title.map_or(Value::Null, |title| Value::from(title.text.as_str())));
        for (name, field) in FIELDS {
            let values: Vec<String> = of(name).iter().map(|element| element.text.clone()).collect();
            metadata.set_all(field, &values);
        }
        // When its file was changed is no date of a book.
        let dates = of("date");
        let is_published =
            |date: &&&Element| !matches!(date.role.as_deref(), Some("modification" | "creation"));
        let published = dates.iter().find(is_published).map(|date| date.text.as_str());
        metadata.set("published", &published.map_or(Value::Null, Value::from));
        let mut people: HashMap<&str, Vec<String>> = HashMap::new();
        for person in
            self.elements.iter().filter(|element| ["creator", "contributor"].contains(&element.name.as_str()))
        {
            if let Some(field) = self.field(person) {
                people.entry(field).or_default().push(person.text.clone());
            }
        }
        for (field, names) in people {
            metadata.set_all(field, &names);
        }
        metadata
    }

    /// In which field a person belongs; a program that made the file in none.
    fn field(&self, person: &Element) -> Option<&'static str> {
        let said = self.refinement(person, "role").or(person.role.as_deref());
        let said = said.map(|role| role.trim().rsplit('/').next().unwrap_or_default().to_ascii_lowercase());
        let role = match said.as_deref() {
            None | Some("") if person.name == "creator" => Some("aut"),
            role => role,
        };
        ROLES.iter().find(|(known, _)| Some(*known) == role).map(|(_, field)| *field)
    }

    fn refinement(&self, element: &Element, property: &str) -> Option<&str> {
        self.refined.get(&(element.id.clone(), property.to_owned())).map(String::as_str)
    }
}
