//! The schema of all objects: what `--json` prints, HTTP answers and Python reads, in one document.

use crate::serve;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;

/// What stands before the name of an object in a reference to it: over HTTP, and here.
const IN_OPENAPI: &str = "#/components/schemas/";
const HERE: &str = "#/$defs/";

/// The document: an entry of `$defs` for each object.
pub(crate) fn document() -> Result<Value, serde_json::Error> {
    let described = duikan::present::json::described();
    let mut all = plain(serde_json::to_value(&described.schemas)?);
    let of_server = serve::objects()?;
    let mut told: BTreeSet<String> = described.objects.into_iter().chain(of_server.keys().cloned()).collect();
    if let Value::Object(all) = &mut all {
        for (name, object) in of_server {
            all.entry(name).or_insert(object);
        }
        for object in told.clone().iter().filter_map(|name| all.get(name)) {
            reached(object, all, &mut told);
        }
        all.retain(|name, _| told.contains(name));
    }
    Ok(json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "duikan",
        "description": "The objects that duikan tells: what `--json` prints, HTTP answers and Python reads. Offsets are \
                        Unicode scalar values of the decoded source, half-open; paragraphs count from 1.",
        "$defs": here(&all),
    }))
}

/// Schemas under their names, as a reader wants them: an object names all its properties, whatever it is composed of,
/// and what has a name is referred to by it.
pub(crate) fn plain(schemas: Value) -> Value {
    let Value::Object(all) = schemas else { return schemas };
    let whole: Map<String, Value> =
        all.iter().map(|(name, schema)| (name.clone(), written_out(schema, &all))).collect();
    whole
        .iter()
        .map(|(name, schema)| (name.clone(), parts_of(schema, &|part| by_name(part, &whole))))
        .collect()
}

/// A schema in which objects have what they are composed of.
fn written_out(schema: &Value, all: &Map<String, Value>) -> Value {
    let schema = parts_of(schema, &|part| written_out(part, all));
    let Some(parts) = schema.get("allOf").and_then(Value::as_array) else { return schema };
    let (mut properties, mut required) = (Map::new(), Vec::new());
    let mut whole = schema.as_object().cloned().unwrap_or_default();
    for part in parts {
        let part = match referred(part).and_then(|name| all.get(name)) {
            Some(object) => &written_out(object, all),
            None => part,
        };
        properties.extend(part.get("properties").and_then(Value::as_object).cloned().unwrap_or_default());
        required.extend(part.get("required").and_then(Value::as_array).cloned().unwrap_or_default());
    }
    whole.remove("allOf");
    whole.insert("type".to_owned(), json!("object"));
    whole.insert("properties".to_owned(), Value::Object(properties));
    whole.insert("required".to_owned(), Value::Array(required));
    Value::Object(whole)
}

/// A reference where a schema is that of a named object: what stands for a type parameter is written out.
fn by_name(schema: &Value, whole: &Map<String, Value>) -> Value {
    let is_object = schema.get("properties").is_some();
    let named = whole.iter().find(|(_, named)| is_object && *named == schema);
    match named {
        Some((name, _)) => json!({ "$ref": format!("{IN_OPENAPI}{name}") }),
        None => parts_of(schema, &|part| by_name(part, whole)),
    }
}

/// A value with each of its parts turned into another.
fn parts_of(value: &Value, turned: &dyn Fn(&Value) -> Value) -> Value {
    match value {
        Value::Object(parts) => {
            Value::Object(parts.iter().map(|(name, part)| (name.clone(), turned(part))).collect())
        }
        Value::Array(parts) => Value::Array(parts.iter().map(turned).collect()),
        other => other.clone(),
    }
}

/// The object that a schema refers to.
fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(IN_OPENAPI)
}

/// The names of the objects that a value refers to, directly or not.
pub(crate) fn reached(value: &Value, all: &Map<String, Value>, names: &mut BTreeSet<String>) {
    if let Some(name) = referred(value)
        && names.insert(name.to_owned())
        && let Some(schema) = all.get(name)
    {
        reached(schema, all, names);
    }
    match value {
        Value::Array(parts) => parts.iter().for_each(|part| reached(part, all, names)),
        Value::Object(parts) => parts.values().for_each(|part| reached(part, all, names)),
        _ => {}
    }
}

/// References as they are written here.
fn here(value: &Value) -> Value {
    match value.as_str().and_then(|text| text.strip_prefix(IN_OPENAPI)) {
        Some(name) => Value::String(format!("{HERE}{name}")),
        None => parts_of(value, &here),
    }
}
